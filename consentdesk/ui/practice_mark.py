"""The mark in the frame of a practice register, so that nobody takes it for the real one."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.theme import GRID, RADIUS, colours


class PracticeMark(QLabel):
    """A pale band with an icon and one word; the icon alone where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = _("PRACTICE")
        self.setAccessibleName(_("Practice register: the people in it are made up"))
        self.setToolTip(_("Practice register: the people in it are made up"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def sizeHint(self) -> QSize:
        """Icon, word and air."""
        wide = QFontMetrics(self._font()).horizontalAdvance(self._word)
        return QSize(wide + icons.SIZE + 4 * GRID, self.fontMetrics().height() + GRID + 4)

    def minimumSizeHint(self) -> QSize:
        """The icon alone."""
        return QSize(icons.SIZE + GRID, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw band, icon and word."""
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(c.unknown))
        painter.setBrush(QColor(c.unknown_tint))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        font = self._font()
        word = QFontMetrics(font).horizontalAdvance(self._word)
        whole = icons.SIZE + GRID + word
        room = whole <= self.width() - GRID
        left = (self.width() - (whole if room else icons.SIZE)) / 2
        side = float(icons.SIZE)
        at = QRectF(left, (self.height() - side) / 2, side, side)
        icons.draw(painter, at, "practice", c.unknown)
        if room:
            painter.setFont(font)
            words = QRectF(at.right() + GRID, 0, word + 2, self.height())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self._word)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1)
        return font
