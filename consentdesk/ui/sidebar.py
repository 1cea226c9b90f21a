"""The list of pages at the left: icon, name, and how much waits there.

What is on the pages is theirs.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from consentdesk.domain.roles import Right
from consentdesk.i18n import _, format_number
from consentdesk.ui import icons
from consentdesk.ui.buttons import PushButton, as_on_the_keyboard
from consentdesk.ui.page_entries import Entry, entries
from consentdesk.ui.practice_mark import PracticeMark
from consentdesk.ui.theme import GRID, RADIUS, RING, TARGET, Look, colours, look
from consentdesk.ui.widgets import button, column, label, row, tool

WIDE = 224
NARROW = 64
_ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1

Index = QModelIndex | QPersistentModelIndex


class SideModel(QAbstractListModel):
    """The pages as Qt sees them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries = entries()

    @property
    def keys(self) -> tuple[str, ...]:
        """The pages' keys in order."""
        return tuple(e.key for e in self._entries)

    def keys_for(self, may: Callable[[Right], bool]) -> tuple[str, ...]:
        """The keys of the pages that whoever has those rights may open."""
        return tuple(e.key for e in entries() if e.needs is None or may(e.needs))

    def show_for(self, may: Callable[[Right], bool]) -> None:
        """Show the pages that whoever has those rights may open."""
        waiting = {entry.key: entry.waiting for entry in self._entries}
        self.beginResetModel()
        self._entries = tuple(
            replace(entry, waiting=waiting.get(entry.key, 0))
            for entry in entries()
            if entry.needs is None or may(entry.needs)
        )
        self.endResetModel()

    def set_waiting(self, key: str, waiting: int) -> None:
        """Show how much waits on a page, where it is shown."""
        if key not in self.keys:
            return
        at = self.keys.index(key)
        if self._entries[at].waiting != waiting:
            changed = replace(self._entries[at], waiting=waiting)
            self._entries = (*self._entries[:at], changed, *self._entries[at + 1 :])
            self.dataChanged.emit(self.index(at), self.index(at))

    def rowCount(self, parent: Index | None = None) -> int:
        """How many pages there are."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Name, tooltip with the key, and what is read aloud."""
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == _ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{entry.name} (Ctrl+{entry.number})"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if entry.waiting:
                return _("{page}, {count} waiting").format(page=entry.name, count=entry.waiting)
            return entry.name
        return None


class PageList(QListView):
    """The view, which knows over which entry the mouse is."""

    def __init__(self) -> None:
        super().__init__()
        self.hovered = -1
        self.setMouseTracking(True)
        self.entered.connect(self._on_entered)

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is over none of them."""
        self.hovered = -1
        super().leaveEvent(event)

    def _on_entered(self, index: QModelIndex) -> None:
        self.hovered = index.row()


class SideDelegate(QStyledItemDelegate):
    """Draws an entry: a soft ground and a bar where one is, a count where work waits."""

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """High enough for a finger."""
        return QSize(NARROW, max(TARGET + GRID, option.fontMetrics.height() + 2 * GRID))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one entry."""
        entry = index.data(_ENTRY_ROLE)
        if not isinstance(entry, Entry) or not isinstance(option.widget, PageList):
            return
        c = colours(option.widget.palette())
        # The style's flags say the same, but loading them costs a first window too much.
        here = option.widget.currentIndex() == index
        over = option.widget.hovered == index.row()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(GRID, 2, -GRID, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if here or over:
            painter.setBrush(QColor(c.accent_tint if here else c.hover))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
        if here:
            painter.setBrush(QColor(c.accent))
            painter.drawRoundedRect(QRectF(box.left(), box.top() + 8, 3, box.height() - 16), 2, 2)
        if here and option.widget.hasFocus():
            pen = painter.pen()
            pen.setStyle(Qt.PenStyle.SolidLine)
            pen.setColor(QColor(c.ring))
            pen.setWidth(RING)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        side = icons.SIZE
        at = QRectF(box.left() + 14, box.center().y() - side / 2, side, side)
        icons.draw(painter, at, entry.icon, c.accent if here else c.muted)
        self._draw_words(painter, option, entry, box, here)
        painter.restore()

    def _draw_words(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        entry: Entry,
        box: QRectF,
        here: bool,
    ) -> None:
        c = colours(option.widget.palette())
        count = format_number(entry.waiting) if entry.waiting else ""
        pill = option.fontMetrics.horizontalAdvance(count) + 14 if count else 0
        if box.width() < 2 * NARROW:
            if count:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(c.accent))
                painter.drawEllipse(QRectF(box.right() - 14, box.top() + 6, 8, 8))
            return
        font = QFont(option.font)
        font.setWeight(QFont.Weight.DemiBold if here else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(c.text))
        words = box.adjusted(14 + icons.SIZE + 12, 0, -pill - GRID, 0)
        painter.drawText(
            words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, entry.name
        )
        if count:
            tall = option.fontMetrics.height() + 2
            ground = QRectF(box.right() - pill - GRID, box.center().y() - tall / 2, pill, tall)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.accent))
            painter.drawRoundedRect(ground, tall / 2, tall / 2)
            painter.setPen(QColor(c.on_accent))
            painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, count)


class ClerkButton(PushButton):
    """Who works at the desk; a name too long for the sidebar ends in …"""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        look(self, Look.QUIET)
        icons.put(self, "person")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_name(self, name: str) -> None:
        """Show that name."""
        self.name = name
        self.setAccessibleName(name)
        self.setToolTip("\n".join((name, _("Who works at the desk"))))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much of the name as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters leave room for fewer of them."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _fit(self) -> None:
        room = self.width() - self.iconSize().width() - 36  # Two paddings, two edges, a gap.
        self.setText(
            self.fontMetrics().elidedText(self.name, Qt.TextElideMode.ElideRight, max(room, 0))
        )


class Sidebar(QFrame):
    """Institution, pages, and who works at the desk."""

    page_chosen = Signal(str)
    clerk_clicked = Signal()
    settings_clicked = Signal()
    leave_clicked = Signal()
    """Whoever practises wants to return to their own register."""
    names_shown = Signal(bool)
    """Whether it has the room to say whose register this is and who works here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, Look.SIDE)
        self._marking = False
        self._narrow = self._cramped = self._way_back = False
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._mark = QLabel()
        self._mark.setPixmap(icons.app_mark(28, self.devicePixelRatioF()))
        self._institution = label("ConsentDesk", Look.STRONG, wrap=True)
        self.practice = PracticeMark()
        self.leave = button("", "back", Look.QUIET)
        self.leave.setAccessibleName(_("Leave the practice"))
        self.leave.hide()
        self.model = SideModel(self)
        self.list = PageList()
        look(self.list, Look.SIDE)
        self.list.setModel(self.model)
        self.list.setItemDelegate(SideDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(_("Pages"))
        self._clerk = ClerkButton()
        self._settings = tool(_("Settings (Ctrl+,)"), "settings")
        self._fold = tool(_("Narrow or widen the list of pages (Ctrl+B)"), "panel")

    def _connect(self) -> None:
        self.list.selectionModel().currentChanged.connect(self._on_list_current_changed)
        self.list.clicked.connect(self._on_list_clicked)
        self.leave.clicked.connect(self.leave_clicked)
        self._clerk.clicked.connect(self.clerk_clicked)
        self._settings.clicked.connect(self.settings_clicked)
        self._fold.clicked.connect(self._on_fold_clicked)

    def _assemble(self) -> None:
        head = row(self._mark, self._institution, gap=GRID + 4)
        head.setContentsMargins(2 * GRID + 4, 2 * GRID, GRID, GRID)
        head.setStretch(1, 1)
        self._foot = row(self._clerk, self._settings, self._fold, gap=2)
        self._foot.setContentsMargins(GRID, GRID, GRID, GRID)
        self._foot.setStretch(0, 1)
        mark = column(self.practice, self.leave, gap=2)
        mark.setContentsMargins(GRID + 4, 0, GRID + 4, 4)
        whole = column(head, mark, self.list, self._foot, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.set_narrow(narrow=False)

    @property
    def narrow(self) -> bool:
        """Whether somebody wants only icons."""
        return self._narrow

    def set_narrow(self, *, narrow: bool) -> None:
        """Show icons only, or icons and names."""
        self._narrow = narrow
        self._show_width()

    def set_cramped(self, *, cramped: bool) -> None:
        """Show icons only as long as the window has no room for names."""
        if self._cramped != cramped:
            self._cramped = cramped
            self._show_width()

    def _show_width(self) -> None:
        narrow = self._narrow or self._cramped
        self.setFixedWidth(NARROW if narrow else WIDE)
        self.names_shown.emit(not narrow)
        self._institution.setVisible(not narrow)
        self._clerk.setVisible(not narrow)
        self._settings.setVisible(not narrow)
        self._fold.setVisible(not self._cramped)
        self.leave.setVisible(self._way_back)
        self.leave.setText("" if narrow else self.leave.accessibleName())

    def set_institution(self, name: str, *, practice: bool) -> None:
        """Show whose register this is, and mark one that is only for practice."""
        self._institution.setText(name)
        self.practice.setVisible(practice)

    def show_way_back(self, told: str) -> None:
        """While practising, offer the way back that `told` tells of; "" where there is none."""
        self._way_back = bool(told)
        self.leave.setToolTip(as_on_the_keyboard(_("{text} (Ctrl+Shift+O)").format(text=told)))
        self.leave.setAccessibleDescription(told)
        self._show_width()

    @property
    def clerk(self) -> str:
        """Who is said to work at the desk."""
        return self._clerk.name

    def set_clerk(self, name: str) -> None:
        """Show who works at the desk."""
        self._clerk.set_name(name)

    @property
    def current(self) -> str:
        """The key of the page marked as shown."""
        return self.model.keys[max(0, self.list.currentIndex().row())]

    def set_current(self, key: str) -> None:
        """Choose a page."""
        if key in self.model.keys:
            self.list.setCurrentIndex(self.model.index(self.model.keys.index(key)))

    def mark(self, key: str) -> None:
        """Mark a page as the one shown, without choosing it."""
        self._marking = True
        self.set_current(key)
        self._marking = False

    def _on_list_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid() and not self._marking:
            self.page_chosen.emit(self.model.keys[current.row()])

    def _on_list_clicked(self, index: QModelIndex) -> None:
        """The page already marked, chosen again: back to it from a page it led to."""
        self.page_chosen.emit(self.model.keys[index.row()])

    def _on_fold_clicked(self) -> None:
        self.set_narrow(narrow=not self.narrow)
