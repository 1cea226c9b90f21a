"""How long the camera may pause within a burst, kept with the event the photos were taken at.

What a burst is, `domain.bursts` says. Only an offer to name several photos at once; it decides
nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from consentdesk.domain.events import Event

if TYPE_CHECKING:
    from consentdesk.storage.register import Register

LONGEST = timedelta(hours=1)
"""A longer pause would put a whole day into one burst."""


def set_gap(register: Register, clerk: str, at: datetime, *, event: str, gap: timedelta) -> Event:
    """Say what the longest pause within a burst of the event's photos is, in whole seconds.

    More than an hour counts as an hour, less than none as none. Raises BadInput where the name is
    unusable.
    """
    seconds = timedelta(seconds=int(min(max(gap, timedelta()), LONGEST).total_seconds()))
    with register.write(clerk, at) as writer:
        after = replace(writer.event(event), gap=seconds)
        writer.set_event(after)
    return after
