"""Straightens a page: from the corners of its codes to a map that every printed box agrees with.

One code is enough. The codes give a first map, the pattern of boxes moves it into place, and the
frames found one by one make it exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from consentdesk.domain.sheets import Placing
from consentdesk.services.editions import AnswerBox, Edition
from consentdesk.services.scanning.patches import Patch, patches, true_corners
from consentdesk.services.scanning.pattern import aslant, expected
from consentdesk.services.scanning.payloads import Marked
from consentdesk.services.scanning.plane import (
    Floats,
    Sheet,
    affine,
    apply,
    far,
    homography,
    similarity,
)

_FLAT = 0.25
"""Millimetres by which the corners of two codes may miss a map without perspective."""
_ROUNDS = 3
_NEAR = 0.5
"""Millimetres by which the map may miss the frames and need not be made better."""
_OFF = 0.7
"""Millimetres by which a frame may miss what all others say."""

_HIDING = 0.25
"""Darkness of ink that hides a frame."""
_HIDDEN = 0.25
"""Part of a patch that is dark where a box is crossed out; an empty one has a tenth."""


@dataclass(frozen=True, slots=True)
class Straight:
    """A page with its map and its boxes; `sure` is whether the map can be trusted with answers."""

    sheet: Sheet
    patches: tuple[Patch, ...]
    sure: bool


def straighten(grey: NDArray[np.uint8], codes: Sequence[Marked], edition: Edition) -> Straight:
    """Find how the sheet lies; `codes` are one or two of the same page."""
    places, pixels = _code_corners(codes, edition)
    boxes = [b for b in edition.boxes if b.page == codes[0].code.page]
    sheet = Sheet(grey, _first_map(places, pixels))
    if not boxes:
        return Straight(sheet, (), True)
    first = _exact(Sheet(grey, sheet.matrix @ expected(sheet, boxes).move), boxes, places, pixels)
    if first.sure or len(codes) > 1:
        return first
    seen = aslant(sheet, boxes, places.mean(axis=0))
    return _exact(Sheet(grey, seen), boxes, places, pixels)


def _exact(sheet: Sheet, boxes: Sequence[AnswerBox], places: Floats, pixels: Floats) -> Straight:
    """A map that is right within a millimetre or two, made exact by the frames."""
    for _ in range(_ROUNDS):
        found = patches(sheet, boxes)
        matrix = _refined(sheet, found, places, pixels)
        if matrix is None:
            return Straight(sheet, tuple(found), sure=False)
        missed = _missed(found)
        sheet = Sheet(sheet.grey, matrix)
        if missed <= _NEAR:
            break
    return Straight(sheet, tuple(found), _agree(sheet, found, places, pixels))


def _missed(found: Sequence[Patch]) -> float:
    """By how many millimetres the frames stand beside where the map had them, at most."""
    return max(
        float(np.hypot(*(p.corners() - true_corners(p.box)).T).max()) for p in found if p.found
    )


def placing(straight: Straight) -> Placing:
    """The map as it is told to others: in parts of the picture, and which way up it lies."""
    height, width = straight.sheet.grey.shape
    matrix = np.diag([1 / width, 1 / height, 1.0]) @ straight.sheet.matrix
    middle = apply(straight.sheet.matrix, np.array([[105.0, 148.0], [105.0, 149.0]]))
    right, down = middle[1] - middle[0]
    # Where the sheet's foot points to the left, a quarter turn against the clock brings it down.
    turn = round(np.degrees(np.arctan2(right, down)) / 90) * 90 % 360
    return Placing(tuple(float(n) for n in (matrix / matrix[2, 2]).ravel()), int(turn))


def _code_corners(codes: Sequence[Marked], edition: Edition) -> tuple[Floats, Floats]:
    size, places, pixels = edition.codes.size, [], []
    for one in codes:
        x, y = edition.codes.corners[one.code.corner]
        places += [(x, y), (x + size, y), (x + size, y + size), (x, y + size)]
        pixels += list(zip(one.corners[::2], one.corners[1::2], strict=True))
    return np.array(places), np.array(pixels, float)


def _first_map(places: Floats, pixels: Floats) -> Floats:
    if len(places) == 4:
        # A single code is too small to tell perspective from a pixel's error.
        return affine(places, pixels)
    plain = affine(places, pixels)
    scale = float(np.sqrt(abs(np.linalg.det(plain[:2, :2]))))
    if far(plain, places, pixels).max() <= _FLAT * scale:
        return plain
    found = homography(places, pixels)
    return found if np.isfinite(found).all() else plain


def _refined(sheet: Sheet, found: Sequence[Patch], places: Floats, pixels: Floats) -> Floats | None:
    """The map that codes and frames agree on; None where too few frames were found."""
    plain = [p for p in found if p.found]
    if len(plain) < max(2, len(found) // 2):
        return None
    known = np.vstack([places, *[true_corners(p.box) for p in plain]])
    seen = np.vstack([pixels, *[apply(sheet.matrix, p.corners()) for p in plain]])
    if len(plain) == 2 and len(places) == 4:
        return similarity(known, seen)
    matrix = homography(known, seen)
    scale = sheet.scale(*known.mean(axis=0))
    # Once more without what lies far off: a scribble taken for a frame, a bent corner.
    near = far(matrix, known, seen) <= max(_OFF * scale, 2 * np.median(far(matrix, known, seen)))
    if near.sum() >= 8:
        matrix = homography(known[near], seen[near])
    return matrix if np.isfinite(matrix).all() else None


def _agree(sheet: Sheet, found: Sequence[Patch], places: Floats, pixels: Floats) -> bool:
    """Whether the map can be trusted: the codes lie where it says, and so do the frames.

    A frame may be missing only where ink hides it: under a map that is a row too low, one would be
    missing from white paper.
    """
    scale = sheet.scale(*places.mean(axis=0))
    if np.median(far(sheet.matrix, places, pixels)) > 2 * _OFF * scale:
        return False
    return all(p.found or float((p.dark > _HIDING).mean()) > _HIDDEN for p in found)
