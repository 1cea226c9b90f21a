"""Answers about those who write: their names, at whose seats, and who may be one person."""

from collections.abc import Iterable
from typing import Any
from unicodedata import normalize

import sqlalchemy as sa

from consentdesk.domain.people import ClerkId
from consentdesk.storage.chain import is_clerk
from consentdesk.storage.reading_seats import SeatsReader
from consentdesk.storage.schema import clerk
from consentdesk.storage.snapshot import among, institution_is

_ALL = sa.select(clerk).where(institution_is(clerk)).order_by(clerk.c.id)
_SOME = sa.select(clerk.c.id, clerk.c.name, clerk.c.login).where(
    institution_is(clerk), among(clerk.c.id)
)


class ClerksReader(SeatsReader):
    """The part of a reader that knows those who write."""

    def clerks(self, ids: Iterable[ClerkId]) -> dict[ClerkId, str]:
        """The names of clerks; erased ones are missing."""
        rows = self._in_batches(_SOME, ids)
        return {ClerkId(r.id): r.name for r in rows if r.name is not None}

    def seats_of(self, ids: Iterable[ClerkId]) -> dict[ClerkId, str]:
        """The logins at whose seats clerks wrote; who wrote while nobody had a seat is missing."""
        rows = self._in_batches(_SOME, ids)
        return {ClerkId(r.id): r.login for r in rows if r.login}

    def maybe_one_person(self, ids: Iterable[ClerkId]) -> frozenset[ClerkId]:
        """These, and all who may be one of them: of the same name, or at the same seat (R31).

        Whoever types another name at a seat is nobody else, nor is who has the same name at another
        one. A row altered past the program may be anybody's.
        """
        wanted = frozenset(ids)
        rows = self._rows(_ALL).all()
        sure = [r for r in rows if r.name is not None and _is_written(r)]
        names = {spelling(r.name) for r in sure if r.id in wanted}
        logins = {r.login for r in sure if r.id in wanted and r.login}
        apart = {r.id for r in sure if spelling(r.name) not in names and r.login not in logins}
        return wanted | {ClerkId(r.id) for r in rows if r.id not in apart}


def _is_written(row: "sa.Row[tuple[Any, ...]]") -> bool:
    return is_clerk(row.name, row.login, bytes(row.salt or b""), row.digest)


def spelling(name: str) -> str:
    """A clerk's name without case, and with single spaces: one person must not count as two."""
    return " ".join(normalize("NFKC", name).casefold().split())
