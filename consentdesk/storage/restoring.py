"""Restoring a backup: look at it, verify it, say what would be lost, and put it in place.

What was there is kept aside: the file under another name, a server's institution as a backup file
beside the one restored.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from consentdesk.domain.acts import ActKind
from consentdesk.domain.people import InstitutionId
from consentdesk.errors import BadInput, ConsentDeskError, Problem, RegisterError
from consentdesk.storage import schema
from consentdesk.storage.carrying import carry, forget
from consentdesk.storage.copying import backup, copy_file
from consentdesk.storage.database import (
    connect,
    driver_error,
    fsync_file,
    fsync_folder,
    raw_file,
    transaction,
)
from consentdesk.storage.making import ensure_tables, new_file_in
from consentdesk.storage.opening import lock_head, look_at_file
from consentdesk.storage.places import Place, is_there, parse, refuse_share, refuse_special
from consentdesk.storage.register import Register
from consentdesk.storage.upgrading import migrate_file
from consentdesk.storage.values import Head, Restoration
from consentdesk.storage.verifying import verify

_MEANS: Mapping[Problem, Problem] = {
    Problem.REGISTER_MISSING: Problem.BACKUP_NOT_A_REGISTER,
    Problem.REGISTER_NOT_ONE: Problem.BACKUP_NOT_A_REGISTER,
    Problem.REGISTER_TOO_NEW: Problem.BACKUP_TOO_NEW,
    Problem.REGISTER_DAMAGED: Problem.BACKUP_DAMAGED,
}
_PASSING = frozenset(
    {Problem.REGISTER_LOCKED, Problem.REGISTER_UNREACHABLE, Problem.REGISTER_READ_ONLY}
)
"""Errors that say nothing about what is in the present register; others are why one restores."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a register says of itself."""

    name: str
    uuid: str
    head: Head


def restore(path: Path, location: str, *, at: datetime, dry_run: bool) -> Restoration:
    """Put a backup in place; see `upkeep.restore`."""
    place, path = parse(location), path.expanduser().absolute()
    if place.path is not None:
        refuse_share(place.path)
        refuse_special(place.path)
    with _checked(path, place, dry_run=dry_run) as draft:
        with Register.open(str(draft)) as copy:
            new = _known(copy)
        present, lost = _present(place, new)
        aside = None
        if not dry_run:
            _move_revision(draft, present)
            if place.path is not None:
                aside = _swap(draft, place.path, at)
            else:
                aside = _carry_in(draft, place, new, path, at)
    return Restoration(
        institution=new.name, backup=new.head, present=present, lost=lost, aside=aside
    )


@contextmanager
def _checked(path: Path, place: Place, *, dry_run: bool) -> Iterator[Path]:
    """A verified copy of the backup, beside where it is to go."""
    try:
        with TemporaryDirectory(prefix="consentdesk-") as folder:
            beside = Path(folder) / "restore"
            if place.path is not None and not dry_run:
                beside = place.path
            draft = new_file_in(beside)
            try:
                _check(path, draft)
                yield draft
            finally:
                for name in _files(draft):
                    name.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RegisterError(Problem.REGISTER_READ_ONLY, path=place.shown, reason=reason) from None


def _check(path: Path, draft: Path) -> None:
    try:
        look_at_file(path)
        copy_file(path, draft)
        migrate_file(draft)
        with Register.open(str(draft)) as copy:
            problems = verify(copy).problems
    except (RegisterError, BadInput) as error:
        if error.problem not in _MEANS:
            raise
        reason = error.facts.get("reason", "")
        raise BadInput(_MEANS[error.problem], path=str(path), reason=reason) from None
    if problems:
        reason = f"{problems[0].code} {problems[0].detail}"
        raise BadInput(Problem.BACKUP_DAMAGED, path=str(path), reason=reason)


def _known(register: Register) -> _Known:
    with register.read() as reader:
        return _Known(reader.institution.name, reader.institution.uuid, reader.head())


def _present(place: Place, new: _Known) -> tuple[Head | None, Mapping[ActKind, int] | None]:
    """The head of the register in place, and what of it the backup doesn't have."""
    if place.path is not None and not is_there(place.path):
        return None, None
    name = new.name if place.path is None else None
    try:
        with Register.open(place.location, institution=name) as register:
            known = _known(register)
            return known.head, _lost(register, known, new)
    except ConsentDeskError as error:
        if error.problem in _PASSING:
            raise
        return None, None


def _lost(register: Register, known: _Known, new: _Known) -> Mapping[ActKind, int] | None:
    """Acts after the backup, by kind; None where the two do not share a chain."""
    if known.uuid != new.uuid:
        return None
    ledger = schema.ledger.c
    mine = ledger.institution == register.institution_id
    shared = sa.select(ledger.digest).where(mine, ledger.number == new.head.number)
    later = (
        sa.select(ledger.kind, sa.func.count())
        .where(mine, ledger.number > new.head.number)
        .group_by(ledger.kind)
    )
    with register.connected(writes=False) as connection:
        if known.head.number < new.head.number:
            return {}
        if connection.execute(shared).scalar() != new.head.digest:
            return None
        return {ActKind(kind): count for kind, count in connection.execute(later)}


def _move_revision(draft: Path, present: Head | None) -> None:
    """The restored register's revision is one nobody has seen, so that every view reads again."""
    if present is None:
        return
    with Register.open(str(draft)) as copy, copy.connected(writes=True) as connection:
        connection.execute(
            sa.update(schema.head)
            .where(schema.head.c.revision <= present.revision)
            .values(revision=present.revision + 1)
        )
        connection.commit()


def _files(path: Path) -> tuple[Path, ...]:
    """A database and the side files SQLite may have left."""
    return (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")))


def _aside(path: Path, at: datetime) -> Path:
    """A free name beside the path, with the time in it."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    plain = path.with_name(f"{path.name}.before-restore-{stamp}")
    free = plain
    for again in count(2):
        if not is_there(free):
            return free
        free = plain.with_name(f"{plain.name}-{again}")
    return free


def _swap(draft: Path, path: Path, at: datetime) -> Path | None:
    """Put the draft in the file's place in one step; the old one gets another name first."""
    fsync_file(draft)
    if not path.exists():
        draft.rename(path)
        fsync_folder(path.parent)
        return None
    aside = _aside(path, at)
    with _alone_with(path):
        for old, end in zip(_files(path), ("", "-wal", "-shm", "-journal"), strict=True):
            if old == path:
                _link(old, aside)
            elif old.exists():
                old.rename(aside.with_name(aside.name + end))
        draft.replace(path)
        fsync_folder(path.parent)
    return aside


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:
        # A file system without hard links: for a moment there is no register.
        old.rename(new)


@contextmanager
def _alone_with(path: Path) -> Iterator[None]:
    """Nobody else has the register open; RegisterError REGISTER_LOCKED where somebody has.

    A file so damaged that it can't be locked is nobody's.
    """
    connection: Any = None
    try:
        connection = raw_file(path, wait=1)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
    except driver_error() as error:
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


def _carry_in(draft: Path, place: Place, new: _Known, path: Path, at: datetime) -> Path | None:
    """Put the backup's rows in place of the institution's in a server's database."""
    engine = connect(place)
    try:
        with (
            Register.open(str(draft)) as copy,
            copy.connected(writes=False) as source,
            transaction(engine, place, writes=True) as sink,
        ):
            ensure_tables(sink, place)
            there = _made_way(sink, place, new)
            # Others wait from here on, and what is kept is seen as it was before.
            aside = _keep_institution(place, new, _aside(path, at))
            _forget(sink, there)
            try:
                carry(source, sink, copy.institution_id, there)
            except IntegrityError:
                raise BadInput(Problem.BACKUP_OTHER_IDS, path=str(path)) from None
            _guard(sink, "ENABLE")
            sink.commit()
    finally:
        engine.dispose()
    return aside


def _keep_institution(place: Place, new: _Known, aside: Path) -> Path | None:
    try:
        register = Register.open(place.location, institution=new.name)
    except ConsentDeskError as error:
        if error.problem in {Problem.REGISTER_MISSING, Problem.INSTITUTION_UNKNOWN}:
            return None
        raise
    with register:
        backup(register, aside)
    return aside


def _made_way(sink: Connection, place: Place, new: _Known) -> InstitutionId:
    """The id the institution has, or gets; its writers wait from now on."""
    ours = schema.institution.c
    found = sink.execute(sa.select(ours.id).where(ours.uuid == new.uuid)).scalar()
    taken = sink.execute(sa.select(ours.uuid).where(ours.name == new.name)).scalar()
    if taken not in (None, new.uuid):
        raise BadInput(Problem.REGISTER_EXISTS, path=place.shown)
    if found is None:
        following = sa.func.nextval(sa.func.pg_get_serial_sequence("institution", "id"))
        return InstitutionId(sink.execute(sa.select(following)).scalar_one())
    lock_head(sink, InstitutionId(found))
    return InstitutionId(found)


def _forget(sink: Connection, here: InstitutionId) -> None:
    _guard(sink, "DISABLE")
    forget(sink, here)


def _guard(sink: Connection, switch: str) -> None:
    """The ledger's guards off or on again, within the transaction: others never see them off."""
    sink.exec_driver_sql(f"ALTER TABLE ledger {switch} TRIGGER USER")
