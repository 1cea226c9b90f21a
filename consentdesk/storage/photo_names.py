"""Which photos one institution has, newest first, and their search keys, kept between transactions.

A database takes a second to find one word in a million names and to hand what it found over. The
same photos come in the same order as from `PhotosReader`'s own question, which a test holds.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from threading import Lock

from consentdesk.domain.photos import PhotoId
from consentdesk.storage.key_texts import TOGETHER, holding, together

Progress = Callable[[int, int], None]
"""Called with (done, total); it may raise, where nobody waits for the answer any more."""
READ = 8 * TOGETHER
"""Keys read at a time."""


def nobody_waits(_done: int, _total: int) -> None:
    """Said to nobody."""


class PhotoNames:
    """Ids as one transaction left them, and keys once somebody searches; shared by threads."""

    def __init__(self, ids: Sequence[PhotoId]) -> None:
        self.ids = tuple(ids)
        self._texts: tuple[str, ...] | None = None
        self._lock = Lock()

    def learn(self, read: Callable[[], Iterable[Sequence[str]]]) -> None:
        """Have the keys: all of them in the order of the ids, in parts of `READ`."""
        with self._lock:
            if self._texts is None:
                self._texts = tuple(chain.from_iterable(map(together, read())))

    @property
    def has_keys(self) -> bool:
        """Whether somebody has had them read."""
        return self._texts is not None

    def found(
        self, wanted: Sequence[str], limit: int | None = None, progress: Progress = nobody_waits
    ) -> tuple[PhotoId, ...]:
        """The photos whose key holds all of the `words`; without a word no key is needed."""
        if not wanted:
            return self.ids[:limit]
        texts = _telling(self._texts or (), progress)
        found = (ids for ids, _keys in holding(texts, self.ids, wanted))
        return tuple(islice(chain.from_iterable(found), limit))


def _telling(texts: Sequence[str], progress: Progress) -> Iterator[str]:
    for number, text in enumerate(texts):
        progress(number, len(texts))
        yield text
