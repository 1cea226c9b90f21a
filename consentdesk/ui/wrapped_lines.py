"""Entries of a list whose sentences are broken into lines instead of cut.

For a narrow list in which two entries begin alike and only their ends tell them apart.
"""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from consentdesk.ui.delegates import LINE_ROLE, Index, Line, LineDelegate, strong_font
from consentdesk.ui.glyphs import draw_shape
from consentdesk.ui.theme import GRID, Colours

SHAPE = 22
ENDLESS = 10_000
"""Pixels no sentence is high."""
_BROKEN = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class WrappedLines(LineDelegate):
    """Draws heading and detail in as many lines as they take, beside the sign."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In another width the lines break elsewhere."""
        if event.type() is QEvent.Type.Resize:
            self._view.scheduleDelayedItemsLayout()
        return super().eventFilter(watched, event)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All lines, and air."""
        line = index.data(LINE_ROLE)
        if not isinstance(line, Line):
            return super().sizeHint(option, index)
        wide = self._view.viewport().width()
        box = QRect(0, 0, wide, ENDLESS)
        tall = sum(part.height() for _text, _font, part in _parts(line, option.font, box))
        return QSize(100, tall + 2 * GRID + 6)

    def draw_line(
        self, painter: QPainter, option: QStyleOptionViewItem, line: Line, c: Colours
    ) -> None:
        """The sign at the first line, the number at the right end of it."""
        box = option.rect
        if line.sign is not None:
            mark = QRectF(box.left() + 2 * GRID, box.top() + GRID + 2, SHAPE, SHAPE)
            draw_shape(painter, mark, line.sign.shape, c)
        for text, font, part in _parts(line, option.font, box):
            painter.setFont(font)
            painter.setPen(QColor(c.text if font.weight() > QFont.Weight.Normal else c.muted))
            painter.drawText(part, _BROKEN, text)
        if line.aside:
            painter.setFont(option.font)
            painter.setPen(QColor(c.muted))
            room = box.adjusted(0, GRID + 3, -2 * GRID, 0)
            painter.drawText(
                room, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), line.aside
            )


def _parts(line: Line, font: QFont, box: QRect) -> list[tuple[str, QFont, QRect]]:
    """Each text with its font and the room it takes, the heading first."""
    room = box.adjusted(3 * GRID + SHAPE, GRID + 3, -2 * GRID, 0)
    aside = QFontMetrics(font).horizontalAdvance(line.aside) + GRID if line.aside else 0
    found, top = [], room.top()
    for text, its, less in (
        (line.heading, strong_font(font), aside),
        (line.detail, font, 0),
        (line.note, font, 0),
    ):
        if not text:
            continue
        at = QRect(room.left(), top, max(1, room.width() - less), ENDLESS)
        tall = QFontMetrics(its).boundingRect(at, _BROKEN, text).height()
        at.setHeight(tall)
        found.append((text, its, at))
        top += tall + 1
    return found
