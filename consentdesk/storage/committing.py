"""Committing: what became of a transaction whose line broke just then.

Each one leaves a mark in the database, so the server can tell whether it arrived; until it answers,
nobody knows, and doing the same again might do it twice.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from consentdesk.domain.people import InstitutionId
from consentdesk.errors import Problem, RegisterError
from consentdesk.storage import schema
from consentdesk.storage.database import told, transaction
from consentdesk.storage.faults import translated
from consentdesk.storage.places import Place

if TYPE_CHECKING:
    from consentdesk.storage.writing import Writer

SETTLE_SECONDS = 30.0
"""How long a server that is started again is waited for, to ask it what became of a commit."""
_EVERY = 0.5
"""Seconds between two attempts to ask."""
_LOCK = (
    sa.select(schema.head.c.revision)
    .where(schema.head.c.institution == sa.bindparam("institution"))
    .with_for_update()
)
_KNOWN_OP = sa.select(schema.ledger.c.number).where(
    schema.ledger.c.institution == sa.bindparam("institution"),
    schema.ledger.c.op == sa.bindparam("op"),
)
_HEAD_OP = sa.select(schema.head.c.op, schema.head.c.revision).where(
    schema.head.c.institution == sa.bindparam("institution")
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a transaction leaves behind: its number, at an act or else at the head alone."""

    institution: InstitutionId
    op: str
    revision: int
    """Which one the head has after it."""
    has_acts: bool


class Unsettled(RegisterError):
    """REGISTER_UNCERTAIN: the line broke on commit, and the server couldn't be asked so far."""

    def __init__(self, mark: Mark, path: str) -> None:
        super().__init__(Problem.REGISTER_UNCERTAIN, path=path)
        self.mark = mark


def lock_head(connection: Connection, institution: InstitutionId) -> None:
    """Wait for the institution's other writers; SQLite has done so when the transaction began."""
    if connection.dialect.name != "sqlite":
        connection.execute(_LOCK, {"institution": institution})


def commit(
    connection: Connection,
    engine: Engine,
    place: Place,
    writer: "Writer",
    op: str,
    pause: Callable[[float], bool],
) -> None:
    """Commit; where the connection breaks just then, ask the server whether it did.

    `pause` waits so many seconds and tells whether to give up. RegisterError REGISTER_UNCERTAIN, an
    `Unsettled`, where the server does not answer in time.
    """
    try:
        connection.commit()
    except DBAPIError as error:
        if place.path is not None or not error.connection_invalidated:
            raise
        mark = Mark(writer.institution.id, op, writer.revision(), writer.appended)
        if not _settled(engine, place, mark, pause):
            raise translated(error, place) from error


def _settled(engine: Engine, place: Place, mark: Mark, pause: Callable[[float], bool]) -> bool:
    until = monotonic() + SETTLE_SECONDS
    while True:
        try:
            return arrived(engine, place, mark)
        except RegisterError as error:
            if error.problem is Problem.REGISTER_UNCERTAIN:
                raise
            if pause(_EVERY) or monotonic() > until:
                raise Unsettled(mark, place.shown) from error


def arrived(engine: Engine, place: Place, mark: Mark) -> bool:
    """Whether the transaction with that mark is in the database.

    One without acts leaves its mark on the head alone; once somebody else has written there it
    can't be told any more: RegisterError REGISTER_UNCERTAIN.
    """
    with transaction(engine, place, writes=True) as connection, told(place):
        # The server may be at it still: then this waits until that transaction is over.
        lock_head(connection, mark.institution)
        given = {"institution": mark.institution, "op": mark.op}
        if connection.execute(_KNOWN_OP, given).first() is not None:
            return True
        row = connection.execute(_HEAD_OP, given).one()
    if row.op == mark.op:
        return True
    if mark.has_acts or row.revision <= mark.revision:
        return False
    raise RegisterError(Problem.REGISTER_UNCERTAIN, path=place.shown)
