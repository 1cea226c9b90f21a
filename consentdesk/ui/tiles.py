"""A list of tiles of one size, left to right and down, where each lies found by arithmetic.

Qt's own list works out a place for each of its items whenever they change; for a million that
takes seconds, and memory. What stands in a tile is the delegate's business.
"""

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QCursor, QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QRubberBand,
    QStyle,
    QStyleOptionRubberBand,
    QStyleOptionViewItem,
    QWidget,
)

from consentdesk.ui.theme import GRID

Index = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction

GAP = GRID // 2


class Tiles(QListView):
    """Tiles of the size its delegate gives the first one; a list for screen readers.

    All that Qt's list would ask its items' places for is answered here instead.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPoint | None = None
        self._band = QRect()
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setMouseTracking(True)

    # --- where things lie: in the whole of the tiles, or as seen where it says so

    @property
    def columns(self) -> int:
        """How many tiles stand side by side."""
        return max(1, (self.viewport().width() - GAP) // self._step().width())

    @property
    def room(self) -> int:
        """How many tiles are in sight at most while it is not scrolled."""
        return self.columns * -(-self._height() // self._step().height())

    def visualRect(self, index: Index) -> QRect:
        """Where a tile is, as seen."""
        if not index.isValid():
            return QRect()
        step, down = self._step(), self.verticalOffset()
        line, place = divmod(index.row(), self.columns)
        at = QPoint(GAP + place * step.width(), GAP + line * step.height() - down)
        return QRect(at, step - QSize(GAP, GAP))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The tile at a point, as seen; none between two tiles."""
        step, columns = self._step(), self.columns
        line = (point.y() + self.verticalOffset() - GAP) // step.height()
        place = (point.x() - GAP) // step.width()
        if line < 0 or not 0 <= place < columns:
            return QModelIndex()
        found = self._at(line * columns + place)
        return found if self.visualRect(found).contains(point) else QModelIndex()

    def verticalOffset(self) -> int:
        """How far it is scrolled."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """It never scrolls sideways."""
        return 0

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll until a tile is in sight."""
        if not index.isValid():
            return
        # The bar may not know yet how many there are now.
        self.executeDelayedItemsLayout()
        bar, seen, height = self.verticalScrollBar(), self.visualRect(index), self._height()
        top, bottom = seen.top() - GAP, seen.bottom() + 1 + GAP
        hints = QAbstractItemView.ScrollHint
        if hint is hints.PositionAtCenter:
            by = (top + bottom - height) // 2
        elif hint is hints.PositionAtTop or (hint is hints.EnsureVisible and top < 0):
            by = top
        elif hint is hints.PositionAtBottom or bottom > height:
            by = min(bottom - height, top)
        else:
            by = 0
        bar.setValue(bar.value() + by)

    def _count(self) -> int:
        model = self.model()
        return model.rowCount() if model is not None else 0

    def _at(self, row: int) -> QModelIndex:
        return self.model().index(row, 0) if 0 <= row < self._count() else QModelIndex()

    def _height(self) -> int:
        return self.viewport().height()

    def _step(self) -> QSize:
        """From one tile to the next."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        return self.itemDelegate().sizeHint(option, QModelIndex()) + QSize(GAP, GAP)

    def _rows_within(self, box: QRect) -> list[range]:
        """The rows whose tiles touch a box, as seen: one range for each line of tiles."""
        step, columns, count = self._step(), self.columns, self._count()
        top, bottom = box.top() + self.verticalOffset(), box.bottom() + self.verticalOffset()
        # A tile ends before the gap that follows it.
        left = max(0, box.left() // step.width())
        right = min(columns - 1, (box.right() - GAP) // step.width())
        first = max(0, top // step.height())
        last = min((count - 1) // columns, (bottom - GAP) // step.height())
        return [
            range(line * columns + left, min(line * columns + right + 1, count))
            for line in range(first, last + 1)
            if left <= right
        ]

    # --- what Qt asks when tiles, size or place change

    def doItemsLayout(self) -> None:
        """There is nothing to lay out; the bar is to say how much there is."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """The bar tells of all tiles, seen or not."""
        QAbstractItemView.updateGeometries(self)
        step, bar, most = self._step(), self.verticalScrollBar(), self.maximumViewportSize()
        wide = max(1, (most.width() - GAP) // step.width())
        if GAP + -(-self._count() // wide) * step.height() <= most.height():
            bar.setRange(0, 0)
            return
        lines = -(-self._count() // self.columns)
        bar.setSingleStep(step.height())
        bar.setPageStep(self._height())
        bar.setRange(0, max(0, GAP + lines * step.height() - self._height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another number of tiles may stand side by side."""
        QAbstractItemView.resizeEvent(self, event)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move what is drawn already."""
        self.viewport().scroll(dx, dy)

    # --- keyboard, mouse and what is chosen

    def moveCursor(self, action: Move, _modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Where a key leads from the current tile."""
        count, columns = self._count(), self.columns
        if not self.currentIndex().isValid():
            return self._at(0)
        row = self.currentIndex().row()
        page = max(1, self._height() // self._step().height()) * columns
        line_begins = row - row % columns
        match action:
            case Move.MoveLeft:
                row = max(row - 1, line_begins)
            case Move.MoveRight:
                row = min(row + 1, line_begins + columns - 1, count - 1)
            case Move.MovePrevious:
                row = max(row - 1, 0)
            case Move.MoveNext:
                row = min(row + 1, count - 1)
            case Move.MoveHome:
                row = 0
            case Move.MoveEnd:
                row = count - 1
            case Move.MoveUp:
                row = self._lines_away(row, -columns)
            case Move.MoveDown:
                row = self._lines_away(row, columns)
            case Move.MovePageUp:
                row = self._lines_away(row, -page)
            case Move.MovePageDown:
                row = self._lines_away(row, page)
        return self._at(row)

    def _lines_away(self, row: int, by: int) -> int:
        """In the same column so many tiles on; at most on the first or last line there is."""
        columns, last = self.columns, self._count() - 1
        place = row % columns
        line = min(max((row + by) // columns, 0), last // columns)
        return min(line * columns + place, last)

    def setSelection(self, box: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Choose one tile, the tiles from one to another, or those under the rubber band."""
        model, chosen = self.model(), QItemSelection()
        if self.state() is QAbstractItemView.State.DragSelectingState:
            ranges = self._rows_within(box.normalized())
        else:
            # From corner to corner, as they were pressed; that need not be down and to the right.
            ends = [self.indexAt(corner).row() for corner in (box.topLeft(), box.bottomRight())]
            ranges = [range(min(ends), max(ends) + 1)] if -1 not in ends else []
        for rows in ranges:
            if rows:
                chosen.select(model.index(rows[0], 0), model.index(rows[-1], 0))
        self.selectionModel().select(chosen, command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Where chosen tiles are in sight."""
        seen, region = self._seen(), QRegion()
        for some in selection.toList():
            for row in range(max(some.top(), seen.start), min(some.bottom() + 1, seen.stop)):
                region += self.visualRect(self._at(row))
        return region

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A rubber band may begin here."""
        at = event.position().toPoint()
        self._pressed = at + QPoint(0, self.verticalOffset())
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the rubber band as far as the mouse has come."""
        super().mouseMoveEvent(event)
        pulled = self.state() is QAbstractItemView.State.DragSelectingState
        if pulled and self._pressed is not None:
            begun = self._pressed - QPoint(0, self.verticalOffset())
            self._show_band(QRect(begun, event.position().toPoint()).normalized())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The rubber band goes."""
        super().mouseReleaseEvent(event)
        self._pressed = None
        self._show_band(QRect())

    def _show_band(self, band: QRect) -> None:
        self.viewport().update(self._band.united(band).adjusted(-1, -1, 1, 1))
        self._band = band

    # --- drawing

    def _seen(self) -> range:
        """The rows in sight."""
        lines = self._rows_within(self.viewport().rect())
        return range(lines[0].start, lines[-1].stop) if lines else range(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tiles that are to be drawn anew."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        plain = option.state & ~(QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected)
        painter = QPainter(self.viewport())
        chosen, delegate, under_mouse = self.selectionModel(), self.itemDelegate(), self._hovered()
        for rows in self._rows_within(event.rect()):
            for row in rows:
                index = self._at(row)
                option.rect = self.visualRect(index)
                option.state = plain
                if chosen.isSelected(index):
                    option.state |= QStyle.StateFlag.State_Selected
                if row == under_mouse:
                    option.state |= QStyle.StateFlag.State_MouseOver
                delegate.paint(painter, option, index)
        if not self._band.isEmpty():
            self._draw_band(painter)
        painter.end()

    def _hovered(self) -> int:
        if not self.viewport().underMouse():
            return -1
        return self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())).row()

    def _draw_band(self, painter: QPainter) -> None:
        option = QStyleOptionRubberBand()
        option.initFrom(self)
        option.shape = QRubberBand.Shape.Rectangle
        option.opaque = False
        option.rect = self._band
        self.style().drawControl(QStyle.ControlElement.CE_RubberBand, option, painter)
