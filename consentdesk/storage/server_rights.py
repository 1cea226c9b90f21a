"""Rights in a server's database: made after every `init` and `upgrade`, and given to logins.

A seat is a login of the server that is a member of one group and stands in `seat`. All else is
decided there, by the functions in `rights` and the policies: bare SQL gets no further than the
program does. Tables belong to whoever made them, who has every right; nobody works with that login.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from consentdesk.domain.acts import ActKind
from consentdesk.domain.people import InstitutionId
from consentdesk.domain.policy import Policy
from consentdesk.domain.roles import HARMLESS, Right, Role, who_may
from consentdesk.domain.writing_rights import ENROLLING, FINAL, NAMING, TAKING_IN
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.appending import appendable, forms_by_kind, kinds_by_role, texts_by_kind
from consentdesk.storage.bodies import LEAST, MOST, form_of
from consentdesk.storage.encoding import canonical
from consentdesk.storage.facts import facts_form
from consentdesk.storage.policies import settings_form
from consentdesk.storage.row_forms import row_forms
from consentdesk.storage.server_appending import kept_columns
from consentdesk.storage.server_guards import triggers
from consentdesk.storage.server_policies import (
    DESK,
    DOOR,
    PHOTOGRAPHERS,
    owned_tables,
    removals,
    statements,
)

FOLDER = Path(__file__).resolve().parent / "rights"
_FILES = ("seats.sql", "bodies.sql", "ledger.sql", "keeping.sql", "rows.sql", "photographer.sql")
_MAKES = (
    "SELECT pg_has_role(session_user, c.relowner, 'MEMBER') FROM pg_class c "
    "WHERE c.oid = to_regclass('ledger')"
)
_GROUP_MADE = """DO $$ BEGIN
  CREATE ROLE {} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation OR insufficient_privilege THEN NULL;
END $$"""
_GROUPS = f"SELECT to_regrole('{DOOR}') IS NOT NULL AND to_regrole('{DESK}') IS NOT NULL"
_CLOSED = """DO $$ BEGIN
  REVOKE CREATE ON SCHEMA @S@ FROM PUBLIC;
EXCEPTION WHEN insufficient_privilege THEN NULL;
END $$"""
_TAKEN_BACK = """DO $$
DECLARE
  g record;
BEGIN
  FOR g IN
    SELECT DISTINCT format('%s %s', CASE WHEN c.relkind = 'S' THEN 'SEQUENCE' ELSE 'TABLE' END,
                           c.oid::regclass) AS what, a.grantee
    FROM pg_class c
    LEFT JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
    CROSS JOIN LATERAL aclexplode(array_cat(c.relacl, t.attacl)) a
    WHERE c.relnamespace = '@S@'::regnamespace AND c.relkind IN ('r', 'v', 'S')
      AND a.grantor = c.relowner AND a.grantee <> c.relowner
      AND pg_has_role(current_user, c.relowner, 'USAGE')
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    UNION ALL
    SELECT DISTINCT format('FUNCTION %s', p.oid::regprocedure), a.grantee
    FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a
    WHERE p.pronamespace = '@S@'::regnamespace AND p.proname LIKE 'consentdesk\\_%'
      AND a.grantor = p.proowner AND a.grantee <> p.proowner
      AND pg_has_role(current_user, p.proowner, 'USAGE')
    UNION ALL
    SELECT DISTINCT format('SCHEMA %I', n.nspname), a.grantee
    FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
    WHERE n.nspname = '@LOOK@' AND a.grantor = n.nspowner AND a.grantee <> n.nspowner
      AND pg_has_role(current_user, n.nspowner, 'USAGE')
  LOOP
    EXECUTE format('REVOKE ALL ON %s FROM %s CASCADE', g.what,
                   CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE g.grantee::regrole::text END);
  END LOOP;
END $$"""
"""Whatever anybody was given by hand; what this program gives is given anew after it."""
_EXECUTE = """DO $$
DECLARE
  f regprocedure;
  v regclass;
  s record;
  v_owner regrole := (SELECT c.relowner FROM pg_class c WHERE c.oid = '@S@.ledger'::regclass);
BEGIN
  EXECUTE format('ALTER SCHEMA @LOOK@ OWNER TO %s', v_owner);
  FOR v IN SELECT c.oid FROM pg_class c WHERE c.relnamespace = '@LOOK@'::regnamespace
           AND c.relkind = 'v' LOOP
    EXECUTE format('ALTER VIEW %s OWNER TO %s', v, v_owner);
  END LOOP;
  FOR f IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = '@S@'::regnamespace
           AND p.proname LIKE 'consentdesk\\_%' LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO %s', f, v_owner);
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f);
    IF to_regrole('@DOOR@') IS NOT NULL THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO @DOOR@', f);
    END IF;
  END LOOP;
  IF to_regrole('@DESK@') IS NOT NULL THEN
    FOR s IN SELECT r.rolname, bool_or(t.role <> 'photographer') AS at_desk
             FROM @S@.seat t JOIN pg_roles r ON r.rolname = t.login
             WHERE NOT pg_has_role(r.oid, v_owner, 'MEMBER') GROUP BY r.rolname LOOP
      EXECUTE format(CASE WHEN s.at_desk THEN 'GRANT @DESK@ TO %I'
                     ELSE 'REVOKE @DESK@ FROM %I' END, s.rolname);
    END LOOP;
  END IF;
END $$"""
_KNOWN = sa.text("SELECT to_regrole(quote_ident(:login)) IS NOT NULL")
_ADMIT = sa.text("SELECT consentdesk_admit(:here, :login, :role)")
_DISMISS = sa.text("SELECT consentdesk_dismiss(:login)")
_MEANS: Mapping[str, Problem] = {
    "42501": Problem.LOGIN_UNKNOWN,
    "42704": Problem.LOGIN_UNKNOWN,
    "CD002": Problem.LOGIN_ELSEWHERE,
}
"""What the server says of a login: no right to make one, no such one, photographer elsewhere."""
_STAMP = f"SELECT obj_description(to_regnamespace('{PHOTOGRAPHERS}'), 'pg_namespace')"


def ensure_rights(connection: Connection, *, anew: bool = False) -> None:
    """Make the rights what this program's are, within the caller's transaction.

    Nothing happens where they were made so already, unless they are wanted `anew`, nor by whoever
    the tables don't belong to. Without the right to make roles on the server everything is made but
    the door: see docs/server.md.
    """
    if connection.dialect.name == "sqlite" or not connection.scalar(sa.text(_MAKES)):
        return
    for group in (DOOR, DESK):
        connection.execute(sa.text(_GROUP_MADE.format(group)))
    door = bool(connection.scalar(sa.text(_GROUPS)))
    at = str(connection.scalar(sa.text("SELECT quote_ident(current_schema())")))
    said = script(at, door=door)
    stamp = sha256(said.encode()).hexdigest()
    if not anew and connection.scalar(sa.text(_STAMP)) == stamp:
        return
    marked = f"{said};\nCOMMENT ON SCHEMA {PHOTOGRAPHERS} IS '{stamp}'"
    # Many statements at once, which the driver takes where no values are bound.
    cursor = connection.connection.cursor()
    try:
        cursor.execute(marked.encode())
    finally:
        cursor.close()


def script(at: str, *, door: bool) -> str:
    """All that makes the rights in the schema `at`, quoted; grants only where there is a `door`."""
    owns = "\n".join(
        f"    WHEN '{table}' THEN\n      RETURN EXISTS (SELECT FROM @S@.{table} o "
        "WHERE o.id = p_id AND o.institution = p_institution);"
        for table in owned_tables()
    )
    parts = [_CLOSED + ";", _TAKEN_BACK + ";"]
    parts += [*((FOLDER / name).read_text(encoding="utf-8") for name in _FILES)]
    parts += [f"{one};" for one in (*triggers("@S@"), *statements("@S@", door=door))]
    parts.append(_EXECUTE)
    text = "\n".join(parts)
    for mark, value in (
        ("@owns@", owns),
        ("@removals@", removals("@S@")),
        ("@kinds@", kinds_by_role()),
        ("@forms@", forms_by_kind()),
        ("@columns@", kept_columns()),
        ("@roles@", _array(Role)),
        ("@keepers@", _array(who_may(Right.KEEP_PEOPLE))),
        ("@namers@", _array(who_may(Right.NAME))),
        ("@rulers@", _array(role for role in Role if ActKind.POLICY_SET in appendable(role))),
        ("@facts@", canonical(facts_form())),
        ("@rules@", canonical(form_of(Policy))),
        ("@settings@", canonical(settings_form())),
        ("@rows@", row_forms()),
        ("@least@", str(LEAST)),
        ("@most@", str(MOST)),
        ("@texts@", texts_by_kind()),
        ("@final@", _array(FINAL)),
        ("@harmless@", _array(HARMLESS)),
        ("@enrolling@", _array(ENROLLING)),
        ("@taken_in@", _array(TAKING_IN)),
        ("@spoken@", _array(NAMING)),
        ("@DOOR@", DOOR),
        ("@DESK@", DESK),
        ("@LOOK@", PHOTOGRAPHERS),
        ("@S@", at),
    ):
        text = text.replace(mark, value)
    return text


def _array(texts: Iterable[str]) -> str:
    return f"{{{','.join(sorted(texts))}}}"


def grant_seat(connection: Connection, here: InstitutionId, login: str, role: Role) -> None:
    """Let a login of the server in by this database's door; its row in `seat` is the caller's.

    The login is made where there is none and the connection may make roles; it has no password then
    (see docs/server.md). BadInput LOGIN_UNKNOWN where there is none, or it may do everything;
    LOGIN_ELSEWHERE for a photographer who is something else at another institution, or the other
    way round. Nothing happens for a file.
    """
    if connection.dialect.name == "sqlite":
        return
    with _told(login):
        if not connection.scalar(_KNOWN, {"login": login}):
            quoted = connection.dialect.identifier_preparer.quote_identifier(login)
            connection.exec_driver_sql(f"CREATE ROLE {quoted} LOGIN".replace("%", "%%"))
        connection.execute(_ADMIT, {"here": here, "login": login, "role": role.value})


def revoke_seat(connection: Connection, login: str) -> None:
    """Close the door to a login that no row in `seat` names any more; the login itself stays."""
    if connection.dialect.name != "sqlite":
        with _told(login):
            connection.execute(_DISMISS, {"login": login})


@contextmanager
def _told(login: str) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        problem = _MEANS.get(str(getattr(error.orig, "sqlstate", "")))
        if problem is None:
            raise
        raise BadInput(problem, login=login) from error
