"""A photo's own file, decoded large in a child process, and the names it holds.

A photo is shown from a file only while the bytes are that photo's; where the file has gone,
somebody may say where it is now.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from consentdesk.domain.photos import Match, PhotoId
from consentdesk.errors import BadInput, Problem
from consentdesk.ui.context import Context
from consentdesk.ui.thumbnails import to_image

if TYPE_CHECKING:
    from consentdesk.services.photographs import Suggestion
    from consentdesk.services.pictures.decoding import Decoder

EDGE = 2000
"""Pixels of the longer side: sharp on a large screen, and quick to hand over."""


_SURE = frozenset({Match.EXACT, Match.PICTURE})


@dataclass(frozen=True, slots=True)
class Loaded:
    """A photo as it was found; no picture where its file is elsewhere."""

    photo: PhotoId
    image: QImage | None = None
    suggestions: "tuple[Suggestion, ...]" = ()


class PictureLoader(QObject):
    """Loads one photo after the other; only the last one asked for is told of."""

    loaded = Signal(object)
    """A `Loaded`."""
    failed = Signal(object)
    """A ConsentDeskError about the file."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._decoder: Decoder | None = None

    def load(self, photo: PhotoId) -> None:
        """Look for the photo's file and decode it."""
        from consentdesk.services.pictures.decoding import Decoder

        decoder = self._decoder = self._decoder or Decoder(1)
        self._context.tasks.run(
            self,
            lambda _progress: self._work(photo, decoder),
            self.loaded.emit,
            failed=self.failed.emit,
            replaces="picture",
        )

    def find(self, photo: PhotoId, path: Path) -> None:
        """That is where the photo's file is now, says somebody; it is looked at first."""
        context = self._context

        def work() -> None:
            from consentdesk.services.checking import check_files

            report = check_files(context.register, (path,), at=context.now())
            (finding,) = report.findings
            if finding.problem is not None:
                raise finding.problem
            if finding.photo != photo or finding.match not in _SURE:
                raise BadInput(Problem.NOT_A_NEAR_MATCH, path=path)

        def found(_none: None) -> None:
            context.thumbnails.note({photo: path})
            self.load(photo)

        context.tasks.run(self, lambda _progress: work(), found, failed=self.failed.emit)

    def close(self) -> None:
        """End the child process, off the GUI thread."""
        decoder, self._decoder = self._decoder, None
        if decoder is not None:
            self._context.tasks.run(
                self._context, lambda _progress: decoder.close(), lambda _none: None
            )

    def _work(self, photo: PhotoId, decoder: "Decoder") -> Loaded:
        from consentdesk.services.photographs import suggestions

        found = self._context.thumbnails.original(photo)
        if found is None:
            return Loaded(photo)
        path, data = found
        image = to_image(decoder.thumbnail(data, EDGE))
        return Loaded(photo, image, suggestions(self._context.register, path))
