"""A photo's own file, decoded large.

A photo is shown from a file only while the bytes are that photo's; where the file has gone,
somebody may say where it is now.
"""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from consentdesk.domain.photos import Fingerprint, PhotoId
from consentdesk.errors import BadInput, Problem
from consentdesk.ui.context import Context

EDGE = 2000
"""Pixels of the longer side: sharp on a large screen, and quick to hand over."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A photo as it was found; no picture where its file is elsewhere.

    `marked_on` is the file where places can be marked on this picture; None where it is another
    version of the photo, on which the same place may show somebody else.
    """

    photo: PhotoId
    image: QImage | None = None
    marked_on: Fingerprint | None = None


class PictureLoader(QObject):
    """Loads one photo after the other; only the last one asked for is told of."""

    loaded = Signal(object)
    """A `Loaded`."""
    failed = Signal(object)
    """A ConsentDeskError about the file."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context

    def load(self, photo: PhotoId) -> None:
        """Look for the photo's file and decode it."""
        self._context.thumbnails.prepare()
        self._context.tasks.run(
            self,
            lambda _progress: self._work(photo),
            self.loaded.emit,
            failed=self.failed.emit,
            replaces="picture",
        )

    def find(self, photo: PhotoId, path: Path) -> None:
        """That is where the photo's file is now, says somebody; it is looked at first."""
        context = self._context

        def work() -> None:
            from consentdesk.services import originals
            from consentdesk.services.checking import check_files

            report = check_files(context.register, (path,), at=context.now())
            (finding,) = report.findings
            if finding.problem is not None:
                raise finding.problem
            if finding.photo != photo or not finding.match.is_sure:
                raise BadInput(Problem.NOT_A_NEAR_MATCH, path=path)
            with context.register.read() as reader:
                file, registered = finding.fingerprint, reader.registered(photo)
                own = file is not None and file.is_laid_out_like(registered)
                institution = reader.institution.uuid
            originals.note(institution, {photo: path}, as_registered={photo} if own else ())

        def found(_none: None) -> None:
            context.thumbnails.note({photo: path})
            self.load(photo)

        context.tasks.run(self, lambda _progress: work(), found, failed=self.failed.emit)

    def _work(self, photo: PhotoId) -> Loaded:
        thumbnails = self._context.thumbnails
        found = thumbnails.original(photo)
        if found is None:
            return Loaded(photo)
        image = thumbnails.decoded(found.data, EDGE)
        return Loaded(photo, image, found.fingerprint if found.is_as_registered else None)
