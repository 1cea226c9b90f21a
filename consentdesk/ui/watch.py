"""Sees what other seats have written: looks at the register's revision every few seconds.

A new day counts as written too, for what was permitted yesterday may have lapsed. Also keeps the
figures beside the pages up to date, because they are read at the same moment.

Where the register lies on a server that doesn't answer, every look is a try to reach it again.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.ui.context import Context

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from consentdesk.domain.roles import Role
    from consentdesk.storage.values import Counts

EVERY = 4000
"""Milliseconds between two looks."""
_PATIENCE = 2
"""How many looks fall due, one after the other, before one that doesn't come back is a silence.

The system tells of a cut cable itself; this is for a server that hangs while its line is whole."""


class Watch(QObject):
    """Reads revision and counts; tells the context when somebody else has written."""

    counted = Signal(object)
    """The newest `Counts`."""
    institution_read = Signal(str, bool)
    """The institution's name, read along with them, and whether it is there only for practice."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._seen = (-1, date.min)
        self._answered = context.now()
        self._silent = False
        self._due: int | None = None
        self.scanned = 0
        """How many scanned forms wait, read along with the counts."""
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._on_timer_timeout)
        context.register_changed.connect(self._on_context_register_changed)
        context.register_left.connect(self._on_context_register_left)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._context.last_answers.stop()

    def takes(self, error: ConsentDeskError) -> bool:
        """Whether that only says that the server is silent, which the window then shows."""
        context = self._context
        if error.problem is not Problem.REGISTER_UNREACHABLE or not context.is_open:
            return False
        if not context.register.is_shared:
            return False
        self._miss()
        return True

    def _miss(self) -> None:
        if not self._silent:
            self._silent = True
            self._context.server_silent.emit(self._answered)

    def _hear(self, answered: datetime) -> bool:
        """The server answers; whether it had not."""
        was_silent, self._silent = self._silent, False
        self._answered = answered
        if was_silent:
            self._context.server_silent.emit(None)
        return was_silent

    def _on_context_register_left(self) -> None:
        self._silent, self._due = False, None

    def _on_context_register_changed(self) -> None:
        self._timer.start()
        register, now = self._context.register, self._context.now()

        def read() -> tuple[tuple[int, date], int, Counts, str, bool, ZoneInfo, str, Role]:
            from zoneinfo import ZoneInfo

            from consentdesk.services.demo_class import is_practice
            from consentdesk.services.inbox.listing import scans_waiting
            from consentdesk.services.roster import family_language

            with register.read() as reader:
                today = reader.today(now)
                counts = reader.counts(today)
                name = reader.institution.name
                zone = ZoneInfo(reader.policy.timezone)
                about = name, is_practice(name), zone, family_language(reader), reader.role
                return (reader.revision(), today), scans_waiting(reader), counts, *about

        self._context.tasks.run(
            self,
            lambda _progress: read(),
            lambda found: self._on_counted(found, now),
            replaces="counts",
        )

    def _on_counted(
        self,
        found: tuple[tuple[int, date], int, Counts, str, bool, ZoneInfo, str, Role],
        asked: datetime,
    ) -> None:
        self._hear(self._context.now())
        self._seen, self.scanned, counts, name, practice, zone, language, role = found
        self._context.sit(role)
        self._context.know(zone, language)
        self._follow(asked)
        self.counted.emit(counts)
        self.institution_read.emit(name, practice)

    def _on_timer_timeout(self) -> None:
        if not self._context.is_open:
            # A backup is being put in its place.
            return
        if self._due is not None:
            # Another look would only wait behind that one, and take its answer's place.
            self._due += 1
            if self._due >= _PATIENCE and self._context.register.is_shared:
                self._miss()
            return
        self._due = 0
        register, now = self._context.register, self._context.now()

        def look() -> tuple[int, date]:
            with register.read() as reader:
                return reader.revision(), reader.today(now)

        self._context.tasks.run(
            self,
            lambda _progress: look(),
            lambda seen: self._on_looked(seen, now),
            failed=self._on_look_failed,
        )

    def _on_looked(self, seen: tuple[int, date], asked: datetime) -> None:
        self._due = None
        was_silent = self._hear(self._context.now())
        if was_silent or seen != self._seen:
            self._context.tell_written()
        else:
            self._follow(asked)

    def _follow(self, asked: datetime) -> None:
        if self._timer.isActive():
            self._context.last_answers.follow(self._seen, asked)

    def _on_look_failed(self, error: ConsentDeskError) -> None:
        self._due = None
        self._context.tasks.failed_unheard.emit(error)
