"""What the page of the photos asks the register; runs off the GUI thread.

Of many photos the first are found at once, and all of them a moment later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from consentdesk.domain.photos import Destination, PhotoId, PhotoKind
from consentdesk.storage.values import PhotoFilter
from consentdesk.ui.context import Context
from consentdesk.ui.first_rows import FIRST, let_paint
from consentdesk.ui.photo_rows import PhotoRow, read_photos
from consentdesk.ui.photo_tally import Tally
from consentdesk.ui.tasks import Progress

UNSET, UNNAMED = "unset", "unnamed"
"""Choices among the kinds that are none: nobody has said, or people are not named yet."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the filters show, with the first rows and what there is to choose from.

    Events and groups are only read again where the register may have changed; `albums` is None
    otherwise.
    With `more`, these are the first of many, and `find_all` has the rest.
    """

    ids: tuple[PhotoId, ...]
    rows: dict[PhotoId, PhotoRow]
    albums: tuple[str, ...] | None
    groups: tuple[str, ...]
    destinations: tuple[Destination, ...]
    more: bool


def find_first(
    context: Context,
    wanted: PhotoFilter,
    destination: Destination | None,
    *,
    room: int,
    whole: bool,
) -> Found:
    """The photos to show, or the first of many, with the rows of as many as there is room for.

    `whole` is for a list that is read again: it has all of them at once, and the events.
    """
    limit = None if whole or wanted == PhotoFilter() else FIRST
    with context.register.read() as reader:
        ids = reader.find_photos(wanted, limit)
        rows = read_photos(reader, ids[:room], context, destination)
        albums = reader.albums() if whole else None
        groups = reader.groups() if whole else ()
        places = tuple(reader.policy.destinations)
        return Found(ids, rows, albums, groups, places, len(ids) == limit)


def find_all(context: Context, wanted: PhotoFilter, progress: Progress) -> tuple[PhotoId, ...]:
    """All the photos to show, where the first are shown already."""
    let_paint(progress)
    with context.register.read() as reader:
        return reader.find_photos(wanted, progress=progress)


def count_all(context: Context, ids: Sequence[PhotoId], progress: Progress) -> Tally:
    """What may go where of the photos; those gone meanwhile are left out."""
    from consentdesk.services.judging_many import judge_all

    register, judged, at = context.register, context.judged, context.now()
    return Tally(judge_all(register, judged, ids, at, progress))


def learn_names(context: Context) -> None:
    """Have the names read before somebody types: of a million that takes a second."""
    with context.register.read() as reader:
        reader.learn_photo_names()


def kind_wanted(value: str) -> PhotoKind | Literal["unset"] | None:
    """The kind a choice stands for; None where it says nothing about the kind."""
    if value == UNSET:
        return "unset"
    return PhotoKind(value) if value in set(PhotoKind) else None
