"""The parts of the check window and where they stand; what they do is `check_window`'s."""

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QStackedWidget, QWidget

from consentdesk.i18n import _
from consentdesk.ui.check_away import CheckAway
from consentdesk.ui.check_sight import CheckSight
from consentdesk.ui.check_verdict import VerdictView
from consentdesk.ui.checking_window import CheckingWindow
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.spinner import Spinner
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.widgets import EmptyView, button, column, label, row

GEOMETRY = "check/geometry"
PATIENCE = 300
"""Milliseconds before a wait is shown; most answers are there sooner."""


class CheckParts(CheckingWindow):
    """The window with everything in its place."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, None)
        self._build()
        self._assemble()

    def _build(self) -> None:
        self.empty = EmptyView("check")
        self.empty.say(
            _("Drop a picture here – or press Ctrl+V"),
            _("Files and folders. Nothing is changed, and nothing is sent anywhere."),
            _("Choose files… (Ctrl+O)"),
        )
        self._target = QFrame()
        self._spinner = Spinner()
        self._waiting: QLabel = label(_("Looking at the picture…"), Look.MUTED)
        self._cancel = button(_("Cancel"))
        self._working = QWidget()
        self.one = VerdictView(self.context)
        self.away = CheckAway(self.context, self, self.banner)
        self._sight = CheckSight(self.one, self.banner)
        self._stack = QStackedWidget()
        self._back = button(_("&Back to the list"), "back", tip=_("Esc"))
        self._choose = button(_("Choose &files…"), "folder", tip=_("Ctrl+O"))
        self.export = button(_("&Export…"), "export", tip=_("What is listed here (Ctrl+E)"))
        self.add = button("", "add", tip=_("Bring in those the register does not know"))
        self._steps = QWidget()
        self._bar = QWidget()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)

    def _assemble(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        middle = row(None, self._spinner, None)
        stop = row(None, self._cancel, None)
        words = row(None, self._waiting, None)
        self._working.setLayout(column(None, middle, words, stop, None, gap=2 * GRID))
        look(self._target, Look.DROP)
        self._target.setLayout(column(self.empty))
        for view in (self._target, self._working, self.one, self.many):
            self._stack.addWidget(view)
        self._steps.setLayout(column(self.one.answers, self.one.steps))
        # In a small window and a language of long words they take two lines.
        bar = flow(self._back, self._choose, self.add, self.export)
        bar.spread()
        self._bar.setLayout(bar)
        # At the foot, so that nothing moves away from under the pointer.
        foot = (self.beside, self.banner, self._steps, self._bar)
        whole = column(self.away.strip, self._stack, *foot, gap=GRID + 4)
        whole.setContentsMargins(GRID + 4, GRID + 4, GRID + 4, GRID + 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        geometry = self.context.settings.value(GEOMETRY)
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            # Sixty letters, so that larger ones get a larger window.
            wide = max(420, 60 * self.fontMetrics().averageCharWidth())
            self.resize(QSize(wide, 560).boundedTo(self.screen().availableSize()))

    @property
    def view(self) -> QWidget | None:
        """What is shown: `one`, `many`, or something to wait for or to begin with."""
        return self._stack.currentWidget()
