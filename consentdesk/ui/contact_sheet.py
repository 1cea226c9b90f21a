"""Pictures that are about to be handed out, each with a tick, and the chosen one large beside them.

Shows the very bytes that will be handed out, and nothing decoded from the photographer's files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QWidget,
)

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _
from consentdesk.ui.theme import GRID, RING, colours

if TYPE_CHECKING:
    from consentdesk.services.access_pack.showing import Shown

SMALL = QSize(176, 132)
_PHOTO = int(Qt.ItemDataRole.UserRole)
_WIDE, _HIGH = 40, 30
"""Steps of the grid that the large picture takes at the least."""


class ContactSheet(QListWidget):
    """The pictures in rows; the space bar or the mouse ticks one off."""

    picked = Signal(object)
    """The picture the keyboard is on, a QPixmap."""
    ticked = Signal()
    """A picture was left out, or taken in again."""

    def __init__(self) -> None:
        super().__init__()
        self._pictures: dict[PhotoId, QPixmap] = {}
        self.setAccessibleName(_("Pictures to hand out"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setIconSize(SMALL)
        self.setSpacing(GRID)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setMinimumSize(SMALL.width() + 6 * GRID, SMALL.height() + 8 * GRID)
        self.setViewportMargins(RING, RING, RING, RING)
        self.currentItemChanged.connect(self._on_current_item_changed)
        self.itemChanged.connect(self._on_item_changed)

    def offer(self, pictures: Sequence[tuple[Shown, QImage]]) -> None:
        """Show these, all of them ticked."""
        self.clear()
        self._pictures = {one.photo: QPixmap.fromImage(image) for one, image in pictures}
        # Of its own, Qt leaves no room below the chosen picture for the whole of its name.
        room = SMALL + QSize(4 * GRID, self.fontMetrics().lineSpacing() + 2 * GRID)
        for one, _image in pictures:
            icon = QIcon(self._pictures[one.photo])
            # A chosen picture would be drawn in another colour, and colours are looked at here.
            icon.addPixmap(self._pictures[one.photo], QIcon.Mode.Selected)
            item = QListWidgetItem(icon, one.name)
            item.setSizeHint(room)
            item.setToolTip(named(one))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, named(one))
            item.setData(_PHOTO, one.photo)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.addItem(item)
        self.setCurrentRow(0)

    @property
    def left_out(self) -> tuple[PhotoId, ...]:
        """The photos whose tick was taken away."""
        items = (self.item(place) for place in range(self.count()))
        off = Qt.CheckState.Unchecked
        return tuple(PhotoId(one.data(_PHOTO)) for one in items if one.checkState() is off)

    def _on_item_changed(self, _item: QListWidgetItem) -> None:
        self.ticked.emit()

    def _on_current_item_changed(self, now: QListWidgetItem | None) -> None:
        picture = None if now is None else self._pictures.get(PhotoId(now.data(_PHOTO)))
        self.picked.emit(picture)


def named(one: Shown) -> str:
    """A photo by its file, and the event it is from."""
    if not one.event:
        return one.name
    return _("{name}, {event}").format(name=one.name, event=one.event)


class LargePicture(QWidget):
    """One picture as large as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._picture: QPixmap | None = None
        self.setAccessibleName(_("The picture as it is handed out"))
        self.setMinimumSize(_WIDE * GRID, _HIGH * GRID)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, picture: QPixmap | None) -> None:
        """Show that one, or nothing."""
        self._picture = picture
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it in the middle."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours(self.palette()).canvas))
        if self._picture is None or self._picture.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self._picture.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        at = QRectF(0, 0, size.width(), size.height())
        at.moveCenter(QRectF(self.rect()).center())
        painter.drawPixmap(at, self._picture, QRectF(self._picture.rect()))
