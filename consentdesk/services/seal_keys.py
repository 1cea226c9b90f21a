"""Which key signs the seals of a register, and where its private half lies.

The public half stands in the journal, so that a seal can be checked by whoever has the register.
The private half never does: it lies in the keyring of the computer that seals, or in a file that a
passphrase opens.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.domain.acts import SealKeySet
from consentdesk.errors import BadInput, Problem
from consentdesk.services import keyrings, signing
from consentdesk.services.check_pack.passphrases import check_passphrase
from consentdesk.services.new_file import write_new
from consentdesk.storage.places import refuse_own

if TYPE_CHECKING:
    from datetime import datetime

    from consentdesk.storage.register import Register

LONGEST = 4096
"""Bytes of a key file; anything longer is another file."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file with a private key, and what opens it."""

    path: Path
    passphrase: str = field(repr=False)


def make_key(
    register: Register, clerk: str, at: datetime, file: KeyFile | None = None
) -> tuple[str, str]:
    """Sign seals with a new key from now on, kept in the keyring, or in a new file if one is given.

    Returns the public half, which is in the journal then, and the private one. Seals made with the
    key before stay good. BadInput KEYRING_MISSING, KEYRING_REFUSED; with a file PACK_PHRASE_SHORT,
    KEY_FILE_EXISTS, KEY_FILE_UNWRITABLE, FILE_OF_REGISTER.
    """
    with register.read() as reader:
        uuid = reader.institution.uuid
    secret = signing.new_secret()
    key = signing.public_half(secret)
    if file is None:
        keyrings.keep(_name(uuid, key), secret)
    else:
        check_passphrase(file.passphrase)
        refuse_own(file.path, register.place)
        write_new(
            file.path,
            signing.locked_up(secret, uuid, file.passphrase),
            mode=0o600,
            exists=Problem.KEY_FILE_EXISTS,
            unwritable=Problem.KEY_FILE_UNWRITABLE,
        )
    try:
        with register.write(clerk, at) as writer:
            writer.append(SealKeySet(key=key))
    except BaseException:
        _undo(_name(uuid, key), file)
        raise
    return key, secret


def private_half(institution: str, key: str, file: KeyFile | None = None) -> str | None:
    """The private half of a public key: out of the file, if one is given, else of the keyring.

    None where this computer's keyring has none. BadInput UNREADABLE_MISSING, KEY_FILE_UNREADABLE,
    KEY_FILE_LOCKED, KEY_FILE_OTHER.
    """
    if file is None:
        secret = keyrings.kept(_name(institution, key)) if key else None
        return secret if secret is not None and _fits(secret, key) else None
    text = _text(file.path)
    named = signing.key_named(text, file.path)
    wanted = named == (institution, key)
    secret = signing.unlocked(text, file.passphrase, file.path) if wanted else ""
    if not _fits(secret, key):
        raise BadInput(Problem.KEY_FILE_OTHER, path=file.path)
    return secret


def lacks_key(register: Register) -> bool:
    """Whether seals are signed here, but with a key that this computer's keyring has not."""
    from consentdesk.storage.upkeep import stand

    plain, key = stand(register)
    return bool(key) and private_half(plain.institution, key) is None


def shown_key(key: str) -> str:
    """The first signs of a public key in groups, as people compare them."""
    return " ".join(key[at : at + 4] for at in range(0, 20, 4))


def _fits(secret: str, key: str) -> bool:
    try:
        return signing.public_half(secret) == key
    except ValueError:
        return False


def _name(institution: str, key: str) -> str:
    """Under which the keyring keeps it; each key by itself, so that none is ever overwritten."""
    return f"seals of {institution}, key {key[:16]}"


def _text(path: Path) -> str:
    from consentdesk.services.pictures.files import read_picture

    try:
        return read_picture(path, limit=LONGEST).decode("ascii")
    except (BadInput, UnicodeDecodeError) as error:
        if isinstance(error, BadInput) and error.problem is Problem.UNREADABLE_MISSING:
            raise BadInput(error.problem, path=path) from None
        raise BadInput(Problem.KEY_FILE_UNREADABLE, path=path) from None


def _undo(name: str, file: KeyFile | None) -> None:
    """A key that no journal knows is of no use to anybody."""
    if file is None:
        keyrings.drop(name)
    else:
        with suppress(OSError):
            file.path.unlink()
