"""Every language of the form: whole, in letters the font has, in the order and shape they are read.

What is drawn of Arabic and Persian is held against another program's drawing of the same text with
the same font: HarfBuzz for the shapes, FriBidi for the order, through Pillow.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, features

from consentdesk import paths
from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import Audience, load_edition
from consentdesk.services.paper_layout import Sheet
from consentdesk.services.paper_letters import drawn as letters
from consentdesk.services.paper_pen import Face, Pen, Style
from tests.services.paper.pages import Ink, a_sheet, drawn, ink, words

EDITION = load_edition()
LEFTWARDS = ("ar", "fa")
OTHERS = tuple(code for code in EDITION.languages if code != "da")


def _texts(code: str) -> Iterator[str]:
    """All texts of a language, for whomever they are meant, as they stand on a sheet."""
    for audience in Audience:
        told = a_sheet(EDITION, code, audience, institution="Børnehuset Solsikken (2. afd.)")
        yield from told.words.texts.values()
    yield EDITION.wording(code).name
    yield EDITION.wording(code).draft


def test_the_form_speaks_ten_languages_and_all_but_its_own_are_drafts() -> None:
    expected = {"da", "sv", "en", "de", "pl", "uk", "tr", "ar", "fa", "so"}
    assert set(EDITION.languages) == expected
    assert {code for code, w in EDITION.wordings.items() if not w.draft} == {"da"}
    assert {code for code, w in EDITION.wordings.items() if w.leftwards} == set(LEFTWARDS)


@pytest.mark.parametrize("home", ["da", "sv"])
@pytest.mark.parametrize("code", EDITION.languages)
@pytest.mark.parametrize("audience", Audience)
def test_every_language_fits_beside_danish_and_swedish_whoever_answers(
    home: str, code: str, audience: Audience
) -> None:
    if home != code:
        drawn(a_sheet(EDITION, f"{home}+{code}", audience))


@pytest.mark.parametrize("code", EDITION.languages)
def test_every_sign_has_a_picture_in_both_faces(code: str) -> None:
    pen = Pen(io.BytesIO(), code)
    for text in _texts(code):
        for face in Face:
            for way in (None, True):
                assert pen.lacking(letters(text, way), face) == "", text


@pytest.mark.parametrize("code", EDITION.languages)
def test_the_texts_are_short_and_told_alike_in_every_language(code: str) -> None:
    """Nothing is left open or added: the same names, addresses and figures as in Danish."""
    own = a_sheet(EDITION, "da").words.texts
    texts = a_sheet(EDITION, code).words.texts
    assert texts.keys() == own.keys()
    for key in ("notes.signs.text", "notes.validity.text", "notes.controller.text"):
        for fact in ("15", "24", "Børnehuset Solsikken"):
            assert (fact in texts[key]) == (fact in own[key]), key
    assert "www.datatilsynet.dk" in texts["notes.complaint.text"]
    assert sum(map(len, texts.values())) < 1.35 * sum(map(len, own.values()))


SIZE = 20.0
DPI = 144


def _by_us(texts: Sequence[str], face: Face) -> list[Ink]:
    """Each text on a line of its own."""
    apart, many = 14.0, 19
    file = io.BytesIO()
    pen = Pen(file, "ar")
    for number, text in enumerate(texts):
        if number and number % many == 0:
            pen.next_page()
        y = 20 + apart * (number % many)
        pen.words(200, y, text, Style(SIZE, SIZE, face), align=1, leftwards=True)
    pen.next_page()
    pen.finish()
    mm = DPI / 25.4
    found = []
    for first in range(0, len(texts), many):
        page = ink(file.getvalue(), DPI, first // many + 1)
        for number in range(min(many, len(texts) - first)):
            top = (20 + apart * number - 9) * mm
            found.append(_cut(page[round(top) : round(top + apart * mm)]))
    return found


def _by_another(text: str, face: Face) -> Ink:
    path = paths.font_file(f"{face}.ttf")
    assert path is not None
    font = ImageFont.truetype(path, round(SIZE * DPI / 72), layout_engine=ImageFont.Layout.RAQM)
    page = Image.new("L", (2400, 200))
    # A PDF kerns nothing.
    plain = ["-kern"]
    ImageDraw.Draw(page).text((2300, 80), text, 255, font, "ra", direction="rtl", features=plain)
    return _cut(np.asarray(page, np.float64) / 255)


def _cut(page: Ink) -> Ink:
    """What is inked, and no margin."""
    rows, columns = (np.flatnonzero((page > 0.3).any(axis=axis)) for axis in (1, 0))
    return page[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _alike(one: Ink, other: Ink) -> float:
    """How alike ink is spread along two lines, 1 at most."""
    return float(np.corrcoef(_profile(one), _profile(other))[0, 1])


def _profile(page: Ink, steps: int = 400, wide: int = 9) -> Ink:
    along = page.sum(axis=0)
    places = np.linspace(0, len(along), steps + 1)
    total = np.concatenate([[0.0], np.cumsum(along)])
    spread = np.diff(np.interp(places, np.arange(len(total)), total))
    smooth: Ink = np.convolve(spread, np.ones(wide) / wide, "same")
    return smooth


def _pieces(code: str) -> list[str]:
    """The texts in pieces of a line's length, as they may be broken."""
    pieces = []
    for text in dict.fromkeys(_texts(code)):
        parts = text.split()
        pieces += [" ".join(parts[n : n + 7]) for n in range(0, len(parts), 7)]
    # The line at the foot is set in the institution's language.
    read = [p for p in dict.fromkeys(pieces) if "{" not in p]
    return [p for p in read if any("\u0600" <= c <= "\u06ff" for c in p)]


@pytest.mark.parametrize("code", LEFTWARDS)
@pytest.mark.parametrize("face", Face)
def test_arabic_and_persian_are_drawn_as_a_shaping_library_draws_them(
    code: str, face: Face
) -> None:
    assert features.check("raqm") and features.check("fribidi"), "nothing to compare with"
    pieces = _pieces(code)
    assert len(pieces) > 60
    assert any("Solsikken" in piece for piece in pieces)
    for piece, ours in zip(pieces, _by_us(pieces, face), strict=True):
        theirs = _by_another(piece, face)
        assert abs(ours.shape[1] - theirs.shape[1]) <= max(2, 0.03 * theirs.shape[1]), piece
        assert _alike(ours, theirs) > 0.8, piece


def test_the_comparison_sees_letters_in_the_wrong_order_or_shape() -> None:
    """Backwards, and with a non-joiner after each letter."""
    text = "هل يجوز لنا عرض صور طفلك"
    right = _by_another(text, Face.PLAIN)
    for wrong in (text[::-1], "\N{ZERO WIDTH NON-JOINER}".join(text)):
        (ours,) = _by_us([wrong], Face.PLAIN)
        assert _alike(ours, right) < 0.5


def test_a_latin_name_stands_whole_within_an_arabic_sentence() -> None:
    """Also at its very beginning, where a line by itself would run the other way."""
    sentence = "Børnehuset Solsikken هي الجهة المسؤولة"
    shown = letters(sentence, leftwards=True)
    assert shown.endswith("Børnehuset Solsikken")
    assert letters("www.imy.se.", leftwards=True) == ".www.imy.se"


def test_figures_and_serials_keep_their_order_within_arabic() -> None:
    shown = letters("رقم 7K3M-9QX7 في 03-05-2019", leftwards=True)
    assert "7K3M-9QX7" in shown
    assert "03-05-2019" in shown
    assert shown.index("03-05-2019") < shown.index("7K3M-9QX7")


@pytest.mark.parametrize("code", LEFTWARDS)
def test_what_runs_leftwards_stands_at_the_right(code: str) -> None:
    """Each line of it ends where its column ends, and the Danish ones begin where theirs does."""
    assert EDITION.pair is not None
    page = ink(drawn(a_sheet(EDITION, f"da+{code}")), DPI)
    mm = DPI / 25.4
    lead = EDITION.pair.areas["lead"]
    for (x, w), leftwards in ((EDITION.pair.left, False), (EDITION.pair.right, True)):
        column = page[
            round(lead.y * mm) : round(lead.bottom * mm), round(x * mm) : round((x + w) * mm)
        ]
        inked = np.flatnonzero((column > 0.3).any(axis=0))
        edge = (column.shape[1] - inked[-1]) if leftwards else inked[0]
        assert edge < 1.2 * mm


@pytest.mark.parametrize("code", ["pl", "fa"])
def test_both_languages_stand_on_the_sheet_and_the_answers_once(code: str) -> None:
    pdf = drawn(a_sheet(EDITION, f"da+{code}"))
    assert words(pdf, "-f", "1", "-l", "1").count("7K3M-9QX7") == 2
    for box in EDITION.boxes:
        assert box.page == 1
    assert "Læs også bagsiden." in words(pdf)
    assert "Databeskyttelsesrådgiver:" in words(pdf, "-f", "2")


def _longer(sheet: Sheet, key: str, factor: float) -> Sheet:
    """One text of the family's language, so many times as long."""
    assert sheet.other is not None
    text = sheet.other.texts[key]
    parts = text.split()
    more = " ".join(parts[: round(len(parts) * (factor - 1))])
    texts = {**sheet.other.texts, key: f"{text} {more}".strip()}
    return replace(sheet, other=replace(sheet.other, texts=texts))


@pytest.mark.parametrize("code", OTHERS)
def test_half_as_much_again_fits_or_is_refused_with_language_and_place(code: str) -> None:
    """A third of the texts of each language: together they are all three times."""
    plain = a_sheet(EDITION, f"da+{code}")
    assert plain.other is not None
    fits = plain
    places = {"foot.over": "foot.return", "lead.ask": "lead", "lead.free": "lead"}
    of_the_form = [
        key
        for key in plain.other.texts
        if key not in ("date", "foot.line") and not key.startswith("controller.")
    ]
    for key in of_the_form[OTHERS.index(code) % 3 :: 3]:
        longer = _longer(plain, key, 1.5)
        try:
            drawn(longer)
        except BadInput as error:
            assert error.problem is Problem.EDITION_TEXT_TOO_LONG
            assert error.facts["language"] == code
            place, part = str(error.facts["place"]), key.split(".")[1]
            assert place in (key, places.get(key), "answers.question") or part in place
        else:
            fits = longer
    assert fits is not plain
    before, after = (ink(drawn(sheet), 100) for sheet in (plain, fits))
    for box in EDITION.boxes:
        top, left = round(box.y * 100 / 25.4) + 2, round(box.x * 100 / 25.4) + 2
        cut = (slice(top, top + 22), slice(left, left + 22))
        assert (before[cut] == after[cut]).all()


def test_a_word_longer_than_its_column_is_refused_with_the_place() -> None:
    sheet = a_sheet(EDITION, "da+de")
    assert sheet.other is not None
    for key in ("lead.ask", "notes.withdraw.text", "purposes.press.text", "notes.data.text"):
        texts = {**sheet.other.texts, key: "Donaudampfschifffahrt" * 9}
        with pytest.raises(BadInput) as refused:
            drawn(replace(sheet, other=replace(sheet.other, texts=texts)))
        assert refused.value.problem is Problem.EDITION_TEXT_TOO_LONG
        assert refused.value.facts["language"] == "de"


def test_contact_and_officer_are_told_in_both_languages_however_long() -> None:
    contact = "Kontoret, kontor@solsikken-i-en-lang-kommune.dk, 12 34 56 78, hverdage 8 til 15"
    for code in ("pl", "ar"):
        read = words(drawn(a_sheet(EDITION, f"da+{code}", contact=contact)), "-f", "2", "-raw")
        assert read.count("kontor@solsikken-i-en-lang-kommune.dk") == 2
        assert read.count("12 34 56 78") == 2


def test_a_sheet_in_one_language_among_those_in_two_keeps_its_back_empty() -> None:
    """Paper printed on both sides must not hold two children's forms on one sheet."""
    pdf = drawn(a_sheet(EDITION, "da"), a_sheet(EDITION, "da+uk"))
    assert ink(pdf, 50, 2).max() == 0
    assert "side 1 af 2" in words(pdf, "-f", "3", "-l", "3")
    assert "side 2 af 2" in words(pdf, "-f", "4", "-l", "4")
    assert "side 1 af 1" in words(pdf, "-f", "1", "-l", "1")


@pytest.mark.parametrize("code", ["en", "da+ar", "da+pl", "sv+so"])
def test_a_draft_says_so_in_small_and_an_approved_text_does_not(code: str) -> None:
    sheet = a_sheet(EDITION, code)
    own = EDITION.wording(code.split("+")[-1]).draft
    assert own.split()[0] in words(drawn(sheet)) or code.endswith("ar")
    approved = replace(sheet, words=replace(sheet.words, draft=""))
    if sheet.other is not None:
        approved = replace(approved, other=replace(sheet.other, draft=""))
    before, after = ink(drawn(sheet), 100), ink(drawn(approved), 100)
    rows, columns = (np.flatnonzero((before != after).any(axis=axis)) for axis in (1, 0))
    assert rows[0] * 25.4 / 100 > 285, "at the foot"
    assert np.ptp(rows) * 25.4 / 100 < 4, "and small"
    assert columns[0] * 25.4 / 100 > 90


@pytest.mark.parametrize("code", ["da+ar", "da+fa", "da+uk"])
def test_the_same_sheet_in_two_languages_gives_the_same_bytes(code: str) -> None:
    assert drawn(a_sheet(EDITION, code)) == drawn(a_sheet(EDITION, code))
