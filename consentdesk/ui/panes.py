"""Panes side by side that stand below one another where there is no room for that."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from consentdesk.ui.follow import follow_focus
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import roomy


class Panes(QWidget):
    """A splitter that turns with the room it has.

    The first pane takes what is left over, or all of them by their `stretch`. With `tall`, panes
    below one another keep that height each. The whole scrolls where there is no room for it.
    """

    turned = Signal(bool)
    """They stand below one another now, or side by side."""

    def __init__(
        self,
        panes: Sequence[QWidget],
        sizes: Sequence[int],
        *,
        turns_below: int,
        stretch: Sequence[int] = (1,),
        tall: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._turns_below = turns_below
        self._tall = tall
        self._sizes = list(sizes)
        self._panes = tuple(panes)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        for pane in panes:
            self._split.addWidget(pane)
        self._split.setSizes(self._sizes)
        for place, share in enumerate(stretch):
            self._split.setStretchFactor(place, share)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(2 * GRID)
        self._split.installEventFilter(self)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        area = follow_focus(roomy(self._split))
        area.setMinimumHeight(6 * GRID)
        whole.addWidget(area)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Turn when the room is too narrow, and back when it is wide again."""
        super().resizeEvent(event)
        self._turn()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What is in a pane may need more room than before."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._turn()
        return super().eventFilter(watched, event)

    def _turn(self) -> None:
        narrow = self.width() < max(self._turns_below, self._least())
        wanted = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._split.orientation() is wanted:
            return
        self._split.setOrientation(wanted)
        if self._tall:
            each = self._tall if narrow else 0
            self._split.setMinimumHeight(each * self._split.count())
        if not narrow:
            self._split.setSizes(self._sizes)
        self.turned.emit(narrow)

    def _least(self) -> int:
        """What the panes need side by side; a pane that is cut is worse than one further down."""
        wide = sum(max(p.minimumSizeHint().width(), p.minimumWidth()) for p in self._panes)
        return wide + (len(self._panes) - 1) * self._split.handleWidth()
