"""A thin bar that fills, or a short piece that runs along it while nobody knows how far it is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from consentdesk.ui.motion import Motion
from consentdesk.ui.theme import colours

TALL = 6
PIECE = 0.3
"""How much of the bar the running piece covers."""


class ProgressBar(QProgressBar):
    """The bar; the style would draw the running piece in two halves."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at = 0.0
        self._motion = Motion(self, self._run_on)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(super().sizeHint().width(), TALL)

    def minimumSizeHint(self) -> QSize:
        """Never lower than it is drawn."""
        return QSize(4 * TALL, TALL)

    @property
    def is_busy(self) -> bool:
        """Whether nobody knows how far it is."""
        return self.minimum() == self.maximum()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the groove and what is done of it."""
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        groove = QRectF(0, (self.height() - TALL) / 2, self.width(), TALL)
        painter.setBrush(QColor(c.line))
        painter.drawRoundedRect(groove, TALL / 2, TALL / 2)
        done = QRectF(groove)
        if self.is_busy:
            done.setWidth(groove.width() * PIECE)
            done.moveLeft((groove.width() - done.width()) * (1 - abs(1 - 2 * self._at)))
        else:
            share = (self.value() - self.minimum()) / (self.maximum() - self.minimum())
            done.setWidth(groove.width() * max(0.0, share))
        if done.width() > 0:
            painter.setBrush(QColor(c.accent))
            painter.drawRoundedRect(done, TALL / 2, TALL / 2)

    def _run_on(self) -> None:
        if self.is_busy:
            self._at = (self._at + 0.02) % 1
            self.update()
