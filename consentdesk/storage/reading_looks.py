"""Answers about what photos look like, by which a picture is known again that was made smaller.

What is stored of that is no act, and whoever takes it away makes a known picture an unknown one,
of which something better may be said. So it is held against the acts that tell of each file: none
may be missing, and each must be the one bound there. That of files from before it was bound can't
be told from what somebody put in its place, nor that all of it is gone.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from consentdesk.domain.acts import Act, ActKind, Corrected, Registered
from consentdesk.domain.consent import in_force
from consentdesk.domain.photos import Perceptual, PhotoId
from consentdesk.storage.binding_looks import are_hashes, are_there, is_grey
from consentdesk.storage.reading_people import PeopleReader
from consentdesk.storage.schema import fingerprint, grey, ledger, look
from consentdesk.storage.snapshot import BATCH, among, institution_is, within_institution

_ITS_ACT = sa.and_(
    ledger.c.institution == fingerprint.c.institution, ledger.c.number == fingerprint.c.act
)
# With the institution, which stands first in its key.
ITS_LOOK = sa.and_(
    look.c.institution == fingerprint.c.institution, look.c.fingerprint == fingerprint.c.id
)
_LOOKS = (
    sa.select(look.c.fingerprint, look.c.hashes, ledger.c.binds)
    .outerjoin(fingerprint, fingerprint.c.id == look.c.fingerprint)
    .outerjoin(ledger, _ITS_ACT)
    .where(institution_is(look), look.c.fingerprint > sa.bindparam("last"))
    .order_by(look.c.fingerprint)
)
_GREYS = (
    sa.select(fingerprint.c.id, fingerprint.c.photo, grey.c.data, ledger.c.binds)
    .outerjoin(grey, grey.c.fingerprint == fingerprint.c.id)
    .outerjoin(ledger, _ITS_ACT)
    .where(within_institution(fingerprint), among(fingerprint.c.id))
)
_PRINTS = sa.select(fingerprint.c.id).where(
    within_institution(fingerprint), among(fingerprint.c.id)
)
_OF_PHOTO = (
    sa.select(look.c.hashes, grey.c.data, ledger.c.binds)
    .select_from(fingerprint)
    .outerjoin(look, ITS_LOOK)
    .outerjoin(grey, grey.c.fingerprint == fingerprint.c.id)
    .outerjoin(ledger, _ITS_ACT)
    .where(institution_is(fingerprint), fingerprint.c.photo == sa.bindparam("photo"))
    .order_by(fingerprint.c.id)
)
# Found by the photo, for there is no index by act.
_LACKING = (
    sa.select(
        ledger.c.number,
        ledger.c.photo,
        ledger.c.binds,
        fingerprint.c.id,
        look.c.fingerprint.label("hashes"),
        grey.c.fingerprint.label("grey"),
    )
    .outerjoin(
        fingerprint,
        sa.and_(
            fingerprint.c.photo == ledger.c.photo,
            fingerprint.c.act == ledger.c.number,
            within_institution(fingerprint),
        ),
    )
    .outerjoin(look, ITS_LOOK)
    .outerjoin(grey, grey.c.fingerprint == fingerprint.c.id)
    .where(
        institution_is(ledger),
        ledger.c.kind.in_((ActKind.REGISTERED.value, ActKind.SAME_PICTURE.value)),
        ledger.c.number > sa.bindparam("since"),
        sa.or_(look.c.fingerprint.is_(None), grey.c.fingerprint.is_(None)),
    )
)
CANDIDATES = 40
"""Near fingerprints looked at closely; with windows stored there may be chance hits among them."""


class LooksReader(PeopleReader):
    """The part of a reader that knows what pictures look like."""

    _none_gone = False

    def look_alikes(self, asked: Perceptual, *, copies: bool = False) -> tuple[PhotoId, ...]:
        """The photos that look like it, the most alike first; at most CANDIDATES of them.

        `copies`: only those that look as a picture does that was made from the other. RegisterError
        REGISTER_DAMAGED where what a photo is known by is missing, or isn't what its act tells of.
        """
        from consentdesk.storage.likeness import ALIKE, COPY, likeness

        close = self._close(asked)
        rows = {row.id: row for row in self._in_batches(_GREYS, close)}
        if len(rows) < len(close):
            self._check_gone()
        alike = []
        for row in rows.values():
            if not is_grey(row.data, row.binds):
                raise self._damaged(f"looks of photo {row.photo}")
            alike.append((-likeness(asked.grey, row.data, moved=not copies), row.photo))
        return tuple(
            PhotoId(photo)
            for apart, photo in sorted(alike)
            if -apart >= (COPY if copies else ALIKE)
        )

    def _close(self, asked: Perceptual) -> tuple[int, ...]:
        """Fingerprints whose hashes come near; not all of them need be in this snapshot."""
        looks = self._looks()
        with looks.lock:
            rows = self._rows(_LOOKS.execution_options(yield_per=BATCH * 10), last=looks.last)
            for some in rows.partitions():
                for row in some:
                    if not are_hashes(row.hashes, row.binds):
                        raise self._damaged(f"looks {row.fingerprint}")
                looks.extend([(r.fingerprint, r.hashes) for r in some])
            if looks.whole < self._head.number:
                self._check_looks(looks.whole)
                # Not what a writer has added since, which may yet be rolled back.
                looks.whole = self._began_at
        close = looks.within(asked.hashes, self.policy.near_distance)
        if len(close) > CANDIDATES:
            # The array may know of photos thrown away since: they take nobody's place.
            there = {row.id for row in self._in_batches(_PRINTS, close)}
            if len(there) < len(close):
                self._check_gone()
            close = tuple(one for one in close if one in there)[:CANDIDATES]
        return close

    def _check_gone(self) -> None:
        """What is known to be near, but isn't here, is younger than this or was thrown away since.

        Or somebody took it out past the program.
        """
        if not self._none_gone:
            self._check_looks(0)
            self._none_gone = True

    def _check_looks(self, since: int) -> None:
        """Whether all files of photos that came in since are known by their looks.

        As far as their acts tell that they have any.
        """
        lacking = self._rows(_LACKING, since=since).all()
        gone = [row for row in lacking if row.id is None]
        for row in lacking:
            if row.id is not None and not are_there(row.hashes, row.grey, row.binds):
                raise self._damaged(f"looks of photo {row.photo}")
        acts = self.acts_on(PhotoId(row.photo) for row in gone)
        for row in gone:
            if self._is_in(acts[PhotoId(row.photo)], row.number):
                raise self._damaged(f"fingerprint of photo {row.photo}")

    def _is_in(self, acts: Sequence[Act], number: int | None = None) -> bool:
        """Whether the acts don't say that the photo was thrown away, nor the file of that act."""
        if not any(isinstance(act.body, Corrected) for act in acts):
            return True
        live = in_force(acts, self.policy, date.max)
        is_told = number is None or any(act.number == number for act in live)
        return is_told and any(isinstance(act.body, Registered) for act in live)

    def grey_copy(self, photo: PhotoId) -> bytes | None:
        """What the photo looks like (see `Perceptual`); None where it came in without its looks.

        RegisterError REGISTER_DAMAGED where they are not those its act tells of, or are gone.
        """
        rows = self._rows(_OF_PHOTO, photo=photo).all()
        for row in rows:
            if not are_there(row.hashes, row.data, row.binds):
                raise self._damaged(f"looks of photo {photo}")
            if row.data is not None:
                if not is_grey(row.data, row.binds):
                    raise self._damaged(f"looks of photo {photo}")
                return row.data
        acts = () if rows else self.acts_on((photo,))[photo]
        if acts and self._is_in(acts):
            raise self._damaged(f"fingerprint of photo {photo}")
        return None
