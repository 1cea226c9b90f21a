"""Encrypted registers at the desk: is a passphrase needed, does it open, and encrypting one.

Knows the passphrase's length and which copies lie about; leaves files and keys to `storage`.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.roles import Right
from consentdesk.errors import BadInput, ConsentDeskError, Problem
from consentdesk.services import originals, remembered
from consentdesk.services.backups import look_for
from consentdesk.services.check_pack.passphrases import check_passphrase
from consentdesk.services.daily import NAMED
from consentdesk.services.links import by_file, linked
from consentdesk.services.recalling import forget_salt
from consentdesk.storage import upkeep
from consentdesk.storage.drafts import DRAFT, clear_dead_drafts
from consentdesk.storage.keys import belongs, forget, is_locked, salt_in, salt_of
from consentdesk.storage.places import parse
from consentdesk.storage.upkeep import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["forget", "is_locked"]


@dataclass(frozen=True, slots=True)
class Encrypted:
    """What was encrypted: the register, and `copies` of it that lay about.

    `left` are copies that could not be: whoever finds them reads them as before. `other_names` are
    those among them all that have a further name somewhere (a hard link), and there they are as
    they were. `unsure` may be copies that are not encrypted: what is damaged, or was made on a disk
    that isn't there now. `was_encrypted`: with another passphrase, and its recovery sheet opens it
    no longer.
    """

    path: Path
    copies: tuple[Path, ...]
    left: tuple[Path, ...]
    was_encrypted: bool = False
    other_names: tuple[Path, ...] = ()
    unsure: tuple[Path, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is known of that anybody could still read."""
        return not (self.left or self.other_names or self.unsure)


def locked_file(location: str) -> Path | None:
    """The register's file where it wants a passphrase first; None for any other place."""
    path = parse(location).path
    return path if path is not None and is_locked(path) else None


def is_encrypted(location: str) -> bool:
    """Whether the register is a file that only its passphrase opens."""
    path = parse(location).path
    return path is not None and salt_of(path) is not None


def check_new(location: str) -> None:
    """Whether an encrypted register could be made there, before anybody thinks up a passphrase.

    BadInput REGISTER_EXISTS, PLACE_TAKEN, ENCRYPTED_BY_SERVER.
    """
    from consentdesk.storage.making import refuse_taken

    path = parse(location).path
    if path is None:
        raise BadInput(Problem.ENCRYPTED_BY_SERVER)
    refuse_taken(path)


def unlock(path: Path, typed: str) -> None:
    """Open an encrypted file by its passphrase, or by the recovery key of its sheet.

    Takes half a second. Raises RegisterError PHRASE_WRONG, and as for opening the file.
    """
    from consentdesk.storage import unlocking

    # A whole recovery key with its check can't be somebody's passphrase by chance.
    with suppress(BadInput):
        unlocking.unlock_by_recovery(path, typed)
        return
    unlocking.unlock(path, typed)


def prove(location: str, typed: str) -> None:
    """Whether that is the passphrase, or the recovery key, of an encrypted register that is open.

    Takes half a second. Raises RegisterError PHRASE_WRONG, and as for opening the file.
    """
    path = parse(location).path
    if path is not None:
        unlock(path, typed)


def encrypt(
    location: str,
    passphrase: str,
    *,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Encrypted:
    """Encrypt a register's file, or give it another passphrase, and its copies with it.

    The copies are the backups in `folder`, those beside the register and those in folders
    where any were made, as far as they are at hand; none of another institution's. One that a link
    leads to is encrypted where it lies. What was encrypted under an older passphrase, or is open
    somewhere, is left as it is. Raises BadInput PACK_PHRASE_SHORT and what
    `storage.upkeep.encrypt` raises, RuleRefusal NOT_YOUR_ROLE; then nothing is changed.
    """
    check_passphrase(passphrase)
    path = parse(location).path
    if path is None:
        raise BadInput(Problem.ENCRYPTED_BY_SERVER)
    house = _asked(location)
    copies, unsure = _copies(path, folder, house)
    # A draft that was killed while it was to become the register is a name of its own.
    clear_dead_drafts(path)
    same = [p for p in linked(path, (path.parent, folder)) if not p.name.endswith(DRAFT)]
    is_shared = path.stat().st_nlink > 1
    before = salt_of(path)
    kept = {} if house is None else remembered.kept(house)
    upkeep.encrypt(location, passphrase, progress=progress)
    if before is not None:
        forget_salt(before)
    if house is not None:
        # What lay there in the open would tell what the register doesn't any more.
        originals.forget_all(house)
        belongs(house, path)
        remembered.reseal(house, kept)
    done: list[Path] = []
    left: list[Path] = []
    # Of one whose other names aren't at hand that is known before they are looked for.
    others: list[Path] = [path] if is_shared and not same else []
    for names in by_file([*same, *copies]):
        is_whole = _encrypt_copy(path, names)
        (done if is_whole is not None else left).append(names[0])
        for name in names[1:]:
            (done if _has_key(name, path) else left).append(name)
        if is_whole is False and not any(name in left for name in names):
            others.append(names[0])
    if house is not None:
        _note(house, path, [*done, *left])
    return Encrypted(
        path,
        copies=tuple(done),
        left=tuple(left),
        was_encrypted=before is not None,
        other_names=tuple(others),
        unsure=unsure,
    )


def _encrypt_copy(path: Path, names: Sequence[Path]) -> bool | None:
    """Encrypt a copy, under all its names, with the register's key.

    Whether it has no further name; None where it could not be encrypted.
    """
    from consentdesk.storage.encrypting import alone, encrypt_copy
    from consentdesk.storage.keys import key_of

    with suppress(ConsentDeskError):
        key = key_of(path)
        with alone(names[0]):
            pass
        if key is not None:
            return encrypt_copy(names[0], key, *names[1:])
    return None


def _has_key(copy: Path, path: Path) -> bool:
    with suppress(OSError):
        return salt_in(copy) == salt_in(path)
    return False


def _copies(
    path: Path, folder: Path | None, house: str | None
) -> tuple[list[Path], tuple[Path, ...]]:
    """The backups of the register, and what may be one and isn't encrypted.

    One that has a passphrase of its own elsewhere keeps that.
    """
    near = [place.absolute() for place in (folder, path.parent) if place is not None]
    found = look_for(path, folder, house)
    copies = [one.path for one in found.backups]
    return (
        [copy for copy in copies if copy.parent in near or not is_locked(copy)],
        tuple(one for one in found.unsure if not _is_encrypted(one)),
    )


def _note(house: str, path: Path, copies: Iterable[Path]) -> None:
    """Whoever is erased later is told of them; what lies beside the register is found anyhow."""
    away = [copy for copy in copies if copy.parent != path.parent]
    daily = [copy for copy in away if NAMED.fullmatch(copy.name)]
    remembered.note_backup(house, *(copy for copy in away if copy not in daily))
    remembered.note_folder(house, *(copy.parent for copy in daily))


def _is_encrypted(copy: Path) -> bool:
    with suppress(OSError):
        return salt_in(copy) is not None
    return False


def _asked(location: str) -> str | None:
    """Whose register it is, once it is known that whoever asks may lock it."""
    from consentdesk.storage.register import Register

    with Register.open(location) as register, register.read() as reader:
        reader.must(Right.LOCK)
        return reader.institution.uuid
