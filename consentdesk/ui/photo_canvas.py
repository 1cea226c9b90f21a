"""A photo as large as there is room, with frames around faces that can be drawn and moved.

Places are fractions of the picture as it is seen. A frame is drawn with the mouse, or with the
keyboard: arrows move it, Shift and arrows change its size, Enter sets it, Esc leaves it. Frames
that the file itself speaks of are dashed until somebody says that they are right. On a picture that
is another version of the photo nothing can be drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Region
from consentdesk.i18n import _
from consentdesk.ui.theme import GRID, RADIUS, RING, Colours, colours
from consentdesk.ui.widgets import announce

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion

STEP = 0.02
"""How far one arrow key moves a frame, or changes its size, as a fraction of the picture."""
LEAST = 0.015
"""A frame smaller than this was a click."""
FIRST = Region(0.4, 0.3, 0.2, 0.25)
"""Where a frame begins that is set with the keyboard."""

_ARROWS: Mapping[Qt.Key, tuple[float, float]] = {
    Qt.Key.Key_Left: (-STEP, 0.0),
    Qt.Key.Key_Right: (STEP, 0.0),
    Qt.Key.Key_Up: (0.0, -STEP),
    Qt.Key.Key_Down: (0.0, STEP),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The frame around somebody's face; `cover` is what would be covered with it."""

    subject: SubjectId
    name: str
    region: Region
    cover: Region | None = None


class PhotoCanvas(QWidget):
    """The picture and its frames."""

    drawn = Signal(object)
    """A Region was framed."""
    picked = Signal(object)
    """The SubjectId whose frame was clicked."""
    accepted = Signal(object)
    """The `Suggestion` whose dashed frame was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._missing = ""
        self._barred = ""
        self._marks: tuple[Mark, ...] = ()
        self._offers: tuple[Suggestion, ...] = ()
        self._chosen: SubjectId | None = None
        self._draft: Region | None = None
        self._from: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("The picture"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(32 * GRID, 24 * GRID)
        self.setMouseTracking(True)

    @property
    def has_picture(self) -> bool:
        """Whether there is a picture to draw on."""
        return not self._image.isNull()

    @property
    def draft(self) -> Region | None:
        """The frame that is being set with the keyboard or the mouse."""
        return self._draft

    def show_image(
        self, image: QImage | None, name: str, missing: str = "", barred: str = ""
    ) -> None:
        """Show that picture, or the sentence why there is none.

        `barred` is the sentence why no frame can be drawn on it, if so.
        """
        self._image = image or QImage()
        self._missing = missing
        self._barred = barred
        self._draft = None
        self.setAccessibleName(_("The picture {name}").format(name=name))
        self.update()

    def show_marks(
        self,
        marks: Sequence[Mark],
        chosen: SubjectId | None,
        offers: "Sequence[Suggestion]" = (),
    ) -> None:
        """Show these frames, one of them as chosen, and those that the file speaks of."""
        self._marks = tuple(marks)
        self._offers = tuple(offers)
        self._chosen = chosen
        said = ", ".join(mark.name for mark in marks)
        text = _("Marked: {names}").format(names=said) if said else _("Nobody is marked.")
        self.setAccessibleDescription(text)
        self.update()

    def begin(self, region: Region | None = None) -> None:
        """Set a frame with the keyboard, beginning with that one."""
        if not self.has_picture:
            return
        if self._barred:
            announce(self, self._barred)
            return
        self._draft = region or FIRST
        self.setFocus()
        self.update()
        announce(self, _keys())

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(80 * GRID, 60 * GRID)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter and Esc while a frame is set; Enter begins one."""
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if self._draft is None:
            if enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self.begin()
            else:
                super().keyPressEvent(event)
        elif enter:
            self._set_down()
        elif key == Qt.Key.Key_Escape:
            self._draft = None
            self.update()
        elif key in _ARROWS:
            across, down = _ARROWS[key]
            change = _sized if shift else _moved
            self._draft = change(self._draft, across, down)
            self.update()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A frame that was not set is forgotten."""
        super().focusOutEvent(event)
        if self._from is None and self._draft is not None:
            self._draft = None
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw a frame."""
        if event.button() is Qt.MouseButton.LeftButton and self.has_picture:
            self._from = event.position()
            self._draft = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw it."""
        if self._from is None or self._barred:
            return
        self._draft = self._region(QRectF(self._from, event.position()).normalized())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Set it; a mere click chooses the frame under it."""
        if self._from is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._from = None
        if self._draft is not None and min(self._draft.w, self._draft.h) >= LEAST:
            self._set_down()
            return
        self._draft = None
        self.update()
        hit = self._mark_at(event.position())
        offered = self._offer_at(event.position())
        if hit is not None:
            self.picked.emit(hit.subject)
        elif offered is not None:
            self.accepted.emit(offered)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the picture, the frames, and the one being set."""
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self.has_picture:
            self._paint_missing(painter, c)
        else:
            painter.drawImage(self._box(), self._image)
            for offer in self._offers:
                self._paint_offer(painter, offer, c)
            for mark in self._marks:
                self._paint_mark(painter, mark, c)
            if self._draft is not None:
                _frame(painter, self.place(self._draft), c, strong=True)
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

    def _paint_mark(self, painter: QPainter, mark: Mark, c: Colours) -> None:
        chosen = mark.subject == self._chosen
        box = self.place(mark.region)
        if chosen and mark.cover is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, style in ((c.paper, Qt.PenStyle.SolidLine), (c.text, Qt.PenStyle.DotLine)):
                painter.setPen(QPen(QColor(colour), 1.5, style))
                painter.drawRect(self.place(mark.cover))
        _frame(painter, box, c, strong=chosen)
        _tag(painter, box, mark.name, c, strong=chosen)

    def _paint_offer(self, painter: QPainter, offer: "Suggestion", c: Colours) -> None:
        if offer.region is None:
            return
        box = self.place(offer.region)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, style in ((c.paper, Qt.PenStyle.SolidLine), (c.text, Qt.PenStyle.DashLine)):
            painter.setPen(QPen(QColor(colour), 2, style))
            painter.drawRoundedRect(box, 4, 4)
        _tag(painter, box, _("{name}?").format(name=offer.name), c, strong=False)

    def _box(self) -> QRectF:
        """Where the picture is drawn."""
        room = self.rect().adjusted(4, 4, -4, -4)
        size = self._image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(QRectF(room).center())
        return box

    def place(self, region: Region) -> QRectF:
        """Where a region is drawn, in the canvas's own pixels."""
        box = self._box()
        return QRectF(
            box.left() + region.x * box.width(),
            box.top() + region.y * box.height(),
            region.w * box.width(),
            region.h * box.height(),
        )

    def _region(self, drawn: QRectF) -> Region:
        box = self._box()
        inside = drawn.intersected(box)
        return Region(
            (inside.left() - box.left()) / box.width(),
            (inside.top() - box.top()) / box.height(),
            max(0.0, inside.width() / box.width()),
            max(0.0, inside.height() / box.height()),
        )

    def _mark_at(self, at: QPointF) -> Mark | None:
        hit = [m for m in self._marks if self.place(m.region).contains(at)]
        return min(hit, key=lambda m: m.region.w * m.region.h, default=None)

    def _offer_at(self, at: QPointF) -> "Suggestion | None":
        hit = [
            (o.region.w * o.region.h, number, o)
            for number, o in enumerate(self._offers)
            if o.region is not None and self.place(o.region).contains(at)
        ]
        return min(hit)[2] if hit else None

    def _set_down(self) -> None:
        region, self._draft = self._draft, None
        self.update()
        if region is not None:
            self.drawn.emit(region)


def _moved(region: Region, across: float, down: float) -> Region:
    x = min(max(0.0, region.x + across), 1 - region.w)
    y = min(max(0.0, region.y + down), 1 - region.h)
    return Region(x, y, region.w, region.h)


def _sized(region: Region, across: float, down: float) -> Region:
    w = min(max(STEP, region.w + across), 1 - region.x)
    h = min(max(STEP, region.h + down), 1 - region.y)
    return Region(region.x, region.y, w, h)


def _frame(painter: QPainter, box: QRectF, c: Colours, *, strong: bool) -> None:
    """A frame in two colours, so that it is seen on any picture."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(c.text), 4 if strong else 3))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QPen(QColor(c.accent if strong else c.paper), 2.5 if strong else 1.5))
    painter.drawRoundedRect(box, 4, 4)


def _tag(painter: QPainter, box: QRectF, name: str, c: Colours, *, strong: bool) -> None:
    metrics = QFontMetrics(painter.font())
    wide = metrics.horizontalAdvance(name) + 12
    tag = QRectF(0, 0, wide, metrics.height() + 4)
    tag.moveCenter(QPointF(box.center().x(), box.bottom() + tag.height() / 2 + 3))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.accent if strong else c.paper))
    painter.drawRoundedRect(tag, 4, 4)
    painter.setPen(QColor(c.on_accent if strong else c.text))
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, name)


def _keys() -> str:
    return _(
        "Arrow keys move the frame, Shift and arrow keys change its size, Enter sets it, Esc "
        "leaves it."
    )
