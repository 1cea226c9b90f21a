"""Many desks on one server: what a broken line says, and who waits for whom."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event

import pytest
import sqlalchemy as sa

from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.database import KEPT_LINES, LINES
from consentdesk.storage.register import Register
from tests.factories import NOW
from tests.storage.desk import CLERK, HOUSE, child, writing
from tests.storage.test_concurrency import end_sessions

OTHER = "Strandskolen"


@pytest.fixture
def house(postgres_url: str) -> Iterator[Register]:
    """An institution on a server."""
    with Register.create(
        postgres_url, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW
    ) as register:
        yield register


def test_a_line_that_breaks_after_the_last_answer_takes_nothing_back(
    house: Register, postgres_url: str
) -> None:
    with house.read() as reader:
        revision = reader.revision()
        end_sessions(postgres_url)
    with house.read() as reader:
        assert reader.revision() == revision


def test_a_server_that_takes_the_call_and_never_answers_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        port = deaf.getsockname()[1]
        with pytest.raises(RegisterError) as caught:
            Register.open(f"postgresql+psycopg://anna@127.0.0.1:{port}/register")
    assert caught.value.problem is Problem.REGISTER_UNREACHABLE


def test_writers_of_different_institutions_never_wait_for_each_other(
    house: Register, postgres_url: str
) -> None:
    made = Register.create(postgres_url, institution=OTHER, policy="dk", clerk=CLERK, at=NOW)
    holds, finished = Event(), Event()

    def hold() -> None:
        with writing(house) as writer:
            child(writer)
            holds.set()
            assert finished.wait(30)

    with made as other, ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        try:
            assert holds.wait(30)
            with writing(other) as writer:
                child(writer)
            with other.read() as reader:
                assert reader.head().number == 3
            with house.read() as reader:
                assert reader.head().number == 2
        finally:
            finished.set()
        holding.result(30)


def test_a_desk_that_asks_more_than_it_has_lines_for_is_told_and_lets_go_of_them(
    house: Register, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consentdesk.storage.database.LINE_WAIT", 0.2)
    with Register.open(postgres_url) as busy:
        with ExitStack() as readers:
            for _ in range(LINES):
                readers.enter_context(busy.read()).head()
            with pytest.raises(RegisterError) as caught, busy.read():
                pytest.fail("there was one line more")
            assert caught.value.problem is Problem.REGISTER_LOCKED
            assert _lines(house) == LINES + 1
        with busy.read() as reader:
            reader.head()
        # Two stay; the line that counts is not the busy desk's.
        assert _lines(house) == KEPT_LINES + 1


def _lines(house: Register) -> int:
    """How many lines there are to this database."""
    with house.connected(writes=False) as connection:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        return int(connection.execute(sa.text(asked)).scalar_one())
