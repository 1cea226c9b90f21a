"""How soon the window can be used, how it keeps up, and what it weighs.

    python -m tests.bench.bench_window start [REGISTER]
    python -m tests.bench.bench_window keys REGISTER
    python -m tests.bench.bench_window gaps REGISTER PICTURES
    python -m tests.bench.bench_window verify REGISTER
    python -m tests.bench.bench_window weight REGISTER

`start` compares with a bare PySide6 window that shows one table, each started anew several times in
turn: until it is painted and the event loop is idle, and ours also until the overview is filled
from the register (`filled` counts all threads' processor time). On a busy machine the processor's
time says more than the clock. `keys` types into the searches of people and photos and waits for
the first rows to be painted, and for all that was found. `weight` opens the lists and searches
them. `gaps` checks a folder of pictures while a timer of 5 ms tells the longest stretch the window
stood still; `verify` does the same while the journal is checked in its window.
Ratios and figures only; nothing is asserted, because they depend on the machine.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from consentdesk.ui.page import Page

ROUNDS = 9
IDLE = 4
"""Seconds of an idle window, to tell its gaps from those of a busy machine."""
BEAT = 5
"""Milliseconds between two beats of the timer that looks for gaps."""
TYPED = {
    "people": (
        "i",
        "id",
        "ida",
        "ida h",
        "n",
        "no",
        "noa",
        "ågesen",
        "kjaer",
        "so",
        "e",
        "xyz",
        "",
    ),
    "photos": ("i", "im", "img", "1", "12", "123", "1234", "99999", "1 2", "e", "xyz", "j", ""),
}
"""What is typed on each page: single letters that most names hold, and words that few do."""


def main(arguments: Sequence[str]) -> None:
    """Run one of them; the words after it are its own."""
    match list(arguments):
        case ["start", *rest]:
            start(rest[0] if rest else "/nonexistent/register.db")
        case ["keys", register]:
            keys(register)
        case ["gaps", register, pictures]:
            gaps(register, Path(pictures))
        case ["verify", register]:
            verifying(register)
        case ["weight", register]:
            weight(register)
        case _:
            sys.stderr.write(__doc__ or "")


def start(register: str) -> None:
    """Start both in turn and compare the medians, by the clock and by the processor's time."""
    with tempfile.TemporaryDirectory() as folder:
        environ = _surroundings(Path(folder), register)
        taken: dict[str, list[tuple[float, ...]]] = {}
        # The first round writes the bytecode, as an installation does.
        for number in range(ROUNDS + 1):
            for which in ("bare", "ours"):
                for what, spent in _once(which, environ):
                    if number:
                        taken.setdefault(f"{which} {what}", []).append(spent)
    base = _medians(taken["bare idle"])
    for name, found in taken.items():
        clock, processor = _medians(found)
        least = min(spent[1] for spent in found)
        sys.stdout.write(
            f"{name:13} clock {clock * 1000:6.0f} ms {clock / base[0]:5.2f} ×   "
            f"processor {processor * 1000:6.0f} ms {processor / base[1]:5.2f} ×, "
            f"least {least * 1000:.0f} ms\n"
        )


def _surroundings(folder: Path, register: str) -> dict[str, str]:
    """A home of its own with bytecode kept in it; a source tree may forbid to write any."""
    environ = {**os.environ, "HOME": str(folder), "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name in ("DATA", "CONFIG", "CACHE", "STATE"):
        environ[f"XDG_{name}_HOME"] = str(folder / name)
    return {**environ, "CONSENTDESK_REGISTER": register}


def _once(which: str, environ: Mapping[str, str]) -> Iterator[tuple[str, tuple[float, ...]]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.starting", which],
        env={**environ, "BEGAN": repr(time.time())},
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stdout.splitlines():
        what, clock, processor = line.split()
        yield what, (float(clock), float(processor))


def _medians(found: Sequence[tuple[float, ...]]) -> list[float]:
    return [median(values) for values in zip(*found, strict=True)]


class _Program:
    """The program on a register, begun and settled, with hands to work it."""

    def __init__(self, register: str) -> None:
        from consentdesk.ui.plain_import import take_import_back

        # As `__main__` does before it imports the windows.
        take_import_back()
        from PySide6.QtCore import QSettings

        from consentdesk.ui import app as program
        from consentdesk.ui import theme
        from consentdesk.ui.application import make_application, speak
        from consentdesk.ui.context import Context
        from consentdesk.ui.desk import Desk
        from consentdesk.ui.garbage import Garbage
        from consentdesk.ui.tasks import Tasks

        sys.setswitchinterval(program.SWITCH)
        self._garbage = Garbage()
        self._garbage.start()
        self.app = make_application()
        speak("en")
        theme.use_scheme(self.app, "light")
        # Never the null device: QSettings saves by renaming, which as root takes its place.
        self.settings_in = tempfile.TemporaryDirectory()
        state = str(Path(self.settings_in.name) / "state.ini")
        settings = QSettings(state, QSettings.Format.IniFormat)
        self.context = Context(None, "Bench", Tasks(), settings)
        self.desk = Desk(self.context, register, None, ())
        self.desk.window.resize(1280, 800)
        self.desk.begin()
        self.settle(lambda: self.context.is_open)
        self.settle()

    def settle(self, so: Callable[[], bool] | None = None) -> None:
        """Let the event loop run until something is so; without it, until no work is left."""
        from PySide6.QtCore import QEventLoop

        # Waiting gives the working threads the interpreter, as the real event loop does.
        wait = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
        while not (so() if so is not None else not self.context.tasks.running):
            self.app.processEvents(wait)
        self.app.processEvents()

    def rest(self) -> None:
        """Let what was found be painted to the end, so that it isn't counted with the next key."""
        for _round in range(5):
            self.app.processEvents()

    def page(self, key: str) -> "Page":
        """A page of the sidebar, read."""
        self.desk.window.go(key)
        self.settle()
        page = self.desk.window.pages.page
        assert page is not None
        return page

    def close(self) -> None:
        self.desk.window.close()
        self.desk.close()
        self._garbage.stop()


def keys(register: str) -> None:
    """Type into the searches of people and photos until rows are painted, and until all is found.

    The beats tell how long the window stood still meanwhile.
    """
    program = _Program(register)
    for name, words in TYPED.items():
        page = program.page(name)
        search, shown = page.search_field, _Shown(page.main_part)
        assert search is not None
        program.desk.window.activateWindow()
        search.setFocus()
        program.settle(search.hasFocus)
        first, spent, every = [], [], []
        beat = _Beat()
        for typed in words * 5:
            began, worked = time.perf_counter(), time.process_time()
            shown.forget()
            search.setText(typed)
            program.settle(shown.or_nothing_to_wait_for(program))
            first.append((time.perf_counter() - began) * 1000)
            spent.append((time.process_time() - worked) * 1000)
            program.settle()
            every.append((time.perf_counter() - began) * 1000)
            program.rest()
        clock, processor = beat.end()
        _say(f"{name}: painted rows", first)
        _say("of that, processor", spent)
        _say(f"{name}: all found", every)
        _say("between two beats", clock)
        _say("of that, our own work", processor)
    program.close()


class _Shown:
    """Tells whether a view has been painted since its model last changed."""

    def __init__(self, view: "QWidget | None") -> None:
        from PySide6.QtCore import QEvent, QObject
        from PySide6.QtWidgets import QAbstractItemView

        assert isinstance(view, QAbstractItemView)
        self._changed = self._painted = False

        def seen(event: QEvent) -> None:
            if event.type() is QEvent.Type.Paint and self._changed:
                self._painted = True

        class Watch(QObject):
            def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
                seen(event)
                return False

        self._watch = Watch()
        view.viewport().installEventFilter(self._watch)
        view.model().modelReset.connect(self._on_changed)
        view.model().rowsInserted.connect(self._on_changed)

    def _on_changed(self) -> None:
        self._changed = True

    def forget(self) -> None:
        """Another key is typed."""
        self._changed = self._painted = False

    def or_nothing_to_wait_for(self, program: _Program) -> Callable[[], bool]:
        """Whether rows are painted; or nothing is under way, where nothing was found."""
        return lambda: self._painted or not program.context.tasks.running


def gaps(register: str, pictures: Path) -> None:
    """Check a folder in the check window while a timer beats; the longest gap between two beats."""
    from consentdesk.ui.check_opening import open_check_window

    program = _Program(register)
    program.page("people")
    check = open_check_window(program.context, program.desk.window)
    program.settle()
    beat = _Beat()
    began = time.perf_counter()
    check.take([pictures])
    program.settle(lambda: check.view is check.many and not check.many.stop.isVisible())
    seconds = time.perf_counter() - began
    sys.stdout.write(f"{len(check.many.model.rows)} files checked in {seconds:.1f} s\n")
    clock, processor = beat.end()
    _say("between two beats", clock)
    _say("of that, our own work", processor)
    program.close()


def verifying(register: str) -> None:
    """Check the journal in its window while a timer beats; how often and how far it told."""
    from consentdesk.ui.upkeep import verify_now

    program = _Program(register)
    program.page("journal")
    window, tasks = program.desk.window, program.context.tasks
    told: list[float] = []
    tasks.job_progressed.connect(lambda job: told.append(job.done / max(1, job.total)))
    idle, until = _Beat(), time.perf_counter() + IDLE
    program.settle(lambda: time.perf_counter() > until)
    _say("with nothing to do", idle.end()[0])
    beat = _Beat()
    began = time.perf_counter()
    verify_now(program.context, window, window.banner)
    program.settle(lambda: not tasks.running)
    seconds = time.perf_counter() - began
    widest = max((b - a for a, b in zip([0.0, *told], told, strict=False)), default=1.0)
    sys.stdout.write(f"verified in {seconds:.1f} s: {window.banner.text}\n")
    sys.stdout.write(f"told {len(told)} times, the widest step {widest:.1%} of it all\n")
    clock, processor = beat.end()
    _say("between two beats", clock)
    _say("of that, our own work", processor)
    program.close()


class _Beat:
    """A timer that remembers how long each of its beats was, and how much of it its thread worked.

    The rest is waiting: for the interpreter, or on a busy machine for the processor.
    """

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._clock: list[float] = []
        self._processor: list[float] = []
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(BEAT)

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self._clock.append((now[0] - self._last[0]) * 1000)
        self._processor.append((now[1] - self._last[1]) * 1000)
        self._last = now

    def end(self) -> tuple[list[float], list[float]]:
        self._timer.stop()
        return self._clock, self._processor


def weight(register: str) -> None:
    """What the process holds of memory alone, with the lists opened."""
    program = _Program(register)
    for key in ("overview", "people", "photos"):
        program.page(key)
        sys.stdout.write(f"with {key:10}{_pss():7.0f} MB\n")
    for key, words in TYPED.items():
        search = program.page(key).search_field
        assert search is not None
        for typed in words:
            search.setText(typed)
            program.settle()
        sys.stdout.write(f"{key} searched {_pss():5.0f} MB\n")
    program.close()


def _pss() -> float:
    rollup = Path("/proc/self/smaps_rollup").read_text("ascii")
    (line,) = [row for row in rollup.splitlines() if row.startswith("Pss:")]
    return int(line.split()[1]) / 1024


def _say(what: str, taken: Sequence[float]) -> None:
    ordered = sorted(taken)
    middle, high = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
    sys.stdout.write(f"{what:22} p50 {middle:6.1f}  p99 {high:6.1f}  max {ordered[-1]:6.1f} ms\n")


if __name__ == "__main__":
    main(sys.argv[1:])
