"""The columns of a class list, each with a box to choose what it is; the sheet and group too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from consentdesk.i18n import _
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.elided import ElidedLabel
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import column, discard, label
from consentdesk.words import list_field_word

if TYPE_CHECKING:
    from consentdesk.services.class_list.columns import Columns


class ListColumns(QWidget):
    """Their headings from the left, and ours to choose from below each."""

    column_changed = Signal(int, str)
    """The column at that place is to be that field."""
    group_changed = Signal()
    sheet_changed = Signal(str)
    resized = Signal()
    """They have more or less room now, and may need more or fewer lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = QComboBox()
        self.sheet.setAccessibleName(_("Sheet"))
        self.group = QComboBox()
        self.group.setLineEdit(QLineEdit())
        self.group.setAccessibleName(_("Group of everybody on the list"))
        self.boxes: list[QComboBox] = []
        self._blocks: list[QWidget] = []
        self._flow = FlowLayout(2 * GRID)
        self._sheet_block = _block(label(_("Sheet"), Look.STRONG), self.sheet)
        self._flow.addWidget(self._sheet_block)
        self._flow.addWidget(
            _block(label(_("Group of everybody on the list"), Look.STRONG), self.group)
        )
        self.setLayout(self._flow)
        self.sheet.activated.connect(self._on_sheet_activated)
        self.group.editTextChanged.connect(self.group_changed)

    @property
    def said_group(self) -> str:
        """The group typed for the whole list, or ""."""
        return self.group.currentText().strip()

    @property
    def line_height(self) -> int:
        """How high one line of them is."""
        return self._flow.minimumSize().height()

    def heightForWidth(self, width: int) -> int:
        """What all of them need at that width."""
        return self._flow.heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have the page give them as many lines as they need."""
        super().resizeEvent(event)
        self.resized.emit()

    def show_sheets(self, sheets: Sequence[str], which: int) -> None:
        """Offer the sheets, where there are several."""
        self._sheet_block.setVisible(len(sheets) > 1)
        offer(self.sheet, [(name, name) for name in sheets], sheets[which] if sheets else "")

    def show_groups(self, groups: Sequence[str], group: str) -> None:
        """Offer the groups there are, with this one typed."""
        with QSignalBlocker(self.group):
            self.group.clear()
            self.group.addItems(list(groups))
            self.group.setEditText(group)

    def show_columns(
        self, heads: Sequence[str], columns: Columns, samples: Sequence[str], fields: Sequence[str]
    ) -> None:
        """One box for each column, with what was chosen or guessed."""
        choices = [(field, list_field_word(field)) for field in fields]
        if len(self.boxes) != len(heads) or [b.accessibleName() for b in self.boxes] != list(heads):
            self._make(heads)
        for box, field, sample in zip(self.boxes, columns.fields, samples, strict=True):
            offer(box, choices, str(field))
            box.setToolTip(sample)
            box.setAccessibleDescription(sample)
        self.updateGeometry()

    def _make(self, heads: Sequence[str]) -> None:
        for block in self._blocks:
            self._flow.removeWidget(block)
            discard(block)
        self.boxes, self._blocks = [], []
        for place, head in enumerate(heads):
            above, box = ElidedLabel(Look.STRONG), QComboBox()
            above.say(head)
            box.setAccessibleName(head)
            box.activated.connect(partial(self._on_box_activated, place))
            self.boxes.append(box)
            self._blocks.append(_block(above, box))
            self._flow.addWidget(self._blocks[-1])

    def _on_box_activated(self, place: int, _index: int) -> None:
        self.column_changed.emit(place, chosen(self.boxes[place]))

    def _on_sheet_activated(self) -> None:
        self.sheet_changed.emit(chosen(self.sheet))


def _block(above: QWidget, box: QComboBox) -> QWidget:
    block = QWidget()
    block.setLayout(column(above, box, gap=GRID // 2))
    return block
