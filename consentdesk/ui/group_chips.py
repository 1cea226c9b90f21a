"""The groups of the institution as chips, of which any number are on."""

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import button

_STEPS: Mapping[Qt.Key, int] = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class GroupChips(QWidget):
    """Space switches one on or off, arrow keys move within, Tab leaves them all at once."""

    changed = Signal()

    def __init__(self, name: str, groups: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.is_touched = False
        """Whether somebody has switched one on or off."""
        self._groups = tuple(groups)
        self.chips: tuple[QPushButton, ...] = tuple(
            button(group.replace("&", "&&"), kind=Look.CHIP) for group in groups
        )
        flow = FlowLayout()
        self.setLayout(flow)
        for chip, group in zip(self.chips, groups, strict=True):
            chip.setCheckable(True)
            chip.setAccessibleName(group)
            chip.clicked.connect(self._on_chip_clicked)
            chip.installEventFilter(self)
            flow.addWidget(chip)
        self._rove(0)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The groups that are on, in their order."""
        pairs = zip(self.chips, self._groups, strict=True)
        return tuple(group for chip, group in pairs if chip.isChecked())

    def choose(self, groups: Collection[str]) -> None:
        """Switch these on and all others off, without anybody having touched them."""
        for chip, group in zip(self.chips, self._groups, strict=True):
            chip.setChecked(group in groups)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys go from chip to chip."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _STEPS.get(Qt.Key(event.key()))
            places = [n for n, chip in enumerate(self.chips) if chip is watched]
            if step is not None and places:
                at = (places[0] + step) % len(self.chips)
                self._rove(at)
                self.chips[at].setFocus()
                return True
        return super().eventFilter(watched, event)

    def _rove(self, at: int) -> None:
        """Tab reaches one of them."""
        for number, chip in enumerate(self.chips):
            policy = Qt.FocusPolicy.StrongFocus if number == at else Qt.FocusPolicy.ClickFocus
            chip.setFocusPolicy(policy)

    def _on_chip_clicked(self) -> None:
        self.is_touched = True
        at = next((n for n, chip in enumerate(self.chips) if chip is self.sender()), 0)
        self._rove(at)
        self.changed.emit()
