"""The check window while the server doesn't answer: by what it answers then, and what it says.

Everything it shows then is marked as of some time ago, and nothing can be written or let out.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, format_since, format_time
from consentdesk.ui.as_of import AsOfRow, judged_again_as_of, judged_as_of, pack_time, stamped
from consentdesk.ui.banner import Banner
from consentdesk.ui.check_run import Judge
from consentdesk.ui.context import Context
from consentdesk.ui.finding_rows import FindingRow

Put = Callable[[Sequence[FindingRow]], object]
"""Shows these rows in the place of those of the same files."""


class CheckAway(QObject):
    """What a check window asks while there is no answer to be had."""

    changed = Signal()
    """The server has fallen silent or answers again, or what was kept counts no more."""

    def __init__(self, context: Context, window: QWidget, banner: Banner) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._banner = banner
        self.strip = Banner()
        """Stands above all while anything is as of some time ago."""
        context.last_answers.ran_out.connect(self.changed)
        context.server_silent.connect(self._on_context_server_silent)

    @property
    def is_silent(self) -> bool:
        """Whether the server doesn't answer."""
        return self._context.last_answers.silent_since is not None

    @property
    def judge(self) -> Judge | None:
        """By what files are checked now; None for the register."""
        known = self._context.last_answers.known if self.is_silent else None
        return None if known is None else partial(judged_as_of, known.pack)

    def mark(self, rows: Sequence[FindingRow], read_at: datetime, put: Put) -> bool:
        """Put the rows as of when they were read, and soon as of what was kept, where there is any.

        False where they are of a day that is over.
        """
        known = self._context.last_answers.known
        if known is not None and all(isinstance(r, AsOfRow) and r.kept for r in rows):
            return True
        old = stamped(rows, format_time(self._context.local(read_at)))
        if known is None:
            if self._is_over(rows, read_at):
                return False
            put(old)
            return True
        if old != tuple(rows):
            put(old)
        pack = known.pack

        def judged(again: Sequence[FindingRow]) -> None:
            if self.is_silent:
                put(again)

        self._context.tasks.run(
            self,
            lambda _progress: judged_again_as_of(pack, rows),
            judged,
            replaces="mark",
        )
        return True

    def as_read(self, row: FindingRow, read_at: datetime) -> FindingRow:
        """A row as of when it was read."""
        return stamped((row,), format_time(self._context.local(read_at)))[0]

    def _is_over(self, rows: Sequence[FindingRow], read_at: datetime) -> bool:
        """Whether nothing of it counts any more; what was kept doesn't outlast what it is of."""
        local, now = self._context.local(read_at), self._context.local()
        return local.date() != now.date() or any(isinstance(r, AsOfRow) and r.kept for r in rows)

    def lacks(self, banner: Banner) -> bool:
        """Say that nothing can be checked, where there is neither a register nor what was kept."""
        if self._context.is_open or self.judge is not None:
            return False
        banner.say(run_out_sentence(), tone="no", icon="warning")
        return True

    def hears(self, error: ConsentDeskError) -> bool:
        """Whether that only says that the server is silent, and there is something to answer by."""
        context = self._context
        if error.problem is not Problem.REGISTER_UNREACHABLE or self.is_silent:
            return False
        # Whoever watches the server is told at once, rather than at the next look.
        context.tasks.failed_unheard.emit(error)
        return self.judge is not None

    def tell(self, error: ConsentDeskError, banner: Banner) -> None:
        """Say what went wrong, where the strip doesn't say so."""
        if not self.hears(error) and not self.is_silent:
            banner.tell(error)

    def refuses(self, rows: Sequence[FindingRow], banner: Banner) -> bool:
        """Say that nothing can leave or be written, where that is so."""
        if not self.is_silent and not is_as_of(rows):
            return False
        said = _(
            "Nothing leaves and nothing is written while the server doesn't answer. Wait until it "
            "does; then everything here is read again by itself."
        )
        banner.say(said, tone="no", icon="warning")
        return True

    def say(self, rows: Sequence[FindingRow]) -> None:
        """Say above the rows as of when they are, or that nothing can be checked."""
        time = _time_of(rows)
        title = _("Check a picture – as of {time}") if time else _("Check a picture")
        self._window.setWindowTitle(title.format(time=time))
        known, since = self._context.last_answers.known, self._context.last_answers.silent_since
        if not time and since is None:
            self.strip.hide()
            return
        if not time and known is not None:
            time = pack_time(known.pack)
        if time:
            said = _(
                "As of {time} – the server doesn't answer. Until it does, nothing can be named, "
                "judged or exported."
            )
        else:
            time = format_since(self._context.local(since), self._context.local())
            said = _(
                "The server hasn't answered since {time}. Nothing can be checked until it does; "
                "ConsentDesk keeps trying."
            )
        text = said.format(time=time)
        if self.strip.text != text:
            self.strip.say(text, tone="unknown", icon="clock", stays=True)

    def _on_context_server_silent(self, since: object) -> None:
        if since is None:
            self._banner.forget_unreachable()
        self.changed.emit()


def is_as_of(rows: Sequence[FindingRow]) -> bool:
    """Whether any of the rows is as of some time ago."""
    return any(isinstance(row, AsOfRow) for row in rows)


def lapsed_sentence() -> str:
    """What stands where the verdicts of a day were when it is over."""
    return _(
        "What stood here was as of yesterday, and the server still doesn't answer. It is checked "
        "again by itself once it does; what you typed stays."
    )


def run_out_sentence() -> str:
    """What is said of pictures for which there is nothing to answer by."""
    return _(
        "The answers that were kept count no more, and the server still doesn't answer. Check "
        "again once it does."
    )


def _time_of(rows: Sequence[FindingRow]) -> str:
    return next((row.time for row in rows if isinstance(row, AsOfRow)), "")
