"""Photos in a grid: a small picture, its name, who is on it, and the verdicts.

Draws only what is in sight. Below the picture stands a shape for each destination, or one alone and
larger while one destination is looked at; judged are the photos in sight when they are read.
"""

from collections.abc import Collection, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.ui import icons
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import strong_font
from consentdesk.ui.glyphs import Sign, colour_of, draw_shape
from consentdesk.ui.models import ROW_ROLE
from consentdesk.ui.photo_rows import PhotoModel, PhotoRow
from consentdesk.ui.place_marks import PlaceMarks, marks_within
from consentdesk.ui.theme import GRID, RADIUS, RING, Colours, colours
from consentdesk.ui.thumbnails import Thumbnails
from consentdesk.ui.tiles import Tiles
from consentdesk.words import destination_word

Index = QModelIndex | QPersistentModelIndex

PICTURE = QSize(192, 144)
"""Room for the picture in a cell."""
MARGIN = GRID


class PhotoDelegate(QStyledItemDelegate):
    """Draws one photo of the grid."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._places: tuple[Destination, ...] = ()
        self._marks: tuple[str, PlaceMarks] | None = None

    def show_places(self, places: Sequence[Destination]) -> None:
        """Keep room for the shapes of these destinations."""
        self._places, self._marks = tuple(places), None

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Picture, two lines, the verdicts, and air."""
        tall = option.fontMetrics.height()
        lines = 2 * tall + max(2 * tall, self._marks_in(option.font).height) + GRID + 8
        return QSize(PICTURE.width() + 2 * MARGIN, PICTURE.height() + lines + 2 * MARGIN)

    def _marks_in(self, font: QFont) -> PlaceMarks:
        """Where the shapes stand; asked for with every tile, worked out once for a font."""
        key = font.key()
        if self._marks is None or self._marks[0] != key:
            self._marks = key, marks_within(PICTURE.width(), self._places, font)
        return self._marks[1]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, picture, sign and words."""
        view = option.widget
        c = colours(view.palette())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell = QRectF(option.rect).adjusted(2, 2, -2, -2)
        self._draw_ground(painter, option, index, cell, c)
        left = cell.left() + (cell.width() - PICTURE.width()) / 2
        box = QRectF(left, cell.top() + MARGIN - 2, PICTURE.width(), PICTURE.height())
        row = index.data(ROW_ROLE)
        if isinstance(row, PhotoRow):
            self._draw_picture(painter, box, row.photo.id, c)
            below = _draw_words(painter, box, option.fontMetrics, row, c)
            if row.place is None and 1 < len(row.verdicts) == len(self._places):
                self._marks_in(option.font).draw(painter, below.topLeft(), row.shapes, c)
            else:
                _draw_verdict(painter, below, option, row, c)
        else:
            painter.fillRect(box, QColor(c.line))
        painter.restore()

    def _draw_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        cell: QRectF,
        c: Colours,
    ) -> None:
        view = option.widget
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setPen(QPen(QColor(c.accent), RING))
            painter.setBrush(QColor(c.accent_tint))
            painter.drawRoundedRect(cell, RADIUS, RADIUS)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(c.hover))
            painter.drawRoundedRect(cell, RADIUS, RADIUS)
        current = isinstance(view, QAbstractItemView) and view.currentIndex().row() == index.row()
        if current and view.hasFocus():
            painter.setPen(QPen(QColor(c.ring), RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell.adjusted(3, 3, -3, -3), RADIUS - 2, RADIUS - 2)

    def _draw_picture(self, painter: QPainter, box: QRectF, photo: PhotoId, c: Colours) -> QRectF:
        """Draw it, and say where it lies within the box."""
        picture = self._thumbnails.picture(photo)
        if picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.canvas))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
            if self._thumbnails.is_missing(photo):
                side = 32.0
                at = QRectF(0, 0, side, side)
                at.moveCenter(box.center())
                icons.draw(painter, at, "photos", c.edge)
            return box
        return draw_fitted(painter, box, picture)


def draw_corner_sign(painter: QPainter, picture: QRectF, side: int, sign: Sign, c: Colours) -> None:
    """A verdict's shape in the lower right corner of a picture, on paper."""
    at = QRectF(picture.right() - side - 5, picture.bottom() - side - 5, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.paper))
    painter.drawRoundedRect(at.adjusted(-3, -3, 3, 3), RADIUS, RADIUS)
    draw_shape(painter, at, sign.shape, c)


def draw_fitted(painter: QPainter, box: QRectF, picture: QPixmap) -> QRectF:
    """The whole picture within the box, with round corners."""
    size = picture.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    fitted = QRectF(0, 0, size.width(), size.height())
    fitted.moveCenter(box.center())
    path = QPainterPath()
    path.addRoundedRect(fitted, RADIUS, RADIUS)
    painter.save()
    painter.setClipPath(path)
    painter.drawPixmap(fitted, picture, QRectF(picture.rect()))
    painter.restore()
    return fitted


def _draw_words(
    painter: QPainter, box: QRectF, metrics: QFontMetrics, row: PhotoRow, c: Colours
) -> QRect:
    """The name and who is on it; say where the verdicts go below."""
    left, wide, tall = int(box.left()), int(box.width()), metrics.height()
    top = int(box.bottom()) + GRID // 2 + 2
    middle, end = Qt.TextElideMode.ElideMiddle, Qt.TextElideMode.ElideRight
    for text, colour, elide in ((row.photo.name, c.text, middle), (row.who(), c.muted, end)):
        painter.setPen(QColor(colour))
        shown = metrics.elidedText(text, elide, wide)
        painter.drawText(QRect(left, top, wide, tall), Qt.AlignmentFlag.AlignLeft, shown)
        top += tall
    return QRect(left, top + 4, wide, 2 * tall)


def _draw_verdict(
    painter: QPainter, box: QRect, option: QStyleOptionViewItem, row: PhotoRow, c: Colours
) -> None:
    """The verdict for the destination looked at: its shape two lines high, both in words."""
    sign, metrics, side = row.sign, QFontMetrics(strong_font(option.font)), box.height()
    draw_shape(painter, QRectF(box.left(), box.top(), side, side), sign.shape, c)
    words = box.adjusted(side + GRID, 0, 0, -side // 2)
    place = row.place or row.verdicts[0].destination
    for text, colour, font in (
        (destination_word(place), c.muted, option.font),
        (sign.word, colour_of(sign.shape, c), strong_font(option.font)),
    ):
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        words.translate(0, side // 2)


class PhotoGrid(Tiles):
    """The grid itself: any number of photos, several of which may be chosen."""

    opened = Signal(object)
    """The PhotoIds to be looked at closely: all that are chosen."""

    def __init__(
        self, context: Context, model: PhotoModel, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._photos = model
        self.setModel(model)
        self.setAccessibleName(name)
        self._delegate = PhotoDelegate(context.thumbnails, self)
        self.setItemDelegate(self._delegate)
        model.modelAboutToBeReset.connect(self._on_model_about_to_be_reset)
        # What is chosen here may be shown in a table next, where rows are chosen.
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.doubleClicked.connect(self._on_double_clicked)

    @property
    def chosen(self) -> tuple[PhotoId, ...]:
        """The photos chosen, in the order of the grid; else the current one."""
        parts = sorted(
            {(part.top(), part.bottom()) for part in self.selectionModel().selection().toList()}
        )
        current = self.currentIndex()
        if not parts and current.isValid():
            parts = [(current.row(), current.row())]
        ids = self._photos.ids
        return tuple(photo for first, last in parts for photo in ids[first : last + 1])

    def choose(self, photo: PhotoId) -> None:
        """Choose one photo and scroll to it, if it is among those shown."""
        place = self._photos.place_of(photo)
        if place is not None:
            index, flag = self._photos.index(place, 0), QItemSelectionModel.SelectionFlag
            # Left to itself, Qt asks which keys are down, and Ctrl would take one out.
            self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
            self.scrollTo(index)

    def choose_again(self, photos: Collection[PhotoId], current: PhotoId | None) -> None:
        """Choose those of the photos that are still shown, after others have come or gone."""
        wanted, runs = frozenset(photos), QItemSelection()
        every = enumerate(self._photos.ids) if wanted else ()
        places = [place for place, photo in every if photo in wanted]
        for first, last in _runs(places):
            runs.select(self._photos.index(first, 0), self._photos.index(last, 0))
        flag = QItemSelectionModel.SelectionFlag
        place = None if current is None else self._photos.place_of(current)
        if place is not None:
            index = self._photos.index(place, 0)
            self.selectionModel().setCurrentIndex(index, flag.NoUpdate)
            self.scrollTo(index)
        self.selectionModel().select(runs, flag.ClearAndSelect | flag.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens what is chosen."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.chosen:
            self.opened.emit(self.chosen)
            return
        super().keyPressEvent(event)

    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self.opened.emit(self.chosen)

    def _on_model_about_to_be_reset(self) -> None:
        """Before the tiles are laid out there may be other destinations."""
        self._delegate.show_places(self._photos.places)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each stretch of rows without a gap."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
