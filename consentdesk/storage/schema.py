"""The tables, in the trade's words, as the newest migration leaves them.

Their indexes stand in `indexes`. A test holds both against the migrations; a register is only ever
made by those. Moments are text (see `encoding.instant`), days are dates, digests are hex except
those of picture files.
"""

from collections.abc import Mapping

import sqlalchemy as sa

VERSIONS = (
    *("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010"),
    *("0011", "0012"),
)
"""The schema versions this program knows, oldest first; the last is its own."""
VERSION = VERSIONS[-1]
VERSION_TABLE = "consentdesk_version"
"""Where the database says its version; Alembic's own name may be another program's."""
APPLICATION_ID = 0x434E4453
"""Stands in the header of every SQLite register (`CNDS`), so that other databases are refused."""
GUARDED: Mapping[str, str] = {
    "ledger": "the ledger is append-only",
    "edition": "an issued edition never changes",
}
"""The tables whose rows triggers keep from being changed, and what those say."""

NAMING: Mapping[str, str] = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=dict(NAMING))


def _id() -> sa.Column[int]:
    """A number the database gives and never gives again."""
    return sa.Column("id", sa.Integer, sa.Identity(), primary_key=True)


def _institution(*, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        "institution",
        sa.Integer,
        sa.ForeignKey("institution.id"),
        nullable=False,
        primary_key=primary_key,
        autoincrement=False,
    )


institution = sa.Table(
    "institution",
    metadata,
    _id(),
    sa.Column("uuid", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("policy_digest", sa.Text, nullable=False),
    sa.Column("controller_digest", sa.Text),
    sqlite_autoincrement=True,
)
"""Both digests name a text: the policy's values, and what forms say about who asks (NULL: none)."""

head = sa.Table(
    "head",
    metadata,
    _institution(primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("at", sa.Text),
    sa.Column("op", sa.Text, nullable=False),
)

clerk = sa.Table(
    "clerk",
    metadata,
    _id(),
    _institution(),
    sa.Column("name", sa.Text),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("login", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("institution", "name", "login"),
    sqlite_autoincrement=True,
)
"""Who writes: the name as it was typed, and whose seat it was typed at, "" while there was none.
`digest` is of both, and goes into every act's own."""

text = sa.Table(
    "text",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    _institution(),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

ledger = sa.Table(
    "ledger",
    metadata,
    _institution(primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("op", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("clerk", sa.Integer, sa.ForeignKey("clerk.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Integer),
    sa.Column("photo", sa.Integer),
    sa.Column("serial", sa.Text),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("binds", sa.Text),
    sa.Column("previous", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.UniqueConstraint("institution", "op"),
    sa.UniqueConstraint("institution", "previous"),
)

subject = sa.Table(
    "subject",
    metadata,
    _id(),
    _institution(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("born", sa.Date, nullable=False),
    sa.Column("group", sa.Text, nullable=False),
    sa.Column("staff", sa.Boolean, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("left_on", sa.Date),
    sa.Column("here_since", sa.Date),
    sa.Column("ordered", sa.LargeBinary, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

guardian = sa.Table(
    "guardian",
    metadata,
    _id(),
    _institution(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

guardianship = sa.Table(
    "guardianship",
    metadata,
    sa.Column("subject", sa.Integer, sa.ForeignKey("subject.id"), primary_key=True),
    sa.Column("guardian", sa.Integer, sa.ForeignKey("guardian.id"), primary_key=True),
    _institution(),
    sa.Column("custody", sa.Boolean, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
)

form = sa.Table(
    "form",
    metadata,
    _id(),
    _institution(),
    sa.Column("serial", sa.Text, nullable=False),
    sa.Column("subject", sa.Integer, sa.ForeignKey("subject.id")),
    sa.Column("guardian", sa.Integer, sa.ForeignKey("guardian.id")),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("wording", sa.Text, nullable=False),
    sa.Column("purposes", sa.Text, nullable=False),
    sa.Column("printed_at", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("scan", sa.Text),
    sa.Column("own", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.UniqueConstraint("institution", "serial"),
    sqlite_autoincrement=True,
)

journal_entry = sa.Table(
    "journal_entry",
    metadata,
    _institution(primary_key=True),
    sa.Column("act", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("serial", sa.Text, nullable=False),
    sa.Column("subject", sa.Integer, nullable=False),
    sa.Column("system", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("year", sa.Integer),
    sa.Column("running", sa.Integer),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("subject_line", sa.Text, nullable=False),
    sa.Column("scan", sa.Text),
    sa.Column("paper_at", sa.Text, nullable=False),
    sa.UniqueConstraint("institution", "year", "running"),
)

document = sa.Table(
    "document",
    metadata,
    _institution(primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("stored_at", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
)

standing = sa.Table(
    "standing",
    metadata,
    sa.Column("subject", sa.Integer, sa.ForeignKey("subject.id"), primary_key=True),
    sa.Column("purpose", sa.Text, primary_key=True),
    _institution(),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("lack", sa.Text),
    sa.Column("serial", sa.Text),
    sa.Column("signed_on", sa.Date),
    sa.Column("signer", sa.Text),
    sa.Column("guardian", sa.Integer),
    sa.Column("edition", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("wording", sa.Text),
    sa.Column("valid_until", sa.Date),
    sa.Column("decision", sa.Integer),
    sa.Column("journaled", sa.Integer),
    sa.Column("changes_on", sa.Date),
    sa.Column("came_of_age", sa.Boolean, nullable=False),
    sa.Column("computed_on", sa.Date, nullable=False),
)

photo = sa.Table(
    "photo",
    metadata,
    _id(),
    _institution(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False),
    sa.Column("kind", sa.Text),
    sa.Column("album", sa.Text, nullable=False),
    sa.Column("photographer", sa.Text, nullable=False),
    sa.Column("rights", sa.Text, nullable=False),
    sa.Column("width", sa.Integer, nullable=False),
    sa.Column("height", sa.Integer, nullable=False),
    sa.Column("taken_at", sa.Text),
    sa.Column("faces", sa.Integer),
    sa.Column("delete_after", sa.Date),
    sa.Column("attested", sa.Integer),
    sa.Column("salt", sa.LargeBinary),
    sa.Column("raw", sa.Text, nullable=False, server_default=""),
    sa.Column("raw_digest", sa.LargeBinary),
    sa.Column("crop", sa.Text),
    sa.Column("unknown_covers", sa.Text),
    sqlite_autoincrement=True,
)
"""`attested`: the act that vouches for who is on it, 0 where none is needed, NULL where missing.
`salt` is that of the latest DESCRIBED act, NULL where nobody has described it yet. `raw` names the
camera's raw file that lay beside it, `raw_digest` is what it is known by; `crop` is JSON, the part
of the picture that copies show, and `unknown_covers` the shapes over people without a name."""

event = sa.Table(
    "event",
    metadata,
    _institution(primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("groups", sa.Text, nullable=False),
    sa.Column("held_on", sa.Date),
    sa.Column("gap", sa.Integer),
)
"""What photos of one album were taken at: `groups` is JSON, the names of those that were there,
`gap` the longest pause within a burst in seconds, NULL for the usual one."""

fingerprint = sa.Table(
    "fingerprint",
    metadata,
    _id(),
    _institution(),
    sa.Column("photo", sa.Integer, sa.ForeignKey("photo.id"), nullable=False),
    sa.Column("act", sa.Integer, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("picture", sa.LargeBinary),
    sa.Column("orientation", sa.Integer),
    sa.UniqueConstraint("institution", "sha256"),
    sqlite_autoincrement=True,
)
"""`orientation`: 1–8 as in EXIF, NULL of files that came in before version 0005."""

look = sa.Table(
    "look",
    metadata,
    _institution(primary_key=True),
    sa.Column(
        "fingerprint",
        sa.Integer,
        sa.ForeignKey("fingerprint.id"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("hashes", sa.LargeBinary, nullable=False),
)
"""Perceptual hashes of one fingerprint: 64 bits each, little-endian, one after the other."""

grey = sa.Table(
    "grey",
    metadata,
    sa.Column(
        "fingerprint",
        sa.Integer,
        sa.ForeignKey("fingerprint.id"),
        primary_key=True,
        autoincrement=False,
    ),
    sa.Column("data", sa.LargeBinary, nullable=False),
)
"""The small grey copy, apart from the hashes, so that reading all those skips it."""

depiction = sa.Table(
    "depiction",
    metadata,
    sa.Column("photo", sa.Integer, sa.ForeignKey("photo.id"), primary_key=True),
    sa.Column("subject", sa.Integer, sa.ForeignKey("subject.id"), primary_key=True),
    _institution(),
    sa.Column("x", sa.Double),
    sa.Column("y", sa.Double),
    sa.Column("w", sa.Double),
    sa.Column("h", sa.Double),
    sa.Column("cover", sa.Text),
)
"""`cover` is JSON, the shape somebody drew over that person; NULL for the usual one."""

release = sa.Table(
    "release",
    metadata,
    _id(),
    _institution(),
    sa.Column("act", sa.Integer, nullable=False),
    sa.Column("destination", sa.Text, nullable=False),
    sa.Column("at", sa.Text, nullable=False),
    sa.Column("clerk", sa.Integer, sa.ForeignKey("clerk.id"), nullable=False),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("link", sa.Text, nullable=False),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("taken_down_at", sa.Text),
    sa.Column("made", sa.Text),
    sqlite_autoincrement=True,
)
"""`made` is how its copies were made, see `making_copies`; unknown of releases before 0012."""

release_copy = sa.Table(
    "release_copy",
    metadata,
    sa.Column("release", sa.Integer, sa.ForeignKey("release.id"), primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("photo", sa.Integer, sa.ForeignKey("photo.id"), nullable=False),
    sa.Column("output", sa.Text, nullable=False),
    sa.Column("sha256_in", sa.LargeBinary, nullable=False),
    sa.Column("sha256_out", sa.LargeBinary, nullable=False),
    sa.Column("permissions", sa.Text, nullable=False),
    sa.Column("taken_down_at", sa.Text),
    sa.Column("crop", sa.Text),
    sa.Column("unknown_covers", sa.Text),
)

release_subject = sa.Table(
    "release_subject",
    metadata,
    sa.Column("release", sa.Integer, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("subject", sa.Integer, primary_key=True),
    sa.Column("covered", sa.Boolean, nullable=False),
    sa.Column("x", sa.Double),
    sa.Column("y", sa.Double),
    sa.Column("w", sa.Double),
    sa.Column("h", sa.Double),
    sa.Column("cover", sa.Text),
    sa.ForeignKeyConstraint(["release", "place"], ["release_copy.release", "release_copy.place"]),
    sqlite_with_rowid=False,
)
"""Who is on a copy; kept when the person is erased, so no foreign key to the subject.

`x` to `h`: the cover, as in `depiction`; NULL of who is to be seen, and of all before version 0008.
"""

preset = sa.Table(
    "preset",
    metadata,
    _institution(primary_key=True),
    sa.Column("destination", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
)
"""How copies for one destination are made, unless somebody says otherwise; `content` is JSON."""

seat = sa.Table(
    "seat",
    metadata,
    _institution(primary_key=True),
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("act", sa.Integer, nullable=False),
)
"""Who may do what: `login` is the account of the computer, on a server the database's, `role` as in
`roles`. `act` is the one that says so. Without any row everybody is the head."""

trash = sa.Table(
    "trash",
    metadata,
    _id(),
    _institution(),
    sa.Column("act", sa.Integer, nullable=False),
    sa.Column("subject", sa.Integer),
    sa.Column("photo", sa.Integer),
    sa.Column("salt", sa.LargeBinary, nullable=False),
    sa.Column("kept", sa.Text, nullable=False),
    sa.UniqueConstraint("institution", "subject"),
    sa.UniqueConstraint("institution", "photo"),
    sqlite_autoincrement=True,
)
"""Drafts thrown away, a person or a photo each: the rows as they were, nowhere else to be found.

`act` is the correction that binds `kept` with its salt, and tells who threw it away and when.
"""

inbox_file = sa.Table(
    "inbox_file",
    metadata,
    _id(),
    _institution(),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("pages", sa.Integer, nullable=False),
    sa.Column("arrived_at", sa.Text, nullable=False),
    sa.UniqueConstraint("institution", "digest"),
    sqlite_autoincrement=True,
)
"""`name` is emptied once nothing of the file waits: it may say whose form it was."""

inbox_sheet = sa.Table(
    "inbox_sheet",
    metadata,
    _id(),
    _institution(),
    sa.Column("serial", sa.Text, nullable=False),
    sa.Column("edition", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("draft", sa.Text, nullable=False),
    sa.Column("arrived_at", sa.Text, nullable=False),
    sa.Column("filed", sa.Text),
    sqlite_autoincrement=True,
)
"""`draft` is JSON and may hold names; it is emptied when the sheet is recorded."""

inbox_page = sa.Table(
    "inbox_page",
    metadata,
    _id(),
    _institution(),
    sa.Column("file", sa.Integer, sa.ForeignKey("inbox_file.id"), nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("document", sa.Text),
    sa.Column("sheet", sa.Integer, sa.ForeignKey("inbox_sheet.id")),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("apart", sa.Text),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("aside", sa.Boolean, nullable=False),
    sa.Column("texts", sa.Text, nullable=False),
    sa.Column("read", sa.Text),
    sa.UniqueConstraint("file", "number"),
    sqlite_autoincrement=True,
)
"""`texts` and `read` are JSON; `read` is what was read off the page, NULL where nothing was."""

edition = sa.Table(
    "edition",
    metadata,
    _institution(primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("act", sa.Integer, nullable=False),
    sa.Column("files", sa.Text, nullable=False),
)
"""The institution's own editions of the form, as issued: `files` is JSON, name to text.

Guarded like the ledger; the act that issued it digests `files`.
"""

edition_draft = sa.Table(
    "edition_draft",
    metadata,
    _id(),
    _institution(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("changed_at", sa.Text, nullable=False),
    sa.Column("clerk", sa.Integer, sa.ForeignKey("clerk.id"), nullable=False),
    sa.UniqueConstraint("institution", "name"),
    sqlite_autoincrement=True,
)
"""Editions still being written; `content` is JSON, and the row goes when the edition is issued."""
