"""Answers about copies of files that were taken for another photo when they left.

Somebody said that a file is the same picture as a photo, it left as that photo, and it was a
mistake. What is out there is another picture, with others on it. So is what left meanwhile of a
file with the same picture and another caption. Of such a file no more is kept than its own digest:
whatever left as that photo in that time, from a file nobody has registered, may be one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind, Corrected, SamePicture
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.storage.reading_hidden import HiddenReader
from consentdesk.storage.schema import fingerprint, ledger, release, release_copy, release_subject
from consentdesk.storage.snapshot import among, institution_is, within_institution

_CORRECTIONS = sa.select(ledger).where(
    institution_is(ledger),
    ledger.c.kind == ActKind.CORRECTED.value,
    # Wrapped, so that SQLite looks the few corrections up rather than go through all photos' acts.
    sa.func.coalesce(ledger.c.photo, 0) != 0,
)
_SAID_SAME = sa.select(ledger).where(
    institution_is(ledger),
    ledger.c.kind == ActKind.SAME_PICTURE.value,
    among(ledger.c.number),
)
_FILES = sa.select(fingerprint.c.sha256, fingerprint.c.photo).where(
    institution_is(fingerprint), among(fingerprint.c.sha256)
)
_COPIES = (
    sa.select(
        release_copy.c.release,
        release_copy.c.place,
        release_copy.c.photo,
        release_copy.c.sha256_in,
        release.c.act,
    )
    .join(release, release.c.id == release_copy.c.release)
    .where(within_institution(release), among(release_copy.c.photo))
)
_RECORDED = sa.select(release_subject).where(among(release_subject.c.release))
Copy = tuple[int, int]
"""A release, and the place of a copy in it."""


@dataclass(frozen=True, slots=True)
class Mistaken:
    """What is on copies that left as another photo.

    `photos` are those that they are of, as far as the files were registered since; `shows` who is
    named on these and was neither to be seen nor covered. `portraits`: those of the copies that
    show a portrait, or that nobody has said what they show; `harmless`: those on which nobody can
    be recognised.
    """

    photos: Mapping[Copy, PhotoId | None]
    shows: Mapping[Copy, tuple[SubjectId, ...]]
    portraits: frozenset[Copy]
    harmless: frozenset[Copy]

    def named(self, who: SubjectId | None = None) -> list[tuple[int, int, int]]:
        """Release, place and subject of all who are on such copies, or of one."""
        return [
            (*copy, s) for copy, people in self.shows.items() for s in people if who in (None, s)
        ]


class CopiesReader(HiddenReader):
    """The part of a reader that knows which copies are of another photo than they left as."""

    def mistaken(self) -> Mistaken:
        """The copies that were taken for another photo, for which there is another by now."""
        photos = self._taken_for_another()
        known = [p for p in photos.values() if p is not None]
        shown, kinds = self.depicted(known), self.photos(known)
        recorded = {
            (row.release, row.place, row.subject)
            for row in self._in_batches(_RECORDED, (id for id, _ in photos))
        }
        shows = {
            copy: tuple(d.subject for d in shown.get(p, ()) if (*copy, d.subject) not in recorded)
            for copy, p in photos.items()
            if p is not None
        }
        # What nobody has said is taken for a portrait (R15).
        said = {c: kinds[p].kind or PhotoKind.PORTRAIT for c, p in photos.items() if p is not None}
        portraits = frozenset(c for c, kind in said.items() if kind is PhotoKind.PORTRAIT)
        harmless = frozenset(c for c, kind in said.items() if kind is PhotoKind.NOBODY)
        return Mistaken(photos, shows, portraits, harmless)

    def _taken_for_another(self) -> dict[Copy, PhotoId | None]:
        wrong = self._said_wrongly()
        copies = list(self._in_batches(_COPIES, wrong))
        sha256s = {w.sha256 for said in wrong.values() for w in said}
        sha256s |= {bytes(row.sha256_in) for row in copies}
        files = self._in_batches(_FILES, sha256s)
        now = {bytes(row.sha256): PhotoId(row.photo) for row in files}
        found: dict[Copy, PhotoId | None] = {}
        for row in copies:
            file, photo = bytes(row.sha256_in), PhotoId(row.photo)
            said = [w for w in wrong[photo] if w.may_be(file, row.act)]
            mine = {now.get(file)} if file in now else {now.get(w.sha256) for w in said}
            # Or it is the same picture after all.
            if others := mine - {photo}:
                found[row.release, row.place] = others.pop() if len(others) == 1 else None
        return found

    def _said_wrongly(self) -> "Mapping[PhotoId, Sequence[_Wrong]]":
        """Which files were said to be which photos by mistake.

        A file may have been said to be several photos, one after the other.
        """
        corrections = [self._act(row) for row in self._rows(_CORRECTIONS)]
        undone = {a.body.number: a.number for a in corrections if isinstance(a.body, Corrected)}
        found: dict[PhotoId, list[_Wrong]] = defaultdict(list)
        for row in self._in_batches(_SAID_SAME, undone):
            act = self._act(row)
            if isinstance(act.body, SamePicture):
                file = bytes.fromhex(act.body.sha256)
                found[act.body.photo].append(_Wrong(file, act.number, undone[act.number]))
        return found


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A file said to be a photo, and the numbers of the act that said so and of its correction."""

    sha256: bytes
    said: int
    undone: int

    def may_be(self, file: bytes, released: int) -> bool:
        """Whether a file let out by that act is this one, or may have its picture."""
        return file == self.sha256 or self.said < released < self.undone
