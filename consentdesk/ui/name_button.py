"""A button with somebody's name on it: whole where there is room, else cut with three points.

A name can be longer than a small window is wide; then it may push nothing else out of sight.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from consentdesk.ui.buttons import PushButton
from consentdesk.ui.theme import look

LEAST = 6
"""Letters that are always to be seen."""


class NameButton(PushButton):
    """A button whose text is cut at its end; the whole of it is in the tip and is read aloud."""

    def __init__(self, text: str, kind: str, tip: str) -> None:
        super().__init__()
        look(self, kind)
        self.say(text, tip)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, text: str, tip: str) -> None:
        """Show that text; `tip` says more."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.setToolTip("\n".join(part for part in (text, tip) if part))

    def minimumSizeHint(self) -> QSize:
        """Room for the beginning of the name."""
        hint = self.sizeHint()
        wide = LEAST * self.fontMetrics().averageCharWidth() + self._border
        return QSize(min(hint.width(), wide), hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it like any other button, with the text that has room."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    @property
    def shown(self) -> str:
        """What can be read on it."""
        room, right = self.width() - self._border, Qt.TextElideMode.ElideRight
        flag = Qt.TextFlag.TextShowMnemonic
        return self.fontMetrics().elidedText(self.text(), right, room, flag)

    @property
    def _border(self) -> int:
        """What is beside the text."""
        flag = Qt.TextFlag.TextShowMnemonic
        return self.sizeHint().width() - self.fontMetrics().size(flag, self.text()).width()
