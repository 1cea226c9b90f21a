"""Unlocking an encrypted register: whether a passphrase, or a recovery key, opens the file.

From then on `keys` holds what opens it and its copies, until it is forgotten.
"""

from contextlib import closing
from pathlib import Path

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage import keys
from consentdesk.storage.database import driver_error, raw_file
from consentdesk.storage.faults import of_file
from consentdesk.storage.keys import Key
from consentdesk.storage.places import Place

_CLOSED = "ro&immutable=1"


def unlock(path: Path, passphrase: str) -> None:
    """Hold the key of an encrypted file; nothing to do for another.

    RegisterError PHRASE_WRONG, and as for opening the file.
    """
    salt = keys.salt_of(path)
    if salt is not None:
        _hold(path, keys.derived(passphrase, salt))


def unlock_by_recovery(path: Path, recovery: str) -> None:
    """The same with what stands on the recovery sheet; BadInput RECOVERY_UNREADABLE.

    RegisterError PHRASE_WRONG where the sheet is another register's.
    """
    salt = keys.salt_of(path)
    if salt is not None:
        _hold(path, keys.key_in(recovery, salt))


def unlock_by_key(path: Path, key: Key) -> None:
    """The same with a key that was remembered; RegisterError PHRASE_WRONG."""
    _hold(path, key)


def recovery_of(path: Path) -> str:
    """What to print on the recovery sheet; BadInput REGISTER_NOT_ENCRYPTED.

    RegisterError PHRASE_NEEDED where it isn't unlocked.
    """
    key = keys.key_of(path)
    if key is None:
        raise BadInput(Problem.REGISTER_NOT_ENCRYPTED, path=str(path))
    return keys.recovery_key(key)


def _hold(path: Path, key: Key) -> None:
    try:
        try:
            _look(path, "ro", key)
        except driver_error() as error:
            if not _name(error).startswith("SQLITE_CANTOPEN"):
                raise
            # SQLite's side files can't be made there.
            _look(path, _CLOSED, key)
    except driver_error() as error:
        if _name(error).startswith("SQLITE_NOTADB"):
            raise RegisterError(Problem.PHRASE_WRONG, path=str(path)) from None
        raise of_file(error, Place(str(path), path)) from error
    keys.hold(key)


def _look(path: Path, mode: str, key: Key) -> None:
    with closing(raw_file(path, mode=mode, key=key)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()


def _name(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", ""))
