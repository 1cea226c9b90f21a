"""A ring that turns while something is looked up; still where the system wants no motion."""

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from consentdesk.ui.motion import Motion
from consentdesk.ui.theme import colours

PATIENCE = 300
"""Milliseconds before a wait is shown; most answers are there sooner."""


class Spinner(QWidget):
    """The ring; it turns only while it is seen."""

    def __init__(self, size: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._angle = 0
        self._motion = Motion(self, self._turn)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Its own size."""
        return QSize(self._size, self._size)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring and the part of it that turns."""
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        painter.setPen(QPen(QColor(c.line), 4))
        painter.drawEllipse(box)
        painter.setPen(QPen(QColor(c.accent), 4, c=Qt.PenCapStyle.RoundCap))
        painter.drawArc(box, -self._angle * 16, 90 * 16)

    def _turn(self) -> None:
        self._angle = (self._angle + 15) % 360
        self.update()


class LateSpinner(Spinner):
    """A ring in the middle of another widget, which comes only where something takes a while."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(parent=over)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PATIENCE)
        self._soon.timeout.connect(self.show)
        middle = QVBoxLayout(over)
        middle.addWidget(self, alignment=Qt.AlignmentFlag.AlignCenter)
        self.hide()

    def begin(self) -> None:
        """Something is looked up."""
        self._soon.start()

    def end(self) -> None:
        """It is there, or will not come."""
        self._soon.stop()
        self.hide()
