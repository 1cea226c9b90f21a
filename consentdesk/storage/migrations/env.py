"""Run by Alembic: migrates over the connection that `storage.migrating` hands in."""

from alembic import context

from consentdesk.storage.schema import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
