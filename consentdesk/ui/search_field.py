"""A line to search in, for the list below it."""

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QWidget

from consentdesk.ui import icons
from consentdesk.ui.buttons import as_on_the_keyboard

_VIEW_KEYS = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp})


class SearchField(QLineEdit):
    """A line to search in, while the arrow keys move the selection of the list it searches.

    Esc clears it; a second Esc is left to the window. So is Ctrl+Z where nothing typed here can be
    taken back: pages open with the keyboard in their search, and the last step is meant.
    """

    chosen = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: QAbstractItemView | None = None
        self.promise(hint)
        self._glass = QAction(self)
        icons.put(self._glass, "search")
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.returnPressed.connect(self.chosen)
        self.textChanged.connect(self._on_text_changed)

    def promise(self, hint: str) -> None:
        """Say what can be searched for here, in the empty line and aloud."""
        shown = as_on_the_keyboard(hint)
        self.setPlaceholderText(shown)
        self.setAccessibleName(shown)

    def drive(self, view: QAbstractItemView) -> None:
        """From now on the arrow keys move the selection of that view."""
        self._view = view

    def event(self, event: QEvent) -> bool:
        """Claim no key for undo and redo that would do nothing here."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            standard = QKeySequence.StandardKey
            undoes = event.matches(standard.Undo) and not self.isUndoAvailable()
            redoes = event.matches(standard.Redo) and not self.isRedoAvailable()
            if undoes or redoes:
                event.ignore()
                return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the list, Esc clears."""
        if self._view is not None and Qt.Key(event.key()) in _VIEW_KEYS:
            self._move(self._view, event)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self) -> None:
        """Offer to clear it once there is something to clear: the first window is sooner there."""
        if not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)

    def _move(self, view: QAbstractItemView, event: QKeyEvent) -> None:
        """Hand the key on; while nothing is chosen, the first one chooses what is found first."""
        chosen = view.selectionModel()
        if chosen.hasSelection() or not view.currentIndex().isValid():
            QApplication.sendEvent(view, event)
        else:
            view.setCurrentIndex(view.currentIndex())
            flag = QItemSelectionModel.SelectionFlag
            chosen.select(view.currentIndex(), flag.ClearAndSelect | flag.Rows)
