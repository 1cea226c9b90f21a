"""Rows of drafts thrown away, as one text and back.

Later versions of the tables must be able to read it: a column that is missing has its default then.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row

from consentdesk.storage import schema
from consentdesk.storage.encoding import canonical

Rows = Mapping[str, list[dict[str, Any]]]
"""Rows by the name of their table, without their institution: that is the register's own."""


def kept_text(tables: Mapping[sa.Table, "Iterable[Row[Any]]"]) -> str:
    """The rows as a text that an act can digest."""
    return canonical(
        {
            table.name: [
                {name: plain_value(v) for name, v in row._asdict().items() if name != "institution"}
                for row in rows
            ]
            for table, rows in tables.items()
        }
    )


def rows_in(text: str) -> Rows:
    """The rows in a text that `kept_text` wrote; ValueError, TypeError or LookupError else."""
    return {
        name: [_row(schema.metadata.tables[name], row) for row in rows]
        for name, rows in json.loads(text).items()
    }


def plain_value(value: object) -> object:
    """A value of a row as JSON has it: bytes in hex, days written out."""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value.isoformat() if isinstance(value, date) else value


def _row(table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: _value(table.c[name], value) for name, value in row.items()}
    since = (c for c in table.c if c.name not in told and c.name != "institution")
    return {**told, **{c.name: default_of(c) for c in since}}


def default_of(column: "sa.Column[Any]") -> object:
    """What rows that were there before a column came got in it; TypeError where nothing could."""
    if column.nullable:
        return None
    if not isinstance(column.server_default, sa.DefaultClause):
        raise TypeError(column.name)
    given = str(column.server_default.arg)
    if isinstance(column.type, sa.LargeBinary):
        return given.encode()
    if isinstance(column.type, sa.Boolean):
        return bool(int(given))
    return int(given) if isinstance(column.type, sa.Integer) else given


def _value(column: "sa.Column[Any]", value: Any) -> object:
    if value is None:
        return None
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return bytes.fromhex(value) if isinstance(column.type, sa.LargeBinary) else value
