"""A list of checked files: small picture, name, the first reason, and where it may be shown.

Takes findings as they come; filters and counts them by outcome. Draws only what is in sight.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import (
    QAbstractListModel,
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
    QGradient,
    QKeyEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from consentdesk.domain.photos import Destination
from consentdesk.ui import icons
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow, Heap
from consentdesk.ui.glyphs import Shape, colour_of, draw_shape
from consentdesk.ui.models import ROW_ROLE
from consentdesk.ui.theme import GRID, RADIUS, RING, Colours, colours
from consentdesk.ui.thumbnails import Thumbnails
from consentdesk.wording import destination_word

Index = QModelIndex | QPersistentModelIndex
PICTURE = QSize(76, 57)
SHAPE = 16
KEPT = 60
"""Entries of which a picture is kept; more are not in sight at once."""
STEP = 3_000
"""Files handed to a list at a time, the next ones where it is scrolled to its end: with every file
that is added a list asks again about each that it has."""
ACROSS = 60
"""Average characters of a file in a list of several columns: a reason fits beside the picture."""
_BROKEN = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
# Here, because PySide makes a set of names when it is first asked for one, or when a function could
# take one (fillRect a preset of two hundred): not while painting.
_PRESETS = QGradient.Preset
_SELECTED = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_LINES = QListView.ViewMode.ListMode


class FindingModel(QAbstractListModel):
    """The files of one check; shows those of one heap, or all."""

    counted = Signal()
    """The counts changed."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[FindingRow] = []
        self._seen: list[int] = []
        self._given = 0
        self._places: dict[Path, list[int]] = {}
        self._counts: Counter[Heap] = Counter()
        self._destination: Destination | None = None
        self._heap: Heap | None = None
        thumbnails.arrived.connect(self._on_thumbnails_arrived)

    @property
    def rows(self) -> tuple[FindingRow, ...]:
        """All files, whatever is shown of them."""
        return tuple(self._rows)

    @property
    def shown(self) -> tuple[FindingRow, ...]:
        """The files of the heap that is shown."""
        return tuple(self._rows[n] for n in self._seen)

    @property
    def counts(self) -> Mapping[Heap, int]:
        """How many of each there are for the destination looked at."""
        return dict(self._counts)

    @property
    def destination(self) -> Destination | None:
        """The destination looked at; None for all."""
        return self._destination

    def row_at(self, row: int) -> FindingRow:
        """The file in that row."""
        return self._rows[self._seen[row]]

    def show(self, rows: Sequence[FindingRow]) -> None:
        """Show these instead of those before."""
        self.beginResetModel()
        self._rows = list(rows)
        self._sort()
        self.endResetModel()
        self.counted.emit()

    def add(self, rows: Sequence[FindingRow]) -> None:
        """Show these too."""
        start = len(self._rows)
        self._rows += rows
        self._counts.update(row.heap(self._destination) for row in rows)
        self._take([start + n for n, row in enumerate(rows) if self._is_wanted(row)])
        if self._given < STEP:
            self._give(STEP - self._given)
        self.counted.emit()

    def canFetchMore(self, parent: Index) -> bool:
        """Whether more are wanted than the list has been given."""
        return not parent.isValid() and STEP <= self._given < len(self._seen)

    def fetchMore(self, parent: Index) -> None:
        """Give the list the next ones."""
        if self.canFetchMore(parent):
            self._give(STEP)

    def _give(self, most: int) -> None:
        """Hand over so many more, as far as there are."""
        end = min(len(self._seen), self._given + most)
        if end > self._given:
            self.beginInsertRows(QModelIndex(), self._given, end - 1)
            self._given = end
            self.endInsertRows()

    def renew(self, rows: Sequence[FindingRow]) -> None:
        """Put newer verdicts in place of those of the same files, in the same order."""
        before = tuple(self._seen)
        self._rows = list(rows)
        wanted = [n for n, row in enumerate(self._rows) if self._is_wanted(row)]
        if tuple(wanted) != before:
            self.show(rows)
            return
        self._counts = Counter(row.heap(self._destination) for row in self._rows)
        if self._given:
            self.dataChanged.emit(self.index(0), self.index(self._given - 1))
        self.counted.emit()

    def look_at(self, destination: Destination | None, heap: Heap | None) -> None:
        """Count for that destination, and show one heap of it, or all."""
        self.beginResetModel()
        self._destination, self._heap = destination, heap
        self._sort()
        self.endResetModel()
        self.counted.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many the list has been given."""
        return 0 if parent is not None and parent.isValid() else self._given

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """The file, its name, and what is read aloud."""
        if not index.isValid() or index.row() >= self._given:
            return None
        row = self.row_at(index.row())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.finding.path.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken(self._destination)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tip(row)
        return None

    def _is_wanted(self, row: FindingRow) -> bool:
        return self._heap is None or row.heap(self._destination) is self._heap

    def _sort(self) -> None:
        self._counts = Counter(row.heap(self._destination) for row in self._rows)
        self._seen = []
        self._places = {}
        self._take([n for n, row in enumerate(self._rows) if self._is_wanted(row)])
        self._given = min(len(self._seen), STEP)

    def _take(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            path = self._rows[number].finding.path
            self._places.setdefault(path, []).append(len(self._seen))
            self._seen.append(number)

    def _on_thumbnails_arrived(self, key: object) -> None:
        if isinstance(key, Path):
            for place in self._places.get(key, ()):
                if place >= self._given:
                    break
                self.dataChanged.emit(self.index(place), self.index(place))


def _tip(row: FindingRow) -> str:
    lines = [str(row.finding.path)]
    for verdict in row.finding.verdicts:
        lines.append(f"{destination_word(verdict.destination)}: {row.sign_of(verdict).word}")
        lines += [f"    {said}" for said in row.reasons(verdict)]
    return "\n".join(lines)


class FindingDelegate(QStyledItemDelegate):
    """Draws one checked file."""

    def __init__(self, thumbnails: Thumbnails, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self.width = 100
        self._kept: dict[Path, tuple[FindingRow, tuple[object, ...], QPixmap]] = {}

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Four lines, or the picture if that is taller."""
        lines = 4 * option.fontMetrics.height() + GRID
        return QSize(self.width, max(lines, PICTURE.height()) + 2 * GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one file, from the picture kept of it while nothing about it has changed.

        A list is drawn anew with every file that is added below what is seen.
        """
        row = index.data(ROW_ROLE)
        model = index.model()
        if not isinstance(row, FindingRow) or not isinstance(model, FindingModel):
            return
        path = row.finding.path
        state = self._state(painter, option, index, path, model.destination)
        kept = self._kept.get(path)
        if kept is None or kept[0] is not row or kept[1] != state:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            kept = (row, state, self._drawn(painter, option, index, row, model.destination))
            self._kept[path] = kept
        painter.drawPixmap(option.rect.topLeft(), kept[2])

    def _state(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        path: Path,
        destination: Destination | None,
    ) -> tuple[object, ...]:
        """Everything but the file itself that the drawing depends on."""
        view, picture = option.widget, self._thumbnails.picture(path)
        return (
            picture.cacheKey() if picture is not None else self._thumbnails.is_missing(path),
            destination,
            bool(option.state & _SELECTED),
            bool(option.state & _HOVERED),
            _is_current(view, index),
            option.rect.width(),
            option.rect.height(),
            painter.device().devicePixelRatioF(),
            view.palette().cacheKey(),
            option.font.key(),
        )

    def _drawn(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        row: FindingRow,
        destination: Destination | None,
    ) -> QPixmap:
        """A picture of one file's entry."""
        c, density = colours(option.widget.palette()), painter.device().devicePixelRatioF()
        picture = QPixmap((option.rect.size().toSizeF() * density).toSize())
        picture.setDevicePixelRatio(density)
        picture.fill(Qt.GlobalColor.transparent)
        pen = QPainter(picture)
        pen.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pen.translate(-option.rect.topLeft())
        _draw_ground(pen, option, index, c)
        inner = option.rect.adjusted(GRID + 4, GRID, -GRID - 4, -GRID)
        box = QRect(inner.left(), inner.top(), PICTURE.width(), inner.height())
        self._draw_picture(pen, QRectF(box), row.finding.path, c)
        words = inner.adjusted(PICTURE.width() + GRID + 4, 0, 0, 0)
        self._draw_words(pen, words, option, row, destination)
        pen.end()
        return picture

    def _draw_picture(self, painter: QPainter, box: QRectF, path: Path, c: Colours) -> None:
        picture = self._thumbnails.picture(path)
        if picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.canvas))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
            if self._thumbnails.is_missing(path):
                at = QRectF(0, 0, 24, 24)
                at.moveCenter(box.center())
                icons.draw(painter, at, "photos", c.edge)
            return
        size = picture.size().scaled(box.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        fitted = QRectF(0, 0, size.width(), size.height())
        fitted.moveCenter(box.center())
        painter.drawPixmap(fitted, picture, QRectF(picture.rect()))

    def _draw_words(
        self,
        painter: QPainter,
        box: QRect,
        option: QStyleOptionViewItem,
        row: FindingRow,
        destination: Destination | None,
    ) -> None:
        """Name, the first reason, and at the bottom a shape for each place or for all of them."""
        c = colours(option.widget.palette())
        strong = QFont(option.font)
        strong.setWeight(QFont.Weight.DemiBold)
        tall, metrics = option.fontMetrics.height(), QFontMetrics(strong)
        why, right = row.why(destination), Qt.TextElideMode.ElideRight
        tall_why = tall if option.fontMetrics.horizontalAdvance(why) <= box.width() else 2 * tall
        gap = max(0, (box.height() - 2 * tall - tall_why) // 2)
        line = QRect(box.left(), box.top(), box.width(), tall)
        painter.setFont(strong)
        painter.setPen(QColor(c.text))
        name = metrics.elidedText(row.finding.path.name, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, _LEFT, name)
        line = line.translated(0, tall + gap)
        painter.setFont(option.font)
        painter.setPen(QColor(c.muted))
        self._draw_why(painter, line, option.fontMetrics, why)
        line = line.translated(0, tall_why + gap)
        many = destination is None and not row.is_unreadable and len(row.finding.verdicts) > 1
        if many and self._draw_shapes(painter, line, option, row):
            return
        sign = row.sign(destination)
        mark = QRectF(line.left(), line.center().y() - SHAPE / 2 + 1, SHAPE, SHAPE)
        draw_shape(painter, mark, sign.shape, c)
        painter.setPen(QColor(colour_of(sign.shape, c)))
        line = line.adjusted(SHAPE + 6, 0, 0, 0)
        metrics = option.fontMetrics
        painter.drawText(line, _LEFT, metrics.elidedText(sign.word, right, line.width()))
        if many and row.places() and sign.shape is not Shape.YES:
            line = line.adjusted(metrics.horizontalAdvance(f"{sign.word}  "), 0, 0, 0)
            painter.setPen(QColor(c.muted))
            where = ", ".join(row.places())
            painter.drawText(line, _LEFT, metrics.elidedText(where, right, line.width()))

    def _draw_why(self, painter: QPainter, line: QRect, metrics: QFontMetrics, why: str) -> None:
        """On one line, or on two; often only the end of a reason tells it from another."""
        right = Qt.TextElideMode.ElideRight
        if metrics.horizontalAdvance(why) <= line.width():
            painter.drawText(line, _LEFT, why)
            return
        two = line.adjusted(0, 0, 0, line.height())
        cut, room = why, 2 * line.width()
        while metrics.boundingRect(two, _BROKEN, cut).height() > two.height() + 1 and room > 0:
            room -= metrics.averageCharWidth()
            cut = metrics.elidedText(why, right, room)
        painter.drawText(two, _BROKEN, cut)

    def _draw_shapes(
        self, painter: QPainter, box: QRect, option: QStyleOptionViewItem, row: FindingRow
    ) -> bool:
        """One shape and word for each destination; False where the words have no room.

        Their beginnings would not do: Instagram is not the intranet.
        """
        c = colours(option.widget.palette())
        small = QFont(option.font)
        small.setPointSizeF(small.pointSizeF() * 0.85)
        metrics = QFontMetrics(small)
        painter.setFont(small)
        words = [destination_word(v.destination) for v in row.finding.verdicts]
        wide = [SHAPE + 3 + metrics.horizontalAdvance(word) + GRID for word in words]
        if sum(wide) - GRID > box.width():
            painter.setFont(option.font)
            return False
        left = box.left()
        for verdict, word, step in zip(row.finding.verdicts, words, wide, strict=True):
            mark = QRectF(left, box.center().y() - SHAPE / 2 + 1, SHAPE, SHAPE)
            draw_shape(painter, mark, row.sign_of(verdict).shape, c)
            room = QRect(left + SHAPE + 3, box.top(), step, box.height())
            painter.setPen(QColor(c.muted))
            painter.drawText(room, _LEFT, word)
            left += step
        return True


def _is_current(view: QWidget, index: Index) -> bool:
    """Whether the keyboard is there."""
    current = isinstance(view, QAbstractItemView) and view.currentIndex() == index
    return current and view.hasFocus()


def _draw_ground(painter: QPainter, option: QStyleOptionViewItem, index: Index, c: Colours) -> None:
    box, state, view = option.rect, option.state, option.widget
    if state & _SELECTED:
        painter.fillRect(box, QColor(c.accent_tint))
    elif state & _HOVERED:
        painter.fillRect(box, QColor(c.hover))
    if not isinstance(view, QListView) or view.viewMode() is _LINES:
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(c.line))
    if _is_current(view, index):
        painter.setPen(Qt.PenStyle.NoPen)
        for edge in (
            QRect(box.left(), box.top(), box.width(), RING),
            QRect(box.left(), box.bottom() - RING + 1, box.width(), RING),
            QRect(box.left(), box.top(), RING, box.height()),
            QRect(box.right() - RING + 1, box.top(), RING, box.height()),
        ):
            painter.fillRect(edge, QColor(c.ring))


class FindingList(QListView):
    """The list itself; Enter and double-click open a file.

    With `across` the files stand side by side, as many as there is room for.
    """

    opened = Signal(object)
    """A FindingRow to be looked at closely."""
    picked = Signal(object)
    """Another row became current: the FindingRow, or None."""

    def __init__(
        self,
        context: Context,
        model: FindingModel,
        name: str,
        *,
        across: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._findings = model
        self.setModel(model)
        self.setAccessibleName(name)
        self._across = across
        self._delegate = FindingDelegate(context.thumbnails, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        if across:
            self.setViewMode(QListView.ViewMode.IconMode)
            self.setMovement(QListView.Movement.Static)
            self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().currentChanged.connect(self._on_current_changed)

    @property
    def row(self) -> FindingRow | None:
        """The current file, or None."""
        index = self.currentIndex()
        return self._findings.row_at(index.row()) if index.isValid() else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns side by side share the whole width."""
        if self._across:
            # Qt keeps room for the scroll bar, whether it is there or not.
            bar = self.verticalScrollBar().sizeHint().width()
            room = self.width() - 2 * self.frameWidth() - bar - 2
            count = max(1, room // (ACROSS * self.fontMetrics().averageCharWidth()))
            self._delegate.width = room // count
            self.scheduleDelayedItemsLayout()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        row = self.row
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and row is not None:
            self.opened.emit(row)
            return
        super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._findings.row_at(index.row()))

    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.picked.emit(self._findings.row_at(current.row()) if current.isValid() else None)
