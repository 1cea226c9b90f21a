"""The file of a check pack: taken first, filled last, so that a crash leaves none unrecorded.

Between the two the journal is told. What is left where that fails or the room is short is nothing.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from consentdesk.errors import BadInput, Problem

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


class Place:
    """A new file that nobody else can take; zeros until it is filled."""

    def __init__(self, path: Path, handle: int) -> None:
        self._path = path
        self._handle = handle

    def hold(self, size: int) -> None:
        """Make sure that there is room for so many bytes; BadInput PACK_UNWRITABLE."""
        self._write(bytes(size))

    def fill(self, data: bytes) -> None:
        """Put the pack there, on the disk itself; BadInput PACK_UNWRITABLE."""
        from consentdesk.storage.database import fsync_folder

        self._write(data)
        try:
            fsync_folder(self._path.absolute().parent)
        except OSError as error:
            raise _unwritable(self._path, error) from None

    def _write(self, data: bytes) -> None:
        try:
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.ftruncate(self._handle, 0)
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._handle, rest) :]
            os.fsync(self._handle)
        except OSError as error:
            raise _unwritable(self._path, error) from None


@contextmanager
def new_file(path: Path) -> Iterator[Place]:
    """Take that name; the file is gone again where anything is raised.

    Raises BadInput: PACK_EXISTS, PACK_UNWRITABLE.
    """
    try:
        handle = os.open(path, _FLAGS, 0o600)
    except FileExistsError:
        raise BadInput(Problem.PACK_EXISTS, path=path) from None
    except OSError as error:
        raise _unwritable(path, error) from None
    is_whole = False
    try:
        yield Place(path, handle)
        is_whole = True
    finally:
        os.close(handle)
        if not is_whole:
            with suppress(OSError):
                path.unlink()


def _unwritable(path: Path, error: OSError) -> BadInput:
    return BadInput(Problem.PACK_UNWRITABLE, path=path, reason=error.strerror or str(error))
