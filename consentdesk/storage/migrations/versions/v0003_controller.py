"""What forms say about who asks: the institution's contact and data protection officer."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0003"
down_revision = "0002"


def upgrade(op: Operations) -> None:
    """An institution of before has said nothing yet."""
    op.add_column("institution", sa.Column("controller_digest", sa.Text(), nullable=True))
