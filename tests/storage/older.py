"""Registers as an earlier version of the program left them, rows and all, on either engine.

`tests/data/register-<version>.json` holds what that version itself wrote.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from consentdesk.storage import schema
from consentdesk.storage.database import connect, transaction
from consentdesk.storage.making import draft_beside
from consentdesk.storage.migrating import migrate
from consentdesk.storage.places import parse

DATA = Path(__file__).parents[1] / "data"


def make_older(location: str, version: str) -> None:
    """That version's schema with its data, at a place where there is nothing yet."""
    place = parse(location)
    if place.path is not None:
        with draft_beside(place.path) as draft:
            draft.rename(place.path)
    engine = connect(place)
    kept = json.loads((DATA / f"register-{version}.json").read_text())
    try:
        with transaction(engine, place, writes=True) as connection:
            if place.path is not None:
                connection.exec_driver_sql(f"PRAGMA application_id={schema.APPLICATION_ID}")
            migrate(connection, version)
            then = sa.MetaData()
            then.reflect(connection)
            for table in then.sorted_tables:
                if table.name in kept:
                    _fill(connection, table, **kept[table.name])
            connection.commit()
    finally:
        engine.dispose()


def _fill(
    connection: sa.Connection, table: sa.Table, columns: list[str], rows: list[list[Any]]
) -> None:
    values = [
        {name: _value(table.c[name], v) for name, v in zip(columns, row, strict=True)}
        for row in rows
    ]
    connection.execute(sa.insert(table), values)
    if "id" in table.c and connection.dialect.name != "sqlite":
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        last = sa.select(sa.func.max(table.c.id)).scalar_subquery()
        connection.execute(sa.select(sa.func.setval(sequence, last)))


def _value(column: sa.Column[Any], value: Any) -> object:
    if value is None:
        return None
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    if isinstance(column.type, sa.LargeBinary):
        return bytes.fromhex(value)
    return bool(value) if isinstance(column.type, sa.Boolean) else value
