"""Compacting a register, so that nothing erased is left between what is still kept.

SQLite overwrites what it deletes, but not what it moved about before, and its side file holds older
pages until they are brought home. A server keeps deleted rows until they are vacuumed: only whoever
owns the tables may do that, and its logs and backups are its keeper's business in any case.
"""

from contextlib import closing

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from consentdesk.storage import schema
from consentdesk.storage.database import driver_error, raw_file
from consentdesk.storage.register import Register

_HOME = "PRAGMA wal_checkpoint(TRUNCATE)"
_WAIT = "5s"
"""For whoever holds a table; others are not kept waiting for long by one who waits."""
_NEVER_ERASED = frozenset({"ledger", "head"})
"""Tables of which no row is ever deleted, and the largest."""
_OWNED = sa.text(
    "SELECT count(*) FROM pg_class WHERE oid = to_regclass(:name) "
    "AND pg_has_role(current_user, relowner, 'USAGE')"
)


def compact(register: Register, wait: float | None = None) -> bool:
    """Leave nothing of what was erased; see `upkeep.compact`."""
    path = register.place.path
    if path is None:
        return _vacuumed(register)
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


def _vacuumed(register: Register) -> bool:
    """Whether every table with names was vacuumed; nothing is tried without the right to all."""
    names = sorted(schema.metadata.tables.keys() - _NEVER_ERASED)
    try:
        with register.by_itself() as connection:
            if not all(connection.execute(_OWNED, {"name": name}).scalar_one() for name in names):
                # The server would only warn, and leave the rows where they are.
                return False
            connection.exec_driver_sql(f"SET lock_timeout = '{_WAIT}'")
            for name in names:
                connection.exec_driver_sql(f'VACUUM "{name}"')
            connection.exec_driver_sql("RESET lock_timeout")
    except DBAPIError:
        return False
    return True
