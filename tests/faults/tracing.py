"""Follows a process of our own through the calls that touch its files, and spoils one of them.

By ptrace, with one count over all threads and children, so that the Kth call is the Kth whoever
makes it. x86-64 Linux alone; `can_trace` says whether it works here.
"""

import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_TRACEME, _POKEUSER, _SYSCALL = 0, 6, 24
_SETOPTIONS, _SYSCALL_INFO = 0x4200, 0x420E
# Stops at calls are told from signals; children are followed; they die with us.
_OPTIONS = 1 | 2 | 4 | 8 | 16 | 0x100000
_RAX, _ORIG_RAX = 80, 120
_ALL = 0x40000000
_AT_CALL = signal.SIGTRAP | 0x80
BY_HANDLE = {
    1: "write",
    18: "pwrite64",
    20: "writev",
    40: "sendfile",
    74: "fsync",
    75: "fdatasync",
    77: "ftruncate",
    285: "fallocate",
    326: "copy_file_range",
}
"""Calls whose first argument is an open file."""
BY_NAME = {
    76: ("truncate", 0, 0),
    82: ("rename", 0, 1),
    83: ("mkdir", 0, 0),
    84: ("rmdir", 0, 0),
    86: ("link", 0, 1),
    87: ("unlink", 0, 0),
    257: ("openat", 1, 1),
    258: ("mkdirat", 1, 1),
    263: ("unlinkat", 1, 1),
    264: ("renameat", 1, 3),
    265: ("linkat", 1, 3),
    316: ("renameat2", 1, 3),
}
"""Calls that name a file: what they are called, and which arguments are the names."""
_WRITES = {1, 18}


@dataclass(frozen=True, slots=True)
class Call:
    """One call that touches a file below the folder; `data` are the bytes it writes."""

    name: str
    path: str
    other: str = ""
    offset: int = 0
    flags: int = 0
    data: bytes = b""
    result: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done at the Kth call: the process killed, an error handed to it, or something else.

    Without `error` and `deed` it is killed.
    """

    moment: int
    error: int = 0
    deed: Callable[[], None] | None = None


@dataclass
class Traced:
    """How it ended (negative: by that signal), and the calls; `hit` is the one spoilt."""

    status: int = 0
    calls: list[Call] = field(default_factory=list)
    hit: Call | None = None


def can_trace() -> bool:
    """Whether this machine lets a process be followed so."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    child = os.fork()
    if child == 0:
        os._exit(0 if _libc().ptrace(_TRACEME, 0, 0, 0) == 0 else 1)
    return os.waitpid(child, 0)[1] == 0


def traced(
    work: Callable[[], int],
    folder: Path,
    fault: Fault | None = None,
    *,
    wanted: Callable[[Call], bool] = lambda _call: True,
    recording: bool = False,
) -> Traced:
    """Run that in a forked process, whose exit status it returns, and follow it to its end."""
    child = os.fork()
    if child == 0:
        try:
            _libc().ptrace(_TRACEME, 0, 0, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            os._exit(work())
        finally:
            os._exit(70)
    os.waitpid(child, 0)
    follower = _Follower(str(folder), fault, wanted, recording=recording)
    follower.ptrace(_SETOPTIONS, child, 0, _OPTIONS)
    follower.ptrace(_SYSCALL, child, 0, 0)
    follower.follow(child)
    return follower.found


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


class _Follower:
    def __init__(
        self, folder: str, fault: Fault | None, wanted: Callable[[Call], bool], *, recording: bool
    ) -> None:
        self.found = Traced()
        self._folder = folder
        self._fault = fault
        self._wanted = wanted
        self._recording = recording
        self._open: dict[int, Call] = {}
        self._failing: dict[int, int] = {}
        libc = _libc()
        libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
        libc.ptrace.restype = ctypes.c_long
        self.ptrace: Callable[[int, int, int, object], int] = libc.ptrace

    def follow(self, child: int) -> None:
        """Until neither the process nor any of its children is left."""
        while True:
            try:
                task, status = os.waitpid(-1, _ALL)
            except ChildProcessError:
                return
            if os.WIFSTOPPED(status):
                self._stopped(task, status)
            elif task == child:
                gone = os.WIFSIGNALED(status)
                self.found.status = -os.WTERMSIG(status) if gone else os.WEXITSTATUS(status)

    def _stopped(self, task: int, status: int) -> None:
        sign = os.WSTOPSIG(status)
        if sign == _AT_CALL:
            self._at_call(task)
            sign = 0
        elif sign == signal.SIGTRAP and status >> 16:
            sign = 0
        elif sign == signal.SIGSTOP:
            # A new thread or child begins so.
            sign = 0
        self.ptrace(_SYSCALL, task, 0, sign)

    def _at_call(self, task: int) -> None:
        info = ctypes.create_string_buffer(88)
        if self.ptrace(_SYSCALL_INFO, task, 88, ctypes.addressof(info)) <= 0:
            return
        if info.raw[0] == 1:
            number, *given = struct.unpack_from("<7Q", info.raw, 24)
            with suppress(OSError, ValueError):
                self._enters(task, number, given)
        elif info.raw[0] == 2:
            self._leaves(task, struct.unpack_from("<q", info.raw, 24)[0])

    def _enters(self, task: int, number: int, given: list[int]) -> None:
        call = self._call(task, number, given)
        if call is None or not self._wanted(call):
            return
        self._open[task] = call
        self.found.calls.append(call)
        if self._fault is None or len(self.found.calls) != self._fault.moment:
            return
        self.found.hit = call
        if self._fault.error:
            self.ptrace(_POKEUSER, task, _ORIG_RAX, (1 << 64) - 1)
            self._failing[task] = self._fault.error
        elif self._fault.deed is not None:
            self._fault.deed()
        else:
            os.kill(_leader(task), signal.SIGKILL)

    def _leaves(self, task: int, result: int) -> None:
        call = self._open.pop(task, None)
        failing = self._failing.pop(task, 0)
        if failing:
            self.ptrace(_POKEUSER, task, _RAX, (1 << 64) - failing)
            result = -failing
        if call is not None and self._recording:
            place = next(n for n in range(len(self.found.calls)) if self.found.calls[n] is call)
            self.found.calls[place] = Call(
                call.name, call.path, call.other, call.offset, call.flags, call.data, result
            )

    def _call(self, task: int, number: int, given: list[int]) -> Call | None:
        if number in BY_HANDLE:
            path = str(Path(f"/proc/{task}/fd/{given[0]}").readlink())
            if not path.startswith(self._folder):
                return None
            offset = given[1] if number == 77 else given[3]
            if number in (1, 20):
                offset = _position(task, given[0])
            data = b""
            if self._recording and number in _WRITES:
                data = _memory(task, given[1], given[2])
            return Call(BY_HANDLE[number], path, offset=offset, data=data)
        if number in BY_NAME:
            name, first, second = BY_NAME[number]
            paths = [self._named(task, given, place) for place in (first, second)]
            if not any(path.startswith(self._folder) for path in paths):
                return None
            flags = given[2] if number == 257 else given[1] if number == 76 else 0
            return Call(name, paths[0], paths[1] if second != first else "", flags=flags)
        return None

    def _named(self, task: int, given: list[int], place: int) -> str:
        raw = _memory(task, given[place], 4096, short=True).split(b"\0", 1)[0]
        path = os.fsdecode(raw)
        if path.startswith("/"):
            return os.path.normpath(path)
        base = f"/proc/{task}/cwd"
        if place and given[place - 1] & 0xFFFFFFFF != 0xFFFFFF9C:
            base = f"/proc/{task}/fd/{given[place - 1]}"
        return os.path.normpath(f"{Path(base).readlink()}/{path}")


def _leader(task: int) -> int:
    """The process that thread belongs to."""
    for line in Path(f"/proc/{task}/status").read_text("utf-8", "replace").splitlines():
        if line.startswith("Tgid:"):
            return int(line.split()[1])
    return task


def _position(task: int, handle: int) -> int:
    lines = Path(f"/proc/{task}/fdinfo/{handle}").read_text("ascii").splitlines()
    found = dict(line.split(":", 1) for line in lines if ":" in line)
    if int(found["flags"], 8) & os.O_APPEND:
        return Path(f"/proc/{task}/fd/{handle}").stat().st_size
    return int(found["pos"])


def _memory(task: int, address: int, size: int, *, short: bool = False) -> bytes:
    """Bytes of another process; `short` stops where the mapped memory does."""
    handle = os.open(f"/proc/{task}/mem", os.O_RDONLY)
    try:
        if short:
            size = min(size, 4096 - address % 4096) or size
            raw = os.pread(handle, size, address)
            if b"\0" not in raw:
                raw += os.pread(handle, 4096, address + size)
            return raw
        return os.pread(handle, size, address)
    finally:
        os.close(handle)


def every(total: int, most: int, shift: int = 0) -> Iterator[int]:
    """Up to `most` moments, spread over 1 to `total`; all of them where there are no more."""
    if total <= most:
        yield from range(1, total + 1)
        return
    step = total / most
    for turn in range(most):
        yield min(total, 1 + int(turn * step + shift % max(1, int(step))))


NAMES = {errno.ENOSPC: "ENOSPC", errno.EIO: "EIO"}
