"""The folder a scanner writes to, looked at every few seconds while the register is open.

It belongs to the register for which it was chosen: while another one is open, for practice perhaps,
nothing is taken from it. What has lain still comes into the inbox and is put away; a folder that
can't be reached is told of, and looked for again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from consentdesk.i18n import _
from consentdesk.ui.tasks import Lane, Progress

if TYPE_CHECKING:
    from datetime import datetime

    from consentdesk.services.inbox.collecting import Collected
    from consentdesk.services.inbox.watching import Listing, Stamp
    from consentdesk.ui.context import Context

FOLDER = "inbox/folder"
REGISTER = "inbox/folder-of"
"""The register for which the folder was chosen."""
EVERY = 5000
"""Milliseconds between two looks."""


class Scanner(QObject):
    """Looks, and has what is ready brought in."""

    brought = Signal(object)
    """The files that came in: a tuple of BroughtFile."""
    away_changed = Signal()
    """The folder can't be reached any more, or can again, or is not looked at any more."""

    def __init__(
        self,
        context: Context,
        *,
        clock: Callable[[], float] = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._clock = clock
        self._before: Listing | None = None
        self._tried: dict[str, Stamp] = {}
        self._is_busy = False
        self._looked_at: Path | None = None
        self.away_since: datetime | None = None
        """From when on the folder could not be reached; None while it can."""
        self.is_stopped = False
        """Whether somebody stopped it while it read."""
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)

    @property
    def folder(self) -> Path | None:
        """The scanner's folder, if one is set for the register that is open."""
        state = self._context.settings
        kept = str(state.value(FOLDER, ""))
        if not kept or not self._context.is_open:
            return None
        mine = str(state.value(REGISTER, "")) == str(self._context.register.location)
        return Path(kept) if mine else None

    def use_clock(self, clock: Callable[[], float]) -> None:
        """Measure by other seconds than the computer's."""
        self._clock = clock

    def choose(self, folder: str) -> None:
        """From now on that folder, for the register that is open; "" is none."""
        state = self._context.settings
        state.setValue(FOLDER, folder)
        state.setValue(REGISTER, str(self._context.register.location))
        self._begin_anew()
        self.start()

    def start(self) -> None:
        """Look from now on, if there is a folder."""
        if self.folder is None:
            self.stop()
        elif not self._timer.isActive():
            self.is_stopped = False
            self._timer.start()
            self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look once; what is ready is brought in."""
        from consentdesk.domain.roles import Right

        folder = self.folder
        if folder is None or self._is_busy or not self._context.may(Right.FILE):
            return
        if folder != self._looked_at:
            self._begin_anew()
            self._looked_at = folder
        self._is_busy = True
        before, clock = self._before, self._clock

        def work() -> Listing:
            from consentdesk.services.inbox.watching import list_folder

            return list_folder(folder, before, clock())

        self._context.tasks.run(
            self,
            lambda _progress: work(),
            lambda listing: self._on_listed(folder, listing),
            failed=lambda _error: self._rest(),
        )

    def _begin_anew(self) -> None:
        self._before = None
        self._tried.clear()
        self._set_away(None)

    def _rest(self) -> None:
        self._is_busy = False

    def _set_away(self, since: datetime | None) -> None:
        if (since is None) != (self.away_since is None):
            self.away_since = since
            self.away_changed.emit()

    def _on_listed(self, folder: Path, listing: Listing) -> None:
        from consentdesk.services.inbox.watching import ready

        if folder != self.folder:
            self._rest()
            return
        self._before = listing
        away = listing.away_since is not None
        self._set_away((self.away_since or self._context.now()) if away else None)
        names = ready(listing, self._tried)
        if names:
            self._collect(folder, names)
        else:
            self._rest()

    def _collect(self, folder: Path, names: tuple[str, ...]) -> None:
        context = self._context
        register, clerk, at = context.register, context.clerk, context.now()

        def work(progress: Progress) -> Collected:
            from consentdesk.services.inbox.collecting import collect

            return collect(register, clerk, at, folder=folder, names=names, progress=progress)

        context.tasks.run(
            self,
            work,
            self._on_collected,
            failed=self._on_failed,
            cancelled=self._on_cancelled,
            lane=Lane.LONG,
            title=_("Reading the scans"),
        )

    def _on_collected(self, found: Collected) -> None:
        self._rest()
        self._tried.update(found.left)
        self.brought.emit(found.files)
        self._context.tell_written()

    def _on_cancelled(self) -> None:
        """Whoever stops it wants it stopped: it goes on when somebody says so."""
        self._rest()
        self.stop()
        self.is_stopped = True
        self.away_changed.emit()
        self._context.tell_written()

    def _on_failed(self, error: object) -> None:
        self._rest()
        self._context.tasks.failed_unheard.emit(error)
