"""How far verifying has come, through all its parts, and the way to stop it.

Counted in steps: one is what a line of the chain costs, so that the bar moves evenly. How many
there will be is reckoned beforehand from the number of rows; nothing rests on it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from consentdesk.domain.people import InstitutionId
from consentdesk.storage import schema

Progress = Callable[[int, int], None]
EVERY = 5_000
"""Rows after which somebody hears of it."""
_INSTRUCTIONS = 40
"""Those of SQLite's own machine, in its check of a file, that take as long as one step."""
_OF_COLUMN, _OF_INDEX, _OF_REFERENCE = 2, 6, 5
"""Instructions a row takes for each column, index and foreign key of its table, as measured."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one part of verifying reads: so many rows, each as dear as so many steps."""

    rows: int = 0
    each: float = 1

    @property
    def steps(self) -> int:
        """What the part adds to the bar."""
        return int(self.rows * self.each)


class Course:
    """Counts what is done; told by the parts, one after the other, and by the check of the file.

    `progress` may raise Cancelled, from any call but `beside`.
    """

    def __init__(self, progress: Progress | None, total: int, *, beside: int = 0) -> None:
        self._progress = progress
        self._total = max(1, total + beside)
        self._most_beside = beside
        self._share = Share()
        self._before = self._rows = self._beside = 0

    @contextmanager
    def part(self, share: Share) -> Iterator[None]:
        """One part, which adds its share however many rows it turns out to read."""
        self._share, self._rows = share, 0
        self.tell()
        yield
        self._before += share.steps
        self._share, self._rows = Share(), 0

    def step(self, rows: int) -> None:
        """The part under way has read so many rows more."""
        self._rows += rows
        self.tell()

    def beside(self, instructions: int) -> None:
        """The check of the file has come so far; from its own thread, and nobody is told."""
        self._beside = min(self._most_beside, instructions // _INSTRUCTIONS)

    def tell(self) -> None:
        """Say how far it is, to whoever wants this to stop as well."""
        if self._progress is not None:
            done = min(self._share.steps, int(self._rows * self._share.each))
            self._progress(min(self._total, self._before + done + self._beside), self._total)

    def end(self) -> None:
        """All of it is done."""
        if self._progress is not None:
            self._progress(self._total, self._total)


def rows_of(connection: Connection, institution: InstitutionId) -> dict[str, int]:
    """How many rows each table has, those of other institutions left out where they say whose."""
    found = {}
    for table in schema.metadata.sorted_tables:
        statement = sa.select(sa.func.count()).select_from(table)
        if "institution" in table.c:
            statement = statement.where(table.c.institution == institution)
        try:
            found[table.name] = connection.execute(statement).scalar_one()
        except DatabaseError:
            # Damaged: what reads it will say so. After an error a server wants to begin anew.
            if connection.dialect.name != "sqlite":
                raise
            found[table.name] = 0
    return found


def steps_beside(rows: Mapping[str, int]) -> int:
    """How many steps SQLite's own check of a file will take."""
    from consentdesk.storage.indexes import whole_schema

    instructions = 0
    for table in whole_schema().sorted_tables:
        unique = sum(isinstance(one, sa.UniqueConstraint) for one in table.constraints)
        each = (
            _OF_COLUMN * len(table.columns)
            + _OF_INDEX * (1 + unique + len(table.indexes))
            + _OF_REFERENCE * len(table.foreign_keys)
        )
        instructions += rows.get(table.name, 0) * each
    return instructions // _INSTRUCTIONS
