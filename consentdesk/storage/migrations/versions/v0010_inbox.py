"""The inbox: what came back from the scanner and waits for a person to look at it."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0010"
down_revision = "0009"


def upgrade(op: Operations) -> None:
    """Make its tables; nothing of what there is changes."""
    _files(op)
    _sheets(op)
    _pages(op)


def _files(op: Operations) -> None:
    op.create_table(
        "inbox_file",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_inbox_file_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_file")),
        sa.UniqueConstraint("institution", "digest", name=op.f("uq_inbox_file_institution_digest")),
        sqlite_autoincrement=True,
    )


def _sheets(op: Operations) -> None:
    op.create_table(
        "inbox_sheet",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.Text(), nullable=False),
        sa.Column("filed", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_inbox_sheet_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_sheet")),
        sqlite_autoincrement=True,
    )
    for columns in (["institution", "state", "id"], ["institution", "serial"]):
        name = op.f("_".join(["ix_inbox_sheet", *columns]))
        op.create_index(name, "inbox_sheet", columns, unique=False)


def _pages(op: Operations) -> None:
    op.create_table(
        "inbox_page",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("file", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("sheet", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("apart", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("read", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_inbox_page_institution")
        ),
        sa.ForeignKeyConstraint(["file"], ["inbox_file.id"], name=op.f("fk_inbox_page_file")),
        sa.ForeignKeyConstraint(["sheet"], ["inbox_sheet.id"], name=op.f("fk_inbox_page_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_page")),
        sa.UniqueConstraint("file", "number", name=op.f("uq_inbox_page_file_number")),
        sqlite_autoincrement=True,
    )
    for columns in (["institution", "sheet"], ["institution", "document"]):
        name = op.f("_".join(["ix_inbox_page", *columns]))
        op.create_index(name, "inbox_page", columns, unique=False)
