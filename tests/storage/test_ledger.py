"""The ledger: chained, append-only, numbered without gaps, and never against the clock."""

from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from consentdesk.domain.acts import (
    ActKind,
    Asked,
    Corrected,
    Digest,
    Opened,
    PolicySet,
    Protected,
    Purpose,
    Withdrawn,
)
from consentdesk.domain.people import ClerkId, SubjectId
from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.factories import DAY, NOW, WEBSITE, asked, withdrawn
from tests.storage.desk import CLERK, HOUSE, child, journaled_yes, writing


def test_a_register_begins_with_its_name_and_its_policy(register: Register) -> None:
    with register.read() as reader:
        policy, opened = reader.ledger()
        assert (opened.number, policy.number) == (1, 2)
        assert isinstance(opened.body, Opened)
        assert isinstance(policy.body, PolicySet)
        assert reader.texts([opened.body.institution]) == {opened.body.institution: HOUSE}
        assert reader.head().number == 2
        assert reader.institution.name == HOUSE
        assert reader.institution.policy_name == "dk"
        assert reader.institution.settings == {}


def test_acts_are_numbered_on_and_know_their_clerk(register: Register) -> None:
    with register.write("Bo Krag", NOW) as writer:
        subject = child(writer)
        (act,) = writer.append(asked(subject))
    with register.read() as reader:
        assert reader.act(act.number) == act
        assert act.number == 4
        assert act.at == NOW
        assert reader.clerks([act.clerk, ClerkId(99)]) == {act.clerk: "Bo Krag"}
        assert reader.head().number == 4


def test_a_clerk_keeps_the_same_id(register: Register) -> None:
    with writing(register) as writer:
        first = writer.clerk
    with register.write("Bo Krag", NOW) as writer:
        other = writer.clerk
    with writing(register) as writer:
        assert writer.clerk == first != other


def test_a_clerk_without_a_name_is_bad_input(register: Register) -> None:
    with pytest.raises(BadInput) as caught, register.write(" ", NOW):
        pass
    assert caught.value.problem is Problem.NAME_MISSING


def test_the_time_of_acts_never_goes_back(register: Register) -> None:
    with writing(register, NOW + timedelta(days=3)) as writer:
        subject = child(writer)
    with writing(register, NOW) as writer:
        assert writer.at == NOW + timedelta(days=3)
        (act,) = writer.append(asked(subject))
        assert act.at == NOW + timedelta(days=3)
    with register.read() as reader:
        assert reader.today(NOW).isoformat() == "2026-09-17"
        assert reader.today(NOW + timedelta(days=9)).isoformat() == "2026-09-23"


def test_what_is_written_after_moving_on_bears_the_later_moment(register: Register) -> None:
    later = NOW + timedelta(hours=9)
    with register.write(CLERK, NOW) as writer:
        subject = child(writer)
        first = writer.append(withdrawn(subject))[0]
        writer.move_on(later)
        writer.move_on(NOW)
        last = writer.append(Protected(subject=subject))[0]
    with register.read() as reader:
        assert reader.act(first.number).at == NOW
        assert reader.act(last.number).at == later == reader.head().at
    assert verify(register).problems == ()


def test_today_is_the_local_day(register: Register) -> None:
    with register.read() as reader:
        late = NOW.replace(hour=22, minute=0)
        assert reader.today(late - timedelta(minutes=1)).isoformat() == "2026-09-14"
        assert reader.today(late).isoformat() == "2026-09-15"


def test_a_moment_without_zone_is_a_bug(register: Register) -> None:
    with (
        pytest.raises(ValueError, match="time zone"),
        register.write(CLERK, NOW.replace(tzinfo=None)),
    ):
        pass


def test_acts_come_by_subject_and_purpose(register: Register) -> None:
    other = Purpose("press")
    with writing(register) as writer:
        subject, _, journaled = journaled_yes(writer)
        stranger = child(writer, "Ella Holm")
        press, both = writer.append(asked(subject, (other,)), withdrawn(subject, (WEBSITE, other)))
    with register.read() as reader:
        found = reader.acts([subject, stranger], [other])[subject]
        assert [a.number for a in found if isinstance(a.body, Asked)] == [press.number]
        assert both in found
        assert journaled not in found
        assert journaled in reader.acts([subject])[subject]
        assert [a.kind for a in reader.acts([stranger])[stranger]] == [ActKind.ENROLLED]


def test_a_correction_takes_over_what_it_corrects(register: Register) -> None:
    with writing(register) as writer:
        subject, serial, journaled = journaled_yes(writer)
        reason = writer.digest_text("Wrong sheet")
        (act,) = writer.append(
            Corrected(number=journaled.number, reason=reason, subject=None, photo=None)
        )
    with register.read() as reader:
        assert isinstance(act.body, Corrected)
        assert act.body.subject == subject
        assert act in reader.acts([subject])[subject]
        assert reader.entries([serial]) == {}
        assert reader.texts([reason]) == {reason: "Wrong sheet"}


def test_a_correction_of_nothing_is_bad_input(register: Register) -> None:
    body = Corrected(number=99, reason=Digest("f" * 64), subject=None, photo=None)
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.append(body)
    assert caught.value.problem is Problem.UNKNOWN_ACT


def test_the_ledger_is_read_backwards_by_number(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        writer.append(*[asked(subject)] * 7)
        other = child(writer, "Ella Holm")
    with register.read() as reader:
        first = reader.ledger(limit=4)
        second = reader.ledger(before=first[-1].number, limit=4)
        assert [a.number for a in first + second] == [11, 10, 9, 8, 7, 6, 5, 4]
        assert reader.ledger(kinds=frozenset({ActKind.OPENED}))[0].number == 1
        assert [a.number for a in reader.ledger(subject=other)] == [11]
        enrolled = reader.ledger(kinds=frozenset({ActKind.ENROLLED, ActKind.OPENED}), limit=2)
        assert [a.number for a in enrolled] == [11, 3]


def test_an_unknown_act_is_bad_input(register: Register) -> None:
    with register.read() as reader, pytest.raises(BadInput) as caught:
        reader.act(99)
    assert caught.value.problem is Problem.UNKNOWN_ACT


def test_equal_texts_have_unlike_digests(register: Register) -> None:
    with writing(register) as writer:
        one, two = writer.digest_text("no"), writer.digest_text("no")
        assert one != two
        assert writer.texts([one, two]) == {one: "no", two: "no"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET kind = 'GRANTED' WHERE number = 1",
        "DELETE FROM ledger WHERE number = 2",
        "DELETE FROM ledger",
    ],
)
def test_the_database_refuses_to_change_the_ledger(register: Register, statement: str) -> None:
    with pytest.raises(RegisterError) as caught, register.connected(writes=True) as connection:
        connection.execute(sa.text(statement))
    assert "append-only" in str(caught.value.facts["reason"])


def test_the_database_refuses_to_replace_a_line(file: str) -> None:
    with (
        Register.open(str(file)) as register,
        pytest.raises(RegisterError) as caught,
        register.connected(writes=True) as connection,
    ):
        connection.execute(sa.text("INSERT OR REPLACE INTO ledger SELECT * FROM ledger LIMIT 1"))
    assert "append-only" in str(caught.value.facts["reason"])


def test_postgresql_refuses_to_truncate_the_ledger(register: Register) -> None:
    with register.connected(writes=True) as connection:
        if connection.dialect.name == "sqlite":
            return
        with pytest.raises(DatabaseError, match="append-only"):
            connection.execute(sa.text("TRUNCATE ledger CASCADE"))


def test_one_transaction_keeps_its_acts_in_order(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        acts = writer.append(Protected(subject=subject), asked(subject), withdrawn(subject))
        assert [a.number for a in acts] == [4, 5, 6]
        assert isinstance(acts[2].body, Withdrawn)
        assert writer.head().number == 6


def test_an_act_about_nobody_is_not_committed_by_looking_away(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.append(Protected(subject=SubjectId(99)))
        with suppress(BadInput):
            writer.counts(DAY)
    assert caught.value.problem is Problem.UNKNOWN_SUBJECT
    with register.read() as reader:
        assert reader.head().number == 2


def test_after_a_refused_act_the_chain_goes_on_whole(register: Register) -> None:
    nothing = Corrected(number=99, reason=Digest("f" * 64), subject=None, photo=None)
    with writing(register) as writer:
        subject = child(writer)
        spoken = asked(subject, serial=None)
        with suppress(BadInput):
            writer.append(spoken, nothing, spoken)
        writer.append(spoken)
        assert writer.head().number == 5
    assert verify(register).ok
