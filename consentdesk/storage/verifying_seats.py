"""Verifying seats: each is as the last act about it says, none is missing, none was added."""

import sqlalchemy as sa

from consentdesk.storage.schema import seat
from consentdesk.storage.snapshot import institution_is
from consentdesk.storage.values import Tampering, VerifyProblem
from consentdesk.storage.verifying_chain import ChainVerifier, Found

_SEATS = sa.select(seat).where(institution_is(seat)).order_by(seat.c.login)


class SeatsVerifier(ChainVerifier):
    """The part of a verifier that knows seats."""

    def seats_are(self) -> Found:
        """Every row says what the last act about its login does, and no such act lacks its row."""
        said = self.seats_said()
        seen = set[int]()
        for row in self._rows(_SEATS).all():
            role, number = said.get(row.login, (None, None))
            if (role, number) != (row.role, row.act):
                yield VerifyProblem(Tampering.SEAT_MISMATCH, row.act, f"seat of act {row.act}")
            seen.add(row.act)
        gone = {number for role, number in said.values() if role is not None} - seen
        for number in sorted(gone):
            yield VerifyProblem(Tampering.SEAT_MISMATCH, number, f"seat of act {number} is gone")
