"""One small picture in its place, by photo or by file; it comes when it is decoded."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from consentdesk.ui import icons
from consentdesk.ui.theme import GRID, RADIUS, colours
from consentdesk.ui.thumbnails import Thumbnails

if TYPE_CHECKING:
    from consentdesk.ui.thumbnails import Key


class Thumb(QLabel):
    """The picture as large as it fits, or a mark where it can't be had."""

    settled = Signal()
    """The picture is there now, or known not to be had."""

    def __init__(
        self, thumbnails: Thumbnails, size: QSize | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._size = size or QSize(18 * GRID, 14 * GRID)
        self._key: Key | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        thumbnails.arrived.connect(self._on_thumbnails_arrived)

    def show_key(self, key: "Key | None", name: str) -> None:
        """Show that picture; `name` is what is read aloud."""
        self._key = key
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    @property
    def is_drawn(self) -> bool:
        """Whether the picture can be seen; asking has it fetched."""
        return self._picture() is not None

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self._key is None or self.is_drawn or self._thumbnails.is_missing(self._key)

    def sizeHint(self) -> QSize:
        """The room it takes."""
        return self._size

    def _picture(self) -> QPixmap | None:
        """What there is of it; asking has it fetched."""
        return None if self._key is None else self._thumbnails.picture(self._key)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        picture = self._picture()
        box = QRectF(self.rect())
        if picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.canvas))
            painter.drawRoundedRect(box, RADIUS, RADIUS)
            if self._key is not None and self._thumbnails.is_missing(self._key):
                at = QRectF(0, 0, 32, 32)
                at.moveCenter(box.center())
                icons.draw(painter, at, "photos", c.edge)
            return
        size = picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        fitted = QRectF(0, 0, size.width(), size.height())
        fitted.moveCenter(box.center())
        path = QPainterPath()
        path.addRoundedRect(fitted, RADIUS, RADIUS)
        painter.setClipPath(path)
        painter.drawPixmap(fitted, picture, QRectF(picture.rect()))

    def _on_thumbnails_arrived(self, key: object) -> None:
        if key == self._key:
            self.update()
            self.settled.emit()
