"""Whether there is permission: the one function that folds a subject's acts into a state.

Knows the order of decisions, custody, lapse and what journaling takes. Leaves the picture to
`verdict`. The order in which acts are handed over never matters; their signing days and numbers do.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import (
    Act,
    Asked,
    Corrected,
    Granted,
    Journaled,
    Objected,
    ObjectionLifted,
    Protected,
    ProtectionLifted,
    Purpose,
    Refused,
    Serial,
    Withdrawn,
    Wording,
)
from consentdesk.domain.people import (
    Guardianship,
    Signer,
    SignerKind,
    Subject,
    SubjectId,
    birthday,
    custody_holders,
    days_of_change,
    may_sign,
    signs_alone,
)
from consentdesk.domain.policy import GuardiansNeeded, LapseMode, Policy


class PermissionState(StrEnum):
    """How far a permission has come; only JOURNALED opens the gate."""

    NEVER_ASKED = "NEVER_ASKED"
    ASKED = "ASKED"
    GRANTED = "GRANTED"
    JOURNALED = "JOURNALED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"


class Lack(StrEnum):
    """Why a permission that looks given is not in force."""

    NOT_JOURNALED = "NOT_JOURNALED"
    SECOND_GUARDIAN = "SECOND_GUARDIAN"
    VALIDITY = "VALIDITY"
    CAME_OF_AGE = "CAME_OF_AGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """The answer for one subject and purpose on one day.

    `decision` and `journaled` are the numbers of the acts relied on; `valid_until` is the last day
    it holds; `changes_on` is the first later day on which the answer may change without a new act;
    `came_of_age` says that it still rests on a guardian's signature although the subject now signs
    alone (R4 `notify` and `continue`).
    """

    subject: SubjectId
    purpose: Purpose
    state: PermissionState
    lack: Lack | None = None
    serial: Serial | None = None
    signed_on: date | None = None
    signer: Signer | None = None
    wording: Wording | None = None
    valid_until: date | None = None
    decision: int | None = None
    journaled: int | None = None
    changes_on: date | None = None
    came_of_age: bool = False


Decision = Granted | Refused | Withdrawn


def add_months(day: date, months: int) -> date:
    """The same day that many months later, or the last day of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def in_force(acts: Iterable[Act], policy: Policy, on: date) -> tuple[Act, ...]:
    """The acts known at the end of that local day, without those corrected by then, by number.

    A correction that is itself corrected no longer counts.
    """
    zone = ZoneInfo(policy.timezone)
    known = sorted(
        {a.number: a for a in acts if a.at.astimezone(zone).date() <= on}.values(),
        key=lambda a: a.number,
    )
    void: set[int] = set()
    for act in reversed(known):
        if isinstance(act.body, Corrected) and act.number not in void:
            void.add(act.body.number)
    return tuple(a for a in known if a.number not in void and not isinstance(a.body, Corrected))


def permission(
    subject: Subject,
    guardianships: Iterable[Guardianship],
    acts: Iterable[Act],
    purpose: Purpose,
    policy: Policy,
    on: date,
) -> Permission:
    """What the acts of this subject amount to for one purpose on one day (R1–R9).

    `acts` may hold acts of other subjects and purposes; they are ignored. `on` is a local day of
    the policy's time zone; acts recorded after it, and decisions signed after it, are not seen
    (R30).
    """
    mine = tuple(g for g in guardianships if g.subject == subject.id)
    live = tuple(
        a for a in in_force(acts, policy, on) if getattr(a.body, "subject", None) == subject.id
    )
    decisions = _decisions(live, purpose, on)
    valid = [
        (a, d)
        for a, d in decisions
        if not isinstance(d, Granted)
        or may_sign(subject, mine, d.signer, d.signed_on, policy.age_limit)
    ]
    if not valid:
        asked = any(isinstance(a.body, Asked) and purpose in a.body.purposes for a in live)
        state = PermissionState.ASKED if asked or decisions else PermissionState.NEVER_ASKED
        return Permission(subject=subject.id, purpose=purpose, state=state)
    act, decision = _deciding(valid, subject, mine, policy, on)
    if not isinstance(decision, Granted):
        return _answered(subject, purpose, act, decision)
    return _yes(subject, mine, live, valid, (act, decision), purpose, policy, on)


def _day(decision: Decision) -> date:
    return decision.on if isinstance(decision, Withdrawn) else decision.signed_on


def _decisions(live: Sequence[Act], purpose: Purpose, on: date) -> list[tuple[Act, Decision]]:
    """Answers and withdrawals for the purpose, by day of decision, then act number (R8)."""
    found: list[tuple[Act, Decision]] = []
    for act in live:
        body = act.body
        if (isinstance(body, Granted | Refused) and body.purpose == purpose) or (
            isinstance(body, Withdrawn) and purpose in body.purposes
        ):
            found.append((act, body))
    # A no counts from the moment it is known, whatever day stands on it; a yes not before its day.
    kept = [(a, d) for a, d in found if not isinstance(d, Granted) or d.signed_on <= on]
    return sorted(kept, key=lambda ad: (_day(ad[1]), ad[0].number))


def _deciding(
    valid: Sequence[tuple[Act, Decision]],
    subject: Subject,
    guardianships: Sequence[Guardianship],
    policy: Policy,
    on: date,
) -> tuple[Act, Decision]:
    """The decision that counts: the latest, unless a custody holder's own latest is a no (R5)."""
    last_act, last = valid[-1]
    if not isinstance(last, Granted) or signs_alone(subject, last.signed_on, policy.age_limit):
        return last_act, last
    for guardian in custody_holders(guardianships, on):
        own = [(a, d) for a, d in valid if d.signer.guardian == guardian]
        if own and not isinstance(own[-1][1], Granted):
            return own[-1]
    return last_act, last


def _answered(subject: Subject, purpose: Purpose, act: Act, no: Refused | Withdrawn) -> Permission:
    if isinstance(no, Withdrawn):
        return Permission(
            subject=subject.id,
            purpose=purpose,
            state=PermissionState.WITHDRAWN,
            signed_on=no.on,
            signer=no.signer,
            decision=act.number,
        )
    return Permission(
        subject=subject.id,
        purpose=purpose,
        state=PermissionState.REFUSED,
        serial=no.serial,
        signed_on=no.signed_on,
        signer=no.signer,
        wording=no.wording,
        decision=act.number,
    )


def _journal_act(live: Sequence[Act], yes: Granted, act: Act) -> Act | None:
    """The whole journal entry that files this answer, if there is one (R12)."""
    for candidate in live:
        body = candidate.body
        if (
            isinstance(body, Journaled)
            and candidate.number > act.number
            and body.serial == yes.serial
            and yes.purpose in body.purposes
            and body.whole()
        ):
            return candidate
    return None


def _last_valid_day(subject: Subject, yes: Granted, policy: Policy) -> date | None:
    days = []
    if policy.validity_applies:
        days.append(add_months(yes.signed_on, yes.validity_months or policy.validity_months))
    if subject.left_on is not None:
        days.append(subject.left_on)
    return min(days, default=None)


def _yes(
    subject: Subject,
    guardianships: Sequence[Guardianship],
    live: Sequence[Act],
    valid: Sequence[tuple[Act, Decision]],
    deciding: tuple[Act, Granted],
    purpose: Purpose,
    policy: Policy,
    on: date,
) -> Permission:
    act, yes = deciding
    journal = _journal_act(live, yes, act)
    until = _last_valid_day(subject, yes, policy)
    of_age_now = (
        signs_alone(subject, on, policy.age_limit) and yes.signer.kind is SignerKind.GUARDIAN
    )
    state, lack = PermissionState.JOURNALED, None
    if until is not None and on > until:
        state, lack = PermissionState.LAPSED, Lack.VALIDITY
    elif of_age_now and policy.lapse_mode is LapseMode.LAPSE:
        state, lack = PermissionState.LAPSED, Lack.CAME_OF_AGE
    elif journal is None:
        state, lack = PermissionState.GRANTED, Lack.NOT_JOURNALED
    elif _second_missing(subject, guardianships, live, valid, yes, policy, on):
        state, lack = PermissionState.GRANTED, Lack.SECOND_GUARDIAN
    days = [*days_of_change(subject, guardianships, policy.age_limit)]
    if until is not None:
        days.append(until + timedelta(days=1))
    return Permission(
        subject=subject.id,
        purpose=purpose,
        state=state,
        lack=lack,
        serial=yes.serial,
        signed_on=yes.signed_on,
        signer=yes.signer,
        wording=yes.wording,
        valid_until=until,
        decision=act.number,
        journaled=journal.number if journal else None,
        changes_on=min((d for d in days if d > on), default=None),
        came_of_age=of_age_now,
    )


def _second_missing(
    subject: Subject,
    guardianships: Sequence[Guardianship],
    live: Sequence[Act],
    valid: Sequence[tuple[Act, Decision]],
    yes: Granted,
    policy: Policy,
    on: date,
) -> bool:
    """Whether some custody holder's own journaled yes is still wanted (R5, `all`)."""
    if (
        policy.guardians_needed is GuardiansNeeded.ONE
        or yes.signer.kind is SignerKind.SELF
        or signs_alone(subject, on, policy.age_limit)
    ):
        return False
    for guardian in custody_holders(guardianships, on):
        own = [(a, d) for a, d in valid if d.signer.guardian == guardian]
        if not own:
            return True
        act, last = own[-1]
        if not isinstance(last, Granted):
            return True
        until = _last_valid_day(subject, last, policy)
        if (until is not None and on > until) or _journal_act(live, last, act) is None:
            return True
    return False


def protected(acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date) -> bool:
    """Whether the subject's identity is protected (R10)."""
    return _last_is(acts, subject, policy, on, Protected, ProtectionLifted) is not None


def objection(acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date) -> int | None:
    """The number of the objection that stands, or None (R19)."""
    return _last_is(acts, subject, policy, on, Objected, ObjectionLifted)


def last_objection(acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date) -> int:
    """The number of the latest objection, standing or lifted, or 0.

    Assessments made before it are re-opened (R20).
    """
    return max(
        (
            a.number
            for a in in_force(acts, policy, on)
            if isinstance(a.body, Objected) and a.body.subject == subject
        ),
        default=0,
    )


def _last_is(
    acts: Iterable[Act],
    subject: SubjectId,
    policy: Policy,
    on: date,
    begins: type[Protected | Objected],
    ends: type[ProtectionLifted | ObjectionLifted],
) -> int | None:
    number: int | None = None
    for act in in_force(acts, policy, on):
        body = act.body
        if isinstance(body, begins) and body.subject == subject:
            number = act.number
        elif isinstance(body, ends) and body.subject == subject:
            number = None
    return number


def comes_of_age(subject: Subject, policy: Policy) -> date | None:
    """The day the subject begins to sign alone; None for staff, who always do."""
    return None if subject.staff else birthday(subject.born, policy.age_limit)
