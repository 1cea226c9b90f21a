"""What a pen left in one box, and in the ring around it: measured, not yet understood.

Only what lies well within the printed frame counts, so the frame itself is never ink.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from consentdesk.services.scanning.lines import Bits, without_lines
from consentdesk.services.scanning.patches import PER_MM, Patch
from consentdesk.services.scanning.plane import Samples

_INSET = 0.85
"""Millimetres from the middle of the frame's line to what counts as inside: line and blur."""
_PALEST = 0.085
"""Darkness from which a sample can be ink."""
_THINNEST = 0.05
"""Darkness from which a line of dirt is followed."""
_NOISES = 5.0
"""How many times the paper's own variation ink has to be darker."""
_TOO_NOISY = 0.26
"""Where ink would have to be darker than this, nobody can say that a box is empty."""
_SPECK = 0.005
"""Part of a box that may be dark and still be dirt or noise."""
_MARK = 0.022
"""Part of a box that a mark covers at least."""
_SHORTEST = 0.75
"""Millimetres by which a mark is spread at least; this and the next six: see `_Stroke`."""
_SHORTEST_LINE = 1.2
_STRAIGHT = 0.18
_THROUGHOUT = 1.85
"""What a line is spread that goes from one end of a box to the other, aslant."""
_UPRIGHT = 0.5
"""How much a tick's long line goes up, of its length."""
_STEP = 0.5
_THICK = 0.5
"""Half the width of a felt pen's line, blur and all, likewise as a standard deviation."""
_BEYOND = 1.3
"""Millimetres beyond the frame where a line is seen to go on."""
_STRAYING = 0.5
"""Ink around a box, as a part of that in it, from which it was written across."""
_FULL = 0.42
"""Part of a box from which it is filled, or crossed out."""
_OVER = 0.3
"""Part of a side's ring from which a box is crossed out and not filled."""
_AROUND = 0.02
"""Part of the ring around a box that may be dark while nobody wrote there."""


class Trace(StrEnum):
    """What was seen in a box."""

    EMPTY = "empty"
    DOUBT = "doubt"
    """Too little or too faint for a mark, too much for none; or the box was not found."""
    MARK = "mark"
    FULL = "full"
    """Filled."""
    STRUCK = "struck"
    """Crossed out: filled on all over its frame."""


@dataclass(frozen=True, slots=True)
class BoxInk:
    """What was seen in a box.

    `share` is the part of it that is dark; `strength` how dark, against the palest that counts;
    `around` whether there is ink beside it that may be meant for it; `word` whether there is round
    its printed word.
    """

    trace: Trace
    share: float
    strength: float
    around: bool
    word: bool = False


def look_at(patch: Patch, *, lines: bool = True) -> BoxInk:
    """What a pen left in a box; `lines`: what runs from top to bottom counts as well."""
    limit = max(_PALEST, _NOISES * patch.noise)
    dark = smooth(patch.dark)
    if not lines:
        dark = np.where(without_lines(dark > _THINNEST), dark, 0)
    ink = dark > limit
    rows, columns = _inside(patch)
    inner = ink[rows, columns]
    if inner.size == 0:
        return BoxInk(Trace.DOUBT, 0.0, 0.0, around=False)
    share = float(inner.mean())
    strength = float(dark[rows, columns][inner].mean() / limit) if share else 0.0
    around = _ring_share(patch, ink) > _AROUND
    return BoxInk(_trace(patch, dark, share, limit), share, strength, around)


def _trace(patch: Patch, dark: Samples, share: float, limit: float) -> Trace:
    ink = dark > limit
    if share >= _FULL and (_overrun(patch, ink) or not patch.found):
        return Trace.STRUCK
    if not patch.found:
        return Trace.DOUBT
    if share <= _SPECK:
        return Trace.EMPTY if limit <= _TOO_NOISY else Trace.DOUBT
    if share >= _FULL:
        return Trace.FULL
    if share < _MARK or _strays(patch, ink) or not _Stroke.of(patch, dark, limit).answers():
        return Trace.DOUBT
    return Trace.MARK


def _inside(patch: Patch) -> tuple[slice, slice]:
    inset = _INSET * PER_MM
    left, top, right, bottom = patch.frame
    return (
        slice(round(top + inset), round(bottom - inset) + 1),
        slice(round(left + inset), round(right - inset) + 1),
    )


@dataclass(frozen=True, slots=True)
class _Stroke:
    """The ink in a box as a whole.

    `long` is how far it is spread, as a standard deviation in millimetres: about a quarter of a
    line's length. `bend` is by how much it is not a straight line. `leaves`: it goes on
    outside, and not as a tick does.
    """

    long: float
    bend: float
    leaves: bool

    @classmethod
    def of(cls, patch: Patch, dark: Samples, limit: float) -> Self:
        """Measure it, dark ink counting for more than what is blurred around it."""
        rows, columns = _inside(patch)
        weights = np.where(dark[rows, columns] > limit, dark[rows, columns], 0)
        down, across = np.nonzero(weights)
        weight = weights[down, across]
        points = np.column_stack([across + columns.start, down + rows.start]).astype(np.float64)
        middle = np.average(points, axis=0, weights=weight)
        away = points - middle
        spread, axes = np.linalg.eigh((away * weight[:, None]).T @ away / weight.sum())
        long = float(np.sqrt(max(spread[1], 0.0))) / PER_MM
        bend = _bend(away @ axes[:, 1] / PER_MM, away @ axes[:, 0] / PER_MM, weight)
        downwards = axes[:, 1] if axes[1, 1] >= 0 else -axes[:, 1]
        leaves = _goes_on(patch, dark > limit, middle, downwards)
        # A plain tick leaves the box at its upper end; what comes from below is another row's.
        if long < _THROUGHOUT or abs(downwards[1]) < _UPRIGHT:
            leaves = leaves or _goes_on(patch, dark > limit, middle, -downwards)
        return cls(long, bend, leaves)

    def answers(self) -> bool:
        """Whether somebody has answered by it: more than a slip, and no line that passes by.

        Dirt on a scanner's glass draws straight lines through boxes, a fold does, a pen that
        strikes out a whole page, and a tick in the next row. None of them answers anything.
        """
        if self.long < _SHORTEST:
            return False
        straight = self.bend < _STRAIGHT
        return not (straight and (self.leaves or self.long < _SHORTEST_LINE))


def _bend(along: Samples, aside: Samples, weight: Samples) -> float:
    """By how many millimetres the middle of a stroke leaves its axis, on average.

    Taken step by step along it, so that a thick pen is as straight as a thin one.
    """
    steps = np.round((along - along.min()) / _STEP).astype(int)
    total = np.bincount(steps, weight)
    middles = np.bincount(steps, weight * aside) / np.maximum(total, 1e-9)
    # A cross has its middle on its axis all along, but lies on both sides of it.
    spread = np.bincount(steps, weight * aside**2) / np.maximum(total, 1e-9) - middles**2
    thickness = np.quantile(np.sqrt(np.maximum(spread, 0)), 0.5)
    return float(
        np.hypot(np.sqrt(np.average(middles**2, weights=total)), max(0.0, thickness - _THICK))
    )


def _goes_on(
    patch: Patch, ink: Bits, middle: NDArray[np.float64], way: NDArray[np.float64]
) -> bool:
    """Whether ink goes on in that direction beyond the frame."""
    left, top, right, bottom = patch.frame
    sides = ((left, right), (top, bottom))
    steps = [
        ((high if along > 0 else low) - at) / along
        for (low, high), at, along in zip(sides, middle, way, strict=True)
        if abs(along) > 1e-6
    ]
    # Beyond the frame's own line and its blur.
    x, y = (round(float(n)) for n in middle + way * (min(steps) + _BEYOND * PER_MM))
    near = ink[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5]
    return bool(near.any())


def _strays(patch: Patch, ink: Bits) -> bool:
    """Whether as much ink lies around the box as in it: something was written across it."""
    outside = sum(int(side.sum()) for side in (*_sides(patch, ink), _left_of(patch, ink)))
    return outside > _STRAYING * int(ink[_inside(patch)].sum())


def _sides(patch: Patch, ink: Bits) -> tuple[Bits, Bits, Bits]:
    """The ring outside the frame above, below and right of it; on the left is the printed word."""
    left, top, right, bottom = (round(n) for n in patch.frame)
    out, far = round(0.9 * PER_MM), round(2.2 * PER_MM)
    above = ink[max(0, top - far) : max(0, top - out), left : right + far]
    below = ink[bottom + out : bottom + far, left : right + far]
    beside = ink[top:bottom, right + out : right + far]
    return above, below, beside


def _ring_share(patch: Patch, ink: Bits) -> float:
    """How much of the ring outside the frame is dark."""
    return float(np.concatenate([side.ravel() for side in _sides(patch, ink)]).mean())


def _overrun(patch: Patch, ink: Bits) -> bool:
    """Whether ink goes on all along a side of the frame and beyond it: more than filling it."""
    sides = (*_sides(patch, ink), _left_of(patch, ink))
    return any(side.size and side.mean() > _OVER for side in sides)


def _left_of(patch: Patch, ink: Bits) -> Bits:
    """What lies left of the frame, as far as no word reaches."""
    left, top, _right, bottom = (round(n) for n in patch.frame)
    out, far = round(0.9 * PER_MM), round(1.9 * PER_MM)
    return ink[top:bottom, max(0, left - far) : max(0, left - out)]


def smooth(dark: Samples) -> Samples:
    """Each sample with its neighbours: noise gets less, a line of a pen hardly."""
    rows = dark.copy()
    rows[1:-1] = (dark[:-2] + dark[1:-1] + dark[2:]) / 3
    mixed = rows.copy()
    mixed[:, 1:-1] = (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 3
    return mixed
