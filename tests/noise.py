"""What a test may not leave behind: writes outside its folder, threads, child processes.

Watches what Python does. What a library writes on its own (a database, a window's settings) follows
HOME and TMPDIR, which `conftest` points into the test's folder.
"""

import os
import sys
import threading
from contextlib import suppress
from pathlib import Path

from tests.memory import MEMORY

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# Names of the arguments each event brings, as far as they are places written to.
_EVENTS = {
    "os.mkdir": (0,),
    "os.rename": (0, 1),
    "os.remove": (0,),
    "os.rmdir": (0,),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
}


class WriteWatch:
    """Hears every write of this process (an audit hook can't be taken off, so it can be idle)."""

    def __init__(self, *allowed: Path) -> None:
        self._allowed = tuple(str(p.resolve()) + os.sep for p in allowed)
        self._in_memory = any(p.startswith(f"{MEMORY}{os.sep}") for p in self._allowed)
        self._listening = False
        self._strays: list[str] = []
        sys.addaudithook(self._hear)

    def begin(self) -> None:
        """Forget what was, and listen."""
        self._strays.clear()
        self._listening = True

    def end(self) -> tuple[str, ...]:
        """Stop listening; the places written to that are not allowed."""
        self._listening = False
        return tuple(dict.fromkeys(self._strays))

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self._listening:
            return
        if event == "open":
            path, mode, flags = arguments
            # `os.open` may be relative to an open folder, which the event does not tell.
            by_name = mode is not None or (isinstance(path, str) and path.startswith(os.sep))
            if by_name and isinstance(flags, int) and flags & _WRITING:
                self._note(path)
        elif event in _EVENTS:
            for index in _EVENTS[event]:
                # A folder given by an open file stands after the paths; -1 is none.
                if all(a == -1 for a in arguments[1:] if isinstance(a, int) and a < 0x40):
                    self._note(arguments[index])

    def _note(self, place: object) -> None:
        if not isinstance(place, str | bytes | os.PathLike):
            return
        path = os.path.realpath(os.fsdecode(place))
        ours = self._in_memory and path.startswith(f"{MEMORY}{os.sep}")
        device = path.startswith(("/dev/", "/proc/")) and not ours
        if device or "__pycache__" in path:
            return
        if not (path + os.sep).startswith(self._allowed):
            self._strays.append(path)


def allowed_folders(base: Path, root: Path) -> tuple[Path, ...]:
    """Where tests may write: pytest's temporary folder, and what hypothesis remembers."""
    return base, root / ".hypothesis", root / ".pytest_cache"


def leftover_threads(before: set[threading.Thread]) -> list[str]:
    """The names of threads that were not there before and don't end by themselves at once."""
    found = []
    for thread in set(threading.enumerate()) - before:
        with suppress(RuntimeError):
            thread.join(5)
        if thread.is_alive():
            found.append(thread.name)
    return sorted(found)


def children() -> set[int]:
    """The process numbers of our children; empty where the system doesn't say."""
    found: set[int] = set()
    for listing in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            found |= {int(number) for number in listing.read_text().split()}
    return found


def leftover_children(before: set[int]) -> list[str]:
    """The command lines of children that were not there before and still run.

    multiprocessing's own watcher serves the whole session and may stay.
    """
    found = []
    for number in children() - before:
        with suppress(OSError):
            line = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
            if "resource_tracker" not in line and state != "Z":
                found.append(f"{number} {line.strip()[:200]}")
    return sorted(found)
