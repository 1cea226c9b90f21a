"""Verifying the rights in a server's database: what keeps seats from more than they may is there.

Held against the program's own script and not against anything stored, which whoever owns the tables
could store anew. Of functions every letter is compared. Policies, views and triggers PostgreSQL
writes in its own way: those are compared sign by sign but for brackets, casts, and the names that
it puts before or behind a column.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.storage import schema
from consentdesk.storage.server_policies import PHOTOGRAPHERS
from consentdesk.storage.server_rights import script
from consentdesk.storage.values import VerifyProblem
from consentdesk.storage.verifying_grants import changed, grants_are, holds_at_all

Found = Iterator[VerifyProblem]
_AT = sa.text("SELECT quote_ident(current_schema())")
_STAMP = sa.text(f"SELECT obj_description(to_regnamespace('{PHOTOGRAPHERS}'), 'pg_namespace')")
_FUNCTIONS = sa.text(
    "SELECT p.proname AS name, p.prosrc AS source, l.lanname AS language, p.prosecdef AS lends, "
    "p.provolatile::text AS volatile, COALESCE(p.proconfig, '{}') AS settings, "
    "p.proleakproof AS leakproof FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang "
    "WHERE p.pronamespace = to_regnamespace(:at) AND p.proname LIKE 'consentdesk\\_%' "
    "ORDER BY p.proname"
)
_POLICIES = sa.text(
    "SELECT c.relname AS owner, o.polname AS name, "
    "o.polpermissive AND o.polroles = '{0}' AS plain, "
    "concat_ws(' ', CASE o.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' "
    "WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END, "
    "pg_get_expr(o.polqual, o.polrelid), pg_get_expr(o.polwithcheck, o.polrelid)) AS said "
    "FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid "
    "WHERE c.relnamespace = to_regnamespace(:at) ORDER BY c.relname, o.polname"
)
_VIEWS = sa.text(
    "SELECT c.relname AS name, c.relnamespace = to_regnamespace(:look) AS look, "
    "COALESCE(c.reloptions, '{}') AS options, pg_get_viewdef(c.oid) AS said FROM pg_class c "
    "WHERE c.relnamespace IN (to_regnamespace(:at), to_regnamespace(:look)) "
    "AND c.relkind IN ('v', 'm') "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') "
    "ORDER BY c.relname"
)
_TRIGGERS = sa.text(
    "SELECT c.relname AS owner, t.tgname AS name, true AS plain, pg_get_triggerdef(t.oid) AS said "
    "FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE c.relnamespace IN (to_regnamespace(:at), to_regnamespace(:look)) AND NOT t.tgisinternal "
    "AND c.relname <> ALL (:guarded) ORDER BY c.relname, t.tgname"
)
_MADE = (
    r"CREATE OR REPLACE FUNCTION {}\.(consentdesk_\w+)\(.*?\bLANGUAGE (\w+)(.*?)AS \$\$(.*?)\$\$"
)
_SETTING = re.compile(r"\bSET (\w+) = (.*?)(?=\s+SET |\s*$)", re.DOTALL)
_POLICY = r'^CREATE POLICY (\w+) ON {}\."?(\w+)"? FOR (.*);$'
_VIEW = r'^CREATE VIEW {}\."?(\w+)"?(?: WITH \((\w+)\))? AS\s+(.*?);$'
_TRIGGER = r'^(CREATE (?:CONSTRAINT )?TRIGGER (\w+) .*?\bON (?:{}|{})\."?(\w+)"?.*?);$'
_CHECKED = "WITH CASCADED CHECK OPTION"
_VOLATILE: Mapping[str, str] = {"IMMUTABLE": "i", "STABLE": "s"}
_SIGN = re.compile(r"'(?:[^']|'')*'|[\w.]+|[^\s\w]")
_OF_ITS_OWN = re.compile(r'::"?\w+"?(?:\[\])?|\bas "?\w+"?|\belse null\b')
"""What the server writes and this program doesn't, or elsewhere."""
_SAID_ELSEWHERE = frozenset({"(", ")", '"', "using", "with", "check", ";"})


@dataclass(frozen=True, slots=True)
class _Named:
    """What the script makes, by table and name, as signs; and what the database has."""

    kind: str
    wanted: Mapping[tuple[str, str], tuple[str, ...]]


def rights_are(connection: Connection) -> Found:
    """What speaks against the rights being those that this program makes; nothing for a file.

    Rights that another version of the program made are only looked at for whether they apply: the
    next upgrade makes them anew. Anybody may read what this rests on.
    """
    if connection.dialect.name == "sqlite":
        return
    at = str(connection.scalar(_AT))
    yield from holds_at_all(connection, at)
    made = connection.scalar(_STAMP)
    for door in (True, False):
        said = script(at, door=door)
        if sha256(said.encode()).hexdigest() == made:
            yield from _functions_are(connection, at, said)
            yield from _named_are(connection, at, _policies_in(said, at), _POLICIES)
            yield from _named_are(connection, at, _triggers_in(said, at), _TRIGGERS)
            yield from _views_are(connection, at, said)
            yield from grants_are(connection, at, door=door)
            return


def _functions_are(connection: Connection, at: str, said: str) -> Found:
    wanted = {
        name: (source, language, *_made_as(how))
        for name, language, how, source in re.findall(_MADE.format(re.escape(at)), said, re.DOTALL)
    }
    seen = set()
    for row in connection.execute(_FUNCTIONS, {"at": at}):
        found = (row.source, row.language, row.lends, row.volatile, tuple(row.settings))
        if row.name not in wanted or row.name in seen:
            yield changed(f"function {row.name} added")
        elif wanted[row.name] != found or row.leakproof:
            yield changed(f"function {row.name} changed")
        seen.add(row.name)
    for name in sorted(wanted.keys() - seen):
        yield changed(f"function {name} gone")


def _made_as(how: str) -> tuple[bool, str, tuple[str, ...]]:
    """With whose rights a function works, what it depends on, and its own settings."""
    volatile = next((sign for word, sign in _VOLATILE.items() if word in how), "v")
    settings = tuple(f"{name}={value}" for name, value in _SETTING.findall(how))
    return "SECURITY DEFINER" in how, volatile, settings


def _policies_in(said: str, at: str) -> _Named:
    found = re.findall(_POLICY.format(re.escape(at)), said, re.MULTILINE)
    return _Named("policy", {(table, name): _signs(what, at) for name, table, what in found})


def _triggers_in(said: str, at: str) -> _Named:
    pattern = _TRIGGER.format(re.escape(at), re.escape(PHOTOGRAPHERS))
    found = re.findall(pattern, said, re.MULTILINE | re.DOTALL)
    return _Named("trigger", {(table, name): _signs(what, at) for what, name, table in found})


def _named_are(connection: Connection, at: str, known: _Named, statement: "sa.TextClause") -> Found:
    missing = dict(known.wanted)
    asked = {"at": at, "look": PHOTOGRAPHERS, "guarded": list(schema.GUARDED)}
    given = {name: asked[name] for name in statement.compile().params}
    for row in connection.execute(statement, given):
        expected = missing.pop((row.owner, row.name), None)
        if expected is None:
            yield changed(f"{known.kind} {row.name} of {row.owner} added")
        elif not row.plain or _signs(row.said, at) != expected:
            yield changed(f"{known.kind} {row.name} of {row.owner} changed")
    for table, name in sorted(missing):
        yield changed(f"{known.kind} {name} of {table} gone")


def _views_are(connection: Connection, at: str, said: str) -> Found:
    wanted = {}
    pattern = _VIEW.format(re.escape(PHOTOGRAPHERS))
    for name, option, what in re.findall(pattern, said, re.MULTILINE | re.DOTALL):
        text, checked, _ = what.partition(_CHECKED)
        options = [f"{option}=true"] * bool(option) + ["check_option=cascaded"] * bool(checked)
        wanted[name] = (options, _signs(text, at))
    for row in connection.execute(_VIEWS, {"at": at, "look": PHOTOGRAPHERS}):
        expected = wanted.pop(row.name, None) if row.look else None
        if expected is None:
            yield changed(f"view {row.name} added")
        elif expected != (list(row.options), _signs(row.said, at)):
            yield changed(f"view {row.name} changed")
    for name in sorted(wanted):
        yield changed(f"view {name} gone")


def _signs(text: str, at: str) -> tuple[str, ...]:
    """What a text in SQL says, sign by sign, however brackets, casts and names are written.

    The names of old and new rows stay: which of them is meant makes a difference.
    """
    plain = _OF_ITS_OWN.sub(" ", " ".join(text.replace(f"{at}.", "").lower().split()))
    signs = []
    for sign in _SIGN.findall(plain.replace('"', "")):
        before, _, last = sign.rpartition(".")
        told = sign if sign.startswith("'") or before in ("old", "new") else last
        if told not in _SAID_ELSEWHERE:
            signs.append(told)
    return tuple(signs)
