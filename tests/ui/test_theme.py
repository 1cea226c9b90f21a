"""Colours: enough contrast, told apart by everyone, and no verdict by colour alone."""

from itertools import combinations
from math import dist

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from consentdesk.domain.consent import PermissionState
from consentdesk.domain.photos import Destination
from consentdesk.domain.verdict import Outcome, ReasonCode, Verdict, reason
from consentdesk.ui import theme
from consentdesk.ui.glyphs import (
    Shape,
    colour_of,
    draw_shape,
    sign_of_outcome,
    sign_of_state,
    sign_of_verdict,
    sign_of_verdicts,
    tint_of,
)
from consentdesk.ui.theme import DARK, LIGHT, Colours, with_more_contrast

_UNNAMED = reason(ReasonCode.UNKNOWN_PHOTO)
SCHEMES = pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])

# How eyes without one kind of cone see linear RGB (Machado, Oliveira and Fernandes 2009).
EYES = {
    "all cones": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def _linear(colour: str) -> tuple[float, ...]:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return tuple(p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    ratio: float = (light + 0.05) / (dark + 0.05)
    return ratio


def _lab(colour: str, eye: tuple[tuple[float, ...], ...]) -> tuple[float, float, float]:
    linear = _linear(colour)
    seen = [sum(a * b for a, b in zip(line, linear, strict=True)) for line in eye]
    red, green, blue = (min(1.0, max(0.0, part)) for part in seen)
    xyz = (
        (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047,
        0.2126729 * red + 0.7151522 * green + 0.0721750 * blue,
        (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str) -> float:
    """The smallest difference (CIE 1976) between two colours over all kinds of eyes."""
    return min(dist(_lab(one, eye), _lab(other, eye)) for eye in EYES.values())


@SCHEMES
def test_text_can_be_read_on_every_ground(c: Colours) -> None:
    for ground in (c.canvas, c.paper, c.side, c.hover, c.accent_tint):
        assert contrast(c.text, ground) >= 7
        assert contrast(c.muted, ground) >= 4.5, ground
    assert contrast(c.on_accent, c.accent) >= 4.5
    assert contrast(c.on_accent, c.accent_hover) >= 4.5


@SCHEMES
def test_where_the_system_asks_for_more_contrast_nothing_is_pale(c: Colours) -> None:
    strong = with_more_contrast(c)
    for ground in (strong.paper, strong.canvas, strong.side):
        assert contrast(strong.muted, ground) >= 7
        assert contrast(strong.line, ground) >= 3
        assert contrast(strong.edge, ground) >= 7


@SCHEMES
def test_verdicts_can_be_read_on_paper_and_on_their_tints(c: Colours) -> None:
    for shape in Shape:
        assert contrast(colour_of(shape, c), c.paper) >= 4.5
        assert contrast(colour_of(shape, c), tint_of(shape, c)) >= 4.5


@SCHEMES
def test_what_can_be_operated_has_an_outline(c: Colours) -> None:
    for ground in (c.canvas, c.paper):
        assert contrast(c.edge, ground) >= 3
        assert contrast(c.ring, ground) >= 3


@SCHEMES
def test_no_two_verdicts_look_alike_to_anybody(c: Colours) -> None:
    for one, other in combinations((c.ok, c.no, c.unknown), 2):
        assert distance(one, other) >= 45, (one, other)


def _grey(shape: Shape, side: int) -> bytes:
    """The shape without any colour, as its light and dark alone."""
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    draw_shape(painter, QRectF(0, 0, side, side), shape, LIGHT)
    painter.end()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return bytes(grey.constBits())


@pytest.mark.parametrize("side", [16, 20, 48])
def test_the_shapes_differ_without_colour(qapp: QApplication, side: int) -> None:
    del qapp
    drawn = {shape: _grey(shape, side) for shape in Shape}
    for one, other in combinations(Shape, 2):
        pairs = zip(drawn[one], drawn[other], strict=True)
        unlike = sum(abs(a - b) > 60 for a, b in pairs) / len(drawn[one])
        assert unlike > 0.1, (one, other)


def test_a_mixed_verdict_says_how_many_places_and_is_neither_yes_nor_no() -> None:
    places = [Destination(name) for name in ("website", "facebook", "press")]
    yes, unclear, no = Outcome.CLEAR, Outcome.UNDECIDED, Outcome.WITHHELD
    for outcomes, shape, word in (
        ((yes, yes, yes), Shape.YES, "May be shown"),
        ((yes, yes, no), Shape.MIXED, "2 of 3 destinations"),
        ((yes, unclear, no), Shape.MIXED, "1 of 3 destinations"),
        ((yes, unclear, unclear), Shape.OPEN, "1 of 3 destinations"),
        ((no, unclear, no), Shape.NO, "May not be shown"),
        ((unclear, unclear, unclear), Shape.OPEN, "Not decided yet"),
        ((no,), Shape.NO, "May not be shown"),
    ):
        sign = sign_of_verdicts(
            [
                Verdict(place, outcome, () if outcome is yes else (_UNNAMED,))
                for place, outcome in zip(places, outcomes, strict=False)
            ]
        )
        assert (sign.shape, sign.word) == (shape, word), outcomes


@SCHEMES
def test_signs_can_be_read_on_a_row_that_is_chosen(c: Colours) -> None:
    for ground in (c.accent_tint, c.hover):
        for shape in Shape:
            assert contrast(colour_of(shape, c), ground) >= 4.5, (shape, ground)


def test_an_open_question_never_looks_like_a_yes() -> None:
    for state in PermissionState:
        is_yes = sign_of_state(state).shape is Shape.YES
        assert is_yes == (state is PermissionState.JOURNALED), state
    for outcome in Outcome:
        assert (sign_of_outcome(outcome).shape is Shape.YES) == (outcome is Outcome.CLEAR)


def test_every_sign_has_a_word() -> None:
    signs = [sign_of_state(s) for s in PermissionState] + [sign_of_outcome(o) for o in Outcome]
    assert all(sign.word and sign.short for sign in signs)


def test_only_a_missing_assessment_is_a_half_filled_square() -> None:
    place = Destination("website")
    missing, unknown = (reason(ReasonCode.NOT_ASSESSED), reason(ReasonCode.UNKNOWN_PHOTO))
    only = Verdict(place, Outcome.UNDECIDED, (missing,))
    both = Verdict(place, Outcome.UNDECIDED, (missing, unknown))
    assert sign_of_verdict(only).shape is Shape.HALF
    assert sign_of_verdict(both).shape is Shape.OPEN


def test_the_style_sheet_is_understood_in_both_schemes(qapp: QApplication) -> None:
    # Qt warns of what it can't parse, and a warning fails the test.
    for name in ("dark", "light"):
        theme.use_scheme(qapp, name)
        assert theme.colours(qapp.palette()).dark == (name == "dark")
