"""The copies of one export, to tick those that are gone from where they had been put.

Which of them must come down is the register's to say; that one is down is written by
`services.exporting`.
"""

from collections.abc import Collection, Mapping
from datetime import tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.releases import Release, ReleasedCopy
from consentdesk.i18n import _, format_datetime
from consentdesk.ui.theme import GRID

_ROWS = 6
"""Copies seen at once; more of them scroll."""


class CopiesList(QListWidget):
    """One entry for each copy; what is still out there can be ticked."""

    ticked = Signal()
    """Something was ticked, or is no longer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Copies in this export"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setMinimumHeight(_ROWS * 5 * GRID)
        self.itemChanged.connect(self._on_item_changed)

    def show_copies(
        self,
        release: Release,
        due: Collection[int],
        names: Mapping[SubjectId, str],
        zone: tzinfo,
    ) -> None:
        """List the copies; those in `due` are ticked, for they must come down."""
        self.blockSignals(True)
        self.clear()
        for place, copy in enumerate(release.copies):
            item = QListWidgetItem(_words(copy, names, zone, due=place in due))
            item.setToolTip(item.text())
            if copy.taken_down_at is None:
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled
                    | Qt.ItemFlag.ItemIsSelectable
                    | Qt.ItemFlag.ItemIsUserCheckable
                )
                item.setCheckState(_state(on=place in due))
            else:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.addItem(item)
        if self.count():
            self.setCurrentRow(0)
        self.blockSignals(False)
        self.ticked.emit()

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the copies that are ticked."""
        return tuple(n for n in self._open() if self.item(n).checkState() is _state(on=True))

    @property
    def all_ticked(self) -> bool:
        """Whether everything that is out there is ticked."""
        return len(self.places) == len(self._open())

    def tick(self, *, on: bool) -> None:
        """Tick everything that is out there, or nothing."""
        self.blockSignals(True)
        for n in self._open():
            self.item(n).setCheckState(_state(on=on))
        self.blockSignals(False)
        self.ticked.emit()

    def _open(self) -> tuple[int, ...]:
        checkable = Qt.ItemFlag.ItemIsUserCheckable
        return tuple(n for n in range(self.count()) if self.item(n).flags() & checkable)

    def _on_item_changed(self, _item: QListWidgetItem) -> None:
        self.ticked.emit()


def _state(*, on: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked


def _words(copy: ReleasedCopy, names: Mapping[SubjectId, str], zone: tzinfo, *, due: bool) -> str:
    """Its file, who is on it, and where it stands."""
    shown = ", ".join(names[s] for s in copy.shows if s in names)
    if copy.taken_down_at is not None:
        when = format_datetime(copy.taken_down_at, zone)
        state = _("taken down {when}").format(when=when)
    else:
        state = _("must be taken down") if due else ""
    return "\n".join((copy.output, *(part for part in (shown, state) if part)))
