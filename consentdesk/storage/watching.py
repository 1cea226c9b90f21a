"""Whether anybody else has written to a register's file since it was last looked at.

SQLite counts for each connection how often it found that another one had written; so one of our
own that never writes sees every change, however it was made. A server can't be asked: there only
the database's owner can change what was written, and whatever leaves is held against all lines
anyway.
"""

from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any


class Watch:
    """A connection that only counts; shared by threads."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = Lock()
        self._connection: Any = None
        self._unsure = 0

    def count(self) -> int:
        """A number that is another one as soon as anything was written; negative ones never recur.

        Always 0 on a server.
        """
        from consentdesk.storage.database import driver_error, raw_file

        if self._path is None:
            return 0
        with self._lock:
            try:
                if self._connection is None:
                    self._connection = raw_file(self._path)
                return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
            except (driver_error(), OSError):
                self._unsure -= 1
                return self._unsure

    def close(self) -> None:
        """Give the connection back."""
        from consentdesk.storage.database import driver_error

        with self._lock:
            if self._connection is not None:
                with suppress(driver_error()):
                    self._connection.close()
                self._connection = None
