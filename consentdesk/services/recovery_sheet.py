"""The recovery sheet: the key of an encrypted register on paper, for the day nobody knows it.

It opens the register and every copy of it made under the same passphrase. Printed on demand, once
the register is unlocked; nothing of it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem
from consentdesk.services.heads import printed

if TYPE_CHECKING:
    from consentdesk.storage.register import Register


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
