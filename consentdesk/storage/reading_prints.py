"""Answers about what photos are recognised by: every file that is known to be one of them."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from consentdesk.domain.photos import Fingerprint, PhotoId
from consentdesk.storage.binding_looks import are_hashes, are_there
from consentdesk.storage.reading_photos import VOUCHED, PhotosReader, file_in
from consentdesk.storage.schema import fingerprint, look
from consentdesk.storage.snapshot import among, within_institution

_OF_PHOTOS = (
    VOUCHED.add_columns(fingerprint.c.id.label("print"))
    .where(within_institution(fingerprint), among(fingerprint.c.photo))
    .order_by(fingerprint.c.id)
)
_LOOKS_OF = sa.select(look.c.fingerprint, look.c.hashes).where(
    within_institution(look), among(look.c.fingerprint)
)

Print = tuple[Fingerprint, tuple[int, ...]]
"""A known file, and the perceptual hashes kept of it."""


class PrintsReader(PhotosReader):
    """The part of a reader that tells what it recognises photos by."""

    def prints(self, photos: Iterable[PhotoId]) -> Mapping[PhotoId, Sequence[Print]]:
        """Every known file of each photo, the first one first.

        RegisterError REGISTER_DAMAGED where one is not the file an act tells of, or its looks are
        not those it came in with.
        """
        from consentdesk.storage.near import unpack

        found: dict[PhotoId, list[Print]] = {photo: [] for photo in photos}
        rows = list(self._in_batches(_OF_PHOTOS, found))
        self._check_vouched(rows)
        looks = {
            row.fingerprint: row.hashes
            for row in self._in_batches(_LOOKS_OF, (row.print for row in rows))
        }
        for row in sorted(rows, key=lambda row: int(row.print)):
            data = looks.get(row.print)
            is_told = are_there(data, data, row.binds)
            if not is_told or not (data is None or are_hashes(data, row.binds)):
                raise self._damaged(f"looks of photo {row.photo}")
            found[PhotoId(row.photo)].append((file_in(row), unpack(data) if data else ()))
        return found
