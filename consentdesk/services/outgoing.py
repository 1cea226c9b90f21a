"""The waiting room beside the target folder: copies lie there until the ledger says they may go.

Knows folders, locks and full disks; leaves what may go, and the ledger, to `exporting`. The order
is: write and fsync here, hold the names in the target with empty files, let the ledger commit, put
the copies in place. A run that died leaves a waiting room without a lock, and the next run clears
it away. A room that has to be within the target holds nothing that could be read (`veiling`).
"""

import errno
import os
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from consentdesk.errors import BadInput, Problem
from consentdesk.services.veiling import Veil

PREFIX = ".consentdesk-export-"
_LOCK = "lock"
_HELD = "held"
_RESERVE = "reserve"
_SPARE, _SPARE_EACH = 64 * 1024, 1024
"""Bytes set aside, and for each copy: a name takes a part of a folder, and a line in a note."""
_YOUNG = 60
"""Seconds in which a room without a lock counts as one that is just being made."""


class WaitingRoom:
    """A hidden folder for one export, on the same file system as its target."""

    def __init__(self, folder: Path, target: Path) -> None:
        self.folder = folder
        self.target = target
        self._held: list[str] = []
        self._veil = Veil() if folder.parent == target else None

    def reserve(self, copies: int) -> None:
        """Set aside what putting so many copies in place takes: a full disk must not prevent it.

        BadInput TARGET_FULL where not even that is there.
        """
        with _told_about(self.target):
            _write(self.folder / _RESERVE, bytes(_SPARE + _SPARE_EACH * copies))

    def keep(self, *parts: bytes | memoryview) -> Path:
        """Write a copy and wait until it is on the disk; its name here says nothing.

        Within the target it can't be read before `put`.
        """
        path = self.folder / secrets.token_hex(8)
        with _told_about(self.target):
            try:
                (_write if self._veil is None else self._veil.write)(path, *parts)
            except OSError:
                # Half a copy takes the room that the others need.
                with suppress(OSError):
                    path.unlink()
                raise
        return path

    def hold(self, names: Callable[[Sequence[str]], Sequence[str]]) -> tuple[str, ...]:
        """Take names in the target, so that nothing is overwritten and nobody else takes them.

        `names` gets the names there and gives those wanted. Raises BadInput as `waiting_room` does,
        and where somebody else took one of them in the same moment.
        """
        with _told_about(self.target):
            (self.folder / _RESERVE).unlink(missing_ok=True)
            wanted = tuple(names([p.name for p in self.target.iterdir()]))
            # Noted first, so that the next run can clear away what a crash leaves.
            note = "\0".join((str(self.target), *wanted))
            _write(self.folder / _HELD, note.encode("utf-8", "surrogateescape"))
            for name in wanted:
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
                os.close(os.open(self.target / name, flags, 0o666))
                self._held.append(name)
        return wanted

    def put(self, copies: Sequence[tuple[Path, str]]) -> tuple[str, ...]:
        """Put copies under the names held for them; returns the names where that failed."""
        failed = []
        for path, name in copies:
            try:
                if self._veil is not None:
                    self._veil.lift(path)
                # What lies there is our own empty file: replacing it is atomic everywhere.
                path.replace(self.target / name)
            except OSError:
                failed.append(name)
            else:
                self._held.remove(name)
        with suppress(OSError):
            _sync_folder(self.target)
        return tuple(failed)

    def clear(self) -> None:
        """Let go of names still held and remove the room with everything in it."""
        _let_go(self.target, self._held)
        _remove(self.folder)


def check_folder(target: Path) -> None:
    """Refuse a folder in which there can't be any copies, before a long check; makes nothing.

    Raises BadInput: TARGET_MISSING where the one above it is missing as well, TARGET_NOT_A_FOLDER,
    TARGET_READ_ONLY, TARGET_UNUSABLE.
    """
    with _told_about(target):
        if not os.path.lexists(target):
            if not stat.S_ISDIR(target.absolute().parent.stat().st_mode):
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        elif not target.is_dir():
            raise BadInput(Problem.TARGET_NOT_A_FOLDER, path=target)


def refuse_within(target: Path, folders: Iterable[Path]) -> None:
    """Raise BadInput where a folder for copies is one of these or lies within it.

    They are a photographer's: TARGET_IS_SOURCE, TARGET_AMONG_PICTURES. Of a file that was named by
    itself no folder is spoken of, and there may be one for the copies beside it.
    """
    folders = tuple(folders)
    # Where the target leads, and every folder on the way there.
    real = Path(os.path.realpath(target))
    for folder in folders:
        if is_same_folder(target, folder):
            raise BadInput(Problem.TARGET_IS_SOURCE, path=target)
        if any(is_same_folder(above, folder) for above in real.parents):
            raise BadInput(Problem.TARGET_AMONG_PICTURES, path=target, folder=folder)


def is_same_folder(one: Path, other: Path) -> bool:
    """Whether two paths lead to one folder: past links, in another case, or mounted twice."""
    # Links that go round in a circle stay what they are.
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return one.samefile(other)
    except (OSError, RuntimeError):
        return False


@contextmanager
def waiting_room(target: Path) -> Iterator[WaitingRoom]:
    """A waiting room for copies meant for that folder, gone when the block is left.

    A folder that does not exist is made if the one above it does, and removed again if it stays
    empty. Raises BadInput: TARGET_MISSING, TARGET_NOT_A_FOLDER, TARGET_READ_ONLY, TARGET_FULL,
    TARGET_UNUSABLE.
    """
    with ExitStack() as stack:
        with _told_about(target):
            made = _made(target)
            folder = target.resolve()
            if made:
                stack.callback(_remove_if_empty, folder)
            room = WaitingRoom(_beside(folder, stack), folder)
            stack.callback(room.clear)
            stack.enter_context(_locked(room.folder))
            for place in {folder.parent, folder}:
                _clear_dead(place, room.folder)
            _try_writing(folder)
        yield room


def _made(target: Path) -> bool:
    try:
        target.mkdir()
    except FileExistsError:
        if not target.is_dir():
            raise BadInput(Problem.TARGET_NOT_A_FOLDER, path=target) from None
        return False
    return True


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _beside(target: Path, stack: ExitStack) -> Path:
    """A new hidden folder next to the target, or within it where that is another file system.

    Next to it, because a target is often a folder that some other program sends away at once. It
    goes with the stack.
    """
    name = PREFIX + secrets.token_hex(8)
    near, within = target.parent / name, target / name
    # Said before it is made: an interruption may come in between.
    stack.callback(_remove, near)
    stack.callback(_remove, within)
    with suppress(OSError):
        near.mkdir(mode=0o700)
        if near.stat().st_dev == target.stat().st_dev:
            return near
        near.rmdir()
    within.mkdir(mode=0o700)
    return within


def _try_writing(target: Path) -> None:
    """Find out at once, and not after an hour's work, that nothing can be written there."""
    # A folder, so that one left by a crash is cleared away like any other room.
    probe = target / (PREFIX + secrets.token_hex(8))
    try:
        probe.mkdir(mode=0o700)
        probe.rmdir()
    finally:
        # An interruption may come in between.
        shutil.rmtree(probe, ignore_errors=True)


def _locked(folder: Path) -> IO[bytes]:
    """The room's lock, held as long as the file is open.

    It gets its name once it is held: seen before that, it would look like a dead run's.
    """
    if sys.platform == "win32":
        # An open file can't be renamed there.
        lock: IO[bytes] = (folder / _LOCK).open("wb")
        _lock(lock)
        return lock
    coming = folder / (_LOCK + ".new")
    lock = coming.open("wb")
    try:
        _lock(lock)
        coming.rename(folder / _LOCK)
    except BaseException:
        lock.close()
        raise
    return lock


def _write(path: Path, *parts: bytes | memoryview) -> None:
    with path.open("xb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_dead_rooms(target: Path) -> None:
    """Remove what a killed export left beside or in the folder, whatever comes of this one.

    Finished copies must not lie about until some later export gets as far as making a room.
    """
    # RuntimeError: links that go round in a circle.
    with suppress(OSError, RuntimeError):
        folder = target.resolve()
        for place in {folder.parent, folder}:
            _clear_dead(place)


def _clear_dead(place: Path, own: Path | None = None) -> None:
    """Remove the rooms of runs that are no more, and the names they held."""
    try:
        left = [p for p in place.iterdir() if p.name.startswith(PREFIX) and p != own]
    except OSError:
        return
    for folder in left:
        if folder.is_symlink() or not folder.is_dir() or _is_alive(folder, own):
            continue
        with suppress(OSError, ValueError):
            target, *names = (folder / _HELD).read_text("utf-8", "surrogateescape").split("\0")
            _let_go(Path(target), names)
        _remove(folder)


def _remove(room: Path) -> None:
    """Remove a room, its lock last: one without a lock then holds nothing, whenever this stops."""
    with suppress(OSError):
        for path in room.iterdir():
            if path.name != _LOCK:
                path.unlink()
    shutil.rmtree(room, ignore_errors=True)


def _let_go(target: Path, names: Sequence[str]) -> None:
    """Remove the empty files that held these names; never one with something in it."""
    for name in names:
        path = target / Path(name).name
        with suppress(OSError):
            found = path.lstat()
            if stat.S_ISREG(found.st_mode) and found.st_size == 0:
                path.unlink()


def _is_alive(folder: Path, own: Path | None) -> bool:
    """Whether the run that made the room still holds its lock, or may be about to take it."""
    try:
        with (folder / _LOCK).open("rb+") as lock:
            _lock(lock)
    except FileNotFoundError:
        if own is None:
            return True
        with suppress(OSError):
            return own.stat().st_mtime - folder.stat().st_mtime < _YOUNG
        return False
    except OSError:
        return True
    return False


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[bytes]) -> None:
        """Lock the file for as long as it is open; OSError where another process holds it."""
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        """Lock the file for as long as it is open; OSError where another process holds it."""
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _told_about(target: Path) -> Iterator[None]:
    """Turn what the system says about the target into our own errors."""
    try:
        yield
    except OSError as error:
        raise _problem(error, target) from error


def _problem(error: OSError, target: Path) -> BadInput:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return BadInput(Problem.TARGET_FULL, path=target)
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return BadInput(Problem.TARGET_READ_ONLY, path=target)
        case errno.ENOENT:
            return BadInput(Problem.TARGET_MISSING, path=target)
        case errno.ENOTDIR:
            return BadInput(Problem.TARGET_NOT_A_FOLDER, path=target)
        case _:
            return BadInput(Problem.TARGET_UNUSABLE, path=target, reason=error.strerror or "?")
