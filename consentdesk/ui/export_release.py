"""The export under way: how far it has come, and the way to stop it while that leaves nothing.

The work is `services.exporting.release`; it asks the register again within the write that puts the
release into the ledger.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.errors import ConsentDeskError, PartlyDone
from consentdesk.i18n import _, format_number
from consentdesk.ui.context import Context
from consentdesk.ui.export_form import Wanted
from consentdesk.ui.export_result import Result, read_result
from consentdesk.ui.progress_bar import ProgressBar
from consentdesk.ui.tasks import Job, Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from consentdesk.services.planning import Plan


class ExportRelease(QWidget):
    """The page that is shown while pictures leave."""

    released = Signal(object)
    """The `Result`; it may say that not every copy could be put in place."""
    refused = Signal(object)
    """A ConsentDeskError; nothing left."""
    cancelled = Signal()
    """It was stopped, and nothing left."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self.progress: QLabel = label("", Look.HEADING)
        self.bar = ProgressBar(_("Progress of the export"))
        self.stop = button(_("Stop"))
        self.stop.clicked.connect(self.cancel)
        narrow = QWidget()
        narrow.setMaximumWidth(60 * GRID)
        narrow.setLayout(column(self.progress, self.bar, row(None, self.stop), gap=2 * GRID))
        middle = row(None, narrow, None)
        middle.setStretch(1, 8)
        self.setLayout(column(None, middle, None, gap=0))

    @property
    def is_going(self) -> bool:
        """Whether pictures are being let out right now."""
        return self._job is not None

    def begin(self, plan: "Plan", wanted: Wanted, folder: Path) -> None:
        """Let out what the plan says is clear."""
        context = self._context
        clerk, at = context.clerk, context.now()

        def work(progress: Progress) -> Result:
            from consentdesk.services.exporting import Exported, release

            broke: PartlyDone | None = None
            try:
                done = release(
                    context.register,
                    clerk,
                    at,
                    plan,
                    folder,
                    max_edge=wanted.max_edge,
                    link=wanted.link,
                    event=wanted.event,
                    progress=progress,
                )
            except PartlyDone as error:
                # The ledger has the release: what stands is shown, with what broke.
                stands = error.facts.get("done")
                if not isinstance(stands, Exported):
                    raise
                done, broke = stands, error
            return read_result(context, plan, done, folder, wanted.link.strip(), broke)

        self._tell_progress(0, len(plan.clear))
        self.stop.setEnabled(True)
        self._job = context.tasks.run(
            self,
            work,
            self._on_released,
            failed=self._on_failed,
            progress=self._tell_progress,
            cancelled=self._on_cancelled,
            lane=Lane.LONG,
            title=_("Exporting photos"),
        )

    def cancel(self) -> None:
        """Stop it, as long as it can be stopped without leaving anything behind."""
        if self._job is not None and self.stop.isEnabled():
            self._job.cancel()
            self.stop.setEnabled(False)
            self.progress.setText(_("Stopping…"))

    def _tell_progress(self, done: int, total: int) -> None:
        if self._job is not None and self._job.stopping:
            return
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        if total and done == total:
            # The copies are made; what follows can't be stopped half-way.
            self.stop.setEnabled(False)
            self.progress.setText(_("Writing it into the journal…"))
            return
        text = _("{done} of {total}")
        said = text.format(done=format_number(done), total=format_number(total))
        self.progress.setText(said)

    def _on_released(self, result: Result) -> None:
        self._job = None
        self.released.emit(result)

    def _on_failed(self, error: ConsentDeskError) -> None:
        self._job = None
        self.refused.emit(error)

    def _on_cancelled(self) -> None:
        self._job = None
        self.cancelled.emit()
