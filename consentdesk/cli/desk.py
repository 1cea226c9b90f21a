"""What every command needs: which register, who sits at the desk, what time it is."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk import settings
from consentdesk.i18n import use_zone

if TYPE_CHECKING:
    from pathlib import Path

    from consentdesk.cli.window import OpenWindow
    from consentdesk.storage.register import Register

Progress = Callable[[int, int], None]
"""Called with how many are done and how many there are."""


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The options given before or after any command, with nothing filled in yet.

    `at` is the moment the command began (UTC); every act of the command carries it, but for a
    command that may wait for its input and asks the `clock` again.
    """

    at: datetime
    clock: Callable[[], datetime] = now
    register_given: str | None = None
    clerk_given: str | None = None
    institution_given: str | None = None
    language: str | None = None
    json: bool = False
    clock_is_right: bool = False
    open_window: "OpenWindow | None" = None

    def now(self) -> datetime:
        """The moment now, never before the command began."""
        return max(self.at, self.clock())

    @property
    def location(self) -> str:
        """The register's path or address."""
        return settings.register_location(self.register_given)

    @property
    def clerk(self) -> str:
        """Who works at the desk; BadInput as for any other text that goes into the journal."""
        from consentdesk.services.texts import line

        return line(settings.clerk_name(self.clerk_given), "clerk")

    @property
    def institution(self) -> str | None:
        """Which institution of a shared register, where somebody says."""
        return settings.institution_name(self.institution_given)

    def open(self, *, reading: bool = False) -> "Register":
        """Open the register, whose clock counts from now on; see there.

        Without `reading` it is to be written in: BadInput CLOCK_AHEAD where that must be confirmed.
        RegisterError where it can't be opened.
        """
        from consentdesk.services.clock import doubt
        from consentdesk.storage.register import Register

        self.unlock()
        register = Register.open(self.location, institution=self.institution, reading=reading)
        with register.read() as reader:
            use_zone(ZoneInfo(reader.policy.timezone))
            doubted = None if reading or self.clock_is_right else doubt(reader, self.at)
        if doubted is not None:
            register.close()
            raise doubted
        return register

    def unlock(self, *others: "Path") -> None:
        """Ask for the passphrase of the register, and of other files, as far as one is needed.

        RegisterError PHRASE_NEEDED where there is nobody to ask, PHRASE_WRONG.
        """
        from consentdesk.services.locking import is_locked, locked_file

        own = locked_file(self.location)
        locked = [path for path in (own, *others) if path is not None and is_locked(path)]
        if locked:
            from consentdesk.cli.passphrase import unlock

            for path in locked:
                unlock(path)

    @contextmanager
    def progress(self, label: str) -> Iterator[Progress | None]:
        """A bar on standard error for as long as the work takes; None where nobody watches."""
        if sys.stderr is None or not sys.stderr.isatty():
            yield None
            return
        try:
            yield lambda done, total: _draw(label, done, total)
        finally:
            _put("\r\x1b[K")


def _draw(label: str, done: int, total: int) -> None:
    if not total:
        # Nobody knows yet how much there is.
        _put(f"\r{label} …\x1b[K")
        return
    filled = 20 * done // total
    _put(f"\r{label} [{'#' * filled}{'.' * (20 - filled)}] {done}/{total}\x1b[K")


def _put(drawn: str) -> None:
    """A terminal that was closed meanwhile stops no work."""
    with suppress(OSError):
        sys.stderr.write(drawn)
        sys.stderr.flush()
