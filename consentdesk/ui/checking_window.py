"""A window of its own that pictures are put on and that lists what was found about them.

Files come by drop, paste or file dialog and are checked in the background; a drop opens no file.
What is done with them, and what is shown of the answer, is the business of the two windows that are
one: that of the register, and that of a check pack.
"""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui import file_kinds
from consentdesk.ui.banner import Banner
from consentdesk.ui.check_many import ManyView
from consentdesk.ui.check_run import CheckRun, Ended
from consentdesk.ui.clipboard import copied, files_in
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import announce, label

FOLDER = "check/folder"


class CheckingWindow(Dialog):
    """What such a window has: a banner, the list, one check at a time, and hands for files."""

    def __init__(self, context: Context, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.context = context
        self.banner = Banner()
        self.many = ManyView(context)
        self.beside: QLabel = label("", Look.MUTED, wrap=True)
        self.beside.hide()
        self._run: CheckRun | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(320, 360)
        self.many.stopped.connect(self._on_many_stopped)
        context.covered.connect(self._on_context_covered)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Paste), self.paste),
            (QKeySequence("Ctrl+O"), self.choose),
        ):
            QShortcut(keys, self).activated.connect(slot)

    @abstractmethod
    def take(self, paths: Sequence[Path]) -> None:
        """Check these files and folders."""

    @abstractmethod
    def choose(self) -> None:
        """Ask for files, and check them."""

    @abstractmethod
    def nothing_copied(self) -> str:
        """The sentence that there is nothing on the clipboard that can be checked."""

    def paste(self) -> None:
        """Check what is on the clipboard."""
        if not self.take_data(copied()):
            self.banner.say(self.nothing_copied())

    def take_data(self, data: QMimeData) -> bool:
        """Check the files that were copied or dropped; False where there is none."""
        paths = files_in(data)
        if paths:
            self.take(paths)
        return bool(paths)

    def is_wanted(self, data: QMimeData) -> bool:
        """Whether that may be dropped here."""
        return bool(files_in(data))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """What can be checked may be dropped anywhere."""
        if self.is_wanted(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it; nothing is opened while the other program still waits."""
        event.acceptProposedAction()
        self.take_data(event.mimeData())

    def ask_for_pictures(self, *more: str) -> None:
        """A dialog for pictures, and for `more` kinds of files, where the last ones came from."""
        folder = str(self.context.settings.value(FOLDER, ""))
        kinds = ";;".join((file_kinds.pictures(), *more))
        names, _filter = QFileDialog.getOpenFileNames(self, _("Check pictures"), folder, kinds)
        if names:
            self.context.settings.setValue(FOLDER, str(Path(names[0]).parent))
            self.take([Path(name) for name in names])

    def begin_run(self, run: CheckRun) -> None:
        """Begin a check, and hear of it."""
        self.beside.hide()
        run.found.connect(self._on_run_found)
        run.progressed.connect(self._on_run_progressed)
        run.ended.connect(self._on_run_ended)
        run.failed.connect(self._on_run_failed)
        self._run = run
        run.start()

    def drop_run(self) -> None:
        """Forget the check that is under way."""
        if self._run is not None:
            self._run.drop()
            self._run = None

    def tell_beside(self, ended: Ended) -> None:
        """What was left out and somebody should know of; the raw files first of all."""
        said = ended.told()
        self.beside.setText(said)
        self.beside.setVisible(bool(said))
        if said:
            announce(self.beside, said)

    def say_no_picture(self, ended: Ended) -> None:
        """What was dropped holds none, unless somebody stopped before that was known."""
        if not ended.stopped:
            self.banner.say(_("There is no picture in what you dropped."))

    def _on_run_found(self, rows: Sequence[FindingRow]) -> None:
        self.many.add(rows)

    def _on_run_progressed(self, done: int, total: int) -> None:
        if self._run is not None and not self._run.is_cancelling:
            self.many.tell_progress(done, total)

    @abstractmethod
    def _on_run_ended(self, ended: Ended) -> None:
        """Show what was found."""

    @abstractmethod
    def _on_run_failed(self, error: ConsentDeskError) -> None:
        """Show what was found until then, and why there is no more."""

    def _on_many_stopped(self) -> None:
        if self._run is not None:
            self._run.cancel()
            self.many.tell_stopping()

    def _on_context_covered(self, hidden: object) -> None:
        """Names and pictures are hidden here too while nobody is at the desk."""
        self.setVisible(not hidden)
