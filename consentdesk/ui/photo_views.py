"""Grid, list and matrix of the same photos: one choice, one model, one of them in sight."""

from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from consentdesk.domain.photos import Destination
from consentdesk.i18n import _
from consentdesk.storage.values import PhotoOrder
from consentdesk.ui.buttons import as_on_the_keyboard
from consentdesk.ui.chips import Chips
from consentdesk.ui.context import Context
from consentdesk.ui.photo_filters import BY_VERDICT
from consentdesk.ui.photo_grid import PhotoGrid
from consentdesk.ui.photo_rows import EVENT, FIXED, NAME, TAKEN, PhotoModel
from consentdesk.ui.widgets import column
from consentdesk.ui.window_state import PHOTOS_AS

GRID, LIST, MATRIX = "grid", "list", "matrix"
_ORDERS: Mapping[int, str] = {
    NAME: PhotoOrder.NAME.value,
    EVENT: PhotoOrder.EVENT.value,
    TAKEN: PhotoOrder.TAKEN.value,
}


class PhotoViews(QWidget):
    """The three of them, of which the tables are made when they are first wanted."""

    opened = Signal()
    """What is chosen is to be looked at closely."""
    switched = Signal()
    """Another of them is in sight."""
    order_wanted = Signal(str)
    """The photos are to be put in that order, as `PhotoFilters` names it."""
    place_wanted = Signal(object)
    """They are to be put in order by what may go to that Destination."""

    def __init__(self, context: Context, model: PhotoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._model = model
        self.grid = PhotoGrid(context, model, _("Photos"))
        self.grid.opened.connect(self.opened)
        self._views: dict[str, QAbstractItemView] = {GRID: self.grid}
        self._stack = QStackedWidget()
        self._stack.addWidget(self.grid)
        self.setLayout(column(self._stack))
        self.switch = Chips(_("How the photos are shown"))
        self._words = {GRID: _("Grid"), LIST: _("List"), MATRIX: _("Matrix")}
        self.switch.offer(list(self._words.items()), GRID)
        for number, chip in enumerate(self.switch.buttons, 1):
            tip = _("{view} (Alt+{number})").format(view=chip.text(), number=number)
            chip.setToolTip(as_on_the_keyboard(tip))
        self.switch.picked.connect(self._on_switch_picked)
        for number, key in enumerate(self._words, 1):
            keys = QShortcut(QKeySequence(f"Alt+{number}"), self)
            keys.setContext(Qt.ShortcutContext.WindowShortcut)
            keys.activated.connect(lambda key=key: self.show_as(key, start=True))
        self.show_as(str(context.settings.value(PHOTOS_AS, GRID)))

    @property
    def shown_as(self) -> str:
        """Which of them is in sight: `grid`, `list` or `matrix`."""
        return str(self.switch.value)

    @property
    def current(self) -> QAbstractItemView:
        """The view in sight."""
        return self._views[self.shown_as]

    @property
    def place(self) -> Destination | None:
        """The destination of the cell that the keyboard is on in the matrix."""
        if self.shown_as != MATRIX:
            return None
        return self._model.place_in(self.grid.currentIndex().column())

    def show_as(self, key: str, *, start: bool = False) -> None:
        """Show that one and remember it; what is chosen stays chosen and in sight."""
        key = key if key in self._words else GRID
        self.switch.pick(key)
        if key not in self._views:
            self._views[key] = self._made(key)
            self._stack.addWidget(self._views[key])
        view = self._views[key]
        self._context.settings.setValue(PHOTOS_AS, key)
        if view is not self._stack.currentWidget():
            self._stack.setCurrentWidget(view)
            choice, flag = self.grid.selectionModel(), QItemSelectionModel.SelectionFlag
            choice.select(choice.selection(), flag.ClearAndSelect | flag.Rows)
            if self.grid.currentIndex().isValid():
                view.scrollTo(self.grid.currentIndex())
            self.switched.emit()
        if start:
            view.setFocus()

    def _made(self, key: str) -> QAbstractItemView:
        from consentdesk.ui.photo_table import Layout, PhotoTable

        names = {LIST: _("Photos as a list"), MATRIX: _("Photos and destinations")}
        made = PhotoTable(self._context, self.grid, self._model, Layout(key), names[key])
        made.opened.connect(self._on_table_opened)
        made.order_wanted.connect(self._on_order_wanted)
        return made

    def _on_switch_picked(self, key: object) -> None:
        self.show_as(str(key))

    def _on_table_opened(self) -> None:
        if self.grid.chosen:
            self.opened.emit()

    def _on_order_wanted(self, section: int) -> None:
        place = self._model.place_in(section)
        if place is not None and section >= FIXED:
            self.place_wanted.emit(place)
            self.order_wanted.emit(BY_VERDICT)
        elif section in _ORDERS:
            self.order_wanted.emit(_ORDERS[section])
