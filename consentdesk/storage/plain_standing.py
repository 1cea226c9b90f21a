"""What is read to hold stored permissions against the acts, and how a permission is stored.

As in `plain_photos`: a row that is, value by value, the one that would be written is plainly right.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from consentdesk.domain.acts import Act, ActKind, Purpose
from consentdesk.domain.consent import Permission, PermissionState, permissions
from consentdesk.domain.people import ClerkId, GuardianId, Guardianship, Subject, SubjectId
from consentdesk.domain.policy import Policy
from consentdesk.storage.encoding import decode, moment
from consentdesk.storage.schema import guardianship, ledger, standing, subject
from consentdesk.storage.settling import standing_row
from consentdesk.storage.snapshot import institution_is, within_institution

_NEVER = Permission(subject=SubjectId(0), purpose=Purpose(""), state=PermissionState.NEVER_ASKED)
_COLUMNS = tuple(standing_row(_NEVER, date.max))
PEOPLE = (
    sa.select(
        *[
            subject.c[name]
            for name in ("id", "name", "born", "group", "staff", "language", "left_on")
        ],
        subject.c.here_since,
    )
    .where(within_institution(subject))
    .order_by(subject.c.id)
)
RELATIONS = (
    sa.select(
        *[guardianship.c[name] for name in ("subject", "guardian", "custody", "since", "until")]
    )
    .where(institution_is(guardianship))
    .order_by(guardianship.c.subject, guardianship.c.guardian)
)
ACTS = (
    sa.select(*[ledger.c[name] for name in ("subject", "number", "at", "clerk", "kind", "body")])
    .where(institution_is(ledger), ledger.c.subject.is_not(None))
    .order_by(ledger.c.subject, ledger.c.number)
)
STORED = (
    sa.select(*[standing.c[name] for name in _COLUMNS])
    .where(institution_is(standing))
    .order_by(standing.c.subject, standing.c.purpose)
)
DECIDING = (
    ActKind.ASKED,
    ActKind.GRANTED,
    ActKind.REFUSED,
    ActKind.JOURNALED,
    ActKind.WITHDRAWN,
)
_AT_ELSEWHERE = (ActKind.ENROLLED, ActKind.GUARDIAN_ADDED)
"""Acts about a person that no permission rests on; each is read where the people are verified."""
Row = tuple[Any, ...]


class PlainStanding:
    """Tells of one person after another whether the stored permissions plainly are the fold's."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._days: dict[object, date | None] = {None: None}
        self._at = ""
        self._moment = datetime.min.replace(tzinfo=UTC)
        self._settled_on: dict[str, date] = {}

    def is_plain(
        self, person: Row, relations: Iterable[Row], acts: Sequence[Row], stored: Sequence[Row]
    ) -> bool:
        """Whether all that is stored of that person is, to the letter, what would be written."""
        try:
            return self._is_plain(person, relations, acts, stored)
        except (LookupError, TypeError, ValueError):
            return False

    def _is_plain(
        self, person: Row, relations: Iterable[Row], acts: Sequence[Row], stored: Sequence[Row]
    ) -> bool:
        days = {row[-1] for row in stored} or {date.max}
        if len(days) > 1:
            return False
        if not stored and not any(kind in DECIDING for *_, kind, _body in acts):
            return True
        (day,) = days
        on = self._day(day)
        if on is None or (acts and on < self._settled(acts[-1][2])):
            return False
        written = {row[1]: row for row in stored}
        if not written.keys() <= set(self._policy.purposes):
            return False
        who = self._subject(person)
        given = permissions(
            who,
            tuple(self._relation(row) for row in relations),
            tuple(self._acts(acts)),
            self._policy.purposes,
            self._policy,
            on,
        )
        return all(
            _is_as_written(fold, written.get(purpose), on) for purpose, fold in given.items()
        )

    def _settled(self, at: str) -> date:
        """The day on which an act of that moment worked permissions out anew."""
        if at not in self._settled_on:
            self._settled_on[at] = local_day(moment(at), self._policy)
        return self._settled_on[at]

    def _acts(self, rows: Iterable[Row]) -> Iterator[Act]:
        for _, number, at, clerk, kind, body in rows:
            if kind in _AT_ELSEWHERE:
                continue
            if at != self._at:
                self._moment, self._at = moment(at), at
            yield Act(
                number=number,
                at=self._moment,
                clerk=ClerkId(clerk),
                body=decode(ActKind(kind), body),
            )

    def _subject(self, row: Row) -> Subject:
        id, name, born, group, staff, language, left_on, here_since = row
        first = self._day(born)
        if first is None:
            raise ValueError(born)
        return Subject(
            id=SubjectId(id),
            name=name,
            born=first,
            group=group,
            staff=_truth(staff),
            language=language,
            left_on=self._day(left_on),
            here_since=self._day(here_since),
        )

    def _relation(self, row: Row) -> Guardianship:
        whose, guardian, custody, since, until = row
        return Guardianship(
            guardian=GuardianId(guardian),
            subject=SubjectId(whose),
            custody=_truth(custody),
            since=self._day(since),
            until=self._day(until),
        )

    def _day(self, stored: str | date | None) -> date | None:
        """The day in a column, of which many rows have the same; ValueError for none."""
        if stored not in self._days:
            self._days[stored] = (
                stored if isinstance(stored, date) else date.fromisoformat(stored or "")
            )
        return self._days[stored]


def local_day(at: datetime, policy: Policy) -> date:
    """The day of that moment where the institution is."""
    return at.astimezone(ZoneInfo(policy.timezone)).date()


def _truth(stored: object) -> bool:
    if stored not in (0, 1):
        raise ValueError(stored)
    return bool(stored)


def _is_as_written(given: Permission, row: Row | None, on: date) -> bool:
    if row is None:
        never = given.state is PermissionState.NEVER_ASKED
        return never and given.changes_on is None and given.decision is None
    would = standing_row(given, on).values()
    return all(
        mine == value or (isinstance(value, date) and mine == value.isoformat())
        for mine, value in zip(row, would, strict=True)
    )
