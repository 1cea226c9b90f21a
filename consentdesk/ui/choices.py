"""Filling boxes to choose from without losing what is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox

Choice = tuple[str, str]
"""A value and the text it is shown as."""
_CHOOSING = frozenset(
    {
        *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
        *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space),
    }
)
"""Keys by which Qt's own box takes another choice while its list is closed, and the space bar."""


class ChoiceBox(QComboBox):
    """A box that is no wheel: whoever scrolls past it chooses nothing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """What is around it is scrolled instead."""
        event.ignore()


class PickBox(ChoiceBox):
    """A box whose choice holds at once, so that it is made in its list and never in passing.

    `activated` is a choice made. Qt's own box would also make one with each arrow key.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the list with any key that would have chosen."""
        typed = event.text().strip()
        if Qt.Key(event.key()) in _CHOOSING or (typed and typed.isprintable()):
            self.showPopup()
        else:
            super().keyPressEvent(event)


def offer(box: QComboBox, choices: Sequence[Choice], value: str) -> None:
    """Offer these choices, keeping the value if it is still there, else the first."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    now = [(str(box.itemData(n)), box.itemText(n)) for n in range(box.count())]
    if now != list(choices):
        box.clear()
        for key, text in choices:
            box.addItem(text, key)
    box.setCurrentIndex(max(0, box.findData(value)))


def chosen(box: QComboBox) -> str:
    """The value chosen; "" before anything is offered."""
    value = box.currentData()
    return "" if value is None else str(value)
