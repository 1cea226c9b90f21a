"""What somebody looked at while saying something of a photo, compared with what stands there now.

A statement covers what was seen: of whom another desk has named or taken off meanwhile, nobody
thought who made it (R16, R20).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Attested
from consentdesk.domain.consent import in_force
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Photo, PhotoId, PhotoKind
from consentdesk.domain.scenes import last_change, last_drawn
from consentdesk.errors import Problem, RuleRefusal

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader


@dataclass(frozen=True, slots=True)
class Seen:
    """What a photo was said to be about, and who was named on it.

    `unknown` is how many on it had no name when somebody vouched for it last; None where that was
    not shown to whoever looked.
    """

    kind: PhotoKind | None
    shows: frozenset[SubjectId]
    unknown: int | None = None


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
        looked_at = seen[id]
        unknown = None if looked_at.unknown is None else unknown_on(reader, id)
        if Seen(photo.kind, frozenset(d.subject for d in shown[id]), unknown) != looked_at:
            raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=photo.name)


def still_covered(reader: Reader, photo: Photo, body: Attested) -> Attested:
    """The statement, with the people without a name who were said to be covered, and still are.

    Whoever says the same once more takes nothing back of that (R16, R22).
    """
    if not photo.unknown_covers:
        return body
    live = in_force(reader.acts_on([photo.id])[photo.id], reader.policy, date.max)
    said = [act for act in live if isinstance(act.body, Attested)]
    if not said or said[-1].number < max(last_change(live, photo.id), last_drawn(live, photo.id)):
        return body
    before = said[-1].body
    is_same = isinstance(before, Attested) and replace(before, hidden=body.hidden) == body
    return before if isinstance(before, Attested) and is_same else body


def unknown_on(reader: Reader, photo: PhotoId) -> int:
    """How many on it had no name when somebody vouched for it last (R16)."""
    acts = in_force(reader.acts_on([photo])[photo], reader.policy, date.max)
    told = [act.body for act in acts if isinstance(act.body, Attested)]
    return max(0, told[-1].visible - len(told[-1].shows)) if told else 0
