"""From the register to a verdict: reads what `domain.verdict.judge` wants to know, once for many.

Used by everything that shows or needs a verdict: the check, the windows and the export gate. The
decision itself is `judge`'s alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Purpose
from consentdesk.domain.consent import Permission, permissions
from consentdesk.domain.people import ClerkId, Guardianship, Subject, SubjectId
from consentdesk.domain.photos import (
    Depiction,
    Destination,
    Fingerprint,
    Match,
    Photo,
    PhotoId,
    PhotoKind,
)
from consentdesk.domain.roles import Right
from consentdesk.domain.scenes import scene
from consentdesk.domain.verdict import Outcome, Scene, Verdict, judge, veiled
from consentdesk.errors import BadInput, Problem

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.values import Pictured

NOBODY: frozenset[SubjectId] = frozenset()


class Facts:
    """All the register says about some photos on one day, from one snapshot.

    Rules, people, custody and photos are as they stood on the day (R30), told by the ledger: what
    was changed past the program is RegisterError REGISTER_DAMAGED, or has no effect.
    Permissions and scenes are worked out when first asked for and kept, so that a class of 25 on
    400 photos is folded once.
    """

    def __init__(self, reader: Reader, photos: Iterable[PhotoId], on: date) -> None:
        self._reader = reader
        self.policy = reader.policy_on(on)
        self.on = on
        self._pictured: dict[PhotoId, Pictured] = reader.pictured(dict.fromkeys(photos), on)
        people = sorted({d.subject for seen in self._pictured.values() for d in seen.shown})
        self._acts: dict[SubjectId, tuple[Act, ...]] = reader.acts(people)
        present = {s: self._acts[s] for s in reader.subjects(people)}
        self._subjects: dict[SubjectId, Subject] = reader.people_on(present, self.policy, on)
        self._guardianships: dict[SubjectId, tuple[Guardianship, ...]] = reader.guardianships_on(
            present, self.policy, on
        )
        self._erased = reader.erased_on(self._pictured)
        self._scenes: dict[PhotoId, Scene] = {}
        self._permissions: dict[SubjectId, Mapping[Purpose, Permission]] = {}
        self._one: dict[frozenset[ClerkId], frozenset[ClerkId]] = {}

    def photo(self, photo: PhotoId) -> Photo:
        """The photo; BadInput UNKNOWN_PHOTO."""
        if photo not in self._pictured:
            raise BadInput(Problem.UNKNOWN_PHOTO, photo=photo)
        return self._pictured[photo].photo

    def depictions(self, photo: PhotoId) -> tuple[Depiction, ...]:
        """Who is named on it."""
        return self._pictured[photo].shown

    def registered(self, photo: PhotoId) -> Fingerprint:
        """The file it was registered from; asks the register, so only while that is being read."""
        return self._reader.registered(photo)

    def photo_acts(self, photo: PhotoId) -> tuple[Act, ...]:
        """All acts about it, corrected ones included."""
        return self._pictured[photo].acts

    def scene(self, photo: PhotoId) -> Scene:
        """The photo as the rules look at it."""
        if photo not in self._scenes:
            seen = self._pictured[photo]
            found = scene(
                seen.photo,
                seen.shown,
                seen.acts,
                self._acts,
                self.policy,
                self.on,
                erased=self._erased[photo],
            )
            self._scenes[photo] = replace(found, said_by=self._maybe(found.said_by))
        return self._scenes[photo]

    def _maybe(self, clerks: Collection[ClerkId]) -> frozenset[ClerkId]:
        """All who may be one of these, where it matters that two people are two."""
        if not clerks or not self.policy.two_people:
            return frozenset(clerks)
        asked = frozenset(clerks)
        if asked not in self._one:
            self._one[asked] = self._reader.maybe_one_person(asked)
        return self._one[asked]

    def permission(self, subject: SubjectId, purpose: Purpose) -> Permission:
        """What the ledger says for one of the people on these photos."""
        if subject not in self._permissions:
            self._permissions[subject] = permissions(
                self._subjects[subject],
                self._guardianships[subject],
                self._acts[subject],
                self.policy.purposes,
                self.policy,
                self.on,
            )
        return self._permissions[subject][purpose]

    def verdict(
        self,
        match: Match,
        photo: PhotoId | None,
        destination: Destination,
        covered: Collection[SubjectId] = NOBODY,
        *,
        copied: bool = False,
        by: ClerkId | None = None,
    ) -> Verdict:
        """The verdict on a file recognised like this, or on its copy, for one destination.

        `by` is who lets it out, where somebody does.
        """
        known = None if photo is None else self.scene(photo)
        shows = NOBODY if known is None else known.shows
        purpose = self.policy.destinations[destination]
        judged = judge(
            match,
            known,
            destination,
            # Of somebody erased since a past day nothing is known: that counts as never asked.
            {s: self.permission(s, purpose) for s in shows if s in self._subjects},
            self.policy,
            covered=frozenset(covered),
            staff=frozenset(s for s in shows if s in self._subjects and self._subjects[s].staff),
            copied=copied,
            by=self._maybe(() if by is None else (by,)),
        )
        return judged if self._reader.may(Right.SEE_REASONS) else veiled(judged)

    def relied_on(
        self, photo: PhotoId, destination: Destination, covered: Collection[SubjectId] = NOBODY
    ) -> tuple[int, ...]:
        """The numbers of the answers that a CLEAR verdict rests on.

        None for a situation photo that is not sensitive, or where nobody is to be seen.
        """
        known = self.scene(photo)
        judged = known.assessments.get(destination)
        if known.photo.kind is PhotoKind.SITUATION and not (judged and judged.sensitive):
            return ()
        purpose = self.policy.destinations[destination]
        seen = sorted(known.shows - frozenset(covered))
        numbers = (self.permission(s, purpose).decision for s in seen)
        return tuple(sorted(n for n in numbers if n is not None))


def judge_photos(
    reader: Reader,
    photos: Collection[PhotoId],
    on: date,
    destinations: Sequence[Destination] | None = None,
) -> dict[PhotoId, tuple[Verdict, ...]]:
    """The verdicts on registered photos as if each file were at hand, in the order asked.

    All destinations of the policy unless some are named. Raises BadInput: UNKNOWN_PHOTO,
    UNKNOWN_DESTINATION.
    """
    wanted = known_destinations(reader, destinations)
    facts = Facts(reader, photos, on)
    for photo in photos:
        facts.photo(photo)
    return {
        photo: tuple(facts.verdict(Match.EXACT, photo, where) for where in wanted)
        for photo in photos
    }


def judge_photo(
    reader: Reader,
    photo: PhotoId,
    on: date,
    destinations: Sequence[Destination] | None = None,
) -> tuple[Verdict, ...]:
    """The verdicts on one registered photo; see `judge_photos`."""
    return judge_photos(reader, (photo,), on, destinations)[photo]


def known_destinations(
    reader: Reader, destinations: Sequence[Destination] | None
) -> tuple[Destination, ...]:
    """The destinations asked for, or all; raises BadInput(UNKNOWN_DESTINATION)."""
    choices = reader.policy.destinations
    if destinations is None:
        return tuple(choices)
    wanted = tuple(dict.fromkeys(destinations))
    unknown = tuple(d for d in wanted if d not in choices)
    if unknown or not wanted:
        raise BadInput(Problem.UNKNOWN_DESTINATION, given=unknown or ("–",), choices=tuple(choices))
    return wanted


def is_clear(verdict: Verdict) -> bool:
    """Whether nothing speaks against it."""
    return verdict.outcome is Outcome.CLEAR and not verdict.reasons
