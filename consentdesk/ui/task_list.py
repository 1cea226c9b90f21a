"""What is going on, in the status bar: a name, how far it is, and a way to stop it.

Shows only work that has a title and takes longer than a moment, and is empty until there is some.
"""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QLayout, QPushButton, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.elided import ElidedLabel
from consentdesk.ui.tasks import Job, JobState, Tasks
from consentdesk.ui.theme import GRID, TARGET, Look
from consentdesk.ui.widgets import announce, button, row

_AROUND = 5
"""Pixels of a button above and below its letters, where they are large."""
SHOWN_AFTER = 300
"""Milliseconds a job may take before it is shown at all."""


class _Told(ElidedLabel):
    """All of it where there is room, and no wider than its beginning where there is none."""

    def sizeHint(self) -> QSize:
        """All of it."""
        wide = self.fontMetrics().horizontalAdvance(self.whole) + 1
        return super().sizeHint().expandedTo(QSize(wide, 0))

    def minimumSizeHint(self) -> QSize:
        """Its beginning."""
        least = super().sizeHint()
        return QSize(min(least.width(), 8 * GRID), least.height())


class _Parts:
    """What the list is made of, once something takes longer than a moment."""

    def __init__(self) -> None:
        from consentdesk.ui.progress_bar import ProgressBar

        self.text = _Told()
        self.bar: ProgressBar = ProgressBar(_("How far the task has come"))
        self.bar.setMinimumWidth(6 * GRID)
        self.bar.setMaximumWidth(16 * GRID)
        self.stop: QPushButton = button(_("Stop"), "close", Look.QUIET)
        self.stop.setAccessibleName(_("Stop the task"))

    def assembled(self) -> QLayout:
        """Side by side."""
        whole = row(self.text, self.bar, self.stop)
        whole.setAlignment(self.bar, Qt.AlignmentFlag.AlignVCenter)
        whole.setContentsMargins(GRID, 0, GRID, 0)
        return whole


class TaskList(QWidget):
    """The newest job in words, a bar, a button to stop it, and how many more there are."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._shown: Job | None = None
        self._parts: _Parts | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(SHOWN_AFTER)
        self._connect()
        self.hide()

    def minimumSizeHint(self) -> QSize:
        """As high as its button from the start: the status bar would grow with the first task."""
        line = self.fontMetrics().height() + _AROUND
        return super().minimumSizeHint().expandedTo(QSize(0, max(TARGET, line)))

    def _connect(self) -> None:
        self._tasks.job_started.connect(self._on_tasks_job_changed)
        self._tasks.job_progressed.connect(self._on_tasks_job_changed)
        self._tasks.job_ended.connect(self._on_tasks_job_ended)
        self._later.timeout.connect(self._refresh)

    def _made(self) -> "_Parts":
        if self._parts is None:
            self._parts = _Parts()
            self._parts.stop.clicked.connect(self._on_stop_clicked)
            self.setLayout(self._parts.assembled())
        return self._parts

    @property
    def text(self) -> str:
        """What it says, or "" while nothing is going on."""
        return "" if self.isHidden() or self._parts is None else self._parts.text.whole

    def _titled(self) -> tuple[Job, ...]:
        return tuple(job for job in self._tasks.running if job.title)

    def _on_tasks_job_changed(self, job: Job) -> None:
        if not job.title:
            return
        if self.isHidden():
            if not self._later.isActive():
                self._later.start()
        else:
            self._refresh()

    def _on_tasks_job_ended(self, job: Job) -> None:
        if not job.title:
            return
        if job.state is JobState.CANCELLED and not self.isHidden():
            announce(self, _("{task}: stopped").format(task=job.title))
        self._refresh()

    def _refresh(self) -> None:
        jobs = self._titled()
        if not jobs:
            self.hide()
            return
        job = self._shown = jobs[-1]
        text = job.title
        if job.state is JobState.CANCELLING:
            text = _("{task}: stopping …").format(task=job.title)
        elif job.total:
            text = _("{task}: {done} of {total}").format(
                task=job.title, done=format_number(job.done), total=format_number(job.total)
            )
        if more := len(jobs) - 1:
            text += " · " + ngettext("{count} more", "{count} more", more).format(count=more)
        parts = self._made()
        parts.text.say(text)
        parts.bar.setRange(0, job.total)
        parts.bar.setValue(job.done)
        parts.stop.setEnabled(job.state is JobState.RUNNING)
        self.show()

    def _on_stop_clicked(self) -> None:
        if self._shown is not None:
            self._shown.cancel()
            self._refresh()
