"""Compacting a register's file, so that nothing erased is left between what is still kept.

SQLite overwrites what it deletes, but not what it moved about before, and its side file holds older
pages until they are brought home. A server sees to its own files.
"""

from contextlib import closing

from consentdesk.storage.database import driver_error, raw_file
from consentdesk.storage.register import Register

_HOME = "PRAGMA wal_checkpoint(TRUNCATE)"


def compact(register: Register, wait: float | None = None) -> bool:
    """Write the file anew without what was erased; see `upkeep.compact`."""
    path = register.place.path
    if path is None:
        return False
    try:
        with closing(raw_file(path, wait=wait)) as alone:
            # In memory: a temporary file would be one more that holds everything.
            alone.execute("PRAGMA temp_store=MEMORY")
            alone.execute(_HOME).fetchall()
            alone.execute("VACUUM")
            ((busy, *_pages),) = alone.execute(_HOME).fetchall()
    except driver_error():
        # Somebody reads at this very moment, or the disk is full: what was written stays written.
        return False
    return not busy
