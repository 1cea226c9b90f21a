"""A photographer's connection to a server reads other tables of the same names; see `rights`.

Put on by the program right after it has connected, or at the beginning of each transaction where a
pooler hands every one another session. Whoever doesn't put it on sees less: without it the tables
show a photographer no people at all.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from consentdesk.errors import BadInput, Problem

_LOOKS = "consentdesk_photographer"
_KNOWN = b"SELECT to_regprocedure('consentdesk_is_photographer()') IS NOT NULL"
_IS = b"SELECT consentdesk_is_photographer()"
_AGE = "consentdesk_age"
_PATH = "'consentdesk_photographer, ' || quote_ident(current_schema())"


class _Lines:
    """How often the lines of one engine were outdated; each line knows when it was opened."""

    age = 0

    def on_connect(self, _driver: Any, entry: ConnectionPoolEntry) -> None:
        """A new line."""
        entry.info[_AGE] = self.age

    def on_checkout(self, _driver: Any, entry: ConnectionPoolEntry, _lent: Any) -> None:
        """An older line is closed when it is next asked for, and another opened in its place."""
        if entry.info.get(_AGE) != self.age:
            raise DisconnectionError


def heed_seats(engine: Engine) -> None:
    """Have lines of that engine left once a seat is another one; see `outdate`."""
    lines = _Lines()
    engine.update_execution_options(**{_AGE: lines})
    event.listen(engine, "connect", lines.on_connect)
    event.listen(engine, "checkout", lines.on_checkout)


def outdate(engine: Engine) -> None:
    """No line opened so far is used for another transaction: the seat it looks as is another now.

    Those in use end as they are.
    """
    lines = engine.get_execution_options().get(_AGE)
    if isinstance(lines, _Lines):
        lines.age += 1


def look(driver: Any, entry: ConnectionPoolEntry) -> None:
    """Put the look on where it is a photographer's seat; for new connections of an engine."""
    if is_photographers(driver, entry):
        with driver.cursor() as cursor:
            cursor.execute(f"SELECT set_config('search_path', {_PATH}, false)".encode())
        # What was set in a transaction that is rolled back would be gone.
        driver.commit()


def is_photographers(driver: Any, entry: ConnectionPoolEntry) -> bool:
    """Find out whether it is, and remember; for new connections of an engine."""
    with driver.cursor() as cursor:
        seen = all(cursor.execute(asked).fetchone()[0] for asked in (_KNOWN, _IS))
    driver.commit()
    entry.info[_LOOKS] = seen
    return seen


def look_within(connection: Connection, settings: Mapping[str, str]) -> None:
    """The look and these settings for one transaction alone, which begins with it."""
    said = [f"set_config('{name}', '{value}', true)" for name, value in settings.items()]
    if looks_as_photographer(connection):
        said.append(f"set_config('search_path', {_PATH}, true)")
    connection.exec_driver_sql("SELECT " + ", ".join(said))


def refuse_less(connection: Connection, path: str) -> None:
    """BadInput SEAT_SEES_LESS where rows are hidden: a copy would lack them."""
    if looks_as_photographer(connection):
        raise BadInput(Problem.SEAT_SEES_LESS, path=path)


def looks_as_photographer(connection: Connection) -> bool:
    """Whether people's birth dates are hidden from this connection."""
    return bool(connection.info.get(_LOOKS))
