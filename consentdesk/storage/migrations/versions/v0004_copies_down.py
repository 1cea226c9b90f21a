"""Copies come down one by one: each says since when, as the whole release did before."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0004"
down_revision = "0003"


def upgrade(op: Operations) -> None:
    """Add the moment to each copy; what was taken down was so as a whole."""
    op.add_column("release_copy", sa.Column("taken_down_at", sa.Text(), nullable=True))
    op.execute(
        "UPDATE release_copy SET taken_down_at = "
        "(SELECT taken_down_at FROM release WHERE release.id = release_copy.release)"
    )
