"""A page that scrolls as a whole where its window is lower than its parts need at their width.

Lines that break need more height the narrower they are; Qt's own area asks only for the height of
one line.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QWidget

from consentdesk.ui.follow import follow_focus
from consentdesk.ui.theme import Look, look


class TallEnough(QScrollArea):
    """Holds a layout to its own width, and to the least height that goes with it."""

    def __init__(self, inner: QLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        held = QWidget()
        look(held, Look.PAGE)
        held.setLayout(inner)
        self._layout = inner
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(held)
        held.installEventFilter(self)
        follow_focus(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs another height."""
        self._fit(event.size().width())
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A part came, went, or has other words."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit(self.viewport().width())
        return super().eventFilter(watched, event)

    def _fit(self, width: int) -> None:
        held = self.widget()
        if held is not None and width > 0:
            least = max(self._layout.minimumHeightForWidth(width), 0)
            held.setMinimumHeight(max(least, self._layout.minimumSize().height()))
