"""Requests for access: noted when they come in, answered within a month (R27)."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING

from consentdesk.domain.access import Request, waiting
from consentdesk.domain.acts import AccessAsked, Act, ActKind
from consentdesk.domain.people import SubjectId
from consentdesk.errors import BadInput, Problem

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.writing import Writer

_TELLING = frozenset(
    {ActKind.ACCESS_ASKED, ActKind.ACCESS_GIVEN, ActKind.CORRECTED, ActKind.ERASED}
)
_ASKING = frozenset({ActKind.ACCESS_ASKED})


def note_request(
    register: Register, clerk: str, at: datetime, *, subject: SubjectId, on: date
) -> Request:
    """Note that somebody asked on that day; returns the request that waits, with its last day.

    One that waits already is not noted again unless this one came earlier. Raises BadInput:
    UNKNOWN_SUBJECT, ASKED_IN_FUTURE.
    """
    with register.write(clerk, at) as writer:
        writer.subject(subject)
        return note(writer, subject, on)


def note(writer: Writer, subject: SubjectId, on: date) -> Request:
    """The same within a transaction."""
    if on > writer.today(writer.at):
        raise BadInput(Problem.ASKED_IN_FUTURE, day=on)
    before = request_of(writer, subject)
    if before is not None and before.on <= on:
        return before
    writer.append(AccessAsked(subject=subject, on=on))
    return Request(subject, on)


def requests(reader: Reader) -> tuple[Request, ...]:
    """All that wait for an answer, the one due first at the front."""
    # Nobody ever asked where there is no such line: then corrections need not be read.
    if not reader.ledger(kinds=_ASKING, limit=1):
        return ()
    return waiting(reader.ledger(kinds=_TELLING, limit=sys.maxsize))


def request_of(reader: Reader, subject: SubjectId) -> Request | None:
    """The one of that subject, if any waits."""
    acts: tuple[Act, ...] = reader.acts([subject])[subject]
    return next(iter(waiting(acts)), None)
