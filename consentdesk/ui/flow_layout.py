"""A layout that sets its parts like words: side by side, and on a new line when one is full."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from consentdesk.ui.theme import GRID


class FlowLayout(QLayout):
    """Parts in the order they were added, as many on a line as fit."""

    def __init__(self, gap: int = GRID) -> None:
        super().__init__()
        self._gap = gap
        self._is_spread = False
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one part in."""
        self._items.append(item)
        self._heights.clear()

    def count(self) -> int:
        """How many parts there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """The part at that place, if there is one."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """The part at that place, taken out."""
        self._heights.clear()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        """A part has another size, or came, or went."""
        self._heights.clear()
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        """It takes no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of all lines at that width."""
        # The layouts around it ask for the same few widths hundreds of times.
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, box: QRect) -> None:
        """Put the parts in their places."""
        super().setGeometry(box)
        self._place(box, move=True)

    def sizeHint(self) -> QSize:
        """All on one line."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        wide = sum(s.width() for s in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(wide, max((s.height() for s in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Room for the widest part."""
        sizes = [item.minimumSize() for item in self._items if not item.isEmpty()]
        return QSize(
            max((s.width() for s in sizes), default=0),
            max((s.height() for s in sizes), default=0),
        )

    def spread(self) -> None:
        """Put the last part at the right end of its line, as long as it is not alone on it."""
        self._is_spread = True
        self.invalidate()

    def _place(self, box: QRect, *, move: bool) -> int:
        x, y, tall = box.x(), box.y(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            if size.width() > box.width():
                # Nothing is wider than its line, as far as it can be helped.
                wide = max(item.minimumSize().width(), box.width())
                size.setWidth(min(size.width(), wide))
                if item.hasHeightForWidth():
                    # It breaks its own words, or sets its own parts on more lines.
                    size.setHeight(item.heightForWidth(size.width()))
            if x > box.x() and x + size.width() > box.right() + 1:
                x, y, tall = box.x(), y + tall + self._gap, 0
            at_end = self._is_spread and item is self._items[-1] and x > box.x()
            if move:
                left = box.right() + 1 - size.width() if at_end else x
                item.setGeometry(QRect(QPoint(left, y), size))
            x += size.width() + self._gap
            tall = max(tall, size.height())
        return y + tall - box.y()


def flow(*parts: QWidget, gap: int = GRID) -> FlowLayout:
    """Parts in such a layout."""
    made = FlowLayout(gap)
    for part in parts:
        made.addWidget(part)
    return made
