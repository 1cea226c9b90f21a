"""Answers about who was hidden in the copies that are out: they are not seen on them (R22)."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import ActKind, Released
from consentdesk.domain.covers import Cover, hides
from consentdesk.errors import RegisterError
from consentdesk.storage.manifests import Told, told_by
from consentdesk.storage.reading_photos import region_in
from consentdesk.storage.reading_released import ReleasedReader
from consentdesk.storage.schema import depiction, ledger, release, release_copy, release_subject
from consentdesk.storage.shapes import unknown_in
from consentdesk.storage.snapshot import UNREADABLE, institution_is

_SLACK = 1e-6
"""Fractions of a picture do not add up exactly."""
_COVER = release_subject.alias("cover")
_IS_UNDER_A_COVER = sa.exists(
    sa.select(sa.literal(1))
    .where(
        _COVER.c.release == release_copy.c.release,
        _COVER.c.place == release_copy.c.place,
        _COVER.c.covered,
        depiction.c.x >= _COVER.c.x - _SLACK,
        depiction.c.y >= _COVER.c.y - _SLACK,
        depiction.c.x + depiction.c.w <= _COVER.c.x + _COVER.c.w + _SLACK,
        depiction.c.y + depiction.c.h <= _COVER.c.y + _COVER.c.h + _SLACK,
    )
    # Of both statements around it.
    .correlate_except(_COVER)
)
_NOT_RECORDED = ~sa.exists(
    sa.select(sa.literal(1)).where(
        release_subject.c.release == release_copy.c.release,
        release_subject.c.place == release_copy.c.place,
        release_subject.c.subject == depiction.c.subject,
        # Covered, but elsewhere than the face is known to be today, is not hidden.
        release_subject.c.x.is_(None) | depiction.c.x.is_(None) | _IS_UNDER_A_COVER,
    )
)
_OVER_UNNAMED = (
    sa.select(
        release_copy.c.release,
        release_copy.c.place,
        release_copy.c.unknown_covers,
        depiction.c.subject,
        depiction.c.x,
        depiction.c.y,
        depiction.c.w,
        depiction.c.h,
    )
    .join(release, release.c.id == release_copy.c.release)
    .join(depiction, depiction.c.photo == release_copy.c.photo)
    .where(
        institution_is(release),
        release_copy.c.unknown_covers.is_not(None),
        depiction.c.x.is_not(None),
    )
)
# Who was covered and has a place today, on photos of which something was said since.
_MOVED_PERHAPS = (
    sa.select(
        release.c.id,
        release.c.destination,
        release.c.made,
        release.c.salt,
        release.c.act,
        release_copy.c.place,
        release_subject.c.subject,
        release_subject.c.x,
    )
    .join(release_copy, release_copy.c.release == release.c.id)
    .join(
        release_subject,
        sa.and_(
            release_subject.c.release == release_copy.c.release,
            release_subject.c.place == release_copy.c.place,
        ),
    )
    .join(
        depiction,
        sa.and_(
            depiction.c.photo == release_copy.c.photo,
            depiction.c.subject == release_subject.c.subject,
        ),
    )
    .where(
        institution_is(release),
        release_subject.c.covered,
        depiction.c.x.is_not(None),
        sa.exists(
            sa.select(sa.literal(1)).where(
                ledger.c.institution == release.c.institution,
                ledger.c.photo == release_copy.c.photo,
                ledger.c.kind == ActKind.DESCRIBED.value,
                ledger.c.number > release.c.act,
            )
        ),
    )
)


def over_unnamed(text: str | None) -> tuple[Cover, ...]:
    """The shapes a copy was recorded with over people without a name; what is garbled hides nobody.

    That it is garbled is for `verify` to say.
    """
    try:
        return tuple(shape for _number, shape in unknown_in(text))
    except UNREADABLE:
        return ()


class HiddenReader(ReleasedReader):
    """The part of a reader that knows who was hidden in a copy."""

    def _named_since(self) -> "sa.ColumnElement[bool]":
        """That somebody depicted was neither to be seen nor hidden when the copy was made.

        Whose face lies under a shape that was drawn over somebody without a name was hidden by it.
        """
        hidden = []
        for row in self._rows(_OVER_UNNAMED):
            face = region_in(row)
            shapes = over_unnamed(row.unknown_covers)
            if face is not None and any(hides(shape, face) for shape in shapes):
                hidden.append((row.release, row.place, row.subject))
        one = sa.tuple_(release_copy.c.release, release_copy.c.place, depiction.c.subject)
        since = sa.and_(_NOT_RECORDED, one.not_in(hidden)) if hidden else _NOT_RECORDED
        unsure = self._hidden_by_unbound_places()
        return sa.or_(since, one.in_(unsure)) if unsure else since

    def _hidden_by_unbound_places(self) -> list[tuple[int, int, int]]:
        """Who may have been put under a cover by hand: release, place and subject.

        Where a cover was, the act of the release tells; acts of earlier versions don't. As long as
        nothing was said of the photo since, whoever was covered then is.
        """
        rows = self._rows(_MOVED_PERHAPS).all()
        told = {row.id: self._told_by_act(row) for row in {row.id: row for row in rows}.values()}
        return [
            (row.id, row.place, row.subject)
            for row in rows
            if told[row.id] is Told.OTHERS
            # Before there were places, what was covered stays so.
            or (told[row.id] is Told.NO_PLACES and row.x is not None)
        ]

    def _told_by_act(self, row: "Row[Any]") -> Told:
        act = self._acts_numbered((row.act,)).get(row.act)
        if act is None or not isinstance(act.body, Released) or act.body.release != row.id:
            return Told.OTHERS
        try:
            copies = self._recorded_copies((row.id,))[row.id].values()
        except (RegisterError, TypeError):
            # Garbled: `verify` says so.
            return Told.OTHERS
        return told_by(
            act.body.manifest, bytes(row.salt), row.id, row.destination, copies, row.made
        )
