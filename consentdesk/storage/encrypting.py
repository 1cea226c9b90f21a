"""Encrypting a register that is there, or giving an encrypted one another passphrase.

A copy is written under a new key and verified; then it takes the file's place in one step, and the
bytes of the old file are overwritten. On a disk that never writes in the same place twice, and in
copies others keep, the old bytes may live on: that can't be helped from here, and is said. A file
that has a further name is never overwritten: under that name it would be lost.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage import keys
from consentdesk.storage.copying import is_sound, readable
from consentdesk.storage.database import (
    alone_with,
    driver_told,
    fsync_file,
    fsync_folder,
    raw_file,
)
from consentdesk.storage.drafts import DRAFT
from consentdesk.storage.faults import of_system
from consentdesk.storage.keys import Key
from consentdesk.storage.making import draft_beside, named, settle_file
from consentdesk.storage.opening import look_at_file
from consentdesk.storage.places import parse, refuse_share
from consentdesk.storage.register import Register
from consentdesk.storage.verifying import verify
from consentdesk.storage.verifying_course import Progress

_CHUNK = 1024 * 1024
_MARKS = ("application_id", "user_version")
_HEAD = "SELECT number, digest, revision FROM head ORDER BY institution"


def encrypt(location: str, passphrase: str, progress: Progress | None = None) -> None:
    """Encrypt the register there with a new key; see `upkeep.encrypt`."""
    place = parse(location)
    if place.path is None:
        raise BadInput(Problem.ENCRYPTED_BY_SERVER)
    look_at_file(place.path)
    refuse_share(place.path)
    with alone(place.path):
        pass
    key = keys.new_key(passphrase)
    with _recast(place.path, key) as draft:
        _verify(draft, place.path, progress)
        settle_file(draft)
        fsync_file(draft)
        with alone(place.path):
            if _heads(place.path) != _heads(draft):
                raise RegisterError(Problem.REGISTER_IN_USE, path=str(place.path))
            _take_place(draft, place.path)


def encrypt_copy(path: Path, key: Key, *others: Path) -> bool:
    """Encrypt a copy of a register nobody works with, such as a backup, with a key that is held.

    A link is followed. `others` are further names of the same file (hard links) and name the
    encrypted one afterwards, as far as that can be done. False where the old file still has a name:
    there it is as it was.
    """
    path = Path(os.path.realpath(path))
    with _recast(path, key) as draft:
        if not is_sound(draft):
            raise RegisterError(Problem.REGISTER_DAMAGED, path=str(path), reason="quick_check")
        fsync_file(draft)
        return _take_place(draft, path, others)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """`alone_with`, but RegisterError REGISTER_IN_USE where somebody has the register open."""
    try:
        with alone_with(path):
            yield
    except RegisterError as error:
        if error.problem is not Problem.REGISTER_LOCKED:
            raise
        raise RegisterError(Problem.REGISTER_IN_USE, path=str(path)) from error


@contextmanager
def _recast(path: Path, key: Key) -> Iterator[Path]:
    """A copy of the file beside it, encrypted with that key."""
    try:
        with draft_beside(path) as draft, named(draft, path):
            with driver_told(path):
                export_encrypted(path, draft, key)
            yield draft
    except OSError as error:
        raise of_system(error, path) from None


def export_encrypted(path: Path, draft: Path, key: Key) -> None:
    """Write what a register's file holds into an empty one, encrypted with that key."""
    address = f"{draft.absolute().as_uri()}?mode=rw"
    with closing(readable(path)) as old:
        old.execute(f"ATTACH DATABASE ? AS new KEY {key.words}", (address,))
        old.execute("PRAGMA new.synchronous=FULL")
        old.execute("SELECT sqlcipher_export('new')")
        for mark in _MARKS:
            ((value,),) = old.execute(f"PRAGMA main.{mark}").fetchall()
            old.execute(f"PRAGMA new.{mark}={int(value)}")
        old.execute("DETACH DATABASE new")


def _verify(draft: Path, path: Path, progress: Progress | None) -> None:
    with driver_told(draft), closing(readable(draft)) as copy:
        names = [row[0] for row in copy.execute("SELECT name FROM institution")]
    for name in names:
        with Register.open(str(draft), institution=name, upkeep=True) as copy:
            found = verify(copy, progress)
        if found.problems:
            reason = f"{found.problems[0].code} {found.problems[0].detail}"
            raise RegisterError(Problem.REGISTER_DAMAGED, path=str(path), reason=reason)
    # What was verified for minutes must not look like something forgotten.
    os.utime(draft)


def _heads(path: Path) -> list[tuple[object, ...]]:
    """Where every institution's ledger stands; read past the lock, which is ours."""
    with driver_told(path), closing(raw_file(path, mode="ro&immutable=1")) as connection:
        found: list[tuple[object, ...]] = connection.execute(_HEAD).fetchall()
    return found


def _take_place(draft: Path, path: Path, others: Iterable[Path] = ()) -> bool:
    """The draft gets the file's names; what had them is overwritten and removed.

    False where that has a further name, so that it is not overwritten. Where this stops halfway,
    the old file has a draft's name and is cleared away like any other.
    """
    aside = _draft_name(path)
    try:
        os.link(path, aside)
    except OSError:
        # A file system without hard links: for a moment there is no register.
        path.rename(aside)
    try:
        draft.replace(path)
    except OSError:
        if path.exists():
            aside.unlink()
        else:
            aside.rename(path)
        raise
    fsync_folder(path.parent)
    for other in others:
        with suppress(OSError):
            _rename(aside, path, other)
    is_last = aside.stat().st_nlink == 1
    try:
        if is_last:
            _overwrite(aside)
    finally:
        aside.unlink()
    fsync_folder(path.parent)
    return is_last


def _rename(old: Path, new: Path, name: Path) -> None:
    """What is a name of the old file becomes one of the new."""
    if not name.samefile(old):
        # The path that was replaced, by another way.
        return
    link = _draft_name(name)
    os.link(new, link)
    link.replace(name)
    fsync_folder(name.parent)


def _draft_name(path: Path) -> Path:
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{DRAFT}")


def _overwrite(path: Path) -> None:
    with suppress(OSError):
        # It may be one that was to be read only.
        path.chmod(0o600)
    left = path.stat().st_size
    with path.open("r+b", buffering=0) as file:
        while left > 0:
            left -= file.write(bytes(min(left, _CHUNK)))
        os.fsync(file.fileno())
