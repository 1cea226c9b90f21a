"""What a head with bare SQL may not do to whoever works next door: a seat is as its act says."""

from collections.abc import Iterator

import psycopg
import pytest

from consentdesk.domain.acts import SeatSet
from consentdesk.domain.roles import Role
from consentdesk.storage.register import Register
from tests.postgres import Postgres
from tests.storage.bare_lines import Bare, append_line, line_of, told
from tests.storage.seats import NEXT_DOOR, Town, make_town

ADDED = b"INSERT INTO seat (institution, login, role, act) VALUES (1, %(who)s, %(role)s, %(act)s)"
CHANGED = b"UPDATE seat SET role = %(role)s, act = %(act)s WHERE login = %(who)s"
OTHER = {Role.CLERK: Role.PHOTOGRAPHER, Role.PHOTOGRAPHER: Role.OFFICER}


@pytest.fixture
def town(postgres: Postgres) -> Iterator[Town]:
    """Two institutions with a head here, and next door a clerk and a photographer."""
    made = make_town(postgres)
    made.seat("head", Role.HEAD)
    for role in (Role.CLERK, Role.PHOTOGRAPHER):
        made.seat(role.value, role, NEXT_DOOR)
    yield made
    postgres.drop(made.url)


@pytest.fixture
def head(town: Town) -> Iterator[Bare]:
    """Bare SQL as the head."""
    with town.bare(town.as_login(town.login("head"))) as connection:
        yield connection


def _said(head: Bare, login: str, role: Role | None) -> int:
    line = line_of(head, SeatSet(login=told(head, login), role=role))
    append_line(head, line)
    return int(str(line["number"]))


def _refused(head: Bare, statement: bytes, who: str, role: Role, act: int) -> str:
    """What the server says to a row that it doesn't take."""
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as refused, head.transaction():
        head.execute(statement, {"who": who, "role": role.value, "act": act})
    return str(refused.value)


@pytest.mark.parametrize("role", [Role.CLERK, Role.PHOTOGRAPHER])
def test_no_head_shuts_out_whoever_works_next_door(town: Town, head: Bare, role: Role) -> None:
    """Whatever act there is; and the server says no more of it than of any other wrong row."""
    login, other = town.login(role.value), OTHER[role]
    with head.transaction(force_rollback=True):
        told_of = _refused(head, ADDED, login, other, _said(head, login, other))
        assert _refused(head, ADDED, town.login("free"), other, 1) == told_of
        # The same seat here as there is one that the program gives too.
        head.execute(ADDED, {"who": login, "role": role.value, "act": _said(head, login, role)})
    with Register.open(town.as_login(login)) as theirs:
        assert theirs.institution_id == 2


@pytest.mark.parametrize("role", [Role.CLERK, Role.PHOTOGRAPHER])
def test_nor_by_turning_a_seat_here_into_another(town: Town, head: Bare, role: Role) -> None:
    town.seat(role.value, role)
    login = town.login(role.value)
    with head.transaction(force_rollback=True):
        act = _said(head, login, OTHER[role])
        _refused(head, CHANGED, login, OTHER[role], act)
    with head.transaction(force_rollback=True):
        done = head.execute(
            CHANGED, {"who": login, "role": role.value, "act": _said(head, login, role)}
        )
        assert done.rowcount == 1


def test_a_seat_is_written_down_as_the_act_says_that_comes_with_it(town: Town, head: Bare) -> None:
    free, here = town.login("free"), town.login("head")
    with head.transaction(force_rollback=True):
        for who, role in ((free, Role.HEAD), (free, None), (here, Role.CLERK)):
            _refused(head, ADDED, free, Role.CLERK, _said(head, who, role))
        before = _said(head, free, Role.CLERK)
        head.execute(ADDED, {"who": free, "role": "clerk", "act": before})
    with town.bare(town.url) as owner:
        old = owner.execute(
            b"SELECT max(number) FROM ledger WHERE institution = 1 AND kind = 'SEAT_SET'"
        ).fetchone()
    assert old is not None
    _refused(head, CHANGED, here, Role.HEAD, old[0])


def test_whoever_asks_without_an_act_learns_nothing_of_next_door(town: Town, head: Bare) -> None:
    asked = b"SELECT consentdesk_seated(%s, %s, %s, %s)"
    for login in ("clerk", "photographer", "free"):
        for here in (1, 2):
            for act in range(1, 8):
                found = head.execute(asked, (here, act, town.login(login), "clerk")).fetchone()
                assert found == (False,)


@pytest.mark.parametrize("role", [None, "", "bogus"])
def test_no_head_lets_a_photographer_next_door_near_the_tables(
    town: Town, head: Bare, role: str | None
) -> None:
    login = town.login("photographer")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        head.execute(b"SELECT consentdesk_admit(1, %s, %s)", (login, role))
    with (
        town.bare(town.as_login(login)) as seat,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        seat.execute(b"SELECT FROM guardian")
