"""The institution's own editions of the form: drafts, and those issued, which never change.

And of each form whether it speaks to the person alone, though others still sign that day.
"""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0011"
down_revision = "0010"


def upgrade(op: Operations) -> None:
    """Make both tables, and guard what is issued as the ledger is guarded.

    Of the forms there are it isn't known; they go on speaking to whoever signed that day.
    """
    op.add_column("form", sa.Column("own", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "edition",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institution.id"], name="fk_edition_institution"),
        sa.PrimaryKeyConstraint("institution", "name", name="pk_edition"),
    )
    op.create_table(
        "edition_draft",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("clerk", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name="fk_edition_draft_institution"
        ),
        sa.ForeignKeyConstraint(["clerk"], ["clerk.id"], name="fk_edition_draft_clerk"),
        sa.PrimaryKeyConstraint("id", name="pk_edition_draft"),
        sa.UniqueConstraint("institution", "name", name="uq_edition_draft_institution_name"),
        sqlite_autoincrement=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite(op)
    else:
        _guard_on_postgresql(op)


def _guard_on_sqlite(op: Operations) -> None:
    """No UPDATE, no DELETE; nor an INSERT OR REPLACE, which deletes past a DELETE trigger."""
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER edition_no_{verb.lower()} BEFORE {verb} ON edition "
            "BEGIN SELECT RAISE(ABORT, 'an issued edition never changes'); END"
        )
    op.execute(
        "CREATE TRIGGER edition_no_replace BEFORE INSERT ON edition WHEN "
        "EXISTS (SELECT 1 FROM edition WHERE institution = NEW.institution AND name = NEW.name) "
        "BEGIN SELECT RAISE(ABORT, 'an issued edition never changes'); END"
    )


def _guard_on_postgresql(op: Operations) -> None:
    """No UPDATE, no DELETE, no TRUNCATE."""
    op.execute(
        "CREATE FUNCTION edition_never_changes() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'an issued edition never changes'; END $$"
    )
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER edition_no_{verb.lower()} BEFORE {verb} ON edition "
            "FOR EACH STATEMENT EXECUTE FUNCTION edition_never_changes()"
        )
