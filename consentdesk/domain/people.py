"""Who is photographed and who may sign for them on a given day.

Knows birthdays, custody and the age limit; leaves what was answered to `consent`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum
from typing import NewType

InstitutionId = NewType("InstitutionId", int)
SubjectId = NewType("SubjectId", int)
GuardianId = NewType("GuardianId", int)
ClerkId = NewType("ClerkId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The person photographed.

    `staff` marks an adult who works at the institution and signs for himself or herself at any
    age; `left_on` is the last day at the institution, `here_since` the first day since the subject
    came back after having left. `language` is an ISO 639-1 code.
    """

    id: SubjectId
    name: str
    born: date
    group: str = ""
    staff: bool = False
    language: str = "da"
    left_on: date | None = None
    here_since: date | None = None


@dataclass(frozen=True, slots=True)
class Guardian:
    """A person who may hold custody of subjects."""

    id: GuardianId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardianship:
    """The relation between a guardian and a subject, with the first and last day it holds.

    `since` and `until` of None mean "always" and "still". Without `custody` the guardian is a
    contact and may not sign.
    """

    guardian: GuardianId
    subject: SubjectId
    custody: bool = True
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the relation exists on that day, first and last day included."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


class SignerKind(StrEnum):
    """Who put the name to a decision; UNSTATED only ever occurs on withdrawals and objections."""

    SELF = "self"
    GUARDIAN = "guardian"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Signer:
    """The person behind a decision: the subject, a known guardian, or nobody stated."""

    kind: SignerKind
    guardian: GuardianId | None = None


SELF = Signer(SignerKind.SELF)
UNSTATED = Signer(SignerKind.UNSTATED)


def guardian_signer(guardian: GuardianId) -> Signer:
    """The signer value for a guardian."""
    return Signer(SignerKind.GUARDIAN, guardian)


def birthday(born: date, years: int) -> date:
    """The day a person reaches that age (R3); born 29 February: 1 March in common years."""
    if born.year + years > MAXYEAR:
        return date.max
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def age(born: date, on: date) -> int:
    """Whole years on that day, by the same birthday rule as `birthday`; negative before birth."""
    years = on.year - born.year
    return years if birthday(born, years) <= on else years - 1


def signs_alone(subject: Subject, on: date, age_limit: int) -> bool:
    """Whether the subject's own signature is the one that counts on that day (R3, R11)."""
    return subject.staff or on >= birthday(subject.born, age_limit)


def custody_holders(guardianships: Iterable[Guardianship], on: date) -> tuple[GuardianId, ...]:
    """The guardians with custody on that day, ascending by id."""
    return tuple(sorted({g.guardian for g in guardianships if g.custody and g.holds(on)}))


def last_custody_holders(guardianships: Iterable[Guardianship], on: date) -> tuple[GuardianId, ...]:
    """The guardians with custody on that day or, where nobody has it, on the last day before (R5).

    When all custody ends, as for a child taken into care, what was still lacking or disputed must
    not become a yes by that alone.
    """
    with_custody = [g for g in guardianships if g.custody]
    now = custody_holders(with_custody, on)
    ended = [g.until for g in with_custody if g.until is not None and g.until < on]
    if now or not ended:
        return now
    return custody_holders(with_custody, max(ended))


def may_sign(
    subject: Subject,
    guardianships: Iterable[Guardianship],
    signer: Signer,
    on: date,
    age_limit: int,
) -> bool:
    """Whether this signer's yes or no on a form is valid when signed on that day (R3).

    Under the age limit a guardian with custody on that day must sign; at or over it, and for
    staff, the subject. `UNSTATED` never may.
    """
    if signs_alone(subject, on, age_limit):
        return signer == SELF
    return signer.kind is SignerKind.GUARDIAN and any(
        g.guardian == signer.guardian and g.subject == subject.id and g.custody and g.holds(on)
        for g in guardianships
    )


def signers(
    subject: Subject, guardianships: Iterable[Guardianship], on: date, age_limit: int
) -> tuple[Signer, ...]:
    """Everybody whose yes or no on a form is valid when signed on that day, as `may_sign` says."""
    if signs_alone(subject, on, age_limit):
        return (SELF,)
    mine = (g for g in guardianships if g.subject == subject.id)
    return tuple(guardian_signer(guardian) for guardian in custody_holders(mine, on))


def has_come_back(before: Subject, after: Subject, today: date) -> bool:
    """Whether a change brings somebody back who had left: what was signed before has ended (R9)."""
    left = before.left_on
    if left is None or left >= today:
        return False
    return after.left_on is None or after.left_on > left


def first_day_back(before: Subject) -> date | None:
    """The first day that somebody who had left can be back, or None where there is none.

    Later than the last day here, and never before an earlier return: else what was signed before
    somebody left would count again (R9).
    """
    after = day_after(before.left_on) if before.left_on is not None else date.min
    if after is None or before.here_since is None:
        return after
    return max(after, before.here_since)


def day_after(day: date) -> date | None:
    """The next day, or None after the last one there is (9999-12-31, written for "for ever")."""
    return day + timedelta(days=1) if day < date.max else None


def days_of_change(
    subject: Subject, guardianships: Iterable[Guardianship], age_limit: int
) -> tuple[date, ...]:
    """The days on which who may sign for the subject changes by itself, ascending."""
    days: set[date | None] = set() if subject.staff else {birthday(subject.born, age_limit)}
    if subject.left_on is not None:
        days.add(day_after(subject.left_on))
    for g in guardianships:
        days.add(g.since)
        if g.until is not None:
            days.add(day_after(g.until))
    return tuple(sorted(d for d in days if d is not None))
