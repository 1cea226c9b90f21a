"""The printed sheet: ink where the edition says, all words, the same bytes, nothing cut off."""

import re
import subprocess
import unicodedata
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from consentdesk import paths
from consentdesk.domain.serials import new_serial
from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import Audience, Controller, Edition, load_edition
from consentdesk.services.paper_layout import Sheet
from tests.services.paper.pages import SERIAL, Ink, a_sheet, codes, drawn, ink, marks, words

EDITION = load_edition()
ALONE = ("da", "sv", "en")
"""What a sheet may speak alone: the languages the office reads."""
BESIDE = tuple(f"da+{code}" for code in EDITION.languages if code != "da")
EVERY = [
    *[
        pytest.param(language, audience, id=f"{language}-{audience}")
        for language in ALONE
        for audience in Audience
    ],
    *[pytest.param(pair, Audience.GUARDIAN, id=pair) for pair in BESIDE],
]
NON_JOINER = "\N{ZERO WIDTH NON-JOINER}"
PUNCTUATION = ".,:;؟،؛«»()"
"""What the other program, guessing which way a line runs, may put at its other end."""
DPI = 200
MM = DPI / 25.4


def _darkest(page: Ink, x: float, y: float, w: float, h: float) -> Ink:
    """The part of the page around a rectangle in millimetres, at least one pixel."""
    left, top = round(x * MM), round(y * MM)
    return page[top : max(top + 1, round((y + h) * MM)), left : max(left + 1, round((x + w) * MM))]


@pytest.mark.parametrize(("language", "audience"), EVERY)
def test_every_answer_box_is_printed_where_the_edition_says(
    language: str, audience: Audience
) -> None:
    """Whatever language and person: places depend on edition and page alone."""
    page = ink(drawn(a_sheet(EDITION, language, audience)), DPI)
    assert len(EDITION.boxes) == 2 * len(EDITION.purposes)
    for box in EDITION.boxes:
        edge = 0.12
        sides = (
            _darkest(page, box.x, box.y - edge, box.w, 2 * edge).max(axis=0),
            _darkest(page, box.x, box.y + box.h - edge, box.w, 2 * edge).max(axis=0),
            _darkest(page, box.x - edge, box.y, 2 * edge, box.h).max(axis=1),
            _darkest(page, box.x + box.w - edge, box.y, 2 * edge, box.h).max(axis=1),
        )
        assert all(side.min() > 0.5 for side in sides), box
        inside = _darkest(page, box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1)
        assert inside.max() == 0, f"{box} is not empty"
        around = 1.2
        ring = _darkest(page, box.x - around, box.y - around, box.w + 2 * around, around - 0.4)
        assert ring.max() == 0, f"something stands over {box}"


@pytest.mark.parametrize(("language", "audience"), EVERY)
def test_the_fields_for_pens_are_empty_and_ruled(language: str, audience: Audience) -> None:
    page = ink(drawn(a_sheet(EDITION, language, audience)), DPI)
    for field in EDITION.fields:
        rule = _darkest(page, field.x + 0.5, field.y + field.h - 0.2, field.w - 1, 0.4)
        if field.name == "signed_on":
            squares = _darkest(page, field.x, field.y + 1, field.w, field.h - 2)
            upright = np.flatnonzero(squares.min(axis=0) > 0.2)
            assert len(np.flatnonzero(np.diff(upright) > 2)) + 1 == 11
        else:
            assert rule.max(axis=0).min() > 0.5
            space = _darkest(page, field.x, field.y, field.w, field.h - 0.4)
            assert space.max() == 0, f"{field.name} is not empty"


def test_languages_differ_in_words_but_not_in_ink_where_answers_stand() -> None:
    right = [b for b in EDITION.boxes if b.answer == "no"]
    pages = [ink(drawn(a_sheet(EDITION, language)), DPI) for language in (*ALONE, *BESIDE)]
    for box in right:
        place = (box.x - 0.3, box.y - 0.3, box.w + 0.6, box.h + 0.6)
        cuts = [_darkest(page, *place) for page in pages]
        assert all((cut == cuts[0]).all() for cut in cuts)


@pytest.mark.parametrize(("language", "audience"), EVERY)
def test_every_word_of_the_wording_can_be_read_out_of_the_pdf(
    language: str, audience: Audience
) -> None:
    """In reading order, also where it runs from right to left: another program says so."""
    sheet = a_sheet(EDITION, language, audience)
    # That program tells the joined forms of letters from the letters, as nobody who reads does.
    read = unicodedata.normalize("NFKC", words(drawn(sheet))).replace(NON_JOINER, "")
    for told in filter(None, (sheet.words, sheet.other)):
        for key, text in told.texts.items():
            if _is_said_elsewhere(sheet, key, text):
                continue
            names = " / ".join(w.name for w in filter(None, (sheet.words, sheet.other)))
            pages = "1" if sheet.other is None else "2"
            expected = text.replace("{page}", "1").replace("{pages}", pages)
            expected = expected.replace("{languages}", names).replace(NON_JOINER, "")
            # A text of the left column may be read line by line together with the right one.
            signs = PUNCTUATION if told.leftwards else ""
            missing = [word for word in expected.split() if word.strip(signs) not in read]
            assert not missing, f"{key}: {missing}"


def _is_said_elsewhere(sheet: Sheet, key: str, text: str) -> bool:
    """What is not printed as it stands: nothing, what only guardians need, the second foot."""
    mine = sheet.other is not None and text == sheet.other.texts.get(key)
    return (
        not text
        or key == "date"
        or (key == "person.guardians" and sheet.words.audience in (Audience.SELF, Audience.STAFF))
        or (key == "foot.over" and sheet.other is None)
        or (key == "foot.line" and mine)
    )


def test_danish_letters_are_read_back_right() -> None:
    read = words(drawn(a_sheet(EDITION, name="Ærø Ølgård Åse Éva")))
    for text in ("Ærø Ølgård Åse Éva", "Må vi vise billeder af dit barn?", "ÅÅÅÅ"):
        assert text in read


def test_no_answer_is_ticked_beforehand() -> None:
    """R6: checked in the ink above; and the PDF has no form fields that could be."""
    pdf = drawn(a_sheet(EDITION))
    assert b"/AcroForm" not in pdf


def test_the_same_sheets_give_the_same_bytes() -> None:
    sheets = [a_sheet(EDITION, "da"), a_sheet(EDITION, "en", Audience.SELF)]
    assert drawn(*sheets) == drawn(*sheets)


def test_a_pdf_says_nothing_about_anybody_in_its_properties() -> None:
    pdf = drawn(a_sheet(EDITION, name="Ida Åkjær Sørensen"))
    assert b"(Permission form)" in pdf
    assert b"/Author ()" in pdf
    assert b"/Lang (da)" in pdf
    for name in ("Ida", "Mette", "Solsikken", "anonymous"):
        assert name.encode() not in pdf
        assert name.encode("utf-16-be") not in pdf


def test_sheets_in_several_languages_carry_the_editions_own_as_the_documents() -> None:
    both = [a_sheet(EDITION, "en"), a_sheet(EDITION, "da")]
    assert b"/Lang (da)" in drawn(*both)
    assert b"/Lang (en)" in drawn(both[0])


def test_the_pdf_is_sound_and_brings_its_fonts(tmp_path: Path) -> None:
    file = tmp_path / "form.pdf"
    file.write_bytes(drawn(*[a_sheet(EDITION, serial=new_serial()) for _ in range(5)]))
    checked = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=True)
    assert "No syntax or stream encoding errors" in checked.stdout
    assert not checked.stderr
    listed = subprocess.run(["pdffonts", file], capture_output=True, text=True, check=True)
    fonts = listed.stdout.splitlines()[2:]
    assert fonts
    assert all(re.search(r"\+DejaVuSans(-Bold)?\s+TrueType\s+\S+\s+yes yes yes", f) for f in fonts)


LONG_NAMES = [
    "Maximilian-Alexander Bartholomæus Żółtowski-Christoffersen af Rosenkrantz Gyldenløve",
    "Świętosława Wiśniewska-Brzęczyszczykiewicz Łękołody Gżegżółkowska Chrząszczewska",
    "Nguyễn Thị Ngọc Ánh Đặng Hoàng Phượng Vĩ Trần Lê Mỹ Hạnh Thu Thảo Quỳnh",
    "Олександра-Вікторія Миколаївна Кропивницька-Переяславська Їжакевич-Ґалаґан",
    "عبد الرحمن محمد عبد اللطيف عبد العزيز عبد الكريم الحسيني البغدادي الموصلي",
]


@pytest.mark.parametrize("name", LONG_NAMES)
def test_a_long_name_fits_and_stays_readable(name: str) -> None:
    assert len(name) > 60
    pdf = drawn(a_sheet(EDITION, name=name))
    page = ink(pdf, DPI)
    area = EDITION.areas["person"]
    above = _darkest(page, area.x, area.y - 1.5, 140.0, 1.3)
    assert above.max() == 0, "the name runs into what stands above it"
    read = unicodedata.normalize("NFKC", words(pdf, "-raw"))
    backwards = read[::-1]
    for word in name.split():
        assert word in read or word in backwards


def test_many_long_guardians_fit_on_their_line() -> None:
    drawn(a_sheet(EDITION, guardians=(LONG_NAMES[0], LONG_NAMES[1])))


def test_a_name_without_end_is_refused_and_not_cut() -> None:
    with pytest.raises(BadInput) as refused:
        drawn(a_sheet(EDITION, name="Christoffer " * 40))
    assert refused.value.problem is Problem.NAME_TOO_LONG


def test_letters_the_font_lacks_are_refused_and_not_printed_as_boxes() -> None:
    with pytest.raises(BadInput) as refused:
        drawn(a_sheet(EDITION, name="李小龙"))
    assert refused.value.problem is Problem.LETTERS_NOT_IN_FONT
    assert refused.value.facts["letters"] == "李小龙"


def test_a_long_institution_is_set_smaller_and_an_endless_one_refused() -> None:
    name = "Den selvejende institution Børnehaven Æblehaven ved Åen i Sønder Hygum"
    assert name in words(drawn(a_sheet(EDITION, institution=name)))
    with pytest.raises(BadInput) as refused:
        drawn(a_sheet(EDITION, institution=name * 4))
    assert refused.value.problem is Problem.EDITION_TEXT_TOO_LONG
    assert refused.value.facts["place"] == "controller.name"


def _with(key: str, more: str) -> Sheet:
    """A sheet on which one text goes on for longer."""
    sheet = a_sheet(EDITION)
    texts = {**sheet.words.texts, key: sheet.words.texts[key] + more}
    return replace(sheet, words=replace(sheet.words, texts=texts))


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("head.title", "head.title"),
        ("lead.ask", "lead"),
        ("answers.question", "answers.question"),
        ("answers.yes", "answers.yes"),
        ("purposes.print.heading", "purposes.print.heading"),
        ("purposes.print.text", "purposes.print.text"),
        ("notes.withdraw.text", "columns.3 (withdraw, limits, complaint)"),
        ("notes.data.text", "columns.4 (controller, data)"),
        ("sign.declaration", "sign.declaration"),
        ("foot.return", "foot.return"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_with_its_place(key: str, place: str) -> None:
    with pytest.raises(BadInput) as refused:
        drawn(_with(key, " langt" * 120))
    assert refused.value.problem is Problem.EDITION_TEXT_TOO_LONG
    assert refused.value.facts["place"] == place


def test_a_text_a_little_too_long_is_set_smaller_and_boxes_stay() -> None:
    longer = _with("notes.limits.text", " Det gælder alt, hvad der er vist hos os indtil nu.")
    pages = [ink(drawn(sheet), DPI) for sheet in (a_sheet(EDITION), longer)]
    for box in EDITION.boxes:
        place = (box.x - 0.3, box.y - 0.3, box.w + 0.6, box.h + 0.6)
        cuts = [_darkest(page, *place) for page in pages]
        assert (cuts[0] == cuts[1]).all()


def test_contact_lines_are_filled_in_where_known() -> None:
    read = words(drawn(a_sheet(EDITION, contact="12 34 56 78, kontor@example.org")))
    assert "12 34 56 78, kontor@example.org" in read


def _asked_by(contact: str, officer: str, language: str = "da") -> bytes:
    controller = Controller("Børnehuset Solsikken", contact, officer)
    told = EDITION.wording(language).told(Audience.GUARDIAN, controller, 15)
    return drawn(replace(a_sheet(EDITION, language), words=told))


@pytest.mark.parametrize("language", ALONE)
def test_a_long_contact_goes_on_below_its_label(language: str) -> None:
    contact = "Kontoret, kontor@solsikken-i-en-lang-kommune.dk, 12 34 56 78"
    officer = "Kommunens rådgiver, dpo@solsikken-i-en-lang-kommune.dk, 87 65 43 21"
    read = words(_asked_by(contact, officer, language), "-raw")
    assert contact in read
    assert officer in read


@pytest.mark.parametrize("place", ["contact", "officer"])
def test_a_contact_without_end_is_refused_by_name(place: str) -> None:
    texts = {"contact": "12 34 56 78", "officer": "dpo@x.dk", place: "solsikken " * 19}
    with pytest.raises(BadInput) as refused:
        _asked_by(**texts)
    assert refused.value.problem is Problem.NAME_TOO_LONG
    assert refused.value.facts == {"name": texts[place], "place": place}


@pytest.mark.parametrize(
    ("language", "audience", "mark"),
    [
        *[pytest.param(*one.values, "ØVELSE", id=f"{one.id}-ØVELSE") for one in EVERY],
        ("en", Audience.GUARDIAN, "PRACTICE"),
        ("sv", Audience.GUARDIAN, "ÖVNING"),
    ],
)
def test_a_mark_across_the_sheet_changes_nothing_that_is_filled_in_or_read(
    language: str, audience: Audience, mark: str
) -> None:
    plain = a_sheet(EDITION, language, audience)
    marked = replace(plain, words=replace(plain.words, mark=mark))
    before, after = (ink(drawn(sheet), DPI) for sheet in (plain, marked))
    air, quiet = 1.5, 4 * EDITION.codes.size / 25
    side = EDITION.codes.size + 2 * quiet
    places = [(x - quiet, y - quiet, side, side) for x, y in EDITION.codes.corners.values()]
    filled = [(b.x, b.y, b.w, b.h) for b in EDITION.boxes]
    filled += [(f.x, f.y, f.w, f.h) for f in EDITION.fields]
    places += [(x - air, y - air, w + 2 * air, h + 2 * air) for x, y, w, h in filled]
    for place in places:
        assert (_darkest(before, *place) == _darkest(after, *place)).all(), place
    assert codes(after) == codes(before)
    assert marks(drawn(marked), mark) == EDITION.pages_in(1 + language.count("+"))


def test_a_mark_is_large_and_pale_and_leaves_the_words_dark() -> None:
    plain = a_sheet(EDITION)
    marked = replace(plain, words=replace(plain.words, mark="ØVELSE"))
    before, after = (ink(drawn(sheet), 100) for sheet in (plain, marked))
    tinted = after != before
    rows, columns = (np.flatnonzero(tinted.any(axis=axis)) for axis in (1, 0))
    assert np.ptp(rows) * 25.4 / 100 > 150
    assert np.ptp(columns) * 25.4 / 100 > 90
    assert 0.1 < np.median(after[tinted]) < 0.2
    assert (after >= before - 0.01).all(), "nothing is hidden"


def test_a_missing_font_is_said_and_nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    pdfmetrics = import_module("reportlab.pdfbase.pdfmetrics")
    monkeypatch.setattr(pdfmetrics, "_fonts", {})
    monkeypatch.setattr(pdfmetrics, "_dynFaceNames", {})
    monkeypatch.setattr(paths, "_font_folders", tuple)
    with pytest.raises(BadInput) as refused:
        drawn(a_sheet(EDITION))
    assert refused.value.problem is Problem.FONT_MISSING


def test_a_thousand_forms_keep_their_common_words_once() -> None:
    """The file grows by what differs: the person, the number and two codes."""

    def size(count: int) -> int:
        return len(drawn(*[a_sheet(EDITION, serial=new_serial()) for _ in range(count)]))

    assert size(61) - size(1) < 60 * 3000


def _two_pages(edition: Edition) -> Edition:
    areas = dict(edition.areas)
    areas["sign"] = replace(areas["sign"], page=2)
    fields = tuple(replace(field, page=2) for field in edition.fields)
    return replace(edition, pages=2, areas=areas, fields=fields)


def test_a_form_of_two_pages_has_its_codes_and_number_on_both() -> None:
    edition = _two_pages(EDITION)
    sheets: list[Sheet] = [a_sheet(edition), a_sheet(edition)]
    pdf = drawn(*sheets, edition=edition)
    assert codes(ink(pdf, 150, 4)) == [f"CD1:{SERIAL}:2026-2:P2:{c}" for c in "AB"]
    read = words(pdf)
    assert read.count("7K3M-9QX7") == 8
    assert read.count("side 2 af 2") == 2
