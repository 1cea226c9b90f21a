"""Many programs on one register: no lost act, no gap, the chain whole; and one that is killed."""

import signal
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import ActKind
from consentdesk.errors import Problem, RegisterError
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.writing import Writer
from tests.factories import NOW
from tests.storage.cutting import BreakingLine
from tests.storage.desk import CLERK, HOUSE, child, portrait, released, writing

ROOT = Path(__file__).resolve().parents[2]
TIMES = 40


def _clerk(location: str, name: str, times: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.hands", location, name, str(times)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_four_writers_lose_nothing(location: str) -> None:
    clerks = [_clerk(location, name, TIMES) for name in ("Anna", "Bo", "Carl", "Dorte")]
    told = [clerk.communicate(timeout=120) for clerk in clerks]
    assert [errors for _, errors in told] == [""] * 4
    numbers = [int(line) for output, _ in told for line in output.split()]
    assert len(set(numbers)) == 4 * TIMES
    with Register.open(location) as register:
        found = verify(register)
        assert found.problems == ()
        assert found.acts == 2 + 4 * TIMES * 2
        with register.read() as reader:
            asked = reader.ledger(kinds=frozenset({ActKind.ASKED}), limit=1000)
            assert sorted(a.number for a in asked) == sorted(numbers)
            assert len(set(reader.clerks(a.clerk for a in asked).values())) == 4
            assert reader.revision() == 1 + 4 * TIMES


@pytest.mark.parametrize("after", [1, 2, 3, 5, 8, 13])
def test_a_program_killed_while_writing_loses_nothing_acknowledged(
    location: str, after: int
) -> None:
    clerk = _clerk(location, "Anna", 0)
    assert clerk.stdout is not None
    assert clerk.stderr is not None
    told = [int(clerk.stdout.readline()) for _ in range(after)]
    clerk.send_signal(signal.SIGKILL)
    told += [int(line) for line in clerk.stdout.read().split()]
    clerk.wait(30)
    clerk.stdout.close()
    clerk.stderr.close()
    with Register.open(location) as register:
        found = verify(register)
        assert found.problems == ()
        assert found.acts >= told[-1] == 2 + 2 * len(told)
        with writing(register) as writer:
            child(writer)
            assert writer.head().number == found.acts + 1


def test_a_server_that_dies_is_unreachable_and_loses_nothing(postgres_url: str) -> None:
    made = Register.create(postgres_url, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW)
    with made as register:
        with writing(register) as writer:
            child(writer)
        with pytest.raises(RegisterError) as caught, writing(register) as writer:
            child(writer, "Never Saved")
            end_sessions(postgres_url)
            writer.groups()
        assert caught.value.problem is Problem.REGISTER_UNREACHABLE
        with register.read() as reader:
            assert reader.head().number == 3
        assert verify(register).ok


def end_sessions(url: str) -> None:
    """End every other connection, as a restarted server does."""
    with sa.create_engine(url, poolclass=sa.NullPool).connect() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def test_a_server_restarted_while_nobody_wrote_is_simply_used_again(postgres_url: str) -> None:
    made = Register.create(postgres_url, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW)
    with made as register:
        end_sessions(postgres_url)
        with writing(register) as writer:
            child(writer)
        with register.read() as reader:
            assert reader.head().number == 3


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("arrives", [True, False])
def test_a_line_that_breaks_on_commit_tells_the_truth(
    postgres_url: str, *, acts: bool, arrives: bool
) -> None:
    """The client can't know whether the server committed; it looks, by the transaction's mark."""
    made = Register.create(postgres_url, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW)
    with made as register, writing(register) as writer:
        photo = portrait(writer, 1)
        release = released(writer, photo)
    folder = Path(postgres_url.partition("host=")[2])

    def change(writer: Writer) -> None:
        if acts:
            child(writer)
        else:
            writer.set_link(release, "https://example.org")

    with (
        BreakingLine(folder, commit_arrives=arrives) as line,
        Register.open(f"{postgres_url}&port={line.port}") as register,
    ):
        outcome = nullcontext() if arrives else pytest.raises(RegisterError)
        with outcome as caught, writing(register) as writer:
            change(writer)
            line.armed = True
        assert not line.armed
    with Register.open(postgres_url) as register:
        with register.read() as reader:
            assert reader.revision() == (3 if arrives else 2)
        assert verify(register).ok
    if caught is not None:
        assert caught.value.problem is Problem.REGISTER_UNREACHABLE
