"""The copy of a photo as it will be made with what is drawn, and where it may go then."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.domain.covers import Drawn
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.cover_reading import CoverView, Shown, read_shown
from consentdesk.ui.cover_vouching import CoverVouching
from consentdesk.ui.photo_detail import Picture
from consentdesk.ui.theme import Look
from consentdesk.ui.verdict_rows import VerdictRows
from consentdesk.ui.widgets import card, column, label
from consentdesk.wording import problem_sentence


class CopyCard(QWidget):
    """The copy, made in the background; what is drawn meanwhile puts an end to that."""

    came = Signal()
    """The copy is in sight now, or known not to be had."""
    failed = Signal(object)
    """The copy could not be foreseen, for that ConsentDeskError."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: CoverView | None = None
        self._drawn = Drawn()
        self._in_sight: Drawn | None = None
        title = _("The copy as it will be made")
        self._picture = Picture()
        self._picture.setAccessibleName(title)
        self._told: QLabel = label("", wrap=True)
        self.vouching = CoverVouching()
        self.verdicts = VerdictRows()
        head = label(title, Look.HEADING, wrap=True)
        self.setLayout(column(card(head, self._picture, self._told, self.vouching, self.verdicts)))

    def clear(self) -> None:
        """Another photo is looked at, and nothing is known of it yet."""
        self._view = self._in_sight = None
        self._picture.set_pixmap(None)

    def shows(self, drawn: Drawn) -> bool:
        """Whether it is the copy with just that drawn that is in sight."""
        return self._in_sight == drawn

    def foresee(self, view: CoverView, drawn: Drawn) -> None:
        """Make the copy with that drawn, and see what may become of it."""
        context = self._context
        self._view, self._drawn = view, drawn
        context.thumbnails.prepare()
        context.tasks.run(
            self,
            lambda _progress: read_shown(context, view.photo.id, drawn),
            self._on_foreseen,
            failed=self.failed.emit,
            replaces="copy",
        )

    def _on_foreseen(self, shown: Shown) -> None:
        view, copy = self._view, shown.copy
        if view is None or shown.drawn != self._drawn:
            return
        self._picture.set_pixmap(None if copy is None else QPixmap.fromImage(copy))
        self._picture.setVisible(copy is not None)
        self._in_sight = None if copy is None else shown.drawn
        problem = shown.foreseen.problem
        said = "" if problem is None else problem_sentence(problem)
        if not said and copy is None:
            said = _("The copy can be shown once the file that was registered is found.")
        self._told.setText(said)
        self._told.setVisible(bool(said))
        self.verdicts.show_verdicts(shown.foreseen.verdicts, view.name)
        self.came.emit()
