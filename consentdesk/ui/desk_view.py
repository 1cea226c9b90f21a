"""What the main window holds once there is a register: pages and their list, search, status bar.

Puts them together and tells the window what was chosen; where that leads is the window's business.
"""

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QStatusBar, QWidget

from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.global_search import GlobalSearch
from consentdesk.ui.pages import Pages
from consentdesk.ui.sidebar import Sidebar
from consentdesk.ui.silence import Silence
from consentdesk.ui.task_list import TaskList
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import button, column, label, row
from consentdesk.ui.window_state import NARROW, PAGE

FIRST = "overview"
"""The page that is open where none is remembered."""


class DeskView(QWidget):
    """List of pages at the left, search and pages beside it, messages at the foot."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.sidebar = Sidebar()
        self.sidebar.set_clerk(context.clerk)
        self.search = GlobalSearch(context)
        self.check = button(
            _("Check a picture…"), "check", tip=_("May this picture be shown? (Ctrl+Shift+C)")
        )
        self._context = context
        self.banner = Banner()
        self.silence = Silence(context, self.banner)
        self.pages = Pages(context)
        self.tasks = TaskList(context.tasks)
        self.whose = label("")
        self._assemble()
        context.role_changed.connect(self._on_context_role_changed)
        self.sidebar.model.show_for(context.may)

    def _on_context_role_changed(self) -> None:
        """Only the pages are there that may be opened; who is on another one is led away."""
        key, model = self.pages.key, self.sidebar.model
        if model.keys == model.keys_for(self._context.may):
            return
        model.show_for(self._context.may)
        if key in model.keys:
            self.sidebar.mark(key)
        else:
            self.sidebar.set_current(FIRST)

    def _assemble(self) -> None:
        self.search.setMaximumWidth(68 * GRID)
        top = row(self.search, None, self.check, gap=2 * GRID)
        top.setStretch(0, 4)
        main = column(top, self.silence, self.pages, self.banner, gap=2 * GRID)
        main.setStretch(2, 1)
        self._main = main
        self.set_cramped(cramped=False)
        whole = row(self.sidebar, main, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def set_cramped(self, *, cramped: bool) -> None:
        """A narrow window keeps its room for the page: no names at the left, less air."""
        self.sidebar.set_cramped(cramped=cramped)
        side = 2 * GRID if cramped else 3 * GRID
        self._main.setContentsMargins(side, 2 * GRID, side, GRID)

    def fill(self, bar: QStatusBar) -> None:
        """Show at the foot of the window what is going on, and whose desk it is."""
        bar.setSizeGripEnabled(False)
        bar.addWidget(self.tasks)
        bar.addPermanentWidget(self.whose)
        self.whose.hide()

    def leave(self, bar: QStatusBar) -> None:
        """Take back what stands at the foot of the window, to go with it."""
        for part in (self.tasks, self.whose):
            bar.removeWidget(part)
            part.setParent(self)

    def restore(self, state: QSettings) -> None:
        """Open the page that was open, beside a list as wide as it was."""
        self.sidebar.set_narrow(narrow=state.value(NARROW, "false") == "true")
        key = str(state.value(PAGE, FIRST))
        self.sidebar.set_current(key if key in self.sidebar.model.keys else FIRST)

    def begin_anew(self, state: QSettings) -> None:
        """The desk after this one has a list as wide, and opens at the first page."""
        self.save(state)
        state.setValue(PAGE, FIRST)

    def save(self, state: QSettings) -> None:
        """Remember the page and the width of the list."""
        state.setValue(NARROW, "true" if self.sidebar.narrow else "false")
        state.setValue(PAGE, self.sidebar.current)
