"""A whole card of photos, and who works here: events, drawn covers and crops, presets, seats."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0012"
down_revision = "0011"

_SAMPLED = (
    *(("subject", name, "text") for name in ("name", "folded")),
    ("subject", "born", "date"),
    ("guardian", "name", "text"),
    *(("journal_entry", name, "text") for name in ("number", "subject_line", "paper_at")),
    ("text", "text", "text"),
)


def upgrade(op: Operations) -> None:
    """Make room for it; of what there is nothing changes."""
    op.create_table(
        "event",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("gap", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["institution"], ["institution.id"], name="fk_event_institution"),
        sa.PrimaryKeyConstraint("institution", "name", name="pk_event"),
    )
    op.create_table(
        "preset",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institution.id"], name="fk_preset_institution"),
        sa.PrimaryKeyConstraint("institution", "destination", name="pk_preset"),
    )
    op.create_table(
        "seat",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institution.id"], name="fk_seat_institution"),
        sa.PrimaryKeyConstraint("institution", "login", name="pk_seat"),
    )
    op.add_column("photo", sa.Column("raw", sa.Text(), server_default="", nullable=False))
    op.add_column("photo", sa.Column("raw_digest", sa.LargeBinary(), nullable=True))
    _clerks_at_seats(op)
    for table, name in (
        ("release", "made"),
        ("photo", "crop"),
        ("photo", "unknown_covers"),
        ("depiction", "cover"),
        ("release_copy", "crop"),
        ("release_copy", "unknown_covers"),
        ("release_subject", "cover"),
    ):
        op.add_column(table, sa.Column(name, sa.Text(), nullable=True))
    if op.get_bind().dialect.name != "sqlite":
        _keys_that_tell_nothing(op)


def _keys_that_tell_nothing(op: Operations) -> None:
    """No names, days, albums or answers among the keys of an index, see `indexes`."""
    for table, name in (
        ("subject", "ix_subject_found"),
        ("subject", "ix_subject_institution_group_left_on"),
        ("subject", "ix_subject_institution_born"),
        ("journal_entry", "ix_journal_entry_institution_system_number"),
        ("standing", "ix_standing_found"),
        ("standing", "ix_standing_changes_on_institution"),
        ("standing", "ix_standing_lack_institution_subject"),
        ("photo", "ix_photo_found"),
        ("photo", "ix_photo_institution_album_id"),
    ):
        op.drop_index(name, table)
    for table, name, keys, carried in (
        (
            "subject",
            "ix_subject_found",
            ("institution", "id"),
            ("ordered", "folded", "left_on", "group", "staff"),
        ),
        (
            "standing",
            "ix_standing_found",
            ("institution", "subject"),
            ("purpose", "state", "changes_on", "computed_on", "lack"),
        ),
        ("photo", "ix_photo_found", ("institution", "id"), ("folded", "album")),
    ):
        op.create_index(name, table, list(keys), postgresql_include=list(carried))


def _clerks_at_seats(op: Operations) -> None:
    """The same name may be written at several seats, each time as somebody of its own."""
    if op.get_bind().dialect.name != "sqlite":
        op.add_column("clerk", sa.Column("login", sa.Text(), server_default="", nullable=False))
        op.drop_constraint("uq_clerk_institution_name", "clerk")
        op.create_unique_constraint(
            "uq_clerk_institution_name_login", "clerk", ["institution", "name", "login"]
        )
        # What the server kept samples of goes with a type that stays the same; it takes no new
        # ones, see `server_policies`.
        for table, column, kind in _SAMPLED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}")
        return
    # A constraint can't be changed there, so the table is made anew, under its own name: what
    # points to its rows is missing them only until they are back, which is before the end.
    op.execute("PRAGMA defer_foreign_keys=ON")
    op.execute("CREATE TABLE clerk_before AS SELECT * FROM clerk")
    op.drop_table("clerk")
    op.create_table(
        "clerk",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["institution"], ["institution.id"], name="fk_clerk_institution"),
        sa.PrimaryKeyConstraint("id", name="pk_clerk"),
        sa.UniqueConstraint("institution", "name", "login", name="uq_clerk_institution_name_login"),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO clerk (id, institution, name, salt, digest) "
        "SELECT id, institution, name, salt, digest FROM clerk_before ORDER BY id"
    )
    op.drop_table("clerk_before")
