"""One check under way: brings its findings to the window as they come, with the names they need.

The check itself is `services.checking`'s and runs in the long lane; what it found waits in a queue
until the next report of progress fetches it, so that a fast check can't flood the window.
"""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.errors import ConsentDeskError
from consentdesk.services.texts import file_label
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow, read_rows
from consentdesk.ui.tasks import Job, JobState, Lane, Progress

if TYPE_CHECKING:
    from consentdesk.services.gathering import Skipped

FIRST, NEXT = 16, 64
"""Findings that get their names at a time; few at first, so that something is seen at once."""
EVERY = 0.2
"""Seconds between two looks at what was found; what is shown more often is not read either."""
_PAINTED = 25
"""Milliseconds after which what was added has been painted."""

AHEAD = ("checking", "pictures.decoding", "pictures.jpeg", "pictures.phash")
"""The services a check of photos can't do without."""


Judge = Callable[[Sequence[Path], Progress], Generator[tuple[FindingRow, ...], None, None]]
"""Checks files and brings them, a few at a time, with the names they need."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a check came to its end: how many files there were, and what was left out."""

    total: int
    left_out: "tuple[Skipped, ...]"
    folders: tuple[Path, ...] = ()
    stopped: bool = False

    def told(self) -> str:
        """What of that somebody should know, a line for each kind; "" for nothing."""
        from consentdesk.services.left_out_words import left_out_words

        return left_out_words(self.left_out, lambda path: file_label(path.name))


class CheckRun(QObject):
    """A check of some files and folders; it is over with `ended` or `failed`."""

    found = Signal(object)
    """More FindingRows, in the order of the files."""
    progressed = Signal(int, int)
    ended = Signal(object)
    """An `Ended`; nothing more is found after it."""
    failed = Signal(object)
    """A ConsentDeskError."""

    def __init__(
        self,
        context: Context,
        paths: Sequence[Path],
        parent: QObject,
        judge: Judge | None = None,
    ) -> None:
        """Without `judge` the register is asked."""
        super().__init__(parent)
        self._judge = judge
        self._context = context
        self._paths = tuple(paths)
        self._waiting: deque[FindingRow] = deque()
        self._job: Job | None = None
        self._done, self._total = 0, 0
        self._told = 0.0

    @property
    def is_cancelling(self) -> bool:
        """Whether it was asked to stop and has not stopped yet."""
        return self._job is not None and self._job.state is JobState.CANCELLING

    def start(self, destinations: Sequence[Destination] | None = None) -> None:
        """Check them for these destinations, or for all."""
        context, paths, waiting = self._context, self._paths, self._waiting
        judge = self._judge or partial(_checked, context, destinations)

        def work(progress: Progress) -> Ended:
            from consentdesk.services.checking import sure_photos, with_notes
            from consentdesk.services.gathering import gather

            gathered = gather(paths, recursive=True, heed=lambda _found: progress(0, 0))
            beside = {one.picture for one in gathered.left_out}
            sure: dict[Path, PhotoId] = {}
            for rows in judge(gathered.files, progress):
                waiting.extend(rows)
                sure |= sure_photos(row.finding for row in rows if row.finding.path in beside)
            left_out = gathered.left_out
            # Nor is a register asked where a check pack judges.
            if sure:
                left_out = with_notes(context.register, sure, left_out)
            return Ended(len(gathered.files), left_out, gathered.folders)

        self._job = context.tasks.run(
            self,
            work,
            self._on_done,
            failed=self._on_failed,
            progress=self._on_progress,
            cancelled=self._on_cancelled,
            lane=Lane.LONG,
        )

    def cancel(self) -> None:
        """Stop at the next file; what was found stands."""
        if self._job is not None:
            self._job.cancel()

    def drop(self) -> None:
        """Stop and say nothing more."""
        if self._job is not None:
            self._job.replace()
        self.deleteLater()

    def _fetch(self) -> None:
        rows = tuple(self._waiting.popleft() for _ in range(len(self._waiting)))
        if rows:
            self.found.emit(rows)

    def _on_progress(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        now = monotonic()
        if now - self._told >= EVERY or not self._told:
            self._told = now
            self._fetch()
            # A progress bar paints at once, and with it all that was just added: after that has
            # been painted by itself, or the two together hold up the window.
            QTimer.singleShot(_PAINTED, self, self._tell)

    def _tell(self) -> None:
        if self._job is not None and not self._job.replaced:
            self.progressed.emit(self._done, self._total)

    def _on_done(self, ended: Ended) -> None:
        self._fetch()
        self.ended.emit(ended)

    def _on_cancelled(self) -> None:
        self._fetch()
        self.ended.emit(Ended(self._total, (), stopped=True))

    def _on_failed(self, error: ConsentDeskError) -> None:
        self._fetch()
        self.failed.emit(error)


def load_ahead(context: Context, owner: QObject) -> None:
    """Load what a check needs, while nobody waits for it.

    Loading keeps the interpreter for long stretches: at the first pictures it would be in the way
    of the window that draws them.
    """

    def work(_progress: Progress) -> None:
        for name in AHEAD:
            import_module(f"consentdesk.services.{name}")

    context.tasks.run(owner, work, lambda _none: None)


def _checked(
    context: Context,
    destinations: Sequence[Destination] | None,
    files: Sequence[Path],
    progress: Progress,
) -> Generator[tuple[FindingRow, ...], None, None]:
    from consentdesk.services.checking import check_each

    findings = check_each(
        context.register, files, at=context.now(), destinations=destinations, progress=progress
    )
    size = FIRST
    while batch := tuple(islice(findings, size)):
        with context.register.read() as reader:
            yield read_rows(reader, batch)
        size = NEXT


def check_rows_again(
    context: Context, rows: Sequence[FindingRow], progress: Progress
) -> tuple[FindingRow, ...]:
    """The same files by what the register says now; takes time, so not on the GUI thread."""
    from consentdesk.services.rechecking import check_again

    findings = check_again(
        context.register, [row.finding for row in rows], at=context.now(), progress=progress
    )
    with context.register.read() as reader:
        return read_rows(reader, findings)
