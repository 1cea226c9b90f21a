"""Files that appear under their names whole and lasting, or not at all; one, or many together.

Knows temporary names, fsync and renaming. What is in the file is left to whoever writes it.
"""

import errno
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from consentdesk.errors import BadInput, Problem
from consentdesk.storage.places import Place, refuse_own

_PDF = b"%PDF-"


class NewFile:
    """Writes beside the target and takes its name on `put`; an older PDF there makes room.

    Leaving the block by an exception, even after `put`, leaves the folder as it was found. Raises
    BadInput PRINT_TARGET_TAKEN where something else than a PDF is there, FILE_OF_REGISTER for a
    name that is the register's own, PRINT_TARGET_UNUSABLE with the system's reason, for a full disk
    as well. Only the owner may read the file: it holds names.
    """

    def __init__(self, target: Path, register: Place) -> None:
        self._target = target
        self._register = register
        self._aside: Path | None = None
        self._placed = False

    def __enter__(self) -> Self:
        try:
            self._target = self._target.resolve()
            refuse_own(self._target, self._register)
            _check_replaceable(self._target)
            handle, name = tempfile.mkstemp(".part", ".consentdesk-", self._target.parent)
        except (OSError, ValueError, RuntimeError) as error:
            raise self._unusable(error) from None
        self._part = Path(name)
        self.file: BinaryIO = os.fdopen(handle, "wb")
        return self

    def clear(self) -> None:
        """Begin the file anew."""
        self.file.seek(0)
        self.file.truncate()

    def drawn(self) -> Path:
        """What was written so far, as a file of its own to be looked at; gone after `put`."""
        self.file.flush()
        return self._part

    def done(self) -> None:
        """Nothing more is written; of many files, only one need be open at a time."""
        try:
            if not self.file.closed:
                self.file.flush()
                os.fsync(self.file.fileno())
                self.file.close()
        except OSError as error:
            raise self._unusable(error) from None

    def put(self) -> None:
        """Give the finished file its name; it can still be taken back by an exception."""
        self.done()
        try:
            if self._target.exists():
                _check_replaceable(self._target)
                aside = self._part.with_suffix(".old")
                self._target.replace(aside)
                self._aside = aside
            self._part.replace(self._target)
            self._placed = True
            _sync_folder(self._target.parent)
        except OSError as error:
            raise self._unusable(error) from None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None and self._placed:
            if self._aside is not None:
                self._aside.unlink(missing_ok=True)
            return
        self._take_back()
        if isinstance(error, OSError):
            raise self._unusable(error) from None

    def _take_back(self) -> None:
        # A full disk may refuse the last buffered bytes again on closing.
        try:
            self.file.close()
        except OSError:
            self._part.unlink(missing_ok=True)
        self._part.unlink(missing_ok=True)
        if self._placed:
            self._target.unlink(missing_ok=True)
        if self._aside is not None:
            self._aside.replace(self._target)

    def _unusable(self, error: BaseException) -> BadInput:
        return unusable(self._target, error)


def unusable(target: Path, error: BaseException) -> BadInput:
    """That nothing can be written there, with the system's reason."""
    reason = getattr(error, "strerror", None) or str(error)
    return BadInput(Problem.PRINT_TARGET_UNUSABLE, path=target, reason=reason)


class NewFiles:
    """Writes many files into one folder, which is made if need be: all of them appear, or none.

    Leaving the block by an exception, even after `put`, leaves everything as it was found. Raises
    BadInput as `NewFile` does.
    """

    def __init__(self, folder: Path, register: Place) -> None:
        self._folder = folder
        self._register = register
        self._made = False
        self._files: list[NewFile] = []
        self._held = ExitStack()

    def __enter__(self) -> Self:
        try:
            self._folder = self._folder.resolve()
            self._made = not self._folder.exists()
            self._folder.mkdir(0o700, exist_ok=True)
        except (OSError, ValueError, RuntimeError) as error:
            raise unusable(self._folder, error) from None
        return self

    def add(self, name: str) -> NewFile:
        """One more file, to be written and then `done`."""
        self._files.append(self._held.enter_context(NewFile(self._folder / name, self._register)))
        return self._files[-1]

    def clear(self) -> None:
        """Begin anew, without a file."""
        self._held.close()
        self._files.clear()

    def put(self) -> None:
        """Give all finished files their names; they can still be taken back by an exception."""
        for one in self._files:
            one.put()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._held.__exit__(kind, error, trace)
        finally:
            # Where something else has come into it meanwhile, it stays.
            if kind is not None and self._made and not any(self._folder.iterdir()):
                self._folder.rmdir()


def _check_replaceable(target: Path) -> None:
    """Nothing there, or a PDF: no folder or device, and no register or photo for a slip's sake."""
    if not target.exists():
        return
    if target.is_dir():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.is_file():
        with target.open("rb") as older:
            if older.read(len(_PDF)) == _PDF:
                return
    raise BadInput(Problem.PRINT_TARGET_TAKEN, path=target)


def _sync_folder(folder: Path) -> None:
    """Make the rename last; Windows has no handle for a folder and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
