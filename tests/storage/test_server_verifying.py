"""What `verify` sees of rights on a server that whoever owns the tables has changed by hand."""

from collections.abc import Iterator, Mapping

import pytest
import sqlalchemy as sa

from consentdesk.domain.roles import Role
from consentdesk.storage.register import Register
from consentdesk.storage.upgrading import upgrade
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from consentdesk.storage.verifying_rights import rights_are
from tests.postgres import Postgres
from tests.storage.desk import HOUSE
from tests.storage.older import make_older
from tests.storage.seats import Town, make_town, now

LOOK = "consentdesk_photographer"
_ROLE = (
    "CREATE OR REPLACE FUNCTION consentdesk_quoted(p_text text) RETURNS text LANGUAGE sql "
    "IMMUTABLE PARALLEL SAFE AS $$ SELECT p_text $$"
)
CHANGES: Mapping[str, tuple[str, str]] = {
    "a right on the ledger": (
        "GRANT UPDATE ON ledger TO consentdesk_desk",
        "UPDATE on ledger to consentdesk_desk given",
    ),
    "a right on a column": (
        "GRANT UPDATE (number, digest) ON head TO consentdesk_seat",
        "UPDATE (digest, number) on head to consentdesk_seat given",
    ),
    "a right for everybody": (
        "GRANT SELECT ON text TO PUBLIC",
        "SELECT on text to everybody given",
    ),
    "a right for one login": (
        "GRANT SELECT ON subject TO {clerk}",
        "SELECT on subject to {clerk} given",
    ),
    "a right to give rights": (
        "GRANT SELECT ON ledger TO consentdesk_seat WITH GRANT OPTION",
        "SELECT, also to give, on ledger to consentdesk_seat given",
    ),
    "a right taken away": (
        "REVOKE SELECT ON ledger FROM consentdesk_seat",
        "SELECT on ledger to consentdesk_seat taken away",
    ),
    "a right on a view": (
        f"GRANT UPDATE ON {LOOK}.subject TO consentdesk_seat",
        f"UPDATE on {LOOK}.subject to consentdesk_seat given",
    ),
    "a right on a sequence": (
        "GRANT UPDATE ON SEQUENCE photo_id_seq TO consentdesk_seat",
        "UPDATE on photo_id_seq to consentdesk_seat given",
    ),
    "a function for everybody": (
        "GRANT EXECUTE ON FUNCTION consentdesk_put_back TO PUBLIC",
        "EXECUTE on consentdesk_put_back() to everybody given",
    ),
    "a schema to make things in": (
        f"GRANT CREATE ON SCHEMA {LOOK} TO consentdesk_seat",
        f"CREATE on schema {LOOK} to consentdesk_seat given",
    ),
    "a function's text": (_ROLE, "function consentdesk_quoted changed"),
    "with whose rights a function works": (
        "ALTER FUNCTION consentdesk_append SECURITY INVOKER",
        "function consentdesk_append changed",
    ),
    "where a function looks": (
        "ALTER FUNCTION consentdesk_role RESET search_path",
        "function consentdesk_role changed",
    ),
    "another function of the name": (
        "CREATE FUNCTION consentdesk_role(p_institution bigint) RETURNS text LANGUAGE sql "
        "AS $$ SELECT 'head' $$; REVOKE ALL ON FUNCTION consentdesk_role(bigint) FROM PUBLIC; "
        "GRANT EXECUTE ON FUNCTION consentdesk_role(bigint) TO consentdesk_seat",
        "function consentdesk_role added",
    ),
    "a function gone": (
        "DROP FUNCTION consentdesk_is_photographer()",
        "function consentdesk_is_photographer gone",
    ),
    "a trigger gone": (
        "DROP TRIGGER consentdesk_paper ON head",
        "trigger consentdesk_paper of head gone",
    ),
    "a trigger switched off": (
        "ALTER TABLE text DISABLE TRIGGER consentdesk_keeps",
        "trigger consentdesk_keeps of text is off",
    ),
    "a trigger that looks at less": (
        "DROP TRIGGER consentdesk_changed ON form; CREATE CONSTRAINT TRIGGER consentdesk_changed "
        "AFTER UPDATE ON form DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
        "WHEN (OLD.subject IS DISTINCT FROM OLD.subject AND NOT consentdesk_is_owner()) "
        "EXECUTE FUNCTION consentdesk_follows()",
        "trigger consentdesk_changed of form changed",
    ),
    "a trigger added": (
        "CREATE TRIGGER odd BEFORE DELETE ON photo FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "trigger odd of photo added",
    ),
    "a rule": (
        "CREATE RULE odd AS ON DELETE TO photo DO INSTEAD NOTHING",
        "rule odd of photo added",
    ),
    "a view's text": (
        "CREATE OR REPLACE VIEW {look}.subject WITH (security_barrier) AS SELECT s.id, "
        's.institution, s.name, s.folded, s.born, s."group", s.staff, s.language, s.left_on, '
        "s.here_since, s.ordered FROM subject s WHERE s.institution = "
        "ANY ((SELECT consentdesk_seats('{{photographer}}'))::integer[])",
        "view subject changed",
    ),
    "an empty view": (
        "CREATE OR REPLACE VIEW {look}.guardian AS SELECT * FROM guardian",
        "view guardian changed",
    ),
    "what a view lets through": (
        f"ALTER VIEW {LOOK}.subject RESET (security_barrier)",
        "view subject changed",
    ),
    "a view gone": (f"DROP VIEW {LOOK}.document", "view document gone"),
    "a view added": ("CREATE VIEW odd AS SELECT * FROM subject", "view odd added"),
    "a policy's sign": (
        "ALTER POLICY seat_reads ON form USING (institution <> ALL "
        "((SELECT consentdesk_seats('{{clerk,head,officer}}'))::integer[]))",
        "policy seat_reads of form changed",
    ),
    "whom a policy is for": (
        "ALTER POLICY seat_reads ON ledger TO consentdesk_desk",
        "policy seat_reads of ledger changed",
    ),
    "whose a table is": ("ALTER TABLE text OWNER TO {clerk}", "table text belongs to {clerk}"),
    "whose a function is": (
        "ALTER FUNCTION consentdesk_rules(integer) OWNER TO {clerk}",
        "function consentdesk_rules belongs to {clerk}",
    ),
    "whose a view is": (
        f"ALTER VIEW {LOOK}.trash OWNER TO {{clerk}}",
        "view trash belongs to {clerk}",
    ),
    "a photographer at a desk": (
        "GRANT consentdesk_desk TO {photographer}",
        "{photographer} is a photographer and in consentdesk_desk",
    ),
    "references not checked": (
        "ALTER TABLE depiction DISABLE TRIGGER ALL",
        "references of depiction are not checked",
    ),
}


@pytest.fixture(scope="module")
def ready(postgres: Postgres) -> Iterator[Town]:
    """An institution with a clerk, and a photographer who is in no office."""
    made = make_town(postgres, (Role.CLERK, Role.PHOTOGRAPHER))
    yield made
    postgres.drop(made.url)


def _told(url: str) -> list[str]:
    with Register.open(url, institution=HOUSE) as register:
        problems = verify(register).problems
    assert {p.code for p in problems} <= {Tampering.RIGHTS_CHANGED}
    return [p.detail for p in problems]


@pytest.fixture(scope="module")
def server(ready: Town) -> Iterator[sa.Engine]:
    """Whoever may do everything there."""
    engine = sa.create_engine(ready.url, poolclass=sa.NullPool)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("what", CHANGES)
def test_each_right_changed_by_hand_is_named(ready: Town, server: sa.Engine, what: str) -> None:
    names = {role.value: ready.login(role.value) for role in (Role.CLERK, Role.PHOTOGRAPHER)}
    statement, detail = (text.format(look=LOOK, **names) for text in CHANGES[what])
    with server.connect() as connection:
        assert list(rights_are(connection)) == []
        for one in statement.split("; "):
            connection.exec_driver_sql(one.replace("%", "%%"))
        assert detail in [problem.detail for problem in rights_are(connection)]


def test_a_clerk_is_told_too_and_an_upgrade_puts_right_what_it_can(ready: Town) -> None:
    clerk = ready.as_login(ready.login("clerk"))
    expected = set()
    with ready.bare(ready.owner) as owner:
        for what in (
            "a right on the ledger",
            "a right on a column",
            "a right for everybody",
            "a right for one login",
            "a right on a view",
            "a right on a sequence",
            "a function for everybody",
            "a schema to make things in",
            "a trigger gone",
            "a trigger switched off",
            "where a function looks",
            "what a view lets through",
            "a policy's sign",
        ):
            statement = CHANGES[what][0].format(look=LOOK, clerk=ready.login("clerk"))
            owner.execute(statement.encode())
            expected.add(CHANGES[what][1].format(clerk=ready.login("clerk")))
    assert expected <= set(_told(clerk))
    upgrade(ready.owner, at=now())
    assert _told(clerk) == _told(ready.owner) == []


def test_nothing_is_told_after_an_upgrade_from_the_oldest_version(postgres: Postgres) -> None:
    url = postgres.fresh()
    make_older(url, "0001")
    upgrade(url, at=now())
    with Register.open(url) as register:
        rights = [p for p in verify(register).problems if p.code is Tampering.RIGHTS_CHANGED]
    assert rights == []
    postgres.drop(url)


def test_an_upgrade_renews_the_rights_that_the_program_before_had_made(ready: Town) -> None:
    with ready.bare(ready.owner) as owner:
        owner.execute(b"GRANT DELETE ON ledger TO consentdesk_desk")
        owner.execute(b"GRANT UPDATE (name) ON institution TO consentdesk_desk")
        owner.execute(b"DROP TRIGGER consentdesk_keeps ON text")
        owner.execute(b"COMMENT ON SCHEMA consentdesk_photographer IS 'of another version'")
    assert _told(ready.owner) == []
    upgrade(ready.owner, at=now())
    assert _told(ready.owner) == []
    with ready.bare(ready.owner) as owner:
        kept = b"SELECT FROM pg_trigger WHERE tgname = 'consentdesk_keeps'"
        assert len(owner.execute(kept).fetchall()) == 2
