"""Where somebody was covered, so that a cover in the wrong place is known for one later."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0008"
down_revision = "0007"


def upgrade(op: Operations) -> None:
    """Make room for it; what has left before stays as it was taken: hidden."""
    for name in ("x", "y", "w", "h"):
        op.add_column("release_subject", sa.Column(name, sa.Double(), nullable=True))
