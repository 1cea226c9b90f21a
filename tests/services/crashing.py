"""Kills an export at one moment after the other and looks at what is left; run by a test.

    python -m tests.services.crashing REGISTER AT FOLDER PICTURE…

Every moment is just before a call that reaches the disk or the database. The export
runs in a forked child that kills itself there; the parent then opens the register as the next start
of the program would. Prints the number of moments, and how far the releases had come. A folder that
is a file system of its own is the target itself each time, and copies wait within it; any other
gets a new target for each moment.
"""

import hashlib
import os
import signal
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from types import FrameType

from consentdesk.domain.photos import Destination
from consentdesk.services import exporting, planning, resuming
from consentdesk.services.outgoing import PREFIX
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify

_ON_DISK = frozenset(
    ["open", "write", "writelines", "fsync", "mkdir", "rename", "replace", "unlink", "rmdir"]
)
_IN_THE_DATABASE = frozenset(["execute", "commit"])
CLERK = "Anna Holm"


class Killer:
    """Ends the process, as a power cut would, at the given call; counts them without one."""

    def __init__(self, moment: int) -> None:
        self.count = 0
        self._moment = moment

    def watch(self, _frame: FrameType, event: str, function: object) -> None:
        """Called by the interpreter before every call of a C function."""
        if event == "c_call" and _reaches_out(function):
            self.count += 1
            if self.count == self._moment:
                os.kill(os.getpid(), signal.SIGKILL)


def _reaches_out(function: object) -> bool:
    name = getattr(function, "__name__", "")
    # A text and a time have a `replace` of their own, and they are called all the time.
    of_a_value = isinstance(getattr(function, "__self__", None), str | bytes | date)
    return name in _IN_THE_DATABASE or (name in _ON_DISK and not of_a_value)


def go_on(register: Register, at: datetime, target: Path, pictures: Sequence[Path]) -> int:
    """Release what has not left yet; returns how many files had."""
    plan = planning.plan(register, at, pictures, Destination("website"))
    left = [one.path for one in resuming.already_there(register, plan, target)]
    rest = resuming.without(plan, left)
    done = exporting.release(register, CLERK, at, rest, target)
    assert len(done.released) == len(pictures) - len(left)
    return len(left)


def run(place: str, at: datetime, target: Path, pictures: Sequence[Path], moment: int) -> int:
    """One export in a child; returns the number of moments there were, or 0 if it was killed."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        with Register.open(place) as register:
            plan = planning.plan(register, at, pictures, Destination("website"))
            killer = Killer(moment)
            threading.setprofile(killer.watch)
            sys.setprofile(killer.watch)
            exporting.release(register, CLERK, at, plan, target)
            sys.setprofile(None)
        os.write(theirs, str(killer.count).encode())
        os._exit(0)
    os.close(theirs)
    _, status = os.waitpid(child, 0)
    count = int(os.read(ours, 20) or b"0")
    os.close(ours)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return count


def releases_to(place: str, target: Path) -> int:
    """How many releases into that folder the ledger has."""
    with Register.open(place) as register, register.read() as reader:
        return len(reader.releases(folder=str(target), limit=sys.maxsize))


def look(place: str, at: datetime, target: Path, pictures: Sequence[Path], before: int) -> str:
    """What a killed export left: how far it had come, once everything has been found in order.

    `before` it the ledger had so many releases into that folder.
    """
    with Register.open(place) as register:
        assert verify(register).ok
        with register.read() as reader:
            all_ = reader.releases(folder=str(target), limit=sys.maxsize)
        releases = sorted(all_, key=lambda r: r.id)[before:]
        assert len(releases) <= 1
        recorded = {copy.sha256_out for r in releases for copy in r.copies}
        left = [p for p in target.iterdir() if p.is_file() and p.stat().st_size]
        for path in left:
            assert hashlib.sha256(path.read_bytes()).digest() in recorded, f"unrecorded: {path}"
        for waiting in target.glob(f"{PREFIX}*/*"):
            assert releases or not _can_be_seen(waiting), f"readable too soon: {waiting}"
        for room in (*target.parent.glob(f"{PREFIX}*"), *target.glob(f"{PREFIX}*")):
            # A room without a lock is spared for a minute; this is later.
            os.utime(room, (0, 0))
        assert go_on(register, at, target, pictures) == len(left)
    assert len([p for p in target.iterdir() if p.is_file()]) == len(pictures)
    rooms = [*target.parent.glob(f"{PREFIX}*"), *target.glob(f"{PREFIX}*")]
    # Where nothing was left to be copied, an empty one may wait for the next export.
    assert not any(list(room.iterdir()) for room in rooms), rooms
    for room in rooms:
        room.rmdir()
    empty = [p for p in target.iterdir() if not p.stat().st_size]
    assert not empty, empty
    if not releases:
        return "not recorded"
    return "recorded" if not left else "begun" if len(left) < len(pictures) else "done"


def _can_be_seen(path: Path) -> bool:
    """Whether a file holds anything of a JPEG: its beginning, its tables, the head of its scan."""
    data = path.read_bytes()
    return any(sign in data for sign in (b"\xff\xd8\xff", b"JFIF", b"\xff\xda\x00\x0c\x03"))


def main(place: str, at: str, folder: str, *pictures: str) -> None:
    """Kill at every moment there is."""
    now, paths = datetime.fromisoformat(at), [Path(p) for p in pictures]
    found: Counter[str] = Counter()
    moment = 0
    while True:
        moment += 1
        target = Path(folder)
        if not target.is_mount():
            target /= f"out-{moment}"
            target.mkdir()
        before = releases_to(place, target)
        if run(place, now, target, paths, moment):
            break
        found[look(place, now, target, paths, before)] += 1
        if target.is_mount():
            for path in target.iterdir():
                path.unlink()
    sys.stdout.write(f"{moment - 1}\n" + "".join(f"{s}={found[s]}\n" for s in sorted(found)))


if __name__ == "__main__":
    main(*sys.argv[1:])
