"""The filters that are on, as chips: a click or the space bar takes one away."""

from collections.abc import Hashable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.name_button import NameButton
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, discard


class FilterChips(QWidget):
    """The chips, and behind them the button that takes all of them away; hidden without any."""

    removed = Signal(object)
    """The key of a filter that was taken away."""
    all_removed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._chips: dict[Hashable, NameButton] = {}
        self._texts: dict[Hashable, str] = {}
        self.clear = button(_("Clear all filters"), kind=Look.QUIET)
        self.clear.clicked.connect(self.all_removed)
        self._flow = FlowLayout(gap=GRID // 2)
        self._flow.addWidget(self.clear)
        self.setLayout(self._flow)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """What stands on the chips, in order."""
        return tuple(self._texts.values())

    def chip(self, key: Hashable) -> NameButton:
        """The chip of a filter that is on."""
        return self._chips[key]

    def show_filters(self, filters: Mapping[Hashable, str]) -> None:
        """Show these, by key; what is on already keeps its chip and the keyboard."""
        had_focus = any(chip.hasFocus() for chip in self._chips.values())
        for key in [key for key, text in self._texts.items() if filters.get(key) != text]:
            gone = self._chips.pop(key)
            del self._texts[key]
            self._flow.removeWidget(gone)
            discard(gone)
        self._flow.removeWidget(self.clear)
        for key, text in filters.items():
            if key not in self._chips:
                chip = NameButton(text, Look.CHIP, _("Take this filter away"))
                chip.setAccessibleName(_("Take the filter {name} away").format(name=text))
                icons.put(chip, "close")
                chip.clicked.connect(partial(self._on_chip_clicked, key))
                self._chips[key], self._texts[key] = chip, text
                self._flow.addWidget(chip)
        self._flow.addWidget(self.clear)
        self.setVisible(bool(filters))
        if had_focus and filters and not any(c.hasFocus() for c in self._chips.values()):
            self.clear.setFocus()

    def _on_chip_clicked(self, key: Hashable) -> None:
        self.removed.emit(key)
