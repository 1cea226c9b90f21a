"""Whether the computer's date is right: asked at the start, where it is long after the last entry.

With a no everything can be read, and whoever writes is told why nothing was.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox, QWidget

from consentdesk.errors import BadInput, ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.message_boxes import dress
from consentdesk.wording import shown_fact

if TYPE_CHECKING:
    from consentdesk.storage.register import Register
    from consentdesk.ui.copy_question import Copy


@dataclass(frozen=True, slots=True)
class Opened:
    """A register, and why the clock may be wrong by which it would be written in.

    With a copy, it is a backup of the register that was open before.
    """

    register: "Register"
    doubted: BadInput | None
    copy: "Copy | None" = None


def opened(
    location: str, institution: str | None, at: datetime | None, own: "Register | None" = None
) -> Opened:
    """Open the register, and look how long after its last entry that moment is; None doesn't.

    `own` is the register open so far, if this may be a backup of it.
    """
    from consentdesk.services.clock import doubt
    from consentdesk.services.recalling import recall_at
    from consentdesk.services.remembered import kept
    from consentdesk.storage.register import Register

    recall_at(location)
    register = Register.open(location, institution=institution)
    try:
        # What opens a sealed file takes a moment to load; later it is asked for in the windows.
        kept(register.house)
        copy = None
        if own is not None:
            from consentdesk.ui.copy_question import copy_of

            copy = copy_of(own, register)
        if at is None:
            return Opened(register, None, copy)
        with register.read() as reader:
            return Opened(register, doubt(reader, at), copy)
    except ConsentDeskError:
        register.close()
        raise


def is_right(doubted: BadInput, window: QWidget) -> bool:
    """Ask; anything but a yes is a no."""
    told = {key: shown_fact(key, value) for key, value in doubted.facts.items()}
    asked = QMessageBox(window)
    asked.setWindowTitle(_("Is that the right date?"))
    asked.setText(
        _(
            "This computer says it is {today}, but the last line in the journal is from {last}. Is "
            "that the right date?"
        ).format(**told)
    )
    asked.setInformativeText(
        _(
            "What is written with a wrong date can't be taken back: every permission would lapse "
            "for good. With No you can look at everything, but nothing is written."
        )
    )
    yes = asked.addButton(_("&Yes"), QMessageBox.ButtonRole.YesRole)
    no = asked.addButton(_("&No"), QMessageBox.ButtonRole.NoRole)
    asked.setDefaultButton(no)
    asked.setEscapeButton(no)
    dress(asked, "clock")
    asked.exec()
    return asked.clickedButton() is yes
