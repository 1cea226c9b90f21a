"""Whether the pictures of the photos chosen have been on the screen: who vouches has seen them.

The photo looked at is there once its own file is; of the others of a burst the small picture in the
row counts. The one that a camera puts into its file does not: it may show what was cropped since.
Nor does another version of the photo, which may be a crop of it: what is said counts for the file
that was registered, and that one may show more.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.ui.context import Context
from consentdesk.ui.panel_photo import PanelPhoto

_AT_A_TIME = 100
"""Small pictures asked for together; more of them would be forgotten."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """Photos of which nothing can be shown, and those of which only another version can."""

    gone: tuple[PhotoId, ...]
    others: tuple[PhotoId, ...]


class PicturesSeen(QObject):
    """The pictures of the photos wanted last; `row` shows the small ones, where there are more."""

    came = Signal()
    """One more is there, or known not to be had."""

    def __init__(self, context: Context, photo: PanelPhoto, row: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._thumbnails = context.thumbnails
        self._photo = photo
        self._row = row
        self._wanted: tuple[PhotoId, ...] = ()
        self._large: set[PhotoId] = set()
        self._small: set[PhotoId] = set()
        self._told: frozenset[PhotoId] = frozenset()
        photo.shown.connect(self._on_photo_read)
        photo.failed.connect(self._on_photo_read)
        self._thumbnails.arrived.connect(self._on_thumbnails_arrived)

    def want(self, photos: Iterable[PhotoId]) -> None:
        """These are chosen, the one looked at first; what was told of others is forgotten."""
        wanted = tuple(photos)
        if set(wanted) != set(self._wanted):
            self._told = frozenset()
            for photo in set(wanted) - set(self._wanted):
                if self._thumbnails.is_other_version(photo):
                    # The file that was registered may have come back since.
                    self._thumbnails.look_again(photo)
        self._wanted = wanted
        self._look()

    @property
    def coming(self) -> frozenset[PhotoId]:
        """Those on their way, of which nobody has seen anything yet."""
        return frozenset(p for p in self._wanted if not self._is_seen(p) and self._is_coming(p))

    @property
    def are_read(self) -> bool:
        """Whether all there is to be seen can be seen, and the photo looked at is as large."""
        return self._has_read(self._wanted[0]) and not self.coming

    def untold(self) -> Lacking:
        """Those that can't be shown, where nobody was told so; from now on somebody was."""
        lacking = [p for p in self._wanted if not self._is_seen(p) and p not in self._told]
        self._told |= frozenset(lacking)
        others = tuple(p for p in lacking if self._is_other_version(p))
        return Lacking(tuple(p for p in lacking if p not in others), others)

    def _is_seen(self, photo: PhotoId) -> bool:
        """Whether the file that was registered was shown, as large as that photo's is to be."""
        if photo in self._large:
            return True
        is_large = photo == self._wanted[0]
        if is_large and (self._row.isHidden() or self._shows_other_version(photo)):
            return False
        return photo in self._small

    def _is_coming(self, photo: PhotoId) -> bool:
        thumbnails = self._thumbnails
        is_large = photo == self._wanted[0]
        if is_large and (not self._has_read(photo) or self._row.isHidden()):
            return not self._has_read(photo)
        return not thumbnails.is_missing(photo) and not thumbnails.is_there(photo)

    def _has_read(self, photo: PhotoId) -> bool:
        return self._photo.is_read and self._photo.wanted == photo

    def _shows_other_version(self, photo: PhotoId) -> bool:
        return self._photo.wanted == photo and self._photo.is_other_version

    def _is_other_version(self, photo: PhotoId) -> bool:
        """Whether another version of it stands there, large or small."""
        return self._shows_other_version(photo) or self._thumbnails.is_other_version(photo)

    def _look(self) -> None:
        unseen = [p for p in self._wanted if p not in self._small and p not in self._large]
        for photo in unseen[:_AT_A_TIME]:
            self._thumbnails.picture(photo)
        there, other = self._thumbnails.is_there, self._thumbnails.is_other_version
        self._small.update(p for p in unseen if there(p) and not other(p))

    def _on_photo_read(self, *_error: object) -> None:
        if self._photo.can_mark and self._photo.wanted is not None:
            self._large.add(self._photo.wanted)
            self._thumbnails.look_again(self._photo.wanted)
        self.came.emit()

    def _on_thumbnails_arrived(self, key: object) -> None:
        if key in self._wanted and key not in self._small:
            self._look()
            self.came.emit()
