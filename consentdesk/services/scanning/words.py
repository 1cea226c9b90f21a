"""Whether somebody wrote beside a box, or round its printed Yes or No, instead of into it.

The word is the same in every row, so what differs from the others was not printed.
"""

from collections.abc import Sequence

import numpy as np

from consentdesk.services.editions import AnswerBox
from consentdesk.services.paper_places import ANSWER_ROOM
from consentdesk.services.scanning.lines import Bits, without_lines
from consentdesk.services.scanning.marks import smooth
from consentdesk.services.scanning.plane import Sheet

_PER_MM = 6.0
_ROWS = 3
"""Rows from which one can be compared with the others."""
_GAP = 3.2
"""Millimetres left of a box where a mark in it may still reach."""
_BESIDE = 3.2
_HIGH = 11.0
"""Millimetres looked at, the word in the middle; the rules between rows lie outside."""
_DARKER = 0.16
_WRITTEN = 2.5
"""Square millimetres of ink that are no difference of printing."""

_WRITTEN_BESIDE = 0.8


def written_round(sheet: Sheet, boxes: Sequence[AnswerBox]) -> frozenset[AnswerBox]:
    """The boxes with ink beside them, or round their word where the other rows have none."""
    found = _beside(sheet, boxes)
    for answer in ("yes", "no"):
        column = [b for b in boxes if b.answer == answer]
        if len(column) >= _ROWS:
            found |= _odd(sheet, column)
    return frozenset(found)


def _odd(sheet: Sheet, column: Sequence[AnswerBox]) -> set[AnswerBox]:
    corners = [(b.x - ANSWER_ROOM, b.y + b.h / 2 - _HIGH / 2) for b in column]
    grey = sheet.cuts(corners, ANSWER_ROOM - _GAP, _HIGH, _PER_MM)
    white = np.percentile(grey, 70, axis=(1, 2), keepdims=True)
    dark = np.stack([smooth(one) for one in 1 - grey / np.maximum(white, 1)])
    # A word may stand a sample aside in one row: what any neighbour has was printed.
    usual = np.median(dark, axis=0)
    wider = usual.copy()
    for down in (-2, -1, 0, 1, 2):
        for across in (-2, -1, 0, 1, 2):
            np.maximum(wider, np.roll(usual, (down, across), (0, 1)), out=wider)
    more = dark > wider + _DARKER
    return {box for box, ink in zip(column, more, strict=True) if _area(ink) > _WRITTEN}


def _beside(sheet: Sheet, boxes: Sequence[AnswerBox]) -> set[AnswerBox]:
    """The boxes with ink right of them, beyond what a mark within reaches: there is only paper."""
    corners = [(b.x + b.w + _GAP, b.y + b.h / 2 - _HIGH / 2) for b in boxes]
    grey = sheet.cuts(corners, _BESIDE, _HIGH, _PER_MM)
    white = np.percentile(grey, 70, axis=(1, 2), keepdims=True)
    dark = [smooth(one) for one in 1 - grey / np.maximum(white, 1)]
    return {
        box for box, one in zip(boxes, dark, strict=True) if _area(one > _DARKER) > _WRITTEN_BESIDE
    }


def _area(ink: Bits) -> float:
    return float(without_lines(ink).sum()) / _PER_MM**2
