"""Answers about photos: which one a file is, who is on it, and lists of them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import ActKind, Described, Registered, SamePicture
from consentdesk.domain.consent import end_of, in_force
from consentdesk.domain.history import photo_on
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import (
    Depiction,
    Fingerprint,
    Match,
    Photo,
    PhotoId,
    PhotoKind,
    Recognition,
    Region,
)
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.binding_looks import bound, without_looks
from consentdesk.storage.facts import described
from consentdesk.storage.photo_names import READ, PhotoNames, Progress, nobody_waits
from consentdesk.storage.reading_looks import LooksReader
from consentdesk.storage.schema import depiction, fingerprint, ledger, photo, subject
from consentdesk.storage.search import words
from consentdesk.storage.shapes import cover_in, crop_in, unknown_in
from consentdesk.storage.snapshot import UNREADABLE, among, institution_is, within_institution
from consentdesk.storage.values import PhotoFilter, PhotoOrder, Pictured

_PHOTOS = sa.select(photo).where(institution_is(photo), among(photo.c.id))
# Each with the act that vouches for it.
VOUCHED = sa.select(
    fingerprint.c.sha256,
    fingerprint.c.picture,
    fingerprint.c.orientation,
    fingerprint.c.photo,
    ledger.c.number,
    ledger.c.at,
    ledger.c.clerk,
    ledger.c.kind,
    ledger.c.body,
    ledger.c.binds,
).outerjoin(
    ledger,
    sa.and_(
        ledger.c.institution == fingerprint.c.institution,
        ledger.c.number == fingerprint.c.act,
    ),
)
_KNOWN = VOUCHED.where(institution_is(fingerprint))
_BY_SHA256 = _KNOWN.where(among(fingerprint.c.sha256))
_BY_PICTURE = _KNOWN.where(among(fingerprint.c.picture)).order_by(fingerprint.c.id.desc())
_REGISTERED = VOUCHED.where(
    within_institution(fingerprint),
    among(fingerprint.c.photo),
    ledger.c.kind == ActKind.REGISTERED.value,
)
_DEPICTED = (
    sa.select(depiction)
    .where(institution_is(depiction), among(depiction.c.photo))
    .order_by(depiction.c.photo, depiction.c.subject)
)
_CROPPED = sa.select(photo.c.id).where(
    within_institution(photo),
    among(photo.c.id),
    photo.c.crop.is_not(None) | photo.c.unknown_covers.is_not(None),
)
_COVERED = sa.select(depiction.c.photo).where(
    within_institution(depiction), among(depiction.c.photo), depiction.c.cover.is_not(None)
)
_PHOTOS_OF = (
    sa.select(depiction.c.photo)
    .where(institution_is(depiction), depiction.c.subject == sa.bindparam("subject"))
    .order_by(depiction.c.photo.desc())
)
_NAMES = sa.select(photo.c.name).where(institution_is(photo), among(photo.c.name)).distinct()
_IDS = sa.select(photo.c.id).where(institution_is(photo)).order_by(photo.c.id.desc())
_KEYS = (
    sa.select(photo.c.folded)
    .where(institution_is(photo), photo.c.id <= sa.bindparam("newest"))
    .order_by(photo.c.id.desc())
    .limit(READ)
)
_ALBUMS = (
    sa.select(photo.c.album)
    .where(institution_is(photo), photo.c.album != "")
    .distinct()
    .order_by(photo.c.album)
)


class PhotosReader(LooksReader):
    """The part of a reader that knows pictures."""

    def recognise(self, fingerprints: Sequence[Fingerprint]) -> tuple[Recognition, ...]:
        """Which photo each fingerprint belongs to, in the order asked.

        By the file first, then by the picture without its metadata, then by looks; a fingerprint
        without `perceptual` is never a near match. RegisterError REGISTER_DAMAGED where a stored
        fingerprint is not the one an act tells of.
        """
        rows = list(self._in_batches(_BY_SHA256, (f.sha256 for f in fingerprints)))
        exact = {bytes(r.sha256): (PhotoId(r.photo), r.picture is not None) for r in rows}
        missed = [f for f in fingerprints if f.sha256 not in exact and f.picture is not None]
        others = list(self._in_batches(_BY_PICTURE, (f.picture for f in missed)))
        same = {bytes(r.picture): PhotoId(r.photo) for r in others}
        self._check_vouched([*rows, *others])
        return tuple(self._recognition(f, exact, same) for f in fingerprints)

    def _check_vouched(self, rows: "Iterable[Row[Any]]") -> None:
        """Whether each file was registered with just that photo, or said to be the same."""
        said_same: dict[int, PhotoId] = {}
        rows = list(rows)
        vouching = self._acts_numbered(row.number for row in rows if row.number is not None)
        for row in rows:
            body = vouching[row.number].body if row.number is not None else None
            if not isinstance(body, Registered | SamePicture) or (
                (body.photo, body.sha256, without_looks(row.binds))
                != (row.photo, bytes(row.sha256).hex(), bound(file_in(row)))
            ):
                raise self._damaged(f"fingerprint of photo {row.photo}")
            if isinstance(body, SamePicture):
                said_same[row.number] = body.photo
        acts = self.acts_on(said_same.values())
        for number, whose in said_same.items():
            if all(a.number != number for a in in_force(acts[whose], self.policy, date.max)):
                raise self._damaged(f"fingerprint of photo {whose}")

    def _recognition(
        self,
        asked: Fingerprint,
        exact: dict[bytes, tuple[PhotoId, bool]],
        same: dict[bytes, PhotoId],
    ) -> Recognition:
        if asked.sha256 in exact:
            return Recognition(Match.EXACT, *exact[asked.sha256])
        if asked.picture is not None and asked.picture in same:
            return Recognition(Match.PICTURE, same[asked.picture], whole=True)
        near = self.look_alikes(asked.perceptual) if asked.perceptual is not None else ()
        return Recognition(Match.NEAR, near[0]) if near else Recognition(Match.NONE)

    def photo_with(self, sha256: bytes) -> PhotoId | None:
        """The photo that file is, exactly."""
        for row in self._in_batches(_BY_SHA256, (sha256,)):
            return PhotoId(row.photo)
        return None

    def photo_names_among(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the names that a photo of the register has."""
        return frozenset(row.name for row in self._in_batches(_NAMES, names))

    def registered(self, photo: PhotoId) -> Fingerprint:
        """The very file that the photo was registered from, without its looks.

        Places marked on the photo are places on that file. RegisterError REGISTER_DAMAGED where it
        is not the one an act tells of, or none is.
        """
        rows = list(self._in_batches(_REGISTERED, (photo,)))
        self._check_vouched(rows)
        if len(rows) != 1:
            raise self._damaged(f"fingerprint of photo {photo}")
        return file_in(rows[0])

    def photo(self, id: PhotoId) -> Photo:
        """One photo; BadInput UNKNOWN_PHOTO."""
        found = self.photos((id,))
        if id not in found:
            raise BadInput(Problem.UNKNOWN_PHOTO, photo=id)
        return found[id]

    def photos(self, ids: Iterable[PhotoId]) -> dict[PhotoId, Photo]:
        """Those of the photos that exist; RegisterError REGISTER_DAMAGED for an unreadable one."""
        rows = self._in_batches(_PHOTOS, ids)
        return {PhotoId(r.id): self._made_of(f"photo {r.id}", photo_in, r) for r in rows}

    def pictured(self, ids: Iterable[PhotoId], on: date) -> dict[PhotoId, Pictured]:
        """Those of the photos that exist, as they were described by the end of that day.

        For verdicts: RegisterError REGISTER_DAMAGED where one is not as it was last described.
        """
        policy = self.policy_on(on)
        found = {}
        for id, now in self._as_described(ids).items():
            then, shown = photo_on(now.photo, now.shown, now.acts, policy, on)
            found[id] = Pictured(then, shown, now.acts)
        return found

    def _as_described(self, ids: Iterable[PhotoId]) -> dict[PhotoId, Pictured]:
        """Those of the photos that exist, each held against what was last said of it.

        One that nobody has described since acts tell of it is taken as it stands.
        """
        rows = {PhotoId(r.id): r for r in self._in_batches(_PHOTOS, ids)}
        shown, acts = self.depicted(rows), self.acts_on(rows)
        found = {}
        for id, row in rows.items():
            try:
                now = Pictured(photo_in(row), shown[id], acts[id])
                as_told = is_described(now, row.salt) and self._is_in(now.acts)
            except UNREADABLE:
                raise self._damaged(f"photo {id}") from None
            if not as_told:
                raise self._damaged(f"photo {id}")
            found[id] = now
        return found

    def find_photos(
        self, asked: PhotoFilter, limit: int | None = None, progress: Progress = nobody_waits
    ) -> tuple[PhotoId, ...]:
        """The ids of those asked for, newest first; at most so many."""
        self.settle()
        # A few are soon asked for; all are worth keeping for the next search.
        kept = limit is None or self._shelf.has_photo_names(self._op)
        if self._changed or not kept or asked != PhotoFilter(text=asked.text):
            return self._photos_asked_for(asked, limit)
        wanted = words(asked.text)
        names = self._photo_names() if not wanted else self._learned()
        return names.found(wanted, limit, progress)

    def learn_photo_names(self) -> None:
        """Read ahead what the first search for a photo would have to wait for."""
        self._learned()

    def _learned(self) -> PhotoNames:
        names = self._photo_names()
        names.learn(lambda: self._photo_keys(names.ids))
        return names

    def _photo_names(self) -> PhotoNames:
        return self._shelf.photo_names(self._op, lambda: PhotoNames(self._columns(_IDS)[0]))

    def _photo_keys(self, ids: Sequence[PhotoId]) -> Iterator[Sequence[str]]:
        for first in range(0, len(ids), READ):
            yield self._columns(_KEYS, newest=ids[first])[0]

    def _photos_asked_for(self, asked: PhotoFilter, limit: int | None) -> tuple[PhotoId, ...]:
        """The same from the database: where few are wanted, or photos have just been written."""
        statement = sa.select(photo.c.id).where(institution_is(photo))
        statement = statement.order_by(*_ordered(asked), photo.c.id.desc()).limit(limit)
        for word in words(asked.text):
            statement = statement.where(self._contains(photo.c.folded, word))
        if asked.album is not None:
            statement = statement.where(photo.c.album == asked.album)
        if asked.kind == "unset":
            statement = statement.where(photo.c.kind.is_(None))
        elif asked.kind is not None:
            statement = statement.where(photo.c.kind == asked.kind.value)
        if asked.unattested:
            statement = statement.where(photo.c.attested.is_(None))
        if asked.subject is not None:
            shown = sa.select(depiction.c.photo).where(depiction.c.subject == asked.subject)
            statement = statement.where(photo.c.id.in_(shown))
        if asked.group is not None:
            statement = statement.where(photo.c.id.in_(_showing_group(asked.group)))
        (found,) = self._columns(statement)
        return tuple(found)

    def depicted(self, photos: Iterable[PhotoId]) -> dict[PhotoId, tuple[Depiction, ...]]:
        """Who is on each photo, by subject; every asked id is a key."""
        found: dict[PhotoId, list[Depiction]] = {p: [] for p in photos}
        for row in self._in_batches(_DEPICTED, found):
            found[PhotoId(row.photo)].append(self._depiction(row))
        return {p: tuple(shown) for p, shown in found.items()}

    def _depiction(self, row: "Row[Any]") -> Depiction:
        """RegisterError REGISTER_DAMAGED where its cover is none: nobody may look uncovered."""
        cover = self._made_of(f"photo {row.photo}", cover_in, row.cover)
        return Depiction(PhotoId(row.photo), SubjectId(row.subject), region_in(row), cover)

    def with_shapes(self, photos: Iterable[PhotoId]) -> frozenset[PhotoId]:
        """Those on which somebody drew a cover or a crop."""
        asked = list(photos)
        found = {PhotoId(row.id) for row in self._in_batches(_CROPPED, asked)}
        covered = self._in_batches(_COVERED, asked)
        return frozenset(found | {PhotoId(row.photo) for row in covered})

    def photos_of(self, subject: SubjectId) -> tuple[PhotoId, ...]:
        """The photos that show the subject, newest first."""
        return tuple(self._rows(_PHOTOS_OF, subject=subject).scalars())

    def photos_on(self, subject: SubjectId, on: date) -> tuple[Photo, ...]:
        """The photos that show the subject, newest first, as they stood at the end of that day.

        One that the subject was taken off since is left out. Raises what `pictured` raises.
        """
        ids = self.photos_of(subject)
        if self._is_latest(on):
            now = self.photos(ids)
            return tuple(now[id] for id in ids if id in now)
        then, end = self.pictured(ids, on), end_of(on, self.policy_on(on))
        return tuple(
            then[id].photo
            for id in ids
            if id in then
            and any(act.at < end for act in then[id].acts)
            and any(d.subject == subject for d in then[id].shown)
        )

    def albums(self) -> tuple[str, ...]:
        """The names of all albums, in order."""
        return tuple(self._rows(_ALBUMS).scalars())


def _showing_group(group: str) -> "sa.Select[Any]":
    """The photos on which somebody of that group is named."""
    return (
        sa.select(depiction.c.photo)
        .join(subject, subject.c.id == depiction.c.subject)
        .where(institution_is(subject), subject.c.group == group)
    )


def _ordered(asked: PhotoFilter) -> "tuple[sa.ColumnElement[Any], ...]":
    """What the photos are put in order by, before the order in which they came in."""
    match asked.order:
        case PhotoOrder.ADDED:
            return ()
        case PhotoOrder.NAME:
            column: sa.ColumnElement[Any] = photo.c.folded
        case PhotoOrder.EVENT:
            column = photo.c.album
        case PhotoOrder.TAKEN:
            # Those without a time come first, on both engines.
            column = sa.func.coalesce(photo.c.taken_at, "")
    return (column.desc() if asked.descending else column,)


def is_described(seen: Pictured, salt: bytes | None) -> bool:
    """Whether the photo is as the latest act says, or no act has ever described it.

    Registers made before version 0002 have photos like that. That one was described stands in the
    chain, so nobody can pretend that it never was.
    """
    told = [a.body for a in seen.acts if isinstance(a.body, Described)]
    return not told or told[-1] == described(seen.photo, seen.shown, bytes(salt or b""))


def photo_in(row: "Row[Any] | SimpleNamespace") -> Photo:
    """The photo in a row of its table."""
    return Photo(
        id=PhotoId(row.id),
        name=row.name,
        kind=PhotoKind(row.kind) if row.kind is not None else None,
        album=row.album,
        photographer=row.photographer,
        rights=row.rights,
        width=row.width,
        height=row.height,
        taken_at=datetime.fromisoformat(row.taken_at) if row.taken_at is not None else None,
        faces=row.faces,
        delete_after=row.delete_after,
        crop=crop_in(row.crop),
        unknown_covers=unknown_in(row.unknown_covers),
        raw=row.raw,
        raw_digest=None if row.raw_digest is None else bytes(row.raw_digest),
    )


def file_in(row: "Row[Any]") -> Fingerprint:
    """The file in a row of the table of fingerprints, without its looks."""
    picture = bytes(row.picture) if row.picture is not None else None
    return Fingerprint(bytes(row.sha256), picture, orientation=row.orientation)


def region_in(row: "Row[Any]") -> Region | None:
    """The place in a row, None where it is not known."""
    return None if row.x is None else Region(row.x, row.y, row.w, row.h)
