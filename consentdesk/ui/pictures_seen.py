"""Whether the pictures of the photos chosen have been on the screen: who vouches has seen them.

The photo looked at is there once its own file is; of the others of a burst the small picture in the
row counts. The one that a camera puts into its file does not: it may show what was cropped since.
"""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from consentdesk.domain.photos import PhotoId
from consentdesk.ui.context import Context
from consentdesk.ui.panel_photo import PanelPhoto

_AT_A_TIME = 100
"""Small pictures asked for together; more of them would be forgotten."""


class PicturesSeen(QObject):
    """The pictures of the photos wanted last."""

    came = Signal()
    """One more is there, or known not to be had."""

    def __init__(self, context: Context, photo: PanelPhoto, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = context.thumbnails
        self._photo = photo
        self._wanted: tuple[PhotoId, ...] = ()
        self._seen: set[PhotoId] = set()
        self._told: frozenset[PhotoId] = frozenset()
        photo.shown.connect(self._on_photo_read)
        photo.failed.connect(self._on_photo_read)
        self._thumbnails.arrived.connect(self._on_thumbnails_arrived)

    def want(self, photos: Iterable[PhotoId]) -> None:
        """These are chosen, the one looked at first; what was told of others is forgotten."""
        wanted = tuple(photos)
        if set(wanted) != set(self._wanted):
            self._told = frozenset()
        self._wanted = wanted
        self._look()

    @property
    def coming(self) -> frozenset[PhotoId]:
        """Those on their way, of which nobody has seen anything yet."""
        missing = self._thumbnails.is_missing
        return frozenset(p for p in self._wanted if p not in self._seen and not missing(p))

    @property
    def are_read(self) -> bool:
        """Whether all there is to be seen can be seen, and the photo looked at is as large."""
        is_read = self._photo.is_read and self._photo.wanted == self._wanted[0]
        return is_read and not self.coming

    def untold(self) -> tuple[PhotoId, ...]:
        """Those that can't be shown, where nobody was told so; from now on somebody was."""
        lacking = tuple(p for p in self._wanted if p not in self._seen and p not in self._told)
        self._told |= frozenset(lacking)
        return lacking

    def _look(self) -> None:
        unseen = [photo for photo in self._wanted if photo not in self._seen]
        for photo in unseen[:_AT_A_TIME]:
            self._thumbnails.picture(photo)
        self._seen.update(p for p in unseen if self._thumbnails.is_there(p))

    def _on_photo_read(self, *_error: object) -> None:
        if self._photo.canvas.has_picture and self._photo.wanted is not None:
            self._seen.add(self._photo.wanted)
        self.came.emit()

    def _on_thumbnails_arrived(self, key: object) -> None:
        if key in self._wanted and key not in self._seen:
            self._look()
            self.came.emit()
