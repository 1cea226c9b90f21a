"""For what a second person must agree, as ticks: each purpose, and photos of protected people."""

from PySide6.QtWidgets import QCheckBox, QWidget

from consentdesk.domain.policy import PROTECTED, Policy
from consentdesk.i18n import _
from consentdesk.ui.widgets import column
from consentdesk.wording import purpose_word


class TwoPeopleField(QWidget):
    """The ticks of the setting `two_people`."""

    def __init__(self, policy: Policy, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = {str(purpose): purpose_word(purpose) for purpose in policy.purposes}
        words[PROTECTED] = _("Photos of somebody who may never be shown")
        self.ticks = {name: QCheckBox(word) for name, word in words.items()}
        for name, tick in self.ticks.items():
            tick.setChecked(name in policy.two_people)
        self.setLayout(column(*self.ticks.values(), gap=0))
        self.setFocusProxy(next(iter(self.ticks.values())))

    def wanted(self) -> list[str] | None:
        """What is ticked, in the order in which it is kept; None for nothing."""
        return sorted(name for name, tick in self.ticks.items() if tick.isChecked()) or None
