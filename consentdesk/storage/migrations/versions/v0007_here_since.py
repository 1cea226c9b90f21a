"""Whoever comes back after having left is asked anew; before, an old yes came back to life."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0007"
down_revision = "0006"


def upgrade(op: Operations) -> None:
    """Nobody is known to have come back: the facts told so far know of one last day only."""
    op.add_column("subject", sa.Column("here_since", sa.Date()))
