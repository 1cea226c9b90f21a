"""The verdicts on very many photos, kept between two readings so that only what changed is judged.

For lists, counts and filters on the screen. What is kept holds for one line of the ledger and one
day: before anything of it is handed out, every photo that a later act may concern is dropped, and
after a change of rules or day all are. The check and the export gate never ask here; they judge
from the register itself, each time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from consentdesk.domain.photos import PhotoId
from consentdesk.domain.policy import Policy
from consentdesk.domain.verdict import Verdict
from consentdesk.services.judging import judge_photos

if TYPE_CHECKING:
    from datetime import datetime

    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register
    from consentdesk.storage.values import Head

Verdicts = tuple[Verdict, ...]
"""Those on one photo, for every destination of the policy, in its order."""
Progress = Callable[[int, int], None]
AT_A_TIME = 1000
"""Photos judged in one snapshot, for which people who are on many of them are looked at once.

Between two there is time to stop; a thousand take a quarter of a second.
"""


class Judged:
    """What was judged of one open register, for all threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._head: Head | None = None
        self._on = date.min
        self._policy: Policy | None = None
        self._institution = ""
        self._kept: dict[PhotoId, Verdicts] = {}
        self._alike: dict[Verdicts, Verdicts] = {}

    def verdicts(
        self, reader: Reader, photos: Collection[PhotoId], on: date
    ) -> dict[PhotoId, Verdicts]:
        """The verdicts on those of the photos that exist, true of this very snapshot on that day.

        Photos with the same verdicts have the same value, not only an equal one.
        """
        usable, kept = self._kept_of(reader, photos, on)
        missing = [p for p in photos if p not in kept]
        if not missing:
            return kept
        fresh = judge_photos(reader, reader.photos(missing), on)
        return kept | self._keep(reader, on, fresh, usable=usable)

    def lacking(self, reader: Reader, photos: Sequence[PhotoId], on: date) -> tuple[PhotoId, ...]:
        """Those of the photos that would have to be judged for this snapshot, in their order."""
        _usable, kept = self._kept_of(reader, photos, on)
        return tuple(p for p in photos if p not in kept)

    def _kept_of(
        self, reader: Reader, photos: Collection[PhotoId], on: date
    ) -> tuple[bool, dict[PhotoId, Verdicts]]:
        """What is at hand for that snapshot; and whether what it finds out may be kept."""
        with self._lock:
            if not self._bring_up(reader, on):
                return False, {}
            return True, {p: self._kept[p] for p in photos if p in self._kept}

    def _bring_up(self, reader: Reader, on: date) -> bool:
        """Drop all that the snapshot knows better; False where it is older than what is kept."""
        head, policy, here = reader.head(), reader.policy_on(on), reader.institution.uuid
        before = self._head
        if before is not None and here == self._institution:
            if on < self._on or head.revision < before.revision:
                return False
            if on == self._on and policy == self._policy:
                touched = reader.touched_since(before.number, before.digest)
                if touched is not None:
                    for photo in touched:
                        self._kept.pop(photo, None)
                    self._head = head
                    return True
        self._head, self._on, self._policy, self._institution = head, on, policy, here
        self._kept.clear()
        self._alike.clear()
        return True

    def _keep(
        self, reader: Reader, on: date, fresh: Mapping[PhotoId, Verdicts], *, usable: bool
    ) -> dict[PhotoId, Verdicts]:
        """Keep them unless another thread has seen a later line by now, or another day."""
        with self._lock:
            found = {p: self._alike.setdefault(v, v) for p, v in fresh.items()}
            if usable and self._head == reader.head() and self._on == on:
                self._kept |= found
            return found


def judge_all(
    register: Register,
    judged: Judged,
    photos: Sequence[PhotoId],
    at: datetime,
    progress: Progress,
) -> dict[PhotoId, Verdicts]:
    """The verdicts on all of the photos, true of one snapshot; those gone are left out.

    Judged in parts, for a register is not to be held for long; what somebody wrote meanwhile is
    seen to at the end.
    """
    with register.read() as reader:
        missing = judged.lacking(reader, photos, reader.today(at))
    known = len(photos) - len(missing)
    for first in range(0, len(missing), AT_A_TIME):
        progress(known + first, len(photos))
        with register.read() as reader:
            judged.verdicts(reader, missing[first : first + AT_A_TIME], reader.today(at))
    with register.read() as reader:
        return judged.verdicts(reader, photos, reader.today(at))
