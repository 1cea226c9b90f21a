"""Two people: a second one agrees that a copy leaves, before the gate lets it (R31).

For which purposes and photos that is needed stands in the institution's settings; what the
agreement is worth, and when it goes stale, in `domain.verdict`. It opens nothing that anything else
speaks against, and whoever agreed can't be the one who lets the copy out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Digest, Seconded
from consentdesk.domain.people import ClerkId, SubjectId
from consentdesk.domain.photos import Destination, Match, PhotoId, PhotoKind
from consentdesk.domain.roles import Right
from consentdesk.domain.verdict import ReasonCode, Scene, Verdict, needs_two
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.covering import hidden
from consentdesk.services.judging import Facts, known_destinations
from consentdesk.storage.values import PhotoFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

NEWEST = 500
"""Photos looked through for whoever opens the overview: they take up to half a second."""


def second(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    photos: Iterable[PhotoId],
    destination: Destination,
    covered: Collection[SubjectId] = (),
    seen: Mapping[PhotoId, Looked] | None = None,
) -> tuple[Act, ...]:
    """Agree, as the second person, that copies of these photos leave for the destination, or none.

    Looked at is the copy: with those `covered` hidden, and what is drawn for all copies. `seen` is
    each as somebody looked at it. Raises BadInput: UNKNOWN_PHOTO, UNKNOWN_DESTINATION,
    SECOND_NOT_NEEDED where nobody is waited for; RuleRefusal: SECOND_TOO_EARLY where something else
    speaks against it, SECOND_IS_FIRST where that clerk said who is on it or judged it,
    PHOTO_CHANGED_MEANWHILE.
    """
    wanted = tuple(dict.fromkeys(photos))
    with register.write(clerk, at) as writer:
        (where,) = known_destinations(writer, (destination,))
        facts = Facts(writer, wanted, writer.today(writer.at))
        bodies = []
        for photo in wanted:
            away, name = hidden(facts, photo, covered), facts.photo(photo).name
            scene = facts.scene(photo)
            if seen is not None and seen[photo] != looked(scene):
                raise RuleRefusal(Problem.PHOTO_CHANGED_MEANWHILE, path=name)
            verdict = facts.verdict(Match.EXACT, photo, where, away, copied=True)
            _check_waits(verdict, name)
            if writer.clerk in scene.said_by:
                raise RuleRefusal(Problem.SECOND_IS_FIRST, path=name)
            bodies.append(
                Seconded(
                    photo=photo,
                    destination=where,
                    kind=scene.photo.kind,
                    shows=tuple(sorted(scene.shows)),
                    seen=tuple(sorted(scene.shows - away)),
                    hides=None if scene.hides is None else Digest(scene.hides),
                )
            )
        return writer.append(*bodies)


@dataclass(frozen=True, slots=True)
class Looked:
    """A photo as the second person looked at it: who is on it, what is drawn, and since when."""

    kind: PhotoKind | None
    shows: frozenset[SubjectId]
    hides: str | None
    said: int


def looked(scene: Scene) -> Looked:
    """What there is to be looked at."""
    return Looked(scene.photo.kind, scene.shows, scene.hides, scene.said)


def is_first(reader: Reader, scene: Scene, clerk: str) -> bool:
    """Whether that clerk, or whoever sits here, said what holds of the photo; `second` refuses it.

    By what is known so far: to be told beforehand, and worth nothing as a check.
    """
    return bool(_as_known(reader, scene.said_by, clerk))


def _as_known(reader: Reader, clerks: Collection[ClerkId], clerk: str) -> frozenset[ClerkId]:
    """Those of the clerks that are that one, or sat where whoever sits here does."""
    from consentdesk.storage.reading_clerks import spelling

    named, seats = reader.clerks(clerks), reader.seats_of(clerks)
    same = {who for who, name in named.items() if spelling(name) == spelling(clerk)}
    return frozenset(same | {who for who, seat in seats.items() if seat == reader.login})


def waits_for_second(verdict: Verdict) -> bool:
    """Whether nothing is missing but the second person."""
    return bool(verdict.reasons) and all(
        why.code is ReasonCode.SECOND_PERSON_MISSING for why in verdict.reasons
    )


def waiting_copies(
    reader: Reader, photos: Iterable[PhotoId], at: datetime
) -> dict[PhotoId, tuple[Destination, ...]]:
    """For which destinations copies of these photos wait for the second person alone."""
    wanted = tuple(dict.fromkeys(photos))
    return _waiting(Facts(reader, wanted, reader.today(at)), wanted)


def waiting_for(reader: Reader, clerk: str, at: datetime) -> tuple[PhotoId, ...]:
    """The photos of which copies wait for the second person alone and that clerk can be it.

    The newest first, and only among the `NEWEST`: what is to leave was as a rule added of late,
    and the whole archive would take long. None where whoever sits here may not agree.
    """
    today = reader.today(at)
    if not reader.policy_on(today).two_people or not reader.may(Right.SECOND):
        return ()
    newest = reader.find_photos(PhotoFilter(), NEWEST)
    facts = Facts(reader, newest, today)
    waiting = [photo for photo, places in _waiting(facts, newest).items() if places]
    said = frozenset[ClerkId]().union(*(facts.scene(photo).said_by for photo in waiting))
    own = _as_known(reader, said, clerk)
    return tuple(photo for photo in waiting if not facts.scene(photo).said_by & own)


def _waiting(facts: Facts, photos: Iterable[PhotoId]) -> dict[PhotoId, tuple[Destination, ...]]:
    found = {}
    for photo in photos:
        two = partial(needs_two, facts.scene(photo), policy=facts.policy)
        places = [w for w, what in facts.policy.destinations.items() if two(purpose=what)]
        found[photo] = tuple(w for w in places if waits_for_second(_of_copy(facts, photo, w)))
    return found


def comes_too_early(facts: Facts, photo: PhotoId, places: Iterable[Destination]) -> bool:
    """Whether for one of the places something else is missing before a second person is asked."""
    second = ReasonCode.SECOND_PERSON_MISSING
    return any(
        second in {why.code for why in verdict.reasons} and not waits_for_second(verdict)
        for verdict in (_of_copy(facts, photo, where) for where in places)
    )


def _of_copy(facts: Facts, photo: PhotoId, where: Destination) -> Verdict:
    """The verdict on the copy as it is drawn."""
    return facts.verdict(Match.EXACT, photo, where, hidden(facts, photo), copied=True)


def _check_waits(verdict: Verdict, name: str) -> None:
    if not verdict.reasons:
        raise BadInput(Problem.SECOND_NOT_NEEDED, path=name, destination=verdict.destination)
    if not waits_for_second(verdict):
        raise RuleRefusal(Problem.SECOND_TOO_EARLY, path=name, destination=verdict.destination)
