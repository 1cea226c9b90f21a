"""Answers about the trash: what was thrown away, by whom and when.

What lies there is in no other table, so nothing else can come upon it.
"""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.domain.acts import Act, Corrected
from consentdesk.domain.people import Subject, SubjectId
from consentdesk.domain.photos import Photo
from consentdesk.storage.chain import salted
from consentdesk.storage.keeping import Rows, rows_in
from consentdesk.storage.reading_people import subject_in
from consentdesk.storage.reading_photos import PhotosReader, photo_in
from consentdesk.storage.schema import ledger, trash
from consentdesk.storage.snapshot import UNREADABLE, institution_is
from consentdesk.storage.values import Thrown, TrashId

TRASH = (
    sa.select(trash, ledger.c.number, ledger.c.at, ledger.c.clerk, ledger.c.kind)
    .add_columns(ledger.c.body, ledger.c.binds)
    .outerjoin(
        ledger,
        sa.and_(ledger.c.institution == trash.c.institution, ledger.c.number == trash.c.act),
    )
    .where(institution_is(trash))
    .order_by(trash.c.id.desc())
)
"""Everything in the trash, the latest first, each with the act that tells of it."""
_HOW_MANY = sa.select(sa.func.count()).select_from(trash).where(institution_is(trash))


class TrashReader(PhotosReader):
    """The part of a reader that knows the trash."""

    def trash(self) -> tuple[Thrown, ...]:
        """What lies in it, the latest first; RegisterError REGISTER_DAMAGED as for `kept_in`."""
        return tuple(self._trash())

    def trash_count(self) -> int:
        """How much lies in it."""
        return int(self._rows(_HOW_MANY).scalar_one())

    def _trash(self) -> Iterator[Thrown]:
        for row in self._rows(TRASH).all():
            rows, act = self.kept_in(row)
            item = item_in(rows)
            yield Thrown(
                id=TrashId(row.id),
                item=self.told(item) if isinstance(item, Subject) else item,
                act=act.number,
                at=act.at,
                clerk=act.clerk,
                shows=tuple(SubjectId(one["subject"]) for one in rows.get("depiction", ())),
            )

    def kept_in(self, row: "Row[Any]") -> tuple[Rows, Act]:
        """The rows kept in one of `TRASH`, and the act that binds them.

        RegisterError REGISTER_DAMAGED where they are not what was thrown away.
        """
        if row.binds is None or salted(bytes(row.salt), row.kept) != row.binds:
            raise self._damaged(f"trash {row.id}")
        act = self._act(row)
        try:
            rows = rows_in(row.kept)
            item = item_in(rows)
        except UNREADABLE:
            raise self._damaged(f"trash {row.id}") from None
        is_person = isinstance(item, Subject)
        told = (act.body.subject, act.body.photo) if isinstance(act.body, Corrected) else None
        mine = (item.id, None) if is_person else (None, item.id)
        if told != mine or (row.subject, row.photo) != mine:
            raise self._damaged(f"trash {row.id}")
        return rows, act


def item_in(rows: Rows) -> Subject | Photo:
    """The person or the photo that the rows are about."""
    if "subject" in rows:
        return subject_in(SimpleNamespace(**rows["subject"][0]))
    return photo_in(SimpleNamespace(**rows["photo"][0]))
