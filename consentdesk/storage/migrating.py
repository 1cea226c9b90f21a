"""Making and upgrading the schema, step by step, with Alembic.

Each step is handed its operations: Alembic's own `op` and `context` stand in its modules for all
threads, so two registers made at once would write into each other. Only imported where a register
is made or upgraded: Alembic takes longer to load than opening a register does.
"""

from collections.abc import Callable
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from consentdesk.storage.schema import VERSION_TABLE

FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate(
    connection: Connection, to: str = "head", *, stepped: Callable[[int], None] | None = None
) -> None:
    """Bring the schema to that version within the caller's transaction.

    `stepped` is told after each step how many are done; it may raise Cancelled.
    """
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    steps = ScriptDirectory(str(FOLDER))
    op = Operations(context)
    ahead = steps.iterate_revisions(to, context.get_current_revision())
    for done, step in enumerate(reversed(list(ahead)), start=1):
        step.module.upgrade(op)
        context.stamp(steps, step.revision)
        if stepped is not None:
            stepped(done)
