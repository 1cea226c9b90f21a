"""The names of everybody at one institution, in their order, kept in memory between transactions.

A database finds whoever holds an n in no time, but takes long to hand sixty thousand ids over. The
same people come in the same order as from `PeopleReader`'s own question, which a test holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import compress
from operator import and_, not_

from consentdesk.domain.people import SubjectId
from consentdesk.storage.key_texts import holding, together
from consentdesk.storage.search import BETWEEN


class Names:
    """Ids and search keys, as one transaction left them; shared by threads and never changed."""

    def __init__(
        self, ids: Iterable[SubjectId], keys: Iterable[str], left: Mapping[SubjectId, str]
    ) -> None:
        self._ids = tuple(ids)
        self._texts = tuple(together([_apart(" " + key) for key in keys]))
        self._left = left

    def found(
        self, wanted: Sequence[str], on: date | None, limit: int | None = None
    ) -> tuple[SubjectId, ...]:
        """Those whose key holds all of the `words`; if these begin its words, before the rest.

        Without those who left before `on`; None is everybody. At most so many are looked for.
        """
        if not wanted:
            return self._staying(self._ids, on)[:limit]
        asked = [_apart(word) for word in wanted]
        begun = [" " + word for word in asked]
        likely: list[SubjectId] = []
        others: list[SubjectId] = []
        for ids, keys in holding(self._texts, self._ids, asked):
            begins = _hold(keys, begun)
            likely += self._staying(tuple(compress(ids, begins)), on)
            others += self._staying(tuple(compress(ids, map(not_, begins))), on)
            if limit is not None and len(likely) >= limit:
                break
        return (*likely, *others)[:limit]

    def _staying(self, ids: tuple[SubjectId, ...], on: date | None) -> tuple[SubjectId, ...]:
        """Those who have not left by that day."""
        if on is None or not self._left:
            return ids
        day, left = on.isoformat(), self._left
        return tuple(id for id in ids if left.get(id, day) >= day)


def _hold(keys: Sequence[str], words: Sequence[str]) -> list[bool]:
    """Which of the keys hold each of the words."""
    first, *more = words
    held = [first in key for key in keys]
    for word in more:
        held = list(map(and_, held, [word in key for key in keys]))
    return held


def _apart(text: str) -> str:
    """With a space after every sign that may stand between words, so that all begin alike."""
    return text.replace("-", "- ").replace(BETWEEN, BETWEEN + " ")
