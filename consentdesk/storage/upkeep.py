"""Looking after a register: the door to verifying, sealing, copying and upgrading it.

Light to import; what does the work is loaded when it is called.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.storage.register import Register
from consentdesk.storage.values import (
    Head,
    Restoration,
    Surroundings,
    Upgraded,
    Verification,
    VerifyProblem,
)

if TYPE_CHECKING:
    from consentdesk.storage.sealing import IsSigned, Seal

Progress = Callable[[int, int], None]


def verify(register: Register, progress: Progress | None = None) -> Verification:
    """Recompute everything that can be: the chain, and all that the acts vouch for.

    `progress` counts steps through all of it; it may raise Cancelled.
    """
    from consentdesk.storage.verifying import verify as work

    return work(register, progress)


def stand(register: Register) -> "tuple[Seal, str]":
    """The register's head as a seal nobody signed, and the key that should sign it, "" for none.

    Kept where nobody can change it with the register: rewriting the whole chain, or putting an
    older copy in its place, can be shown by that alone.
    """
    from consentdesk.storage.sealing import stand as work

    return work(register)


def check_seal(register: Register, text: str, is_signed: "IsSigned") -> tuple[VerifyProblem, ...]:
    """Whether the register still holds what was sealed; BadInput SEAL_UNREADABLE."""
    from consentdesk.storage.sealing import check_seal as work

    return work(register, text, is_signed)


def check_head(register: Register, number: int, begins: str) -> tuple[VerifyProblem, ...]:
    """Whether the digest of the act with that number begins with these signs."""
    from consentdesk.storage.sealing import check_head as work

    return work(register, number, begins)


def surroundings(register: Register, numbers: Iterable[int]) -> dict[int, Surroundings]:
    """What stands around each of these numbers of lines."""
    from consentdesk.storage.verifying_around import surroundings as work

    return work(register, numbers)


def backup(register: Register, path: Path, passphrase: str = "") -> Head:
    """Copy the register into one file that must not exist, while others go on working.

    From PostgreSQL the file holds this institution alone. With a `passphrase` it is encrypted from
    its first byte; that of an encrypted register is in any case, with the register's own. BadInput
    BACKUP_EXISTS, FILE_OF_REGISTER; RegisterError where the file can't be written.
    """
    from consentdesk.storage.copying import backup as work
    from consentdesk.storage.keys import new_key

    return work(register, path, new_key(passphrase) if passphrase else None)


def restore(
    path: Path,
    location: str,
    *,
    at: datetime,
    dry_run: bool = False,
    other: bool = False,
    losing: bool = False,
    seen: Head | None = None,
    progress: Progress | None = None,
) -> Restoration:
    """Put a backup in the place of the register at the location, which is kept aside.

    The backup is verified first; nobody may have the register open. With `dry_run` nothing is
    changed. `other` lets it take the place of another institution's register, `losing` that of one
    in which somebody said no since; `seen` is where that one's ledger stood when it was said, so
    that `losing` holds for nothing written later. `progress` counts the steps of verifying it; it
    may raise Cancelled.
    BadInput BACKUP_NOT_A_REGISTER, BACKUP_DAMAGED, BACKUP_TOO_NEW,
    BACKUP_OTHER_IDS, BACKUP_OF_ANOTHER; RuleRefusal RESTORE_LOSES; RegisterError REGISTER_LOCKED,
    REGISTER_NOT_ONE; BadInput UNREADABLE_MISSING where there is no backup.
    """
    from consentdesk.storage.restoring import restore as work

    return work(
        path,
        location,
        at=at,
        dry_run=dry_run,
        other=other,
        losing=losing,
        seen=seen,
        progress=progress,
    )


def compact(register: Register, *, wait: float | None = None) -> bool:
    """Leave nothing in the register's files of what was erased; whether that could be done.

    It can't while others read, for whom it waits so many seconds, or where the disk has no room for
    a second copy; on a server, only whoever owns the tables can, and what its logs and backups hold
    is its keeper's business.
    """
    from consentdesk.storage.compacting import compact as work

    return work(register, wait)


def encrypt(location: str, passphrase: str, *, progress: Progress | None = None) -> None:
    """Encrypt a register's file with a passphrase, or give an encrypted one another.

    A copy is written beside it, verified, and takes its place; the old bytes are overwritten. The
    key of the new one is held. All or nothing. `progress` counts the steps of verifying it; it
    may raise Cancelled. BadInput ENCRYPTED_BY_SERVER; RegisterError REGISTER_IN_USE where anybody
    has the file open, REGISTER_DAMAGED where it doesn't verify, and as for opening one.
    """
    from consentdesk.storage.encrypting import encrypt as work

    work(location, passphrase, progress)


def upgrade(location: str, *, at: datetime, progress: Progress | None = None) -> Upgraded:
    """Bring an older register to this program's schema; a file is backed up beside itself first.

    All or nothing. A server's database is not backed up: that is its keeper's business. `progress`
    counts the backup and the steps; it may raise Cancelled. RegisterError REGISTER_IN_USE where
    anybody has the file open, UPGRADE_NOT_BACKED_UP, and as for opening one.
    """
    from consentdesk.storage.upgrading import upgrade as work

    return work(location, at=at, progress=progress)
