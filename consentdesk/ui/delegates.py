"""How rows are drawn: one look for tables, one for lists of two lines.

They draw what a model hands them and decide nothing. A row has room for a finger, a ring where the
keyboard is, and never colour alone.
"""

from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.glyphs import Sign, colour_of, draw_shape
from consentdesk.ui.models import ROW_ROLE, SIGN_ROLE
from consentdesk.ui.theme import GRID, RING, Colours, colours

LINE_ROLE = int(Qt.ItemDataRole.UserRole) + 3
"""A `Line` to be drawn by `LineDelegate`."""
ICON_ROLE = int(Qt.ItemDataRole.UserRole) + 4
"""The name of an icon to stand before a cell's text."""

Index = QModelIndex | QPersistentModelIndex
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry of a list: a heading, a detail and a note below it, something at the right end.

    `icon` names an icon before it, unless there is a `sign`. `title` makes it a heading of the
    entries that follow, which can't be chosen. `scan` is the digest of a stored form that can be
    looked at. `correctable`: it tells of an act that still counts and may be corrected.
    """

    heading: str
    detail: str = ""
    note: str = ""
    aside: str = ""
    icon: str = ""
    sign: Sign | None = None
    title: bool = False
    struck: bool = False
    scan: str = ""
    correctable: bool = False

    def spoken(self) -> str:
        """All of it in one sentence for a screen reader; a word the detail has is said once."""
        word = self.sign.word if self.sign else ""
        word = "" if self.detail.startswith(word) else word
        scan = _("signed form to look at") if self.scan else ""
        parts = (self.heading, word, self.detail, self.note, self.aside, scan)
        return ", ".join(part for part in parts if part)


class RowDelegate(QStyledItemDelegate):
    """Cells of a table: the first column strong, signs as shape and word."""

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._under_mouse = -1

    def room_before(self, index: Index) -> int:
        """What is kept free before a cell's text, for a table that draws something there."""
        del index
        return 0

    def shape_side(self, index: Index, metrics: QFontMetrics) -> int:
        """How large a cell's shape is, for a table where some count more than others."""
        del index
        return max(18, metrics.height())

    def hover(self, row: int) -> None:
        """The mouse is over that row; -1 for none."""
        before, self._under_mouse = self._under_mouse, row
        model = self._table.model()
        for changed in {before, row} - {-1}:
            box = self._table.visualRect(model.index(changed, 0))
            box.setLeft(0)
            box.setRight(self._table.viewport().width())
            self._table.viewport().update(box)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """A row high enough to be hit."""
        size = super().sizeHint(option, index)
        return QSize(size.width() + 2 * GRID, max(size.height(), row_height(option.fontMetrics)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        view = option.widget
        c = colours(view.palette())
        painter.save()
        # The style knows of one cell only.
        hovered = index.row() == self._under_mouse
        _draw_ground(painter, option, index, c, hovered=hovered)
        sign = index.data(SIGN_ROLE)
        box = option.rect.adjusted(GRID + self.room_before(index), 0, -GRID, 0)
        if isinstance(sign, Sign):
            side = self.shape_side(index, option.fontMetrics)
            _draw_sign(painter, box, sign, c, option.fontMetrics, side)
        else:
            _draw_text(painter, box, index, c, option)
        painter.restore()


class _TableHands(QObject):
    """The keyboard and the mouse on a table, which is one of rows."""

    def __init__(self, table: QTableView, delegate: RowDelegate) -> None:
        super().__init__(table)
        self._table = table
        self._delegate = delegate
        table.setMouseTracking(True)
        table.entered.connect(self._on_table_entered)
        table.installEventFilter(self)
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Home and End go to the first and the last row, not to a row's first or last cell."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End}:
                self._go(last=event.key() == Qt.Key.Key_End, event=event)
                return True
        elif event.type() is QEvent.Type.Leave:
            self._delegate.hover(-1)
        return super().eventFilter(watched, event)

    def _go(self, *, last: bool, event: QKeyEvent) -> None:
        model, choice = self._table.model(), self._table.selectionModel()
        if not model.rowCount():
            return
        flag = QItemSelectionModel.SelectionFlag
        there = model.index(model.rowCount() - 1 if last else 0, 0)
        modifiers = event.modifiers()
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            between = QItemSelection(self._table.currentIndex(), there)
            choice.select(between, flag.Select | flag.Rows)
            choice.setCurrentIndex(there, flag.NoUpdate)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            choice.setCurrentIndex(there, flag.NoUpdate)
        else:
            choice.setCurrentIndex(there, flag.ClearAndSelect | flag.Rows)
        self._table.scrollTo(there)

    def _on_table_entered(self, index: QModelIndex) -> None:
        self._delegate.hover(index.row())


class LineDelegate(QStyledItemDelegate):
    """Entries of a list: icon or sign, heading over detail, something at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines and air; a title is lower."""
        tall = option.fontMetrics.height()
        line = index.data(LINE_ROLE)
        if isinstance(line, Line) and line.title:
            return QSize(100, tall + 2 * GRID)
        lines = 3 if isinstance(line, Line) and line.note else 2
        return QSize(100, lines * (tall + 2) + 2 * GRID + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one entry."""
        line = index.data(LINE_ROLE)
        c = colours(option.widget.palette())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(line, Line) and line.title:
            painter.setFont(strong_font(option.font))
            painter.setPen(QColor(c.muted))
            box = option.rect.adjusted(2 * GRID, GRID // 2, -GRID, 0)
            painter.drawText(box, _MIDDLE, line.heading)
        else:
            hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
            _draw_ground(painter, option, index, c, hovered=hovered)
            if isinstance(line, Line):
                self.draw_line(painter, option, line, c)
        painter.restore()

    def draw_line(
        self, painter: QPainter, option: QStyleOptionViewItem, line: Line, c: Colours
    ) -> None:
        """The entry itself; what has no room is cut."""
        _draw_line(painter, option, line, c)


def row_height(metrics: QFontMetrics) -> int:
    """The height of a table's rows for that font."""
    return max(metrics.height() + 2 * GRID + 4, 40)


def prepare_table(table: QTableView, drawn_by: RowDelegate | None = None) -> None:
    """Give a table the look all tables have: whole rows, no grid, no numbers, Tab leaves it."""
    delegate = drawn_by or RowDelegate(table)
    table.setItemDelegate(delegate)
    _TableHands(table, delegate)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setCornerButtonEnabled(False)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(row_height(table.fontMetrics()))
    across = table.horizontalHeader()
    across.setHighlightSections(False)
    across.setDefaultAlignment(_MIDDLE)
    across.setTextElideMode(Qt.TextElideMode.ElideRight)
    across.setStretchLastSection(True)


def _draw_ground(
    painter: QPainter, option: QStyleOptionViewItem, index: Index, c: Colours, *, hovered: bool
) -> None:
    box = option.rect
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(box, QColor(c.accent_tint))
    elif hovered:
        painter.fillRect(box, QColor(c.hover))
    painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), QColor(c.line))
    if is_current(option.widget, index):
        draw_ring(painter, box, index, c, last=_is_last(option.widget, index))


def _is_last(view: QWidget, index: Index) -> bool | None:
    """Whether a table shows that cell at the right end of its row; None for what is no table."""
    if not isinstance(view, QTableView):
        return None
    across = view.horizontalHeader()
    return across.visualIndex(index.column()) == across.count() - 1


def is_current(widget: QWidget, index: Index) -> bool:
    """Whether the keyboard is on that row."""
    if not isinstance(widget, QAbstractItemView) or not widget.hasFocus():
        return False
    return widget.currentIndex().row() == index.row()


def draw_ring(
    painter: QPainter, box: QRect, index: Index, c: Colours, *, last: bool | None = None
) -> None:
    """The ring around the current row, drawn in each of its cells.

    `last`: whether the cell is the row's right end, where that is not the model's last column.
    """
    ring = QColor(c.ring)
    painter.fillRect(QRect(box.left(), box.top(), box.width(), RING), ring)
    painter.fillRect(QRect(box.left(), box.bottom() - RING + 1, box.width(), RING), ring)
    if index.column() == 0:
        painter.fillRect(QRect(box.left(), box.top(), RING, box.height()), ring)
    if not index.sibling(index.row(), index.column() + 1).isValid() if last is None else last:
        painter.fillRect(QRect(box.right() - RING + 1, box.top(), RING, box.height()), ring)


def _draw_sign(
    painter: QPainter, box: QRect, sign: Sign, c: Colours, metrics: QFontMetrics, side: int
) -> None:
    side = min(box.height() - GRID, side)
    top = box.top() + (box.height() - side) / 2
    draw_shape(painter, QRectF(box.left(), top, side, side), sign.shape, c)
    room = box.adjusted(side + GRID - 2, 0, 0, 0)
    if room.width() >= 5 * metrics.averageCharWidth():
        painter.setPen(QColor(colour_of(sign.shape, c)))
        word = metrics.elidedText(sign.short, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _MIDDLE, word)


def _draw_text(
    painter: QPainter, box: QRect, index: Index, c: Colours, option: QStyleOptionViewItem
) -> None:
    name = index.data(ICON_ROLE)
    if name:
        side = icons.SIZE
        at = QRectF(box.left(), box.top() + (box.height() - side) / 2, side, side)
        icons.draw(painter, at, str(name), c.no)
        box = box.adjusted(side + GRID // 2, 0, 0, 0)
    text = index.data(int(Qt.ItemDataRole.DisplayRole))
    if not text:
        if index.data(ROW_ROLE) is None and index.column() == 0:
            painter.fillRect(QRect(box.left(), box.center().y() - 4, 120, 8), QColor(c.line))
        return
    first = index.column() == 0
    font = strong_font(option.font) if first else option.font
    painter.setFont(font)
    painter.setPen(QColor(c.text if first else c.muted))
    shown = QFontMetrics(font).elidedText(str(text), Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, _MIDDLE, shown)


def _draw_line(painter: QPainter, option: QStyleOptionViewItem, line: Line, c: Colours) -> None:
    metrics = option.fontMetrics
    tall = metrics.height() + 2
    box = option.rect.adjusted(2 * GRID, GRID + 2, -2 * GRID, 0)
    side = 22.0
    mark = QRectF(box.left(), box.top() + (tall - side) / 2, side, side)
    if line.sign is not None:
        draw_shape(painter, mark, line.sign.shape, c)
    elif line.icon:
        icons.draw(painter, mark, line.icon, c.muted)
    if line.sign is not None or line.icon:
        box = box.adjusted(int(side) + GRID + 4, 0, 0, 0)
    strong = strong_font(option.font)
    strong.setStrikeOut(line.struck)
    bold = QFontMetrics(strong)
    below = [text for text in (line.detail, line.note) if text]
    wide = metrics.horizontalAdvance(line.aside) + GRID if line.aside else 0
    # Beside the heading if both fit, else beside the last line.
    at_end = bool(below) and bold.horizontalAdvance(line.heading) + wide + GRID > box.width()
    room = box.width() - (0 if at_end else wide + GRID)
    if line.aside:
        top = box.top() + (len(below) if at_end else 0) * tall
        painter.setPen(QColor(c.muted))
        painter.drawText(QRect(box.right() - wide, top, wide, tall), _RIGHT, line.aside)
    painter.setFont(strong)
    painter.setPen(QPen(QColor(c.muted if line.struck else c.text)))
    heading = bold.elidedText(line.heading, Qt.TextElideMode.ElideRight, room)
    painter.drawText(QRect(box.left(), box.top(), room, tall), _MIDDLE, heading)
    painter.setFont(option.font)
    painter.setPen(QColor(c.muted))
    for number, text in enumerate(below, 1):
        taken = wide + GRID if at_end and number == len(below) else 0
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - taken)
        at = QRect(box.left(), box.top() + number * tall, box.width(), tall)
        painter.drawText(at, _MIDDLE, shown)


def strong_font(font: QFont) -> QFont:
    """The font of a heading."""
    strong = QFont(font)
    strong.setWeight(QFont.Weight.DemiBold)
    return strong
