"""Whether this computer's clock can be believed before anything is written by it.

Time never goes back in the journal. One entry from a year that hasn't come would keep the register
there: everything would have lapsed, and nothing recorded afterwards could undo it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.errors import BadInput, Problem

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

LONG = timedelta(days=400)
"""After the last entry: more than any summer, any leave, and a school year nobody recorded in."""


def doubt(reader: Reader, at: datetime) -> BadInput | None:
    """CLOCK_AHEAD where that moment is so long after the last entry that somebody must confirm it.

    Both are told as days in the institution's own time.
    """
    last = reader.head().at
    if last is None or at - last <= LONG:
        return None
    zone = ZoneInfo(reader.policy.timezone)
    days = {"today": at.astimezone(zone).date(), "last": last.astimezone(zone).date()}
    return BadInput(Problem.CLOCK_AHEAD, **days)
