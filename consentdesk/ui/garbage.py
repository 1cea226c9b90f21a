"""Python's search for cycles of values that nobody holds any more, by the GUI thread alone.

Left to itself Python searches in whatever thread happens to make the next value. A window or timer
that is part of such a cycle would be taken apart by a working thread then. Qt does not survive it.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LIMITS = (20_000, 50, 100)
"""How many values more make it look among the young, the older and the oldest.

Everything else is at a stop meanwhile; a check of 2,000 pictures makes a hundred thousand values
that are no cycles, and Python's own limits have it look hundreds of times.
"""
_EVERY = 500
"""Milliseconds between two looks at how many there are."""


def search() -> None:
    """Search now, in the thread that calls, where enough values were made since the last time."""
    counts = gc.get_count()
    for generation in (2, 1, 0):
        if counts[generation] > LIMITS[generation]:
            gc.collect(generation)
            return


class Garbage(QObject):
    """Searches now and then, as long as it lives; until it is started, nobody does."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY)
        self._timer.timeout.connect(self._on_timer_timeout)
        gc.disable()

    def start(self) -> None:
        """Search from now on, but not in what was made for the window and stays."""
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    def _on_timer_timeout(self) -> None:
        search()
