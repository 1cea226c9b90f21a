"""Work off the GUI thread: the only place with threads.

Work runs in one of two lanes and its result comes home by one queued signal; if the owner is gone
by then, or something newer took its place, it comes home to nobody. Knows nothing of what the work
is. Cancelling is the progress callback raising `Cancelled` inside the work, so that an open write
rolls back by itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextvars import copy_context
from enum import StrEnum
from threading import Event, Thread, get_native_id
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from consentdesk.errors import Cancelled, Caught, ConsentDeskError

if TYPE_CHECKING:
    from queue import SimpleQueue

Result = TypeVar("Result")
Progress = Callable[[int, int], None]
"""Called with (done, total) by long work; raises Cancelled once the user asked to stop."""

_REPORT_EVERY = 0.05
"""Seconds between two reports of progress, so that a fast job can't flood the event loop."""


class Lane(StrEnum):
    """QUICK for rows and searches, LONG for checks, exports, printing."""

    QUICK = "quick"
    LONG = "long"


THREADS: Mapping[Lane, int] = {Lane.QUICK: 3, Lane.LONG: 2}
_PATIENCE = 10
"""How many steps of priority long work gives up, so that the window goes first."""


class JobState(StrEnum):
    """How far a job has come."""

    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job:
    """One piece of work: what the status bar shows of it, and the way to stop it.

    `title` is empty for work nobody needs to see; what `resumes` goes on at the next start, so that
    nobody need wait for it. All but the two events belongs to the GUI thread.
    """

    def __init__(self, title: str, *, resumes: bool = False) -> None:
        self.title = title
        self.resumes = resumes
        self.done = 0
        self.total = 0
        self.state = JobState.RUNNING
        self._stop = Event()
        self._replaced = Event()

    @property
    def stopping(self) -> bool:
        """Whether the work should end at its next report of progress."""
        return self._stop.is_set()

    @property
    def replaced(self) -> bool:
        """Whether something newer took its place, so that nobody wants the result."""
        return self._replaced.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; it ends, and rolls back, at its next report of progress."""
        self._stop.set()
        if self.state is JobState.RUNNING:
            self.state = JobState.CANCELLING

    def replace(self) -> None:
        """Stop it and forget its result."""
        self._replaced.set()
        self.cancel()


class Tasks(QObject):
    """Runs work in its lanes and brings the results home to the GUI thread."""

    job_started = Signal(object)
    job_progressed = Signal(object)
    job_ended = Signal(object)
    failed_unheard = Signal(object)
    """A ConsentDeskError that the caller gave no `failed` for."""
    _came_home = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {lane: _Workers(lane, count) for lane, count in THREADS.items()}
        self._latest: dict[tuple[int, str], Job] = {}
        self._running: list[Job] = []
        self._is_closed = False
        self._came_home.connect(self._on_came_home, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> tuple[Job, ...]:
        """The jobs under way, oldest first."""
        return tuple(self._running)

    def run(
        self,
        owner: QObject,
        work: Callable[[Progress], Result],
        done: Callable[[Result], None],
        *,
        failed: Callable[[ConsentDeskError], None] | None = None,
        progress: Progress | None = None,
        cancelled: Callable[[], None] | None = None,
        lane: Lane = Lane.QUICK,
        title: str = "",
        replaces: str = "",
        resumes: bool = False,
    ) -> Job:
        """Run `work` in a lane; call one of `done`, `failed`, `cancelled` back on the GUI thread.

        None of them is called once `owner` has been deleted. `replaces` names a job of which the
        owner wants only the newest: an older one of that name is stopped and forgotten. A `title`
        makes the job show in the status bar. Anything raised but ConsentDeskError is a bug and is
        raised again on the GUI thread.
        """
        job = Job(title, resumes=resumes)
        if self._is_closed:
            # The program ends, and a window that is late would begin threads that nobody ends.
            job.replace()
            return job
        if replaces:
            older = self._latest.get((id(owner), replaces))
            if older is not None:
                older.replace()
            self._latest[id(owner), replaces] = job
        self._running.append(job)
        self.job_started.emit(job)
        context = copy_context()
        report = self._reporter(job, owner, progress)

        def home(end: JobState, call: Callable[[], object]) -> None:
            self._came_home.emit(lambda: self._deliver(owner, replaces, job, end, call))

        def task() -> None:
            with Caught() as caught:
                if not job.replaced:
                    result = context.run(work, report)
            match caught.error:
                case None if job.replaced:
                    home(JobState.CANCELLED, _nothing)
                case None:
                    home(JobState.DONE, lambda: done(result))
                case Cancelled():
                    home(JobState.CANCELLED, cancelled or _nothing)
                case ConsentDeskError() as error:
                    home(JobState.FAILED, lambda: (failed or self.failed_unheard.emit)(error))
                case bug:
                    home(JobState.FAILED, lambda: _raise(bug))
            # Its traceback holds this frame, and this frame held it: windows in there would wait to
            # be collected as garbage, by whatever thread comes first.
            caught.error = None

        self._lanes[lane].put(task)
        return job

    def close(self) -> None:
        """Stop every job and wait until the threads have ended; nothing is run after that."""
        self._is_closed = True
        for job in self._running:
            job.replace()
        for workers in self._lanes.values():
            workers.close()
        self._running.clear()

    def _reporter(self, job: Job, owner: QObject, progress: Progress | None) -> Progress:
        last = monotonic()

        def told(done: int, total: int) -> None:
            job.done, job.total = done, total
            self.job_progressed.emit(job)
            if progress is not None and isValid(owner) and not job.replaced:
                progress(done, total)

        def report(done: int, total: int) -> None:
            nonlocal last
            if job.stopping:
                raise Cancelled
            now = monotonic()
            if now - last >= _REPORT_EVERY or done == total > 0:
                last = now
                self._came_home.emit(lambda: told(done, total))

        return report

    def _deliver(
        self,
        owner: QObject,
        replaces: str,
        job: Job,
        state: JobState,
        call: Callable[[], object],
    ) -> None:
        job.state = state
        if job in self._running:
            self._running.remove(job)
        if self._latest.get((id(owner), replaces)) is job:
            del self._latest[id(owner), replaces]
        self.job_ended.emit(job)
        if isValid(owner) and not job.replaced:
            call()

    def _on_came_home(self, report: Callable[[], None]) -> None:
        report()


class _Workers:
    """The threads of one lane; they begin with the first task and end with `close`."""

    def __init__(self, lane: Lane, count: int) -> None:
        self._lane = lane
        self._count = count
        self._waiting: SimpleQueue[Callable[[], None] | None] | None = None
        self._threads: list[Thread] = []

    def put(self, task: Callable[[], None]) -> None:
        if self._waiting is None:
            self._waiting = self._begin()
        self._waiting.put(task)

    def close(self) -> None:
        if self._waiting is None:
            return
        for _thread in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        self._waiting = None

    def _begin(self) -> SimpleQueue[Callable[[], None] | None]:
        from queue import SimpleQueue

        waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        work = _work_patiently if self._lane is Lane.LONG else _work
        for number in range(self._count):
            name = f"consentdesk-{self._lane}-{number}"
            thread = Thread(target=work, args=(waiting,), name=name, daemon=True)
            self._threads.append(thread)
            thread.start()
        return waiting


def _work_patiently(waiting: SimpleQueue[Callable[[], None] | None]) -> None:
    # Threads and processes that it starts inherit this. Elsewhere than on Linux a thread has no
    # priority of its own that could be set so.
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, get_native_id(), os.nice(0) + _PATIENCE)
    _work(waiting)


def _work(waiting: SimpleQueue[Callable[[], None] | None]) -> None:
    while (task := waiting.get()) is not None:
        task()
        del task


def _nothing() -> None:
    """For whoever does not want to hear."""


def _raise(bug: BaseException) -> None:
    raise bug
