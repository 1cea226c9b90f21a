"""Verifying the rights in a server's database: what keeps seats from more than they may is there.

Held against the program's own script and not against anything stored, which whoever owns the tables
could store anew. PostgreSQL writes a policy's conditions in its own way, so of those the functions
they ask and the texts they name are compared; of functions every letter.
"""

import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.storage.server_policies import PHOTOGRAPHERS
from consentdesk.storage.server_rights import script
from consentdesk.storage.values import Tampering, VerifyProblem

Found = Iterator[VerifyProblem]
_AT = sa.text("SELECT quote_ident(current_schema())")
_STAMP = sa.text(f"SELECT obj_description(to_regnamespace('{PHOTOGRAPHERS}'), 'pg_namespace')")
_FUNCTIONS = sa.text(
    "SELECT p.proname, p.prosrc FROM pg_proc p "
    "WHERE p.pronamespace = to_regnamespace(:at) AND p.proname LIKE 'consentdesk\\_%' "
    "ORDER BY p.proname"
)
_POLICIES = sa.text(
    "SELECT c.relname, o.polname, o.polcmd::text AS verb, o.polpermissive, "
    "concat_ws(' ', pg_get_expr(o.polqual, o.polrelid), pg_get_expr(o.polwithcheck, o.polrelid)) "
    "AS conditions FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid "
    "WHERE c.relnamespace = to_regnamespace(:at) ORDER BY c.relname, o.polname"
)
_OPEN = sa.text(
    "SELECT DISTINCT c.relname FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid "
    "WHERE c.relnamespace = to_regnamespace(:at) AND NOT c.relrowsecurity ORDER BY c.relname"
)
_MADE = r"CREATE OR REPLACE FUNCTION {}\.(consentdesk_\w+)\(.*?AS \$\$(.*?)\$\$"
_SAID = r'^CREATE POLICY (\w+) ON {}\."?(\w+)"? FOR (\w+) (.*);$'
_NAMED = re.compile(r"consentdesk_\w+|'[^']*'")
_VERBS: Mapping[str, str] = {"SELECT": "r", "INSERT": "a", "UPDATE": "w", "DELETE": "d"}


def rights_are(connection: Connection) -> Found:
    """What speaks against the rights being those that this program makes; nothing for a file.

    Rights that another version of the program made are only looked at for whether they apply: the
    next upgrade makes them anew. Anybody may read what this rests on.
    """
    if connection.dialect.name == "sqlite":
        return
    at = str(connection.scalar(_AT))
    for (table,) in connection.execute(_OPEN, {"at": at}):
        yield _changed(f"row security of {table} is off")
    made = connection.scalar(_STAMP)
    for door in (True, False):
        said = script(at, door=door)
        if sha256(said.encode()).hexdigest() == made:
            yield from _functions_are(connection, at, said)
            yield from _policies_are(connection, at, said)
            return


def _functions_are(connection: Connection, at: str, said: str) -> Found:
    wanted = dict(re.findall(_MADE.format(re.escape(at)), said, re.DOTALL))
    for name, source in connection.execute(_FUNCTIONS, {"at": at}):
        if name not in wanted:
            yield _changed(f"function {name} added")
        elif wanted[name] != source:
            yield _changed(f"function {name} changed")
    there = {name for name, _ in connection.execute(_FUNCTIONS, {"at": at})}
    for name in sorted(wanted.keys() - there):
        yield _changed(f"function {name} gone")


def _policies_are(connection: Connection, at: str, said: str) -> Found:
    wanted = {
        (table, name): (_VERBS[verb], frozenset(_NAMED.findall(conditions)))
        for name, table, verb, conditions in re.findall(
            _SAID.format(re.escape(at)), said, re.MULTILINE
        )
    }
    for row in connection.execute(_POLICIES, {"at": at}):
        expected = wanted.pop((row.relname, row.polname), None)
        if expected is None:
            yield _changed(f"policy {row.polname} of {row.relname} added")
        elif not _is_so(row, *expected):
            yield _changed(f"policy {row.polname} of {row.relname} changed")
    for table, name in sorted(wanted):
        yield _changed(f"policy {name} of {table} gone")


def _is_so(row: "sa.Row[Any]", verb: str, named: frozenset[str]) -> bool:
    found = frozenset(_NAMED.findall(row.conditions))
    return (row.verb, row.polpermissive) == (verb, True) and named == found


def _changed(what: str) -> VerifyProblem:
    return VerifyProblem(Tampering.RIGHTS_CHANGED, None, what)
