"""Who is covered in an exported copy, and how much of the picture that takes (R22).

Says where a solid shape goes; burning it into the pixels is `pictures.clean`'s. Whether a covered
subject still needs a permission is decided by `domain.verdict`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Registered
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, Region
from consentdesk.errors import BadInput, Problem

if TYPE_CHECKING:
    from consentdesk.services.judging import Facts

ASIDE = 1.0
ABOVE = 0.75
BELOW = 3.0
"""How far a cover reaches beyond a face, in widths and heights of that face: hair, shoulders and
clothes tell who somebody is as well as the face does. An adult is seven to eight heads high, a
child of three about five; hands and feet may stay to be seen."""


def is_on_picture(region: Region) -> bool:
    """Whether the region has a size and its middle lies on the picture; false for NaN."""
    x, y = region.x + region.w / 2, region.y + region.h / 2
    return 0 < region.w <= 1 and 0 < region.h <= 1 and 0 <= x <= 1 and 0 <= y <= 1


def cover(face: Region) -> Region:
    """The region to be covered for a person whose face is there, cut off at the picture's edges."""
    left = max(0.0, face.x - ASIDE * face.w)
    top = max(0.0, face.y - ABOVE * face.h)
    right = min(1.0, face.x + (1 + ASIDE) * face.w)
    bottom = min(1.0, face.y + (1 + BELOW) * face.h)
    return Region(left, top, right - left, bottom - top)


def covers(
    facts: Facts, photo: PhotoId, sha256: bytes | None, covered: Collection[SubjectId]
) -> tuple[Region, ...]:
    """The regions to cover on this file, one for each covered subject who is on it.

    A region is known for the very file that was registered; on a turned or cropped copy of it, the
    same place may show somebody else. Raises BadInput: COVER_NEEDS_REGION, COVER_NEEDS_ORIGINAL.
    """
    hidden = [d for d in facts.depictions(photo) if d.subject in covered]
    if hidden and not _is_original(facts, photo, sha256):
        raise BadInput(Problem.COVER_NEEDS_ORIGINAL, path=facts.photo(photo).name)
    regions = []
    for depiction in hidden:
        if depiction.region is None or not is_on_picture(depiction.region):
            raise BadInput(
                Problem.COVER_NEEDS_REGION,
                path=facts.photo(photo).name,
                subject=depiction.subject,
            )
        regions.append(cover(depiction.region))
    return tuple(regions)


def _is_original(facts: Facts, photo: PhotoId, sha256: bytes | None) -> bool:
    return sha256 is not None and any(
        isinstance(act.body, Registered) and act.body.sha256 == sha256.hex()
        for act in facts.photo_acts(photo)
    )
