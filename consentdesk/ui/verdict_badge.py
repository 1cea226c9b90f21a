"""A verdict on a pale ground: its shape and its word."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from consentdesk.i18n import _
from consentdesk.ui.glyphs import Sign, colour_of, draw_shape, tint_of
from consentdesk.ui.theme import RADIUS, colours


class VerdictBadge(QLabel):
    """A shape and its word on a pale ground; a label, so that it is read as text.

    What it is `about` isn't drawn, because it stands beside it, but it is read aloud with the word.
    """

    def __init__(
        self, sign: Sign | None = None, about: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sign: Sign | None = None
        self._about = about
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if sign is not None:
            self.set_sign(sign)

    def set_sign(self, sign: Sign) -> None:
        """Show another verdict."""
        self._sign = sign
        text = _("{destination}: {verdict}").format(destination=self._about, verdict=sign.word)
        self.setAccessibleName(text if self._about else sign.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the shape and the word."""
        height = max(self.fontMetrics().height() + 8, 26)
        word = self._sign.word if self._sign else ""
        return QSize(height + self.fontMetrics().horizontalAdvance(word) + 14, height)

    def minimumSizeHint(self) -> QSize:
        """A word is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, shape and word."""
        if self._sign is None:
            return
        painter = QPainter(self)
        draw_badge(painter, QRectF(self.rect()), self._sign, self)


def draw_badge(painter: QPainter, box: QRectF, sign: Sign, widget: QWidget) -> None:
    """Draw a shape and its word on a pale ground into a box."""
    c = colours(widget.palette())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tint_of(sign.shape, c)))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    side = box.height() - 10
    draw_shape(painter, QRectF(box.left() + 5, box.top() + 5, side, side), sign.shape, c)
    painter.setPen(QColor(colour_of(sign.shape, c)))
    text = box.adjusted(side + 11, 0, -6, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, sign.word)
