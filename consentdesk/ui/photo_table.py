"""The photos in a table: as a list with all that is known, or as a matrix of photo and destination.

Both show the same model and the same choice as the grid. A cell of a destination is a shape, a word
and a colour; the cell the keyboard is on has a ring of its own in the matrix, and its reasons stand
in the pane.
"""

from enum import StrEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from consentdesk.domain.photos import Destination
from consentdesk.ui import icons
from consentdesk.ui.column_widths import ColumnWidths
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import RowDelegate, prepare_table, row_height
from consentdesk.ui.models import ROW_ROLE
from consentdesk.ui.photo_grid import PhotoGrid, draw_fitted
from consentdesk.ui.photo_rows import (
    EVENT,
    FIXED,
    NAME,
    TAKEN,
    WHO,
    PhotoModel,
    PhotoRow,
    short_words,
    whole_words,
)
from consentdesk.ui.theme import GRID, RADIUS, RING, Colours, colours
from consentdesk.ui.thumbnails import Thumbnails
from consentdesk.words import destination_marks

Index = QModelIndex | QPersistentModelIndex
SMALL = QSize(56, 42)
"""Room for the picture in a row."""
LARGER = 1.5
"""The shapes of the destination looked at, beside the others."""


class Layout(StrEnum):
    """How a table shows the photos."""

    LIST = "list"
    MATRIX = "matrix"


class PhotoTableDelegate(RowDelegate):
    """The cells: a small picture before the name, a sign under each destination."""

    def __init__(self, table: QTableView, thumbnails: Thumbnails, layout: Layout) -> None:
        super().__init__(table)
        self._thumbnails = thumbnails
        self._is_matrix = layout is Layout.MATRIX

    def room_before(self, index: Index) -> int:
        """The picture stands there."""
        return SMALL.width() + GRID if index.column() == NAME else 0

    def shape_side(self, index: Index, metrics: QFontMetrics) -> int:
        """That of the destination looked at is larger."""
        side, model = super().shape_side(index, metrics), index.model()
        if isinstance(model, PhotoModel) and model.looks_at(index.column()):
            return round(LARGER * side)
        return side

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        super().paint(painter, option, index)
        view = option.widget
        c = colours(view.palette())
        if index.column() == NAME:
            self._paint_picture(painter, option.rect, index, c)
        elif self._is_matrix and _is_here(view, index):
            painter.setPen(QPen(QColor(c.ring), RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = RING + 2
            painter.drawRect(option.rect.adjusted(inset, inset, -inset - 1, -inset - 1))

    def _paint_picture(self, painter: QPainter, cell: QRect, index: Index, c: Colours) -> None:
        row = index.data(ROW_ROLE)
        at = QRectF(cell.left() + GRID, 0, SMALL.width(), SMALL.height())
        at.moveTop(cell.top() + (cell.height() - SMALL.height()) / 2)
        painter.save()
        if isinstance(row, PhotoRow):
            self._draw_picture(painter, at, row, c)
        else:
            painter.fillRect(at, QColor(c.line))
        painter.restore()

    def _draw_picture(self, painter: QPainter, box: QRectF, row: PhotoRow, c: Colours) -> None:
        picture = self._thumbnails.picture(row.photo.id)
        if picture is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            draw_fitted(painter, box, picture)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.canvas))
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if self._thumbnails.is_missing(row.photo.id):
            mark = QRectF(0, 0, 20, 20)
            mark.moveCenter(box.center())
            icons.draw(painter, mark, "photos", c.edge)


def _is_here(view: QWidget, index: Index) -> bool:
    """Whether the keyboard is on that very cell."""
    if not isinstance(view, QTableView) or not view.hasFocus():
        return False
    current = view.currentIndex()
    return (current.row(), current.column()) == (index.row(), index.column())


class _Head(QHeaderView):
    """The heads of a list: of a destination its letters, but for the one looked at."""

    def __init__(self, table: QTableView, photos: PhotoModel) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._photos = photos

    @property
    def letters(self) -> dict[int, str]:
        """What stands in the heads of destinations, by column."""
        marks = enumerate(destination_marks(self._photos.places), FIXED)
        return {column: mark for column, mark in marks if not self._photos.looks_at(column)}

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        """Draw the letters; the whole name and how many may go there is told in the tip."""
        super().initStyleOptionForIndex(option, section)
        option.text = self.letters.get(section, option.text)


class PhotoTable(QTableView):
    """One of the two tables; it shares the choice of the grid it is made for."""

    opened = Signal()
    """What is chosen is to be looked at closely."""
    order_wanted = Signal(int)
    """The head of that column was clicked."""

    def __init__(
        self,
        context: Context,
        grid: PhotoGrid,
        model: PhotoModel,
        layout: Layout,
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._photos, self._layout = model, layout
        self.setModel(model)
        own = self.selectionModel()
        self.setSelectionModel(grid.selectionModel())
        own.deleteLater()
        self.setAccessibleName(name)
        self._head = _Head(self, model) if layout is Layout.LIST else None
        if self._head is not None:
            self.setHorizontalHeader(self._head)
        prepare_table(self, PhotoTableDelegate(self, context.thumbnails, layout))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        tall = max(row_height(self.fontMetrics()), SMALL.height() + GRID)
        self.verticalHeader().setDefaultSectionSize(tall)
        across = self.horizontalHeader()
        across.setSectionsClickable(True)
        across.setTextElideMode(Qt.TextElideMode.ElideNone)
        across.sectionClicked.connect(self.order_wanted)
        self._widths = ColumnWidths(self, whole=True, beside=SMALL.width())
        model.modelReset.connect(self.fit)
        model.headerDataChanged.connect(self.fit)
        self.doubleClicked.connect(self._on_double_clicked)
        self.fit()

    def fit(self) -> None:
        """Show the columns of this layout, as wide as their words.

        In a list the shapes stand close together behind the name, so that all are seen at once.
        """
        for column in (WHO, EVENT, TAKEN):
            self.setColumnHidden(column, self._layout is Layout.MATRIX)
        places = range(FIXED, self._photos.columnCount())
        words: dict[int, tuple[str, ...]]
        words = {WHO: ("n" * 14,), EVENT: ("n" * 12,), TAKEN: ("00-00-0000 00.00",)}
        if self._head is None:
            words |= dict.fromkeys(places, short_words())
        # A few letters more, for the larger shape.
        wider = tuple(f"{word}nn" for word in whole_words())
        words |= {column: wider for column in places if self._photos.looks_at(column)}
        if self._head is not None:
            for number, column in enumerate(places, 1):
                self._head.moveSection(self._head.visualIndex(column), number)
        letters = None if self._head is None else self._head.letters
        self._widths.expect(words, places, letters)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens what is chosen."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def _on_double_clicked(self, _index: QModelIndex) -> None:
        self.opened.emit()

    @property
    def place(self) -> Destination | None:
        """The destination of the cell the keyboard is on, in a matrix."""
        if self._layout is Layout.LIST:
            return None
        return self._photos.place_in(self.currentIndex().column())
