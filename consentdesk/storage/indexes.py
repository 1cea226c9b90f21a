"""The indexes of the tables in `schema`, as the newest migration leaves them.

Apart from the tables, because no question names an index: only whoever compares a database with
what it should be needs them. Those on some rows alone must be told to both engines, and SQLAlchemy
would load all it knows of PostgreSQL for that, on every start with a register in a file.

On a server nobody's rows may be found out by what is looked up: an index goes before whose row it
is, and a plan that is explained tells how many rows it led to. So names, days, albums and what
people have answered are no keys there; where a list needs them they are carried beside the keys.
"""

from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa

from consentdesk.storage import schema


@dataclass(frozen=True, slots=True)
class Indexed:
    """One index: named after table and columns without a name, on all rows without `where`.

    On a server its keys are `server`, () where it has none there, and None for the same; `carried`
    can be read in it there, and not looked up by.
    """

    table: str
    columns: tuple[str, ...]
    name: str | None = None
    where: str = ""
    server: tuple[str, ...] | None = None
    carried: tuple[str, ...] = ()


INDEXES = (
    Indexed("text", ("institution",)),
    Indexed("ledger", ("institution", "kind", "number")),
    Indexed("ledger", ("institution", "subject", "number"), where="subject IS NOT NULL"),
    Indexed("ledger", ("institution", "photo", "number"), where="photo IS NOT NULL"),
    Indexed("ledger", ("institution", "serial"), where="serial IS NOT NULL"),
    # All that a list is narrowed by, so that finding ids never touches the rows themselves.
    Indexed(
        "subject",
        ("institution", "ordered", "id", "folded", "left_on", "group", "staff"),
        name="ix_subject_found",
        server=("institution", "id"),
        carried=("ordered", "folded", "left_on", "group", "staff"),
    ),
    Indexed("subject", ("institution", "group", "left_on"), server=()),
    Indexed("subject", ("institution", "born"), server=()),
    Indexed("guardianship", ("guardian",)),
    Indexed("form", ("institution", "id")),
    Indexed("form", ("institution", "state", "id")),
    Indexed("form", ("subject",)),
    Indexed("journal_entry", ("institution", "serial")),
    Indexed("journal_entry", ("institution", "system", "number"), server=()),
    # The institution stands last: in front, SQLite would take these for the rows of a few subjects,
    # and read the whole table.
    Indexed(
        "standing",
        ("purpose", "state", "institution", "changes_on", "computed_on", "subject"),
        name="ix_standing_found",
        server=("institution", "subject"),
        carried=("purpose", "state", "changes_on", "computed_on", "lack"),
    ),
    Indexed("standing", ("changes_on", "institution"), server=()),
    Indexed("standing", ("lack", "institution", "subject"), where="lack IS NOT NULL", server=()),
    Indexed(
        "photo",
        ("institution", "id", "folded"),
        name="ix_photo_found",
        server=("institution", "id"),
        carried=("folded", "album"),
    ),
    Indexed("photo", ("institution", "album", "id"), server=()),
    Indexed("photo", ("institution", "kind", "id")),
    Indexed(
        "photo",
        ("institution", "id", "attested"),
        name="ix_photo_unattested",
        where="attested IS NULL",
    ),
    Indexed("fingerprint", ("institution", "picture")),
    Indexed("fingerprint", ("photo",)),
    Indexed("depiction", ("subject", "photo")),
    Indexed("release", ("institution", "id")),
    Indexed("release_copy", ("photo",)),
    Indexed("release_subject", ("subject",)),
    Indexed("inbox_sheet", ("institution", "state", "id")),
    Indexed("inbox_sheet", ("institution", "serial")),
    Indexed("inbox_page", ("institution", "sheet")),
    Indexed("inbox_page", ("institution", "document")),
)


@cache
def whole_schema(dialect: str = "sqlite") -> sa.MetaData:
    """A copy of the tables with their indexes: all that a database should hold; to be read only."""
    whole = sa.MetaData(naming_convention=dict(schema.NAMING))
    for table in schema.metadata.sorted_tables:
        table.to_metadata(whole)
    for one in INDEXES:
        columns = whole.tables[one.table].c
        keys = one.columns
        carried: tuple[str, ...] = ()
        if dialect == "postgresql" and one.server is not None:
            keys, carried = one.server, one.carried
        if keys:
            rows = sa.text(one.where) if one.where else None
            sa.Index(
                one.name,
                *(columns[name] for name in keys),
                sqlite_where=rows,
                postgresql_where=rows,
                postgresql_include=list(carried),
            )
    return whole
