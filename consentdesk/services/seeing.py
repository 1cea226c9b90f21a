"""What somebody looked at while saying something of a photo, compared with what stands there now.

A statement covers what was seen: of whom another desk has named or taken off meanwhile, nobody
thought who made it (R16, R20).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.errors import Problem, RuleRefusal

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True)
class Seen:
    """What a photo was said to be about, and who was named on it."""

    kind: PhotoKind | None
    shows: frozenset[SubjectId]


def check_seen(
    reader: Reader, photos: Iterable[PhotoId], seen: Mapping[PhotoId, Seen] | None
) -> None:
    """Raise RuleRefusal(PHOTO_CHANGED_MEANWHILE) where a photo is not as it was seen any more.

    None is for who states everything anew. Raises BadInput(UNKNOWN_PHOTO).
    """
    if seen is None:
        return
    asked = tuple(photos)
    shown = reader.depicted(asked)
    for id in asked:
        photo = reader.photo(id)
        now = Seen(photo.kind, frozenset(d.subject for d in shown[id]))
        if now != seen[id]:
            raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=photo.name)
