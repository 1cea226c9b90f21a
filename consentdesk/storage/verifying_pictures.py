"""Verifying pictures: fingerprints, attestations and releases are what the acts say."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import (
    Act,
    ActKind,
    Described,
    Digest,
    Erased,
    Posted,
    Registered,
    Released,
    SamePicture,
)
from consentdesk.domain.consent import voided
from consentdesk.domain.photos import PhotoId
from consentdesk.domain.releases import ReleasedCopy
from consentdesk.storage import plain_photos, schema
from consentdesk.storage.binding_looks import are_hashes, are_there, bound, is_grey, without_looks
from consentdesk.storage.chain import salted
from consentdesk.storage.encoding import instant
from consentdesk.storage.facts import release_facts
from consentdesk.storage.manifests import Told, told_by
from consentdesk.storage.reading_looks import ITS_LOOK
from consentdesk.storage.reading_photos import file_in, is_described, photo_in
from consentdesk.storage.search import search_key
from consentdesk.storage.settling import copies_down, release_down, taken_down, vouched
from consentdesk.storage.snapshot import UNREADABLE, among, institution_is, within_institution
from consentdesk.storage.values import Pictured, Tampering, VerifyProblem
from consentdesk.storage.verifying_chain import OF_KIND, ChainVerifier, Found
from consentdesk.storage.verifying_streams import Following, chunks

_FINGERPRINTS = sa.select(schema.fingerprint).where(
    within_institution(schema.fingerprint), among(schema.fingerprint.c.photo)
)
# There is no index by act: all of the institution's are read, once for every few hundred acts.
_STRAY_FINGERPRINTS = sa.select(schema.fingerprint).where(
    institution_is(schema.fingerprint), among(schema.fingerprint.c.act)
)
_HOW_MANY = sa.select(sa.func.count()).where(institution_is(schema.fingerprint))
_HOW_MANY_RELEASES = sa.select(sa.func.count()).where(institution_is(schema.release))
_PHOTOS = (
    sa.select(schema.photo)
    .where(within_institution(schema.photo), among(schema.photo.c.id))
    .order_by(schema.photo.c.id)
)
_PHOTO_IDS = sa.select(schema.photo.c.id).where(
    within_institution(schema.photo), among(schema.photo.c.id)
)
_VOUCHED = (
    sa.select(
        *[schema.fingerprint.c[name] for name in ("photo", "sha256", "picture", "orientation")],
        *[schema.ledger.c[name] for name in ("number", "kind", "body", "binds")],
    )
    .join(
        schema.ledger,
        sa.and_(
            schema.ledger.c.institution == schema.fingerprint.c.institution,
            schema.ledger.c.number == schema.fingerprint.c.act,
        ),
    )
    # Wrapped, so that SQLite reads them as they came in, which is the order of their acts too.
    .where(within_institution(schema.fingerprint))
)
_LOOKS = (
    sa.select(
        *[schema.fingerprint.c[name] for name in ("id", "act")],
        schema.look.c.hashes,
        schema.grey.c.data,
        schema.ledger.c.binds,
    )
    .outerjoin(schema.look, ITS_LOOK)
    .outerjoin(schema.grey, schema.grey.c.fingerprint == schema.fingerprint.c.id)
    .outerjoin(
        schema.ledger,
        sa.and_(
            schema.ledger.c.institution == schema.fingerprint.c.institution,
            schema.ledger.c.number == schema.fingerprint.c.act,
        ),
    )
    .where(within_institution(schema.fingerprint))
)
_HOW_MANY_ACTS = sa.select(sa.func.count(schema.fingerprint.c.act.distinct())).where(
    within_institution(schema.fingerprint)
)
_FILES = (ActKind.REGISTERED, ActKind.SAME_PICTURE)
_HOW_MANY_FILES = sa.select(sa.func.count()).where(
    institution_is(schema.ledger), schema.ledger.c.kind.in_([kind.value for kind in _FILES])
)
_FILES_NUMBERED = OF_KIND.where(among(schema.ledger.c.number))
_RELEASES = sa.select(schema.release).where(
    institution_is(schema.release), among(schema.release.c.act)
)


class PicturesVerifier(ChainVerifier):
    """The part of a verifier that knows pictures and releases."""

    def fingerprints_are(self) -> Found:
        """Every file a photo is recognised by was registered with just that photo.

        A file taken for the same picture by mistake is recognised no longer, nor is a photo that
        was thrown away.
        """
        code, matched = Tampering.FINGERPRINT_MISMATCH, 0
        void = voided(a for a, _ in self.of_kinds(ActKind.CORRECTED))
        if self.files_are_plain(void):
            return
        for some in chunks(self.of_kinds(*_FILES)):
            rows = self._fingerprints([a for a, _ in some])
            matched += len(rows)
            for act, binds in some:
                row, body = rows.get(act.number), act.body
                if act.number in void:
                    if row is not None:
                        yield VerifyProblem(code, act.number, "corrected, but still in use")
                elif row is None:
                    yield VerifyProblem(code, act.number, "the fingerprint is gone")
                elif isinstance(body, Registered | SamePicture):
                    said = (body.photo, body.sha256, without_looks(binds))
                    if (row.photo, bytes(row.sha256).hex(), bound(file_in(row))) != said:
                        yield VerifyProblem(code, act.number, f"fingerprint {row.id}")
        row = self._row(_HOW_MANY)
        extra = (row[0] if row is not None else 0) - matched
        if extra:
            yield VerifyProblem(code, None, f"fingerprints without an act: {extra}")

    def files_are_plain(self, void: Collection[int]) -> bool:
        """Whether, at a quick look, each file has an act of its own and each act its file.

        Where so, word for word, there is nothing to be found; else each is looked at in full.
        """
        there = 0
        for photo, sha256, picture, orientation, number, kind, body, binds in self.plain(_VOUCHED):
            there += 1
            if kind not in _FILES or number in void or not isinstance(sha256, bytes):
                return False
            turned = f" {orientation}" if orientation is not None else ""
            said = (picture.hex() if picture is not None else "") + turned or None
            if (
                without_looks(binds) != said
                or body != f'{{"photo":{photo},"sha256":"{sha256.hex()}"}}'
            ):
                return False
        rows, acts, told = (
            self._rows(statement).scalar_one()
            for statement in (_HOW_MANY, _HOW_MANY_ACTS, _HOW_MANY_FILES)
        )
        kinds = [kind.value for kind in _FILES]
        taken_back = list(self._in_batches(_FILES_NUMBERED, void, kinds=kinds))
        for row in taken_back:
            self.read_act(row)
        return bool(there == rows == acts == told - len(taken_back))

    def looks_are(self) -> Found:
        """What each file looks like is what it came in with, as far as its act binds that.

        Of older ones there must be hashes and grey copy, or neither.
        """
        for id, number, hashes, grey, binds in self.plain(_LOOKS):
            is_told = are_there(hashes, grey, binds) and (
                hashes is None or (are_hashes(hashes, binds) and is_grey(grey, binds))
            )
            if not is_told:
                yield VerifyProblem(
                    Tampering.FINGERPRINT_MISMATCH, number, f"looks of fingerprint {id}"
                )

    def _fingerprints(self, acts: Sequence[Act]) -> "dict[int, Row[Any]]":
        """The fingerprint of each act, by its number; by the photo, where they have the same."""
        numbers = {a.number for a in acts}
        photos = [a.body.photo for a in acts if isinstance(a.body, Registered | SamePicture)]
        rows = {r.act: r for r in self._in_batches(_FINGERPRINTS, photos) if r.act in numbers}
        missing = numbers.difference(rows)
        return rows | {r.act: r for r in self._in_batches(_STRAY_FINGERPRINTS, missing)}

    def attestations_are(self) -> Found:
        """What lists say of photos is what the acts and the photo say."""
        for ids in chunks(self.photos_in_doubt()):
            rows = list(self._in_batches(_PHOTOS, ids))
            shown, acts = self.depicted(ids), self.acts_on(ids)
            for row in rows:
                try:
                    photo = photo_in(row)
                except UNREADABLE:
                    yield VerifyProblem(Tampering.PHOTO_MISMATCH, None, f"photo {row.id}")
                    continue
                live = self._in_force(acts[photo.id])
                stored = (row.attested, row.folded)
                key = search_key(f"{photo.name} {photo.album}")
                if stored != (vouched(live, photo, shown[photo.id]), key):
                    detail = f"photo {photo.id}"
                    yield VerifyProblem(Tampering.PHOTO_MISMATCH, row.attested, detail)
                seen = Pictured(photo, shown[photo.id], acts[photo.id])
                if not any(isinstance(a.body, Registered) for a in live):
                    detail = f"photo {photo.id} was never registered"
                    yield VerifyProblem(Tampering.PHOTO_MISMATCH, None, detail)
                elif not is_described(seen, row.salt):
                    told = [a.number for a in seen.acts if isinstance(a.body, Described)]
                    detail = f"facts of photo {photo.id}"
                    yield VerifyProblem(Tampering.PHOTO_MISMATCH, told[-1], detail)
                stands = {act.number for act in live}
                for act in seen.acts:
                    if isinstance(act.body, Described) and act.number not in stands:
                        detail = f"description of photo {photo.id} corrected"
                        yield VerifyProblem(Tampering.PHOTO_MISMATCH, act.number, detail)

    def photos_in_doubt(self) -> Iterator[PhotoId]:
        """Those that are not plainly what their acts say, by number.

        And those of which an act makes no sense by its time, which nobody looks at here.
        """
        acts = Following(self.plain(plain_photos.ACTS))
        shown = Following(self.plain(plain_photos.SHOWN))
        for row in self.plain(plain_photos.PHOTOS):
            told = tuple(acts.of(row[0]))
            odd = self._unreadable and not self._unreadable.isdisjoint(act[2] for act in told)
            if odd or not plain_photos.is_plain(row, shown.of(row[0]), told):
                yield PhotoId(row[0])

    def photos_spoken_of_are(self) -> Found:
        """Every photo that left, or that somebody was erased from, is still there.

        Forgotten, it could be taken in anew as one on which nobody was ever missing.
        """
        for some in chunks(self.of_kinds(ActKind.ERASED, ActKind.RELEASED)):
            told = [(a.number, p) for a, _ in some for p in _spoken_of(a)]
            there = {row.id for row in self._in_batches(_PHOTO_IDS, {p for _, p in told})}
            for number, photo in told:
                if photo not in there:
                    yield VerifyProblem(Tampering.PHOTO_MISMATCH, number, f"photo {photo} is gone")

    def releases_are(self) -> Found:
        """Every release is, copy for copy, the one whose manifest was digested, and as far down."""
        taken = self.of_kinds(ActKind.TAKEN_DOWN, ActKind.CORRECTED)
        downs, matched = taken_down(self._in_force([a for a, _ in taken])), 0
        posted = {
            a.body.release: a.body.link
            for a, _ in self.of_kinds(ActKind.POSTED)
            if isinstance(a.body, Posted)
        }
        for some in chunks(self.of_kinds(ActKind.RELEASED)):
            rows = {r.act: r for r in self._in_batches(_RELEASES, (a.number for a, _ in some))}
            matched += len(rows)
            copies = self._copies([r.id for r in rows.values()])
            for act, binds in some:
                row = rows.get(act.number)
                if row is None or not isinstance(act.body, Released):
                    yield VerifyProblem(Tampering.RELEASE_MISMATCH, act.number, "it is gone")
                    continue
                told = told_by(
                    act.body.manifest,
                    bytes(row.salt),
                    row.id,
                    row.destination,
                    copies[row.id],
                    row.made,
                )
                stored = (row.id, row.clerk, row.at)
                said = (act.body.release, act.clerk, instant(act.at))
                since = copies_down(downs.get(row.id, ()), len(copies[row.id]))
                marked = (row.taken_down_at, _moments(copies[row.id]))
                if told is Told.OTHERS or stored != said or marked != (release_down(since), since):
                    detail = f"release {row.id}"
                    yield VerifyProblem(Tampering.RELEASE_MISMATCH, act.number, detail)
                yield from self._went_where_told(row, act, binds, posted.get(row.id))
        row = self._row(_HOW_MANY_RELEASES)
        extra = (row[0] if row is not None else 0) - matched
        if extra:
            detail = f"releases without an act: {extra}"
            yield VerifyProblem(Tampering.RELEASE_MISMATCH, None, detail)

    def _went_where_told(
        self, row: "sa.Row[Any]", act: Act, binds: str | None, posted: Digest | None
    ) -> Found:
        """Folder and link; of a release made before version 0002, what was said of it since."""
        code = Tampering.RELEASE_MISMATCH
        if binds is not None and binds != salted(bytes(row.salt), release_facts(row.folder)):
            yield VerifyProblem(code, act.number, f"folder of release {row.id}")
        if posted is not None:
            texts = self.kept((posted,))
            if posted not in texts:
                detail = f"link of release {row.id}"
                yield VerifyProblem(Tampering.TEXT_MISSING, act.number, detail)
            elif texts[posted] != row.link:
                yield VerifyProblem(code, act.number, f"link of release {row.id}")
        elif binds is not None and row.link:
            yield VerifyProblem(code, act.number, f"link of release {row.id}")


def _spoken_of(act: Act) -> Sequence[PhotoId]:
    return act.body.photos if isinstance(act.body, Erased | Released) else ()


def _moments(copies: Iterable[ReleasedCopy]) -> tuple[str | None, ...]:
    """When each copy was taken down, as stored."""
    return tuple(instant(c.taken_down_at) if c.taken_down_at else None for c in copies)
