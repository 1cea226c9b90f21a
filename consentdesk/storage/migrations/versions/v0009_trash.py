"""A place for drafts that were thrown away, until they are put back or really deleted."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0009"
down_revision = "0008"


def upgrade(op: Operations) -> None:
    """Make it; nothing lies there yet."""
    op.create_table(
        "trash",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=True),
        sa.Column("photo", sa.Integer(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institution.id"], name="fk_trash_institution"),
        sa.PrimaryKeyConstraint("id", name="pk_trash"),
        sa.UniqueConstraint("institution", "subject", name="uq_trash_institution_subject"),
        sa.UniqueConstraint("institution", "photo", name="uq_trash_institution_photo"),
        sqlite_autoincrement=True,
    )
