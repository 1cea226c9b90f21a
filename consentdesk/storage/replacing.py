"""What a restored backup takes the place of: whose register it is, and what of it would be gone.

Decides what may not happen unasked; `restoring` does the rest.
"""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind
from consentdesk.errors import BadInput, ConsentDeskError, Problem, RegisterError, RuleRefusal
from consentdesk.storage import schema
from consentdesk.storage.database import driver_told, raw_file
from consentdesk.storage.opening import look_at_file
from consentdesk.storage.places import HEADER, Place, is_there
from consentdesk.storage.register import Register
from consentdesk.storage.values import Head, Known, Restoration, Since

_PASSING = frozenset(
    {
        Problem.PHRASE_NEEDED,
        Problem.REGISTER_FULL,
        Problem.REGISTER_LOCKED,
        Problem.REGISTER_READ_ONLY,
        Problem.REGISTER_UNREACHABLE,
        Problem.REGISTER_UNREADABLE,
    }
)
"""Errors that say nothing about what is in the present register; others are why one restores."""
_ledger = schema.ledger.c
_DIGEST = sa.select(_ledger.digest).where(
    _ledger.institution == sa.bindparam("here"), _ledger.number == sa.bindparam("number")
)
_LATER = (
    sa.select(_ledger.kind, sa.func.count())
    .where(_ledger.institution == sa.bindparam("here"), _ledger.number > sa.bindparam("number"))
    .group_by(_ledger.kind)
)


def _new(kind: ActKind, whose: "sa.ColumnElement[Any]", there: sa.Table) -> "sa.Select[Any]":
    """How many of whom the first act of that kind came later are still there."""
    first = (
        sa.select(whose.label("id"))
        .where(_ledger.institution == sa.bindparam("here"), _ledger.kind == kind.value)
        .group_by(whose)
        .having(sa.func.min(_ledger.number) > sa.bindparam("number"))
        .subquery()
    )
    return sa.select(sa.func.count()).select_from(first.join(there, there.c.id == first.c.id))


_ENROLLED_BEFORE = sa.select(_ledger.subject).where(
    _ledger.institution == sa.bindparam("here"),
    _ledger.kind == ActKind.ENROLLED.value,
    _ledger.number <= sa.bindparam("number"),
)
_CHANGED = sa.select(sa.func.count()).where(
    _ledger.institution == sa.bindparam("here"),
    _ledger.number > sa.bindparam("number"),
    _ledger.kind.in_([ActKind.ENROLLED.value, ActKind.GUARDIAN_ADDED.value]),
    _ledger.subject.in_(_ENROLLED_BEFORE),
)
_PEOPLE = _new(ActKind.ENROLLED, _ledger.subject, schema.subject)
_PHOTOS = _new(ActKind.REGISTERED, _ledger.photo, schema.photo)


def known(register: Register) -> Known:
    """What a register says of itself."""
    with register.read() as reader:
        return Known(reader.institution.name, reader.institution.uuid, reader.head())


def replaced(
    place: Place, copy: Register
) -> tuple[Known | None, Mapping[ActKind, int] | None, Since | None]:
    """The register in place, and what of it the backup doesn't have: acts by kind, and in all.

    None where nothing is there or it can't be read; no counts where it is another one.
    """
    if place.path is not None and not is_there(place.path):
        return None, None, None
    new = known(copy)
    name = new.name if place.path is None else None
    try:
        with Register.open(place.location, institution=name, upkeep=True) as present:
            found = known(present)
            if found.uuid != new.uuid:
                return found, None, None
            return found, *_lost(present, copy)
    except ConsentDeskError as error:
        if error.problem in _PASSING:
            raise
        return None, None, None


def refuse_unasked(
    restoration: Restoration, path: Path, *, other: bool, losing: bool, seen: Head | None
) -> None:
    """Stop where more would go than anybody said.

    BadInput BACKUP_OF_ANOTHER: another institution's register is in the place. RuleRefusal
    RESTORE_LOSES (R7): a no that was said since would be forgotten, and what it closed be open
    again. It is not carried over by itself: a refusal hangs on a form, a correction on the line it
    corrects, a further face on its photo, and the backup may have none of them. Half of it would
    look as if all were safe. The same where the ledger went on after it was `seen`.
    """
    present = restoration.present
    if present is None:
        return
    if restoration.other and not other:
        raise BadInput(
            Problem.BACKUP_OF_ANOTHER,
            path=str(path),
            institution=present.name,
            count=present.head.number,
        )
    has_moved = seen is not None and present.head.digest != seen.digest
    if restoration.closing and (has_moved or not losing):
        raise RuleRefusal(Problem.RESTORE_LOSES, path=str(path), count=restoration.closing)


def refuse_other_file(path: Path) -> None:
    """RegisterError REGISTER_NOT_ONE where a photo, a text or another program's database is there.

    A database that can't be read any more may have been a register.
    """
    if not is_there(path):
        return
    try:
        look_at_file(path)
    except RegisterError as error:
        if error.problem is not Problem.REGISTER_NOT_ONE or not _damaged(path):
            raise


def _damaged(path: Path) -> bool:
    with path.open("rb") as file:
        if file.read(len(HEADER)) != HEADER:
            return False
    try:
        # Immutable, so that another program's database is not changed by being looked at.
        with driver_told(path), closing(raw_file(path, mode="ro&immutable=1")) as found:
            found.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except RegisterError:
        return True
    return False


def _lost(present: Register, copy: Register) -> tuple[Mapping[ActKind, int], Since]:
    """Acts after the last one that both have, and what came with them."""
    with (
        present.connected(writes=False) as ours,
        copy.connected(writes=False) as theirs,
    ):

        def at(connection: sa.Connection, register: Register, number: int) -> object:
            given = {"here": register.institution_id, "number": number}
            return connection.execute(_DIGEST, given).scalar()

        low, high = 0, min(known(present).head.number, known(copy).head.number)
        # A chain that has parted never comes together again.
        while low < high:
            middle = (low + high + 1) // 2
            if at(ours, present, middle) == at(theirs, copy, middle):
                low = middle
            else:
                high = middle - 1
        given = {"here": present.institution_id, "number": low}
        lost = {ActKind(kind): count for kind, count in ours.execute(_LATER, given)}
        people, photos, changed = (
            ours.execute(each, given).scalar_one() for each in (_PEOPLE, _PHOTOS, _CHANGED)
        )
        return lost, Since(low, people, lost.get(ActKind.JOURNALED, 0), photos, changed)
