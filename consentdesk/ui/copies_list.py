"""The copies of one export, to tick those that are gone from where they had been put.

Which of them must come down is the register's to say; that one is down is written by
`services.taking_down`.
"""

from collections.abc import Collection, Mapping
from datetime import tzinfo

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from consentdesk.domain.people import SubjectId
from consentdesk.domain.releases import Release, ReleasedCopy
from consentdesk.i18n import _, format_datetime
from consentdesk.ui import icons
from consentdesk.ui.delegates import draw_ring, is_current
from consentdesk.ui.theme import GRID, TARGET, colours

Index = QModelIndex | QPersistentModelIndex

BOX = 18
"""Pixels of a box to tick, with its frame."""
_TALL = 26
"""How tall the list is, in steps of the grid; what does not fit scrolls."""
_PLACE = int(Qt.ItemDataRole.UserRole)


class _CopyDelegate(QStyledItemDelegate):
    """Gives a copy of one line the room its box takes."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As tall as its lines, and as what is to be hit with the mouse."""
        return super().sizeHint(option, index).expandedTo(QSize(0, TARGET))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one copy, and the ring where the keyboard is."""
        super().paint(painter, option, index)
        view = option.widget
        if is_current(view, index):
            draw_ring(painter, option.rect, index, colours(view.palette()))


class CopiesList(QListWidget):
    """One entry for each copy, what must come down first; what is out there can be ticked."""

    ticked = Signal()
    """Something was ticked, or is no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Copies in this export"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setSpacing(GRID // 4)
        self.setIconSize(QSize(BOX, BOX))
        self.setItemDelegate(_CopyDelegate(self))
        self.setFixedHeight(_TALL * GRID)
        self._due: frozenset[int] = frozenset()
        self._why: dict[int, str] = {}
        self.itemChanged.connect(self._on_item_changed)

    def show_copies(
        self,
        release: Release,
        due: Collection[int],
        names: Mapping[SubjectId, str],
        zone: tzinfo,
        *,
        judged: Collection[int] = (),
        unnamed: Collection[int] = (),
    ) -> None:
        """List the copies; those in `due` are ticked, for they must come down.

        Those also in `judged` must since an assessment says so, those in `unnamed` since somebody
        was found on them who has no name.
        """
        self._due = frozenset(due)
        self._why = {
            **dict.fromkeys(unnamed, _("must be taken down: somebody on it has no name")),
            **dict.fromkeys(
                judged, _("must be taken down: the picture is judged differently by now")
            ),
        }
        self.blockSignals(True)
        self.clear()
        out = release.out()
        rest = (n for n in range(len(release.copies)) if n not in out)
        for place in (*sorted(out, key=lambda n: n not in self._due), *rest):
            self._add(place, release.copies[place], names, zone)
        if self.count():
            self.setCurrentRow(0)
        self.blockSignals(False)
        self.ticked.emit()

    def empty(self) -> None:
        """List nothing, until it is known what."""
        self.clear()
        self.ticked.emit()

    def _add(
        self, place: int, copy: ReleasedCopy, names: Mapping[SubjectId, str], zone: tzinfo
    ) -> None:
        due = place in self._due
        must = self._why.get(place, _("must be taken down")) if due else ""
        item = QListWidgetItem(_words(copy, names, zone, must))
        item.setData(_PLACE, place)
        item.setToolTip(item.text())
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if copy.taken_down_at is None:
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_state(on=due))
        else:
            # In the place of the box, so that all names stand below one another.
            colour, density = colours(self.palette()).muted, self.devicePixelRatioF()
            item.setFlags(flags)
            item.setIcon(QIcon(icons.pixmap("done", colour, BOX, density)))
            item.setForeground(QColor(colour))
        self.addItem(item)

    @property
    def places(self) -> tuple[int, ...]:
        """The places in the release of the copies that are ticked."""
        ticked = (item for item in self._open() if item.checkState() is _state(on=True))
        return tuple(sorted(int(item.data(_PLACE)) for item in ticked))

    @property
    def all_ticked(self) -> bool:
        """Whether everything that is out there is ticked."""
        return len(self.places) == len(self._open())

    @property
    def left(self) -> tuple[int, int]:
        """How many would be left once the ticked ones are gone: must come down, may stay."""
        ticked = set(self.places)
        left = {int(item.data(_PLACE)) for item in self._open()} - ticked
        must = len(left & self._due)
        return must, len(left) - must

    def tick(self, *, on: bool) -> None:
        """Tick everything that is out there, or nothing."""
        self.blockSignals(True)
        for item in self._open():
            item.setCheckState(_state(on=on))
        self.blockSignals(False)
        self.ticked.emit()

    def _open(self) -> tuple[QListWidgetItem, ...]:
        checkable = Qt.ItemFlag.ItemIsUserCheckable
        items = (self.item(row) for row in range(self.count()))
        return tuple(item for item in items if item.flags() & checkable)

    def _on_item_changed(self, _item: QListWidgetItem) -> None:
        self.ticked.emit()


def _state(*, on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked


def _words(copy: ReleasedCopy, names: Mapping[SubjectId, str], zone: tzinfo, must: str) -> str:
    """Its file, who is on it, and where it stands; `must` says that it must come down."""
    shown = ", ".join(names[s] for s in copy.seen if s in names)
    if copy.taken_down_at is not None:
        when = format_datetime(copy.taken_down_at, zone)
        state = _("taken down {when}").format(when=when)
    else:
        state = must
    return "\n".join((copy.output, *(part for part in (shown, state) if part)))
