"""What a shoot sheet can be made of: groups, events, places; and what this computer remembers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from consentdesk.domain.events import Event
from consentdesk.domain.photos import Destination
from consentdesk.i18n import _
from consentdesk.services.shoot_sheet import OTHERS
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

GROUPS, PLACES, STAFF = "shoot/groups", "shoot/left-out", "shoot/staff"
_BETWEEN = "\x1f"


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
