"""The names of everybody at one institution, in their order, kept in memory between transactions.

A database finds whoever holds an n in no time, but takes long to hand sixty thousand ids over. The
same people come in the same order as from `PeopleReader`'s own question, which a test holds.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import compress
from operator import and_, not_

from consentdesk.domain.people import SubjectId
from consentdesk.storage.search import BETWEEN


class Names:
    """Ids and search keys, as one transaction left them; shared by threads and never changed."""

    def __init__(
        self, ids: Iterable[SubjectId], keys: Iterable[str], left: Mapping[SubjectId, str]
    ) -> None:
        self._ids = tuple(ids)
        self._keys = tuple(_apart(" " + key) for key in keys)
        self._left = left

    def found(self, wanted: Sequence[str], on: date | None) -> tuple[SubjectId, ...]:
        """Those whose key holds all of the `words`; if these begin its words, before the rest.

        Without those who left before `on`; None is everybody. Written without a loop of its own,
        because one letter is held by tens of thousands.
        """
        ids, keys = self._ids, self._keys
        asked = [_apart(word) for word in wanted]
        for word in asked:
            held = [word in key for key in keys]
            ids, keys = tuple(compress(ids, held)), tuple(compress(keys, held))
        if on is not None and self._left:
            day, left = on.isoformat(), self._left
            here = [left.get(id, day) >= day for id in ids]
            ids, keys = tuple(compress(ids, here)), tuple(compress(keys, here))
        if not asked:
            return ids
        likely = [True] * len(ids)
        for begun in (" " + word for word in asked):
            likely = list(map(and_, likely, [begun in key for key in keys]))
        return (*compress(ids, likely), *compress(ids, map(not_, likely)))


def _apart(text: str) -> str:
    """With a space after every sign that may stand between words, so that all begin alike."""
    return text.replace("-", "- ").replace(BETWEEN, BETWEEN + " ")
