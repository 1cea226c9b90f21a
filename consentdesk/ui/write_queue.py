"""Writes that must come one after the other: a name typed first is written first.

The register takes one write at a time, but two tasks may start in any order; whoever writes while
somebody types puts every write here.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from consentdesk.errors import ConsentDeskError
from consentdesk.ui.context import Context
from consentdesk.ui.undo import Write


@dataclass(frozen=True, slots=True)
class _Waiting:
    write: Write
    then: Callable[[], None]


class WriteQueue(QObject):
    """Writes in their order; one that fails takes with it those that came after."""

    written = Signal()
    """Everything put in so far is in the register."""
    failed = Signal(object)
    """A ConsentDeskError; nothing after it was written."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: deque[_Waiting] = deque()
        self._is_busy = False

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing left to write."""
        return not self._is_busy and not self._waiting

    def put(self, write: Write, then: Callable[[], None] = lambda: None) -> None:
        """Write that once everything before it is written; `then` runs when it is."""
        self._waiting.append(_Waiting(write, then))
        if not self._is_busy:
            self._next()

    def _next(self) -> None:
        if not self._waiting:
            self._is_busy = False
            self.written.emit()
            return
        self._is_busy = True
        one, context = self._waiting.popleft(), self._context
        clerk, at = context.clerk, context.now()

        def done(_result: object) -> None:
            one.then()
            self._next()

        context.tasks.run(
            self, lambda _progress: one.write(clerk, at), done, failed=self._on_failed
        )

    def _on_failed(self, error: ConsentDeskError) -> None:
        self._waiting.clear()
        self._is_busy = False
        self.failed.emit(error)
