"""Folders for what another program, or the next second, needs as a file: a signed form, a picture.

Each holds a lock for as long as it is in use. So what a killed program left, or what Windows kept
because it was still open elsewhere, can be told from what a running one has there, and is swept at
a later start.
"""

import os
import sys
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir, mkdtemp
from types import TracebackType
from typing import Self
from weakref import finalize

from PySide6.QtCore import QLockFile

from consentdesk.errors import BadInput, Problem

PREFIX = "consentdesk-private-"
"""No other folder of ours begins so; nothing else is ever swept."""
_LOCK = ".in-use"
_TRIES = 5
"""A start of another window may sweep a folder away before its lock stands in it."""


class PrivateFolder:
    """A folder that only this user can read; gone when removed, forgotten, or at the end."""

    def __init__(self) -> None:
        """Make it, at once; raises BadInput(UNREADABLE_IO) where nothing can be written."""
        try:
            self.path, lock = _made()
        except OSError as error:
            raise BadInput(Problem.UNREADABLE_IO, reason=error.strerror or "?") from error
        self._end = finalize(self, _remove, self.path, lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Remove it with all that is in it; what can't be removed now goes at a later start."""
        self._end()

    def settle(self) -> None:
        """Say, after writing into it, that this is over; it may have been removed meanwhile."""
        if not self._end.alive:
            rmtree(self.path, ignore_errors=True)


def sweep() -> None:
    """Remove what no running program uses any more; reads folders, so not on the GUI thread."""
    for path in Path(gettempdir()).glob(f"{PREFIX}*"):
        if _is_mine(path):
            lock = _lock(path)
            if lock.tryLock(0):
                _remove(path, lock)


def _made() -> tuple[Path, QLockFile]:
    for _again in range(_TRIES):
        path = Path(mkdtemp(prefix=PREFIX))
        lock = _lock(path)
        if lock.tryLock(0):
            return path, lock
        rmtree(path, ignore_errors=True)
    raise OSError(0, "no lock")


def _lock(folder: Path) -> QLockFile:
    lock = QLockFile(str(folder / _LOCK))
    # However old: a form may be looked at all day. A lock of a program that has ended is no lock.
    lock.setStaleLockTime(0)
    return lock


def _remove(path: Path, lock: QLockFile) -> None:
    lock.unlock()
    rmtree(path, ignore_errors=True)


def _is_mine(path: Path) -> bool:
    """Whether it is a folder of this user; the place for temporary files may be everybody's."""
    if path.is_symlink() or not path.is_dir():
        return False
    return sys.platform == "win32" or path.stat().st_uid == os.getuid()
