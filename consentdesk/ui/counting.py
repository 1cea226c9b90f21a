"""Has faces counted in the background, where the institution switched the counting aid on (R17).

Looks for photos without a count whenever something was written, and counts those that lie on this
computer. It can be stopped in the status bar; what was stopped begins again with the next start of
the program. Knows nothing of what a count is good for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from consentdesk.domain.roles import Right
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Job, Lane, Progress

if TYPE_CHECKING:
    from consentdesk.domain.photos import PhotoId
    from consentdesk.errors import ConsentDeskError
    from consentdesk.services.counting import Counted

SOON = 2_000
"""Milliseconds of quiet after something was written: names typed in a row come first."""


class Counting(QObject):
    """One job at a time; photos that could not be counted are passed over until the next start."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._job: Job | None = None
        self._passed_over: set[PhotoId] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.look)
        context.register_changed.connect(self._soon.start)
        context.register_left.connect(self._on_context_register_left)

    def stop(self) -> None:
        """Look no more; what is under way is left to whoever ends all work."""
        self._soon.stop()
        self._context.register_changed.disconnect(self._soon.start)

    def look(self) -> None:
        """Count what waits, if anything does and may be counted."""
        context = self._context
        if self._job is not None or not context.is_open or not context.may(Right.NAME):
            return
        register, passed_over = context.register, frozenset(self._passed_over)

        def work() -> tuple[PhotoId, ...]:
            from consentdesk.services import counting

            if not counting.is_installed():
                return ()
            with register.read() as reader:
                return counting.waiting(reader, passed_over)

        context.tasks.run(
            self, lambda _progress: work(), self._begin, failed=_say_nothing, replaces="waiting"
        )

    def _begin(self, photos: tuple[PhotoId, ...]) -> None:
        context = self._context
        if not photos or self._job is not None or not context.is_open:
            return
        register, now = context.register, context.now

        def work(report: Progress) -> Counted:
            from consentdesk.services import counting

            return counting.count(register, now, photos, report)

        def stopped() -> None:
            self._ended(photos, wrote=True)

        self._job = context.tasks.run(
            self,
            work,
            lambda found: self._ended(found.left, wrote=bool(found.counted)),
            # What is wrong with the register is told by whoever reads it next.
            failed=lambda _error: self._ended(photos, wrote=False),
            cancelled=stopped,
            lane=Lane.LONG,
            title=_("Counting faces"),
            resumes=True,
        )

    def _ended(self, left: tuple[PhotoId, ...], *, wrote: bool) -> None:
        self._job = None
        self._passed_over.update(left)
        if wrote and self._context.is_open:
            self._context.tell_written()

    def _on_context_register_left(self) -> None:
        """Photos have other numbers in another register."""
        if self._job is not None:
            self._job.replace()
            self._job = None
        self._soon.stop()
        self._passed_over.clear()


def _say_nothing(_error: ConsentDeskError) -> None:
    """Whoever reads the register next tells what is wrong with it."""
