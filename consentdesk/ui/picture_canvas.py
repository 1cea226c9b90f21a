"""A picture as large as there is room, for what is drawn and pointed at upon it.

Places are fractions of the picture as it is seen. Whoever derives from it paints upon the picture
and decides what hand and keys do; a picture that is another version of the photo is barred to both.
"""

from abc import abstractmethod
from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from consentdesk.domain.covers import Point
from consentdesk.domain.photos import Region
from consentdesk.i18n import _
from consentdesk.ui.theme import GRID, RADIUS, RING, Colours, colours

STEP = 0.02
"""How far one arrow key moves what is drawn, or changes its size, as a fraction of the picture."""
LEAST = 0.015
"""What is drawn smaller than this was a click."""
ARROWS: Mapping[Qt.Key, tuple[float, float]] = {
    Qt.Key.Key_Left: (-STEP, 0.0),
    Qt.Key.Key_Right: (STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -STEP),
    Qt.Key.Key_Down: (0.0, STEP),
}
"""How far across and down."""
ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class PictureCanvas(QWidget):
    """The picture, or the sentence why there is none; a ring around it while it has the keyboard.

    `margin` is kept free around the picture, in pixels.
    """

    shown = Signal(QImage)
    """Another picture, or none: an empty one."""

    def __init__(self, margin: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._margin = margin
        self._image = QImage()
        self._missing = self._barred = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("The picture"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # A message takes its room from the picture, and moves nothing else.
        self.setMinimumSize(32 * GRID, 16 * GRID)
        self.setMouseTracking(True)

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture to draw on."""
        return not self._image.isNull()

    def show_image(
        self, image: QImage | None, name: str, missing: str = "", barred: str = ""
    ) -> None:
        """Show that picture, or the sentence why there is none; `barred`: why none can be drawn."""
        self._image, self._missing, self._barred = image or QImage(), missing, barred
        self.drop()
        self.setAccessibleName(_("The picture {name}").format(name=name))
        self.update()
        self.shown.emit(self._image)

    @abstractmethod
    def drop(self) -> None:
        """Forget what is under the hand and was not told of."""

    @abstractmethod
    def paint_upon(self, painter: QPainter, c: Colours) -> None:
        """Paint what stands on the picture."""

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(80 * GRID, 60 * GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture and what stands upon it."""
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self.has_picture:
            painter.drawImage(self.box, self._image)
            self.paint_upon(painter, c)
        else:
            self._paint_missing(painter, c)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(c.ring), RING))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _paint_missing(self, painter: QPainter, c: Colours) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.canvas))
        painter.drawRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.setPen(QColor(c.muted))
        words = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignCenter
        painter.drawText(self.rect().adjusted(32, 32, -32, -32), words, self._missing)

    @property
    def box(self) -> QRectF:
        """Where the picture is drawn."""
        around = self._margin
        room = self.rect().adjusted(around, around, -around, -around)
        size = self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(QRectF(room).center())
        return box

    def spot(self, point: Point) -> QPointF:
        """Where a point of the picture is drawn, in the canvas's own pixels."""
        box = self.box
        return QPointF(box.left() + point[0] * box.width(), box.top() + point[1] * box.height())

    def point(self, spot: QPointF) -> Point:
        """The point of the picture that is drawn there, or the nearest one at its edge."""
        box = self.box
        across = (spot.x() - box.left()) / max(box.width(), 1)
        down = (spot.y() - box.top()) / max(box.height(), 1)
        return min(max(across, 0.0), 1.0), min(max(down, 0.0), 1.0)

    def place(self, region: Region) -> QRectF:
        """Where a region is drawn, in the canvas's own pixels."""
        corner = self.spot((region.x + region.w, region.y + region.h))
        return QRectF(self.spot((region.x, region.y)), corner)


def is_enter(event: QKeyEvent) -> bool:
    """Whether it is Enter, of the keypad too, with no other key held."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return plain and Qt.Key(event.key()) in ENTER


def draw_line(
    painter: QPainter, path: QPainterPath, c: Colours, *, strong: bool, dotted: bool = False
) -> None:
    """A line in two colours, so that it is seen on any picture."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(c.text), 4 if strong else 3))
    painter.drawPath(path)
    style = Qt.PenStyle.DotLine if dotted else Qt.PenStyle.SolidLine
    painter.setPen(QPen(QColor(c.accent if strong else c.paper), 2.5 if strong else 1.5, style))
    painter.drawPath(path)


def draw_tag(
    painter: QPainter, box: QRectF, foot: float, name: str, c: Colours, *, strong: bool
) -> None:
    """A name below what is drawn there, so that the face stays to be seen; `foot`: no lower."""
    metrics = painter.fontMetrics()
    tag = QRectF(0, 0, metrics.horizontalAdvance(name) + 12, metrics.height() + 4)
    tag.moveCenter(box.center())
    tag.moveBottom(min(box.bottom() + tag.height() + 3, foot))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.accent if strong else c.paper))
    painter.drawRoundedRect(tag, 4, 4)
    painter.setPen(QColor(c.on_accent if strong else c.text))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, name)
