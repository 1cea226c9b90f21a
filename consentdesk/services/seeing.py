"""What somebody looked at while saying something of a photo, compared with what stands there now.

A statement covers what was seen: of whom another desk has named or taken off meanwhile, nobody
thought who made it (R16, R20).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Attested
from consentdesk.domain.consent import in_force
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Photo, PhotoId, PhotoKind, Region
from consentdesk.domain.scenes import last_change, last_drawn, nameless
from consentdesk.errors import Problem, RuleRefusal

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.writing import Writer


Meant = frozenset[SubjectId]
"""Whom one name may mean: one of them is enough."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a photo was said to be about, and who was named on it.

    `unknown` is how many on it had no name when somebody vouched for it last; None where that was
    not shown to whoever looked. `faces` are those the counting aid had counted, None for no count.
    `suggested` are whom the photo's file names, each with everybody in the register who may be
    meant; `passed_over` those of them of whom it was said that nobody of that name is on it.
    `strangers` are names in the file that nobody in the register has, and `strangers_told` those of
    them that were shown to whoever says now that all are named.
    """

    kind: PhotoKind | None
    shows: frozenset[SubjectId]
    unknown: int | None = None
    faces: int | None = None
    suggested: frozenset[Meant] = frozenset()
    passed_over: frozenset[Meant] = frozenset()
    strangers: frozenset[str] = frozenset()
    strangers_told: frozenset[str] = frozenset()

    def with_names(self, found: Iterable[Suggestion], told: Iterable[Suggestion] = ()) -> Seen:
        """The same with whom the file names, and of whom of them somebody was told already."""
        suggested, strangers = _parted(found)
        passed_over, strangers_told = _parted(told)
        return replace(
            self,
            suggested=suggested,
            passed_over=passed_over,
            strangers=strangers,
            strangers_told=strangers_told,
        )

    @property
    def unmet(self) -> frozenset[Meant]:
        """Those whom the file names, and nobody has said anything of."""
        named = {one for one in self.suggested if not one.isdisjoint(self.shows)}
        return self.suggested - named - self.passed_over

    @property
    def unmet_strangers(self) -> frozenset[str]:
        """The names that nobody has, of which nobody has been told."""
        return self.strangers - self.strangers_told


def _parted(found: Iterable[Suggestion]) -> tuple[frozenset[Meant], frozenset[str]]:
    """Who of the register may be meant, and the names that nobody has."""
    names = tuple(found)
    meant = frozenset(frozenset(one.subjects) for one in names if one.subjects)
    return meant, frozenset(one.name for one in names if not one.subjects)


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
        now = photo.kind, frozenset(d.subject for d in shown[id]), unknown
        if now != (looked_at.kind, looked_at.shows, looked_at.unknown):
            raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=photo.name)


def with_difference(
    reader: Reader,
    photo: PhotoId,
    before: Mapping[SubjectId, Region | None],
    after: Mapping[SubjectId, Region | None],
) -> Mapping[SubjectId, Region | None]:
    """Who is on a photo now, and where, with what differs between the two."""
    now = {d.subject: d.region for d in reader.depicted([photo])[photo]}
    people = {s: region for s, region in now.items() if s in after or s not in before}
    for subject, region in after.items():
        if subject not in before:
            people[subject] = region or now.get(subject)
        elif region != before[subject]:
            people[subject] = region
    return people


def still_covered(reader: Reader, photo: Photo, body: Attested) -> Attested:
    """The statement, with what was said of the copies, as long as what is drawn is the same.

    Whoever says the same once more takes nothing back of that (R16, R22).
    """
    covered = any(d.cover is not None for d in reader.depicted([photo.id])[photo.id])
    if not covered and not photo.unknown_covers:
        return body
    live = in_force(reader.acts_on([photo.id])[photo.id], reader.policy, date.max)
    said = [act for act in live if isinstance(act.body, Attested)]
    drawn, hides = last_drawn(live, photo.id)
    if not said or said[-1].number < max(last_change(live, photo.id), drawn):
        return body
    before = said[-1].body
    if not isinstance(before, Attested) or before.hides != hides:
        return body
    return before if replace(before, hidden=body.hidden, hides=body.hides) == body else body


def said_already(writer: Writer, body: Attested, *, anew: bool = False) -> Act | None:
    """The act by which the same clerk has said just that, if it stands and nothing changed since.

    A key too many says nothing new. Whoever says what a colleague has said vouches too, and so does
    who looked at it `anew` since faces were counted (R17).
    """
    if anew and writer.photo(body.photo).faces is not None:
        return None
    live = in_force(writer.acts_on([body.photo])[body.photo], writer.policy, date.max)
    said = [act for act in live if isinstance(act.body, Attested)]
    if not said or said[-1].body != body or said[-1].clerk != writer.clerk:
        return None
    erased = writer.erased_on([body.photo])[body.photo]
    drawn, _hides = last_drawn(live, body.photo)
    since = max(last_change(live, body.photo), drawn, *erased)
    return said[-1] if said[-1].number > since else None


def seen_nameless(said: Attested) -> int:
    """How many are said to be visible without a name, none of them hidden in the copies."""
    return said.visible - len(said.shows) - said.hidden


def check_counted(reader: Reader, photo: PhotoId, looked_at: Seen, visible: int | None) -> None:
    """Raise RuleRefusal(FACES_COUNTED_MEANWHILE) where a count unseen speaks against a statement.

    Of as many or fewer faces nobody need be told (R17). `visible` as in `attest`.
    """
    known = reader.photo(photo)
    faces = known.faces if reader.policy.counting_aid else None
    named = len(looked_at.shows) if visible is None else visible
    if faces is not None and faces > named and faces != looked_at.faces:
        raise RuleRefusal(
            Problem.FACES_COUNTED_MEANWHILE, path=known.name, faces=faces, named=named
        )


def check_suggested(
    reader: Reader, seen: Mapping[PhotoId, Seen], nameless: Mapping[PhotoId, int] | None = None
) -> None:
    """Raise RuleRefusal(NAMED_IN_FILES) where a file names somebody left out without a word.

    Once somebody was told, and says the same again, it is taken as said (`passed_over`). A name
    that nobody has is somebody not named too, unless as many are said to be on the photo without
    one: `nameless` is how many that are.
    """
    unmet = {photo: one.unmet for photo, one in seen.items()}
    strange = {
        photo: one.unmet_strangers
        for photo, one in seen.items()
        if len(one.strangers) > (nameless or {}).get(photo, 0)
    }
    asked = [photo for photo in seen if unmet[photo] or strange.get(photo)]
    if asked:
        meant = {min(one) for every in unmet.values() for one in every}
        people = reader.subjects(meant)
        known = tuple(people[s].name for s in sorted(meant) if s in people)
        raise RuleRefusal(
            Problem.NAMED_IN_FILES,
            names=(*known, *sorted({name for every in strange.values() for name in every})),
            files=tuple(reader.photo(photo).name for photo in asked),
        )


def unknown_on(reader: Reader, photo: PhotoId) -> int:
    """How many on it had no name when somebody vouched for it last, or have none since (R16)."""
    acts = in_force(reader.acts_on([photo])[photo], reader.policy, date.max)
    told = [act.body for act in acts if isinstance(act.body, Attested)]
    then = told[-1].visible - len(told[-1].shows) if told else 0
    return max(then, nameless(acts, reader.erased_on([photo])[photo]))
