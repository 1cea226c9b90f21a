"""Which groups were at the event of the photos: chips that can be corrected at any time.

Only helps to find names; it says nothing of anybody's permission.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.domain.events import Event
from consentdesk.i18n import _
from consentdesk.ui.group_chips import GroupChips
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import column, label


@dataclass(frozen=True, slots=True)
class GroupsSaid:
    """Which groups were said to be at an event before, and which now."""

    event: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class PanelGroups(QWidget):
    """Hidden where the photos are of no event or of several, and where there are no groups."""

    said = Signal(object)
    """`GroupsSaid`: a chip was switched on or off."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._event = Event(name="")
        self._offered: tuple[str, ...] = ()
        self._heading: QLabel = label(_("Groups that were there"), Look.STRONG)
        hint = label(
            _("Their names are found first. Anybody else can be named all the same."),
            Look.MUTED,
            wrap=True,
        )
        self.chips = GroupChips(_("Groups that were there"), ())
        self._whole = column(self._heading, hint, self.chips, gap=GRID // 2)
        self.setLayout(self._whole)
        self.hide()

    def show_event(self, event: Event | None, groups: Sequence[str]) -> None:
        """Show what is known of the event the photos shown share, if they share one.

        `groups` are the institution's; one that is gone meanwhile is offered while it is told of.
        """
        known = () if event is None else event.groups
        offered = (*groups, *(group for group in known if group not in groups))
        self._event = Event(name="") if event is None else event
        if offered != self._offered:
            self._offer(offered)
        self.chips.choose(known)
        self.setVisible(bool(self._event.name and offered))

    def _offer(self, groups: tuple[str, ...]) -> None:
        old, self._offered = self.chips, groups
        self.chips = GroupChips(_("Groups that were there"), groups)
        self.chips.changed.connect(self._on_chips_changed)
        self._whole.replaceWidget(old, self.chips)
        old.hide()
        old.deleteLater()

    def _on_chips_changed(self) -> None:
        before, chosen = self._event.groups, self.chips.chosen
        self._event = replace(self._event, groups=chosen)
        self.said.emit(GroupsSaid(self._event.name, before, chosen))
