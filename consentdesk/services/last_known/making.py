"""Reading what to answer by later: the verdicts on the photos of one institution, of one snapshot.

Says no more than a check pack does, and to a photographer no more than a photographer may see:
the verdicts are those the seat itself is given.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from consentdesk.services.check_pack.content import MOST_PHOTOS, Entry, Pack
from consentdesk.services.check_pack.opening import EARLY
from consentdesk.services.check_pack.telling import entries, initials_of
from consentdesk.services.judging import judge_photos
from consentdesk.storage.values import PhotoFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

BATCH = 500
"""Photos read between two looks whether somebody wants it to stop."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class LastKnown:
    """What a server said: the pack, the institution's uuid, and the register's revision then.

    `ticked` is what `ticks` said at the moment of the pack. It is good for the pack's own day.
    """

    pack: Pack
    house: str
    revision: int
    ticked: float

    def confirmed(self, seen: tuple[int, date], at: datetime, ticked: float) -> LastKnown:
        """The same as of that later moment, where the server said that nothing has changed."""
        if seen != (self.revision, self.pack.as_of) or at <= self.pack.made_at:
            return self
        if self.pack.day(at) != self.pack.as_of:
            return self
        return replace(self, pack=replace(self.pack, made_at=at), ticked=ticked)

    def counts(self, at: datetime, ticked: float) -> bool:
        """Whether it may still be answered by: on its own day, whatever the clock is set to."""
        made_at = self.pack.made_at
        if made_at > at + EARLY:
            return False
        gone = timedelta(seconds=max(0.0, ticked - self.ticked))
        return self.pack.day(max(at, made_at + gone)) == self.pack.as_of


def ticks() -> float:
    """Seconds by a clock that nobody sets; on Linux it goes on while the computer sleeps."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


def read_last_known(
    register: Register, at: datetime, ticked: float, progress: Progress
) -> LastKnown | None:
    """What the register says at that moment of its newest photos; takes time.

    Judged from the register itself, as a check is. None where the journal is later than that
    moment: by such a clock nobody knows which day it is. Raises what reading does, and what
    `progress` does.
    """
    with register.read() as reader:
        reader.check_chain(anew=False, heed=lambda: progress(0, 0))
        head = reader.head()
        if head.at is not None and head.at > at + EARLY:
            return None
        pack = _pack(reader, at, progress)
        return LastKnown(pack, reader.institution.uuid, reader.revision(), ticked)


def _pack(reader: Reader, at: datetime, progress: Progress) -> Pack:
    day, head = reader.today(at), reader.head()
    photos = reader.find_photos(PhotoFilter(), MOST_PHOTOS)
    people: dict[str, int] = {}
    found: list[Entry] = []
    for start in range(0, len(photos), BATCH):
        progress(start, len(photos))
        some = photos[start : start + BATCH]
        verdicts = judge_photos(reader, some, day)
        told = initials_of(reader, verdicts.values())
        found += entries(reader, some, verdicts, told, people)
    return Pack(
        institution=reader.institution.name,
        made_at=at,
        good_until=day,
        zone=reader.policy.timezone,
        acts=head.number,
        head=head.digest,
        near_distance=reader.policy.near_distance,
        destinations=tuple(reader.policy.destinations),
        people=tuple(people),
        entries=tuple(found),
    )
