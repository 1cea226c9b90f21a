"""What is read off returned sheets, against what is really on them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.sheets import Answer, Ink, ReadPage
from consentdesk.services.editions import Edition
from consentdesk.services.paper_preview import preview_pages
from consentdesk.services.pictures.codes import has_anything
from consentdesk.services.pictures.dice import Dice
from consentdesk.services.scanning.reading import read_page
from tests.services.scanning.reader import look, page_of, read
from tests.services.scanning.returned import PENS, Pen, Printed, Returned, Way, a_serial, returned


def _batch(edition: Edition, tag: str, many: int, way: Way = Way.FLAT) -> list[Returned]:
    seeds = [f"{tag} {number}" for number in range(many)]
    printed = Printed.of(edition, seeds)
    return [returned(edition, seed, way=way, printed=printed) for seed in seeds]


def _wrong(sheet: Returned, page: ReadPage) -> list[str]:
    """Everything that was taken for sure and is not so."""
    wrong = [
        f"{answer.purpose}: {sheet.answers[answer.purpose]} read as {answer.answer}"
        for answer in page.answers
        if answer.answer not in (sheet.answers[answer.purpose], Answer.UNCLEAR)
    ]
    wrong += [
        f"{field.name}: {sheet.fields[field.name]} read as {field.ink}"
        for field in page.fields
        if field.ink is (Ink.NONE if sheet.fields[field.name] else Ink.SOME)
    ]
    return [f"{one} {dict(sheet.made)}" for one in wrong]


def _compared(edition: Edition, sheets: Iterable[Returned]) -> Counter[str]:
    """Read them all; nothing may be wrong. Counts sheets, answers and what is unclear."""
    counts, wrong = Counter[str](), list[str]()
    for sheet in sheets:
        counts["sheets"] += 1
        page = look(sheet.picture, edition)
        if not isinstance(page, ReadPage):
            continue
        assert page.serial == sheet.serial
        counts["read"] += 1
        counts["answers"] += len(page.answers)
        counts["unclear"] += sum(a.answer is Answer.UNCLEAR for a in page.answers)
        counts["fields unclear"] += sum(f.ink is Ink.UNCLEAR for f in page.fields)
        wrong += _wrong(sheet, page)
    assert not wrong, "\n".join(wrong)
    return counts


def test_flat_scans_are_read_without_one_wrong_answer(edition: Edition) -> None:
    counts = _compared(edition, _batch(edition, "flat", 30))
    assert counts["read"] == counts["sheets"]
    assert counts["unclear"] <= 0.04 * counts["answers"]
    assert counts["fields unclear"] <= 0.04 * 3 * counts["sheets"]


def test_sheets_in_two_languages_are_read_like_those_in_one(edition: Edition) -> None:
    """What the reader looks at depends on edition and page alone."""
    beside = [f"da+{code}" for code in edition.languages if code != "da"]
    seeds = [f"beside {number}" for number in range(2 * len(beside))]
    printed = Printed.of(edition, seeds, beside)
    sheets = [returned(edition, seed, printed=printed) for seed in seeds]
    counts = _compared(edition, sheets)
    assert counts["read"] == counts["sheets"]
    assert counts["unclear"] <= 0.04 * counts["answers"]
    assert counts["fields unclear"] <= 0.04 * 3 * counts["sheets"]


def test_the_back_of_a_sheet_holds_nothing_to_read(edition: Edition) -> None:
    """A scanner of both sides brings it along; it belongs to its form and answers nothing."""
    pdf, front = Printed.of(edition, ["back"], ["da+fa"]).find(a_serial(Dice("back")))
    (back,) = preview_pages(pdf, 200, [front + 1])
    picture = Image.frombytes("RGB", (back.width, back.height), back.rgb).convert("L")
    page = look(picture, edition)
    assert isinstance(page, ReadPage)
    assert (page.serial, page.page) == (a_serial(Dice("back")), 2)
    assert (page.answers, page.fields, page.unclear) == ((), (), False)


def test_photographs_by_phone_are_read_without_one_wrong_answer(edition: Edition) -> None:
    counts = _compared(edition, _batch(edition, "phone", 10, Way.PHONE))
    assert counts["read"] >= 0.97 * counts["sheets"]
    assert counts["unclear"] <= 0.08 * counts["answers"]


@pytest.mark.parametrize("dpi", [150, 300])
def test_any_usual_resolution_will_do(edition: Edition, dpi: int) -> None:
    sheet = returned(edition, f"dpi {dpi}", dpi=dpi, colour=dpi == 300)
    assert not _wrong(sheet, read(sheet.picture, edition))


@pytest.mark.parametrize("pen", PENS, ids=lambda pen: pen.name)
def test_every_pen_is_seen_and_an_empty_box_is_none(edition: Edition, pen: Pen) -> None:
    truth = (Answer.YES, Answer.NO, Answer.BLANK, Answer.NO, Answer.YES)
    answers = dict(zip(map(str, edition.purposes), truth, strict=True))
    sheet = returned(edition, f"pen {pen.name}", pen=pen, answers=answers, signed=True, clean=True)
    page = read(sheet.picture, edition)
    assert [a.answer for a in page.answers] == list(truth)
    assert all(a.confidence >= 0.5 for a in page.answers)
    assert {f.name: f.ink for f in page.fields} == dict.fromkeys(sheet.fields, Ink.SOME)


def test_a_sheet_that_nobody_touched_is_blank_all_over(edition: Edition) -> None:
    sheet = returned(edition, "untouched", answers={}, signed=False)
    page = read(sheet.picture, edition)
    assert {a.answer for a in page.answers} == {Answer.BLANK}
    assert {f.ink for f in page.fields} == {Ink.NONE}
    assert not page.unclear


def test_the_edge_of_a_shadow_over_the_signature_is_no_ink(edition: Edition) -> None:
    # Found among a thousand: where a hand's shadow ends, four square millimetres looked written on.
    sheet = returned(edition, "walk 3", way=Way.PHONE, crossed_code="A")
    found = {field.name: field.ink for field in read(sheet.picture, edition).fields}
    assert not sheet.fields["signature"]
    assert found["signature"] is not Ink.SOME
    assert found["signer"] is Ink.SOME


@pytest.mark.parametrize("way", Way)
def test_only_an_empty_page_is_not_looked_at_again_for_a_faint_code(
    edition: Edition, way: Way
) -> None:
    """Looking again takes a second, which every empty back in a stack would."""
    noise = np.random.default_rng(1)
    for number in range(6):
        sheet = np.asarray(returned(edition, f"faint {number}", way=way).picture, np.float32)
        for fading in (0.3, 0.06):
            faint = 250 - (255 - sheet) * fading + noise.normal(0, 2, sheet.shape)
            page = Image.fromarray(faint.clip(0, 255).astype(np.uint8))
            assert has_anything(page.reduce(2))
        empty = 235 - 60 * np.linspace(0, 1, 1654) ** 2 + noise.normal(0, 4, (2339, 1654))
        empty[:, 1640:] = empty[2320:] = 20
        assert not has_anything(Image.fromarray(empty.clip(0, 255).astype(np.uint8)).reduce(2))


@pytest.mark.parametrize("corner", ["A", "B"])
@pytest.mark.parametrize("way", list(Way))
def test_one_code_is_enough(edition: Edition, corner: str, way: Way) -> None:
    for number in range(2):
        sheet = returned(edition, f"one code {number}", way=way, crossed_code=corner)
        page = read(sheet.picture, edition)
        assert not _wrong(sheet, page)
        assert {"A", "B"} - {corner} <= set(page.corners)
        assert not all(a.answer is Answer.UNCLEAR for a in page.answers)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_sheet_lying_any_way_round_is_read_and_told_how_to_turn(
    edition: Edition, turns: int
) -> None:
    sheet = returned(edition, "turned", turns=turns)
    page = read(sheet.picture, edition)
    assert not _wrong(sheet, page)
    assert page.placing.turn == (-90 * turns) % 360


@pytest.mark.parametrize("way", list(Way))
def test_the_placing_says_where_a_box_lies_in_the_picture(edition: Edition, way: Way) -> None:
    answers = {str(edition.purposes[0]): Answer.YES}
    pen = PENS[2]
    sheet = returned(edition, "placing", way=way, answers=answers, pen=pen, signed=False)
    page = read(sheet.picture, edition)
    box = next(b for b in edition.boxes if b.answer == "yes")
    x, y = page.placing.at(box.x + box.w / 2, box.y + box.h / 2)
    grey = sheet.picture.convert("L")
    middle = (round(x * grey.width), round(y * grey.height))
    around = grey.crop((middle[0] - 12, middle[1] - 12, middle[0] + 12, middle[1] + 12))
    darkest, _ = around.getextrema()
    assert isinstance(darkest, float | int)
    assert darkest < 100


@pytest.mark.parametrize(
    "corners",
    [
        (0.0,) * 8,
        (5.0, 5.0) * 4,
        (0, 0, 1654, 0, 0, 0, 1654, 0),
        (900, 1200, 0, 0, 900, 0, 0, 1200),
    ],
)
def test_codes_that_lie_impossibly_leave_every_answer_unclear(
    edition: Edition, corners: tuple[float, ...]
) -> None:
    page = page_of(returned(edition, "impossible").picture)
    one, other = page.codes
    for codes in ((replace(one, corners=corners),), (one, replace(other, corners=corners))):
        found = read_page(replace(page, codes=codes), {edition.name: edition})
        assert isinstance(found, ReadPage)
        assert {a.answer for a in found.answers} == {Answer.UNCLEAR}
        assert {f.ink for f in found.fields} == {Ink.UNCLEAR}


def test_values_are_the_same_each_time(edition: Edition) -> None:
    sheet = returned(edition, "again")
    assert read(sheet.picture, edition) == read(sheet.picture, edition)
