"""Photos are bound to the ledger: the salt of what was last said of each.

Nothing is said of the photos there are: that is for a clerk, and the next one who changes, names
or vouches for a photo does.
"""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0002"
down_revision = "0001"


def upgrade(op: Operations) -> None:
    """Make room for the salt."""
    op.add_column("photo", sa.Column("salt", sa.LargeBinary(), nullable=True))
