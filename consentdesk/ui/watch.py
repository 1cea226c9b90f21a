"""Sees what other seats have written: looks at the register's revision every few seconds.

A new day counts as written too, for what was permitted yesterday may have lapsed. Also keeps the
figures beside the pages up to date, because they are read at the same moment.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from consentdesk.ui.context import Context

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from consentdesk.domain.roles import Role
    from consentdesk.storage.values import Counts

EVERY = 4000
"""Milliseconds between two looks."""


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
        self.scanned = 0
        """How many scanned forms wait, read along with the counts."""
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._on_timer_timeout)
        context.register_changed.connect(self._on_context_register_changed)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

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

        self._context.tasks.run(self, lambda _progress: read(), self._on_counted, replaces="counts")

    def _on_counted(
        self, found: tuple[tuple[int, date], int, Counts, str, bool, ZoneInfo, str, Role]
    ) -> None:
        self._seen, self.scanned, counts, name, practice, zone, language, role = found
        self._context.sit(role)
        self._context.know(zone, language)
        self.counted.emit(counts)
        self.institution_read.emit(name, practice)

    def _on_timer_timeout(self) -> None:
        if not self._context.is_open:
            # A backup is being put in its place.
            return
        register, now = self._context.register, self._context.now()

        def look() -> tuple[int, date]:
            with register.read() as reader:
                return reader.revision(), reader.today(now)

        self._context.tasks.run(
            self, lambda _progress: look(), self._on_looked, replaces="revision"
        )

    def _on_looked(self, seen: tuple[int, date]) -> None:
        if seen != self._seen:
            self._context.tell_written()
