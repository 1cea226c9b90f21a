"""A field for a whole number, with room before its figures."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from consentdesk.ui.theme import GRID


class NumberBox(QSpinBox):
    """The field; a style sheet's padding doesn't reach the line inside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(GRID, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whoever scrolls past it changes nothing; what is around it is scrolled instead."""
        event.ignore()

    def sizeHint(self) -> QSize:
        """Room for the figures and what stands before them."""
        found = super().sizeHint()
        return QSize(found.width() + GRID, found.height())
