"""A line of text that ends in “…” where there is no room for all of it; the tip tells the whole."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from consentdesk.ui.theme import look

_LEAST = 12
"""Letters for which there is always room."""


class ElidedLabel(QLabel):
    """A line of plain text that takes the room its layout gives it by a stretch.

    A screen reader is always given the whole text.
    """

    def __init__(self, kind: str = "") -> None:
        super().__init__()
        self.whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if kind:
            look(self, kind)

    def say(self, text: str) -> None:
        """Show that text, as much of it as fits."""
        self.whole = text
        self.setAccessibleName(text)
        self._fit(self.width())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for its beginning; it would push aside what stands beside it."""
        least = _LEAST * self.fontMetrics().averageCharWidth()
        wide = self.fontMetrics().horizontalAdvance(self.whole) + 1
        return QSize(min(least, wide), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less of it fits now."""
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, room: int) -> None:
        cut = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.whole, cut, room)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self.whole if shown != self.whole else "")
