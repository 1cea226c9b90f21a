"""Opening files from anywhere: never blocks, never reads what is not a regular file.

A file is opened once and everything is asked of that descriptor, so a swap between looking and
reading can't happen. What the bytes mean is left to `containers`.
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consentdesk.errors import Problem
from consentdesk.services.pictures.limits import MAX_BYTES
from consentdesk.services.pictures.unreadable import PictureError

__all__ = ["PictureError", "digest_file", "read_head", "read_picture"]

# Only the systems that have such a thing define the flag. Without O_NONBLOCK, opening a FIFO waits
# for a writer for ever; without O_BINARY, Windows translates line ends.
_FLAGS = sum(
    getattr(os, name, 0)
    for name in ("O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY", "O_NOINHERIT", "O_SEQUENTIAL")
)

_BUFFER = 256 * 1024
"""Measured: 64 kB to 1 MB make no difference; this one stays in the second-level cache."""


def read_picture(path: Path, limit: int = MAX_BYTES) -> bytes:
    """All bytes of a regular file, as they were at one moment.

    Raises PictureError: UNREADABLE_MISSING, DENIED, NOT_A_FILE, IO, EMPTY, TOO_BIG (over `limit`
    bytes) or CHANGED (it grew, shrank or was written to meanwhile).
    """
    with _opened(path, limit) as (descriptor, before):
        # One byte more than expected tells a file that grew from one that did not.
        parts: list[bytes] = []
        wanted = before.st_size + 1
        while wanted and (part := os.read(descriptor, wanted)):
            parts.append(part)
            wanted -= len(part)
        data = parts[0] if len(parts) == 1 else b"".join(parts)
        _unchanged(before, os.fstat(descriptor), len(data))
    return data


def read_head(path: Path, size: int) -> bytes:
    """The first bytes of a regular file, `size` of them where there are as many.

    Raises as `read_picture` does, but does not see whether the file is written to meanwhile.
    """
    with _opened(path, MAX_BYTES) as (descriptor, _before):
        return os.read(descriptor, size)


def digest_file(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The SHA-256 (32 bytes) of a regular file, without holding more than a small piece of it.

    Releases the interpreter while it works, so threads scale. Raises as `read_picture` does.
    """
    digest = hashlib.sha256()
    buffer = bytearray(_BUFFER)
    view = memoryview(buffer)
    size = 0
    with _opened(path, limit) as (descriptor, before):
        with os.fdopen(descriptor, "rb", buffering=0, closefd=False) as file:
            while size <= before.st_size and (got := file.readinto(buffer)):
                digest.update(view[:got] if got < _BUFFER else buffer)
                size += got
        _unchanged(before, os.fstat(descriptor), size)
    return digest.digest()


@contextmanager
def _opened(path: Path, limit: int) -> Iterator[tuple[int, os.stat_result]]:
    descriptor = -1
    try:
        # A plain file descriptor: `open` would already have asked questions by path.
        descriptor = os.open(path, _FLAGS)
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise PictureError(Problem.UNREADABLE_NOT_A_FILE)
        if found.st_size == 0:
            raise PictureError(Problem.UNREADABLE_EMPTY)
        if found.st_size > limit:
            raise PictureError(
                Problem.UNREADABLE_TOO_BIG,
                megabytes=round(found.st_size / 1e6),
                limit=limit // (1024 * 1024),
            )
        yield descriptor, found
    except (FileNotFoundError, NotADirectoryError):
        raise PictureError(Problem.UNREADABLE_MISSING) from None
    except PermissionError:
        # Windows says so for folders, too.
        folder = path.is_dir() and os.access(path, os.R_OK)
        kind = Problem.UNREADABLE_NOT_A_FILE if folder else Problem.UNREADABLE_DENIED
        raise PictureError(kind) from None
    except (OSError, ValueError) as error:
        # ValueError: a NUL within the name. ENXIO: a socket or a device that has gone.
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise PictureError(Problem.UNREADABLE_IO, reason=reason or "?") from None
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def _unchanged(before: os.stat_result, after: os.stat_result, read: int) -> None:
    if (
        read != before.st_size
        or after.st_size != before.st_size
        or after.st_mtime_ns != before.st_mtime_ns
    ):
        raise PictureError(Problem.UNREADABLE_CHANGED)
