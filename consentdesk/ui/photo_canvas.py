"""A photo as large as there is room, with frames around faces that can be drawn and moved.

Places are fractions of the picture as it is seen. A frame is drawn with the mouse, or with the
keyboard: arrows move it, Shift and arrows change its size, Enter sets it, Esc leaves it. Frames
that the file itself speaks of are dashed until somebody says that they are right. On a picture that
is another version of the photo nothing can be drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtWidgets import QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Region
from consentdesk.i18n import _
from consentdesk.ui.picture_canvas import (
    ARROWS,
    ENTER,
    LEAST,
    STEP,
    PictureCanvas,
    draw_line,
    draw_tag,
    is_enter,
)
from consentdesk.ui.theme import Colours
from consentdesk.ui.widgets import announce

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion

FIRST = Region(0.4, 0.3, 0.2, 0.25)
"""Where a frame begins that is set with the keyboard."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The frame around somebody's face; `cover` is what would be covered with it."""

    subject: SubjectId
    name: str
    region: Region
    cover: Region | None = None


class PhotoCanvas(PictureCanvas):
    """The picture and its frames."""

    drawn = Signal(object)
    """A Region was framed."""
    picked = Signal(object)
    """The SubjectId whose frame was clicked."""
    accepted = Signal(object)
    """The `Suggestion` whose dashed frame was clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(4, parent)
        self._marks: tuple[Mark, ...] = ()
        self._offers: tuple[Suggestion, ...] = ()
        self._chosen: SubjectId | None = None
        self._draft: Region | None = None
        self._from: QPointF | None = None

    @property
    def draft(self) -> Region | None:
        """The frame that is being set with the keyboard or the mouse."""
        return self._draft

    def drop(self) -> None:
        """Forget the frame that is being set."""
        self._draft = None

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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter and Esc while a frame is set; Enter begins one."""
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self._draft is None:
            if is_enter(event):
                self.begin()
            else:
                super().keyPressEvent(event)
        elif key in ENTER:
            self._set_down()
        elif key == Qt.Key.Key_Escape:
            self._draft = None
            self.update()
        elif key in ARROWS:
            across, down = ARROWS[key]
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

    def paint_upon(self, painter: QPainter, c: Colours) -> None:
        """Paint the frames, and the one being set."""
        for offer in self._offers:
            self._paint_offer(painter, offer, c)
        for mark in self._marks:
            self._paint_mark(painter, mark, c)
        if self._draft is not None:
            draw_line(painter, _frame(self.place(self._draft)), c, strong=True)

    def _paint_mark(self, painter: QPainter, mark: Mark, c: Colours) -> None:
        chosen = mark.subject == self._chosen
        box = self.place(mark.region)
        if chosen and mark.cover is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, style in ((c.paper, Qt.PenStyle.SolidLine), (c.text, Qt.PenStyle.DotLine)):
                painter.setPen(QPen(QColor(colour), 1.5, style))
                painter.drawRect(self.place(mark.cover))
        draw_line(painter, _frame(box), c, strong=chosen)
        draw_tag(painter, box, self.box.bottom(), mark.name, c, strong=chosen)

    def _paint_offer(self, painter: QPainter, offer: "Suggestion", c: Colours) -> None:
        if offer.region is None:
            return
        box = self.place(offer.region)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, style in ((c.paper, Qt.PenStyle.SolidLine), (c.text, Qt.PenStyle.DashLine)):
            painter.setPen(QPen(QColor(colour), 2, style))
            painter.drawRoundedRect(box, 4, 4)
        name = _("{name}?").format(name=offer.name)
        draw_tag(painter, box, self.box.bottom(), name, c, strong=False)

    def _region(self, drawn: QRectF) -> Region:
        box = self.box
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


def _frame(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(box, 4, 4)
    return path


def _keys() -> str:
    return _(
        "Arrow keys move the frame, Shift and arrow keys change its size, Enter sets it, Esc "
        "leaves it."
    )
