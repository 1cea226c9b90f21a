"""The signed forms behind permissions, small: drawn off the GUI thread and kept in memory only.

A signed form holds names and signatures, so no copy of it goes to disk, and what is at hand is that
of one person. Scans come from outside: they are decoded in `services.pictures`' children.
"""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from consentdesk.domain.acts import Digest
from consentdesk.ui import icons
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import LINE_ROLE, Index, Line, LineDelegate
from consentdesk.ui.theme import GRID, Colours

EDGE = 192
"""Pixels of the longer side: a sheet as high as a row of three lines, at 200 %."""
PDF = "application/pdf"
_SHEET = 1 / 1.4142
"""How wide a sheet of A4 is for its height; other scans are fitted in."""


class ScanThumbs(QObject):
    """The first pages of some scans, small."""

    arrived = Signal(str)
    """The digest of a scan that is there now, or known not to be had."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._pictures: dict[Digest, QPixmap | None] = {}
        self._wanted: set[Digest] = set()

    def keep(self, scans: Collection[Digest]) -> None:
        """Somebody else is looked at: these stay at hand, all others go."""
        self._pictures = {d: p for d, p in self._pictures.items() if d in scans}
        self._wanted &= set(scans)

    def picture(self, scan: Digest) -> QPixmap | None:
        """The picture if it is at hand; otherwise None, and `arrived` tells when it is."""
        if scan not in self._pictures and scan not in self._wanted and self._context.is_open:
            self._wanted.add(scan)
            self._load(scan)
        return self._pictures.get(scan)

    def is_missing(self, scan: Digest) -> bool:
        """Whether it was looked for in vain."""
        return scan in self._pictures and self._pictures[scan] is None

    def _load(self, scan: Digest) -> None:
        register, thumbnails = self._context.register, self._context.thumbnails
        thumbnails.prepare()

        def work() -> QImage:
            with register.read() as reader:
                document = reader.document(scan)
            if document.media_type == PDF:
                return thumbnails.first_page(document.data, EDGE)
            return thumbnails.decoded(document.data, EDGE)

        self._context.tasks.run(
            self,
            lambda _progress: work(),
            lambda image: self._on_loaded(scan, QPixmap.fromImage(image)),
            failed=lambda _error: self._on_loaded(scan, None),
        )

    def _on_loaded(self, scan: Digest, picture: QPixmap | None) -> None:
        if scan in self._wanted:
            self._wanted.discard(scan)
            self._pictures[scan] = picture
            self.arrived.emit(scan)


class ScanLines(LineDelegate):
    """Draws entries with the scan behind them at their right end; a click on it opens it."""

    scan_clicked = Signal(object)
    """The index of the entry whose scan was clicked."""

    def __init__(self, view: QListView, thumbs: ScanThumbs) -> None:
        super().__init__(view)
        self._view = view
        self._thumbs = thumbs
        thumbs.arrived.connect(lambda _scan: view.viewport().update())

    def draw_line(
        self, painter: QPainter, option: QStyleOptionViewItem, line: Line, c: Colours
    ) -> None:
        """The room for the sheet is kept from the first, so that nothing moves when it comes."""
        if not line.scan:
            super().draw_line(painter, option, line, c)
            return
        box = sheet_in(option.rect)
        narrow = QStyleOptionViewItem(option)
        narrow.rect = option.rect.adjusted(0, 0, box.left() - option.rect.right() + GRID - 1, 0)
        super().draw_line(painter, narrow, line, c)
        self._draw_sheet(painter, box, Digest(line.scan), c)

    def editorEvent(
        self, event: QEvent, _model: object, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """A click on the sheet; anything else is the list's."""
        line = index.data(LINE_ROLE)
        if (
            isinstance(event, QMouseEvent)
            and event.type() is QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.LeftButton
            and isinstance(line, Line)
            and line.scan
            and sheet_in(option.rect).contains(event.position().toPoint())
        ):
            self.scan_clicked.emit(index)
            return True
        return False

    def _draw_sheet(self, painter: QPainter, box: QRect, scan: Digest, c: Colours) -> None:
        picture = self._thumbs.picture(scan)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        at = QRectF(box)
        if picture is not None:
            size = picture.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
            at = QRectF(0, 0, size.width(), size.height())
            at.moveCenter(QRectF(box).center())
            painter.drawPixmap(at, picture, QRectF(picture.rect()))
        else:
            painter.fillRect(box, QColor(c.canvas))
            if self._thumbs.is_missing(scan):
                mark = QRectF(0, 0, icons.SIZE, icons.SIZE)
                mark.moveCenter(at.center())
                icons.draw(painter, mark, "forms", c.muted)
        # A white sheet must be told from a white row.
        painter.setPen(QPen(QColor(c.edge), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(at.adjusted(0.5, 0.5, -0.5, -0.5))


def sheet_in(row: QRect) -> QRect:
    """Where in a row the sheet is: upright, at the right end, as high as there is room."""
    tall = row.height() - 2 * GRID
    wide = round(tall * _SHEET)
    return QRect(row.right() - GRID - wide + 1, row.top() + GRID, wide, tall)
