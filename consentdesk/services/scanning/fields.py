"""Whether a pen has been in the fields for name, signature and date.

What is printed there doesn't count: rules lie outside what is looked at, and of the date's squares
only the inside is.
"""

from collections.abc import Iterator

import numpy as np

from consentdesk.domain.sheets import Ink, ReadField
from consentdesk.services.editions import FieldBox
from consentdesk.services.paper_places import date_squares
from consentdesk.services.scanning.lines import without_lines
from consentdesk.services.scanning.marks import smooth
from consentdesk.services.scanning.plane import Samples
from consentdesk.services.scanning.straight import Straight

_PER_MM = 6.0
_BLOCK = 4.0
"""Millimetres across a block of which most is paper, whatever is written."""
_BROAD = 3.0
"""Millimetres across what is darker as a whole: a shadow, not a stroke."""
_RULE = 1.1
"""Millimetres above a rule that are left out, for its line and the map's error."""
_FRAME = 0.9
"""Millimetres within a square's frame that are left out."""
_PALEST = 0.06
_NOISES = 5.0
_TOO_NOISY = 0.2
_WRITTEN = 4.0
"""Square millimetres of ink that nobody leaves by accident."""
_SPECK = 0.3
"""Square millimetres that may be dirt."""
_WIDE = 6.0
"""Millimetres that writing reaches across at least; a date its two first squares."""


def read_fields(straight: Straight, fields: tuple[FieldBox, ...]) -> tuple[ReadField, ...]:
    """What is in each of the fields that stand on the page."""
    return tuple(_read(straight, field) for field in fields)


def _read(straight: Straight, field: FieldBox) -> ReadField:
    area, wide, paper = 0.0, 0.0, True
    windows = list(_windows(field))
    if not (straight.sure and all(_in_picture(straight, *window) for window in windows)):
        return ReadField(field.name, Ink.UNCLEAR, 0.0)
    for window in windows:
        dark = smooth(_darkness(straight.sheet.cut(*window, _PER_MM)))
        limit = max(_PALEST, _NOISES * _noise(dark))
        paper = paper and limit <= _TOO_NOISY
        ink = without_lines(dark > limit)
        area += float(ink.sum()) / _PER_MM**2
        columns = np.flatnonzero(ink.any(axis=0))
        wide += float(np.ptp(columns) + 1) / _PER_MM if columns.size else 0.0
    if area >= _WRITTEN and wide >= _WIDE:
        return ReadField(field.name, Ink.SOME, min(1.0, 0.5 + area / (8 * _WRITTEN)))
    if area <= _SPECK and paper:
        return ReadField(field.name, Ink.NONE, 1 - area / _SPECK / 2)
    return ReadField(field.name, Ink.UNCLEAR, 0.0)


def _in_picture(straight: Straight, x: float, y: float, w: float, h: float) -> bool:
    corners = ((x, y), (x + w, y), (x, y + h), (x + w, y + h))
    return all(straight.sheet.holds(*corner) for corner in corners)


def _darkness(grey: Samples) -> Samples:
    """How dark each sample is against the paper around it.

    Only what is narrow counts: along the edge of a shadow the paper is guessed too white over more
    than a block, and no pen is that broad.
    """
    white = _level(grey, _BLOCK, 0.8)
    dark: Samples = 1 - grey / white.clip(min=1)
    narrow: Samples = dark - _level(dark, _BROAD, 0.25).clip(min=0)
    return narrow


def _level(values: Samples, millimetres: float, share: float) -> Samples:
    """What that share of a block lies below, in blocks of that size, mixed from one to the next."""
    side = round(millimetres * _PER_MM)
    rows, columns = (max(1, round(n / side)) for n in values.shape)
    high, wide = values.shape[0] // rows, values.shape[1] // columns
    blocks = values[: rows * high, : columns * wide].reshape(rows, high, columns, wide)
    flat = blocks.transpose(0, 2, 1, 3).reshape(rows, columns, -1)
    at = int(share * (flat.shape[-1] - 1))
    found = np.partition(flat, at, axis=-1)[..., at]
    down = _weights(values.shape[0], rows)
    across = _weights(values.shape[1], columns)
    level: Samples = np.einsum("yr,rc,xc->yx", down, found, across, optimize=True)
    return level


def _weights(length: int, blocks: int) -> Samples:
    """How much each block counts at each sample: what lies between two middles is mixed."""
    at = np.clip((np.arange(length) + 0.5) * blocks / length - 0.5, 0, blocks - 1)
    away = np.abs(at[:, None] - np.arange(blocks)[None, :])
    weights: Samples = np.clip(1 - away, 0, 1).astype(np.float32)
    return weights


def _noise(dark: Samples) -> float:
    low, middle = np.percentile(dark, (10, 45))
    return float(middle - low)


def _windows(field: FieldBox) -> Iterator[tuple[float, float, float, float]]:
    """What is looked at, clear of everything printed."""
    if field.name != "signed_on":
        yield field.x, field.y, field.w, field.h - _RULE
        return
    for x, y, w, h in date_squares(field.x, field.y, field.w, field.h):
        yield x + _FRAME, y + _FRAME, w - 2 * _FRAME, h - 2 * _FRAME
