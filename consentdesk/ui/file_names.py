"""Whom the files of the photos chosen name: read off the GUI thread, each file once.

The photos that come next are read ahead, so that nobody waits for it. A file that isn't at hand
names nobody, for nobody can look at it either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from consentdesk.domain.photos import PhotoId
from consentdesk.errors import BadInput
from consentdesk.services.seeing import Seen
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Progress

if TYPE_CHECKING:
    from consentdesk.services.pictures.metadata import NamedPerson
    from consentdesk.services.suggesting import Suggestion


@dataclass(frozen=True, slots=True)
class _Read:
    """The names a file holds; none where it was not there.

    `is_there`: the one that was registered is; another version is read again with each look.
    """

    names: tuple[NamedPerson, ...]
    is_there: bool


@dataclass(frozen=True, slots=True)
class _Found:
    read: Mapping[PhotoId, _Read]
    meant: Mapping[PhotoId, tuple[Suggestion, ...]]


class FileNames(QObject):
    """The names in the files of the photos wanted last."""

    came = Signal()
    """They are read now, or mean others than before."""
    failed = Signal(object)
    """A ConsentDeskError of the register."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: tuple[PhotoId, ...] = ()
        self._read: dict[PhotoId, _Read] = {}
        self._meant: dict[PhotoId, tuple[Suggestion, ...]] = {}
        self._told: dict[PhotoId, tuple[Suggestion, ...]] = {}

    def want(self, photos: Iterable[PhotoId], soon: Iterable[PhotoId] = ()) -> None:
        """Read these, and then those that come next; who is meant is asked of the register anew.

        A file that was not there is looked for again. What somebody was told of other photos is
        forgotten.
        """
        wanted = tuple(photos)
        if set(wanted) != set(self._wanted):
            self._told = {}
            for photo in wanted:
                if photo in self._read and not self._read[photo].is_there:
                    # Its file may have come back since.
                    self._meant.pop(photo, None)
        self._wanted = wanted
        ahead = tuple(soon)
        self._run(wanted, "names", lambda: self._run(ahead, "names ahead"))

    def look_again(self, photo: PhotoId) -> None:
        """Its file is there now, where it was not before."""
        if photo in self._read and not self._read[photo].is_there:
            self.want(self._wanted)

    @property
    def are_read(self) -> bool:
        """Whether all there is to be seen can be seen."""
        return all(photo in self._meant for photo in self._wanted)

    def of(self, photo: PhotoId) -> tuple[Suggestion, ...]:
        """Whom the file of that photo names, as far as read."""
        return self._meant.get(photo, ())

    def tell(self, photos: Iterable[PhotoId]) -> None:
        """Somebody is told now of everybody who stands in these files.

        Whoever has gone on to others meanwhile is told nothing of those.
        """
        self._told = {p: self.of(p) for p in photos if p in self._wanted}

    def as_seen(self, photo: PhotoId, seen: Seen) -> Seen:
        """The same with whom its file names, and of whom of them somebody was told already."""
        return seen.with_names(self.of(photo), self._told.get(photo, ()))

    def _run(
        self, photos: Sequence[PhotoId], name: str, then: Callable[[], None] = lambda: None
    ) -> None:
        context, read = self._context, self._read
        known = {p: read[p] for p in photos if p in read and read[p].is_there}

        def done(found: _Found) -> None:
            self._read.update(found.read)
            for photo in [p for p, one in found.read.items() if one.is_there and p not in known]:
                context.thumbnails.look_again(photo)
            before = {photo: self._meant.get(photo) for photo in self._wanted}
            self._meant.update(found.meant)
            then()
            if before != {photo: self._meant.get(photo) for photo in self._wanted}:
                self.came.emit()

        context.tasks.run(
            self,
            lambda progress: _look(context, photos, known, progress),
            done,
            failed=self.failed.emit,
            replaces=name,
        )


def _look(
    context: Context,
    photos: Sequence[PhotoId],
    known: Mapping[PhotoId, _Read],
    progress: Progress,
) -> _Found:
    from consentdesk.services.suggesting import meant

    read = dict(known)
    for done, photo in enumerate(photos):
        if photo not in read:
            progress(done, len(photos))
            read[photo] = _names_of(context, photo)
    return _Found(read, meant(context.register, {p: one.names for p, one in read.items()}))


def _names_of(context: Context, photo: PhotoId) -> _Read:
    from consentdesk.services.suggesting import names_in

    try:
        found = context.thumbnails.original(photo)
    except BadInput:
        # Whoever looks at it is told why; here it names nobody.
        return _Read((), is_there=False)
    if found is None:
        return _Read((), is_there=False)
    is_own = found.is_as_registered
    return _Read(names_in(found.data, places=is_own), is_there=is_own)
