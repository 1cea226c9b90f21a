"""The first schema: institutions, ledger, people, paper, pictures, releases."""

import sqlalchemy as sa
from alembic.operations import Operations

revision = "0001"
down_revision = None


def upgrade(op: Operations) -> None:
    """Make every table, then the triggers that keep the ledger as it is."""
    _institutions(op)
    _ledger(op)
    _people(op)
    _standing(op)
    _paper(op)
    _journal(op)
    _photos(op)
    _recognition(op)
    _releases(op)
    if op.get_bind().dialect.name == "sqlite":
        _guard_on_sqlite(op)
    else:
        _guard_on_postgresql(op)


def _institutions(op: Operations) -> None:
    """Who keeps the register, and how far it has come."""
    op.create_table(
        "institution",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("uuid", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("policy_digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution")),
        sa.UniqueConstraint("name", name=op.f("uq_institution_name")),
        sa.UniqueConstraint("uuid", name=op.f("uq_institution_uuid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "head",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("op", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_head_institution")
        ),
        sa.PrimaryKeyConstraint("institution", name=op.f("pk_head")),
    )
    op.create_table(
        "clerk",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_clerk_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clerk")),
        sa.UniqueConstraint("institution", "name", name=op.f("uq_clerk_institution_name")),
        sqlite_autoincrement=True,
    )


def _ledger(op: Operations) -> None:
    """The acts, and the texts they digest."""
    op.create_table(
        "text",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_text_institution")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_text")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_text_institution"), "text", ["institution"], unique=False)
    op.create_table(
        "ledger",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("clerk", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=True),
        sa.Column("photo", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("binds", sa.Text(), nullable=True),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["clerk"], ["clerk.id"], name=op.f("fk_ledger_clerk")),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_ledger_institution")
        ),
        sa.PrimaryKeyConstraint("institution", "number", name=op.f("pk_ledger")),
        sa.UniqueConstraint("institution", "op", name=op.f("uq_ledger_institution_op")),
        sa.UniqueConstraint("institution", "previous", name=op.f("uq_ledger_institution_previous")),
    )
    op.create_index(
        op.f("ix_ledger_institution_kind_number"),
        "ledger",
        ["institution", "kind", "number"],
        unique=False,
    )
    op.create_index(
        op.f("ix_ledger_institution_photo_number"),
        "ledger",
        ["institution", "photo", "number"],
        unique=False,
        sqlite_where=sa.text("photo IS NOT NULL"),
        postgresql_where=sa.text("photo IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_ledger_institution_serial"),
        "ledger",
        ["institution", "serial"],
        unique=False,
        sqlite_where=sa.text("serial IS NOT NULL"),
        postgresql_where=sa.text("serial IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_ledger_institution_subject_number"),
        "ledger",
        ["institution", "subject", "number"],
        unique=False,
        sqlite_where=sa.text("subject IS NOT NULL"),
        postgresql_where=sa.text("subject IS NOT NULL"),
    )


def _people(op: Operations) -> None:
    """Subjects and who may sign for them."""
    op.create_table(
        "subject",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("staff", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_subject_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_subject_institution_born"), "subject", ["institution", "born"], unique=False
    )
    op.create_index(
        "ix_subject_found",
        "subject",
        ["institution", "folded", "id", "left_on", "group", "staff"],
        unique=False,
    )
    op.create_index(
        op.f("ix_subject_institution_group_left_on"),
        "subject",
        ["institution", "group", "left_on"],
        unique=False,
    )
    op.create_table(
        "guardian",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_guardian_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "guardianship",
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("guardian", sa.Integer(), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("custody", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["guardian"], ["guardian.id"], name=op.f("fk_guardianship_guardian")
        ),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_guardianship_institution")
        ),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_guardianship_subject")),
        sa.PrimaryKeyConstraint("subject", "guardian", name=op.f("pk_guardianship")),
    )
    op.create_index(op.f("ix_guardianship_guardian"), "guardianship", ["guardian"], unique=False)


def _standing(op: Operations) -> None:
    """The stored copy of the permissions."""
    op.create_table(
        "standing",
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("lack", sa.Text(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.Text(), nullable=True),
        sa.Column("guardian", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("wording", sa.Text(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("decision", sa.Integer(), nullable=True),
        sa.Column("journaled", sa.Integer(), nullable=True),
        sa.Column("changes_on", sa.Date(), nullable=True),
        sa.Column("came_of_age", sa.Boolean(), nullable=False),
        sa.Column("computed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_standing_institution")
        ),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_standing_subject")),
        sa.PrimaryKeyConstraint("subject", "purpose", name=op.f("pk_standing")),
    )
    op.create_index(
        op.f("ix_standing_changes_on_institution"),
        "standing",
        ["changes_on", "institution"],
        unique=False,
    )
    op.create_index(
        op.f("ix_standing_lack_institution_subject"),
        "standing",
        ["lack", "institution", "subject"],
        unique=False,
        sqlite_where=sa.text("lack IS NOT NULL"),
        postgresql_where=sa.text("lack IS NOT NULL"),
    )
    op.create_index(
        "ix_standing_found",
        "standing",
        ["purpose", "state", "institution", "changes_on", "computed_on", "subject"],
        unique=False,
    )


def _paper(op: Operations) -> None:
    """Forms and signed scans."""
    op.create_table(
        "form",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=True),
        sa.Column("guardian", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["guardian"], ["guardian.id"], name=op.f("fk_form_guardian")),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_form_institution")
        ),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_form_subject")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("institution", "serial", name=op.f("uq_form_institution_serial")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_form_institution_id"), "form", ["institution", "id"], unique=False)
    op.create_index(
        op.f("ix_form_institution_state_id"), "form", ["institution", "state", "id"], unique=False
    )
    op.create_index(op.f("ix_form_subject"), "form", ["subject"], unique=False)
    op.create_table(
        "document",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.Text(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_document_institution")
        ),
        sa.PrimaryKeyConstraint("institution", "digest", name=op.f("pk_document")),
    )


def _journal(op: Operations) -> None:
    """Where signed forms are filed."""
    op.create_table(
        "journal_entry",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("running", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("subject_line", sa.Text(), nullable=False),
        sa.Column("scan", sa.Text(), nullable=True),
        sa.Column("paper_at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_journal_entry_institution")
        ),
        sa.PrimaryKeyConstraint("institution", "act", name=op.f("pk_journal_entry")),
        sa.UniqueConstraint(
            "institution", "year", "running", name=op.f("uq_journal_entry_institution_year_running")
        ),
    )
    op.create_index(
        op.f("ix_journal_entry_institution_serial"),
        "journal_entry",
        ["institution", "serial"],
        unique=False,
    )
    op.create_index(
        op.f("ix_journal_entry_institution_system_number"),
        "journal_entry",
        ["institution", "system", "number"],
        unique=False,
    )


def _photos(op: Operations) -> None:
    """Pictures and who is on them."""
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("album", sa.Text(), nullable=False),
        sa.Column("photographer", sa.Text(), nullable=False),
        sa.Column("rights", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.Text(), nullable=True),
        sa.Column("faces", sa.Integer(), nullable=True),
        sa.Column("delete_after", sa.Date(), nullable=True),
        sa.Column("attested", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_photo_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_photo_institution_album_id"), "photo", ["institution", "album", "id"], unique=False
    )
    op.create_index("ix_photo_found", "photo", ["institution", "id", "folded"], unique=False)
    op.create_index(
        op.f("ix_photo_institution_kind_id"), "photo", ["institution", "kind", "id"], unique=False
    )
    op.create_index(
        "ix_photo_unattested",
        "photo",
        ["institution", "id", "attested"],
        unique=False,
        sqlite_where=sa.text("attested IS NULL"),
        postgresql_where=sa.text("attested IS NULL"),
    )
    op.create_table(
        "depiction",
        sa.Column("photo", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("x", sa.Double(), nullable=True),
        sa.Column("y", sa.Double(), nullable=True),
        sa.Column("w", sa.Double(), nullable=True),
        sa.Column("h", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_depiction_institution")
        ),
        sa.ForeignKeyConstraint(["photo"], ["photo.id"], name=op.f("fk_depiction_photo")),
        sa.ForeignKeyConstraint(["subject"], ["subject.id"], name=op.f("fk_depiction_subject")),
        sa.PrimaryKeyConstraint("photo", "subject", name=op.f("pk_depiction")),
    )
    op.create_index(
        op.f("ix_depiction_subject_photo"), "depiction", ["subject", "photo"], unique=False
    )


def _recognition(op: Operations) -> None:
    """What pictures are recognised by."""
    op.create_table(
        "fingerprint",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("photo", sa.Integer(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_fingerprint_institution")
        ),
        sa.ForeignKeyConstraint(["photo"], ["photo.id"], name=op.f("fk_fingerprint_photo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fingerprint")),
        sa.UniqueConstraint(
            "institution", "sha256", name=op.f("uq_fingerprint_institution_sha256")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_fingerprint_institution_picture"),
        "fingerprint",
        ["institution", "picture"],
        unique=False,
    )
    op.create_index(op.f("ix_fingerprint_photo"), "fingerprint", ["photo"], unique=False)
    op.create_table(
        "look",
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fingerprint", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fingerprint"], ["fingerprint.id"], name=op.f("fk_look_fingerprint")
        ),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_look_institution")
        ),
        sa.PrimaryKeyConstraint("institution", "fingerprint", name=op.f("pk_look")),
    )
    op.create_table(
        "grey",
        sa.Column("fingerprint", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fingerprint"], ["fingerprint.id"], name=op.f("fk_grey_fingerprint")
        ),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_grey")),
    )


def _releases(op: Operations) -> None:
    """What has left the house."""
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("institution", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("clerk", sa.Integer(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("taken_down_at", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["clerk"], ["clerk.id"], name=op.f("fk_release_clerk")),
        sa.ForeignKeyConstraint(
            ["institution"], ["institution.id"], name=op.f("fk_release_institution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_release_institution_id"), "release", ["institution", "id"], unique=False
    )
    op.create_table(
        "release_copy",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("photo", sa.Integer(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("sha256_in", sa.LargeBinary(), nullable=False),
        sa.Column("sha256_out", sa.LargeBinary(), nullable=False),
        sa.Column("permissions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["photo"], ["photo.id"], name=op.f("fk_release_copy_photo")),
        sa.ForeignKeyConstraint(["release"], ["release.id"], name=op.f("fk_release_copy_release")),
        sa.PrimaryKeyConstraint("release", "place", name=op.f("pk_release_copy")),
    )
    op.create_index(op.f("ix_release_copy_photo"), "release_copy", ["photo"], unique=False)
    op.create_table(
        "release_subject",
        sa.Column("release", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release", "place"],
            ["release_copy.release", "release_copy.place"],
            name=op.f("fk_release_subject_release"),
        ),
        sa.PrimaryKeyConstraint("release", "place", "subject", name=op.f("pk_release_subject")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_release_subject_subject"), "release_subject", ["subject"], unique=False
    )


def _guard_on_sqlite(op: Operations) -> None:
    """No UPDATE, no DELETE; nor an INSERT OR REPLACE, which deletes past a DELETE trigger."""
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER ledger_no_{verb.lower()} BEFORE {verb} ON ledger "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )
    # One look into an index each; a single condition with OR would read the whole ledger.
    op.execute(
        "CREATE TRIGGER ledger_no_replace BEFORE INSERT ON ledger WHEN "
        "EXISTS (SELECT 1 FROM ledger "
        "WHERE institution = NEW.institution AND number = NEW.number) "
        "OR EXISTS (SELECT 1 FROM ledger "
        "WHERE institution = NEW.institution AND op = NEW.op) "
        "OR EXISTS (SELECT 1 FROM ledger "
        "WHERE institution = NEW.institution AND previous = NEW.previous) "
        "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )


def _guard_on_postgresql(op: Operations) -> None:
    """No UPDATE, no DELETE, no TRUNCATE."""
    op.execute(
        "CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
    )
    for verb in ("UPDATE", "DELETE", "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER ledger_no_{verb.lower()} BEFORE {verb} ON ledger "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only()"
        )
