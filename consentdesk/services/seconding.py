"""Two people: a second one agrees that a copy leaves, before the gate lets it (R31).

For which purposes and photos that is needed stands in the institution's settings; what the
agreement is worth, and when it goes stale, in `domain.verdict`. It opens nothing that anything else
speaks against, and whoever agreed can't be the one who lets the copy out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Act, Digest, Seconded
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination, Match, PhotoId, PhotoKind
from consentdesk.domain.verdict import ReasonCode, Scene, Verdict
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services.covering import hidden
from consentdesk.services.judging import Facts, known_destinations

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


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
    from consentdesk.storage.reading_clerks import spelling

    names = {spelling(name) for name in reader.clerks(scene.said_by).values()}
    return spelling(clerk) in names or reader.login in reader.seats_of(scene.said_by).values()


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
    facts = Facts(reader, wanted, reader.today(at))
    places = known_destinations(reader, None)
    found = {}
    for photo in wanted:
        away = hidden(facts, photo)
        found[photo] = tuple(
            where
            for where in places
            if waits_for_second(facts.verdict(Match.EXACT, photo, where, away, copied=True))
        )
    return found


def _check_waits(verdict: Verdict, name: str) -> None:
    if not verdict.reasons:
        raise BadInput(Problem.SECOND_NOT_NEEDED, path=name, destination=verdict.destination)
    if not waits_for_second(verdict):
        raise RuleRefusal(Problem.SECOND_TOO_EARLY, path=name, destination=verdict.destination)
