"""Connections to SQLite and PostgreSQL, each with the settings that keep the register whole.

Knows how a transaction begins and how it is made to last. What is written is not its business; what
the drivers' errors mean is told by `faults`.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from traceback import walk_tb
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.faults import of_file, translated
from consentdesk.storage.keys import Key, key_of
from consentdesk.storage.places import SIDE_FILES, Place
from consentdesk.storage.server_looking import heed_seats, is_photographers, look, look_within

WAIT_SECONDS = 10
"""How long a writer waits for another before it gives up."""
_WRITES = "consentdesk_writes"
_SETTINGS = (
    "foreign_keys=ON",
    "synchronous=FULL",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cache_size=-16384",
)
"""FULL, so that what was acknowledged survives a power cut (on a Mac it takes two words more); what
is erased is overwritten."""
_KEEP_ALIVE: Mapping[str, str] = {
    "connect_timeout": "2",
    "keepalives": "1",
    "keepalives_idle": "2",
    "keepalives_interval": "1",
    "keepalives_count": "2",
    "tcp_user_timeout": "2500",
    "application_name": "ConsentDesk",
}
"""So that a cut cable is an error after seconds; libpq's own defaults hang for minutes.

The worst case is a cable that is pulled some three seconds before a line is asked whether it is
whole, just when that would have been noticed without asking: the answer is waited for on the old
line and then on a new one, and all three together must stay below eight seconds."""
_POOLER = "pooler"
"""What an address says of a pooler before the server: `session`, which is as good as none, or
`transaction`, where nothing may be set for longer than that."""
_SESSION: Mapping[str, str] = {"idle_in_transaction_session_timeout": "600000"}
_ALIVE: Mapping[str, str] = {
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""The server's own, so that it lets go of the institution a desk was writing in when its cable was
pulled; others would wait for that."""
KEPT_LINES, LINES = 2, 16
"""Lines to a server that a desk keeps, and has at most: hundreds of desks share one server."""
LINE_WAIT = 10.0
"""Seconds one waits for a line at most, as long as for a writer before."""
_FRESH = 300
"""Seconds after which a connection is made anew, so that a desk doesn't hold on to one that a
firewall on the way has forgotten."""


def connect(place: Place, *, reading: bool = False, key: Key | None = None) -> Engine:
    """An engine for the place; nothing is opened before the first transaction.

    With `reading` a file that can't be written is opened all the same, for a moment's look at it.
    `key` is for `raw_file`.
    """
    return _server(place) if place.path is None else _file(place.path, reading=reading, key=key)


def raw_file(
    path: Path, *, wait: float | None = None, mode: str = "rw", key: Key | None = None
) -> Any:
    """A driver's connection to an SQLite file that must exist.

    An encrypted one is opened by `key`, or by the one that is held for it; RegisterError
    PHRASE_NEEDED where there is none. An empty one is encrypted with `key`. sqlcipher3 ships no
    types, hence the untyped result.
    """
    key = key or key_of(path)
    driver = import_module("sqlcipher3.dbapi2")
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = driver.connect(
        address,
        uri=True,
        timeout=WAIT_SECONDS if wait is None else wait,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        if key is not None:
            # Else it would write of pages and errors to where everybody reads.
            connection.execute("PRAGMA cipher_log_level=NONE")
            connection.execute(f"PRAGMA key={key.words}")
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def driver_error() -> type[Exception]:
    """What the SQLite driver raises."""
    error: type[Exception] = import_module("sqlcipher3.dbapi2").Error
    return error


@contextmanager
def driver_told(path: Path) -> Iterator[None]:
    """Turns an error of the SQLite driver itself within into a RegisterError."""
    try:
        yield
    except (driver_error(), UnicodeDecodeError) as error:
        raise of_file(error, Place(str(path), path)) from error


def _file(path: Path, *, reading: bool, key: Key | None) -> Engine:
    def creator() -> Any:
        if reading and _is_closed(path):
            return raw_file(path, mode="ro&immutable=1")
        connection = raw_file(path, key=key)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except BaseException:
            connection.close()
            raise
        return connection

    engine = sa.create_engine(
        "sqlite://",
        module=import_module("sqlcipher3.dbapi2"),
        creator=creator,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=8,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _is_closed(path: Path) -> bool:
    """Whether SQLite could make no side files here, and there is none it must read.

    Somebody at work on the register has one; then the usual way is the only sound one.
    """
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        return False
    try:
        return path.with_name(path.name + SIDE_FILES[0]).stat().st_size == 0
    except OSError:
        return True


def _begin(connection: Connection) -> None:
    """Begin in SQLite's own words: the driver would begin late, and never IMMEDIATE."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _server(place: Place) -> Engine:
    session = {"lock_timeout": str(max(1, int(WAIT_SECONDS * 1000))), **_SESSION}
    try:
        url = sa.make_url(place.location)
        is_pooled = _is_pooled(url.query.get(_POOLER))
        url = url.difference_update_query([_POOLER])
        options = " ".join(f"-c {name}={value}" for name, value in {**session, **_ALIVE}.items())
        settings = {**_KEEP_ALIVE, **({} if is_pooled else {"options": options})}
        given = {k: v for k, v in settings.items() if k not in url.query}
        engine = sa.create_engine(
            url,
            # A pooler before the server hands each transaction another line, where nothing that
            # an earlier one prepared is known.
            connect_args={**given, "prepare_threshold": None},
            # The newest is used first, and those above the ones that are kept are closed as soon as
            # their transaction is over.
            pool_size=KEPT_LINES,
            max_overflow=LINES - KEPT_LINES,
            pool_timeout=LINE_WAIT,
            pool_use_lifo=True,
            pool_recycle=_FRESH,
            pool_pre_ping=True,
        )
    except ModuleNotFoundError:
        raise RegisterError(Problem.SERVER_DRIVER_MISSING) from None
    except (ArgumentError, ValueError):
        raise RegisterError(
            Problem.REGISTER_UNREACHABLE, path=place.shown, reason="address"
        ) from None
    event.listen(engine, "connect", is_photographers if is_pooled else look)
    heed_seats(engine)
    if is_pooled:
        event.listen(engine, "begin", lambda connection: look_within(connection, session))
    return engine


def _is_pooled(named: str | tuple[str, ...] | None) -> bool:
    """Whether the address says that the next transaction may have another session."""
    if named not in {None, "session", "transaction"}:
        raise ValueError(named)
    return named == "transaction"


@contextmanager
def transaction(engine: Engine, place: Place, *, writes: bool) -> Iterator[Connection]:
    """One transaction; the caller commits, anything else rolls back.

    Reading is a snapshot that others' commits don't reach. A writer on SQLite waits here for any
    other; on PostgreSQL it waits where it locks the head.
    """
    with told(place):
        connection = engine.connect()
    try:
        with told(place):
            if place.path is None:
                level = "READ COMMITTED" if writes else "REPEATABLE READ"
                connection = connection.execution_options(
                    isolation_level=level, postgresql_readonly=not writes
                )
            else:
                connection = connection.execution_options(**{_WRITES: writes})
            connection.begin()
            yield connection
    finally:
        _give_back(connection)


def _give_back(connection: Connection) -> None:
    try:
        connection.close()
    except DBAPIError:
        # The line is dead already; the error that says so has been raised.
        if not connection.closed:
            connection.invalidate()


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turns a driver's error within into a RegisterError."""
    try:
        yield
    except DBAPIError as error:
        raise translated(error, place) from error
    except (ValueError, TypeError) as error:
        # Read from a damaged file: a text that is none, or a day that never was.
        if not _of_driver(error):
            raise
        raise of_file(error, place) from error
    except PoolTimeout as error:
        raise RegisterError(Problem.REGISTER_LOCKED, path=place.shown) from error


def _of_driver(error: ValueError | TypeError) -> bool:
    """Whether the driver raised it, or what turns its values into ours."""
    *_outer, (frame, _line) = walk_tb(error.__traceback__)
    return str(frame.f_globals.get("__name__")).startswith(("sqlalchemy.", __name__))


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Nobody else has the register open; RegisterError REGISTER_LOCKED where somebody has.

    A file so damaged that it can't be locked is nobody's.
    """
    connection: Any = None
    try:
        connection = raw_file(path, wait=1)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
    except (driver_error(), UnicodeDecodeError) as error:
        if connection is not None:
            connection.close()
        if str(getattr(error, "sqlite_errorname", "")).startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise RegisterError(Problem.REGISTER_LOCKED, path=str(path)) from None
        connection = None
    if os.name == "nt" and connection is not None:
        # There an open file can't be replaced, so the lock can't be held any longer.
        connection.close()
        connection = None
    try:
        yield
    finally:
        if connection is not None:
            connection.close()


def fsync_file(path: Path) -> None:
    """Make a file's bytes last through a power cut."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def fsync_folder(folder: Path) -> None:
    """Make the names in a folder last; a no-op where the system can't."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
