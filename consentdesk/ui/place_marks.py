"""The verdicts on one photo in little room: a shape for each destination, its letters below it.

The shapes stand in the order of the policy, so that a destination is found in the same place under
each photo. Of fifty thousand photos a few hundred differ in their verdicts: whatever was drawn once
is kept as a picture and drawn again from that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap, QPixmapCache

from consentdesk.ui.glyphs import Shape, draw_shape
from consentdesk.ui.theme import Colours
from consentdesk.words import destination_marks

SIDE = 18
"""A shape is at least so large, and as tall as a line of text where that is taller."""
_GAP = 5
_MIDDLE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True, slots=True)
class PlaceMarks:
    """Where each destination's shape and letters stand within a width; made by `marks_within`."""

    letters: tuple[str, ...]
    cells: tuple[QRect, ...]
    side: int
    font: QFont

    @property
    def height(self) -> int:
        """Of all of it."""
        return max((cell.bottom() + 1 for cell in self.cells), default=0)

    def draw(self, painter: QPainter, at: QPoint, shapes: Sequence[Shape], c: Colours) -> None:
        """Draw these shapes, one for each destination; `at` is the upper left corner."""
        density = painter.device().devicePixelRatioF()
        size = QSize(max(cell.right() + 1 for cell in self.cells), self.height)
        seen = "".join(shape[0] for shape in shapes)
        key = f"consentdesk-marks-{seen}-{self.letters}-{size.width()}x{size.height()}-{density}"
        key += f"-{self.font.key()}-{c.text}-{c.paper}-{c.ok}-{c.no}-{c.unknown}"
        picture = QPixmap()
        if not QPixmapCache.find(key, picture):
            picture = QPixmap((size.toSizeF() * density).toSize())
            picture.setDevicePixelRatio(density)
            picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(picture)
            self._draw_afresh(inner, shapes, c)
            inner.end()
            QPixmapCache.insert(key, picture)
        painter.drawPixmap(at, picture)

    def _draw_afresh(self, painter: QPainter, shapes: Sequence[Shape], c: Colours) -> None:
        painter.setFont(self.font)
        for letters, cell, shape in zip(self.letters, self.cells, shapes, strict=True):
            left = cell.left() + (cell.width() - self.side) // 2
            at = QPointF(left, cell.top())
            draw_shape(painter, QRectF(at.x(), at.y(), self.side, self.side), shape, c)
            painter.setPen(QColor(c.text))
            painter.drawText(cell.adjusted(0, self.side, 0, 0), _MIDDLE, letters)


def marks_within(width: int, places: Sequence[str], font: QFont) -> PlaceMarks:
    """Deal out that width to the destinations, in as many lines as it takes."""
    small = small_font(font)
    metrics, side = QFontMetrics(small), max(SIDE, QFontMetrics(font).height())
    letters, tall = destination_marks(places), side + metrics.height()
    cells, left, top = [], 0, 0
    for mark in letters:
        wide = max(side, metrics.horizontalAdvance(mark))
        if left and left + wide > width:
            left, top = 0, top + tall + 2
        cells.append(QRect(left, top, wide, tall))
        left += wide + _GAP
    return PlaceMarks(letters, tuple(cells), side, small)


def small_font(font: QFont) -> QFont:
    """The font of what stands with a shape where there is little room."""
    small = QFont(font)
    small.setPointSizeF(small.pointSizeF() * 0.85)
    return small
