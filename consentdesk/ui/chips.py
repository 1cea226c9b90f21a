"""Choices beside each other, of which one is on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import button


class Chips(QWidget):
    """A row of choices of which exactly one is on; arrow keys move within, Tab leaves it."""

    picked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self._group = QButtonGroup(self)
        self._values: list[object] = []
        self._group.idClicked.connect(self._on_group_clicked)

    @property
    def buttons(self) -> tuple[QAbstractButton, ...]:
        """The chips in their order."""
        return tuple(self._group.buttons())

    @property
    def values(self) -> tuple[object, ...]:
        """What each of them stands for."""
        return tuple(self._values)

    @property
    def value(self) -> object:
        """The value of the chip that is on."""
        return self._values[self._group.checkedId()] if self._values else None

    def offer(self, choices: Sequence[tuple[object, str]], value: object) -> None:
        """Show these (value, text) choices with `value` on, or the first where it is not there."""
        if [v for v, _text in choices] == self._values and value == self.value:
            for chip, (_value, text) in zip(self._group.buttons(), choices, strict=True):
                chip.setText(text)
            return
        for chip in self._group.buttons():
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._values = [v for v, _text in choices]
        for number, (_value, text) in enumerate(choices):
            chip = button(text, kind=Look.CHIP)
            chip.setCheckable(True)
            chip.setAutoExclusive(True)  # What makes a screen reader call it one of several.
            self._group.addButton(chip, number)
            self._flow.addWidget(chip)
        self.pick(value)

    def pick(self, value: object) -> None:
        """Switch a chip on without telling anybody."""
        at = self._values.index(value) if value in self._values else 0
        if self._values:
            self._group.button(at).setChecked(True)
            self._rove(at)

    def _rove(self, at: int) -> None:
        """Tab reaches the chip that is on; left to itself, Qt would go to the first."""
        for chip in self._group.buttons():
            here = self._group.id(chip) == at
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)

    def _on_group_clicked(self, number: int) -> None:
        self._rove(number)
        self.picked.emit(self._values[number])
