"""Adding photos from the window: what can be read is added, what can't is named, nothing stops.

The service takes all or nothing; here one broken file of a card must not hold up the other 399, so
files that are no pictures are put aside before it is called.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from consentdesk.domain.photos import PhotoId
from consentdesk.errors import BadInput
from consentdesk.i18n import format_number, ngettext
from consentdesk.ui.add_photos_dialog import Told
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Progress
from consentdesk.wording import problem_sentence

NAMED = 3
"""Files named one by one in the sentence; the rest is a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was added from where, how many were known already, and what was not.

    `alike` are files that look like a photo of the register, about which somebody is to be asked;
    `unread` those that could not be read.
    """

    places: Mapping[PhotoId, Path]
    known: int
    alike: tuple[Path, ...] = ()
    unread: tuple[tuple[Path, BadInput], ...] = ()

    def sentence(self) -> str:
        """What was added on one line, what could not be read on the next; "" for neither.

        What looks alike has a line that stays; see `waiting_alike`.
        """
        new = len(self.places) - self.known
        added = ngettext("{count} photo added.", "{count} photos added.", new)
        parts = [added.format(count=format_number(new))] if new else []
        if self.known:
            known = ngettext(
                "{count} was known already.", "{count} were known already.", self.known
            )
            alone = ngettext(
                "{count} photo was known already.", "{count} photos were known already.", self.known
            )
            parts.append((known if new else alone).format(count=format_number(self.known)))
        return "\n".join(part for part in (" ".join(parts), self._unread_sentence()) if part)

    def _unread_sentence(self) -> str:
        if len(self.unread) == 1:
            path, error = self.unread[0]
            return f"{path.name}: {problem_sentence(error)}"
        if self.unread:
            names = ", ".join(path.name for path, _error in self.unread[:NAMED])
            count = len(self.unread)
            unread = ngettext(
                "{count} file could not be read: {names}.",
                "{count} files could not be read: {names}.",
                count,
            )
            more = f"{names} …" if count > NAMED else names
            return unread.format(count=format_number(count), names=more)
        return ""


def add_files(
    context: Context,
    clerk: str,
    at: datetime,
    paths: Sequence[Path],
    told: Told,
    progress: Progress,
) -> Added:
    """Register the pictures among these files and folders; takes long.

    Raises what `photographs.add_photos` refuses for another reason than an unreadable file.
    """
    from consentdesk.services import gathering, photographs

    files, unread = _sorted_out(gathering.gather(paths, recursive=True).files)
    while files:
        try:
            added = photographs.add_photos(
                context.register,
                clerk,
                at,
                files,
                kind=told.kind,
                album=told.album,
                photographer=told.photographer,
                rights=told.rights,
                progress=progress,
            )
        except BadInput as error:
            broken = error.facts.get("path")
            if not isinstance(broken, Path) or broken not in files:
                raise
            unread.append((broken, error))
            files.remove(broken)
        else:
            places = {a.photo: a.path for a in added.photos}
            return Added(
                places=places,
                known=len({a.photo for a in added.photos if a.known.is_sure}),
                alike=tuple(one.path for one in added.left_open),
                unread=tuple(unread),
            )
    return Added(places={}, known=0, unread=tuple(unread))


def _sorted_out(paths: Sequence[Path]) -> tuple[list[Path], list[tuple[Path, BadInput]]]:
    """The files that look like pictures from outside, and the others with what is wrong."""
    from consentdesk.services.pictures.files import PictureError, read_picture
    from consentdesk.services.pictures.fingerprint import look

    files: list[Path] = []
    unread: list[tuple[Path, BadInput]] = []
    for path in paths:
        try:
            look(read_picture(path))
        except PictureError as error:
            unread.append((path, error))
        else:
            files.append(path)
    return files, unread
