"""Run by Alembic: migrates over the connection that `storage.migrating` hands in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
