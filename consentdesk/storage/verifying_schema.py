"""Verifying the database itself: is it whole, and is its schema the one the migrations make.

A trigger taken away, a table changed or added by hand shows here.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.storage import schema
from consentdesk.storage.database import connect, raw_file
from consentdesk.storage.places import Place
from consentdesk.storage.values import Tampering, VerifyProblem

Found = Iterator[VerifyProblem]
_OBJECTS = (
    "SELECT type, name, sql FROM sqlite_master "
    "WHERE NOT (type = 'table' AND name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4')) "
    "AND NOT (type = 'index' AND sql IS NULL AND name LIKE 'sqlite\\_autoindex\\_%' ESCAPE '\\') "
    "ORDER BY type, name"
)
"""But for what SQLite makes by itself: its names alone can be given to anything by hand."""
_PG_TRIGGERS = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid), t.tgenabled, p.prosrc FROM pg_trigger t "
    "JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE NOT t.tgisinternal AND t.tgrelid = ANY (CAST(:tables AS regclass[]))"
)
_VERBS = ("update", "delete", "truncate")


def schema_is(connection: Connection) -> Found:
    """What speaks against the schema being the program's own."""
    if connection.dialect.name == "sqlite":
        yield from _file_schema_is(connection)
    else:
        yield from _server_schema_is(connection)


def file_is_whole(connection: Connection) -> Found:
    """SQLite's own checks of pages, indices and references; a server does its own."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield VerifyProblem(Tampering.DATABASE_DAMAGED, None, str(said))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20):
        yield VerifyProblem(Tampering.DATABASE_DAMAGED, None, f"{row[0]} {row[1]} -> {row[2]}")


def _file_schema_is(connection: Connection) -> Found:
    wanted = {(r[0], r[1]): r[2] for r in _fresh_schema()}
    for kind, name, sql in connection.exec_driver_sql(_OBJECTS):
        expected = wanted.pop((kind, name), None)
        if expected != sql:
            yield _changed(kind, name, "changed" if expected else "added")
    for kind, name in wanted:
        yield _changed(kind, name, "gone")


def _changed(kind: str, name: str, what: str) -> VerifyProblem:
    guard = kind == "trigger"
    code = Tampering.GUARD_MISSING if guard else Tampering.SCHEMA_CHANGED
    return VerifyProblem(code, None, f"{kind} {name} {what}")


@cache
def _fresh_schema() -> tuple[tuple[str, str, str], ...]:
    """What the migrations make of an empty file, which is the same all the time."""
    from consentdesk.storage.making import draft_beside, make_tables

    with (
        TemporaryDirectory(prefix="consentdesk-") as folder,
        draft_beside(Path(folder) / "schema") as draft,
    ):
        place = Place(str(draft), draft)
        engine = connect(place)
        try:
            make_tables(engine, place)
        finally:
            engine.dispose()
        raw = raw_file(draft)
        try:
            return tuple((r[0], r[1], r[2]) for r in raw.execute(_OBJECTS))
        finally:
            raw.close()


def _server_schema_is(connection: Connection) -> Found:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from consentdesk.storage.indexes import whole_schema

    context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
    for change in compare_metadata(context, whole_schema("postgresql")):
        yield VerifyProblem(Tampering.SCHEMA_CHANGED, None, _described(change))
    wanted = {f"{table}_no_{verb}" for table in schema.GUARDED for verb in _VERBS}
    guards = connection.execute(sa.text(_PG_TRIGGERS), {"tables": list(schema.GUARDED)})
    for name, definition, enabled, source in guards:
        table, _, verb = name.partition("_no_")
        refusal = f"BEGIN RAISE EXCEPTION '{schema.GUARDED.get(table)}'; END"
        whole = (
            enabled in ("O", b"O")
            and f"BEFORE {verb.upper()} ON" in definition
            and source.strip() == refusal
        )
        if name not in wanted:
            yield VerifyProblem(Tampering.SCHEMA_CHANGED, None, f"trigger {name} added")
        elif whole:
            wanted.discard(name)
    for name in sorted(wanted):
        yield VerifyProblem(Tampering.GUARD_MISSING, None, f"trigger {name}")


def _described(change: Any) -> str:
    """A difference Alembic found, in a few words."""
    what = change[0] if isinstance(change, tuple) else change[0][0]
    return str(what)
