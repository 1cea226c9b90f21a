"""Verifying whose a server's tables are, who was given what, and that nothing is switched off.

What is to be given is asked of the same values that `init` makes its statements of.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from consentdesk.storage import schema
from consentdesk.storage.server_policies import DESK, DOOR, PHOTOGRAPHERS, grants
from consentdesk.storage.values import Tampering, VerifyProblem

Found = Iterator[VerifyProblem]
_Given = tuple[str, str, str, str]
"""To whom, what, on which object, on which column or ""."""
_OURS = (
    "c.relnamespace IN (to_regnamespace(:at), to_regnamespace(:look)) "
    "AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f') "
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"
)
_OPEN = sa.text(
    "SELECT DISTINCT c.relname FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid "
    "WHERE c.relnamespace = to_regnamespace(:at) AND NOT c.relrowsecurity ORDER BY c.relname"
)


def _of_ours(statement: str) -> "sa.TextClause":
    return sa.text(statement.replace("@ours@", _OURS))


_OFF = _of_ours(
    "SELECT c.relname, t.tgname, t.tgisinternal FROM pg_trigger t "
    "JOIN pg_class c ON c.oid = t.tgrelid WHERE @ours@ AND t.tgenabled <> 'O' "
    "AND c.relname <> ALL (:guarded) ORDER BY c.relname, t.tgname"
)
_RULES = _of_ours(
    "SELECT c.relname, r.rulename FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class "
    "WHERE @ours@ AND r.rulename <> '_RETURN' ORDER BY c.relname, r.rulename"
)
_OWNERS = _of_ours(
    "SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, "
    "c.relname AS name, pg_get_userbyid(c.relowner) AS owner FROM pg_class c "
    "WHERE @ours@ UNION ALL "
    "SELECT 'function', p.proname, pg_get_userbyid(p.proowner) FROM pg_proc p "
    "WHERE p.pronamespace = to_regnamespace(:at) AND p.proname LIKE 'consentdesk\\_%' UNION ALL "
    "SELECT 'schema', n.nspname, pg_get_userbyid(n.nspowner) FROM pg_namespace n "
    "WHERE n.oid = to_regnamespace(:look) ORDER BY 1, 2"
)
_GIVEN = _of_ours(
    "WITH given AS ("
    "SELECT CASE WHEN c.relnamespace = to_regnamespace(:look) THEN :look || '.' ELSE '' END "
    "|| c.relname AS name, '' AS of, c.relowner AS owner, a.* "
    "FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE @ours@ UNION ALL "
    "SELECT CASE WHEN c.relnamespace = to_regnamespace(:look) THEN :look || '.' ELSE '' END "
    "|| c.relname, t.attname, c.relowner, a.* "
    "FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid "
    "CROSS JOIN LATERAL aclexplode(t.attacl) a WHERE @ours@ UNION ALL "
    "SELECT p.proname || '()', '', p.proowner, a.* FROM pg_proc p "
    "CROSS JOIN LATERAL aclexplode(COALESCE(p.proacl, acldefault('f', p.proowner))) a "
    "WHERE p.pronamespace = to_regnamespace(:at) AND p.proname LIKE 'consentdesk\\_%' UNION ALL "
    "SELECT 'schema ' || n.nspname, '', n.nspowner, a.* FROM pg_namespace n "
    "CROSS JOIN LATERAL aclexplode(n.nspacl) a "
    "WHERE n.oid = to_regnamespace(:look) OR n.oid = to_regnamespace(:at) AND a.grantee <> 0 "
    "AND (a.privilege_type <> 'USAGE' OR a.grantee = to_regrole(:door))) "
    "SELECT CASE g.grantee WHEN 0 THEN 'everybody' ELSE pg_get_userbyid(g.grantee) END AS who, "
    "g.privilege_type || CASE WHEN g.is_grantable THEN ', also to give,' ELSE '' END AS what, "
    "g.name, g.of FROM given g WHERE g.grantee <> g.owner"
)
_NUMBERED = sa.text(
    "SELECT c.relname FROM pg_class c WHERE c.relkind = 'S' AND "
    "c.relnamespace = to_regnamespace(:at)"
)
_FUNCTIONS = sa.text(
    "SELECT p.proname FROM pg_proc p "
    "WHERE p.pronamespace = to_regnamespace(:at) AND p.proname LIKE 'consentdesk\\_%'"
)
_HERE = sa.text("SELECT current_schema()")
_AT_A_DESK = sa.text(
    "SELECT DISTINCT s.login FROM seat s JOIN pg_roles r ON r.rolname = s.login "
    "JOIN pg_class c ON c.oid = to_regclass('ledger') "
    "WHERE s.role = 'photographer' AND to_regrole(:desk) IS NOT NULL "
    "AND pg_has_role(r.oid, to_regrole(:desk)::oid, 'MEMBER') "
    "AND NOT pg_has_role(r.oid, c.relowner, 'MEMBER') ORDER BY s.login"
)
_MOST = 8
"""As many columns are named one by one."""


def holds_at_all(connection: Connection, at: str) -> Found:
    """What speaks against any rights at all, whichever version of the program made them."""
    for (table,) in connection.execute(_OPEN, {"at": at}):
        yield changed(f"row security of {table} is off")
    asked = {"at": at, "look": PHOTOGRAPHERS}
    off = connection.execute(_OFF, {**asked, "guarded": list(schema.GUARDED)})
    for told in dict.fromkeys(_switched_off(row) for row in off):
        yield changed(told)
    for row in connection.execute(_RULES, asked):
        yield changed(f"rule {row.rulename} of {row.relname} added")
    owners = connection.execute(_OWNERS, asked).all()
    counted = Counter(row.owner for row in owners)
    for row in owners:
        if row.owner != max(counted, key=counted.__getitem__):
            yield changed(f"{row.kind} {row.name} belongs to {row.owner}")


def _switched_off(row: "sa.Row[Any]") -> str:
    if row.tgisinternal:
        return f"references of {row.relname} are not checked"
    return f"trigger {row.tgname} of {row.relname} is off"


def grants_are(connection: Connection, at: str, *, door: bool) -> Found:
    """What anybody was given beside what this program gives, or wasn't given.

    It gives nothing without a `door`. Columns of one table are named together.
    """
    asked = {"at": at, "look": PHOTOGRAPHERS}
    given = connection.execute(_GIVEN, {**asked, "door": DOOR})
    there = {(row.who, row.what, row.name, row.of) for row in given}
    wanted = set(_wanted(connection, at)) if door else set()
    for told in _told(there - wanted):
        yield changed(f"{told} given")
    for told in _told(wanted - there):
        yield changed(f"{told} taken away")
    if door:
        for (login,) in connection.execute(_AT_A_DESK, {"desk": DESK}):
            yield changed(f"{login} is a photographer and in {DESK}")


def _wanted(connection: Connection, at: str) -> Iterator[_Given]:
    for one in grants():
        name = f"{PHOTOGRAPHERS}.{one.name}" if one.look else one.name
        for column in one.columns or ("",):
            yield one.group, one.privilege, name, column
    for (name,) in connection.execute(_NUMBERED, {"at": at}):
        yield DOOR, "SELECT", name, ""
    for (name,) in connection.execute(_FUNCTIONS, {"at": at}):
        yield DOOR, "EXECUTE", f"{name}()", ""
    for name in (str(connection.scalar(_HERE)), PHOTOGRAPHERS):
        yield DOOR, "USAGE", f"schema {name}", ""


def _told(given: set[_Given]) -> Iterator[str]:
    whole: dict[tuple[str, str, str], list[str]] = {}
    for who, what, name, column in sorted(given):
        whole.setdefault((who, what, name), []).append(column)
    for (who, what, name), columns in whole.items():
        few = [column for column in columns if column][:_MOST]
        of = f" ({', '.join(few)})" if few else ""
        yield f"{what}{of} on {name} to {who}"


def changed(what: str) -> VerifyProblem:
    """A difference, in a few words."""
    return VerifyProblem(Tampering.RIGHTS_CHANGED, None, what)
