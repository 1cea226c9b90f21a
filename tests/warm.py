"""Picture children that wait for the next test: starting one costs as much as most of a test.

They are the program's own, and as they are after a picture that did them no harm; one that was hurt
is ended, as ever. The program itself never keeps any: what a hostile picture may have done to a
child would be there for the pictures of other people.
"""

from collections.abc import Callable

from consentdesk.services.pictures import decoding
from consentdesk.services.pictures.decoding import _Child

PLACE = f"{decoding.__name__}._Child"
"""What `Shelf.child` stands in for."""
_ROOM = 3
"""Children on the shelf: what one piece of work has at a time, and a window's beside it."""


class Shelf:
    """The children that wait, all of the same limits."""

    def __init__(self) -> None:
        self._waiting: list[_Kept] = []

    def child(self, memory: int) -> "_Child":
        """One that waited or a new one, with so many bytes of memory."""
        if memory != decoding.MEMORY:
            return _Child(memory)
        while self._waiting:
            child = self._waiting.pop()
            if child.lives:
                child.sound = True
                return child
            child.let_go()
        return _Kept(memory, self._back)

    def numbers(self) -> set[int]:
        """The process numbers of those that wait."""
        return {child.number for child in self._waiting}

    def clear(self) -> None:
        """End them all."""
        while self._waiting:
            self._waiting.pop().let_go()

    def _back(self, child: "_Kept") -> bool:
        if len(self._waiting) >= _ROOM:
            return False
        self._waiting.append(child)
        return True


class _Kept(_Child):
    def __init__(self, memory: int, back: Callable[["_Kept"], bool]) -> None:
        self._back = back
        super().__init__(memory)

    @property
    def number(self) -> int:
        """Of its process."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether no test has ended it."""
        return self._process.poll() is None

    def end(self) -> None:
        """Back onto the shelf if it is as good as new."""
        sound, self.sound = self.sound, False
        if not (sound and self._back(self)):
            super().end()

    def let_go(self) -> None:
        """End it in earnest."""
        super().end()
