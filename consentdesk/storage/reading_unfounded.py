"""Answers about copies that are out and rest on a yes that never was one.

Not what lapsed since, nor what was taken back: what turned out to have been a mistake. The form of
another child, paper that was never filed, somebody who had no right to sign.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import Act, ActKind, Granted, Purpose
from consentdesk.domain.consent import PermissionState, in_force, permission
from consentdesk.domain.people import Guardianship, Subject, SubjectId, days_of_change
from consentdesk.domain.policy import GuardiansNeeded, LapseMode, Policy
from consentdesk.storage.encoding import moment
from consentdesk.storage.reading_judged import NOBODY_RELIED_ON, JudgedReader
from consentdesk.storage.schema import ledger, release, release_copy, release_subject, standing
from consentdesk.storage.snapshot import among, institution_is, within_institution

IS_RECORDED = sa.and_(
    release_subject.c.release == release_copy.c.release,
    release_subject.c.place == release_copy.c.place,
    release_subject.c.covered.is_(False),
)
"""That somebody was to be seen when the copy was made."""
_CHANGES = (ActKind.CORRECTED.value, ActKind.ENROLLED.value, ActKind.GUARDIAN_ADDED.value)
"""Acts by which the past becomes another: what was said, a birth date, custody."""
_SETTLED = (
    PermissionState.JOURNALED.value,
    # A no takes down by itself what rested on a yes.
    PermissionState.REFUSED.value,
    PermissionState.WITHDRAWN.value,
)
_FIRST_OUT = (
    sa.select(sa.func.min(release.c.act))
    .where(institution_is(release), release.c.taken_down_at.is_(None))
    .scalar_subquery()
)
_TOLD = sa.select(ledger.c.subject, ledger.c.kind).where(
    institution_is(ledger),
    ledger.c.kind.in_(_CHANGES),
    ledger.c.number > _FIRST_OUT,
    # Wrapped, so that SQLite looks the kinds up rather than go through everybody's acts.
    sa.func.coalesce(ledger.c.subject, 0) != 0,
)
_IN_DOUBT = sa.select(standing.c.subject).where(
    among(standing.c.subject), standing.c.state.not_in(_SETTLED)
)
_RELYING = (
    sa.select(
        release_subject.c.release,
        release_subject.c.place,
        release_subject.c.subject,
        release_copy.c.permissions,
        release.c.act,
        release.c.at,
        standing.c.state,
        standing.c.decision,
        standing.c.journaled,
    )
    .select_from(release_subject)
    .join(release_copy, IS_RECORDED)
    .join(release, release.c.id == release_copy.c.release)
    .where(
        among(release_subject.c.subject),
        # Wrapped, so that SQLite begins with the few people.
        within_institution(release),
        release.c.taken_down_at.is_(None),
        release_copy.c.taken_down_at.is_(None),
        release_copy.c.permissions != NOBODY_RELIED_ON,
        sa.func.coalesce(standing.c.state, "").not_in(_SETTLED),
    )
)


class UnfoundedReader(JudgedReader):
    """The part of a reader that knows which yes was none."""

    def _unfounded(
        self, where: "sa.ColumnElement[bool]", purpose: "sa.ColumnElement[str]"
    ) -> list[tuple[int, int, int]]:
        """Release, place and subject where a copy still out rests on a yes that was none.

        By all that is known today there was no permission on the day of the release: what is
        corrected by now doesn't count, and birth dates and custody are as they are told today. Not
        where the subject has another yes by now: a form is voided to be recorded afresh. `purpose`
        is what each release was for.
        """
        mine = sa.and_(
            standing.c.subject == release_subject.c.subject, standing.c.purpose == purpose
        )
        statement = _RELYING.outerjoin(standing, mine).where(where)
        told = self._told_about()
        rows = [row for row in self._in_batches(statement, told) if not self._lapsed(row)]
        wanted = {SubjectId(row.subject) for row in rows}
        acts, people = self.acts(wanted), self.subjects(wanted)
        relations = self.guardianships(wanted)
        signed = {s: _Signed(acts[s], people.get(s), relations[s]) for s in wanted}
        rules = self.policies_before(row.act for row in rows)
        known: dict[tuple[int, SubjectId, frozenset[int]], bool] = {}
        stood: dict[tuple[SubjectId, int], bool] = {}
        found: list[tuple[int, int, int]] = []
        for row in rows:
            who = SubjectId(row.subject)
            if self._ran_out(row):
                if (who, row.decision) not in stood:
                    stood[who, row.decision] = self._was_full(signed[who], row.decision)
                if stood[who, row.decision]:
                    continue
            numbers = self._relied_on(row.release, row.permissions)
            relied = frozenset(signed[who].yeses.keys() & numbers)
            one = (row.release, who, relied)
            if one not in known:
                at = self._made_of(f"release {row.release}", moment, row.at)
                left = _Left(row.act, at, rules[row.act])
                known[one] = self._was_permitted(signed[who], relied, left)
            if not known[one]:
                found.append((row.release, row.place, who))
        return found

    def _told_about(self) -> set[int]:
        """Of whom something was told since anything left, by which a yes may have become none."""
        corrected: set[int] = set()
        others: set[int] = set()
        for row in self._rows(_TOLD):
            (corrected if row.kind == ActKind.CORRECTED.value else others).add(row.subject)
        # Most only moved up a class. Of whom a form was corrected, not even a question may be left.
        return corrected | {row.subject for row in self._in_batches(_IN_DOUBT, others - corrected)}

    def _was_permitted(self, who: "_Signed", relied: frozenset[int], left: "_Left") -> bool:
        """Whether one of these answers let somebody out there, by all that is known today.

        By the rules of that moment: a rule that was changed since makes nothing a mistake.
        """
        live = in_force(who.acts, self.policy, date.max)
        if not relied or who.person is None:
            # Of somebody erased no more is known than which answer was a mistake.
            return relied <= {a.number for a in live}
        on = left.at.astimezone(ZoneInfo(self.policy.timezone)).date()
        before, policy = [a for a in live if a.number < left.act], left.policy
        purpose = who.yeses[min(relied)]
        was = permission(who.person, who.relations, before, purpose, policy, on)
        if was.state is not PermissionState.LAPSED or was.decision not in relied:
            return was.state is PermissionState.JOURNALED
        # Left or come of age by then, as is told today: that is lapse, whenever it is told.
        here = replace(who.person, left_on=None, here_since=None)
        policy = replace(policy, lapse_mode=LapseMode.CONTINUE)
        was = permission(here, who.relations, before, purpose, policy, on)
        return was.state is PermissionState.JOURNALED

    def _lapsed(self, row: "Row[Any]") -> bool:
        """Whether what it rests on, or another yes given since, has only lapsed by itself.

        Told by the row alone where one signature is enough; else the other yeses are looked at.
        """
        return self.policy.guardians_needed is GuardiansNeeded.ONE and self._ran_out(row)

    def _ran_out(self, row: "Row[Any]") -> bool:
        """Whether a yes that has lapsed stands, which it rests on or which was given since."""
        return (
            row.state == PermissionState.LAPSED.value
            and row.journaled is not None
            and (
                row.decision > row.act
                or row.decision in self._relied_on(row.release, row.permissions)
            )
        )

    def _was_full(self, who: "_Signed", decision: int) -> bool:
        """Whether that yes, with all that it takes, was ever in force, by all that is known today.

        A lapsed one doesn't tell whether the other guardians have signed too.
        """
        if who.person is None or decision not in who.yeses:
            return False
        live = in_force(who.acts, self.policy, date.max)
        zone = ZoneInfo(self.policy.timezone)
        days = {a.at.astimezone(zone).date() for a in live}
        days |= {a.body.signed_on for a in live if isinstance(a.body, Granted)}
        days |= {*days_of_change(who.person, who.relations, self.policy.age_limit)}
        # The latest first, which mostly tells.
        for on in sorted(days, reverse=True):
            purpose = who.yeses[decision]
            was = permission(who.person, who.relations, live, purpose, self.policy, on)
            if was.state is PermissionState.JOURNALED and was.decision == decision:
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Signed:
    """Somebody on a copy, as known today: None of a person who was erased."""

    acts: tuple[Act, ...]
    person: Subject | None
    relations: tuple[Guardianship, ...]

    @property
    def yeses(self) -> dict[int, Purpose]:
        """The purpose of each yes ever recorded, by its number."""
        return {a.number: a.body.purpose for a in self.acts if isinstance(a.body, Granted)}


@dataclass(frozen=True, slots=True)
class _Left:
    """The act and moment of a release, and the rules it was let out by."""

    act: int
    at: datetime
    policy: Policy
