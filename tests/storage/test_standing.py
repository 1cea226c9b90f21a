"""The stored copy of the permissions is the fold's answer, on the day written and later."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consentdesk.domain.acts import Corrected, Granted, Purpose, Refused, Withdrawn
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.storage import reading_people, schema
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import SubjectFilter, Tampering
from consentdesk.storage.writing import Writer
from tests.factories import DAY, NOW, WEBSITE, asked, refused, withdrawn
from tests.storage.desk import (
    CLERK,
    child,
    entry,
    family,
    form,
    journaled_yes,
    void,
    writing,
    yes,
)

PRESS = Purpose("press")
BIRTHDAY = date(2034, 5, 3)
"""The day a child of SEVEN's birthday reaches fifteen."""


def _state(register: Register, subject: SubjectId, purpose: Purpose = WEBSITE) -> PermissionState:
    with register.read() as reader:
        stored = reader.standing([subject])[subject]
        folded = reader.permissions([subject], reader.today(NOW))[subject]
        assert stored == folded
        return stored[purpose].state


def test_standing_follows_every_step_in_the_same_transaction(register: Register) -> None:
    seen = []
    with writing(register) as writer:
        subject, mother = family(writer)

        def note() -> None:
            seen.append(writer.standing([subject])[subject][WEBSITE].state)

        note()
        serial = form(writer, subject)
        note()
        writer.append(yes(subject, mother, serial))
        note()
        act = writer.file_entry(entry(writer, subject, serial), (WEBSITE,))
        note()
        reason = writer.digest_text("Wrong")
        writer.append(Corrected(number=act.number, reason=reason, subject=None, photo=None))
        note()
        writer.append(withdrawn(subject))
        note()
        writer.append(refused(subject, serial=serial, signed_on=DAY))
        note()
    states = PermissionState
    assert seen == [
        states.NEVER_ASKED,
        states.ASKED,
        states.GRANTED,
        states.JOURNALED,
        states.GRANTED,
        states.WITHDRAWN,
        states.REFUSED,
    ]
    assert _state(register, subject) is states.REFUSED


def test_every_asked_id_and_purpose_is_a_key(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
    with register.read() as reader:
        found = reader.standing([subject, SubjectId(99)])
        assert set(found) == {subject, SubjectId(99)}
        assert set(found[subject]) == set(reader.policy.purposes)


def test_changed_facts_and_custody_change_the_standing(register: Register) -> None:
    with writing(register) as writer:
        subject, _, _ = journaled_yes(writer)
    assert _state(register, subject) is PermissionState.JOURNALED
    with writing(register) as writer:
        writer.change_subject(replace(writer.subject(subject), born=date(2005, 1, 1)))
    assert _state(register, subject) is not PermissionState.JOURNALED
    with writing(register) as writer:
        writer.change_subject(replace(writer.subject(subject), born=date(2019, 5, 3)))
        (relation,) = writer.guardianships([subject])[subject]
        writer.set_guardianship(replace(relation, custody=False))
    assert _state(register, subject) is not PermissionState.JOURNALED


@pytest.fixture(params=["few", "many"])
def _however_many(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The two ways in which those who lack something are found."""
    if request.param == "many":
        monkeypatch.setattr(reading_people, "_FEW", 0)


@pytest.mark.usefixtures("_however_many")
def test_those_lacking_a_permission_are_found_on_any_later_day(register: Register) -> None:
    lacking = SubjectFilter(lacking=WEBSITE)
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer, "Noah Lund")
        never = child(writer, "Anton Dahl")
        spoken = child(writer, "Bo Krag")
        writer.append(asked(spoken, serial=None))
        other, _, _ = journaled_yes(writer, "Ella Holm", (PRESS,))
    with register.read() as reader:
        find = reader.find_subjects
        assert find(lacking, DAY) == (never, spoken, other)
        assert find(replace(lacking, text="a"), DAY) == (never, spoken, other)
        assert find(replace(lacking, text="holm"), DAY) == (other,)
        last = date(2028, 9, 14)
        assert noah not in find(lacking, last)
        assert noah in find(lacking, last + timedelta(days=1))
        assert noah not in find(SubjectFilter(lacking=PRESS, text="ella"), last)


@pytest.mark.usefixtures("_however_many")
def test_a_day_before_the_one_worked_out_is_folded_anew(register: Register) -> None:
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
    with register.read() as reader:
        assert reader.find_subjects(SubjectFilter(lacking=WEBSITE), DAY - timedelta(days=1)) == (
            noah,
        )


def test_what_is_due_is_worked_out_again(register: Register) -> None:
    with writing(register) as writer:
        subject, _, _ = journaled_yes(writer)
    after = date(2028, 9, 15)
    with writing(register) as writer:
        assert writer.refresh_standing(DAY) == 0
    with register.read() as reader:
        revision = reader.revision()
    with writing(register, datetime(2028, 9, 15, 8, tzinfo=UTC)) as writer:
        assert writer.refresh_standing(after) == 1
        assert writer.refresh_standing(after) == 0
    with register.read() as reader:
        assert reader.revision() == revision + 1
        assert reader.standing([subject])[subject][WEBSITE].state is PermissionState.LAPSED
    assert verify(register).ok


@pytest.mark.usefixtures("_however_many")
def test_a_birthday_ends_a_guardian_s_permission_in_lists_too(register: Register) -> None:
    signed = BIRTHDAY - timedelta(days=10)
    with writing(register, datetime(2034, 4, 24, 8, tzinfo=UTC)) as writer:
        subject, mother = family(writer)
        serial = form(writer, subject)
        writer.append(yes(subject, mother, serial, signed_on=signed))
        writer.file_entry(entry(writer, subject, serial), (WEBSITE,))
    with register.read() as reader:
        lacking = SubjectFilter(lacking=WEBSITE)
        assert reader.find_subjects(lacking, BIRTHDAY - timedelta(days=1)) == ()
        assert reader.find_subjects(lacking, BIRTHDAY) == (subject,)


@pytest.mark.parametrize("deed", ["withdrawn", "undone", "custody", "another day's"])
def test_a_row_from_before_that_is_put_back_with_its_day_is_named(
    register: Register, deed: str
) -> None:
    """Nothing was withdrawn yet on the day it was worked out for."""
    with writing(register) as writer:
        subject, _, filed = journaled_yes(writer)
    with register.connected(writes=False) as connection:
        rows = [dict(row) for row in connection.execute(sa.select(schema.standing)).mappings()]
    with writing(register, NOW + timedelta(days=1)) as writer:
        if deed == "undone":
            void(writer, filed.number)
        elif deed == "custody":
            (relation,) = writer.guardianships([subject])[subject]
            writer.set_guardianship(replace(relation, since=DAY + timedelta(days=1)))
        else:
            writer.append(withdrawn(subject))
    assert verify(register).problems == ()
    with register.connected(writes=True) as connection:
        connection.execute(sa.delete(schema.standing))
        connection.execute(sa.insert(schema.standing), rows)
        if deed == "another day's":
            past = {"computed_on": DAY - timedelta(days=400)}
            connection.execute(sa.update(schema.standing).values(**past))
        connection.commit()
    (found,) = verify(register).problems
    assert found.code is Tampering.STANDING_MISMATCH


def test_no_row_is_named_whatever_the_clock_says(register: Register) -> None:
    """Around midnight here and in UTC, after a clock was set back, and in the small hours."""
    with writing(register) as writer:
        noah, _, _ = journaled_yes(writer)
        ella, _, _ = journaled_yes(writer, "Ella Holm")
    late = datetime.combine(DAY + timedelta(days=30), time(21, 59, 59), tzinfo=UTC)
    for hours in (0, 1, 2, 3, 24, -72, -24_000):
        now = late + timedelta(hours=hours)
        with writing(register, now) as writer:
            writer.refresh_standing(writer.today(now))
            writer.append(withdrawn(noah) if hours % 2 else asked(noah, (WEBSITE,), None))
            writer.move_on(now + timedelta(seconds=2))
            writer.append(asked(ella, (WEBSITE,), None))
        assert verify(register).problems == ()
    with writing(register, late + timedelta(days=900)) as writer:
        assert writer.refresh_standing(writer.today(writer.at)) == 1
    with writing(register, late) as writer:
        writer.append(asked(ella, (WEBSITE,), None))
        writer.set_settings({"guardians_needed": "all"})
    assert verify(register).problems == ()


days = st.integers(0, 40).map(lambda n: DAY + timedelta(days=n))
purposes = st.sampled_from([WEBSITE, PRESS])
Story = tuple[str, date, Purpose, int]
stories: st.SearchStrategy[list[Story]] = st.lists(
    st.tuples(st.sampled_from("ynwjca"), days, purposes, st.integers(0, 1)), max_size=9
)


def _tell(writer: Writer, subject: SubjectId, story: Story, day: date) -> None:
    """One thing a clerk enters on that day about that subject."""
    verb, signed, purpose, who = story
    signer = [g.guardian for g in writer.guardianships([subject])[subject]][who]
    serials = [f.serial for f in writer.forms(subject=subject)]
    serial = serials[0] if serials else form(writer, subject, (WEBSITE, PRESS))
    body: Granted | Refused | Withdrawn | None = None
    match verb:
        case "y":
            body = yes(subject, signer, serial, purpose, signed_on=signed)
        case "n":
            body = refused(subject, purpose, serial=serial, signed_on=signed)
        case "w":
            body = withdrawn(subject, (purpose,), on=day)
        case "j":
            writer.file_entry(entry(writer, subject, serial), (WEBSITE, PRESS))
        case "c":
            last = writer.acts([subject])[subject][-1]
            reason = writer.digest_text("Mistake")
            writer.append(Corrected(number=last.number, reason=reason, subject=None, photo=None))
        case _:
            writer.append(asked(subject, (purpose,), None))
    if body is not None:
        writer.append(body)


@given(stories, days, st.sampled_from(["one", "all"]), st.integers(0, 3))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_standing_equals_the_fold_whatever_happens(
    file: Path, tmp_path: Path, told: list[Story], until: date, needed: str, custody: int
) -> None:
    path = tmp_path / "case.db"
    path.write_bytes(file.read_bytes())
    with Register.open(str(path)) as register:
        with writing(register) as writer:
            writer.set_settings({"guardians_needed": needed, "validity_months": 1})
            subject, _ = family(writer)
            second = writer.add_guardian("Jens Lund")
            writer.set_guardianship(
                Guardianship(
                    guardian=second,
                    subject=subject,
                    custody=bool(custody & 1),
                    until=until if custody & 2 else None,
                )
            )
        for number, story in enumerate(told):
            at = NOW + timedelta(days=3 * number)
            with register.write(CLERK, at) as writer:
                _tell(writer, subject, story, at.date())
        assert verify(register).problems == ()
        with register.read() as reader:
            now = reader.today(NOW)
            for later in (now, *(now + timedelta(days=n) for n in (1, 7, 20, 45, 400))):
                for purpose in (WEBSITE, PRESS):
                    fold = reader.permissions([subject], later)[subject][purpose]
                    lacking = reader.find_subjects(SubjectFilter(lacking=purpose), later)
                    assert (subject in lacking) is (fold.state is not PermissionState.JOURNALED)
    path.unlink()
