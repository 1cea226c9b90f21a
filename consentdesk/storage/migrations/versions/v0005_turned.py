"""Which way up the files of photos are, so that a place marked on one is found on another."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0005"
down_revision = "0004"


def upgrade(op: Operations) -> None:
    """Make room for it; of the files there are it stays unknown, and those are not taken alike."""
    op.add_column("fingerprint", sa.Column("orientation", sa.Integer(), nullable=True))
