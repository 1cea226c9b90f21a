"""Answers about where releases were posted: for which of them nobody has said yet."""

import json

import sqlalchemy as sa

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import Destination, ReleaseId
from consentdesk.domain.releases import ON_PAPER
from consentdesk.storage.reading_takedowns import TakeDownsReader
from consentdesk.storage.schema import ledger, release
from consentdesk.storage.snapshot import institution_is

_BARE = (
    sa.select(release.c.id, release.c.act, release.c.destination)
    .where(institution_is(release), release.c.link == "", release.c.taken_down_at.is_(None))
    .order_by(release.c.id.desc())
)
_SAID = sa.select(ledger.c.body).where(
    institution_is(ledger),
    ledger.c.kind == ActKind.POSTED.value,
    ledger.c.number > sa.bindparam("since"),
)


class LinksReader(TakeDownsReader):
    """The part of a reader that knows what was posted."""

    def without_link(self) -> tuple[ReleaseId, ...]:
        """The releases of which nobody has said where they were posted, or that they were not.

        The newest first. Only such as have something out there, and not for a destination that is
        printed, where there is no address to tell.
        """
        self.settle()
        purposes = self.policy.destinations
        bare = [
            row
            for row in self._rows(_BARE).all()
            if purposes.get(Destination(row.destination)) not in ON_PAPER
        ]
        if not bare:
            return ()
        since = min(row.act for row in bare)
        said = {json.loads(row.body)["release"] for row in self._rows(_SAID, since=since)}
        return tuple(ReleaseId(row.id) for row in bare if row.id not in said)
