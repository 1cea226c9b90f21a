"""A list that drops down above what it filters: it gives up room, and never half a word.

As wide as the longest of its words where there is room; else as what is chosen, and a longer one
ends in points with the tip saying all of it.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

from consentdesk.ui.theme import GRID

_MOST = 16 * GRID
"""What is chosen gets that much room at least, if it takes it."""


class FilterBox(QComboBox):
    """The field; what was chosen is found by its data."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.currentTextChanged.connect(self._on_current_text_changed)

    def minimumSizeHint(self) -> QSize:
        """Room for what is chosen, and for the arrow and the frame around it."""
        hint = self.sizeHint()
        texts = (self.itemText(place) for place in range(self.count()))
        longest = max((self._width_of(text) for text in texts), default=0)
        chosen = min(self._width_of(self.currentText()), _MOST, longest)
        return QSize(hint.width() - longest + chosen, hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it with as much of the text as fits."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style, part = self.style(), QStyle.SubControl.SC_ComboBoxEditField
        box = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        whole = option.currentText
        end = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(whole, end, box.width())
        self.setToolTip(whole if option.currentText != whole else "")
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()

    def _width_of(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _on_current_text_changed(self) -> None:
        self.updateGeometry()
