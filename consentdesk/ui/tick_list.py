"""A list whose entries are ticked, each with room for a finger."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from consentdesk.ui.theme import RING, TARGET

_VALUE = int(Qt.ItemDataRole.UserRole)
_LEAST, _ENOUGH = 3, 7
"""Lines for which a list keeps room, however few or many entries there are."""


class TickList(QListWidget):
    """Entries to be ticked, with the space bar or the mouse."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        # A chosen line would cover the ring that shows where the keyboard is.
        self.setViewportMargins(RING, RING, RING, RING)

    def offer(self, choices: Sequence[tuple[str, str]], ticked: Sequence[str]) -> None:
        """Show these values by their words, with some of them ticked."""
        self.clear()
        for value, text in choices:
            item = QListWidgetItem(text, self)
            item.setData(_VALUE, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setSizeHint(QSize(0, TARGET))
            self._tick(item, on=value in ticked)
        lines = min(max(self.count(), _LEAST), _ENOUGH)
        self.setMinimumHeight(lines * TARGET + 2 * (RING + self.frameWidth()))
        self.setCurrentRow(0)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The values that are ticked, in their order."""
        on = Qt.CheckState.Checked
        return tuple(str(one.data(_VALUE)) for one in self._items() if one.checkState() is on)

    def tick(self, values: Sequence[str]) -> None:
        """Tick just these."""
        for item in self._items():
            self._tick(item, on=str(item.data(_VALUE)) in values)

    def tick_all(self) -> None:
        """Tick all of them, or none where all are."""
        on = len(self.ticked) < self.count()
        for item in self._items():
            self._tick(item, on=on)

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(place) for place in range(self.count())]

    @staticmethod
    def _tick(item: QListWidgetItem, *, on: bool) -> None:
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
