"""Below the photos of a card: how many lack names, one photo by itself, and what makes a burst.

Asks only; `burst_naming` says what becomes of it.
"""

from datetime import timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.i18n import _
from consentdesk.services.event_gaps import LONGEST
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.naming_progress import lacking
from consentdesk.ui.number_box import NumberBox
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, label, row


class BurstBar(QWidget):
    """The line below the strip."""

    left_wanted = Signal()
    """The next photos that lack names are to be looked at."""
    alone_wanted = Signal()
    """The photo looked at is to be taken out of its burst, or put back."""
    gap_changed = Signal(object)
    """The longest pause within a burst, a timedelta."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tip = _("Show the next photos that lack names (Ctrl+J)")
        self.left = button(lacking(1), "search", Look.QUIET, tip)
        self.alone = button(_("This photo alone"), "photos", Look.QUIET, _("Ctrl+Space"))
        self.alone.setCheckable(True)
        self.gap = NumberBox()
        self.gap.setRange(0, int(LONGEST.total_seconds()))
        self.gap.setSuffix(" " + _("s"))
        self.gap.setKeyboardTracking(False)
        self.gap.setAccessibleName(_("Together in a burst, when taken within so many seconds"))
        self.gap.setToolTip(
            _("The longest pause within a burst, in seconds; remembered for the event")
        )
        self._asked: QLabel = label(_("To&gether when taken within"), Look.MUTED)
        self._asked.setBuddy(self.gap)
        held = QWidget()
        held.setLayout(row(self._asked, self.gap, gap=GRID // 2))
        self.setLayout(flow(self.left, self.alone, held, gap=GRID // 2))
        self.left.clicked.connect(self.left_wanted)
        self.alone.clicked.connect(self.alone_wanted)
        self.gap.valueChanged.connect(self._on_gap_value_changed)

    def show_left(self, count: int) -> None:
        """Say how many lack names."""
        self.left.setText(lacking(count))
        self.left.setEnabled(bool(count))

    def show_gap(self, gap: timedelta) -> None:
        """Show that pause as if nobody had chosen it."""
        self.gap.blockSignals(True)
        self.gap.setValue(int(gap.total_seconds()))
        self.gap.blockSignals(False)

    def show_alone(self, *, is_alone: bool, can_be: bool) -> None:
        """Show whether the photo looked at stands by itself, and whether its burst has others."""
        self.alone.setChecked(is_alone)
        self.alone.setEnabled(can_be)

    def _on_gap_value_changed(self, seconds: int) -> None:
        self.gap_changed.emit(timedelta(seconds=seconds))
