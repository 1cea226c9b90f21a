"""Looking after a register: verifying, sealing, copying, restoring, upgrading.

Knows files that a clerk names; leaves what is inside a register, a backup or a seal to `storage`.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem
from consentdesk.storage import upkeep as storage
from consentdesk.storage.places import refuse_own
from consentdesk.storage.upkeep import Progress, backup, restore, upgrade
from consentdesk.storage.values import (
    Tampering,
    Verification,
    VerifyProblem,
)

if TYPE_CHECKING:
    from consentdesk.storage.register import Register

__all__ = ["backup", "restore", "seal", "upgrade", "verify"]
"""Three are the storage's own: what they work on is inside a register or a backup."""

LONGEST_SEAL = 4096
"""Bytes of a seal; anything longer is another file."""


def verify(
    register: "Register", seal: Path | None = None, *, progress: Progress | None = None
) -> Verification:
    """Recompute the register; with a seal, also whether it still holds what was sealed.

    Raises BadInput: UNREADABLE_MISSING, SEAL_UNREADABLE, SEAL_OF_ANOTHER.
    """
    # The seal comes first: a file that is no seal should not cost a whole verification.
    against = _check_seal(register, seal) if seal is not None else ()
    found = storage.verify(register, progress)
    return Verification(
        ok=found.ok and not against,
        acts=found.acts,
        head=found.head,
        problems=(*found.problems, *against),
    )


def compact(register: "Register") -> bool:
    """Try once more to leave nothing of the erased in the register's files; whether that was done.

    See `storage.upkeep.compact`.
    """
    from consentdesk.storage.upkeep import compact as work

    return work(register)


def seal(register: "Register", path: Path) -> str:
    """Write the register's seal into a new file, and return it.

    An older seal is never overwritten: it is evidence. Raises BadInput: SEAL_EXISTS,
    FILE_OF_REGISTER, SEAL_UNWRITABLE.
    """
    from consentdesk.storage.database import fsync_folder

    refuse_own(path, register.place)
    text = storage.seal(register)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError:
        raise BadInput(Problem.SEAL_EXISTS, path=path) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fsync_folder(path.absolute().parent)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise _unwritable(path, error) from None
    return text


def _unwritable(path: Path, error: OSError) -> BadInput:
    return BadInput(Problem.SEAL_UNWRITABLE, path=path, reason=error.strerror or str(error))


def _check_seal(register: "Register", path: Path) -> tuple[VerifyProblem, ...]:
    from consentdesk.services.pictures.files import read_picture

    try:
        text = read_picture(path, limit=LONGEST_SEAL).decode("ascii")
        found = storage.check_seal(register, text)
    except (BadInput, UnicodeDecodeError) as error:
        if isinstance(error, BadInput) and error.problem is Problem.UNREADABLE_MISSING:
            raise BadInput(error.problem, path=path) from None
        raise BadInput(Problem.SEAL_UNREADABLE, path=path) from None
    if any(problem.code is Tampering.SEAL_OTHER_REGISTER for problem in found):
        raise BadInput(Problem.SEAL_OF_ANOTHER, path=path)
    return found
