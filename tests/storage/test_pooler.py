"""A pooler before the server: nothing is set for longer than the transaction that needs it."""

import pytest

from consentdesk.domain.roles import Role
from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.register import Register
from consentdesk.storage.values import SubjectFilter
from tests.factories import NOW
from tests.postgres import Postgres
from tests.storage.desk import CLERK, HOUSE, child, writing
from tests.storage.seats import make_town

_POOLED = "&pooler=transaction"
_SET = ("lock_timeout", "idle_in_transaction_session_timeout", "search_path")


def _told(register: Register, *, writes: bool = False) -> list[str]:
    with register.connected(writes=writes) as connection:
        return [str(connection.exec_driver_sql(f"SHOW {name}").scalar()) for name in _SET]


def _hand_out_again(register: Register) -> None:
    """What a pooler does between two transactions: the next has a session of somebody else."""
    with register.by_itself() as connection:
        connection.exec_driver_sql("DISCARD ALL")


@pytest.mark.parametrize("writes", [True, False])
def test_each_transaction_sets_for_itself_what_it_needs(postgres_url: str, *, writes: bool) -> None:
    url = postgres_url + _POOLED
    with Register.create(url, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW) as register:
        for _turn in range(2):
            assert _told(register, writes=writes) == ["10s", "10min", '"$user", public']
            _hand_out_again(register)
        with register.by_itself() as connection:
            left = connection.exec_driver_sql("SHOW lock_timeout").scalar()
        assert left == "0", "nothing is left to whoever has the session next"
        with writing(register) as writer:
            child(writer)
        with register.read() as reader:
            assert reader.head().number == 3


def test_a_photographer_sees_people_in_every_transaction(postgres: Postgres) -> None:
    town = make_town(postgres)
    with (
        Register.open(town.owner, institution=HOUSE) as register,
        register.write(CLERK, NOW) as writer,
    ):
        ida = child(writer)
    seat = town.seat("photographer", Role.PHOTOGRAPHER) + _POOLED
    with Register.open(seat, institution=HOUSE) as register:
        for _turn in range(2):
            _hand_out_again(register)
            assert _told(register)[2] == "consentdesk_photographer, public"
            with register.read() as reader:
                assert reader.find_subjects(SubjectFilter(), reader.today(NOW)) == (ida,)


def test_a_pooler_of_the_session_is_as_good_as_none(postgres_url: str) -> None:
    url = postgres_url + "&pooler=session"
    with Register.create(url, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW) as register:
        assert _told(register)[0] == "10s"
    with pytest.raises(RegisterError) as caught:
        Register.open(postgres_url + "&pooler=statement")
    assert caught.value.problem is Problem.REGISTER_UNREACHABLE
