"""A hand on an export under way: hold it, and then let it go on, or say that it is enough.

Knows nothing of pictures. Whoever holds sits at a window, and the copies are made elsewhere.
"""

from collections.abc import Callable
from threading import Event

_LOOK = 0.05
"""Seconds after which an export that is held looks whether it is to stop altogether."""


class Halt:
    """Shared by who decides and who works; usable from any thread."""

    def __init__(self) -> None:
        self._may_go = Event()
        self._may_go.set()
        self._enough = Event()

    @property
    def is_held(self) -> bool:
        """Whether it stands still until somebody decides."""
        return not self._may_go.is_set()

    def hold(self) -> None:
        """Let it stand still after the copy it is at."""
        self._may_go.clear()

    def go_on(self) -> None:
        """Let it go on as if nothing had been."""
        self._may_go.set()

    def keep_made(self) -> None:
        """Let it stop where it is, and let out what is made."""
        self._enough.set()
        self._may_go.set()

    def is_enough(self) -> bool:
        """Whether somebody said so."""
        return self._enough.is_set()

    def heed(self, progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        """The same progress, which stands still while it is held; may raise what that raises."""

        def told(done: int, total: int) -> None:
            progress(done, total)
            while not self._may_go.wait(_LOOK):
                progress(done, total)

        return told
