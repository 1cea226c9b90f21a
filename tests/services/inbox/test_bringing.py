"""Files brought into the inbox: every page on its sheet or in a group that can be seen."""

from dataclasses import replace
from hashlib import sha256
from importlib import import_module

import pytest
from PIL import Image

from consentdesk.domain.acts import Digest, Serial
from consentdesk.domain.inbox import Apart, Group, Note, SheetState
from consentdesk.domain.sheets import Answer, Oddity, OddPage, PageAt, Placing, ReadAnswer, ReadPage
from consentdesk.errors import BadInput, Cancelled, Problem
from consentdesk.services import intake
from consentdesk.services.inbox.bringing import bring_in
from consentdesk.services.inbox.forgetting import forget_pages
from consentdesk.services.inbox.linking import unlink_page
from consentdesk.services.inbox.looking import Looked
from consentdesk.services.inbox.placing import put_in
from consentdesk.services.paper_preview import preview_pages
from consentdesk.storage.upkeep import verify
from tests.services.inbox.returning import Desk, a_pdf, saved, sheets_of, truth
from tests.services.office import CLERK, ON_THE_WEB, SOCIAL
from tests.services.paper.pages import a_sheet, drawn
from tests.services.scanning.returned import Returned
from tests.services.wrong_scans import plain_pdf, plain_zip

WHITE = Image.new("L", (1240, 1754), 252)


def test_a_stack_becomes_a_sheet_for_each_form_with_what_is_marked_on_it(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    brought = desk.bring_stack(sheets)
    assert (brought.problem, brought.again, brought.pages, brought.apart) == (None, False, 3, ())
    assert [sheet.serial for sheet in brought.sheets] == [sheet.serial for sheet in sheets]
    for one, sheet in zip(desk.inbox().sheets, sheets, strict=True):
        assert one.sheet.draft.answers == truth(sheet)
        assert (one.group, one.notes) == (Group.READY, ())
        assert one.sheet.state is SheetState.WAITING
        assert not one.sheet.draft.signature_seen
        assert one.sheet.draft.signer


def test_nothing_is_recorded_by_bringing_in(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    (child, *_) = desk.enrol(sheets)
    with desk.office.register.read() as reader:
        before = reader.head()
    desk.bring_stack(sheets)
    with desk.office.register.read() as reader:
        assert reader.head().number == before.number
        assert all(reader.answers(sheet.serial) == {} for sheet in sheets)
        assert reader.acts([child])
    assert verify(desk.office.register).ok


def test_the_same_file_makes_no_second_sheet(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    desk.enrol(sheets)
    first = desk.bring_stack(sheets)
    path = desk.file(
        "the same under another name.pdf", (desk.office.folder / "stack.pdf").read_bytes()
    )
    (again,) = desk.bring(path)
    assert again.again
    assert again.sheets == first.sheets
    assert len(desk.waiting()) == 3


def test_a_page_that_is_there_already_is_a_duplicate_and_not_dropped(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    desk.bring_stack(sheets)
    (path,) = [desk.file("once more.png", saved([sheets[0].picture], "PNG"))]
    (brought,) = desk.bring(path)
    assert brought.sheets == ()
    (page,) = desk.inbox().apart[Apart.DUPLICATE]
    assert page.read is not None and page.read.serial == sheets[0].serial
    assert page.document is not None


def test_every_odd_page_is_in_a_group_that_can_be_seen(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    """The first form was printed here; the second is another institution's."""
    desk.enrol(sheets[:1])
    dark = Image.new("L", (1240, 1754), 250)
    dark.paste(30, (200, 300, 900, 1200))
    upside = sheets[0].picture.rotate(180)
    desk.bring(desk.file("s.pdf", a_pdf([sheets[1].picture, WHITE, dark, upside])))
    inbox = desk.inbox()
    assert {why: len(pages) for why, pages in inbox.apart.items()} == {
        Apart.UNKNOWN_FORM: 1,
        Apart.BLANK: 1,
        Apart.NO_CODE: 1,
    }
    (one,) = inbox.sheets
    (page,) = one.sheet.pages
    assert page.number == 4
    assert page.read is not None and page.read.placing.turn == 180
    assert one.sheet.draft.answers == truth(sheets[0])


def test_an_unsigned_sheet_is_for_somebody_to_look_at(
    desk: Desk,
) -> None:
    unsigned = sheets_of(desk.edition, "unsigned", signed=False)[:1]
    desk.enrol(unsigned)
    desk.bring_stack(unsigned)
    (one,) = desk.inbox().sheets
    assert one.group is Group.LOOK
    assert Note.UNSIGNED in one.notes
    assert Note.UNDATED in one.notes


def test_a_form_in_the_journal_already_is_shown_as_that(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    serial = sheets[0].serial
    with desk.office.register.read() as reader:
        subject = reader.form(serial).subject
        assert subject is not None
        guardian = reader.guardianships([subject])[subject][0].guardian
    intake.record(
        *desk.office.desk,
        serial=serial,
        answers=truth(sheets[0]),
        signer=str(guardian),
        signed_on=desk.office.today,
    )
    desk.office.file(serial)
    desk.bring_stack(sheets[:1])
    (one,) = desk.inbox().sheets
    assert one.group is Group.FILED
    assert Note.FILED_ALREADY in one.notes
    assert one.number == "2026-0001"


def test_each_page_is_kept_as_a_scan_of_its_own_and_the_file_is_not_touched(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    data = a_pdf(sheet.picture for sheet in sheets)
    path = desk.file("stack.pdf", data)
    before = path.stat()
    desk.bring(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (data, before.st_mtime_ns)
    digests = set()
    with desk.office.register.read() as reader:
        for sheet in desk.waiting():
            (page,) = sheet.pages
            assert page.document is not None
            kept = reader.document(page.document)
            pdf = import_module("pypdfium2").PdfDocument(kept.data)
            assert len(pdf) == 1
            # The picture is the scanner's own, not drawn anew.
            (image,) = pdf[0].get_objects()
            assert image.get_px_size() == sheets[0].picture.size
            assert bytes(image.get_data()) in data
            pdf.close()
            digests.add(page.document)
    assert len(digests) == 3


def test_a_photo_of_a_sheet_is_kept_as_it_came(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    desk.enrol(sheets)
    data = sheets[0].jpeg()
    desk.bring(desk.file("IMG_0001.jpg", data))
    (sheet,) = desk.waiting()
    assert sheet.pages[0].document == Digest(sha256(data).hexdigest())


def test_a_tiff_of_several_pages_is_kept_page_by_page(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    desk.bring(desk.file("fax.tif", saved([sheet.picture for sheet in sheets], "TIFF")))
    with desk.office.register.read() as reader:
        for one, sheet in zip(desk.waiting(), sheets, strict=True):
            assert one.draft.answers == truth(sheet)
            document = one.pages[0].document
            assert document is not None
            assert reader.document(document).media_type == "image/png"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (plain_pdf(1, locked=True), Problem.SCAN_LOCKED),
        (plain_pdf(600), Problem.SCAN_TOO_MANY_PAGES),
        (plain_zip(), Problem.NOT_A_SCAN),
        ("Navn;Født\nNoah;2019\n".encode(), Problem.NOT_A_SCAN),
        (b"", Problem.SCAN_NOT_READABLE),
        (plain_pdf(20)[:-500], Problem.SCAN_DAMAGED),
    ],
    ids=["locked", "600 pages", "zip", "roster", "empty", "half"],
)
def test_a_file_that_cannot_be_opened_stops_nothing_and_leaves_nothing(
    desk: Desk, sheets: tuple[Returned, ...], data: bytes, problem: Problem
) -> None:
    desk.enrol(sheets)
    good = a_pdf(sheet.picture for sheet in sheets[:2])
    bad = desk.file("bad.pdf", data)
    refused, brought = desk.bring(bad, desk.file("good.pdf", good))
    assert refused.problem is not None and refused.problem.problem is problem
    assert refused.problem.facts["path"] == bad
    assert refused.file is None
    assert len(brought.sheets) == 2
    with desk.office.register.read() as reader:
        assert reader.inbox_counts()[0][SheetState.WAITING] == 2


def test_a_folder_and_a_photo_that_broke_off_are_told(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    data = sheets[0].jpeg()
    half = desk.file("half.jpg", data[: len(data) // 2])
    folder, broken = desk.bring(desk.office.folder, half)
    assert folder.problem is not None and folder.problem.problem is Problem.SCAN_NOT_READABLE
    assert broken.problem is not None and broken.problem.problem is Problem.SCAN_DAMAGED
    assert desk.waiting() == ()


def test_scripts_in_a_file_do_not_come_along(desk: Desk, sheets: tuple[Returned, ...]) -> None:
    desk.enrol(sheets)
    data = a_pdf([sheets[0].picture]).replace(
        b"/Type /Catalog",
        b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        1,
    )
    assert b"JavaScript" in data
    desk.bring(desk.file("script.pdf", data))
    (sheet,) = desk.waiting()
    assert sheet.draft.answers == truth(sheets[0])
    with desk.office.register.read() as reader:
        assert sheet.pages[0].document is not None
        assert b"JavaScript" not in reader.document(sheet.pages[0].document).data


def test_who_stops_it_finds_whole_files_or_nothing(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    first = desk.file("1.pdf", a_pdf([sheets[0].picture]))
    second = desk.file("2.pdf", a_pdf(sheet.picture for sheet in sheets[1:]))
    heard: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        heard.append((done, total))
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        bring_in(*desk.office.desk, [first, second], stop)
    assert [sheet.serial for sheet in desk.waiting()] == [sheets[0].serial]
    assert heard[-1] == (2, 3)
    bring_in(*desk.office.desk, [first, second], None)
    assert len(desk.waiting()) == 3


def _read(serial: str, page: int, answers: tuple[ReadAnswer, ...]) -> ReadPage:
    return ReadPage(
        at=PageAt("s.pdf", page),
        serial=Serial(serial),
        edition="2026-2",
        page=page,
        corners=("A",),
        answers=answers,
        fields=(),
        placing=Placing((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0), 0),
    )


def test_page_two_joins_page_one_and_an_accepted_sheet_waits_again(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    serial = sheets[0].serial
    one = _read(serial, 1, (ReadAnswer(ON_THE_WEB, Answer.YES, 0.9),))
    two = _read(serial, 2, (ReadAnswer(SOCIAL, Answer.NO, 0.9),))
    with desk.office.register.write(CLERK, desk.office.at) as writer:
        first = writer.add_inbox_file(Digest("aa" * 32), "a.pdf", "application/pdf", 1)
        placed = put_in(writer, first, [Looked(1, one, b"")])
        (sheet,) = writer.inbox_sheets()
        seen = replace(sheet.draft, signature_seen=True)
        writer.set_inbox_sheet(sheet.id, SheetState.ACCEPTED, seen)
        second = writer.add_inbox_file(Digest("bb" * 32), "b.pdf", "application/pdf", 1)
        again = put_in(writer, second, [Looked(1, two, b"")])
        assert again.sheets == placed.sheets
        (joined,) = writer.inbox_sheets()
        assert [page.place for page in joined.pages] == [1, 2]
        assert (joined.state, joined.draft.signature_seen) == (SheetState.WAITING, False)
        assert (joined.draft.answers[ON_THE_WEB], joined.draft.answers[SOCIAL]) == (True, False)
        writer.set_inbox_sheet(sheet.id, SheetState.ACCEPTED, joined.draft)
    # What stood on a page that is gone is not known any more, and nobody has accepted the rest.
    unlink_page(*desk.office.desk, page=joined.pages[1].id)
    (left,) = desk.waiting()
    assert (left.state, left.draft.signature_seen) == (SheetState.WAITING, False)
    assert (left.draft.answers[ON_THE_WEB], left.draft.answers[SOCIAL]) == (True, None)


def test_a_form_read_in_another_edition_than_it_was_printed_in_is_set_apart(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    odd = OddPage(at=PageAt("s.pdf", 1), why=Oddity.OTHER_EDITION, texts=("CD1:\x00\ud800",))
    other = replace(_read(sheets[0].serial, 1, ()), edition="2020-9")
    with desk.office.register.write(CLERK, desk.office.at) as writer:
        file = writer.add_inbox_file(Digest("aa" * 32), "a.pdf", "application/pdf", 2)
        put_in(writer, file, [Looked(1, odd, b""), Looked(2, other, b"")])
    pages = desk.inbox().apart[Apart.OTHER_EDITION]
    assert len(pages) == 2
    assert pages[0].texts == ("CD1:�?",)


def test_a_file_name_with_a_name_in_it_goes_when_nothing_waits(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    brought = desk.bring_stack(sheets[:1], "Noah Lund.pdf")
    pages = [page for sheet in brought.sheets for page in sheet.pages]
    forget_pages(*desk.office.desk, pages=[page.id for page in pages])
    assert desk.waiting() == ()
    assert desk.bring(desk.office.folder / "Noah Lund.pdf")[0].sheets == ()
    with desk.office.register.read() as reader, pytest.raises(BadInput):
        assert pages[0].document is not None
        reader.document(pages[0].document)
    assert brought.file is not None
    with desk.office.register.read() as reader:
        assert reader.inbox_files([brought.file])[brought.file].name == ""


def test_a_page_that_is_damaged_is_shown_and_the_others_are_read(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets)
    pictures = [sheet.picture for sheet in sheets]
    data = bytearray(saved(pictures, "TIFF", compression="tiff_adobe_deflate"))
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    desk.bring(desk.file("stack.tif", bytes(data)))
    (page,) = desk.inbox().apart[Apart.UNREADABLE]
    assert (page.number, page.problem, page.document) == (2, "SCAN_PAGE_DAMAGED", None)
    assert [sheet.serial for sheet in desk.waiting()] == [sheets[0].serial, sheets[2].serial]


def test_a_file_whose_name_is_no_text_comes_in_like_any_other(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    path = desk.office.folder / "skan\udcff.png"
    path.write_bytes(saved([sheets[0].picture], "PNG"))
    (brought,) = desk.bring(path)
    assert len(brought.sheets) == 1
    with desk.office.register.read() as reader:
        assert brought.file is not None
        assert reader.inbox_files([brought.file])[brought.file].name.startswith("skan")


def test_a_number_like_a_cpr_number_in_a_file_name_is_not_kept(
    desk: Desk, sheets: tuple[Returned, ...]
) -> None:
    desk.enrol(sheets[:1])
    brought = desk.bring_stack(sheets[:1], "030519-1234.pdf")
    with desk.office.register.read() as reader:
        assert brought.file is not None
        assert "1234" not in reader.inbox_files([brought.file])[brought.file].name


@pytest.mark.parametrize("sides", [1, 2])
def test_a_sheet_in_two_languages_is_whole_with_its_back_and_without(
    desk: Desk, sheets: tuple[Returned, ...], sides: int
) -> None:
    """The back only explains: some scanners bring it along, others never see it."""
    child = desk.office.family("Zofia Nowak")
    desk.hand_out(sheets[0].serial, child, "da+pl")
    beside = drawn(a_sheet(desk.edition, "da+pl", serial=sheets[0].serial))
    (_front, back) = preview_pages(beside, 150)
    behind = Image.frombytes("RGB", (back.width, back.height), back.rgb).convert("L")
    pictures = [sheets[0].picture, behind][:sides]
    (brought,) = desk.bring(desk.file("both.pdf", a_pdf(pictures)))
    assert brought.apart == ()
    (one,) = desk.inbox().sheets
    assert [page.place for page in one.sheet.pages] == [1, 2][:sides]
    assert one.missing == ()
    assert Note.PAGE_MISSING not in one.notes
    assert Note.NOT_READ not in one.notes
    answered = {p: yes for p, yes in one.sheet.draft.answers.items() if yes is not None}
    assert answered == truth(sheets[0])
