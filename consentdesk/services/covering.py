"""Who is covered in an exported copy, and how much of the picture that takes (R22).

Says where a solid shape goes; burning it into the pixels is `pictures.clean`'s. Whether a covered
subject still needs a permission is decided by `domain.verdict`. Sizes are (width, height) in pixels
of the registered file as seen.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, Photo, PhotoId, Region
from consentdesk.errors import BadInput, Problem

if TYPE_CHECKING:
    from consentdesk.services.judging import Facts

ASIDE = 1.0
ABOVE = 0.75
BELOW = 3.0
"""How far a cover reaches beyond a face, in widths and heights of that face: hair, shoulders and
clothes tell who somebody is as well as the face does. An adult is seven to eight heads high, a
child of three about five; hands and feet may stay to be seen."""

LEAST_PIXELS = 7
"""A face narrower than this tells nobody apart: of faces 7 × 10 pixels small people still name half
of those they know (Sinha et al., Face Recognition by Humans, Proc. IEEE 94, 2006)."""
LEAST_PART = 0.01
"""A place smaller than this part of the longer side is a slip of the hand: in a row of thirty, each
face is some two hundredths wide. Where a face really is smaller, a larger place covers it too."""
LEAST_REACH = 0.02
"""A cover reaches out as for a face of this part of the longer side at the least, so that a place
drawn too small or beside a small face still hides it."""


def is_on_picture(region: Region) -> bool:
    """Whether the region has a size and its middle lies on the picture; false for NaN."""
    x, y = region.x + region.w / 2, region.y + region.h / 2
    return 0 < region.w <= 1 and 0 < region.h <= 1 and 0 <= x <= 1 and 0 <= y <= 1


def is_a_face(region: Region, photo: Photo) -> bool:
    """Whether a region on the picture is large enough for a face that anybody could recognise."""
    width, height = _size(photo)
    narrow = min(_part(region.x, region.w) * width, _part(region.y, region.h) * height)
    # Nothing is known of pixels where the size is not.
    pixels = LEAST_PIXELS if photo.width > 0 and photo.height > 0 else 0
    # Fractions do not give whole pixels back exactly.
    return narrow + 1e-6 >= max(pixels, LEAST_PART * max(width, height))


def cover(face: Region, photo: Photo) -> Region:
    """The region to be covered for a person whose face is there, cut off at the picture's edges."""
    width, height = _size(photo)
    least = LEAST_REACH * max(width, height)
    w, h = face.w * width, face.h * height
    # A face is about as wide as high; where the place is not, something of the face was left out.
    across, down = max(w, h / 2, least) / width, max(h, w / 2, least) / height
    left = max(0.0, face.x - ASIDE * across)
    top = max(0.0, face.y - ABOVE * down)
    right = min(1.0, face.x + face.w + ASIDE * across)
    bottom = min(1.0, face.y + face.h + BELOW * down)
    return Region(left, top, right - left, bottom - top)


def covers(
    facts: Facts, photo: PhotoId, seen: Fingerprint | None, covered: Collection[SubjectId]
) -> tuple[Region, ...]:
    """The regions to cover on the file `seen`, one for each covered subject who is on it.

    A region is known for the very file that was registered, and for one with the same image data
    the same way up; on a turned or cropped copy, the same place may show somebody else. Raises
    BadInput: COVER_NEEDS_REGION, COVER_NEEDS_ORIGINAL, REGION_TOO_SMALL.
    """
    hidden = [d for d in facts.depictions(photo) if d.subject in covered]
    known = facts.photo(photo)
    if hidden and (seen is None or not seen.is_laid_out_like(facts.registered(photo))):
        raise BadInput(Problem.COVER_NEEDS_ORIGINAL, path=known.name)
    regions = []
    for depiction in hidden:
        if depiction.region is None or not is_on_picture(depiction.region):
            raise BadInput(Problem.COVER_NEEDS_REGION, path=known.name, subject=depiction.subject)
        if not is_a_face(depiction.region, known):
            raise BadInput(Problem.REGION_TOO_SMALL, path=known.name)
        regions.append(cover(depiction.region, known))
    return tuple(regions)


def _size(photo: Photo) -> tuple[int, int]:
    """Width and height; as if it were square where they are not known."""
    return (photo.width, photo.height) if photo.width > 0 and photo.height > 0 else (1, 1)


def _part(start: float, length: float) -> float:
    """How much of a side of the region lies on the picture."""
    return min(1.0, start + length) - max(0.0, start)
