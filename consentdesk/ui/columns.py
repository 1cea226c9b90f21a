"""Parts side by side while there is room, one below the other on a narrow window."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from consentdesk.ui.theme import GRID


class SideBySide(QWidget):
    """Two parts or more; `shares` says how the width is dealt out among them."""

    def __init__(
        self, *parts: QWidget, shares: tuple[int, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._parts = parts
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2 * GRID)
        for number, part in enumerate(parts):
            self._box.addWidget(part, shares[number] if shares else 1)
        self.setLayout(self._box)

    @property
    def is_narrow(self) -> bool:
        """Whether the parts stand one below the other."""
        return self._box.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """No wider than the widest part, because the others can go below it."""
        wide = max(_least_width(part) for part in self._parts)
        return QSize(wide, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn round as soon as the parts no longer fit."""
        super().resizeEvent(event)
        needed = sum(_least_width(part) for part in self._parts)
        needed += self._box.spacing() * (len(self._parts) - 1)
        way = QBoxLayout.Direction
        turned = way.TopToBottom if event.size().width() < needed else way.LeftToRight
        if turned is not self._box.direction():
            self._box.setDirection(turned)


def _least_width(part: QWidget) -> int:
    """What a part needs, by what is in it or by what was set."""
    return max(part.minimumSizeHint().width(), part.minimumWidth())
