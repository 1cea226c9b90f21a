"""What a shoot sheet can be made of: groups, events, places; and what this computer remembers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem

from consentdesk.domain.events import Event
from consentdesk.domain.photos import Destination
from consentdesk.i18n import _
from consentdesk.services.shoot_sheet import OTHERS
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.theme import TARGET

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

GROUPS, PLACES, STAFF = "shoot/groups", "shoot/left-out", "shoot/staff"
_BETWEEN = "\x1f"
_VALUE = int(Qt.ItemDataRole.UserRole)
_LINES = 5
"""Lines that a list shows at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The groups (`OTHERS` where somebody is in none), the events with groups, the places."""

    groups: tuple[str, ...]
    events: tuple[Event, ...]
    places: tuple[Destination, ...]
    today: date


def read_choices(reader: "Reader", at: datetime) -> Choices:
    """What there is to choose from today."""
    today = reader.today(at)
    alone = reader.find_subjects(SubjectFilter(group=OTHERS), today, 1)
    return Choices(
        groups=(*reader.groups(), *((OTHERS,) if alone else ())),
        events=tuple(event for event in reader.events() if event.groups),
        places=tuple(reader.policy.destinations),
        today=today,
    )


class TickList(QListWidget):
    """Entries to be ticked, with the space bar or the mouse."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMinimumHeight(_LINES * TARGET)

    def offer(self, choices: Sequence[tuple[str, str]], ticked: Sequence[str]) -> None:
        """Show these values by their words, with some of them ticked."""
        self.clear()
        for value, text in choices:
            item = QListWidgetItem(text, self)
            item.setData(_VALUE, value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setSizeHint(QSize(0, TARGET))
            self._tick(item, on=value in ticked)
        self.setCurrentRow(0)

    @property
    def ticked(self) -> tuple[str, ...]:
        """The values that are ticked, in their order."""
        on = Qt.CheckState.Checked
        return tuple(str(one.data(_VALUE)) for one in self._items() if one.checkState() is on)

    def tick(self, values: Sequence[str]) -> None:
        """Tick just these."""
        for item in self._items():
            self._tick(item, on=str(item.data(_VALUE)) in values)

    def tick_all(self) -> None:
        """Tick all of them, or none where all are."""
        on = len(self.ticked) < self.count()
        for item in self._items():
            self._tick(item, on=on)

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(place) for place in range(self.count())]

    @staticmethod
    def _tick(item: QListWidgetItem, *, on: bool) -> None:
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was chosen last: groups, places left out, and whether all staff are wanted."""

    groups: tuple[str, ...]
    left_out: tuple[str, ...]
    staff: bool


def kept(settings: QSettings) -> Kept:
    """What this computer remembers."""
    staff = str(settings.value(STAFF, "true")) == "true"
    return Kept(_several(settings, GROUPS), _several(settings, PLACES), staff)


def keep(settings: QSettings, chosen: Kept) -> None:
    """Remember what was chosen."""
    settings.setValue(GROUPS, _BETWEEN.join(chosen.groups))
    settings.setValue(PLACES, _BETWEEN.join(chosen.left_out))
    settings.setValue(STAFF, "true" if chosen.staff else "false")


def _several(settings: QSettings, key: str) -> tuple[str, ...]:
    text = str(settings.value(key, ""))
    return tuple(text.split(_BETWEEN)) if text else ()


def group_choice(group: str) -> tuple[str, str]:
    """A group and its word."""
    return group, group if group != OTHERS else _("In no group")
