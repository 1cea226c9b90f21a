"""What a pen left in one box, and in the ring around it: measured, not yet understood.

Only what lies well within the printed frame counts, so the frame itself is never ink.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from consentdesk.services.scanning.patches import PER_MM, Patch
from consentdesk.services.scanning.plane import Samples

Bits = NDArray[np.bool_]

_INSET = 0.85
"""Millimetres from the middle of the frame's line to what counts as inside: line and blur."""
_PALEST = 0.085
"""Darkness from which a sample can be ink."""
_NOISES = 5.0
"""How many times the paper's own variation ink has to be darker."""
_TOO_NOISY = 0.26
"""Where ink would have to be darker than this, nobody can say that a box is empty."""
_SPECK = 0.005
"""Part of a box that may be dark and still be dirt or noise."""
_MARK = 0.022
"""Part of a box that a mark covers at least."""
_REACH = 1.7
"""Millimetres that a mark reaches across at least, in its longer direction."""
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


def look_at(patch: Patch) -> BoxInk:
    """What a pen left in a box."""
    limit = max(_PALEST, _NOISES * patch.noise)
    dark = smooth(patch.dark)
    ink = dark > limit
    rows, columns = _inside(patch)
    inner = ink[rows, columns]
    if inner.size == 0:
        return BoxInk(Trace.DOUBT, 0.0, 0.0, around=False)
    share = float(inner.mean())
    strength = float(dark[rows, columns][inner].mean() / limit) if share else 0.0
    around = _ring_share(patch, ink) > _AROUND
    return BoxInk(_trace(patch, ink, share, limit), share, strength, around)


def _trace(patch: Patch, ink: Bits, share: float, limit: float) -> Trace:
    if share >= _FULL and (_overrun(patch, ink) or not patch.found):
        return Trace.STRUCK
    if not patch.found:
        return Trace.DOUBT
    if share <= _SPECK:
        return Trace.EMPTY if limit <= _TOO_NOISY else Trace.DOUBT
    if share >= _FULL:
        return Trace.FULL
    reach = _reach(ink[_inside(patch)])
    if share < _MARK or reach < _REACH * PER_MM or _runs_through(patch, ink):
        return Trace.DOUBT
    return Trace.MARK


def _inside(patch: Patch) -> tuple[slice, slice]:
    inset = _INSET * PER_MM
    left, top, right, bottom = patch.frame
    return (
        slice(round(top + inset), round(bottom - inset) + 1),
        slice(round(left + inset), round(right - inset) + 1),
    )


def _reach(inner: Bits) -> int:
    """How far the ink reaches, down or across, whichever is more."""
    return max(int(np.ptp(np.flatnonzero(inner.any(axis=a)))) + 1 for a in (0, 1))


def _runs_through(patch: Patch, dark: Bits) -> bool:
    """Whether all that is dark is one straight line that comes in on one side and goes out again.

    Dirt on a scanner's glass draws such lines, a fold does, and a pen that strikes out a whole
    page; none of them answers anything.
    """
    rows, columns = _inside(patch)
    down, across = np.nonzero(dark[rows, columns])
    points = np.column_stack([across, down]).astype(float)
    points -= points.mean(axis=0)
    spread, axes = np.linalg.eigh(points.T @ points / len(points))
    if np.sqrt(max(spread[0], 0.0)) > 0.32 * PER_MM:
        return False
    middle = np.array(
        [columns.start + across.mean(), rows.start + down.mean()],
    )
    length = (patch.frame[2] - patch.frame[0]) / 2
    along = axes[:, 1] / np.abs(axes[:, 1]).max()
    ends = [middle + way * along * (length + 1.3 * PER_MM) for way in (-1, 1)]
    return all(_dark_near(dark, end) for end in ends)


def _dark_near(dark: Bits, place: NDArray[np.float64]) -> bool:
    x, y = (round(float(n)) for n in place)
    return bool(dark[max(0, y - 4) : y + 5, max(0, x - 4) : x + 5].any())


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
    """Whether ink goes on all along a side of the frame and beyond it, as filling a box does not.

    What lies left of the frame counts here, as far as no word reaches.
    """
    left, top, _right, bottom = (round(n) for n in patch.frame)
    out, far = round(0.9 * PER_MM), round(1.9 * PER_MM)
    sides = (*_sides(patch, ink), ink[top:bottom, max(0, left - far) : max(0, left - out)])
    return any(side.size and side.mean() > _OVER for side in sides)


def smooth(dark: Samples) -> Samples:
    """Each sample with its neighbours: noise gets less, a line of a pen hardly."""
    rows = dark.copy()
    rows[1:-1] = (dark[:-2] + dark[1:-1] + dark[2:]) / 3
    mixed = rows.copy()
    mixed[:, 1:-1] = (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 3
    return mixed
