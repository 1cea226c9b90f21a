"""What a writer says to a server by functions instead of statements: only they are let in.

One call for any number of acts, so that the head is locked for one round trip.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from consentdesk.domain.acts import Digest
from consentdesk.domain.people import InstitutionId, SubjectId
from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.keeping import default_of, plain_value

_COLUMNS: Mapping[str, str] = {
    "op": "text",
    "at": "text",
    "clerk": "integer",
    "kind": "text",
    "subject": "integer",
    "photo": "integer",
    "serial": "text",
    "body": "text",
    "binds": "text",
    "digest": "text",
}
"""What the function is told of each line; number and previous digest follow from the head."""
_GIVEN = ", ".join(f"CAST(:{name} AS {kind}[])" for name, kind in _COLUMNS.items())
_APPEND = sa.text(f"SELECT consentdesk_append(:here, {_GIVEN})")
_ABOUT_NOBODY = "CD004"
"""The state in which the server says that a line speaks of no subject or photo of the register."""
_FINISH = sa.text("SELECT consentdesk_finish(:here, :op)")
_PUT_BACK = sa.text("SELECT consentdesk_put_back(:here, :table, CAST(:rows AS jsonb))")
_REMOVE = sa.text("SELECT consentdesk_remove(:here, :what, CAST(:keys AS text[]))")
_FACTS = sa.text(
    "SELECT digest, text FROM consentdesk_facts(:here, CAST(:subjects AS integer[]), "
    "CAST(:digests AS text[]))"
)


def is_server(connection: Connection) -> bool:
    """Whether the register lies on a server, where functions guard what a file's guards do here."""
    return connection.dialect.name != "sqlite"


def append_lines(
    connection: Connection, here: InstitutionId, lines: Sequence[Mapping[str, object]]
) -> None:
    """Add lines to the ledger; the server works out each digest anew and moves the head.

    BadInput UNKNOWN_SUBJECT or UNKNOWN_PHOTO, where it is a seat that speaks of nobody there is.
    """
    if lines:
        given = {name: [line[name] for line in lines] for name in _COLUMNS}
        try:
            connection.execute(_APPEND, {"here": here, **given})
        except DBAPIError as error:
            diagnosis = getattr(error.orig, "diag", None)
            if diagnosis is None or diagnosis.sqlstate != _ABOUT_NOBODY:
                raise
            line = lines[int(diagnosis.message_detail) - 1]
            raise _unknown(line) from None


def _unknown(line: Mapping[str, object]) -> BadInput:
    """What a server refuses because whom or what a line is about is not here."""
    if line["subject"] is not None:
        return BadInput(Problem.UNKNOWN_SUBJECT, subject=line["subject"])
    return BadInput(Problem.UNKNOWN_PHOTO, photo=line["photo"])


def finish(connection: Connection, here: InstitutionId, op: str) -> int:
    """Leave the mark of a transaction at the head; the revision that readers see then."""
    return int(connection.execute(_FINISH, {"here": here, "op": op}).scalar_one())


def put_back_rows(
    connection: Connection, here: InstitutionId, table: sa.Table, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Put rows in under the numbers they had before they were thrown away."""
    told = [
        {name: _written(value) for name, value in row.items()} | {"institution": here}
        for row in rows
    ]
    if told:
        given = {"here": here, "table": table.name, "rows": json.dumps(told)}
        connection.execute(_PUT_BACK, given)


def kept_columns() -> str:
    """What the server can't tell by the rows in the trash, by table, as JSON.

    Which columns are `bytes`, and what those hold that came `since` the rows were thrown away.
    """
    told = {}
    for table in (schema.subject, schema.guardian, schema.photo):
        binary = [c.name for c in table.c if isinstance(c.type, sa.LargeBinary)]
        told[table.name] = {"bytes": binary, "since": _since(table)}
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def _since(table: sa.Table) -> dict[str, object]:
    given = (c for c in table.c if c.nullable or isinstance(c.server_default, sa.DefaultClause))
    return {c.name: _written(default_of(c)) for c in given}


def remove_rows(
    connection: Connection, here: InstitutionId, what: str, keys: Sequence[object]
) -> None:
    """Remove the rows that `what` tells, such as `text.digest`, by these keys.

    No seat may delete from a table itself: whoever may could lock it against everybody.
    """
    given = {"here": here, "what": what, "keys": [str(key) for key in keys]}
    connection.execute(_REMOVE, given)


def _written(value: object) -> object:
    """A value as the server reads it out of JSON: bytes in hex with a mark."""
    plain = plain_value(value)
    return f"\\x{plain}" if isinstance(value, bytes | memoryview) else plain


def facts_for_photographers(
    connection: Connection, here: InstitutionId, facts: Mapping[SubjectId, Digest]
) -> dict[Digest, str]:
    """The texts of enrolments with birth dates that give the same answers.

    The server has held each against its digest; without the salt it can't be done here.
    """
    given = {"here": here, "subjects": list(facts), "digests": list(facts.values())}
    return {Digest(row.digest): row.text for row in connection.execute(_FACTS, given)}
