"""Backups: one SQLite file that holds a whole register, wherever the register itself is.

A file is copied by SQLite's own online backup, page for page. From a server the institution's rows
are carried over into a fresh file of the same schema, so either kind of backup is verified and
restored alike.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from consentdesk.domain.acts import Digest
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage.carrying import carry
from consentdesk.storage.database import connect, driver_error, driver_told, raw_file, transaction
from consentdesk.storage.drafts import clear_dead_drafts
from consentdesk.storage.encoding import moment
from consentdesk.storage.keys import Key, key_of
from consentdesk.storage.making import draft_beside, make_tables, named, put_in_place, settle_file
from consentdesk.storage.places import Place, is_there, refuse_own
from consentdesk.storage.register import Register
from consentdesk.storage.server_looking import refuse_less
from consentdesk.storage.values import Head


def backup(register: Register, path: Path, key: Key | None = None) -> Head:
    """Copy the register into a file, encrypted with that key; see `upkeep.backup`.

    A file that is encrypted itself is copied with its own key.
    """
    path = path.expanduser().absolute()
    refuse_own(path, register.place)
    # Here too: one killed when it had its name already is in nobody's way below.
    clear_dead_drafts(path)
    if is_there(path):
        raise BadInput(Problem.BACKUP_EXISTS, path=str(path))
    with _draft_of(path) as draft:
        source = register.place.path
        if source is None:
            export(register, draft, key)
        elif key is None or key_of(source) is not None:
            copy_file(source, draft)
        else:
            _encrypted_copy(source, draft, key)
        return _head_of(draft)


@contextmanager
def _draft_of(path: Path) -> Iterator[Path]:
    """An empty file beside the backup, which gets its name when all is well."""
    try:
        with draft_beside(path) as draft, named(draft, path):
            yield draft
            put_in_place(draft, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(Problem.BACKUP_UNWRITABLE, path=str(path), reason=reason) from None
    except BadInput as error:
        if error.problem is Problem.REGISTER_EXISTS:
            raise BadInput(Problem.BACKUP_EXISTS, path=str(path)) from None
        raise
    except RegisterError as error:
        # The register itself may be at fault as well.
        if error.facts.get("path") != str(path):
            raise
        full = error.problem is Problem.REGISTER_FULL
        why = os.strerror(errno.ENOSPC) if full else error.facts.get("reason", "")
        raise BadInput(Problem.BACKUP_UNWRITABLE, path=str(path), reason=why) from None


def backup_file(source: Path, path: Path) -> None:
    """Copy a register's file, of whatever version, into one that must not exist."""
    if is_there(path):
        raise BadInput(Problem.BACKUP_EXISTS, path=str(path))
    with _draft_of(path) as draft:
        copy_file(source, draft)


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database, open or not, into an empty file; leaves no side files behind.

    The copy of an encrypted one is encrypted with the same key.
    """
    with driver_told(source):
        old, key = readable(source), key_of(source)
    with driver_told(target), closing(old), closing(raw_file(target, key=key)) as new:
        old.backup(new)
        # In this mode the copy can be read from a medium that can't be written.
        new.execute("PRAGMA journal_mode=DELETE")


def _encrypted_copy(source: Path, target: Path, key: Key) -> None:
    """Copy a file that anybody can read into an empty one that needs the key from its first byte.

    SQLite's own backup copies pages, and theirs are of another size.
    """
    from consentdesk.storage.encrypting import export_encrypted

    with driver_told(source):
        export_encrypted(source, target, key)
    settle_file(target)


def readable(path: Path) -> Any:
    """A connection that only reads, even where SQLite's side files can't be made."""
    try:
        return _looked_into(path, "ro")
    except driver_error():
        return _looked_into(path, "ro&immutable=1")


def is_sound(path: Path) -> bool:
    """Whether every page of an SQLite file can be read and holds what its kind of page holds."""
    try:
        with closing(readable(path)) as copy:
            found: list[tuple[str]] = copy.execute("PRAGMA quick_check").fetchall()
    except driver_error():
        return False
    return found == [("ok",)]


def _looked_into(path: Path, mode: str) -> Any:
    connection = raw_file(path, mode=mode)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def export(register: Register, target: Path, key: Key | None = None) -> None:
    """Carry one institution out of a server into an empty file, encrypted with the key if any."""
    place = Place(str(target), target)
    engine = connect(place, key=key)
    try:
        make_tables(engine, place)
        with (
            register.connected(writes=False) as source,
            transaction(engine, place, writes=True) as sink,
        ):
            refuse_less(source, register.place.shown)
            carry(source, sink, register.institution_id)
            sink.commit()
    finally:
        engine.dispose()
    settle_file(target)


def _head_of(path: Path) -> Head:
    """Read past `Register`, which would put the file back into the mode for many users."""
    with driver_told(path), closing(readable(path)) as copy:
        row = copy.execute("SELECT number, digest, revision, at FROM head").fetchone()
    return Head(row[0], Digest(row[1]), row[2], moment(row[3]) if row[3] else None)
