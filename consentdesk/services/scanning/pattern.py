"""Finds the boxes of a page as one pattern, where a map from its codes is not yet right."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from consentdesk.services.editions import AnswerBox
from consentdesk.services.scanning.plane import Floats, Samples, Sheet

_REACH = 9.0
"""Millimetres by which the boxes may stand beside where the map has them."""
_PER_MM = 2.5
_SLANTS = np.linspace(-0.0009, 0.0009, 7)
"""By how much a millimetre of the sheet may shrink from one to the next, seen from aslant."""


@dataclass(frozen=True, slots=True)
class Match:
    """Where the pattern was found: the move as a map on the sheet, and how well it fits."""

    move: Floats
    score: float


def expected(sheet: Sheet, boxes: Sequence[AnswerBox]) -> Match:
    """The best place for the pattern of boxes near to where the map has it."""
    x, y = min(b.x for b in boxes) - _REACH, min(b.y for b in boxes) - _REACH
    w = max(b.x + b.w for b in boxes) + _REACH - x
    h = max(b.y + b.h for b in boxes) + _REACH - y
    seen = sheet.cut(x, y, w, h, _PER_MM)
    dark = np.clip(1 - seen / np.maximum(np.percentile(seen, 80), 1), 0, 0.6)
    pattern = _pattern(boxes, x, y, dark)
    # What is moved out on one side comes in on the other, where the pattern has only margin.
    match = np.fft.irfft2(np.fft.rfft2(dark) * np.conj(np.fft.rfft2(pattern)), dark.shape)
    reach = round(_REACH * _PER_MM)
    steps = np.arange(-reach, reach + 1)
    near = match[np.ix_(steps, steps)]
    # Of places that match as well, the nearest.
    away = np.hypot(steps[:, None], steps[None, :]) / (reach * 4)
    best = near - near.max() * away * 0.3
    down, across = np.unravel_index(int(np.argmax(best)), near.shape)
    move = np.eye(3)
    move[0, 2], move[1, 2] = steps[across] / _PER_MM, steps[down] / _PER_MM
    return Match(move, float(near[down, across]))


def aslant(sheet: Sheet, boxes: Sequence[AnswerBox], middle: Floats) -> Floats:
    """The map under which the pattern fits best, if the sheet is seen from aslant.

    One code tells how a sheet lies around its `middle`, but is too small to tell how that changes
    towards the other end. So all there can be is tried.
    """
    tried = []
    for slant in product(_SLANTS, _SLANTS):
        slanted = Sheet(sheet.grey, sheet.matrix @ _slanted(slant, middle))
        match = expected(slanted, boxes)
        tried.append((match.score, slanted.matrix @ match.move))
    return max(tried, key=lambda one: one[0])[1]


def _slanted(slant: tuple[float, float], middle: Floats) -> Floats:
    """A map on the sheet that leaves all as it is around a place, and shrinks what lies far off."""
    there, back, shrunk = np.eye(3), np.eye(3), np.eye(3)
    there[:2, 2], back[:2, 2] = -middle, middle
    shrunk[2, :2] = slant
    whole: Floats = back @ shrunk @ there
    return whole


def _pattern(boxes: Sequence[AnswerBox], x: float, y: float, like: Samples) -> Samples:
    pattern = np.zeros_like(like)
    for box in boxes:
        left, top = round((box.x - x) * _PER_MM), round((box.y - y) * _PER_MM)
        right, bottom = round((box.x + box.w - x) * _PER_MM), round((box.y + box.h - y) * _PER_MM)
        pattern[top : bottom + 1, [left, right]] = 1
        pattern[[top, bottom], left : right + 1] = 1
        # A frame has paper inside it, so that lines of text don't pass for one.
        pattern[top + 2 : bottom - 1, left + 2 : right - 1] = -0.25
    return pattern
