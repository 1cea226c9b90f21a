"""A page large: shown where its boxes and signature are, enlarged and turned as somebody likes.

How large it is, and which part is seen, is kept from one sheet to the next.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QKeyEvent,
    QPainter,
    QPen,
    QPixmap,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from consentdesk.i18n import _
from consentdesk.ui.inbox_reading import Laid
from consentdesk.ui.theme import LIGHT

STEP = 1.25
LEAST, MOST = 0.4, 8.0
_WHOLE = QRectF(0, 0, 1, 1)
_MOVES = frozenset({Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right})


class SheetPicture(QGraphicsView):
    """One page; arrows move it, what else is pressed is left to the inbox."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = QGraphicsScene(self)
        self.setScene(self._scene)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumSize(160, 140)
        self.setAccessibleName(_("The page"))
        self._laid: Laid | None = None
        self._size = QRectF()
        self._zoom = 1.0
        self._turns = 0
        self._aim: QPointF | None = None

    @property
    def zoom(self) -> float:
        """How large the page is: 1 shows boxes and signature, and nothing else."""
        return self._zoom

    @property
    def turns(self) -> int:
        """By how many quarters clockwise somebody has turned it."""
        return self._turns

    @property
    def is_shown(self) -> bool:
        """Whether there is a page to be seen."""
        return self._laid is not None and self._laid.picture is not None

    def show_page(self, laid: Laid | None) -> None:
        """Show that page, as large as the one before and at the same place."""
        if self._zoom != 1.0 and not self._size.isEmpty() and not self._turns:
            self._aim = self._seen()
        self._laid = laid
        self._turns = 0
        self._draw()

    def zoom_in(self) -> None:
        """The next size up."""
        self._set_zoom(self._zoom * STEP)

    def zoom_out(self) -> None:
        """The next size down."""
        self._set_zoom(self._zoom / STEP)

    def turn(self) -> None:
        """A quarter to the right."""
        self._turns = (self._turns + 1) % 4
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move."""
        if Qt.Key(event.key()) in _MOVES:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel zoom."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Boxes and signature are seen however large the window is."""
        super().resizeEvent(event)
        self._place()

    def _set_zoom(self, zoom: float) -> None:
        self._aim = self._seen()
        self._zoom = min(max(zoom, LEAST), MOST)
        if abs(self._zoom - 1) < 0.01:
            self._zoom, self._aim = 1.0, None
        self._place()

    def _seen(self) -> QPointF | None:
        """The middle of what is seen, as fractions of the page."""
        if self._size.isEmpty():
            return None
        middle = self.mapToScene(self.viewport().rect().center())
        return QPointF(middle.x() / self._size.width(), middle.y() / self._size.height())

    def _draw(self) -> None:
        self._scene.clear()
        self._size = QRectF()
        picture = self._laid.picture if self._laid is not None else None
        name = _("The page") if picture is not None else _("There is no page to be seen")
        self.setAccessibleName(name)
        if self._laid is None or picture is None:
            self._scene.setSceneRect(QRectF())
            return
        self._add(picture, self._laid)
        self._place()

    def _add(self, picture: QImage, laid: Laid) -> None:
        self._scene.addPixmap(QPixmap.fromImage(picture))
        self._size = QRectF(picture.rect())
        self._scene.setSceneRect(self._size)
        # Paper is white in the dark too, and so are the colours on it.
        for mark in laid.marks:
            colour = QColor(LIGHT.unknown if mark.is_unclear else LIGHT.accent)
            pen = QPen(
                colour, 2, Qt.PenStyle.DashLine if mark.is_unclear else Qt.PenStyle.SolidLine
            )
            pen.setCosmetic(True)
            scale = QTransform.fromScale(self._size.width(), self._size.height())
            self._scene.addPolygon(scale.map(mark.outline), pen, QBrush(Qt.BrushStyle.NoBrush))

    def _place(self) -> None:
        if self._laid is None or self._size.isEmpty():
            return
        wide, tall = self._size.width(), self._size.height()
        region = self._laid.region or _WHOLE
        wanted = QRectF(region.x() * wide, region.y() * tall, region.width() * wide, 0)
        wanted.setHeight(region.height() * tall)
        turned = QTransform().rotate(90 * self._turns)
        shape, room = turned.mapRect(wanted), self.viewport().rect()
        fitting = min(room.width() / shape.width(), room.height() / shape.height())
        scale = max(fitting, 0.01) * self._zoom
        self.setTransform(turned * QTransform.fromScale(scale, scale))
        aim = self._aim if self._zoom != 1.0 else None
        middle = QPointF(aim.x() * wide, aim.y() * tall) if aim is not None else wanted.center()
        self.centerOn(middle)
