"""Whether there is permission: the one function that folds a subject's acts into a state.

Knows the order of decisions, custody, lapse and what journaling takes. Leaves the picture to
`verdict`. The order in which acts are handed over never matters; their signing days and numbers do.
"""

import calendar
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import (
    Act,
    Asked,
    Corrected,
    Described,
    Enrolled,
    Erased,
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
    GuardianId,
    Guardianship,
    Signer,
    SignerKind,
    Subject,
    SubjectId,
    birthday,
    day_after,
    days_of_change,
    last_custody_holders,
    may_sign,
    signs_alone,
)
from consentdesk.domain.policy import GuardiansNeeded, LapseMode, Policy
from consentdesk.domain.serials import printed_number


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

    `decision` and `journaled` are the numbers of the acts relied on. `valid_until` is the last day
    it holds: where all must sign that of the yes that ends first, and where a guardian's yes lapses
    with the birthday no later than the day before. `changes_on` is the first later day on which the
    answer may change without a new act. `came_of_age` says that it still rests on a guardian's
    signature although the subject now signs alone (R4 `notify` and `continue`).
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
Decided = tuple[Act, Decision]


def add_months(day: date, months: int) -> date:
    """The same day that many months later, or the last day of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def in_force(acts: Iterable[Act], policy: Policy, on: date) -> tuple[Act, ...]:
    """The acts known at the end of that local day, without those corrected by then, by number.

    A correction that is itself corrected no longer counts. Two different acts with one number, as
    when acts of two institutions are mixed, raise ValueError.
    """
    end = end_of(on, policy)
    known: list[Act] = []
    for act in sorted((a for a in acts if a.at < end), key=_number):
        if known and known[-1].number == act.number:
            if known[-1] != act:
                raise ValueError(f"two different acts with the number {act.number}")
        else:
            known.append(act)
    void = voided(known)
    return tuple(a for a in known if a.number not in void and not isinstance(a.body, Corrected))


def as_told(acts: Iterable[Act]) -> tuple[Act, ...]:
    """The acts without corrections of what tells the state of a thing: a description, an enrolment.

    The latest of those always counts: the program corrects them only with the thing itself, when
    that goes into the trash, and whoever is in the register is none of those. Otherwise somebody
    who was named would be so no longer without a word of it.
    """
    known = tuple(acts)
    telling = {a.number for a in known if isinstance(a.body, Described | Enrolled)}
    return tuple(
        a for a in known if not (isinstance(a.body, Corrected) and a.body.number in telling)
    )


def voided(acts: Iterable[Act]) -> frozenset[int]:
    """The numbers of what these acts correct; one that is itself corrected does not."""
    void: set[int] = set()
    for act in sorted(
        (a for a in acts if isinstance(a.body, Corrected)), key=_number, reverse=True
    ):
        body = act.body
        if isinstance(body, Corrected) and act.number not in void and body.number < act.number:
            void.add(body.number)
    return frozenset(void)


def end_of(day: date, policy: Policy) -> datetime:
    """The moment (UTC) at which that local day is over."""
    following = day_after(day)
    if following is None:
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(following, time(), ZoneInfo(policy.timezone)).astimezone(UTC)


def _number(act: Act) -> int:
    return act.number


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
    the policy's time zone; acts recorded after it, and a yes signed after it, are not seen (R30).
    """
    return permissions(subject, guardianships, acts, (purpose,), policy, on)[purpose]


def permissions(
    subject: Subject,
    guardianships: Iterable[Guardianship],
    acts: Iterable[Act],
    purposes: Iterable[Purpose],
    policy: Policy,
    on: date,
) -> dict[Purpose, Permission]:
    """`permission` for several purposes at once, going through the acts a single time."""
    case = _case(subject, guardianships, acts, policy, on)
    return {purpose: _permission(case, purpose) for purpose in purposes}


@dataclass(frozen=True, slots=True)
class _Case:
    """What all purposes of one subject share on one day.

    `came` is, for each yes by its act, the first one known of its paper (see `_came`).
    `custody_day` is the day whose custody holders matter: once the subject is of age, the last day
    before it, so that a permission which was never complete does not become so by a birthday.
    """

    subject: Subject
    guardianships: tuple[Guardianship, ...]
    policy: Policy
    on: date
    custody_day: date
    asked: frozenset[Purpose]
    decisions: Mapping[Purpose, Sequence[Decided]]
    journal: tuple[Act, ...]
    came: Mapping[int, Act]


def _case(
    subject: Subject,
    guardianships: Iterable[Guardianship],
    acts: Iterable[Act],
    policy: Policy,
    on: date,
) -> _Case:
    asked: set[Purpose] = set()
    decisions: dict[Purpose, list[Decided]] = {}
    journal: list[Act] = []
    known = tuple(acts)
    for act in in_force(known, policy, on):
        body = act.body
        if getattr(body, "subject", None) != subject.id:
            continue
        if isinstance(body, Granted | Refused):
            decisions.setdefault(body.purpose, []).append((act, body))
        elif isinstance(body, Withdrawn):
            for purpose in body.purposes:
                decisions.setdefault(purpose, []).append((act, body))
        elif isinstance(body, Journaled):
            journal.append(act)
        elif isinstance(body, Asked):
            asked.update(body.purposes)
        elif isinstance(body, Erased):
            # With the wording, the scan and the name gone, nothing shows that there was a yes.
            asked, decisions, journal = set(), {}, []
    of_age = comes_of_age(subject, policy)
    return _Case(
        subject=subject,
        guardianships=tuple(g for g in guardianships if g.subject == subject.id),
        policy=policy,
        on=on,
        custody_day=on if of_age is None or on < of_age else of_age - timedelta(days=1),
        asked=frozenset(asked),
        decisions=decisions,
        journal=tuple(journal),
        came=_came(known, decisions),
    )


def _came(acts: Iterable[Act], decisions: Mapping[Purpose, Sequence[Decided]]) -> dict[int, Act]:
    """For each yes by its act the first that recorded its paper, whether that still counts or not.

    What was recorded anew after a correction is the same paper. So is, as far as anybody can tell,
    the same yes on a further sheet with that number which the same person signed on the same day.
    """
    yeses = [(act, d) for some in decisions.values() for act, d in some if isinstance(d, Granted)]
    if not yeses:
        return {}
    first: dict[object, Act] = {}
    for act in acts:
        body = act.body
        if isinstance(body, Granted | Refused):
            for paper in _papers(body):
                if act.number <= first.setdefault(paper, act).number:
                    first[paper] = act
    return {act.number: min((first[p] for p in _papers(d)), key=_number) for act, d in yeses}


def _papers(answer: Granted | Refused) -> tuple[object, ...]:
    """What tells that two answers are off one paper."""
    sheet = (answer.subject, answer.serial)
    if not isinstance(answer, Granted):
        return (sheet,)
    number = printed_number(answer.serial)
    return sheet, (answer.subject, number, answer.signer, answer.signed_on, answer.purpose)


def _permission(case: _Case, purpose: Purpose) -> Permission:
    decisions = case.decisions.get(purpose, ())
    valid = _valid(case, decisions)
    # A yes that bears a later day comes into sight by itself on that day.
    later = [d.signed_on for _, d in decisions if isinstance(d, Granted) and d.signed_on > case.on]
    if not valid:
        return Permission(
            subject=case.subject.id,
            purpose=purpose,
            state=(
                PermissionState.ASKED
                if decisions or purpose in case.asked
                else PermissionState.NEVER_ASKED
            ),
            changes_on=min(later, default=None),
        )
    act, decision = _deciding(case, valid)
    if isinstance(valid[-1][1], Granted):
        later += _days_of_change(case, valid)
    changes_on = min(later, default=None)
    if isinstance(decision, Granted):
        return _yes(case, valid, (act, decision), changes_on)
    return _no(case, purpose, (act, decision), changes_on)


def _day(decision: Decision) -> date:
    return decision.on if isinstance(decision, Withdrawn) else decision.signed_on


def _order(case: _Case, decided: Decided) -> tuple[date, int]:
    """By day of decision, then act number (R8).

    A yes stands where its paper was first recorded: it was here then, so what was said since came
    after it, and it was not signed later.
    """
    act, decision = decided
    if not isinstance(decision, Granted):
        return _day(decision), act.number
    came = case.came[act.number]
    here = came.at.astimezone(ZoneInfo(case.policy.timezone)).date()
    return min(decision.signed_on, here), came.number


def _valid(case: _Case, decisions: Sequence[Decided]) -> list[Decided]:
    """The decisions that count, by day of decision, then act number (R3, R8).

    A no counts whoever says it, from the moment it is known, whatever day stands on it.
    """
    taken_back = {d.on for _, d in decisions if isinstance(d, Withdrawn)}
    return sorted(
        (
            (act, d)
            for act, d in decisions
            if not isinstance(d, Granted)
            or (_yes_counts(case, act, d, taken_back) and not _contradicted(act, d, decisions))
        ),
        key=lambda decided: _order(case, decided),
    )


def _contradicted(recorded: Act, yes: Granted, decisions: Sequence[Decided]) -> bool:
    """Whether the same sheet was also recorded as a no, or anew since (R8, R14).

    Only one answer stands on the paper. Two are in force where the correction of the first was
    itself corrected; the entry in the journal files the last one recorded, not the one revived.
    """
    return any(
        isinstance(d, Granted | Refused)
        and d.serial == yes.serial
        and (isinstance(d, Refused) or act.number > recorded.number)
        for act, d in decisions
    )


def _yes_counts(case: _Case, act: Act, yes: Granted, taken_back: Set[date]) -> bool:
    """Whether a yes is signed by who may sign on that day, and nobody took it back that same day.

    A form that came in on a later day than it was signed may be older than a withdrawal of its
    day, so its number says nothing; in doubt the withdrawal stands.
    """
    day = yes.signed_on
    if day > case.on or (day in taken_back and act.at >= end_of(day, case.policy)):
        return False
    return may_sign(case.subject, case.guardianships, yes.signer, day, case.policy.age_limit)


def _deciding(case: _Case, valid: Sequence[Decided]) -> Decided:
    """The decision that counts: the latest, unless a custody holder's own no stands (R5).

    That no stands until the same holder's yes is journaled; a yes which is only recorded opens
    nothing, so it takes no no away either.
    """
    last = valid[-1]
    if not isinstance(last[1], Granted) or last[1].signer.kind is SignerKind.SELF:
        return last
    if all(isinstance(d, Granted) for _, d in valid):
        return last
    standing: list[Decided] = []
    for guardian in last_custody_holders(case.guardianships, case.custody_day):
        own = [(a, d) for a, d in valid if d.signer.guardian == guardian]
        said_no = False
        for act, d in own:
            said_no = not isinstance(d, Granted) or (said_no and _filed(case, act, d) is None)
        if said_no:
            standing.append(own[-1])
    return max(
        standing,
        key=lambda decided: (not isinstance(decided[1], Granted), *_order(case, decided)),
        default=last,
    )


def _days_of_change(case: _Case, valid: Sequence[Decided]) -> list[date]:
    """The days after this one on which a yes may begin or cease to hold by itself."""
    days = [*days_of_change(case.subject, case.guardianships, case.policy.age_limit)]
    for _, d in valid:
        if isinstance(d, Granted):
            end = _last_valid_day(case, d)
            ended = day_after(end) if end is not None else None
            if ended is not None:
                days.append(ended)
    return [d for d in days if d > case.on]


def _no(
    case: _Case, purpose: Purpose, decided: tuple[Act, Refused | Withdrawn], changes_on: date | None
) -> Permission:
    act, no = decided
    answer = no if isinstance(no, Refused) else None
    return Permission(
        subject=case.subject.id,
        purpose=purpose,
        state=PermissionState.REFUSED if answer else PermissionState.WITHDRAWN,
        serial=answer.serial if answer else None,
        signed_on=_day(no),
        signer=no.signer,
        wording=answer.wording if answer else None,
        decision=act.number,
        changes_on=changes_on,
    )


def _filed(case: _Case, act: Act, yes: Granted) -> Act | None:
    """The whole journal entry that files this answer, if there is one (R12)."""
    for candidate in case.journal:
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


def _last_valid_day(case: _Case, yes: Granted) -> date | None:
    """The last day by validity (R9) or at the institution, whichever comes first.

    What was signed before somebody came back ended, at the latest, the day before.
    """
    left, back = case.subject.left_on, case.subject.here_since
    if back is not None and yes.signed_on < back:
        before = back - timedelta(days=1)
        left = before if left is None else min(left, before)
    months = case.policy.months(yes.validity_months)
    if not months:
        return left
    end = add_months(yes.signed_on, months)
    return end if left is None else min(end, left)


def _yes(
    case: _Case,
    valid: Sequence[Decided],
    decided: tuple[Act, Granted],
    changes_on: date | None,
) -> Permission:
    act, yes = decided
    policy = case.policy
    journal = _filed(case, act, yes)
    others = _other_yeses(case, valid, yes)
    until = _last_valid_day(case, yes)
    by_guardian = yes.signer.kind is SignerKind.GUARDIAN
    of_age_now = by_guardian and signs_alone(case.subject, case.on, policy.age_limit)
    state, lack = PermissionState.JOURNALED, None
    if until is not None and case.on > until:
        state, lack = PermissionState.LAPSED, Lack.VALIDITY
    elif of_age_now and policy.lapse_mode is LapseMode.LAPSE:
        state, lack = PermissionState.LAPSED, Lack.CAME_OF_AGE
    elif journal is None:
        state, lack = PermissionState.GRANTED, Lack.NOT_JOURNALED
    elif others is None:
        state, lack = PermissionState.GRANTED, Lack.SECOND_GUARDIAN
    ends = [until, *(_last_valid_day(case, other) for other in others or ())]
    of_age = comes_of_age(case.subject, policy)
    if of_age is not None and by_guardian and policy.lapse_mode is LapseMode.LAPSE:
        ends.append(of_age - timedelta(days=1))
    return Permission(
        subject=case.subject.id,
        purpose=yes.purpose,
        state=state,
        lack=lack,
        serial=yes.serial,
        signed_on=yes.signed_on,
        signer=yes.signer,
        wording=yes.wording,
        valid_until=min((end for end in ends if end is not None), default=None),
        decision=act.number,
        journaled=journal.number if journal else None,
        changes_on=changes_on,
        came_of_age=of_age_now,
    )


def _other_yeses(case: _Case, valid: Sequence[Decided], yes: Granted) -> list[Granted] | None:
    """Each custody holder's own yes where all must sign (R5), or None if one is still wanted.

    A no by anybody else, or by nobody stated, takes back every yes before it, so that all sign
    again; a custody holder's no is mended by that holder.
    """
    if case.policy.guardians_needed is GuardiansNeeded.ONE or yes.signer.kind is SignerKind.SELF:
        return []
    holders = last_custody_holders(case.guardianships, case.custody_day)
    own: dict[GuardianId, Decided] = {}
    for act, d in valid:
        if d.signer.guardian in holders:
            own[d.signer.guardian] = (act, d)
        elif not isinstance(d, Granted):
            own.clear()
    found: list[Granted] = []
    for guardian in holders:
        if guardian not in own:
            return None
        act, last = own[guardian]
        if not isinstance(last, Granted) or _filed(case, act, last) is None:
            return None
        until = _last_valid_day(case, last)
        if until is not None and case.on > until:
            return None
        found.append(last)
    return found


@dataclass(frozen=True, slots=True)
class Wishes:
    """What stands for a subject whatever was signed: protection (R10) and objection (R19).

    `objection` is the number of the one that stands, or None; `last_objection` that of the latest,
    standing or lifted, or 0: assessments made before it are re-opened (R20).
    """

    protected: bool = False
    objection: int | None = None
    last_objection: int = 0


def wishes(acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date) -> Wishes:
    """The protection and objection of one subject on one day, in a single pass."""
    protection, objecting, latest = False, None, 0
    for act in in_force(acts, policy, on):
        match act.body:
            case Protected(subject=who) if who == subject:
                protection = True
            case ProtectionLifted(subject=who) if who == subject:
                protection = False
            case Objected(subject=who) if who == subject:
                objecting = latest = act.number
            case ObjectionLifted(subject=who) if who == subject:
                objecting = None
            case _:
                pass
    return Wishes(protection, objecting, latest)


def protected(acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date) -> bool:
    """Whether the subject's identity is protected (R10)."""
    return wishes(acts, subject, policy, on).protected


def objection(acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date) -> int | None:
    """The number of the objection that stands, or None (R19)."""
    return wishes(acts, subject, policy, on).objection


def last_objection(acts: Iterable[Act], subject: SubjectId, policy: Policy, on: date) -> int:
    """The number of the latest objection, standing or lifted, or 0 (R20)."""
    return wishes(acts, subject, policy, on).last_objection


def comes_of_age(subject: Subject, policy: Policy) -> date | None:
    """The day the subject begins to sign alone; None for staff, who always do."""
    return None if subject.staff else birthday(subject.born, policy.age_limit)
