"""What was said but is not in the register yet, because that can't be written to at the moment.

It is never dropped without a question: here for the window it was said in, in `stopping` for the
program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from consentdesk.i18n import _
from consentdesk.ui.silence import Silence

if TYPE_CHECKING:
    from datetime import datetime

    from consentdesk.ui.banner import Banner
    from consentdesk.ui.context import Context
    from consentdesk.ui.write_queue import WriteQueue


class Unwritten(Silence):
    """Says in place that a queue is kept, and asks whoever wants to close meanwhile."""

    def __init__(
        self,
        context: Context,
        beside: Banner,
        queue: WriteQueue,
        leave: Callable[[], None] = lambda: None,
    ) -> None:
        """`leave` closes the window, whatever is lost by it; a page has none."""
        super().__init__(context, beside)
        self._queue = queue
        self._leave = leave
        self._is_told = False
        queue.held.connect(self._on_queue_held)
        queue.resumed.connect(self._on_queue_resumed)

    def may_leave(self) -> bool:
        """Whether nothing is kept; else it is asked here, and the keyboard is on the safe answer.

        The same once more leaves it at the question: only its own button drops anything.
        """
        if not self._queue.is_held:
            return True
        self.say(
            _(
                "What you said here is not in the register yet, which can't be written to at the "
                "moment. If you close now, it is lost."
            ),
            tone="no",
            icon="warning",
            action=_("Keep it and wait"),
            then=self._try,
            other=_("Close and lose it"),
            otherwise=self._lose,
            stays=True,
        )
        self.take_keyboard()
        return False

    def tell_silence(self, since: datetime) -> None:
        """Only where nothing is kept; that says more."""
        if not self._queue.is_held:
            super().tell_silence(since)

    def end_silence(self) -> None:
        """What is kept is told until it is written."""
        if not self._queue.is_held:
            super().end_silence()

    def _lose(self) -> None:
        self._queue.drop()
        self._leave()

    def _tell(self) -> None:
        self._is_told = True
        self.say(
            _(
                "The register can't be written to at the moment. What you say here is kept, in its "
                "order, and written by itself as soon as it can be."
            ),
            tone="unknown",
            icon="warning",
            action=_("Try again now"),
            then=self._try,
            stays=True,
        )

    def _try(self) -> None:
        self._tell()
        self._queue.go_on()

    def _on_queue_held(self) -> None:
        # Said once, not with every word that is typed meanwhile.
        if not self._is_told:
            self._tell()

    def _on_queue_resumed(self) -> None:
        self._is_told = False
        self.hide()
