"""What the acts since a line of the ledger speak of: all that a verdict may have changed for."""

from collections.abc import Iterable

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind, Digest
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.storage.schema import depiction, ledger
from consentdesk.storage.snapshot import Snapshot, among, institution_is

_LINE_DIGEST = sa.select(ledger.c.digest).where(
    institution_is(ledger), ledger.c.number == sa.bindparam("number")
)
_SINCE = (
    sa.select(ledger.c.kind, ledger.c.subject, ledger.c.photo)
    .where(institution_is(ledger), ledger.c.number > sa.bindparam("number"))
    .distinct()
)
_SHOWING = sa.select(depiction.c.photo).where(institution_is(depiction), among(depiction.c.subject))
_ABOUT_NO_VERDICT = frozenset(
    kind.value
    for kind in (
        ActKind.RELEASED,
        ActKind.POSTED,
        ActKind.TAKEN_DOWN,
        ActKind.PACK_MADE,
        ActKind.ACCESS_ASKED,
        ActKind.ACCESS_GIVEN,
    )
)
"""Acts about what has left, or was asked to: they change no verdict."""


class TouchedReader(Snapshot):
    """The part of a reader that tells what came after a line."""

    def touched_since(self, number: int, digest: Digest) -> frozenset[PhotoId] | None:
        """The photos on which a verdict may be another since that line of the ledger.

        None where it may be any photo: the line is not in this ledger (a backup was put in its
        place), or something came after it that is about nobody in particular, as a rule is.
        """
        if number == self._head.number:
            return frozenset() if digest == self._head.digest else None
        line = self._row(_LINE_DIGEST, number=number)
        if line is None or line.digest != digest:
            return None
        people: set[SubjectId] = set()
        photos: set[PhotoId] = set()
        for row in self._rows(_SINCE, number=number):
            if row.kind in _ABOUT_NO_VERDICT:
                continue
            if row.subject is None and row.photo is None:
                return None
            if row.subject is not None:
                people.add(SubjectId(row.subject))
            if row.photo is not None:
                photos.add(PhotoId(row.photo))
        return frozenset(photos | self._photos_showing(people))

    def _photos_showing(self, people: Iterable[SubjectId]) -> set[PhotoId]:
        return {PhotoId(row.photo) for row in self._in_batches(_SHOWING, people)}
