"""Looking after a register: verifying, sealing, copying, restoring, upgrading.

Knows files that a clerk names; leaves what is inside a register, a backup or a seal to `storage`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.services import remembered
from consentdesk.services.new_file import write_new
from consentdesk.storage import upkeep as storage
from consentdesk.storage.places import refuse_own
from consentdesk.storage.upkeep import Progress, upgrade
from consentdesk.storage.values import (
    Tampering,
    Verification,
    VerifyProblem,
)

if TYPE_CHECKING:
    from consentdesk.services.heads import PrintedHead
    from consentdesk.services.seal_keys import KeyFile
    from consentdesk.storage.register import Register
    from consentdesk.storage.sealing import Seal
    from consentdesk.storage.values import Head, Restoration

__all__ = ["backup", "compact", "must", "restore", "seal", "seal_in", "upgrade", "verify"]
"""`upgrade` is the storage's own, and anybody's: until it is done nobody can work."""

LONGEST_SEAL = 4096
"""Bytes of a seal; anything longer is another file."""
_CUT_OFF: Mapping[Tampering, Tampering] = {
    Tampering.SEAL_OLDER_COPY: Tampering.SEAL_TRUNCATED,
    Tampering.PRINTED_OLDER_COPY: Tampering.PRINTED_TRUNCATED,
}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal that was written; `key` is the one recorded to sign with, "" for none.

    Where the seal is not signed all the same, the private half is not at this computer.
    """

    seal: "Seal"
    key: str


def verify(
    register: "Register",
    seal: Path | None = None,
    *,
    head: "PrintedHead | None" = None,
    progress: Progress | None = None,
) -> Verification:
    """Recompute the register; with a seal or a printed head, also whether it still holds that.

    A journal that ends before what was sealed is an older copy where it is whole in itself; else it
    was cut off. Raises BadInput: UNREADABLE_MISSING, SEAL_UNREADABLE, SEAL_OF_ANOTHER; RuleRefusal
    NOT_YOUR_ROLE.
    """
    must(register, Right.VERIFY)
    # The seal comes first: a file that is no seal should not cost a whole verification.
    against = _check_seal(register, seal) if seal is not None else ()
    if head is not None:
        against += storage.check_head(register, head.number, head.begins)
    found = storage.verify(register, progress)
    if not found.ok:
        against = tuple(replace(one, code=_CUT_OFF.get(one.code, one.code)) for one in against)
    numbers = [one.number for one in against if one.number is not None]
    return replace(
        found,
        ok=found.ok and not against,
        problems=(*found.problems, *against),
        around={**found.around, **storage.surroundings(register, numbers)},
    )


def backup(register: "Register", path: Path, passphrase: str = "") -> "Head":
    """Copy the register into one file, see `storage.upkeep.backup`; RuleRefusal NOT_YOUR_ROLE.

    Where it is remains known, for it holds whoever is erased later.
    """
    must(register, Right.BACK_UP)
    head = storage.backup(register, path, passphrase)
    remembered.note_backup(register.house, path.expanduser().absolute())
    return head


def restore(
    path: Path,
    location: str,
    *,
    at: datetime,
    dry_run: bool = False,
    other: bool = False,
    losing: bool = False,
    seen: "Head | None" = None,
    progress: Progress | None = None,
) -> "Restoration":
    """Put a backup in the register's place, see `storage.upkeep.restore`.

    Where a register lies there and can be read, that is for its head: RuleRefusal NOT_YOUR_ROLE,
    RegisterError NO_SEAT. Where nothing does, or it is broken, there is nobody to ask.
    """
    _must_restore(location)
    return storage.restore(
        path,
        location,
        at=at,
        dry_run=dry_run,
        other=other,
        losing=losing,
        seen=seen,
        progress=progress,
    )


def _must_restore(location: str) -> None:
    from consentdesk.storage.places import parse
    from consentdesk.storage.register import Register

    if parse(location).path is None:
        # Only whom the tables belong to can.
        return
    try:
        with Register.open(location, reading=True) as present:
            must(present, Right.RESTORE)
    except RegisterError as error:
        if error.problem is Problem.NO_SEAT:
            raise
    except BadInput:
        return


def must(register: "Register", right: Right) -> None:
    """RuleRefusal NOT_YOUR_ROLE where that is not for whoever has opened the register."""
    with register.read() as reader:
        reader.must(right)


def refuse_target(register: "Register", path: Path) -> None:
    """Whether a seal could be written there; BadInput SEAL_EXISTS, FILE_OF_REGISTER."""
    refuse_own(path, register.place)
    if path.exists():
        raise BadInput(Problem.SEAL_EXISTS, path=path)


def compact(register: "Register") -> bool:
    """Try once more to leave nothing of the erased in the register's files; whether that was done.

    See `storage.upkeep.compact`. RuleRefusal NOT_YOUR_ROLE.
    """
    must(register, Right.ERASE)
    return storage.compact(register)


def seal(register: "Register", path: Path, file: "KeyFile | None" = None) -> "Sealed":
    """Write the register's seal into a new file, signed where the key is at hand, and return it.

    The key is looked for in the computer's keyring, or in the key file. An older seal is never
    overwritten: it is evidence. Raises BadInput: SEAL_EXISTS, FILE_OF_REGISTER, SEAL_UNWRITABLE,
    and with a key file SEAL_KEY_NONE and what `seal_keys.private_half` raises.
    """
    from consentdesk.services import signing
    from consentdesk.services.seal_keys import private_half

    must(register, Right.VERIFY)
    refuse_own(path, register.place)
    plain, key = storage.stand(register)
    if file is not None and not key:
        raise BadInput(Problem.SEAL_KEY_NONE)
    secret = private_half(plain.institution, key, file)
    made = plain
    if secret is not None:
        made = replace(plain, key=key)
        made = replace(made, signature=signing.signature(secret, made.body))
    write_new(
        path,
        made.text,
        mode=0o644,
        exists=Problem.SEAL_EXISTS,
        unwritable=Problem.SEAL_UNWRITABLE,
    )
    return Sealed(made, key)


def seal_in(path: Path) -> "Seal":
    """What a seal says; BadInput UNREADABLE_MISSING, SEAL_UNREADABLE."""
    from consentdesk.storage.sealing import read_seal

    try:
        return read_seal(_text(path))
    except BadInput as error:
        raise BadInput(error.problem, path=path) from None


def _check_seal(register: "Register", path: Path) -> tuple[VerifyProblem, ...]:
    from consentdesk.services.signing import is_signed

    try:
        found = storage.check_seal(register, _text(path), is_signed)
    except BadInput as error:
        raise BadInput(error.problem, path=path) from None
    if any(problem.code is Tampering.SEAL_OTHER_REGISTER for problem in found):
        raise BadInput(Problem.SEAL_OF_ANOTHER, path=path)
    return found


def _text(path: Path) -> str:
    from consentdesk.services.pictures.files import read_picture

    try:
        return read_picture(path, limit=LONGEST_SEAL).decode("ascii")
    except (BadInput, UnicodeDecodeError) as error:
        if isinstance(error, BadInput) and error.problem is Problem.UNREADABLE_MISSING:
            raise
        raise BadInput(Problem.SEAL_UNREADABLE, path=path) from None
