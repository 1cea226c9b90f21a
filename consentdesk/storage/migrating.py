"""Making and upgrading the schema, step by step, with Alembic.

Each step is handed its operations: Alembic's own `op` and `context` stand in its modules for all
threads, so two registers made at once would write into each other. Only imported where a register
is made or upgraded: Alembic takes longer to load than opening a register does.
"""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from consentdesk.storage.schema import VERSION_TABLE

FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate(connection: Connection, to: str = "head") -> None:
    """Bring the schema to that version within the caller's transaction."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    steps = ScriptDirectory(str(FOLDER))
    op = Operations(context)
    ahead = steps.iterate_revisions(to, context.get_current_revision())
    for step in reversed(list(ahead)):
        step.module.upgrade(op)
        context.stamp(steps, step.revision)
