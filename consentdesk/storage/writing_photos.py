"""Writing about photos: registering, describing, saying who is on them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from consentdesk.domain.acts import Act, Corrected, Digest, Registered, SamePicture
from consentdesk.domain.photos import (
    Depiction,
    Fingerprint,
    Photo,
    PhotoId,
    PhotoKind,
    Region,
)
from consentdesk.domain.roles import Right
from consentdesk.domain.writing_rights import TAKING_IN
from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.binding_looks import bound
from consentdesk.storage.search import search_key
from consentdesk.storage.settling import usable
from consentdesk.storage.shapes import cover_text, crop_text, unknown_text
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.values import Pictured
from consentdesk.storage.writing_ledger import LedgerWriter

if TYPE_CHECKING:
    from consentdesk.storage.near import Looks

ALBUM_LIMIT = 200
"""Characters in the name of an album."""
_SET_PHOTO = sa.update(schema.photo).where(
    institution_is(schema.photo), schema.photo.c.id == sa.bindparam("which")
)
_FILES = sa.select(schema.fingerprint.c.id).where(
    institution_is(schema.fingerprint), schema.fingerprint.c.photo == sa.bindparam("photo")
)
_ALIAS = sa.select(schema.fingerprint.c.id).where(
    institution_is(schema.fingerprint), schema.fingerprint.c.act == sa.bindparam("number")
)


class PhotosWriter(LedgerWriter):
    """The part of a writer that knows pictures."""

    _fresh_looks: "Looks | None" = None
    _erases = False
    """Whether somebody is just being erased: then the name goes from photos, whoever does it."""

    def _looks(self) -> "Looks":
        """The array shared with others, but one's own as soon as it holds what may roll back."""
        return super()._looks() if self._fresh_looks is None else self._fresh_looks

    def register_photo(self, photo: Photo, fingerprint: Fingerprint) -> PhotoId:
        """Take a picture in under a new id; `photo.id` is ignored.

        BadInput PHOTO_KNOWN where the very file is in already.
        """
        self.must(Right.NAME)
        self._must_be_new(fingerprint)
        id = PhotoId(
            self._insert_new(schema.photo, attested=_at_first(photo), **photo_columns(photo))
        )
        act = self._append(
            Registered(photo=id, sha256=Digest(fingerprint.sha256.hex())),
            binds=bound(fingerprint),
        )
        self._add_fingerprint(id, act.number, fingerprint)
        self._undescribed[id] = None
        return id

    def add_alias(self, photo: PhotoId, fingerprint: Fingerprint) -> None:
        """Another file is the same picture, somebody said; BadInput PHOTO_KNOWN, UNKNOWN_PHOTO."""
        self.must(Right.NAME)
        self.photo(photo)
        self._must_be_new(fingerprint)
        act = self._append(
            SamePicture(photo=photo, sha256=Digest(fingerprint.sha256.hex())),
            binds=bound(fingerprint),
        )
        self._add_fingerprint(photo, act.number, fingerprint)

    def remove_alias(self, number: int, reason: Digest) -> Act:
        """That SAME_PICTURE act was a mistake: the file is no longer recognised by it.

        Returns the CORRECTED act; BadInput UNKNOWN_ACT where there is no such act or file.
        """
        row = self._row(_ALIAS, number=number)
        if row is None or not isinstance(self.act(number).body, SamePicture):
            raise BadInput(Problem.UNKNOWN_ACT, number=number)
        # First, for a server lets what a photo is known by go only where this was said.
        act = self._append(Corrected(number=number, reason=reason, subject=None, photo=None))
        for table in (schema.look, schema.grey):
            self._remove(table.c.fingerprint, [row.id])
        self._remove(schema.fingerprint.c.id, [row.id])
        return act

    def _must_be_new(self, fingerprint: Fingerprint) -> None:
        known = self.photo_with(fingerprint.sha256)
        if known is not None:
            raise BadInput(Problem.PHOTO_KNOWN, photo=known)

    def _add_fingerprint(self, photo: PhotoId, act: int, fingerprint: Fingerprint) -> None:
        id = self._insert_new(
            schema.fingerprint,
            photo=photo,
            act=act,
            sha256=fingerprint.sha256,
            picture=fingerprint.picture,
            orientation=fingerprint.orientation,
        )
        looks = fingerprint.perceptual
        if looks is not None:
            from consentdesk.storage.near import pack

            self._insert(schema.look, fingerprint=id, hashes=pack(looks.hashes))
            self._connection.execute(
                sa.insert(schema.grey), {"fingerprint": id, "data": looks.grey}
            )
            self._look_afresh()

    def _look_afresh(self) -> None:
        """Looks have been put in: from here on others must not learn of them before they stay."""
        if self._fresh_looks is None:
            self._fresh_looks = super()._looks().copied()

    def is_draft_photo(self, id: PhotoId, acts: Iterable[Act]) -> bool:
        """Whether nobody has vouched for the photo, judged it or let it out, by its acts.

        Nor was anybody erased from it: taken in anew it would know nothing of that (R28).
        """
        if self.erased_on([id])[id]:
            return False
        released = sa.select(schema.release_copy.c.photo).where(schema.release_copy.c.photo == id)
        return all(a.kind in TAKING_IN for a in acts) and self._row(released.limit(1)) is None

    def _drop_photo(self, id: PhotoId) -> None:
        """The photo goes, and all it is known by."""
        mine = self._rows(_FILES, photo=id).scalars().all()
        for table in (schema.look, schema.grey):
            self._remove(table.c.fingerprint, mine)
        for table in (schema.fingerprint, schema.depiction):
            self._remove(table.c.photo, [id])
        self._remove(schema.photo.c.id, [id])
        for changed in (self._ahead, self._undescribed, self._photos):
            changed.pop(id, None)

    def set_photo(self, photo: Photo) -> None:
        """Put these facts in place of those before; BadInput UNKNOWN_PHOTO.

        Another kind re-opens attestation and assessment (R20).
        """
        self.must(Right.ERASE if self._erases else Right.NAME)
        if self._seen(photo.id).photo != photo:
            self._execute(_SET_PHOTO.values(**photo_columns(photo)), which=photo.id)
            self._changed_photo(photo.id)

    def _seen(self, id: PhotoId) -> Pictured:
        """A photo about to be changed; what was altered past the program is not written down."""
        if id in self._undescribed:
            return Pictured(self.photo(id), self.depicted((id,))[id], ())
        found = self._ahead if id in self._ahead else self._as_described((id,))
        if id not in found:
            raise BadInput(Problem.UNKNOWN_PHOTO, photo=id)
        return found[id]

    def look_ahead(self, photos: Iterable[PhotoId]) -> None:
        """These are about to be changed: look at all of them at once, which is much faster."""
        fresh = [id for id in photos if id not in self._undescribed]
        self._ahead = self._as_described(fresh)

    def _changed_photo(self, id: PhotoId) -> None:
        self._ahead.pop(id, None)
        self._photos[id] = None
        self._undescribed[id] = None

    def set_depictions(self, photo: PhotoId, depictions: Sequence[Depiction]) -> None:
        """Say who is on a photo, in place of what was said before; re-opens attestation (R20).

        BadInput UNKNOWN_PHOTO or UNKNOWN_SUBJECT.
        """
        self.must(Right.ERASE if self._erases else Right.NAME)
        shown = self._seen(photo).shown
        given = {d.subject: replace(d, photo=photo) for d in depictions}
        known = self.subjects(given)
        for subject in given:
            if subject not in known:
                raise BadInput(Problem.UNKNOWN_SUBJECT, subject=subject)
        if set(shown) == set(given.values()):
            return
        self._remove(schema.depiction.c.photo, [photo])
        self._insert_all(schema.depiction, [_depicted(d) for d in given.values()])
        self._changed_photo(photo)


def _depicted(depiction: Depiction) -> dict[str, object]:
    return {
        "photo": depiction.photo,
        "subject": depiction.subject,
        **region_columns(depiction.region),
        "cover": None if depiction.cover is None else cover_text(depiction.cover),
    }


def region_columns(region: Region | None) -> dict[str, object]:
    """A place on a picture as columns of a row; nothing in them where it is not known."""
    return {
        "x": region.x if region else None,
        "y": region.y if region else None,
        "w": region.w if region else None,
        "h": region.h if region else None,
    }


def _at_first(photo: Photo) -> int | None:
    """A situation photo needs no attestation; any other has none yet."""
    return 0 if photo.kind is PhotoKind.SITUATION else None


def photo_columns(photo: Photo) -> dict[str, object]:
    """A photo as a row of its table, without the id; BadInput for an unusable text."""
    return {
        "name": usable(photo.name, "name", 300),
        "folded": search_key(f"{photo.name} {photo.album}"),
        "kind": photo.kind.value if photo.kind is not None else None,
        "album": usable(photo.album, "album", ALBUM_LIMIT),
        "photographer": usable(photo.photographer, "photographer"),
        "rights": usable(photo.rights, "rights"),
        "width": photo.width,
        "height": photo.height,
        "taken_at": photo.taken_at.isoformat() if photo.taken_at is not None else None,
        "faces": photo.faces,
        "delete_after": photo.delete_after,
        "crop": None if photo.crop is None else crop_text(photo.crop),
        "unknown_covers": unknown_text(photo.unknown_covers) if photo.unknown_covers else None,
        "raw": usable(photo.raw, "name", 300),
        "raw_digest": photo.raw_digest,
    }
