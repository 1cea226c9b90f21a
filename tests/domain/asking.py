"""Short ways to ask the fold and the judge in tests."""

from collections.abc import Iterable, Mapping
from datetime import date

from consentdesk.domain.acts import Act, Body, Purpose
from consentdesk.domain.consent import Lack, Permission, PermissionState, permission
from consentdesk.domain.people import Guardianship, Subject, SubjectId
from consentdesk.domain.photos import Attestation, Destination, Match, PhotoKind
from consentdesk.domain.policy import Policy
from consentdesk.domain.verdict import Reason, Scene, Verdict, judge
from tests import factories as make

NAMED = SubjectId(1)
ALSO = SubjectId(2)
WEBSITE = Destination("website")
MOTHER_ONLY = (make.a_guardianship(),)
BOTH = (make.a_guardianship(), make.a_guardianship(make.FATHER))
TODAY = date(2026, 10, 1)


def ledger(*bodies: Body) -> tuple[Act, ...]:
    """The acts in the order given, from number 1, minutes after each other."""
    return tuple(make.an_act(number, body) for number, body in enumerate(bodies, 1))


def ask(
    *bodies: Body,
    acts: Iterable[Act] | None = None,
    subject: Subject | None = None,
    guardianships: Iterable[Guardianship] = MOTHER_ONLY,
    purpose: Purpose = make.WEBSITE,
    policy: Policy | None = None,
    on: date = TODAY,
) -> Permission:
    """The permission that comes of these bodies, or of whole acts."""
    return permission(
        subject or make.a_subject(),
        guardianships,
        ledger(*bodies) if acts is None else acts,
        purpose,
        policy or make.a_policy(),
        on,
    )


def state(found: Permission) -> tuple[PermissionState, Lack | None]:
    """State and lack together."""
    return found.state, found.lack


def yes_of(
    *subjects: SubjectId, came_of_age: bool = False, purpose: Purpose = make.WEBSITE
) -> dict[SubjectId, Permission]:
    """Journaled permissions."""
    return {
        s: Permission(
            subject=s,
            purpose=purpose,
            state=PermissionState.JOURNALED,
            came_of_age=came_of_age,
        )
        for s in subjects
    }


def a_portrait(
    *shows: SubjectId, visible: int | None = None, kind: PhotoKind = PhotoKind.PORTRAIT
) -> Scene:
    """A photo attested for exactly these people."""
    return Scene(
        photo=make.a_photo(kind=kind),
        shows=frozenset(shows),
        attestation=Attestation(
            1, kind, frozenset(shows), len(shows) if visible is None else visible
        ),
    )


def look(
    scene: Scene | None,
    permissions: Mapping[SubjectId, Permission] | None = None,
    *,
    match: Match = Match.EXACT,
    destination: Destination = WEBSITE,
    policy: Policy | None = None,
    covered: Iterable[SubjectId] = (),
    staff: Iterable[SubjectId] = (),
    copied: bool = False,
) -> Verdict:
    """The verdict for the website."""
    return judge(
        match,
        scene,
        destination,
        permissions or {},
        policy or make.a_policy(),
        covered=frozenset(covered),
        staff=frozenset(staff),
        copied=copied,
    )


def codes(reasons: Iterable[Reason]) -> list[str]:
    """The codes alone, in order."""
    return [str(r.code) for r in reasons]
