"""A short text into a file that must not be there yet, whole and on the disk, or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from consentdesk.errors import BadInput, Problem


def write_new(path: Path, text: str, *, mode: int, exists: Problem, unwritable: Problem) -> None:
    """Write an ASCII text into a new file with these permissions.

    What is there is never overwritten. BadInput with the problem `exists` or `unwritable`.
    """
    from consentdesk.storage.database import fsync_folder

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise BadInput(exists, path=path) from None
    except OSError as error:
        raise _failed(unwritable, path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="ascii", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fsync_folder(path.absolute().parent)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise _failed(unwritable, path, error) from None


def _failed(problem: Problem, path: Path, error: OSError) -> BadInput:
    return BadInput(problem, path=path, reason=error.strerror or str(error))
