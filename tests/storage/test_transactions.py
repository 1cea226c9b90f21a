"""All or nothing, one snapshot, one writer at a time, and a revision that tells."""

from datetime import timedelta
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from consentdesk.errors import Cancelled
from consentdesk.storage.register import Register
from consentdesk.storage.values import SubjectFilter
from tests.factories import DAY, NOW, asked
from tests.storage.desk import CLERK, HOUSE, child, writing


def test_an_exception_takes_everything_back(register: Register) -> None:
    with register.read() as reader:
        before = reader.head()
    with pytest.raises(Cancelled), writing(register) as writer:
        child(writer)
        writer.digest_text("gone")
        raise Cancelled
    with register.read() as reader:
        assert reader.head() == before
        assert reader.find_subjects(SubjectFilter(), DAY) == ()


def test_after_a_rollback_numbers_go_on_without_a_gap(register: Register) -> None:
    with pytest.raises(Cancelled), writing(register) as writer:
        child(writer)
        raise Cancelled
    with writing(register) as writer:
        child(writer)
        assert writer.head().number == 3


def test_the_revision_grows_with_every_change_and_with_nothing_else(register: Register) -> None:
    seen = []
    for _ in range(2):
        with writing(register) as writer:
            child(writer)
        with register.read() as reader:
            seen.append(reader.revision())
    with writing(register) as writer:
        writer.groups()
    with register.read() as reader:
        assert reader.revision() == seen[1] == seen[0] + 1


def test_a_reader_sees_one_moment(register: Register) -> None:
    with register.read() as reader:
        assert reader.find_subjects(SubjectFilter(), DAY) == ()
        with writing(register) as writer:
            child(writer)
        assert reader.find_subjects(SubjectFilter(), DAY) == ()
        assert reader.ledger()[0].number == reader.head().number == 2
    with register.read() as reader:
        assert len(reader.find_subjects(SubjectFilter(), DAY)) == 1


def test_a_reader_s_moment_is_when_its_block_begins(register: Register) -> None:
    with register.read() as reader:
        with writing(register) as writer:
            child(writer)
        assert reader.ledger()[0].number == 2


def test_a_writer_sees_what_it_wrote(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        assert writer.subject(subject).name == "Noah Lund"
        assert writer.find_subjects(SubjectFilter(text="noah"), DAY) == (subject,)
        writer.append(asked(subject))
        assert len(writer.acts([subject])[subject]) == 2


def test_the_next_writer_waits_for_the_first(register: Register) -> None:
    inside, order = Event(), []

    def second() -> None:
        inside.wait(10)
        with register.write("Bo Krag", NOW) as writer:
            order.append("second")
            child(writer, "Ella Holm")

    thread = Thread(target=second)
    thread.start()
    with writing(register) as writer:
        inside.set()
        child(writer)
        thread.join(0.2)
        order.append("first")
    thread.join(30)
    assert order == ["first", "second"]
    with register.read() as reader:
        assert reader.head().number == 4


def test_two_registers_on_one_place_see_each_other(location: str) -> None:
    with Register.open(location) as one, Register.open(location) as two:
        with writing(one) as writer:
            subject = child(writer)
        with two.read() as reader:
            assert reader.subject(subject).name == "Noah Lund"
        with two.write("Bo Krag", NOW + timedelta(hours=1)) as writer:
            writer.append(asked(subject))
        with one.read() as reader:
            assert reader.head().number == 4
            assert reader.head().at == NOW + timedelta(hours=1)


def test_who_only_reads_from_a_server_could_not_write(postgres_url: str) -> None:
    """Whatever a later change to the program might try."""
    Register.create(postgres_url, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW).close()
    with Register.open(postgres_url) as register, register.connected(writes=False) as connection:
        with pytest.raises(sa.exc.DBAPIError) as caught:
            connection.execute(sa.text("UPDATE head SET revision = 99"))
        assert "read-only transaction" in str(caught.value)
