"""Two pictures beside each other, as large as the window lets them be.

Large enough to tell a copy from the next picture of a burst. Asks nothing; whoever shows it does.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from consentdesk.domain.photos import Fingerprint, Photo
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.theme import GRID, RADIUS, RING, Look, colours
from consentdesk.ui.thumb import Thumb
from consentdesk.ui.thumbnails import Small
from consentdesk.ui.widgets import label

if TYPE_CHECKING:
    from consentdesk.ui.thumbnails import Key, Thumbnails

EDGE = 1600
"""Pixels of the longer side: half a large screen at 200 %."""
LEAST = QSize(14 * GRID, 11 * GRID)
"""Room for a picture in the smallest window."""
USUAL = QSize(4, 3)
"""The shape of a picture that is not there yet."""


class LargePicture(Thumb):
    """A picture decoded large; its small one stands there until then."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context.thumbnails, LEAST, parent)
        self._context = context
        self._large: QPixmap | None = None
        self._of: Small | None = None
        self._is_awaited = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_key(self, key: "Key | None", name: str, sha256: bytes | None = None) -> None:
        """Show that picture; one that is shown already is not decoded again.

        With `sha256`: unless the file holds those bytes now, and it is a picture of others.
        """
        is_other = None not in (sha256, self.digest) and sha256 != self.digest
        is_new = key != self._key or is_other
        super().show_key(key, name)
        if is_new:
            self._large, self._of, self._is_awaited = None, None, key is not None
            self._load()

    @property
    def digest(self) -> bytes | None:
        """The SHA-256 of the bytes whose picture is drawn; None while there is none."""
        if self._of is not None:
            return self._of.of.sha256
        return None if self._key is None else self._context.thumbnails.digest(self._key)

    @property
    def is_as_registered(self) -> bool:
        """Whether what is drawn is of the file the photo was registered from."""
        if self._of is not None:
            return not self._of.is_other
        key, thumbnails = self._key, self._context.thumbnails
        if key is None or isinstance(key, Path):
            return False
        return thumbnails.is_there(key) and not thumbnails.is_other_version(key)

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing more to wait for, the large picture included."""
        return not self._is_awaited and super().is_settled

    @property
    def shape(self) -> QSize:
        """Its sides, as far as they are known."""
        picture = self._picture()
        return USUAL if picture is None else picture.size()

    @property
    def pixels(self) -> int:
        """The longer side of what can be drawn; 0 while there is nothing."""
        picture = self._picture()
        return 0 if picture is None else max(picture.width(), picture.height())

    def _picture(self) -> QPixmap | None:
        return self._large or super()._picture()

    def _load(self) -> None:
        key, thumbnails = self._key, self._context.thumbnails
        if key is None:
            return
        thumbnails.prepare()
        self._context.tasks.run(
            self,
            lambda _progress: _decoded(thumbnails, key),
            lambda found: self._on_loaded(key, found),
            failed=lambda _error: self._on_loaded(key, None),
            replaces="large",
        )

    def _on_loaded(self, key: "Key", found: Small | None) -> None:
        if key == self._key:
            self._is_awaited, self._of = False, found
            self._large = None if found is None else QPixmap.fromImage(found.image)
            self.update()
            self.settled.emit()


def _decoded(thumbnails: "Thumbnails", key: "Key") -> Small | None:
    from hashlib import sha256

    from consentdesk.services.pictures.files import read_picture

    if isinstance(key, Path):
        data = read_picture(key)
        return Small(thumbnails.decoded(data, EDGE), Fingerprint(sha256(data).digest()))
    found = thumbnails.original(key)
    if found is None:
        return None
    image = thumbnails.decoded(found.data, EDGE)
    return Small(image, found.fingerprint, is_other=not found.is_as_registered)


class SideBySide(QWidget):
    """A file and a photo of the register; above one another where that makes them larger."""

    settled = Signal()
    """One of them is there now, or known not to be had."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.new, self.known = LargePicture(context, self), LargePicture(context, self)
        self._captions = (label("", Look.MUTED), label("", Look.MUTED))
        for caption in self._captions:
            caption.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # The keyboard waits here: neither answer is the likelier one.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for picture in (self.new, self.known):
            picture.settled.connect(self._on_picture_settled)

    def show_pair(self, path: Path, sha256: bytes | None, photo: Photo) -> None:
        """Show that file, which holds those bytes, and that photo."""
        self._captions[0].setText(_("This file"))
        self._captions[1].setText(_("In the register"))
        self.new.show_key(path, _("This file"), sha256)
        self.known.show_key(photo.id, photo.name)
        self._place()

    @property
    def is_settled(self) -> bool:
        """Whether both are there, or known not to be had."""
        return self.new.is_settled and self.known.is_settled

    def minimumSizeHint(self) -> QSize:
        """Two small pictures beside each other."""
        wide = 2 * (LEAST.width() + GRID) + GRID
        return QSize(wide, LEAST.height() + self._head + 2 * GRID)

    def sizeHint(self) -> QSize:
        """No more than it must have; whatever room there is makes them larger."""
        return self.minimumSizeHint()

    @property
    def _head(self) -> int:
        return self.fontMetrics().height() + 4

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._place()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ring of the keyboard."""
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours(self.palette()).ring), RING))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)

    def _on_picture_settled(self) -> None:
        self._place()
        self.settled.emit()

    def _place(self) -> None:
        """Beside or above one another, whichever shows more of them."""
        room = self.rect().adjusted(GRID, GRID, -GRID, -GRID)
        beside = _halves(room, across=True)
        above = _halves(room, across=False)
        halves = max(beside, above, key=self._shown)
        parts = zip(halves, self._captions, (self.new, self.known), strict=True)
        for box, caption, picture in parts:
            caption.setGeometry(box.left(), box.top(), box.width(), self._head)
            picture.setGeometry(box.adjusted(0, self._head, 0, 0))

    def _shown(self, halves: tuple[QRect, QRect]) -> int:
        """How much of the picture that is shown least would be seen."""
        seen = []
        for box, picture in zip(halves, (self.new, self.known), strict=True):
            room = QSize(box.width(), max(0, box.height() - self._head))
            fitted = picture.shape.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            seen.append(fitted.width() * fitted.height())
        return min(seen)


def _halves(room: QRect, *, across: bool) -> tuple[QRect, QRect]:
    if across:
        wide = (room.width() - 2 * GRID) // 2
        left = QRect(room.left(), room.top(), wide, room.height())
        return left, left.translated(wide + 2 * GRID, 0)
    tall = (room.height() - GRID) // 2
    top = QRect(room.left(), room.top(), room.width(), tall)
    return top, top.translated(0, tall + GRID)
