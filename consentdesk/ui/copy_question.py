"""Whether a backup is meant, where somebody opens one as if it were their register.

A copy of the register that is open is known by the institution's own number, whatever the file is
called and wherever it lies. Restoring it is another window's business.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget

from consentdesk.i18n import _, format_datetime
from consentdesk.ui.banner import Banner
from consentdesk.ui.message_boxes import dress

if TYPE_CHECKING:
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True)
class Copy:
    """A backup of the register that is open, and when the last entry in it was made (UTC)."""

    path: Path
    last: datetime | None


def copy_of(own: "Register", other: "Register") -> Copy | None:
    """What the other register is, if it is a copy of this one; None for one of somebody else."""
    path = other.place.path
    if path is None or other.location == own.location:
        return None
    with own.read() as reader:
        mine = reader.institution.uuid
    with other.read() as reader:
        if reader.institution.uuid != mine:
            return None
        return Copy(path, reader.head().at)


class Meant(Enum):
    """What somebody wants with a backup."""

    TO_OPEN = auto()
    TO_RESTORE = auto()
    TO_STAY = auto()


def what_is_meant(copy: Copy, window: QWidget, *, may_restore: bool) -> Meant:
    """Ask; whoever doesn't answer stays in the own register."""
    asked = QMessageBox(window)
    asked.setWindowTitle(_("This is a backup"))
    asked.setText(copy_sentence(copy))
    asked.setInformativeText(
        _(
            "What you write in it stays in that file; your own register doesn't hear of it. To "
            "have it in the place of your own register, restore it."
        )
    )
    role = QMessageBox.ButtonRole
    meant = {asked.addButton(_("&Open it anyway"), role.AcceptRole): Meant.TO_OPEN}
    if may_restore:
        meant[asked.addButton(_("&Restore it…"), role.AcceptRole)] = Meant.TO_RESTORE
    stay = asked.addButton(_("&Stay in your own register"), role.RejectRole)
    asked.setDefaultButton(stay)
    asked.setEscapeButton(stay)
    dress(asked, "backup")
    asked.exec()
    return next((m for b, m in meant.items() if b is asked.clickedButton()), Meant.TO_STAY)


def tell_copy(copy: Copy, banner: Banner, way_back: QAction) -> None:
    """Say that it is one, with the way back to the own register."""
    said, back = copy_sentence(copy), way_back.text()
    banner.say(said, tone="unknown", icon="warning", action=back, then=way_back.trigger)


def copy_sentence(copy: Copy) -> str:
    """What the file is, and how old."""
    if copy.last is None:
        return _("{name} is a backup of your own register.").format(name=copy.path.name)
    said = _("{name} is a backup of your own register. The last entry in it is from {last}.")
    return said.format(name=copy.path.name, last=format_datetime(copy.last))
