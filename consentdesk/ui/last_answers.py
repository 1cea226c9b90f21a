"""What the server last said, held and kept by this desk for while it doesn't answer.

Read anew in the background some time after anything was written, and at most for a small share of
the time; in between, every look that finds nothing new makes it as of that look. Only of a register
on a server, and only where nobody has switched it off.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from consentdesk.errors import BadInput, Cancelled, ConsentDeskError, Problem, RegisterError
from consentdesk.machine_policy import machine_policy
from consentdesk.paths import last_known_dir
from consentdesk.settings import Policy, keeping_laid_down
from consentdesk.ui.tasks import Job, Lane, Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from consentdesk.services.last_known.making import LastKnown
    from consentdesk.ui.context import Context

KEEP = "check/keep_answers"
"""Setting of this computer: whether answers are kept at all."""
SOON = 3_000
"""Milliseconds after something was written; names typed in a row come first."""
LEAST = 60.0
"""Seconds between two readings, at least."""
SHARE = 20
"""At most one part in so many of the time is spent on reading."""
LOOK = 15_000
"""Milliseconds between two looks, while the server is silent, whether it still counts."""
_AWAY = frozenset({Problem.REGISTER_UNREACHABLE, Problem.REGISTER_LOCKED})
"""After any other answer of a register nothing is answered by what was kept: whoever asks may not
know it any more, or nobody can."""


class LastAnswers(QObject):
    """The last answers of one desk's register."""

    ran_out = Signal()
    """What was answered by while the server is silent, or stands as of before, counts no more."""

    def __init__(
        self, context: Context, parent: QObject | None = None, *, policy: Policy = machine_policy
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._policy = policy
        self._held: LastKnown | None = None
        self._written: datetime | None = None
        self._next = 0.0
        self._job: Job | None = None
        self._is_swept = False
        self.silent_since: datetime | None = None
        """Since when the server doesn't answer; None while it does."""
        self._day = context.local().date()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.read)
        self._look = QTimer(self)
        self._look.setInterval(LOOK)
        self._look.timeout.connect(self.look)
        context.server_silent.connect(self._on_context_server_silent)
        context.register_left.connect(self.forget)
        context.role_changed.connect(self._on_context_role_changed)
        context.tasks.failed_unheard.connect(self._on_failed)

    @property
    def known(self) -> LastKnown | None:
        """What may be answered by now; None where there is nothing, or it counts no more."""
        if self._held is not None:
            from consentdesk.services.last_known.making import ticks

            if not self._held.counts(self._context.now(), ticks()):
                self.forget()
        return self._held

    def follow(self, seen: tuple[int, date], at: datetime) -> None:
        """The server said at that moment which revision and which day it is."""
        if self.silent_since is not None:
            # It was silent when the program started, and nobody has heard of it yet.
            self._context.server_silent.emit(None)
        if not self._is_kept_here():
            return
        if self._held is not None:
            from consentdesk.services.last_known.making import ticks

            gone = max(0.0, (self._context.now() - at).total_seconds())
            self._held = self._held.confirmed(seen, at, ticks() - gone)
            if (self._held.revision, self._held.pack.as_of) == seen:
                return
        if not self._soon.isActive() and self._job is None:
            wait = max(SOON, int(1000 * (self._next - monotonic())))
            self._soon.start(wait)

    def stop(self) -> None:
        """Read no more until there is something to follow again; what is held stays."""
        self._soon.stop()

    def read(self) -> None:
        """Read it now, in the background."""
        context = self._context
        if not self._is_kept_here():
            return
        register, now = context.register, context.now
        begun = monotonic()

        def work(progress: Progress) -> LastKnown | None:
            from consentdesk.services.last_known import keeping, making

            found = making.read_last_known(register, now(), making.ticks(), progress)
            if found is None:
                return None
            progress(0, 1)
            keeping.keep(register.place, found)
            try:
                progress(1, 1)
            except Cancelled:
                # It was switched off, or another register is open by now.
                keeping.forget_house(found.house)
                raise
            return found

        def done(found: LastKnown | None) -> None:
            took = monotonic() - begun
            self._job, self._next = None, monotonic() + max(LEAST, SHARE * took)
            self._held = found
            self._written = None if found is None else found.pack.made_at

        def failed(error: ConsentDeskError) -> None:
            self._job = None
            self._on_failed(error)

        self._soon.stop()
        self._job = context.tasks.run(
            self, work, done, failed=failed, lane=Lane.LONG, replaces="read"
        )

    def recall(self, location: str, institution: str | None, found: Callable[[], None]) -> None:
        """Take up what was kept of a server that doesn't answer at the start of the program.

        `found` is called where there is something that counts.
        """
        context = self._context
        if not self._may_keep() or not last_known_dir().is_dir():
            return
        at = context.now()

        def work() -> LastKnown | None:
            from consentdesk.services.last_known import keeping, making
            from consentdesk.storage.places import parse

            return keeping.kept(parse(location), institution, at, making.ticks())

        def done(kept: LastKnown | None) -> None:
            if kept is None or context.is_open:
                return
            self._held, self._written = kept, kept.pack.made_at
            self.silent_since = kept.pack.made_at
            self._day = context.local().date()
            self._look.start()
            found()

        context.tasks.run(self, lambda _progress: work(), done, replaces="recall")

    def forget(self) -> None:
        """Nothing is held or kept any more."""
        self._soon.stop()
        if self._job is not None:
            self._job.replace()
            self._job = None
        self._held = self._written = None
        self._next = 0.0
        if last_known_dir().is_dir():
            self._run(_forget_all)

    def look(self) -> None:
        """See whether what is answered by still counts, and whether another day has begun."""
        was_held, was, self._day = self._held is not None, self._day, self._context.local().date()
        if self.known is None and (was_held or was != self._day):
            self.ran_out.emit()

    def _is_kept_here(self) -> bool:
        """Whether there is a server whose answers may be kept."""
        return self._context.is_open and self._context.register.is_shared and self._may_keep()

    def _may_keep(self) -> bool:
        """Whether answers may be kept; what was kept before somebody said no is removed."""
        context, was_swept, self._is_swept = self._context, self._is_swept, True
        if not keeps_answers(context, self._policy):
            if self._held is not None or self._job is not None or not was_swept:
                self.forget()
            return False
        if not was_swept and last_known_dir().is_dir():
            self._run(partial(_forget_old, context.now()))
        return True

    def _run(self, work: Callable[[], None]) -> None:
        self._context.tasks.run(self, lambda _progress: work(), lambda _none: None, lane=Lane.LONG)

    def _on_context_role_changed(self) -> None:
        """What one role may be told is not another's."""
        if self._held is not None or self._job is not None:
            self.forget()

    def _on_failed(self, error: ConsentDeskError) -> None:
        if isinstance(error, RegisterError) and error.problem not in _AWAY:
            self.forget()

    def _on_context_server_silent(self, since: datetime | None) -> None:
        self.silent_since = since
        if since is None:
            self._look.stop()
            return
        self._day = self._context.local().date()
        self._look.start()
        held, context = self.known, self._context
        if held is None or held.pack.made_at == self._written or not context.is_open:
            return
        # As of when it is, for whoever starts the program again meanwhile.
        self._written = held.pack.made_at
        place = context.register.place

        def work() -> None:
            from consentdesk.services.last_known import keeping

            keeping.keep(place, held)
            if self._held is not held:
                # It was switched off, or left, meanwhile.
                keeping.forget_house(held.house)

        self._run(work)


def _forget_all() -> None:
    from consentdesk.services.last_known.keeping import forget_all

    forget_all()


def _forget_old(at: datetime) -> None:
    from consentdesk.services.last_known.keeping import forget_old

    forget_old(at)


def keeps_answers(context: Context, policy: Policy = machine_policy) -> bool:
    """Whether answers are kept on this computer: as laid down for it, else as somebody chose.

    Not where that can't be read.
    """
    try:
        laid_down = keeping_laid_down(policy)
    except BadInput:
        return False
    if laid_down is not None:
        return laid_down
    return str(context.settings.value(KEEP, "true")) == "true"
