"""Subjects, guardians and guardianships, on both engines."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from consentdesk.domain.acts import ActKind, Corrected, Enrolled, Protected
from consentdesk.domain.people import GuardianId, Guardianship, SubjectId
from consentdesk.errors import BadInput, Problem
from consentdesk.storage import schema
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import SubjectFilter, Tampering
from tests.factories import DAY, NOW
from tests.storage.desk import SEVEN, child, family, form, portrait, writing

NOBODY = SubjectId(4711)


def test_a_subject_comes_back_as_it_was_enrolled(register: Register) -> None:
    with writing(register) as writer:
        id = writer.enrol(name="Søren Åbæk", born=SEVEN, group="2.A", staff=True, language="sv")
    with register.read() as reader:
        found = reader.subject(id)
        (act,) = reader.acts([id])[id]
    assert (found.name, found.born, found.group) == ("Søren Åbæk", SEVEN, "2.A")
    assert (found.staff, found.language, found.left_on) == (True, "sv", None)
    assert isinstance(act.body, Enrolled)


def test_the_ledger_holds_no_name(register: Register) -> None:
    with writing(register) as writer:
        id = child(writer, "Søren Åbæk")
        (act,) = writer.acts([id])[id]
        assert isinstance(act.body, Enrolled)
        text = writer.texts([act.body.facts])[act.body.facts]
    assert "Søren" not in repr(act)
    assert "S\\u00f8ren" in text


def test_an_unknown_subject_is_bad_input(register: Register) -> None:
    with register.read() as reader, pytest.raises(BadInput) as caught:
        reader.subject(NOBODY)
    assert caught.value.problem is Problem.UNKNOWN_SUBJECT


def test_a_change_is_another_enrolled_act(register: Register) -> None:
    with writing(register) as writer:
        id = child(writer)
        before = writer.subject(id)
        writer.change_subject(replace(before, group="3.A", left_on=date(2027, 6, 30)))
    with register.read() as reader:
        assert reader.subject(id).group == "3.A"
        assert reader.subject(id).left_on == date(2027, 6, 30)
        assert [a.kind for a in reader.acts([id])[id]] == [ActKind.ENROLLED] * 2


def test_changing_nothing_writes_nothing(register: Register) -> None:
    with writing(register) as writer:
        id = child(writer)
    with writing(register) as writer:
        before = writer.head()
        writer.change_subject(writer.subject(id))
    with register.read() as reader:
        assert reader.head() == before


@pytest.mark.parametrize("name", ["", "   ", "\t"])
def test_a_name_is_needed(register: Register, name: str) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.enrol(name=name, born=SEVEN)
    assert caught.value.problem is Problem.NAME_MISSING


@pytest.mark.parametrize("name", ["No\x00ah", "\ud800"])
def test_signs_no_database_can_hold_are_bad_input(register: Register, name: str) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.enrol(name=name, born=SEVEN)
    assert caught.value.problem is Problem.UNUSABLE_TEXT


@pytest.mark.parametrize(
    "name",
    [
        "Robert'); DROP TABLE subject;--",
        '" OR ""="',
        "%_\\%",
        "لمياء عبد",
        "Zoë\u0308",
        "a\u202eb",
        "👩‍👧 Lund",
        "=1+1",
        "Ω≈ç√∫˜µ≤≥÷",
    ],
)
def test_odd_names_are_stored_and_found_verbatim(register: Register, name: str) -> None:
    with writing(register) as writer:
        id = writer.enrol(name=name, born=SEVEN)
    with register.read() as reader:
        assert reader.subject(id).name == name
        assert reader.find_subjects(SubjectFilter(text=name), DAY) == (id,)


def test_guardians_and_guardianships_come_back(register: Register) -> None:
    with writing(register) as writer:
        subject, mother = family(writer)
        father = writer.add_guardian("Jens Lund")
        relation = Guardianship(
            guardian=father,
            subject=subject,
            custody=False,
            since=date(2020, 1, 1),
            until=date(2026, 12, 31),
        )
        writer.set_guardianship(relation)
    with register.read() as reader:
        assert reader.guardians([father, GuardianId(99)])[father].name == "Jens Lund"
        assert reader.guardianships([subject, NOBODY]) == {
            subject: (Guardianship(guardian=mother, subject=subject), relation),
            NOBODY: (),
        }


def test_a_guardianship_set_again_is_replaced_and_acted(register: Register) -> None:
    with writing(register) as writer:
        subject, mother = family(writer)
        ended = Guardianship(guardian=mother, subject=subject, until=DAY)
        writer.set_guardianship(ended)
        writer.set_guardianship(ended)
    with register.read() as reader:
        assert reader.guardianships([subject])[subject] == (ended,)
        kinds = [a.kind for a in reader.acts([subject])[subject]]
        assert kinds.count(ActKind.GUARDIAN_ADDED) == 2


def test_an_unknown_guardian_is_bad_input(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        subject = child(writer)
        writer.set_guardianship(Guardianship(guardian=GuardianId(99), subject=subject))
    assert caught.value.problem is Problem.UNKNOWN_GUARDIAN


def test_groups_are_listed_once_in_order(register: Register) -> None:
    with writing(register) as writer:
        for name, group in (("A", "3.B"), ("B", "2.A"), ("C", "3.B"), ("D", "")):
            writer.enrol(name=name, born=SEVEN, group=group)
    with register.read() as reader:
        assert reader.groups() == ("2.A", "3.B")


def test_an_enrolment_can_be_undone_and_its_number_never_comes_again(register: Register) -> None:
    with writing(register) as writer:
        subject, guardian = family(writer, "Wrong Child")
        writer.append(Protected(subject=subject))
    with writing(register) as writer:
        writer.remove_subject(subject)
    with writing(register) as writer:
        following = child(writer, "Right Child")
    with register.read() as reader:
        assert reader.subjects([subject]) == {}
        assert reader.guardians([guardian]) == {}
        assert reader.find_subjects(SubjectFilter(text="wrong"), DAY) == ()
        corrected = [a for a in reader.acts([subject])[subject] if isinstance(a.body, Corrected)]
        assert len(corrected) == 3
    assert following > subject
    assert verify(register).ok


def test_undoing_forgets_what_the_facts_were(register: Register) -> None:
    with writing(register) as writer:
        subject, _ = family(writer, "Wrong Child")
        (act, _) = writer.acts([subject])[subject]
        writer.remove_subject(subject)
        assert isinstance(act.body, Enrolled)
        assert writer.texts([act.body.facts]) == {}
    with register.connected(writes=False) as connection:
        texts = set(connection.execute(sa.select(schema.text.c.text)).scalars())
    assert not [text for text in texts if "Wrong" in text or "Lund" in text]


def test_an_enrolment_with_a_form_is_not_undone(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        form(writer, subject)
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.remove_subject(subject)
    assert caught.value.problem is Problem.SUBJECT_IN_USE


def test_an_enrolment_with_a_photo_is_not_undone(register: Register) -> None:
    with writing(register) as writer:
        subject = child(writer)
        portrait(writer, 1, subject, attested=False)
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.remove_subject(subject)
    assert caught.value.problem is Problem.SUBJECT_IN_USE


def test_many_enrolments_are_undone_together_or_not_at_all(register: Register) -> None:
    with writing(register) as writer:
        children = [child(writer, f"Wrong {name}") for name in ("Ada", "Bo", "Ida")]
        form(writer, children[1])
    with register.read() as reader:
        before = reader.head()
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.remove_subjects(children)
    assert caught.value.problem is Problem.SUBJECT_IN_USE
    assert caught.value.facts["subject"] == "Wrong Bo"
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.remove_subjects([children[0], NOBODY])
    assert caught.value.problem is Problem.UNKNOWN_SUBJECT
    with register.read() as reader:
        assert reader.head() == before
        assert set(reader.subjects(children)) == {*children}
    with writing(register) as writer:
        writer.remove_subjects([children[2], children[0], children[2]])
    with register.read() as reader:
        assert set(reader.subjects(children)) == {children[1]}
    assert verify(register).ok


def test_a_write_that_undoes_nobody_is_told_from_the_one_before(register: Register) -> None:
    """By its mark, where the connection breaks while it is committed."""

    def mark() -> object:
        with register.connected(writes=False) as connection:
            return connection.execute(sa.select(schema.head.c.op)).scalar()

    before = mark()
    with register.write("Somebody new", NOW) as writer:
        writer.remove_subjects([])
    assert mark() != before
    before = mark()
    with writing(register) as writer:
        writer.remove_subjects([])
    assert mark() == before


def test_a_guardian_goes_with_the_last_child_undone_and_stays_for_any_other(
    register: Register,
) -> None:
    with writing(register) as writer:
        subject, gone = family(writer, "Wrong Child")
        sibling, stays = child(writer, "Wrong Sibling"), writer.add_guardian("Jens Lund")
        other = child(writer, "Right Child")
        for held in ((gone, sibling), (stays, sibling), (stays, other)):
            writer.set_guardianship(Guardianship(guardian=held[0], subject=held[1]))
        writer.remove_subjects([subject, sibling])
    with register.read() as reader:
        assert set(reader.guardians([gone, stays])) == {stays}
        assert [g.guardian for g in reader.guardianships([other])[other]] == [stays]
    assert verify(register).ok


def test_an_act_about_nobody_is_bad_input(register: Register) -> None:
    with pytest.raises(BadInput) as caught, writing(register) as writer:
        writer.append(Protected(subject=NOBODY))
    assert caught.value.problem is Problem.UNKNOWN_SUBJECT


@pytest.mark.parametrize("letter", ["x", "ß", "ﷺ", "\U0001f600"])
def test_a_long_name_is_stored_and_a_longer_one_is_said_so(register: Register, letter: str) -> None:
    with writing(register) as writer:
        id = writer.enrol(name=letter * 200, born=SEVEN, group=letter * 100)
        assert writer.find_subjects(SubjectFilter(text=letter), DAY) == (id,)
        with pytest.raises(BadInput) as caught:
            writer.enrol(name=letter * 201, born=SEVEN)
        assert caught.value.problem is Problem.TEXT_TOO_LONG
        with pytest.raises(BadInput) as caught:
            writer.enrol(name="Noah", born=SEVEN, group=letter * 101)
    assert caught.value.problem is Problem.TEXT_TOO_LONG


def test_a_guardianship_undone_is_gone_and_its_number_never_comes_again(
    register: Register,
) -> None:
    with writing(register) as writer:
        subject, mother = family(writer)
        father = writer.add_guardian("Jens Lund")
        wrong = Guardianship(guardian=father, subject=subject)
        writer.set_guardianship(wrong)
    with writing(register) as writer:
        writer.remove_guardianship(wrong)
        assert writer.add_guardian("Per Lund") > father
    with register.read() as reader:
        assert [g.guardian for g in reader.guardianships([subject])[subject]] == [mother]
        assert reader.guardians([father]) == {}
    assert verify(register).ok


def test_a_guardianship_put_back_past_the_program_is_named(register: Register) -> None:
    with writing(register) as writer:
        _, mother = family(writer)
        wrong = Guardianship(guardian=mother, subject=child(writer, "Ella Lund"))
        writer.set_guardianship(wrong)
        writer.remove_guardianship(wrong)
        here = writer.institution.id
    row = {"institution": here, "subject": wrong.subject, "guardian": mother, "custody": True}
    with register.connected(writes=True) as connection:
        connection.execute(sa.insert(schema.guardianship), row)
        connection.commit()
    assert {p.code for p in verify(register).problems} == {Tampering.GUARDIANSHIP_MISMATCH}
