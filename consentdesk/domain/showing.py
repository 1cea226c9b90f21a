"""Whether somebody may be shown, before there is any picture: what `judge` would say of one.

For planning only. A picture that was taken is judged by itself, with everybody who is on it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from consentdesk.domain.acts import Act
from consentdesk.domain.consent import permissions, wishes
from consentdesk.domain.people import Guardianship, Subject, SubjectId
from consentdesk.domain.photos import (
    Assessment,
    Attestation,
    Destination,
    Match,
    Photo,
    PhotoId,
    PhotoKind,
)
from consentdesk.domain.policy import Policy
from consentdesk.domain.verdict import Outcome, Scene, judge


@dataclass(frozen=True, slots=True)
class Showing:
    """What may be shown of one person on one day.

    `portrait` holds the places where a portrait of that person alone would be let out; `situation`
    says whether any situation photo with the person can be, whatever the office thinks of it.
    """

    portrait: frozenset[Destination]
    situation: bool


def showing(
    subject: Subject,
    guardianships: Iterable[Guardianship],
    acts: Iterable[Act],
    policy: Policy,
    on: date,
) -> Showing:
    """The verdicts on pictures of that person alone with nothing else left to be done for them.

    Asks `judge` about such pictures, so that it can't come to think otherwise. What is known of the
    day is what is on record now: a birthday to come has its effect, a form to come has none.
    """
    known = tuple(acts)
    given = permissions(subject, guardianships, known, policy.purposes, policy, on)
    portrait = _picture(subject, PhotoKind.PORTRAIT, known, policy, on)
    situation = _picture(subject, PhotoKind.SITUATION, known, policy, on)
    staff = frozenset((subject.id,)) if subject.staff else frozenset()

    def is_clear(scene: Scene, where: Destination) -> bool:
        mine = {subject.id: given[policy.destinations[where]]}
        verdict = judge(Match.EXACT, scene, where, mine, policy, staff=staff)
        return verdict.outcome is Outcome.CLEAR

    return Showing(
        portrait=frozenset(where for where in policy.destinations if is_clear(portrait, where)),
        situation=all(is_clear(situation, where) for where in policy.destinations),
    )


def _picture(
    subject: Subject, kind: PhotoKind, acts: Iterable[Act], policy: Policy, on: date
) -> Scene:
    """One that shows nobody else, attested, credited and assessed for every place."""
    shows = frozenset((subject.id,))
    wish = wishes(acts, subject.id, policy, on)
    # Newer than anything there is about the subject.
    number = wish.last_objection + 1
    return Scene(
        photo=Photo(id=PhotoId(0), name="", kind=kind, photographer="–", rights="–"),
        shows=shows,
        attestation=Attestation(number, kind, shows, visible=1),
        assessments=_assessed(policy.destinations, number, kind, shows),
        protected=shows if wish.protected else frozenset(),
        objecting=shows if wish.objection is not None else frozenset(),
        objected=wish.last_objection,
    )


def _assessed(
    destinations: Iterable[Destination],
    number: int,
    kind: PhotoKind,
    shows: frozenset[SubjectId],
) -> Mapping[Destination, Assessment]:
    return {
        where: Assessment(number, where, publish=True, sensitive=False, kind=kind, shows=shows)
        for where in destinations
    }
