"""Events: what the photos of one album were taken at, and who may be on them.

Only helps to find names and says nothing of anybody's permission: whoever was not expected at an
event can be named on its photos all the same.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from consentdesk.domain.bursts import GAP


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The event whose photos stand in the album called `name`.

    `groups` are the names of those that were there, none where nobody has said; `held_on` is the
    day, as far as known; `gap` the longest pause within a burst of its photos.
    """

    name: str
    groups: tuple[str, ...] = ()
    held_on: date | None = None
    gap: timedelta = GAP
