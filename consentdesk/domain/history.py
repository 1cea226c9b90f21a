"""What stood on a day: facts that later acts replaced, told from the acts themselves (R30).

A verdict takes people, custody and photos from here and not from the stored rows, so that it is
the same whatever became of those. Where nothing had been said by that day, the earliest that was
said is taken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from consentdesk.domain.acts import (
    Act,
    Corrected,
    Described,
    Digest,
    Enrolled,
    GuardianAdded,
    PolicySet,
)
from consentdesk.domain.consent import end_of, in_force
from consentdesk.domain.people import GuardianId, Guardianship, SubjectId
from consentdesk.domain.photos import Depiction, Photo
from consentdesk.domain.policy import Policy

B = TypeVar("B", Enrolled, Described)


def rules_on(acts: Iterable[Act], policy: Policy, on: date) -> PolicySet | None:
    """The policy that applied at the end of that local day, or the first there was."""
    set_ones = sorted((a for a in acts if isinstance(a.body, PolicySet)), key=lambda a: a.number)
    end = end_of(on, policy)
    stood = [a.body for a in set_ones if a.at < end] or [a.body for a in set_ones[:1]]
    return stood[-1] if stood and isinstance(stood[-1], PolicySet) else None


def rules_since(acts: Iterable[Act], at: datetime) -> tuple[PolicySet, ...]:
    """The policy that applied at that moment, and each that was set from then on."""
    set_ones = sorted((a for a in acts if isinstance(a.body, PolicySet)), key=lambda a: a.number)
    before = [a for a in set_ones if a.at < at]
    later = set_ones[len(before) :]
    return tuple(a.body for a in (*before[-1:], *later) if isinstance(a.body, PolicySet))


def enrolment_on(
    acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date
) -> Digest | None:
    """The digest of the facts that stood for a subject at the end of that day."""
    mine = [a for a in acts if getattr(a.body, "subject", None) == subject]
    if not any(isinstance(a.body, Enrolled) for a in in_force(mine, policy, date.max)):
        # All of it was taken back, so that there is nobody.
        return None
    stood = _stood(mine, Enrolled, policy, on)
    return stood.facts if stood is not None else None


def guardianships_on(
    acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date
) -> tuple[Guardianship, ...]:
    """The guardianships of a subject as known at the end of that day, by guardian."""
    said: dict[GuardianId, Guardianship] = {}
    telling = [a for a in acts if isinstance(a.body, GuardianAdded | Corrected)]
    for act in in_force(telling, policy, on):
        body = act.body
        if isinstance(body, GuardianAdded) and body.subject == subject:
            said[body.guardian] = Guardianship(
                guardian=body.guardian,
                subject=subject,
                custody=body.custody,
                since=body.since,
                until=body.until,
            )
    return tuple(said[guardian] for guardian in sorted(said))


def photo_on(
    photo: Photo, shown: Sequence[Depiction], acts: Iterable[Act], policy: Policy, on: date
) -> tuple[Photo, tuple[Depiction, ...]]:
    """A photo and who was named on it at the end of that day, as far as verdicts look at it.

    All else, places on the picture among it, is as it is now: copies are only made today. Of a
    photo nobody has described since acts tell of it, so is everything.
    """
    stood = _stood([a for a in acts if _is_about(a, photo)], Described, policy, on)
    if stood is None:
        return photo, tuple(shown)
    known = {d.subject: d for d in shown}
    then = replace(photo, kind=stood.kind, faces=stood.faces)
    if not stood.credited:
        then = replace(then, photographer="", rights="")
    return then, tuple(known.get(s) or Depiction(photo.id, s) for s in sorted(stood.shows))


def _is_about(act: Act, photo: Photo) -> bool:
    return getattr(act.body, "photo", None) == photo.id


def _stood(acts: Iterable[Act], kind: type[B], policy: Policy, on: date) -> B | None:
    """The latest body of that kind by the end of that day, or else the earliest of all.

    No correction makes it another one, see `consent.as_told`.
    """
    telling = [a for a in acts if isinstance(a.body, kind)]
    for day in (on, date.max):
        found = [a.body for a in in_force(telling, policy, day) if isinstance(a.body, kind)]
        if found:
            return found[-1] if day == on else found[0]
    return None
