"""The rules a second time, slowly and straight from their wording, to hold the real ones against.

Shares nothing with `consent` and `verdict` but their words: every question is answered from the
whole list of acts again. Only tests use it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import (
    Act,
    Asked,
    Corrected,
    Erased,
    Granted,
    Journaled,
    Purpose,
    Refused,
    Withdrawn,
)
from consentdesk.domain.consent import Lack, Permission, PermissionState, add_months
from consentdesk.domain.people import (
    SELF,
    GuardianId,
    Guardianship,
    SignerKind,
    Subject,
    SubjectId,
)
from consentdesk.domain.photos import Destination, Match, PhotoKind
from consentdesk.domain.policy import GuardiansNeeded, LapseMode, Policy
from consentdesk.domain.verdict import Outcome, ReasonCode, Scene

State = tuple[PermissionState, Lack | None]
Answer = Granted | Refused | Withdrawn
ONE_DAY = timedelta(days=1)


class Said(NamedTuple):
    """An answer: its place in the order of answers, then its number in the ledger."""

    day: date
    order: int
    number: int
    body: Answer


class NaivePermission:
    """One subject, purpose and day; `state()` is the answer."""

    def __init__(
        self,
        subject: Subject,
        guardianships: Iterable[Guardianship],
        acts: Iterable[Act],
        purpose: Purpose,
        policy: Policy,
        on: date,
    ) -> None:
        self.subject, self.purpose, self.policy, self.on = subject, purpose, policy, on
        self.relations = [g for g in guardianships if g.subject == subject.id]
        self.zone = ZoneInfo(policy.timezone)
        self.known = [a for a in acts if self.local_day(a) <= on]
        counting = [a for a in self.known if self.counts(a)]
        mine = [a for a in counting if getattr(a.body, "subject", None) == subject.id]
        erased = max((a.number for a in mine if isinstance(a.body, Erased)), default=0)
        self.mine = [a for a in mine if a.number > erased]

    def local_day(self, act: Act) -> date:
        return act.at.astimezone(self.zone).date()

    def counts(self, act: Act) -> bool:
        """R14: an act counts unless a later correction that itself counts names it."""
        return not any(
            isinstance(c.body, Corrected)
            and c.body.number == act.number
            and c.number > act.number
            and self.counts(c)
            for c in self.known
        )

    def of_age(self, day: date) -> bool:
        """R3: on the birthday, or on 1 March where the year has no 29 February."""
        born, limit = self.subject.born, self.policy.age_limit
        reached = (born.year + limit, born.month, born.day)
        return self.subject.staff or (day.year, day.month, day.day) >= reached

    def custody(self, day: date) -> set[GuardianId]:
        return {
            g.guardian
            for g in self.relations
            if g.custody and (g.since or day) <= day <= (g.until or day)
        }

    def answers(self) -> list[Said]:
        """R3, R8: every no, and every yes by who may sign, in their order."""
        found: list[Said] = []
        for act in self.mine:
            body = act.body
            if isinstance(body, Withdrawn) and self.purpose in body.purposes:
                found.append(Said(body.on, act.number, act.number, body))
            if isinstance(body, Refused) and body.purpose == self.purpose:
                found.append(Said(body.signed_on, act.number, act.number, body))
        withdrawn_on = [one.day for one in found if isinstance(one.body, Withdrawn)]
        for act in self.mine:
            body = act.body
            if not isinstance(body, Granted) or body.purpose != self.purpose:
                continue
            day = body.signed_on
            came_late = self.local_day(act) > day
            if day > self.on or (came_late and day in withdrawn_on):
                continue
            if self.recorded_otherwise(act.number, body):
                continue
            guardian = body.signer.guardian if body.signer.kind is SignerKind.GUARDIAN else None
            if (body.signer == SELF) if self.of_age(day) else (guardian in self.custody(day)):
                found.append(Said(*self.came_in(body), act.number, body))
        return sorted(found, key=lambda one: one[:2])

    def came_in(self, yes: Granted) -> tuple[date, int]:
        """R8, R14: what was recorded anew is as old as the first record of its sheet.

        And so is the same yes, signed by the same on the same day, on a copy with that number.
        """

        def is_it(act: Act) -> bool:
            body = act.body
            if not isinstance(body, Granted | Refused) or body.subject != self.subject.id:
                return False
            copies = body.serial.split("/")[0] == yes.serial.split("/")[0]
            said = (body.signer, body.signed_on) == (yes.signer, yes.signed_on)
            again = isinstance(body, Granted) and body.purpose == yes.purpose
            return body.serial == yes.serial or (copies and said and again)

        first = min((a for a in self.known if is_it(a)), key=lambda a: a.number)
        return min(yes.signed_on, self.local_day(first)), first.number

    def recorded_otherwise(self, number: int, yes: Granted) -> bool:
        """R14: another answer for the same sheet and purpose stands: a no, or a later yes."""
        others = [
            a
            for a in self.mine
            if isinstance(a.body, Granted | Refused)
            and (a.body.serial, a.body.purpose) == (yes.serial, yes.purpose)
        ]
        return any(isinstance(a.body, Refused) or a.number > number for a in others)

    def journaled(self, number: int, yes: Granted) -> bool:
        """R12: a later entry for the same form and purpose with nothing missing."""
        return any(
            isinstance(a.body, Journaled)
            and a.number > number
            and (a.body.serial, yes.purpose in a.body.purposes) == (yes.serial, True)
            and all((a.body.journal_number, a.body.system, a.body.subject_line, a.body.evidence))
            for a in self.mine
        )

    def expired(self, yes: Granted) -> bool:
        """R9."""
        terms = [yes.validity_months] if yes.validity_months else []
        if self.policy.validity_applies:
            terms.append(self.policy.validity_months)
        too_old = any(self.on > add_months(yes.signed_on, months) for months in terms)
        back = self.subject.here_since
        had_left = back is not None and yes.signed_on < back <= self.on
        has_left = self.subject.left_on is not None and self.on > self.subject.left_on
        return too_old or had_left or has_left

    def holders(self) -> set[GuardianId]:
        """R5: who has custody, or had it on the last day before the subject came of age.

        Where nobody has it any more, those who had it last.
        """
        day = self.on
        while self.of_age(day) and not self.subject.staff:
            day -= ONE_DAY
        over = [g.until for g in self.relations if g.custody and g.until and g.until < day]
        return self.custody(day) or (self.custody(max(over)) if over else set())

    def state(self) -> State:
        answers = self.answers()
        if not answers:
            asked = any(
                (isinstance(a.body, Asked | Withdrawn) and self.purpose in a.body.purposes)
                or (isinstance(a.body, Granted | Refused) and a.body.purpose == self.purpose)
                for a in self.mine
            )
            return (PermissionState.ASKED if asked else PermissionState.NEVER_ASKED), None
        number, body = (self.disputed(answers) or answers[-1])[2:]
        if isinstance(body, Withdrawn):
            return PermissionState.WITHDRAWN, None
        if isinstance(body, Refused):
            return PermissionState.REFUSED, None
        by_guardian = body.signer != SELF
        if self.expired(body):
            return PermissionState.LAPSED, Lack.VALIDITY
        if by_guardian and self.of_age(self.on) and self.policy.lapse_mode is LapseMode.LAPSE:
            return PermissionState.LAPSED, Lack.CAME_OF_AGE
        if not self.journaled(number, body):
            return PermissionState.GRANTED, Lack.NOT_JOURNALED
        all_needed = self.policy.guardians_needed is GuardiansNeeded.ALL and by_guardian
        if all_needed and not all(self.agrees(g, answers) for g in self.holders()):
            return PermissionState.GRANTED, Lack.SECOND_GUARDIAN
        return PermissionState.JOURNALED, None

    def disputed(self, answers: Sequence[Said]) -> Said | None:
        """R5: while a custody holder's own no stands, it wins over a guardian's later yes."""
        last = answers[-1].body
        if not isinstance(last, Granted) or last.signer == SELF:
            return None
        against: list[tuple[bool, Said]] = []
        for guardian in self.holders():
            own = [a for a in answers if a.body.signer.guardian == guardian]
            nos = [i for i, a in enumerate(own) if not isinstance(a.body, Granted)]
            if not nos:
                continue
            after = own[nos[-1] + 1 :]
            if not any(
                isinstance(a.body, Granted) and self.journaled(a.number, a.body) for a in after
            ):
                against.append((not isinstance(own[-1].body, Granted), own[-1]))
        return max(against, key=lambda a: (a[0], a[1][:2]))[1] if against else None

    def agrees(self, guardian: GuardianId, answers: Sequence[Said]) -> bool:
        """R5 `all`: this holder's yes stands, and no outsider's no came after it."""
        own = [a for a in answers if a.body.signer.guardian == guardian]
        if not own:
            return False
        last = own[-1]
        outsiders = [a for a in answers if a.body.signer.guardian not in self.holders()]
        return (
            isinstance(last.body, Granted)
            and self.journaled(last.number, last.body)
            and not self.expired(last.body)
            and not any(a[:2] > last[:2] and not isinstance(a.body, Granted) for a in outsiders)
        )


def naive_codes(
    match: Match,
    scene: Scene | None,
    destination: Destination,
    permissions: Mapping[SubjectId, Permission],
    policy: Policy,
    covered: frozenset[SubjectId],
) -> set[ReasonCode]:
    """Every reason against the picture, without subjects (R1, R10, R15–R23)."""
    if scene is None or match is Match.NONE:
        return {ReasonCode.UNKNOWN_PHOTO}
    if match is Match.NEAR:
        return {ReasonCode.NEAR_MATCH}
    kind, visible_people = scene.photo.kind, [s for s in scene.shows if s not in covered]
    codes: set[ReasonCode] = set()
    if scene.erased:
        codes.add(ReasonCode.MORE_VISIBLE_THAN_NAMED)
    if any(s in scene.protected for s in visible_people):
        codes.add(ReasonCode.PROTECTED)
    if any(s in scene.objecting for s in visible_people):
        codes.add(ReasonCode.OBJECTED)
    if policy.require_rights and (not scene.photo.photographer or not scene.photo.rights):
        codes.add(ReasonCode.NO_RIGHTS)
    assessment = scene.assessments.get(destination)
    if kind is PhotoKind.SITUATION:
        if assessment is None:
            return codes | {ReasonCode.NOT_ASSESSED}
        made_for_this = (assessment.kind, assessment.shows) == (kind, scene.shows)
        made_for_this &= assessment.number >= scene.changed
        if not assessment.publish:
            codes.add(ReasonCode.ASSESSED_WITHHOLD)
        elif not made_for_this or assessment.number < scene.objected:
            codes.add(ReasonCode.NOT_ASSESSED)
        if not assessment.sensitive:
            return codes
    if kind is None:
        codes.add(ReasonCode.KIND_UNSET)
    statement = scene.attestation
    made_for_this = (
        statement is not None
        and (statement.kind, statement.shows) == (kind, scene.shows)
        and statement.number >= scene.changed
    )
    if not made_for_this or (kind is not PhotoKind.NOBODY and not scene.shows):
        codes.add(ReasonCode.NOT_ATTESTED)
    if statement and statement.visible > len(statement.shows):
        codes.add(ReasonCode.MORE_VISIBLE_THAN_NAMED)
    if policy.counting_aid and (scene.photo.faces or 0) > (statement.visible if statement else 0):
        codes.add(ReasonCode.MORE_FACES_THAN_NAMED)
    unpermitted = [
        s
        for s in visible_people
        if s not in permissions
        or permissions[s].purpose != policy.destinations[destination]
        or permissions[s].state is not PermissionState.JOURNALED
    ]
    if unpermitted:
        codes.add(ReasonCode.NEVER_ASKED)  # stands for every lack of a permission
        if kind is PhotoKind.SITUATION:
            codes.add(ReasonCode.SENSITIVE)
    return codes


def naive_outcome(codes: set[ReasonCode]) -> Outcome:
    """R15–R18: an open question alone leaves it undecided, anything else withholds."""
    if not codes:
        return Outcome.CLEAR
    questions = {
        ReasonCode.UNKNOWN_PHOTO,
        ReasonCode.NEAR_MATCH,
        ReasonCode.KIND_UNSET,
        ReasonCode.NOT_ATTESTED,
        ReasonCode.MORE_FACES_THAN_NAMED,
        ReasonCode.NOT_ASSESSED,
    }
    return Outcome.UNDECIDED if codes <= questions else Outcome.WITHHELD
