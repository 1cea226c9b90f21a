"""The inbox on both engines: files, pages, sheets, and that all of it can be erased."""

from dataclasses import replace
from datetime import date

import pytest

from consentdesk.domain.acts import Digest, Purpose, Serial
from consentdesk.domain.inbox import Apart, Draft, InboxPage, PageId, SheetId, SheetState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.sheets import (
    Answer,
    Ink,
    PageAt,
    Placing,
    ReadAnswer,
    ReadField,
    ReadPage,
)
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.writing import Writer
from tests.factories import NOW, SOCIAL_MEDIA, WEBSITE
from tests.storage.desk import PDF, child, form, writing

STACK = Digest("ab" * 32)
DRAFT = Draft(
    answers={WEBSITE: True, SOCIAL_MEDIA: None},
    signer="Mette Lund",
    signed_on=date(2026, 9, 1),
    paper_at="Binder 3",
)


def reading(serial: Serial) -> ReadPage:
    return ReadPage(
        at=PageAt("stack.pdf", 1),
        serial=serial,
        edition="2026-1",
        page=1,
        corners=("A", "B"),
        answers=(
            ReadAnswer(WEBSITE, Answer.YES, 0.9),
            ReadAnswer(SOCIAL_MEDIA, Answer.UNCLEAR, 0.0),
        ),
        fields=(ReadField("signature", Ink.SOME, 0.75),),
        placing=Placing((1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 210.0), 180),
    )


def page_of(writer: Writer, number: int = 1, data: bytes = PDF) -> InboxPage:
    """A page of the stack, its scan stored, on no sheet yet."""
    known = writer.inbox_file(STACK)
    file = known or writer.add_inbox_file(STACK, "stack.pdf", "application/pdf", 2)
    return InboxPage(
        id=PageId(0), file=file.id, number=number, document=writer.store_document(data, "")
    )


def waiting(writer: Writer, subject: SubjectId, data: bytes = PDF, number: int = 1) -> SheetId:
    """A sheet of one page that waits."""
    serial = form(writer, subject, (WEBSITE, SOCIAL_MEDIA))
    sheet = writer.add_inbox_sheet(serial, "2026-1", DRAFT)
    page = page_of(writer, number, data)
    writer.add_inbox_page(replace(page, sheet=sheet, place=1, read=reading(serial)))
    return sheet


def test_a_sheet_comes_back_as_it_was_put_in(register: Register) -> None:
    with writing(register) as writer:
        id = waiting(writer, child(writer))
    with register.read() as reader:
        (sheet,) = reader.inbox_sheets()
        assert sheet == reader.inbox_sheet(id)
        assert (sheet.state, sheet.version, sheet.draft) == (SheetState.WAITING, 1, DRAFT)
        assert list(sheet.draft.answers) == [WEBSITE, SOCIAL_MEDIA]
        (page,) = sheet.pages
        assert page.read == reading(sheet.serial)
        assert page.document is not None and reader.document(page.document).data == PDF
        file = reader.inbox_files([page.file])[page.file]
        assert file == reader.inbox_file(STACK)
        assert (file.name, file.pages, file.arrived_at) == ("stack.pdf", 2, NOW)
        assert reader.inbox_counts()[0][SheetState.WAITING] == 1


def test_a_form_that_lies_in_the_inbox_is_not_counted_as_out(register: Register) -> None:
    with writing(register) as writer:
        form(writer, child(writer, "Ella Holm"))
        id = waiting(writer, child(writer))
        assert writer.counts(NOW.date()).forms_out == 1
        writer.set_inbox_sheet(id, SheetState.ASIDE, DRAFT, seen=1)
        assert writer.counts(NOW.date()).forms_out == 1


def test_bringing_something_in_is_no_act_but_moves_the_revision(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        form(writer, subject)
    with register.read() as reader:
        before = reader.head()
    with writing(register) as writer:
        page = page_of(writer)
        writer.add_inbox_page(replace(page, apart=Apart.NO_CODE, texts=("hello",)))
    with register.read() as reader:
        after = reader.head()
        (page,) = reader.inbox_pages_apart()
        assert (page.apart, page.texts, page.sheet) == (Apart.NO_CODE, ("hello",), None)
        assert reader.inbox_counts()[1] == 1
    assert (after.number, after.digest) == (before.number, before.digest)
    assert after.revision == before.revision + 1


def test_a_sheet_another_desk_has_changed_is_not_changed_over_it(register: Register) -> None:
    with writing(register) as writer:
        id = waiting(writer, child(writer))
        done = replace(DRAFT, signature_seen=True)
        changed = writer.set_inbox_sheet(id, SheetState.ACCEPTED, done, seen=1)
        assert (changed.version, changed.draft) == (2, done)
    with pytest.raises(RuleRefusal) as caught, writing(register) as writer:
        writer.set_inbox_sheet(id, SheetState.ASIDE, DRAFT, seen=1)
    assert caught.value.problem is Problem.SHEET_CHANGED_MEANWHILE


def test_a_page_moves_to_a_sheet_and_back_and_an_empty_sheet_goes(register: Register) -> None:
    with writing(register) as writer:
        serial = form(writer, child(writer))
        page = writer.add_inbox_page(replace(page_of(writer), apart=Apart.NO_CODE))
        writer.set_inbox_page_aside(page, True)
        assert writer.inbox_counts()[1] == 0
        sheet = writer.add_inbox_sheet(serial, "2026-1", Draft())
        writer.place_inbox_page(page, sheet, 1)
        assert writer.inbox_pages_apart() == ()
        (linked,) = writer.inbox_sheet(sheet).pages
        assert (linked.apart, linked.place, linked.aside) == (Apart.NO_CODE, 1, False)
        writer.place_inbox_page(page, None)
        assert writer.inbox_sheets() == ()
        assert len(writer.inbox_pages_apart()) == 1
        with pytest.raises(BadInput) as caught:
            writer.inbox_sheet(sheet)
    assert caught.value.problem is Problem.UNKNOWN_SHEET


def test_a_recorded_sheet_keeps_its_scan_and_nothing_that_was_typed(register: Register) -> None:
    with writing(register) as writer:
        id = waiting(writer, child(writer))
        sheet = writer.inbox_sheet(id)
        (page,) = sheet.pages
        writer.attach_scan(sheet.serial, page.document)
        writer.close_inbox_sheet(id, sheet.serial)
        closed = writer.inbox_sheet(id)
        assert (closed.state, closed.filed, closed.pages) == (
            SheetState.RECORDED,
            sheet.serial,
            (),
        )
        assert closed.draft == Draft()
        assert page.document is not None and writer.document(page.document).data == PDF
        assert writer.inbox_sheets() == ()
        assert writer.inbox_sheets_numbered([sheet.serial]) == (closed,)
        file = writer.inbox_file(STACK)
        assert file is not None and file.name == ""
        with pytest.raises(RuleRefusal):
            writer.set_inbox_sheet(id, SheetState.WAITING, DRAFT)
    with register.read() as reader:
        assert verify(register).ok
        assert reader.revision()


def test_all_about_one_subject_can_be_erased(register: Register) -> None:
    other_scan = PDF + b"%other"
    with writing(register) as writer:
        noah, ella = child(writer), child(writer, "Ella Holm")
        waiting(writer, noah)
        kept = waiting(writer, ella, other_scan, 2)
        writer.forget_inbox_of(noah)
        assert [sheet.id for sheet in writer.inbox_sheets()] == [kept]
        (page,) = writer.inbox_sheet(kept).pages
        assert page.document is not None
        file = writer.inbox_file(STACK)
        assert file is not None and file.name == "stack.pdf"
    with register.read() as reader, pytest.raises(BadInput) as caught:
        reader.document(_digest(PDF))
    assert caught.value.problem is Problem.UNKNOWN_DOCUMENT
    with register.connected(writes=False) as connection:
        drafts = connection.exec_driver_sql("SELECT draft FROM inbox_sheet").scalars().all()
    assert len(drafts) == 1


def test_r28_a_sheet_printed_blank_is_erased_with_whom_it_was_said_to_be_about(
    register: Register,
) -> None:
    with writing(register) as writer:
        noah, ella = child(writer), child(writer, "Ella Holm")
        blank = form(writer, None)
        about = [
            writer.add_inbox_sheet(blank, "2026-1", replace(DRAFT, subject=who))
            for who in (noah, ella)
        ]
        page = replace(page_of(writer), sheet=about[0], place=1)
        writer.add_inbox_page(page)
        writer.forget_inbox_of(noah)
        assert [sheet.id for sheet in writer.inbox_sheets()] == about[1:]
        with pytest.raises(BadInput):
            writer.document(_digest(PDF))


@pytest.mark.parametrize("state", [SheetState.ACCEPTED, SheetState.ASIDE])
def test_whom_a_sheet_in_the_inbox_is_said_to_be_about_is_not_thrown_away(
    register: Register, state: SheetState
) -> None:
    with writing(register) as writer:
        noah = child(writer)
        sheet = writer.add_inbox_sheet(form(writer, None), "2026-1", Draft())
        writer.set_inbox_sheet(sheet, state, replace(DRAFT, subject=noah))
        with pytest.raises(RuleRefusal) as caught:
            writer.throw_away_subject(noah)
        assert caught.value.problem is Problem.SUBJECT_HAS_HISTORY
        writer.set_inbox_sheet(sheet, state, DRAFT)
        writer.throw_away_subject(noah)


def test_a_scan_that_two_pages_share_stays_until_both_are_gone(register: Register) -> None:
    with writing(register) as writer:
        first = writer.add_inbox_page(replace(page_of(writer), apart=Apart.BLANK))
        second = writer.add_inbox_page(replace(page_of(writer, 2), apart=Apart.BLANK))
        writer.forget_inbox_pages([first])
        assert writer.document(_digest(PDF)).data == PDF
        writer.forget_inbox_pages([second])
        with pytest.raises(BadInput):
            writer.document(_digest(PDF))


def test_a_file_comes_in_once(register: Register) -> None:
    with writing(register) as writer:
        page_of(writer)
        page_of(writer)
        assert writer.inbox_file(STACK) is not None
        assert writer.inbox_file(Digest("cd" * 32)) is None


def test_a_sheet_of_an_unknown_number_is_bad_input(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.add_inbox_sheet(Serial("7K3M9QX2"), "2026-1", Draft())
    assert caught.value.problem is Problem.UNKNOWN_SERIAL


def test_answers_of_a_purpose_that_is_no_more_come_back_too(register: Register) -> None:
    with writing(register) as writer:
        draft = Draft(answers={Purpose("gone"): False}, anew=True)
        sheet = writer.add_inbox_sheet(form(writer, child(writer)), "2026-1", draft)
        assert writer.inbox_sheet(sheet).draft == draft


def _digest(data: bytes) -> Digest:
    from consentdesk.storage.documents import checked

    return checked(data)[0]
