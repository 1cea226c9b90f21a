"""The counting aid: how many faces are on photos, so that somebody looks again (R17).

Works only while the institution's switch is on, and keeps a number alone. A count is written once
for a photo and never replaced: it can make a verdict stricter and never easier; only somebody who
has looked settles it. What could not be counted has no count, which is not zero.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from consentdesk.domain.acts import Described
from consentdesk.services import originals
from consentdesk.services.pictures.files import PictureError, read_picture
from consentdesk.storage.values import PhotoFilter

if TYPE_CHECKING:
    from consentdesk.domain.photos import PhotoId
    from consentdesk.services.pictures.decoding import Decoder
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

AID = "ConsentDesk, counting aid"
"""Who says a count in the journal (R14): whoever sits at the desk has counted nothing."""
TOGETHER = 8
"""Counts written in one go: what was counted stays when the rest is stopped."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many photos have a count now, and those that have none because they could not be read."""

    counted: int
    left: tuple[PhotoId, ...]


def is_installed() -> bool:
    """Whether the library that counts is there (the optional part "faces")."""
    return find_spec("dlib") is not None


def waiting(reader: Reader, passed_over: Collection[PhotoId] = ()) -> tuple[PhotoId, ...]:
    """The photos without a count, newest first; none while the switch is off.

    Among them are those whose count somebody has settled; `count` leaves them alone.
    """
    if not reader.policy.counting_aid:
        return ()
    skipped = frozenset(passed_over)
    ids = [id for id in reader.find_photos(PhotoFilter()) if id not in skipped]
    photos = reader.photos(ids)
    return tuple(id for id in ids if id in photos and photos[id].faces is None)


def count(
    register: Register,
    now: Callable[[], datetime],
    photos: Sequence[PhotoId],
    progress: Progress | None = None,
) -> Counted:
    """Count the faces on these photos, as far as their files are at hand, and keep the numbers.

    They are written under the aid's own name.

    Leaves out what has a count, had one, or can't be read. Stops when `progress` raises
    `Cancelled`, or as soon as the switch is off; what was written until then stays.
    """
    from consentdesk.services.pictures.decoding import Decoder

    counted, left, done = 0, [], 0
    with Decoder(1) as decoder:
        for start in range(0, len(photos), TOGETHER):
            batch = photos[start : start + TOGETHER]
            with register.read() as reader:
                if not reader.policy.counting_aid:
                    break
                open_ones = _uncounted(reader, batch)
                home = reader.institution.uuid
            found = {}
            for photo in batch:
                if progress is not None:
                    progress(done, len(photos))
                done += 1
                number = _counted(register, home, photo, decoder) if photo in open_ones else None
                if number is None:
                    left.append(photo)
                else:
                    found[photo] = number
            counted += _keep(register, now(), found)
    if progress is not None:
        progress(len(photos), len(photos))
    return Counted(counted, tuple(left))


def _uncounted(reader: Reader, photos: Sequence[PhotoId]) -> frozenset[PhotoId]:
    """Those that never had a count: one that was settled is not counted again."""
    if not reader.policy.counting_aid:
        return frozenset()
    there, acts = reader.photos(photos), reader.acts_on(photos)
    return frozenset(
        id
        for id, photo in there.items()
        if photo.faces is None
        and not any(isinstance(a.body, Described) and a.body.faces is not None for a in acts[id])
    )


def _counted(register: Register, home: str, photo: PhotoId, decoder: Decoder) -> int | None:
    """The number of faces on the photo's file, if that is at hand and is still the photo."""
    for data in _files(register, home, photo):
        try:
            return decoder.count_faces(data)
        except PictureError:
            return None
    return None


def _files(register: Register, home: str, photo: PhotoId) -> Iterator[bytes]:
    import hashlib

    for path in originals.versions(home, photo):
        try:
            data = read_picture(path)
        except PictureError:
            continue
        with register.read() as reader:
            known = reader.photo_with(hashlib.sha256(data).digest())
        if known == photo:
            yield data


def _keep(register: Register, at: datetime, found: dict[PhotoId, int]) -> int:
    """Write the numbers of those that are still without; returns how many."""
    if not found:
        return 0
    with register.write(AID, at) as writer:
        still = _uncounted(writer, tuple(found))
        for photo in still:
            writer.set_photo(replace(writer.photo(photo), faces=found[photo]))
    return len(still)
