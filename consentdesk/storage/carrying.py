"""Carrying one institution's rows between two databases of the same schema.

Ids stay as they are, because acts name them; only the institution's own may change.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.domain.people import InstitutionId
from consentdesk.storage import schema

_MANY = 500
_KEPT = (schema.institution, schema.head)


def carry(
    source: Connection, sink: Connection, here: InstitutionId, there: InstitutionId | None = None
) -> None:
    """Copy every row of the institution, under the id `there` if given.

    The institution's own row and its head are overwritten where they are there already.
    IntegrityError where other institutions of the sink use the same ids.
    """
    into = there or here
    for table in schema.metadata.sorted_tables:
        statement = rows_of(table, here).execution_options(yield_per=_MANY)
        for some in _pieces(iter(source.execute(statement).mappings())):
            given = [_moved(table, dict(row), into) for row in some]
            if table in _KEPT and _is_there(sink, table, into):
                sink.execute(sa.update(table).where(_owned(table, into)), given[0])
            else:
                sink.execute(sa.insert(table), given)
    _keep_numbers_used(source, sink)


def _is_there(sink: Connection, table: sa.Table, here: InstitutionId) -> bool:
    return sink.execute(rows_of(table, here)).first() is not None


def rows_of(table: sa.Table, here: InstitutionId) -> "sa.Select[Any]":
    """One institution's rows of a table."""
    return sa.select(table).where(_owned(table, here))


def forget(sink: Connection, here: InstitutionId) -> None:
    """Remove the rows of the institution; the ledger's guards must be down.

    Its own row and the head stay: writers wait at the head, and one that vanished would let them
    through.
    """
    for table in reversed(schema.metadata.sorted_tables):
        if table not in _KEPT:
            sink.execute(sa.delete(table).where(_owned(table, here)))


def _owned(table: sa.Table, here: InstitutionId) -> "sa.ColumnElement[bool]":
    if table is schema.institution:
        return table.c.id == here
    if "institution" in table.c:
        return table.c.institution == here
    if table is schema.grey:
        owners = sa.select(schema.fingerprint.c.id).where(schema.fingerprint.c.institution == here)
        return table.c.fingerprint.in_(owners)
    releases = sa.select(schema.release.c.id).where(schema.release.c.institution == here)
    return table.c.release.in_(releases)


def _moved(table: sa.Table, row: dict[str, Any], there: InstitutionId) -> dict[str, Any]:
    if table is schema.institution:
        return {**row, "id": there}
    return {**row, "institution": there} if "institution" in row else row


def _pieces(rows: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(rows, _MANY)):
        yield some


def _keep_numbers_used(source: Connection, sink: Connection) -> None:
    """Ids once given are never given again, not even those of rows since removed."""
    for table in schema.metadata.sorted_tables:
        if "id" in table.c:
            last = _last_given(source, table)
            if last > _last_given(sink, table):
                _set_last_given(sink, table, last)


def _last_given(connection: Connection, table: sa.Table) -> int:
    if connection.dialect.name == "sqlite":
        statement = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        return int(connection.execute(statement, {"name": table.name}).scalar() or 0)
    sequences = sa.table("pg_sequences", sa.column("last_value"), sa.column("sequencename"))
    named = sa.select(sequences.c.last_value).where(
        sequences.c.sequencename == f"{table.name}_id_seq",
        sa.column("schemaname") == sa.func.current_schema(),
    )
    return int(connection.execute(named).scalar() or 0)


def _set_last_given(connection: Connection, table: sa.Table, last: int) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(sa.select(sa.func.setval(f"{table.name}_id_seq", last)))
        return
    given = {"name": table.name, "last": last}
    done = connection.execute(
        sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name"), given
    )
    if not done.rowcount:
        connection.execute(sa.text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), given)
