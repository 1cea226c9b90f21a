"""Bursts: pictures taken in one go, which show the same people more often than not.

Only an offer to name several at once. Who is on each picture is still said of each.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from consentdesk.domain.photos import Photo, PhotoId

GAP = timedelta(seconds=10)
"""The longest pause within a burst, unless somebody says otherwise."""


def bursts_of(
    photos: Iterable[Photo], gaps: Mapping[str, timedelta]
) -> tuple[tuple[PhotoId, ...], ...]:
    """The bursts of photos of several events, in the order they were taken.

    `gaps` holds the longest pause within a burst of each event, by the name of its album; GAP for
    one that is missing. A burst never holds photos of two events.
    """
    known = {photo.id: photo for photo in photos}
    albums: dict[str, list[Photo]] = {}
    for photo in known.values():
        albums.setdefault(photo.album, []).append(photo)
    found = [
        burst for album, taken in albums.items() for burst in bursts(taken, gaps.get(album, GAP))
    ]

    def begins(burst: tuple[PhotoId, ...]) -> tuple[bool, str, str]:
        at, name = known[burst[0]].taken_at, known[burst[0]].name
        return at is None, "" if at is None else at.isoformat(), name

    return tuple(sorted(found, key=begins))


def bursts(photos: Iterable[Photo], gap: timedelta = GAP) -> tuple[tuple[PhotoId, ...], ...]:
    """The photos in the order they were taken, parted where the camera paused longer than `gap`.

    A photo that says no time stands by itself, after all others. What one camera took doesn't go
    with what another took in the same second: clocks differ, and so does what stands before them.
    """
    timed: dict[str, list[tuple[datetime, str, PhotoId]]] = {}
    apart = []
    for photo in photos:
        if photo.taken_at is None:
            apart.append(photo)
        else:
            timed.setdefault(photo.photographer, []).append((photo.taken_at, photo.name, photo.id))
    found: list[tuple[datetime, str, list[PhotoId]]] = []
    for taken in timed.values():
        before: datetime | None = None
        for at, name, id in sorted(taken):
            if before is None or at - before > gap:
                found.append((at, name, []))
            found[-1][2].append(id)
            before = at
    lone = [(p.id,) for p in sorted(apart, key=lambda p: (p.name, p.id))]
    return (*(tuple(ids) for _at, _name, ids in sorted(found)), *lone)
