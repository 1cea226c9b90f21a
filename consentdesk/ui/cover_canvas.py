"""The picture on which covers and the crop are drawn, with handles to take them by.

By mouse: draw, move, pull a handle; the corners of a polygon are set by clicks, the last one by a
double click. By keyboard: Enter begins, arrows move, Shift and arrows change the size, the space
bar goes from corner to corner of a polygon, which arrows then move, Esc leaves an outline that is
not finished. What is drawn is told of once the hand rests.
"""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from consentdesk.domain.covers import Cover, Fill, Form, Point, is_drawable
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Region
from consentdesk.i18n import _
from consentdesk.ui import cover_shapes as shapes
from consentdesk.ui.picture_canvas import (
    ARROWS,
    ENTER,
    LEAST,
    PictureCanvas,
    draw_line,
    draw_tag,
    is_enter,
)
from consentdesk.ui.theme import Colours
from consentdesk.ui.widgets import announce

REST = 600
"""Milliseconds without a key until what the arrows did is told of."""
HANDLE = 10
"""Pixels of a handle; it is taken from a little further away."""
CROP_FIRST = Region(0.1, 0.1, 0.8, 0.8)
"""Where a crop begins that is set with the keyboard."""
COVER_FIRST = Region(0.35, 0.2, 0.3, 0.6)


class Tool(Enum):
    """What is drawn next: a cover of one of three forms, or the crop."""

    RECTANGLE = auto()
    ELLIPSE = auto()
    POLYGON = auto()
    CROP = auto()

    @property
    def form(self) -> Form:
        """The form of a cover drawn with it."""
        return Form.RECTANGLE if self is Tool.CROP else Form[self.name]


@dataclass(frozen=True, slots=True)
class Figure:
    """Somebody on the picture: the face where it is marked, and the cover where one is drawn."""

    subject: SubjectId
    name: str
    face: Region | None = None
    cover: Cover | None = None


class CoverCanvas(PictureCanvas):
    """The picture; draws for the figure chosen, or the crop."""

    covered = Signal(object)
    """A `Cover` was drawn or changed for the figure chosen."""
    cropped = Signal(object)
    """A Region was drawn or changed as the crop."""
    picked = Signal(object)
    """The SubjectId whose cover or face was clicked."""
    told = Signal(str)
    """A sentence about what the hand can do next."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(8, parent)
        self._figures: tuple[Figure, ...] = ()
        self._chosen: SubjectId | None = None
        self._crop: Region | None = None
        self._tool, self._fill = Tool.RECTANGLE, Fill.SOLID
        self._draft: Cover | Region | None = None
        self._outline: tuple[Point, ...] = ()
        self._pointer: Point | None = None
        self._from: Point | None = None
        self._taken: int | None = None
        self._is_moving = False
        self._corner: int | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.settle)

    @property
    def can_draw(self) -> bool:
        """Whether something can be drawn on it."""
        return self.has_picture and not self._barred

    @property
    def is_outlining(self) -> bool:
        """Whether a polygon has been begun and not finished."""
        return bool(self._outline)

    def show_figures(
        self, figures: tuple[Figure, ...], chosen: SubjectId | None, crop: Region | None
    ) -> None:
        """Show these people, one of them as chosen, and the crop."""
        self._figures, self._crop = figures, crop
        if chosen != self._chosen:
            self._corner = None
            self._chosen = chosen
        self._draft = None
        said = ", ".join(f.name for f in figures if f.cover is not None)
        text = _("Covered: {names}").format(names=said) if said else _("Nobody is covered.")
        self.setAccessibleDescription(f"{text} {_keys()}")
        self.update()

    def use(self, tool: Tool, fill: Fill) -> None:
        """Draw with that from now on; an outline that was begun is dropped."""
        self._tool, self._fill = tool, fill
        self._outline, self._corner = (), None
        self.update()

    def drop(self) -> None:
        """Forget what is under the hand and was not told of."""
        self._rest.stop()
        self._draft, self._outline, self._pointer = None, (), None
        self._from = self._taken = self._corner = None
        self._is_moving = False
        self.update()

    def settle(self) -> None:
        """Tell now of what the arrows did."""
        self._rest.stop()
        draft, self._draft = self._draft, None
        if isinstance(draft, Region):
            self.cropped.emit(draft)
        elif draft is not None:
            self.covered.emit(draft)
        self.update()

    def begin(self) -> None:
        """Begin with the keyboard: a shape in the middle, to be moved and changed."""
        if not self._may_draw():
            return
        if self._tool is Tool.CROP:
            self._change(CROP_FIRST)
        else:
            plain = Cover(Form.RECTANGLE, shapes.corners(COVER_FIRST), self._fill)
            self._change(shapes.as_form(plain, self._tool.form))
        self.setFocus()
        self.told.emit(_keys())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys named in the description."""
        key = Qt.Key(event.key())
        if self._outline and key in {Qt.Key.Key_Escape, Qt.Key.Key_Backspace, *ENTER}:
            self._end_outline(key)
        elif is_enter(event):
            self.settle() if self._now() is not None else self.begin()
        elif key in ARROWS and self._now() is not None:
            self._arrow(key, shift=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Space and self._polygon() is not None:
            self._next_corner()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What the arrows did is told of before anything else is done."""
        super().focusOutEvent(event)
        if self._rest.isActive():
            self.settle()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take a handle or the shape, pick somebody, or begin to draw."""
        if event.button() is not Qt.MouseButton.LeftButton or not self.has_picture:
            return
        if self._rest.isActive():
            self.settle()
        at = self.point(event.position())
        if self._outline:
            self._add_corner(at)
            return
        self._from, self._taken, self._is_moving = at, self._handle_at(event.position()), False
        if self._taken is None and self._now() is not None:
            self._is_moving = self._outline_of(self._now()).contains(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw, pull or move."""
        at = self.point(event.position())
        self._pointer = at
        if self._outline:
            self.update()
        if self._from is None or not event.buttons() & Qt.MouseButton.LeftButton or self._barred:
            return
        now = self._stored()
        if self._taken is not None and now is not None:
            self._draft = shapes.pulled(now, self._taken, at)
        elif self._is_moving and now is not None:
            self._draft = shapes.moved_by(now, at[0] - self._from[0], at[1] - self._from[1])
        elif self._tool is not Tool.POLYGON and (self._chosen or self._tool is Tool.CROP):
            box = shapes.box_of((self._from, at))
            form = self._tool.form
            is_crop = self._tool is Tool.CROP
            self._draft = box if is_crop else Cover(form, shapes.corners(box), self._fill)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Set it; a mere click picks somebody, or sets the first corner of a polygon."""
        if self._from is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        begun, self._from, self._taken = self._from, None, None
        was_moving, self._is_moving = self._is_moving, False
        at = self.point(event.position())
        far = max(abs(at[0] - begun[0]), abs(at[1] - begun[1])) >= LEAST
        if self._draft is not None and far and _is_something(self._draft):
            self.settle()
            return
        self._draft = None
        hit = self._figure_at(event.position())
        if hit is not None and hit.subject != self._chosen:
            self.picked.emit(hit.subject)
        elif self._tool is Tool.POLYGON and not was_moving and self._may_draw():
            self._add_corner(at)
        elif self._tool is not Tool.POLYGON and not was_moving:
            self._may_draw()
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The last corner of a polygon."""
        if self._outline and event.button() is Qt.MouseButton.LeftButton:
            self._finish()

    def paint_upon(self, painter: QPainter, c: Colours) -> None:
        """Paint the people, the covers, the crop and the handles."""
        self._paint_crop(painter, c)
        for figure in self._figures:
            self._paint_figure(painter, figure, c)
        self._paint_draft(painter, c)

    def _paint_crop(self, painter: QPainter, c: Colours) -> None:
        crop = self._draft if isinstance(self._draft, Region) else self._crop
        if crop is None:
            return
        gone = QPainterPath()
        gone.addRect(self.box)
        gone.addRect(self.place(crop))
        shade = QColor(Qt.GlobalColor.black)
        shade.setAlpha(150)
        painter.fillPath(gone, shade)
        draw_line(painter, self._outline_of(crop), c, strong=self._tool is Tool.CROP)

    def _paint_figure(self, painter: QPainter, figure: Figure, c: Colours) -> None:
        chosen = figure.subject == self._chosen and self._tool is not Tool.CROP
        cover = figure.cover
        if chosen and isinstance(self._draft, Cover):
            cover = self._draft
        if figure.face is not None:
            face = QPainterPath()
            face.addRect(self.place(figure.face))
            draw_line(painter, face, c, strong=False, dotted=True)
        if cover is not None:
            tint = QColor(c.muted)
            tint.setAlpha(215 if cover.fill is Fill.SOLID else 130)
            painter.fillPath(self._outline_of(cover), tint)
            draw_line(painter, self._outline_of(cover), c, strong=chosen)
        where = cover.box if cover is not None else figure.face
        if where is not None:
            foot = self.box.bottom()
            draw_tag(painter, self.place(where), foot, figure.name, c, strong=chosen)

    def _paint_draft(self, painter: QPainter, c: Colours) -> None:
        now = self._now()
        if now is not None and not self._outline:
            for number, point in enumerate(shapes.handles_of(now)):
                at = QRectF(0, 0, HANDLE, HANDLE)
                at.moveCenter(self.spot(point))
                painter.setPen(QPen(QColor(c.text), 1.5))
                painter.setBrush(QColor(c.accent if number == self._corner else c.paper))
                painter.drawRect(at)
        if self._outline:
            line = [self.spot(p) for p in self._outline]
            if self._pointer is not None:
                line.append(self.spot(self._pointer))
            path = QPainterPath()
            path.addPolygon(QPolygonF(line))
            draw_line(painter, path, c, strong=True)

    def _may_draw(self) -> bool:
        """Whether something can be drawn now; says why not."""
        if not self.has_picture:
            return False
        if self._barred:
            self.told.emit(self._barred)
            return False
        if self._tool is not Tool.CROP and self._chosen is None:
            self.told.emit(_("Choose first who is to be covered."))
            return False
        return True

    def _stored(self) -> Cover | Region | None:
        """What the tool works on, as it was before the hand took it."""
        if self._tool is Tool.CROP:
            return self._crop
        return next((f.cover for f in self._figures if f.subject == self._chosen), None)

    def _now(self) -> Cover | Region | None:
        return self._draft if self._draft is not None else self._stored()

    def _polygon(self) -> Cover | None:
        now = self._now()
        return now if isinstance(now, Cover) and now.form is Form.POLYGON else None

    def _change(self, draft: Cover | Region) -> None:
        self._draft = draft
        self._rest.start()
        self.update()

    def _arrow(self, key: Qt.Key, *, shift: bool) -> None:
        now, polygon, (across, down) = self._now(), self._polygon(), ARROWS[key]
        if now is None or not self._may_draw():
            return
        if polygon is not None and self._corner is not None and not shift:
            x, y = polygon.points[self._corner]
            self._change(shapes.dragged(polygon, self._corner, (x + across, y + down)))
        else:
            self._change(
                shapes.sized_by(now, across, down) if shift else shapes.moved_by(now, across, down)
            )

    def _next_corner(self) -> None:
        polygon = self._polygon()
        if polygon is None:
            return
        count = len(polygon.points)
        self._corner = 0 if self._corner is None else self._corner + 1
        if self._corner >= count:
            self._corner = None
            announce(self, _("The whole shape"))
        else:
            said = _("Corner {number} of {all}").format(number=self._corner + 1, all=count)
            announce(self, said)
        self.update()

    def _add_corner(self, at: Point) -> None:
        if self._outline and not shapes.has_room(self._outline):
            self._finish()
            return
        self._outline = (*self._outline, at)
        if len(self._outline) == 1:
            self.told.emit(
                _(
                    "Click on each further corner, and double-click on the last one. Backspace "
                    "takes a corner back, Esc drops the outline."
                )
            )
        self.update()

    def _end_outline(self, key: Qt.Key) -> None:
        if key in ENTER:
            self._finish()
        elif key == Qt.Key.Key_Backspace:
            self._outline = self._outline[:-1]
        else:
            self._outline = ()
            self.told.emit(_("The outline that was begun is dropped."))
        self.update()

    def _finish(self) -> None:
        """Close the outline; a double click has set its last corner twice."""
        points = tuple(dict.fromkeys(self._outline))
        drawn = Cover(Form.POLYGON, points, self._fill)
        self._outline = ()
        if is_drawable(drawn):
            self.covered.emit(drawn)
        else:
            self.told.emit(
                _(
                    "That is no outline: it takes three corners at least, and its sides may not "
                    "cross. Draw it once more."
                )
            )
        self.update()

    def _handle_at(self, at: QPointF) -> int | None:
        now = self._now()
        if now is None:
            return None
        near = [
            ((self.spot(point) - at).manhattanLength(), number)
            for number, point in enumerate(shapes.handles_of(now))
        ]
        away, number = min(near)
        return number if away <= HANDLE * 1.5 else None

    def _figure_at(self, at: QPointF) -> Figure | None:
        hit = [
            figure
            for figure in self._figures
            if (figure.cover is not None and self._outline_of(figure.cover).contains(at))
            or (figure.face is not None and self.place(figure.face).contains(at))
        ]
        return hit[0] if hit else None

    def _outline_of(self, shape: Cover | Region | None) -> QPainterPath:
        path = QPainterPath()
        if isinstance(shape, Region):
            path.addRect(self.place(shape))
        elif shape is not None and shape.form is Form.RECTANGLE:
            path.addRect(self.place(shape.box))
        elif shape is not None and shape.form is Form.ELLIPSE:
            path.addEllipse(self.place(shape.box))
        elif shape is not None:
            path.addPolygon(QPolygonF([self.spot(p) for p in shape.points]))
            path.closeSubpath()
        return path


def _is_something(shape: Cover | Region) -> bool:
    box = shape if isinstance(shape, Region) else shape.box
    return min(box.w, box.h) >= LEAST


def _keys() -> str:
    return _(
        "Enter begins, arrow keys move the shape, Shift and arrow keys change its size. The space "
        "bar goes to the next corner of a polygon."
    )
