"""What became of pictures that left: where they were posted, and that they are gone from there.

Leaves what must be taken down because of somebody to `withdrawing`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from consentdesk.domain.acts import TakenDown
from consentdesk.domain.photos import PhotoId, ReleaseId
from consentdesk.domain.releases import Release
from consentdesk.errors import BadInput, Problem
from consentdesk.services.texts import link_address, passage

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register


def take_down(
    register: Register,
    clerk: str,
    at: datetime,
    release: ReleaseId,
    note: str = "",
    *,
    copies: Collection[int] | None = None,
) -> Release:
    """Record that copies of a release are no longer where they had been put (R7).

    `copies` are their places in the release, by default all; what of it was down before stays down
    since then. Returns the release as it is now. Raises BadInput: UNKNOWN_RELEASE,
    COPY_NOT_IN_RELEASE, ALREADY_TAKEN_DOWN where none of them is out, and what `texts` refuses.
    """
    said = passage(note, "note")
    with register.write(clerk, at) as writer:
        before = find_release(writer, release)
        for place in copies or ():
            if not 0 <= place < len(before.copies):
                raise BadInput(Problem.COPY_NOT_IN_RELEASE, release=release, copy=place)
        out = before.out() if copies is None else tuple(n for n in before.out() if n in copies)
        if not out:
            raise BadInput(Problem.ALREADY_TAKEN_DOWN, release=release)
        digest = writer.digest_text(said) if said else None
        named = () if copies is None else out
        writer.append(TakenDown(release=release, note=digest, copies=named))
        return find_release(writer, release)


def set_link(register: Register, clerk: str, at: datetime, release: ReleaseId, link: str) -> None:
    """Say where a release was posted; raises BadInput: UNKNOWN_RELEASE, NOT_A_LINK."""
    posted = link_address(link)
    with register.write(clerk, at) as writer:
        find_release(writer, release)
        writer.set_link(release, posted)


def set_not_posted(register: Register, clerk: str, at: datetime, release: ReleaseId) -> None:
    """Say that a release was posted nowhere, so that nobody is asked for its link any more.

    A link given later undoes that. Raises BadInput(UNKNOWN_RELEASE).
    """
    with register.write(clerk, at) as writer:
        writer.set_not_posted(release)


def judged_against(
    reader: Reader, photos: Iterable[PhotoId]
) -> tuple[tuple[Release, tuple[int, ...]], ...]:
    """The releases of which copies must come down by the latest assessment, and which (R18).

    Of these photos only, the newest first.
    """
    places = reader.copies_judged_against(photos)
    return tuple((find_release(reader, id), places[id]) for id in sorted(places, reverse=True))


def find_release(reader: Reader, number: ReleaseId) -> Release:
    """The release of that number; raises BadInput(UNKNOWN_RELEASE)."""
    found = reader.releases(id=number)
    if not found:
        raise BadInput(Problem.UNKNOWN_RELEASE, release=number)
    return found[0]
