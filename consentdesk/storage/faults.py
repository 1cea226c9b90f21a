"""What the drivers' and the system's errors mean in the register's own terms."""

import errno
import shutil
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.keys import salt_in
from consentdesk.storage.places import Place

_SQLITE = (
    ("SQLITE_BUSY", Problem.REGISTER_LOCKED),
    ("SQLITE_LOCKED", Problem.REGISTER_LOCKED),
    ("SQLITE_NOTADB", Problem.REGISTER_NOT_ONE),
    ("SQLITE_READONLY", Problem.REGISTER_READ_ONLY),
    ("SQLITE_PERM", Problem.REGISTER_READ_ONLY),
    ("SQLITE_FULL", Problem.REGISTER_FULL),
    ("SQLITE_IOERR", Problem.REGISTER_UNREACHABLE),
)
_POSTGRES = (
    ("55P03", Problem.REGISTER_LOCKED),
    ("40", Problem.REGISTER_LOCKED),
    ("53100", Problem.REGISTER_FULL),
    ("25006", Problem.REGISTER_READ_ONLY),
    ("42501", Problem.REGISTER_READ_ONLY),
    ("CD003", Problem.SERVER_CLOCK),
    ("3D000", Problem.REGISTER_MISSING),
    ("08", Problem.REGISTER_UNREACHABLE),
    ("28", Problem.REGISTER_UNREACHABLE),
    ("53", Problem.REGISTER_UNREACHABLE),
    ("57", Problem.REGISTER_UNREACHABLE),
)
"""SQLSTATE, or the first two signs of its class; the first that fits counts."""
_ROOM = 1024 * 1024
"""Bytes below which a disk is full: SQLite's side files alone may want more for one act."""
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


def translated(error: DBAPIError, place: Place) -> RegisterError:
    """The register's error for a driver's; what fits nothing else means damage."""
    cause = error.orig
    reason = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    problem = _of_server(error) if place.path is None else _of_file(cause, place)
    return RegisterError(problem, path=place.shown, reason=reason)


def of_file(cause: BaseException, place: Place) -> RegisterError:
    """The register's error for one raised by the SQLite driver itself."""
    # What can't be read is quoted in these, and may be somebody's name.
    reason = "SQLite" if isinstance(cause, ValueError | TypeError) else str(cause)
    return RegisterError(_of_file(cause, place), path=place.shown, reason=reason)


def of_system(error: OSError, path: Path) -> RegisterError:
    """The register's error where the system refuses to write its file."""
    if error.errno in _FULL:
        return RegisterError(Problem.REGISTER_FULL, path=str(path))
    reason = error.strerror or str(error)
    return RegisterError(Problem.REGISTER_READ_ONLY, path=str(path), reason=reason)


def is_full(path: Path) -> bool:
    """Whether the disk with that file has no room left for what SQLite puts beside it."""
    try:
        return shutil.disk_usage(path.parent).free < _ROOM
    except OSError:
        return False


def _of_file(cause: BaseException | None, place: Place) -> Problem:
    name = str(getattr(cause, "sqlite_errorname", ""))
    # SQLite tells a missing side file from a broken disk no better than this.
    stuck = name.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN")) or not name
    if stuck and place.path is not None and place.path.exists() and is_full(place.path):
        return Problem.REGISTER_FULL
    if name.startswith("SQLITE_CANTOPEN"):
        # A register that is there but can't be opened lacks the right to make its side files.
        there = place.path is not None and place.path.exists()
        return Problem.REGISTER_READ_ONLY if there else Problem.REGISTER_MISSING
    if name.startswith("SQLITE_NOTADB") and place.path is not None and _is_encrypted(place.path):
        # Its key was tried before anything else, so the page is no longer what was written.
        return Problem.REGISTER_DAMAGED
    for prefix, problem in _SQLITE:
        if name.startswith(prefix):
            return problem
    return Problem.REGISTER_DAMAGED


def _is_encrypted(path: Path) -> bool:
    try:
        return salt_in(path) is not None
    except OSError:
        return False


def _of_server(error: DBAPIError) -> Problem:
    state = getattr(error.orig, "sqlstate", None)
    if state is None and "does not exist" in str(error.orig):
        return Problem.REGISTER_MISSING
    if state is None or error.connection_invalidated:
        return Problem.REGISTER_UNREACHABLE
    for prefix, problem in _POSTGRES:
        if str(state).startswith(prefix):
            return problem
    return Problem.REGISTER_DAMAGED
