"""Setting up a server as docs/server.md says, with an owner of few rights or many."""

from collections.abc import Iterator

import psycopg
import pytest

from consentdesk.domain.roles import Role
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.register import Register
from consentdesk.storage.server_rights import grant_seat, revoke_seat
from consentdesk.storage.upgrading import upgrade
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.postgres import Postgres
from tests.storage.desk import CLERK, HOUSE, journaled_yes
from tests.storage.seats import NEXT_DOOR, Town, make_town, now


@pytest.fixture(scope="module")
def untouched() -> Iterator[Postgres]:
    """A server on which nobody has made any role yet."""
    server = Postgres.start()
    yield server
    server.stop()


@pytest.fixture
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions, and nobody's seat yet."""
    made = make_town(postgres)
    yield made
    postgres.drop(made.url)


def test_an_owner_without_any_right_works_alone_and_gives_seats_once_there_is_a_door(
    untouched: Postgres,
) -> None:
    town = Town(untouched.fresh())
    with town.bare(town.url) as server:
        server.execute(b"CREATE ROLE town LOGIN")
        server.execute(b"CREATE ROLE anna LOGIN")
        server.execute(b"ALTER DATABASE test1 OWNER TO town")
    made = Register.create(town.owner, institution=HOUSE, policy="dk", clerk=CLERK, at=now())
    with made as register, register.write(CLERK, now()) as writer:
        subject, _, _ = journaled_yes(writer)
    with town.bare(town.url) as server:
        for group in ("consentdesk_seat", "consentdesk_desk"):
            server.execute(f"CREATE ROLE {group} NOLOGIN".encode())
            server.execute(f"GRANT {group} TO town WITH ADMIN OPTION".encode())
    upgrade(town.owner, at=now())
    with town.bare(town.owner) as owner:
        owner.execute(b"INSERT INTO seat VALUES (1, 'anna', 'clerk', 1)")
    with (
        Register.open(town.owner) as register,
        register.connected(writes=True) as connection,
    ):
        grant_seat(connection, register.institution_id, "anna", Role.CLERK)
        connection.commit()
    with Register.open(town.as_login("anna")) as register, register.write(CLERK, now()) as writer:
        assert writer.subject(subject).name == "Noah Lund"
        journaled_yes(writer, "Ida Juhl")


def test_an_upgrade_puts_right_what_was_altered_by_hand(town: Town) -> None:
    url = town.seat("photographer", Role.PHOTOGRAPHER)
    with town.bare(town.owner) as owner:
        owner.execute(b"ALTER TABLE guardian DISABLE ROW LEVEL SECURITY")
        owner.execute(b"GRANT SELECT ON guardian TO consentdesk_seat")
        owner.execute(b"INSERT INTO guardian (institution, name, digest) VALUES (1, 'M', 'x')")
    with town.bare(url) as seat:
        assert seat.execute(b"SELECT name FROM guardian").fetchall() == [("M",)]
        upgrade(town.owner, at=now())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            seat.execute(b"SELECT name FROM guardian")


def test_a_seat_too_is_told_of_rights_altered_by_hand(town: Town) -> None:
    """Rights that another version made are its own, but they have to apply."""
    url = town.seat("officer", Role.OFFICER)
    assert _told(url) == _told(town.owner) == []
    with town.bare(town.owner) as owner:
        owner.execute(b"ALTER TABLE guardian DISABLE ROW LEVEL SECURITY")
        owner.execute(
            b"CREATE OR REPLACE FUNCTION consentdesk_role(p_institution integer) RETURNS text "
            b"LANGUAGE sql AS $$ SELECT 'head' $$"
        )
        found = ["row security of guardian is off", "function consentdesk_role changed"]
        assert _told(town.owner) == found
        owner.execute(b"COMMENT ON SCHEMA consentdesk_photographer IS 'of another version'")
    assert _told(town.owner) == found[:1]
    upgrade(town.owner, at=now())
    assert _told(url) == _told(town.owner) == []


def _told(url: str) -> list[str]:
    with Register.open(url, institution=HOUSE) as register:
        problems = verify(register).problems
    assert {p.code for p in problems} <= {Tampering.RIGHTS_CHANGED}
    return [p.detail for p in problems]


def test_whoever_loses_the_seat_sees_nothing_more(town: Town) -> None:
    url = town.seat("clerk", Role.CLERK)
    login = town.login("clerk")
    with town.bare(url) as seat, Register.open(town.owner, institution=HOUSE) as register:
        assert seat.execute(b"SELECT count(*) FROM institution").fetchall() == [(1,)]
        with register.connected(writes=True) as connection:
            connection.exec_driver_sql("DELETE FROM seat")
            connection.commit()
        assert seat.execute(b"SELECT count(*) FROM institution").fetchall() == [(0,)]
        with register.connected(writes=True) as connection:
            revoke_seat(connection, login)
            connection.commit()
        with town.bare(town.url) as server:
            member = b"SELECT pg_has_role(%s, 'consentdesk_seat', 'MEMBER')"
            assert server.execute(member, (login,)).fetchall() == [(False,)]


def test_nobody_is_a_photographer_here_and_a_clerk_there(town: Town) -> None:
    town.seat("both", Role.PHOTOGRAPHER)
    with pytest.raises(BadInput) as refused:
        town.seat("both", Role.CLERK, NEXT_DOOR)
    assert refused.value.problem is Problem.LOGIN_ELSEWHERE
    town.seat("both", Role.PHOTOGRAPHER, NEXT_DOOR)


def test_a_head_lets_in_only_logins_that_there_are_and_that_may_nothing_else(town: Town) -> None:
    url = town.seat("head", Role.HEAD)
    with Register.open(url) as register:
        for login in ("nobody_at_all", "consentdesk"):
            with (
                pytest.raises(BadInput) as refused,
                register.connected(writes=True) as connection,
            ):
                grant_seat(connection, register.institution_id, login, Role.CLERK)
            assert refused.value.problem is Problem.LOGIN_UNKNOWN


def test_a_clerk_gives_no_seat(town: Town) -> None:
    url = town.seat("clerk", Role.CLERK)
    with town.bare(url) as seat:
        for attack in (
            b"INSERT INTO seat VALUES (1, 'x', 'head', 1)",
            b"SELECT consentdesk_admit(1, 'consentdesk', 'head')",
        ):
            with pytest.raises(Exception, match=r"policy|only a head|privilege|permission"):
                seat.execute(attack)
        assert seat.execute(b"UPDATE seat SET role = 'head'").rowcount == 0
