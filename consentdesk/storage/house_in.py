"""Whose register a file holds, whatever the file is called and whatever version wrote it.

Read without a trace: nothing is made beside the file, and another program's is not even opened.
"""

from contextlib import closing
from pathlib import Path

from consentdesk.errors import RegisterError
from consentdesk.storage.database import driver_told, raw_file
from consentdesk.storage.keys import salt_in
from consentdesk.storage.opening import look_at_file

_UUIDS = "SELECT uuid FROM institution"


def is_register(path: Path) -> bool:
    """Whether the file begins as a register does, encrypted or not."""
    try:
        look_at_file(path)
    except RegisterError:
        return False
    return True


def is_of(path: Path, house: str | None, salt: bytes | None) -> bool | None:
    """Whether a register's file holds the institution with that uuid.

    An encrypted file that begins with that `salt` is a copy of the one that does. None where it
    can't be told, for the file is locked or damaged.
    """
    try:
        if salt is not None and salt_in(path) == salt:
            return True
        with driver_told(path), closing(raw_file(path.absolute(), mode="ro&immutable=1")) as file:
            found: list[tuple[str]] = file.execute(_UUIDS).fetchall()
    except (RegisterError, OSError):
        return None
    return (house,) in found
