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
from consentdesk.services.halting import Halt
from consentdesk.ui.context import Context
from consentdesk.ui.export_form import Wanted
from consentdesk.ui.export_result import Result, read_result
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.progress_bar import ProgressBar
from consentdesk.ui.tasks import Job, Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import announce, button, column, label, row

if TYPE_CHECKING:
    from consentdesk.services.planning import Plan


class ExportRelease(QWidget):
    """The page that is shown while pictures leave.

    Stopping holds it and asks what is to become of the copies made; until that is answered nothing
    goes on, and nothing has left.
    """

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
        self._halt = Halt()
        self._made = self._total = 0
        self.progress: QLabel = label("", Look.HEADING)
        self.bar = ProgressBar(_("Progress of the export"))
        self.stop = button(_("Stop"))
        self.nothing = button(_("Leave &nothing behind"))
        self.keep = button(_("&Keep what is made"))
        self.on = button(_("&Go on"))
        self.stop.clicked.connect(self.cancel)
        self.nothing.clicked.connect(self._on_nothing_clicked)
        self.keep.clicked.connect(self._on_keep_clicked)
        self.on.clicked.connect(self._on_on_clicked)
        narrow = QWidget()
        narrow.setMaximumWidth(60 * GRID)
        answers = flow(self.nothing, self.keep, self.on)
        stop = row(None, self.stop)
        narrow.setLayout(column(self.progress, self.bar, answers, stop, gap=2 * GRID))
        middle = row(None, narrow, None)
        middle.setStretch(1, 8)
        self.setLayout(column(None, middle, None, gap=0))

    @property
    def is_going(self) -> bool:
        """Whether pictures are being let out right now."""
        return self._job is not None

    def begin(self, plan: "Plan", wanted: Wanted, place: Path) -> None:
        """Let out what the plan says is clear."""
        context, halt = self._context, Halt()
        clerk, at = context.clerk, context.now()

        def work(progress: Progress) -> Result:
            from consentdesk.services.exporting import Exported, release
            from consentdesk.services.presets import folder_in

            folder = folder_in(place, wanted.how)
            broke: PartlyDone | None = None
            try:
                done = release(
                    context.register,
                    clerk,
                    at,
                    plan,
                    folder,
                    how=wanted.how,
                    link=wanted.link,
                    event=wanted.event,
                    progress=halt.heed(progress),
                    enough=halt.is_enough,
                )
            except PartlyDone as error:
                # The ledger has the release: what stands is shown, with what broke.
                stands = error.facts.get("done")
                if not isinstance(stands, Exported):
                    raise
                done, broke = stands, error
            return read_result(context, plan, done, folder, wanted.link.strip(), broke)

        self._halt, self._made, self._total = halt, 0, len(plan.clear)
        self._ask(is_asking=False)
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
        """Hold it and ask; where it is held, or nothing is made yet, leave nothing behind."""
        if self._job is None or self._job.stopping:
            return
        if self._halt.is_held or (self._made == 0 and self.stop.isEnabled()):
            self._on_nothing_clicked()
        elif self.stop.isEnabled():
            self._halt.hold()
            self._ask(is_asking=True)

    def _ask(self, *, is_asking: bool) -> None:
        """Show the question instead of the button that leads to it, or the other way round."""
        is_new = is_asking and self.nothing.isHidden()
        for answer in (self.nothing, self.keep, self.on):
            answer.setVisible(is_asking)
        self.stop.setVisible(not is_asking)
        if not is_asking:
            return
        text = _("Stopped at {count} of {total}. What now?")
        said = text.format(count=format_number(self._made), total=format_number(self._total))
        self.progress.setText(said)
        if is_new:
            self.nothing.setFocus()
            announce(self, said)

    def _on_nothing_clicked(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._stopping()

    def _on_keep_clicked(self) -> None:
        self._halt.keep_made()
        self._stopping()
        self.progress.setText(_("Writing it into the journal…"))

    def _on_on_clicked(self) -> None:
        self._halt.go_on()
        self._ask(is_asking=False)
        self._tell_progress(self._made, self._total)
        self.stop.setFocus()

    def _stopping(self) -> None:
        """It is decided."""
        self._ask(is_asking=False)
        self.stop.setEnabled(False)
        self.progress.setText(_("Stopping…"))

    def _tell_progress(self, done: int, total: int) -> None:
        is_news, self._made, self._total = done != self._made, done, total
        if self._job is not None and (self._job.stopping or self._halt.is_enough()):
            return
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        if self._halt.is_held:
            if is_news:
                self._ask(is_asking=True)
            return
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
