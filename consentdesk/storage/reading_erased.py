"""Answers about people who were erased: on which photos they can be seen, and what is out of them.

Nothing is left here by which anybody could be told; only that somebody is there (R28).
"""

from collections.abc import Iterable

import sqlalchemy as sa

from consentdesk.domain.acts import Act, ActKind, Erased
from consentdesk.domain.people import GuardianId, SubjectId
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.scenes import erased_on
from consentdesk.storage.reading_ledger import LINES
from consentdesk.storage.reading_photos import PhotosReader
from consentdesk.storage.schema import (
    form,
    guardianship,
    ledger,
    photo,
    release,
    release_copy,
    release_subject,
)
from consentdesk.storage.snapshot import among, institution_is, within_institution

_ERASURES = LINES.where(ledger.c.kind == ActKind.ERASED.value)
_OUT = (
    sa.select(release_copy.c.release, release_copy.c.place, release_copy.c.photo, release.c.act)
    .join(release, release.c.id == release_copy.c.release)
    .where(
        within_institution(release),
        release_copy.c.taken_down_at.is_(None),
        among(release_copy.c.photo),
    )
)
_RECORDED = (
    sa.select(
        release_subject.c.release,
        release_subject.c.place,
        release_subject.c.subject,
        release_subject.c.covered,
    )
    .join(
        release_copy,
        sa.and_(
            release_copy.c.release == release_subject.c.release,
            release_copy.c.place == release_subject.c.place,
        ),
    )
    .join(release, release.c.id == release_copy.c.release)
    .where(
        within_institution(release),
        release_copy.c.taken_down_at.is_(None),
        among(release_subject.c.subject),
    )
)
_PHOTOGRAPHERS = (
    sa.select(photo.c.photographer)
    .where(institution_is(photo), photo.c.photographer != "")
    .distinct()
    .order_by(photo.c.photographer)
)


class ErasedReader(PhotosReader):
    """The part of a reader that knows whom it knows no longer."""

    def erasures(self) -> tuple[Act, ...]:
        """All acts that erased somebody by number; few ever do.

        RegisterError REGISTER_DAMAGED for a line that is not as it was written.
        """
        acts = (self._written(row) for row in self._rows(_ERASURES))
        return tuple(sorted(acts, key=lambda act: act.number))

    def erased_on(self, photos: Iterable[PhotoId]) -> dict[PhotoId, tuple[int, ...]]:
        """The numbers of the acts that erased somebody from each; every asked id is a key."""
        return erased_on(self.erasures(), photos)

    def erased(self) -> frozenset[SubjectId]:
        """Everybody who was erased."""
        return frozenset(a.body.subject for a in self.erasures() if isinstance(a.body, Erased))

    def kept_guardians(
        self, guardians: Iterable[GuardianId], subject: SubjectId
    ) -> frozenset[GuardianId]:
        """Those of them who are somebody else's too, or got a form for somebody else."""
        asked = list(guardians)
        return frozenset(
            GuardianId(row.guardian)
            for table in (guardianship, form)
            for row in self._in_batches(
                sa.select(table.c.guardian)
                .where(
                    institution_is(table),
                    table.c.subject != subject,
                    among(table.c.guardian),
                )
                .distinct(),
                asked,
            )
        )

    def photographers(self) -> tuple[str, ...]:
        """Everybody said to have taken a photo."""
        return tuple(self._rows(_PHOTOGRAPHERS).scalars())

    def copies_of_erased(self, subject: SubjectId | None = None) -> list[tuple[int, int]]:
        """Release and place of each copy still out on which somebody erased, or one, can be seen.

        As recorded with it; and where it was made of a photo on which that person was named only
        afterwards, unless covered there.
        """
        gone = {
            a.number: a.body
            for a in self.erasures()
            if isinstance(a.body, Erased) and subject in (None, a.body.subject)
        }
        recorded = list(self._in_batches(_RECORDED, {body.subject for body in gone.values()}))
        found = {(row.release, row.place) for row in recorded if not row.covered}
        known = {(row.release, row.place, row.subject) for row in recorded}
        photos = {shown for body in gone.values() for shown in body.photos}
        for row in self._in_batches(_OUT, photos):
            if any(
                row.act < number
                and row.photo in body.photos
                and (row.release, row.place, body.subject) not in known
                for number, body in gone.items()
            ):
                found.add((row.release, row.place))
        return sorted(found)
