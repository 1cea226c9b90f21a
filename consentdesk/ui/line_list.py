"""Lists of two-line entries with a value behind each: time lines, permissions, search answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from consentdesk.i18n import _
from consentdesk.ui.delegates import LINE_ROLE, Line, LineDelegate

Value = TypeVar("Value")
Index = QModelIndex | QPersistentModelIndex


# Not slotted: a frozen, slotted, generic dataclass can't be made by way of Entry[int](…).
@dataclass(frozen=True)
class Entry(Generic[Value]):
    """One entry; the value is None for a title, which can't be chosen."""

    line: Line
    value: Value | None = None


class LineModel(QAbstractListModel, Generic[Value]):
    """Entries as Qt sees them; `more` is asked for the next ones when the end comes into sight."""

    def __init__(
        self, parent: QObject | None = None, more: Callable[[], None] | None = None
    ) -> None:
        super().__init__(parent)
        self._entries: list[Entry[Value]] = []
        self._more = more
        self._complete = True

    def show(self, entries: Sequence[Entry[Value]], *, complete: bool = True) -> None:
        """Show these instead; with `complete` False there are more to be asked for."""
        self._complete = complete
        if [e.value for e in entries] == [e.value for e in self._entries] and entries:
            self._entries = list(entries)
            self.dataChanged.emit(self.index(0), self.index(len(entries) - 1))
            return
        self.beginResetModel()
        self._entries = list(entries)
        self.endResetModel()

    def add(self, entries: Sequence[Entry[Value]], *, complete: bool) -> None:
        """Show these too, after the ones there are."""
        self._complete = complete
        if entries:
            first = len(self._entries)
            self.beginInsertRows(QModelIndex(), first, first + len(entries) - 1)
            self._entries += entries
            self.endInsertRows()

    @property
    def entries(self) -> tuple[Entry[Value], ...]:
        """All entries at hand."""
        return tuple(self._entries)

    def entry(self, row: int) -> Entry[Value]:
        """The entry in that row."""
        return self._entries[row]

    def first(self) -> int:
        """The row of the first entry that can be chosen, or -1."""
        return next((n for n, e in enumerate(self._entries) if e.value is not None), -1)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are entries not asked for yet."""
        return not parent.isValid() and not self._complete and self._more is not None

    def fetchMore(self, parent: Index) -> None:
        """Ask for the next entries; they come with `add`."""
        if self.canFetchMore(parent) and self._more is not None:
            self._complete = True
            self._more()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many entries are at hand."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The line to draw, and its words."""
        if not index.isValid() or index.row() >= len(self._entries):
            return None
        line = self._entries[index.row()].line
        if role == LINE_ROLE:
            return line
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return line.spoken()
        if role == Qt.ItemDataRole.ToolTipRole:
            scan = _("A click on the sheet shows the signed form.") if line.scan else ""
            return "\n".join(part for part in (line.heading, line.detail, line.note, scan) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A title is only looked at."""
        if not index.isValid() or self._entries[index.row()].value is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class LineList(QListView):
    """A list of such entries; Enter and double-click open the current one."""

    opened = Signal(object)
    """The value of an entry was opened."""
    picked = Signal(object)
    """Another entry became current: its value, or None."""

    def __init__(self, name: str, model: LineModel[Value], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(LineDelegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    @property
    def value(self) -> object:
        """The value of the current entry, or None."""
        return self._value(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.value is not None:
            self.opened.emit(self.value)
            return
        super().keyPressEvent(event)

    def _value(self, index: QModelIndex) -> object:
        model = self.model()
        if not index.isValid() or not isinstance(model, LineModel):
            return None
        return model.entry(index.row()).value

    def _on_double_clicked(self, index: QModelIndex) -> None:
        value = self._value(index)
        if value is not None:
            self.opened.emit(value)

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.picked.emit(self._value(current))
