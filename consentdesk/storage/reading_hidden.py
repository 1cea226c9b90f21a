"""Answers about who was hidden in the copies that are out: they are not seen on them (R22)."""

import sqlalchemy as sa

from consentdesk.domain.covers import Cover, hides
from consentdesk.storage.reading_erased import ErasedReader
from consentdesk.storage.reading_photos import region_in
from consentdesk.storage.schema import depiction, release, release_copy, release_subject
from consentdesk.storage.shapes import unknown_in
from consentdesk.storage.snapshot import institution_is

_SLACK = 1e-6
"""Fractions of a picture do not add up exactly."""
_COVER = release_subject.alias("cover")
_IS_UNDER_A_COVER = sa.exists(
    sa.select(sa.literal(1))
    .where(
        _COVER.c.release == release_copy.c.release,
        _COVER.c.place == release_copy.c.place,
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


def over_unnamed(text: str | None) -> tuple[Cover, ...]:
    """The shapes a copy was recorded with over people without a name; what is garbled hides nobody.

    That it is garbled is for `verify` to say.
    """
    try:
        return tuple(shape for _number, shape in unknown_in(text))
    except (ValueError, LookupError):
        return ()


class HiddenReader(ErasedReader):
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
        if not hidden:
            return _NOT_RECORDED
        one = sa.tuple_(release_copy.c.release, release_copy.c.place, depiction.c.subject)
        return sa.and_(_NOT_RECORDED, one.not_in(hidden))
