"""Restoring a backup: look at it, verify it, say what would be lost, and put it in place.

What was there is kept aside: the file under another name, a server's institution as a backup file
beside the one restored.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from consentdesk.domain.people import InstitutionId
from consentdesk.errors import BadInput, ConsentDeskError, Problem, RegisterError
from consentdesk.storage import schema
from consentdesk.storage.carrying import carry, forget
from consentdesk.storage.committing import lock_head
from consentdesk.storage.copying import backup, copy_file
from consentdesk.storage.database import (
    alone_with,
    connect,
    fsync_file,
    fsync_folder,
    transaction,
)
from consentdesk.storage.drafts import COPIES, clear_dead_copies
from consentdesk.storage.encrypting import encrypt_copy
from consentdesk.storage.faults import of_system
from consentdesk.storage.keys import Key, key_of
from consentdesk.storage.making import draft_in, ensure_tables, named, settle_file
from consentdesk.storage.opening import look_at_file
from consentdesk.storage.places import (
    SIDE_FILES,
    Place,
    files_of,
    is_there,
    parse,
    refuse_share,
    refuse_special,
)
from consentdesk.storage.register import Register
from consentdesk.storage.replacing import known, refuse_other_file, refuse_unasked, replaced
from consentdesk.storage.upgrading import migrate_file
from consentdesk.storage.values import BEFORE_RESTORE, Head, Known, Restoration
from consentdesk.storage.verifying import verify
from consentdesk.storage.verifying_course import Progress

_MEANS: Mapping[Problem, Problem] = {
    Problem.REGISTER_MISSING: Problem.UNREADABLE_MISSING,
    Problem.REGISTER_NOT_ONE: Problem.BACKUP_NOT_A_REGISTER,
    Problem.REGISTER_TOO_NEW: Problem.BACKUP_TOO_NEW,
    Problem.REGISTER_DAMAGED: Problem.BACKUP_DAMAGED,
}


def restore(
    path: Path,
    location: str,
    *,
    at: datetime,
    dry_run: bool,
    other: bool,
    losing: bool,
    seen: Head | None,
    progress: Progress | None,
) -> Restoration:
    """Put a backup in place; see `upkeep.restore`."""
    place, path = parse(location), path.expanduser().absolute()
    if place.path is not None:
        refuse_share(place.path)
        refuse_special(place.path)
        refuse_other_file(place.path)
    with _checked(path, place, progress, dry_run=dry_run) as draft:
        with Register.open(str(draft), upkeep=True) as copy:
            new = known(copy)
            present, lost, since = replaced(place, copy)
        there = place.path is not None and is_there(place.path)
        found = Restoration(
            institution=new.name,
            backup=new.head,
            present=present,
            unread=there and present is None,
            other=present is not None and present.uuid != new.uuid,
            lost=lost,
            since=since,
            aside=None,
        )
        if dry_run:
            return found
        refuse_unasked(found, path, other=other, losing=losing, seen=seen)
        _move_revision(draft, None if present is None else present.head)
        if place.path is not None:
            _stay_encrypted(draft, place.path)
            aside = _swap(draft, place.path, at)
        else:
            aside = _carry_in(draft, place, new, path, at)
    return replace(found, aside=aside)


@contextmanager
def _checked(
    path: Path, place: Place, progress: Progress | None, *, dry_run: bool
) -> Iterator[Path]:
    """A verified copy of the backup, beside where it is to go."""
    try:
        clear_dead_copies()
        with TemporaryDirectory(prefix=COPIES) as folder:
            beside = Path(folder) / "restore"
            if place.path is not None and not dry_run:
                beside = place.path
            with draft_in(beside) as draft, named(draft, beside):
                _check(path, draft, progress)
                yield draft
    except OSError as error:
        raise of_system(error, Path(place.shown)) from None


def _check(path: Path, draft: Path, progress: Progress | None) -> None:
    try:
        look_at_file(path)
        copy_file(path, draft)
        migrate_file(draft)
        with Register.open(str(draft), upkeep=True) as copy:
            found = verify(copy, progress)
            # What was verified for minutes must not look like something forgotten.
            os.utime(draft)
    except (RegisterError, BadInput) as error:
        if error.problem not in _MEANS:
            raise
        reason = error.facts.get("reason", "")
        raise BadInput(_MEANS[error.problem], path=str(path), reason=reason) from None
    if found.problems:
        reason = f"{found.problems[0].code} {found.problems[0].detail}"
        raise BadInput(Problem.BACKUP_DAMAGED, path=str(path), reason=reason)


def _move_revision(draft: Path, present: Head | None) -> None:
    """The restored register's revision is one nobody has seen, so that every view reads again."""
    if present is None:
        return
    with Register.open(str(draft), upkeep=True) as copy, copy.connected(writes=True) as connection:
        connection.execute(
            sa.update(schema.head)
            .where(schema.head.c.revision <= present.revision)
            .values(revision=present.revision + 1)
        )
        connection.commit()


def _stay_encrypted(draft: Path, path: Path) -> None:
    """What takes the place of an encrypted register is opened by that one's passphrase.

    A backup from before it was encrypted would otherwise lay everything open again.
    """
    key = key_of(path) if is_there(path) else None
    if key is not None and key != key_of(draft):
        encrypt_copy(draft, key)


def _aside(path: Path, at: datetime) -> Path:
    """A free name beside the path, with the time in it."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    plain = path.with_name(f"{path.name}{BEFORE_RESTORE}{stamp}")
    free = plain
    for again in count(2):
        if not is_there(free):
            return free
        free = plain.with_name(f"{plain.name}-{again}")
    return free


def _swap(draft: Path, path: Path, at: datetime) -> Path | None:
    """Put the draft in the file's place in one step; the old one gets another name first."""
    # Side files would stay behind, and what an upgrade or the new revision wrote with them.
    settle_file(draft)
    fsync_file(draft)
    if not path.exists():
        draft.rename(path)
        fsync_folder(path.parent)
        return None
    aside = _aside(path, at)
    with alone_with(path):
        for old, end in zip(files_of(path), ("", *SIDE_FILES), strict=True):
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


def _carry_in(draft: Path, place: Place, new: Known, path: Path, at: datetime) -> Path | None:
    """Put the backup's rows in place of the institution's in a server's database."""
    engine = connect(place)
    try:
        with (
            Register.open(str(draft), upkeep=True) as copy,
            copy.connected(writes=False) as source,
            transaction(engine, place, writes=True) as sink,
        ):
            ensure_tables(sink, place)
            there = _made_way(sink, place, new)
            # Others wait from here on, and what is kept is seen as it was before.
            aside = _keep_institution(place, new, _aside(path, at), key_of(path))
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


def _keep_institution(place: Place, new: Known, aside: Path, key: Key | None) -> Path | None:
    """What goes is kept as the backup was: nobody who reads the folder reads more than before."""
    try:
        register = Register.open(place.location, institution=new.name)
    except ConsentDeskError as error:
        if error.problem in {Problem.REGISTER_MISSING, Problem.INSTITUTION_UNKNOWN}:
            return None
        raise
    with register:
        backup(register, aside, key)
    return aside


def _made_way(sink: Connection, place: Place, new: Known) -> InstitutionId:
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
    """The guards off or on again, within the transaction: others never see them off."""
    for table in schema.GUARDED:
        sink.exec_driver_sql(f"ALTER TABLE {table} {switch} TRIGGER USER")
