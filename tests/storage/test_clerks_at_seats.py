"""Who writes, and at whose seat: an act says both, and one seat is one person (R31)."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from consentdesk.domain.people import ClerkId
from consentdesk.domain.roles import Role
from consentdesk.errors import BadInput, Problem
from consentdesk.storage.register import Register
from consentdesk.storage.schema import clerk
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import Tampering
from tests.factories import NOW
from tests.storage.desk import child


def write(register: Register, clerk: str) -> ClerkId:
    """Whoever that is, having written something."""
    with register.write(clerk, NOW) as writer:
        child(writer)
        return writer.clerk


@pytest.fixture
def seats(file: Path) -> Path:
    """A file in which Anna is the head and Bent a clerk; before that Anna wrote without a seat."""
    with Register.open(str(file), login="anna") as register:
        write(register, "Anna Holm")
        with register.write("Anna Holm", NOW) as writer:
            writer.set_seat("bent", Role.CLERK)
    return file


def at(file: Path, login: str) -> Register:
    return Register.open(str(file), login=login)


def test_an_act_says_at_whose_seat_it_was_written(seats: Path) -> None:
    with at(seats, "anna") as anna, at(seats, "bent") as bent:
        before = ClerkId(1)
        hers, his, posing = (
            write(anna, "Anna Holm"),
            write(bent, "Bent Dahl"),
            write(bent, "Anna Holm"),
        )
        assert len({before, hers, his, posing}) == 4
        assert write(bent, "  ANNA  holm ".strip()) == posing
        with anna.read() as reader:
            assert reader.clerks((hers, posing)) == {hers: "Anna Holm", posing: "Anna Holm"}
            known = reader.seats_of((before, hers, his, posing))
            assert known == {hers: "anna", his: "bent", posing: "bent"}
        assert verify(anna).ok


def test_whoever_types_another_name_or_has_the_same_is_nobody_else(seats: Path) -> None:
    with at(seats, "anna") as anna, at(seats, "bent") as bent:
        hers, his, other = (
            write(anna, "Anna Holm"),
            write(bent, "Bent Dahl"),
            write(anna, "Carl Vig"),
        )
        with anna.read() as reader:
            assert reader.maybe_one_person((hers,)) == {ClerkId(1), hers, other}
            assert reader.maybe_one_person((his,)) == {his}
            assert reader.maybe_one_person(()) == frozenset()
        posing = write(bent, "Anna Holm")
        with anna.read() as reader:
            assert reader.maybe_one_person((hers,)) == {ClerkId(1), hers, other, posing}
            assert reader.maybe_one_person((his,)) == {his, posing}


def test_a_login_moved_into_the_name_by_hand_makes_nobody_else_of_a_seat(seats: Path) -> None:
    """Both are digested in one text, so that the digest stays the same."""
    with at(seats, "anna") as anna, at(seats, "bent") as bent:
        hers, his = write(anna, "Anna Holm"), write(bent, "Bent Dahl")
        with anna.connected(writes=True) as connection:
            connection.execute(
                sa.update(clerk)
                .where(clerk.c.id == his)
                .values(name=clerk.c.name + "\n" + clerk.c.login, login="")
            )
            connection.commit()
        other = write(bent, "Carl Vig")
        assert Tampering.CLERK_MISMATCH in {one.code for one in verify(anna).problems}
        with anna.read() as reader:
            assert his in reader.maybe_one_person((other,))
            assert his in reader.maybe_one_person((hers,)), "whose it was nobody can tell"


def test_no_name_of_two_lines_is_taken(seats: Path) -> None:
    with at(seats, "anna") as anna, pytest.raises(BadInput) as caught:
        write(anna, "Bent Dahl\nbent")
    assert caught.value.problem is Problem.UNUSABLE_TEXT


@pytest.mark.parametrize("change", [{"login": "carl"}, {"name": "Carl Vig"}, {"login": ""}])
def test_who_wrote_can_t_be_changed_past_the_program(seats: Path, change: dict[str, str]) -> None:
    with at(seats, "anna") as anna, at(seats, "bent") as bent:
        hers, his = write(anna, "Anna Holm"), write(bent, "Bent Dahl")
        with anna.connected(writes=True) as connection:
            connection.execute(sa.update(clerk).where(clerk.c.id == his).values(**change))
            connection.commit()
        assert Tampering.CLERK_MISMATCH in {one.code for one in verify(anna).problems}
        with anna.read() as reader:
            assert his in reader.maybe_one_person((hers,))


def test_without_any_seat_a_name_is_all_there_is(register: Register) -> None:
    first, again, other = (write(register, n) for n in ("Anna Holm", "anna holm", "Bent Dahl"))
    assert first == again != other
    with register.read() as reader:
        assert reader.seats_of((first, other)) == {}
        assert reader.maybe_one_person((first,)) == {first}


def test_on_a_server_the_seat_is_that_of_the_login(register: Register) -> None:
    with register.read() as reader:
        me = reader.login
    with register.write("Anna Holm", NOW) as writer:
        writer.set_seat(me, Role.HEAD)
    hers, other = write(register, "Anna Holm"), write(register, "Bent Dahl")
    with register.read() as reader:
        assert reader.seats_of((hers, other)) == {hers: me, other: me}
        assert other in reader.maybe_one_person((hers,))
    assert verify(register).ok
