"""Answer boxes cut out of a picture: how dark each place is, and where the printed frame stands.

Darkness is 0 for the paper right beside the box and 1 for black, so that shadows and grey paper
play no part. Whether a pen has been there is left to `marks`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from consentdesk.services.editions import AnswerBox
from consentdesk.services.scanning.plane import Floats, Samples, Sheet

PER_MM = 8.0
"""Samples a millimetre: a little more than 200 dpi."""
MARGIN = 3.0
"""Millimetres around a box that are looked at with it."""
_BAND = 14
"""Samples from a patch's side inwards where mere paper is, mostly."""
_SHIFT = 1.9
"""Millimetres by which a frame may stand beside where it is expected."""
_SIZE_SLACK = 0.06
_PLAIN = 0.18
"""How much darker than the paper outside it an edge must be."""
_BLACK_PAPER = 40.0
"""Grey below which there is no paper to compare with."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A box with `MARGIN` around: darkness by rows, and where its frame was found.

    `frame` is left, top, right and bottom in samples, the middle of the printed line; `plain` says
    how clearly it stands out, 0 to 1; below `_PLAIN` it was not found and is only expected there.
    `noise` is how much the darkness of mere paper varies.
    """

    box: AnswerBox
    dark: Samples
    frame: tuple[float, float, float, float]
    plain: float
    noise: float

    @property
    def found(self) -> bool:
        """Whether the printed frame was seen."""
        return self.plain >= _PLAIN

    def corners(self) -> Floats:
        """The frame's corners in millimetres on the sheet, as the map now in use has it."""
        left, top, right, bottom = self.frame
        x, y = self.box.x - MARGIN, self.box.y - MARGIN
        points = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return np.array([(x + a / PER_MM, y + b / PER_MM) for a, b in points])


def true_corners(box: AnswerBox) -> Floats:
    """Where the frame's corners are on the sheet as printed, in the order of `Patch.corners`."""
    right, bottom = box.x + box.w, box.y + box.h
    return np.array([(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom)])


def patches(sheet: Sheet, boxes: Sequence[AnswerBox]) -> list[Patch]:
    """Every box, cut out where the map expects it and its frame looked for around there.

    The boxes are all of one size, as an edition's are.
    """
    w, h = boxes[0].w, boxes[0].h
    corners = [(b.x - MARGIN, b.y - MARGIN) for b in boxes]
    dark, noise = darkness(sheet.cuts(corners, w + 2 * MARGIN, h + 2 * MARGIN, PER_MM))
    upright, level = _edges(dark, w), _edges(dark.transpose(0, 2, 1), h)
    found = []
    for number, box in enumerate(boxes):
        left, right, across = upright[number]
        top, bottom, down = level[number]
        frame = (left, top, right, bottom)
        found.append(Patch(box, dark[number], frame, min(across, down), float(noise[number])))
    return found


def darkness(grey: Samples) -> tuple[Samples, Samples]:
    """How dark each sample is against the paper around, and how much the paper's own varies.

    Takes patches one behind the other. The paper is taken from a band along each side of a patch,
    and in between from both sides.
    """
    number, high, wide = grey.shape
    bands = (grey[:, :_BAND], grey[:, -_BAND:], grey[:, :, :_BAND], grey[:, :, -_BAND:])
    top, bottom, left, right = (_share_below(b.reshape(number, -1), 0.7) for b in bands)
    middle = (top + bottom + left + right) / 4
    across: Samples = np.linspace(-0.5, 0.5, wide, dtype=np.float32) * (right - left)[:, None]
    down = np.linspace(-0.5, 0.5, high, dtype=np.float32) * (bottom - top)[:, None]
    white = middle[:, None, None] + across[:, None, :] + down[:, :, None]
    dark = (1 - grey / np.maximum(white, _BLACK_PAPER)).astype(np.float32, copy=False)
    ring = np.concatenate([dark[:, :_BAND], dark[:, -_BAND:]], axis=1).reshape(number, -1)
    # The spread of the paler part is the paper's own: no ink is as pale.
    noise: Samples = _share_below(ring, 0.45) - _share_below(ring, 0.10)
    return dark, noise


def _share_below(rows: Samples, part: float) -> Samples:
    """The value in each row below which that part of it lies."""
    at = int(part * (rows.shape[-1] - 1))
    found: Samples = np.partition(rows, at, axis=-1)[..., at]
    return found


def _edges(dark: Samples, size: float) -> list[tuple[float, float, float]]:
    """The two upright edges of each frame: their columns, and how clearly both stand out.

    An edge is dark over most of its height, whatever crosses it, and paler outside: so a box that
    is filled has edges, too.
    """
    margin, length = MARGIN * PER_MM, size * PER_MM
    inner = dark[:, round(margin + PER_MM) : round(margin + length - PER_MM)].transpose(0, 2, 1)
    # The line may lean a little: each sample takes the darkest of its neighbours.
    wider = inner.copy()
    np.maximum(wider[:, 1:], inner[:, :-1], out=wider[:, 1:])
    np.maximum(wider[:, :-1], inner[:, 1:], out=wider[:, :-1])
    column, outside = _share_below(wider, 0.3), np.maximum(_share_below(inner, 0.5), 0)
    aside = 5
    lefts, rights = np.zeros_like(column), np.zeros_like(column)
    lefts[:, aside:] = column[:, aside:] - outside[:, :-aside]
    rights[:, :-aside] = column[:, :-aside] - outside[:, aside:]
    return [_best_pair(a, b, margin, length) for a, b in zip(lefts, rights, strict=True)]


def _best_pair(
    lefts: Samples, rights: Samples, margin: float, length: float
) -> tuple[float, float, float]:
    reach, slack = round(_SHIFT * PER_MM), round(_SIZE_SLACK * length)
    start, stop = max(0, round(margin) - reach), round(margin) + reach + 1
    best = (margin, margin + length, 0.0)
    for size in range(round(length) - slack, round(length) + slack + 1):
        end = min(stop, len(rights) - size)
        both = np.minimum(lefts[start:end], rights[start + size : end + size])
        at = int(np.argmax(both))
        # A little more for the size as printed, where two are as plain.
        if both[at] - 0.01 * abs(size - length) > best[2]:
            left = start + at
            best = (
                _between(lefts, left) + 0.5,
                _between(rights, left + size) + 0.5,
                float(both[at] - 0.01 * abs(size - length)),
            )
    return best


def _between(values: Samples, at: int) -> float:
    """Where between the samples the peak really is: the weight of the three around it."""
    around = np.clip(values[max(0, at - 2) : at + 3], 0, None)
    total = float(around.sum())
    if total <= 0:
        return float(at)
    return float((around * (np.arange(len(around)) + max(0, at - 2))).sum()) / total
