"""Marks that answer nothing: none of them may be read as a yes or a no."""

import math
from collections.abc import Mapping, Sequence

import pytest
from PIL import Image, ImageDraw

from consentdesk.domain.acts import Purpose
from consentdesk.domain.sheets import Answer
from consentdesk.services.editions import Edition, load_edition
from tests.services.scanning.reader import read
from tests.services.scanning.returned import returned

Points = Sequence[tuple[float, float]]
"""Of a pen's way over the sheet, in millimetres, as if the first row's boxes lay from y 105 to 112;
its yes from x 157 to 164, its no from x 185 to 192."""
_LOWER = load_edition().boxes[0].y - 105.0
"""By how much they lie lower."""
_DPI = 200


def _ring(x: float, y: float, r: float) -> Points:
    steps = [2 * math.pi * n / 20 for n in range(21)]
    return [(x + r * math.cos(a), y + r * math.sin(a)) for a in steps]


STRAY: Mapping[str, Points] = {
    "a line through all rows": [(140, 100), (195, 170)],
    "a line from far left": [(20, 110), (195, 165)],
    "a line down through every yes": [(160, 99), (161, 170)],
    "a line along a row": [(18, 108.5), (195, 108.2)],
    "a ring round the word": _ring(151, 108.5, 4.5),
    "a ring round the box": _ring(160.5, 108.5, 6.0),
    "a tick beside the box": [(166, 108), (167.5, 111), (171, 104)],
    "a dot": [(160, 108), (160.6, 108.4)],
    "a slip of the pen": [(158.5, 111.5), (160.4, 110.0)],
    "the tail of a tick further down": [(158.9, 117.5), (161, 114), (163.0, 109.5)],
    "a large Z over all": [(145, 100), (195, 101), (146, 168), (195, 169)],
    "a box scribbled over": [((154.5, 166.5)[n % 2], 105 + 0.45 * n) for n in range(17)],
}


@pytest.fixture(scope="session")
def untouched(edition: Edition) -> Image.Image:
    """A sheet as printed."""
    return returned(edition, "stray", answers={}, signed=False, clean=True).picture


def _drawn(sheet: Image.Image, points: Points, pen: float, grey: int) -> Image.Image:
    scale = _DPI / 25.4
    marked = sheet.copy()
    way = [(x * scale, (y + _LOWER) * scale) for x, y in points]
    ImageDraw.Draw(marked).line(way, fill=grey, width=max(1, round(pen * scale)), joint="curve")
    return marked


@pytest.mark.parametrize("points", STRAY.values(), ids=STRAY.keys())
@pytest.mark.parametrize(("pen", "grey"), [(0.35, 40), (0.7, 150), (1.2, 60)])
def test_what_answers_nothing_is_never_taken_for_an_answer(
    edition: Edition, untouched: Image.Image, points: Points, pen: float, grey: int
) -> None:
    page = read(_drawn(untouched, points, pen, grey), edition)
    said = {a.answer for a in page.answers}
    assert said <= {Answer.BLANK, Answer.UNCLEAR}
    assert Answer.UNCLEAR in said


def test_two_marks_in_a_row_are_unclear(edition: Edition, untouched: Image.Image) -> None:
    cross = [(158, 106), (163, 111), (160.5, 108.5), (163, 106), (158, 111)]
    both = _drawn(_drawn(untouched, cross, 0.6, 40), [(x + 28, y) for x, y in cross], 0.6, 40)
    assert read(both, edition).answers[0].answer is Answer.UNCLEAR


def _corrected(edition: Edition, untouched: Image.Image, wrong: str) -> tuple[Purpose, Answer]:
    """A cross, scribbled out, and another in the other box."""
    cross = [(158, 106), (163, 111), (160.5, 108.5), (163, 106), (158, 111)]
    scribble = [((154.5, 166.5)[n % 2], 104.5 + 0.5 * n) for n in range(17)]
    aside = {"yes": 0.0, "no": 28.0}
    right = 28.0 - aside[wrong]
    sheet = _drawn(untouched, [(x + aside[wrong], y) for x, y in cross], 0.6, 40)
    sheet = _drawn(sheet, [(x + aside[wrong], y) for x, y in scribble], 0.6, 40)
    sheet = _drawn(sheet, [(x + right, y) for x, y in cross], 0.6, 40)
    first = read(sheet, edition).answers[0]
    return first.purpose, first.answer


def test_a_yes_that_was_crossed_out_for_a_no_is_a_no(
    edition: Edition, untouched: Image.Image
) -> None:
    assert _corrected(edition, untouched, "yes")[1] is Answer.NO


def test_a_no_that_was_crossed_out_for_a_yes_is_for_a_person_to_judge(
    edition: Edition, untouched: Image.Image
) -> None:
    """A doubt is never decided towards yes."""
    assert _corrected(edition, untouched, "no")[1] is Answer.UNCLEAR
