"""Encrypted registers whose key this computer's keyring remembers, so that nobody types it there.

Off until somebody wants it. What is left with the keyring is the key itself and not the passphrase,
under the salt the file begins with: another passphrase means another salt, and the old key opens
nothing any more. A window that was locked asks for the passphrase all the same.
"""

from contextlib import suppress
from pathlib import Path

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.services import keyrings
from consentdesk.storage.keys import Key, is_locked, key_of, salt_in, salt_of
from consentdesk.storage.places import parse


def recall(path: Path) -> bool:
    """Open an encrypted file by what the keyring remembers; whether it is open now.

    RegisterError as for opening the file, but not where the key is the wrong one.
    """
    from consentdesk.storage.unlocking import unlock_by_key

    salt = salt_of(path) if is_locked(path) else None
    secret = keyrings.kept(_name(salt)) if salt is not None else None
    if salt is None or secret is None:
        return not is_locked(path)
    try:
        unlock_by_key(path, Key(salt, bytes.fromhex(secret)))
    except ValueError:
        return False
    except RegisterError as error:
        if error.problem is not Problem.PHRASE_WRONG:
            raise
        return False
    return True


def recall_at(location: str) -> None:
    """The same of the register there, where it is a file; for whoever opens it next."""
    path = parse(location).path
    if path is not None:
        recall(path)


def is_remembered(path: Path) -> bool:
    """Whether the keyring remembers the key of that file."""
    salt = _salt(path)
    return salt is not None and keyrings.kept(_name(salt)) is not None


def remember(path: Path) -> None:
    """Have the keyring remember the key of a file that is unlocked.

    BadInput KEYRING_MISSING, KEYRING_REFUSED, REGISTER_NOT_ENCRYPTED; RegisterError PHRASE_NEEDED.
    """
    key = key_of(path)
    if key is None:
        raise BadInput(Problem.REGISTER_NOT_ENCRYPTED, path=str(path))
    keyrings.keep(_name(key.salt), key.secret.hex())


def forget_key(path: Path) -> None:
    """Have the passphrase asked for again at this computer."""
    salt = _salt(path)
    if salt is not None:
        forget_salt(salt)


def forget_salt(salt: bytes) -> None:
    """The same of a key that opens nothing any more."""
    keyrings.drop(_name(salt))


def _salt(path: Path) -> bytes | None:
    with suppress(OSError):
        return salt_in(path)
    return None


def _name(salt: bytes) -> str:
    return f"register {salt.hex()}"
