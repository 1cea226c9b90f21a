"""Writes that must come one after the other: a name typed first is written first.

The register takes one write at a time, but two tasks may start in any order; whoever writes while
somebody types puts every write here. While the register can't be reached they are kept, in their
order, and tried again by themselves; what the line broke on is written once, whatever the server
could tell of it at the time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.ui.context import Context
from consentdesk.ui.undo import Write

if TYPE_CHECKING:
    from consentdesk.ui.tasks import Progress

AGAIN = 4000
"""Milliseconds between two attempts to write what is kept."""
PASSING = frozenset(
    {
        Problem.REGISTER_FULL,
        Problem.REGISTER_LOCKED,
        Problem.REGISTER_UNCERTAIN,
        Problem.REGISTER_UNREACHABLE,
    }
)
"""What is no answer to what is to be written, and passes by itself."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    write: Write
    then: Callable[[], None]
    clerk: str
    about: frozenset[object]
    """What it is said of; nothing: of all that is said before it."""
    anyway: bool = False
    """It writes nothing, and has its turn whatever was refused before it."""
    doubt: ConsentDeskError | None = None
    """It may be in the register, although the line broke."""

    def rests_on(self, other: _Waiting) -> bool:
        """Whether it may not be written where that one was refused."""
        if self.anyway or other.anyway:
            return False
        return not self.about or not other.about or bool(self.about & other.about)


class WriteQueue(QObject):
    """Writes in their order; one that is refused takes with it those that rest on it."""

    written = Signal()
    """Everything put in so far is in the register, or was refused."""
    failed = Signal(object)
    """A ConsentDeskError: refused; nothing that rests on it is written."""
    held = Signal()
    """The register can't be written to: everything is kept for now."""
    resumed = Signal()
    """What was kept is being written."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: deque[_Waiting] = deque()
        self._is_busy = False
        self._why: ConsentDeskError | None = None
        self._is_silent = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self.go_on)
        context.server_silent.connect(self._on_context_server_silent)
        context.register_left.connect(self._on_context_register_left)

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing left to write."""
        return not self._is_busy and not self._waiting

    @property
    def is_held(self) -> bool:
        """Whether something is kept because the register can't be reached."""
        return self._why is not None or (self._is_silent and self._is_busy)

    def put(
        self,
        write: Write,
        then: Callable[[], None] = lambda: None,
        *,
        about: Collection[object] = (),
    ) -> None:
        """Write that once everything before it is written; `then` runs when it is.

        Refused, it takes with it whatever is `about` one of the same things; without any, all.
        """
        self._put(_Waiting(write, then, self._context.clerk, frozenset(about)))

    def _put(self, one: _Waiting) -> None:
        self._waiting.append(one)
        if self._why is None and not self._is_busy:
            self._next()
        if self.is_held:
            self.held.emit()

    def when_written(self, then: Callable[[], None], *, anyway: bool = False) -> None:
        """Run that as soon as everything so far is written; `anyway` also where it is refused."""
        if self.is_idle:
            then()
        else:
            self._put(_Waiting(_nothing, then, self._context.clerk, frozenset(), anyway))

    def go_on(self) -> None:
        """Try again to write what is kept."""
        if self._why is not None and not self._is_busy and self._context.is_open:
            self._again.stop()
            self._next()

    def drop(self) -> None:
        """Write nothing of what is kept: somebody has said so."""
        self._waiting.clear()
        self._resume()

    def _next(self) -> None:
        if not self._waiting:
            self._is_busy = False
            self.written.emit()
            return
        self._is_busy = True
        one, context = self._waiting.popleft(), self._context
        register, at = context.register, context.now()

        def work(_progress: Progress) -> None:
            if one.doubt is None or not register.arrived(one.doubt):
                one.write(one.clerk, at)

        def done(_none: None) -> None:
            self._resume()
            one.then()
            self._next()

        context.tasks.run(self, work, done, failed=lambda error: self._on_failed(one, error))

    def _on_failed(self, one: _Waiting, error: ConsentDeskError) -> None:
        self._is_busy = False
        if error.problem in PASSING:
            self._hold(one, error)
            return
        self._resume()
        refused = [one]
        for later in self._waiting:
            if any(later.rests_on(other) for other in refused):
                refused.append(later)
        self._waiting = deque(w for w in self._waiting if w not in refused)
        self.failed.emit(error)
        if self._waiting and not self._is_busy:
            self._next()

    def _hold(self, one: _Waiting, error: ConsentDeskError) -> None:
        if error.problem is Problem.REGISTER_UNCERTAIN:
            one = replace(one, doubt=error)
        self._waiting.appendleft(one)
        self._why = error
        self._again.start()
        if error.problem is Problem.REGISTER_UNREACHABLE and self._context.register.is_shared:
            # The main window says so too, whoever notices it first.
            self._context.tasks.failed_unheard.emit(error)
        self.held.emit()

    def _resume(self) -> None:
        self._again.stop()
        was_held, self._why = self.is_held, None
        self._is_silent = False
        if was_held:
            self.resumed.emit()

    def _on_context_server_silent(self, since: object) -> None:
        """A server that hangs while its line is whole breaks nothing, and says nothing either."""
        was_held, self._is_silent = self.is_held, since is not None
        if self._why is not None:
            if since is None:
                self.go_on()
        elif was_held and not self.is_held:
            self.resumed.emit()
        elif self.is_held and not was_held:
            self.held.emit()

    def _on_context_register_left(self) -> None:
        """The same numbers mean others there."""
        self.drop()


def _nothing(_clerk: str, _at: datetime) -> None:
    """Nothing is written."""
