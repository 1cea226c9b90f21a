"""The recovery sheet: the key of an encrypted register on paper, for the day nobody knows it.

It opens the register and every copy of it made under the same passphrase. Printed on demand, once
the register is unlocked; nothing of it is kept. That it is on paper stands in the journal, by a
mark of the file's salt, which anybody can read anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.acts import ActKind, RecoveryPrinted
from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem
from consentdesk.services.heads import printed

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

_MARK = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverySheet:
    """What stands on it."""

    institution: str
    file: str
    """The register's name, without the folders it lies in."""
    key: str
    at: datetime
    zone: ZoneInfo
    head: str
    """Where the journal stood."""


def recovery_sheet(register: Register, at: datetime) -> RecoverySheet:
    """The sheet of an open register.

    BadInput REGISTER_NOT_ENCRYPTED, ENCRYPTED_BY_SERVER; RuleRefusal NOT_YOUR_ROLE.
    """
    from consentdesk.storage.unlocking import recovery_of

    path = register.place.path
    if path is None:
        raise BadInput(Problem.ENCRYPTED_BY_SERVER)
    with register.read() as reader:
        reader.must(Right.LOCK)
        return RecoverySheet(
            institution=reader.institution.name,
            file=path.name,
            key=recovery_of(path),
            at=at,
            zone=ZoneInfo(reader.policy.timezone),
            head=printed(reader.head()),
        )


def is_unprinted(register: Register, reader: Reader) -> bool:
    """Whether the register is encrypted, and nobody has said that its sheet is on paper.

    The sheet of a passphrase before the present one counts for nothing.
    """
    mark = _mark(register)
    found = reader.ledger(kinds=frozenset({ActKind.RECOVERY_PRINTED}), limit=1) if mark else ()
    said = {act.body.mark for act in found if isinstance(act.body, RecoveryPrinted)}
    return bool(mark) and mark not in said


def note_printed(register: Register, clerk: str, at: datetime) -> None:
    """Say that the sheet of the present passphrase is on paper.

    BadInput REGISTER_NOT_ENCRYPTED; RuleRefusal NOT_YOUR_ROLE.
    """
    mark = _mark(register)
    if not mark:
        raise BadInput(Problem.REGISTER_NOT_ENCRYPTED, path=register.place.shown)
    with register.write(clerk, at) as writer:
        writer.append(RecoveryPrinted(mark=mark))


def _mark(register: Register) -> str:
    """What tells one passphrase's sheet from another's; "" where nothing is encrypted."""
    from consentdesk.storage.keys import salt_of

    path = register.place.path
    salt = salt_of(path) if path is not None else None
    return "" if salt is None else sha256(b"ConsentDesk sheet" + salt).hexdigest()[:_MARK]


def print_recovery_sheet(
    register: Register, at: datetime, output: Path, deliver: Callable[[Path], None] | None = None
) -> None:
    """Draw the sheet as a PDF that only its owner may read; raises as these two do.

    Once it is on paper, the file is best thrown away. `deliver` is called with the whole file
    before it has its name.
    """
    from consentdesk.services.paper_file import NewFile
    from consentdesk.services.paper_recovery import draw_recovery

    sheet = recovery_sheet(register, at)
    with NewFile(output, register.place) as new:
        draw_recovery(sheet, new.file)
        if deliver is not None:
            deliver(new.drawn())
        new.put()
