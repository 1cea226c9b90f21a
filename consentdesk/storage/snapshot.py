"""What every part of a reader shares: one transaction, the institution, its policy and head.

The parts (`reading_*`) each answer the questions of one corner of the trade and are put together in
`reading.Reader`.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection, CursorResult, Row

from consentdesk.domain.acts import Digest
from consentdesk.domain.people import InstitutionId
from consentdesk.domain.policy import Policy
from consentdesk.domain.roles import Role
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage import schema
from consentdesk.storage.chain import salted
from consentdesk.storage.encoding import moment
from consentdesk.storage.policies import (
    controller_in,
    load_policy,
    policy_text,
    set_over,
    settings_in,
)
from consentdesk.storage.values import Head, Institution

if TYPE_CHECKING:
    from consentdesk.storage.names import Names
    from consentdesk.storage.near import Looks
    from consentdesk.storage.photo_names import PhotoNames

T = TypeVar("T")
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What comes of making sense of a stored value that makes none."""
BATCH = 500
"""Values in one IN clause; both engines take more, but plan that many well."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """A policy worked out from its recorded text.

    `current` says that the program's file still leads to the values recorded; when it doesn't, the
    next write records the new ones and works the standing out again.
    """

    policy: Policy
    settings: dict[str, object]
    current: bool


class Shelf:
    """What an open register keeps between transactions, for all threads: policies, looks, names."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ruled: dict[str, Ruled] = {}
        self._looks: Looks | None = None
        self._names: tuple[str, Names] | None = None
        self._photo_names: tuple[str, PhotoNames] | None = None
        self._seat: tuple[str, str, tuple[bool, Role | None]] | None = None
        self._whole = 0
        self._proven: tuple[int, str] | None = None
        self._proven_at: int | None = None

    def ruled(self, name: str, digest: str, salt: bytes, text: str, place: str) -> Ruled:
        """The policy recorded under that digest; RegisterError where text and digest disagree."""
        with self._lock:
            if digest not in self._ruled:
                if salted(salt, text) != digest:
                    raise RegisterError(Problem.REGISTER_DAMAGED, path=place, reason="policy")
                settings = settings_in(text)
                policy = set_over(_file_of(name), settings)
                current = policy_text(name, settings, policy) == text
                self._ruled[digest] = Ruled(policy, settings, current)
            return self._ruled[digest]

    def whole_until(self, number: int) -> int:
        """Up to which of that many acts none was missing when last counted: counting takes time."""
        with self._lock:
            return self._whole if self._whole <= number else 0

    def found_whole(self, number: int) -> None:
        """So many acts were counted and none is missing."""
        with self._lock:
            self._whole = number

    def proven_until(self, number: int, counted: int | None = None) -> tuple[int, str] | None:
        """Number and digest of the last line of so many up to which each was looked at.

        With `counted` (see `Watch.count`) only where nobody else has written since.
        """
        with self._lock:
            if counted is not None and counted != self._proven_at:
                return None
            return self._proven if self._proven is not None and self._proven[0] <= number else None

    def found_proven(self, number: int, digest: str, counted: int | None = None) -> None:
        """The chain up to that line was gone through and is as it was written.

        `counted`: from its beginning, in what was read after counting; else from a line that was
        gone through before, which may have been altered since.
        """
        with self._lock:
            self._proven = (number, digest)
            if counted is not None:
                self._proven_at = counted

    def wrote(self, before: int, after: int) -> None:
        """Our own transaction was committed, and nobody else wrote as far as one can tell."""
        with self._lock:
            if self._proven_at == before:
                self._proven_at = after

    def looks(self) -> "Looks":
        """The perceptual hashes read so far."""
        with self._lock:
            if self._looks is None:
                from consentdesk.storage.near import Looks

                self._looks = Looks()
            return self._looks

    def names(self, op: str, read: "Callable[[], Names]") -> "Names":
        """The names as the transaction of that mark left them; read where others are kept."""
        kept = self._names
        if kept is None or kept[0] != op:
            # Not under the lock: a verdict need not wait for it.
            kept = self._names = (op, read())
        return kept[1]

    def photo_names(self, op: str, read: "Callable[[], PhotoNames]") -> "PhotoNames":
        """The photos as the transaction of that mark left them; read where others are kept."""
        kept = self._photo_names
        if kept is None or kept[0] != op:
            kept = self._photo_names = (op, read())
        return kept[1]

    def seat(
        self, op: str, login: str, read: "Callable[[], tuple[bool, Role | None]]"
    ) -> "tuple[bool, Role | None]":
        """Whether there are seats as the transaction of that mark left them, and that login's."""
        kept = self._seat
        if kept is None or kept[:2] != (op, login):
            kept = self._seat = (op, login, read())
        return kept[2]

    def has_photo_names(self, op: str) -> bool:
        """Whether all that a search for photos needs is at hand."""
        kept = self._photo_names
        return kept is not None and kept[0] == op and kept[1].has_keys


def _file_of(name: str) -> Policy:
    """The policy file an existing register relies on: without it nothing opens."""
    try:
        return load_policy(name)
    except BadInput as error:
        raise RegisterError(error.problem, **error.facts) from None


class Snapshot:
    """One consistent view of one institution's register."""

    _changed = False
    """Whether this very transaction has written anything."""
    counted = 0
    """What `Watch.count` said before this was begun."""

    def __init__(
        self, connection: Connection, institution: InstitutionId, shelf: Shelf, place: str
    ) -> None:
        row = connection.execute(_HOME, {"here": institution}).one_or_none()
        if row is None or row.salt is None:
            raise RegisterError(Problem.REGISTER_DAMAGED, path=place, reason="institution")
        ruled = shelf.ruled(row.policy, row.policy_digest, row.salt, row.text, place)
        self._connection = connection
        self._shelf = shelf
        self._place = place
        self._recorded_policy_is_current = ruled.current
        try:
            at = moment(row.at) if row.at else None
        except ValueError:
            raise RegisterError(Problem.REGISTER_DAMAGED, path=place, reason="head") from None
        contact, officer = _controller(row, place)
        self._head = Head(row.number, Digest(row.digest), row.revision, at)
        self._began_at = row.number
        self._op = str(row.op)
        self.institution = Institution(
            id=InstitutionId(row.id),
            uuid=row.uuid,
            name=row.name,
            policy_name=row.policy,
            settings=dict(ruled.settings),
            contact=contact,
            officer=officer,
        )
        self.policy = ruled.policy

    def head(self) -> Head:
        """Number, digest and time of the last act, and the revision."""
        return self._head

    def revision(self) -> int:
        """A number that has grown whenever anything has changed."""
        return self._head.revision

    def today(self, at: datetime) -> date:
        """The local day of that moment, or of the last act if that is later.

        A clock set back thus never brings a lapsed permission to life again.
        """
        last = self._head.at
        latest = at if last is None else max(at, last)
        return latest.astimezone(ZoneInfo(self.policy.timezone)).date()

    def settle(self) -> None:
        """Bring stored copies up to date with what was written; a reader has nothing to do."""

    def _damaged(self, reason: str) -> RegisterError:
        """The error to raise where what is stored is not what was recorded; `reason` names ids."""
        return RegisterError(Problem.REGISTER_DAMAGED, path=self._place, reason=reason)

    def _made_of(self, what: str, make: Callable[..., T], *values: object) -> T:
        """What is made of stored values; where they make no sense, the register is damaged.

        `what` names ids.
        """
        try:
            return make(*values)
        except UNREADABLE:
            raise self._damaged(what) from None

    def _looks(self) -> "Looks":
        return self._shelf.looks()

    def _rows(self, statement: sa.Executable, **values: object) -> "CursorResult[Any]":
        given = {"here": self.institution.id, **values}
        return self._connection.execute(statement, given)

    def _row(self, statement: sa.Executable, **values: object) -> "Row[Any] | None":
        given = {"here": self.institution.id, **values}
        return self._connection.execute(statement, given).first()

    def _columns(self, statement: sa.Select[Any], **values: object) -> list[list[Any]]:
        """The columns of a statement's rows, in its order; days come as text.

        For rows without number: each column comes as one text, as all of them row by row take three
        times as long.
        """
        rows = statement.subquery()
        if self._connection.dialect.name == "sqlite":
            together = [sa.func.json_group_array(column) for column in rows.c]
        else:
            # An aggregate takes its rows as a subquery without joins gives them.
            empty = sa.literal("[]")
            together = [
                sa.func.coalesce(sa.cast(sa.func.json_agg(column), sa.Text), empty)
                for column in rows.c
            ]
        return [json.loads(text) for text in self._rows(sa.select(*together), **values).one()]

    def _in_batches(
        self, statement: sa.Executable, keys: Iterable[T], **values: object
    ) -> "Iterator[Row[Any]]":
        """The rows for all keys of a statement with `bindparam("keys", expanding=True)`."""
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), BATCH):
            # All at once is a third faster than row by row.
            yield from self._rows(statement, keys=wanted[start : start + BATCH], **values).all()


def institution_is(table: sa.Table) -> sa.ColumnElement[bool]:
    """The condition that keeps institutions apart; every query carries it."""
    return table.c.institution == sa.bindparam("here")


def within_institution(table: sa.Table) -> sa.ColumnElement[bool]:
    """The same where other keys find the rows.

    Wrapped, because SQLite would rather go through all of an institution's rows by one of their
    indexes than look fifteen of them up.
    """
    return sa.func.coalesce(table.c.institution, 0) == sa.bindparam("here")


def among(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The condition for `_in_batches`."""
    return column.in_(sa.bindparam("keys", expanding=True))


def utc(at: datetime) -> datetime:
    """The moment in UTC; ValueError without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without time zone")
    return at.astimezone(UTC)


def _controller(row: "Row[Any]", place: str) -> tuple[str, str]:
    """Contact and officer as recorded; RegisterError where text and digest disagree."""
    if row.controller_digest is None:
        return "", ""
    salt, text = row.controller_salt, row.controller_text
    if salt is None or salted(salt, text) != row.controller_digest:
        raise RegisterError(Problem.REGISTER_DAMAGED, path=place, reason="contact")
    return controller_in(text)


_ASKER = schema.text.alias("asker")
_HOME = (
    sa.select(
        schema.institution,
        schema.head.c.revision,
        schema.head.c.number,
        schema.head.c.digest,
        schema.head.c.at,
        schema.head.c.op,
        schema.text.c.salt,
        schema.text.c.text,
        _ASKER.c.salt.label("controller_salt"),
        _ASKER.c.text.label("controller_text"),
    )
    .join(schema.head, schema.head.c.institution == schema.institution.c.id)
    .outerjoin(schema.text, schema.text.c.digest == schema.institution.c.policy_digest)
    .outerjoin(_ASKER, _ASKER.c.digest == schema.institution.c.controller_digest)
    .where(schema.institution.c.id == sa.bindparam("here"))
)
