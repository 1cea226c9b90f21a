"""Large answers for a verifier, a few rows at a time: memory stays flat however much there is.

Rows that only have to be found right come as plain tuples, past SQLAlchemy, which takes several
times as long over a row as the database does. They are as the driver gives them: on SQLite a day is
a text and a truth a number.
"""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from consentdesk.domain.people import InstitutionId
from consentdesk.storage.reading import Reader
from consentdesk.storage.snapshot import BATCH, Shelf
from consentdesk.storage.verifying_course import EVERY, Course

T = TypeVar("T")
Plain = tuple[Any, ...]
"""A row as the driver gave it."""
_AT_ONCE = 1_000


class StreamVerifier(Reader):
    """The part of a verifier that reads much."""

    def __init__(
        self,
        connection: Connection,
        institution: InstitutionId,
        shelf: Shelf,
        place: str,
        course: Course | None = None,
    ) -> None:
        super().__init__(connection, institution, shelf, place)
        self.course = course or Course(None, 0)
        self._cursors = 0

    def stream(self, statement: sa.Executable, **values: object) -> "Iterator[sa.Row[Any]]":
        """The rows of a large answer."""
        rows = self._rows(statement.execution_options(yield_per=2_000), **values)
        for count, row in enumerate(rows, 1):
            if count % EVERY == 0:
                self.course.step(EVERY)
            yield row

    def plain(self, statement: sa.Select[Any]) -> Iterator[Plain]:
        """The same as tuples; `institution_is` may stand in the statement."""
        driver = self._connection.connection.driver_connection
        if driver is None:
            raise AssertionError("no connection")
        query = str(
            statement.params(here=self.institution.id).compile(
                self._connection, compile_kwargs={"literal_binds": True}
            )
        )
        if self._connection.dialect.name == "sqlite":
            cursor = driver.cursor()
        else:
            self._cursors += 1
            cursor = driver.cursor(name=f"verify_{self._cursors}")
            # The driver would take a sign of percent for a place.
            query = query.replace("%%", "%")
        with closing(cursor), self._translated(query):
            cursor.execute(query)
            unheard = 0
            while rows := cursor.fetchmany(_AT_ONCE):
                yield from rows
                unheard += len(rows)
                if unheard >= EVERY:
                    self.course.step(unheard)
                    unheard = 0

    @contextmanager
    def _translated(self, query: str) -> Iterator[None]:
        """The driver's own errors as SQLAlchemy raises them."""
        error = self._connection.dialect.loaded_dbapi.Error
        try:
            yield
        except error as raised:
            raise DBAPIError.instance(query, None, raised, error) from raised


class Following:
    """A stream of tuples put in order by their first value, a number, taken number by number."""

    def __init__(self, rows: Iterator[Plain]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._key: object = None
        self._group: Iterator[Plain] = iter(())
        self._next()

    def of(self, number: int) -> list[Plain]:
        """The rows with that number, which grows from call to call; others before are left out."""
        while type(self._key) is int and self._key < number:
            self._next()
        if self._key != number:
            return []
        return list(self._group)

    def _next(self) -> None:
        # What SQLite puts after all numbers is none.
        self._key, self._group = next(self._groups, (None, iter(())))


def chunks(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most that many."""
    source = iter(items)
    while piece := list(islice(source, size)):
        yield piece
