"""Enrolling, guardians, custody, protection, and finding people by what is typed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from consentdesk.domain.acts import ActKind
from consentdesk.domain.people import GuardianId, SubjectId
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, ConsentDeskError, Problem, RuleRefusal
from consentdesk.services import correcting, roster, ruling
from consentdesk.services.roster import NewGuardian
from consentdesk.storage.upkeep import verify
from tests.services.office import SEVEN, Office
from tests.services.refusing import refused


def _refused(problem: Problem) -> "pytest.RaisesExc[ConsentDeskError]":
    return pytest.RaisesExc(ConsentDeskError, check=lambda e: e.problem is problem)


def test_a_child_is_enrolled_with_a_clean_name(office: Office) -> None:
    child = office.child("  Zoe\u0308  Lund ")
    with office.register.read() as reader:
        assert reader.subject(child).name == "Zoë Lund"


def test_a_child_may_be_protected_from_the_first_moment(office: Office) -> None:
    noah = roster.enrol(*office.desk, name="Noah Lund", born=SEVEN, protect=True)
    assert ReasonCode.PROTECTED in office.why(office.portrait(noah))


@pytest.mark.parametrize(
    ("born", "problem"),
    [
        (date(2026, 9, 15), Problem.BORN_IN_FUTURE),
        (date(1906, 9, 13), Problem.BORN_TOO_LONG_AGO),
        (date(1, 1, 1), Problem.BORN_TOO_LONG_AGO),
    ],
)
def test_a_birth_date_that_can_not_be_is_refused(
    office: Office, born: date, problem: Problem
) -> None:
    before = office.acts()
    with _refused(problem):
        office.child(born=born)
    assert office.acts() == before


def test_a_newborn_is_enrolled_on_the_local_day_of_birth(office: Office) -> None:
    office.at = office.at.replace(hour=22, minute=30)
    assert office.child(born=date(2026, 9, 15))


def test_nobody_is_enrolled_twice_by_mistake(office: Office) -> None:
    office.child("Noah Lund")
    with _refused(Problem.ALREADY_ENROLLED):
        office.child("NOAH  LUND")
    office.child("Noah Lund", date(2019, 5, 4))
    assert roster.enrol(*office.desk, name="Noah Lund", born=SEVEN, twin=True)


def test_a_change_keeps_to_the_same_rules(office: Office) -> None:
    noah = office.child()
    with office.register.read() as reader:
        before = reader.subject(noah)
    roster.change(*office.desk, replace(before, name=" Noah  Holm ", left_on=date(2026, 8, 1)))
    with office.register.read() as reader:
        assert reader.subject(noah).name == "Noah Holm"
    for wrong, problem in (
        (replace(before, name=""), Problem.NAME_MISSING),
        (replace(before, born=date(2030, 1, 1)), Problem.BORN_IN_FUTURE),
        (replace(before, left_on=date(2019, 1, 1)), Problem.LEFT_BEFORE_BORN),
        (replace(before, language="dansk"), Problem.UNKNOWN_LANGUAGE),
        (replace(before, id=SubjectId(99)), Problem.UNKNOWN_SUBJECT),
    ):
        with _refused(problem):
            roster.change(*office.desk, wrong)


def test_an_enrolment_can_be_undone_until_something_rests_on_it(office: Office) -> None:
    noah = office.family()
    roster.undo_enrol(*office.desk, subject=noah)
    with office.register.read() as reader, _refused(Problem.UNKNOWN_SUBJECT):
        reader.subject(noah)
    ella = office.family("Ella Holm")
    office.form(ella)
    with _refused(Problem.SUBJECT_IN_USE):
        roster.undo_enrol(*office.desk, subject=ella)


def test_an_enrolment_is_not_undone_once_another_desk_has_protected_the_child(
    office: Office,
) -> None:
    """R10: entered again, the child would be without protection."""
    secret = roster.enrol(*office.desk, name="Sofie Lund", born=SEVEN, protect=True)
    roster.undo_enrol(*office.desk, subject=secret)
    noah = office.family()
    office.later(minutes=5)
    roster.protect(*office.desk, subject=noah)
    with _refused(Problem.PROTECTED_STAYS):
        roster.undo_enrol(*office.desk, subject=noah)
    roster.lift_protection(*office.desk, subject=noah)
    roster.undo_enrol(*office.desk, subject=noah)


def test_an_enrolment_there_never_was_is_not_undone(office: Office) -> None:
    with _refused(Problem.UNKNOWN_SUBJECT):
        roster.undo_enrol(*office.desk, subject=SubjectId(4711))


@pytest.mark.parametrize("seconds", [-60, -1, 0, 1])
def test_whose_clock_is_behind_has_protected_the_child_all_the_same(
    office: Office, seconds: int
) -> None:
    """R10: two desks' clocks differ; what came after stands after it in the journal."""
    noah = office.family()
    at = office.at + timedelta(seconds=seconds)
    roster.protect(office.register, "Bo Friis", at, subject=noah)
    with _refused(Problem.PROTECTED_STAYS):
        roster.undo_enrol(*office.desk, subject=noah)


def test_a_siblings_guardian_of_the_same_name_is_not_taken_for_the_same_person(
    office: Office,
) -> None:
    noah, ella = office.child("Noah Lund"), office.child("Ella Lund")
    mine, other = office.guardian(noah), office.guardian(ella)
    assert mine != other
    roster.share_guardian(*office.desk, guardian=mine, subject=office.child("Ida Lund"))
    with _refused(Problem.GUARDIAN_EXISTS):
        office.guardian(noah, "mette lund")
    with _refused(Problem.UNKNOWN_GUARDIAN):
        roster.share_guardian(*office.desk, guardian=type(mine)(99), subject=ella)


def test_custody_ends_on_its_last_day_and_signatures_before_stand(office: Office) -> None:
    noah = office.family()
    mette = roster.find_guardian
    office.permit(noah)
    photo = office.portrait(noah)
    with office.register.read() as reader:
        guardian = mette(reader, noah, "Mette Lund")
    roster.end_custody(*office.desk, guardian=guardian, subject=noah, until=office.today)
    office.later(days=2)
    assert office.check(photo) == [Outcome.CLEAR]
    with _refused(Problem.NO_CUSTODY):
        office.answer(noah)
    with _refused(Problem.CUSTODY_ENDS_BEFORE_IT_BEGINS):
        roster.share_guardian(
            *office.desk,
            guardian=guardian,
            subject=noah,
            since=office.today,
            until=office.today - timedelta(days=1),
        )
    ella = office.child("Ella Holm")
    with _refused(Problem.NOT_A_GUARDIAN):
        roster.end_custody(*office.desk, guardian=guardian, subject=ella, until=office.today)


def test_protection_is_said_once_and_lifted_once(office: Office) -> None:
    """R10."""
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    roster.protect(*office.desk, subject=noah)
    before = office.acts()
    roster.protect(*office.desk, subject=noah)
    assert office.acts() == before
    assert office.why(photo) == {ReasonCode.PROTECTED}
    roster.lift_protection(*office.desk, subject=noah)
    assert office.check(photo) == [Outcome.CLEAR]
    with _refused(Problem.NOT_PROTECTED):
        roster.lift_protection(*office.desk, subject=noah)


def test_a_subject_is_found_by_number_name_or_name_and_birth_date(office: Office) -> None:
    soren = office.child("Søren Åse Lund")
    one, two = office.child("Ida Holm", SEVEN), office.child("Ida Holm", date(2020, 1, 2))
    with office.register.read() as reader:
        for text in (
            f"{soren}",
            f"#{soren}",
            "søren åse lund",
            "Soeren Aase Lund",
            " Søren Åse Lund",
        ):
            assert roster.find_subject(reader, text) == soren
        assert roster.find_subject(reader, "Ida Holm/2020-01-02") == two
        with pytest.raises(BadInput) as refused:
            roster.find_subject(reader, "Ida Holm")
        assert refused.value.problem is Problem.AMBIGUOUS_SUBJECT
        assert refused.value.facts["ids"] == (one, two)
        for text in ("Søren", "", "/", "Ida Holm/2021-01-01", "999", "Ida Holm/tomorrow"):
            with _refused(Problem.UNKNOWN_SUBJECT):
                roster.find_subject(reader, text)


def test_somebody_who_has_left_is_still_found(office: Office) -> None:
    noah = office.child()
    with office.register.read() as reader:
        before = reader.subject(noah)
    roster.change(*office.desk, replace(before, left_on=date(2026, 1, 1)))
    with office.register.read() as reader:
        assert roster.find_subject(reader, "Noah Lund") == noah


def test_r9_whoever_comes_back_is_asked_anew(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    first = office.at

    def last_day(day: date | None, *, mistaken: bool = False) -> None:
        with office.register.read() as reader:
            person = reader.subject(noah)
        roster.change(*office.desk, replace(person, left_on=day), mistaken=mistaken)

    last_day(office.today)
    assert office.check(photo) == [Outcome.CLEAR], "the last day counts"
    office.at = first + timedelta(days=30)
    assert office.why(photo) == {ReasonCode.LAPSED}
    last_day(None, mistaken=True)
    assert office.check(photo) == [Outcome.CLEAR], "nobody had left"
    last_day(first.date())
    last_day(None, mistaken=True)
    last_day(first.date())
    office.at = first + timedelta(days=60)
    last_day(office.today + timedelta(days=90))
    assert office.why(photo) == {ReasonCode.LAPSED}, "the old yes ended when he left"
    with office.register.read() as reader:
        assert reader.subject(noah).here_since == office.today
    assert verify(office.register).ok
    office.permit(noah)
    assert office.check(photo) == [Outcome.CLEAR]
    office.at += timedelta(days=30)
    last_day(first.date() - timedelta(days=400))
    last_day(None, mistaken=True)
    assert office.check(photo) == [Outcome.CLEAR]
    with office.register.read() as reader:
        assert reader.subject(noah).here_since == office.today - timedelta(days=30), "as before"


def test_a_guardian_is_found_among_those_of_the_subject_alone(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    father = office.guardian(noah, "Jørgen Lund", custody=False)
    with office.register.read() as reader:
        assert roster.find_guardian(reader, noah, "joergen lund") == father
        assert roster.find_guardian(reader, noah, str(father)) == father
        for text in ("Mette Holm", "Jørgen", "", "77"):
            with _refused(Problem.UNKNOWN_GUARDIAN):
                roster.find_guardian(reader, noah, text)
    twin = roster.add_guardian(*office.desk, name="Mette Lund", subject=ella)
    roster.share_guardian(*office.desk, guardian=twin, subject=noah)
    with office.register.read() as reader, _refused(Problem.AMBIGUOUS_GUARDIAN):
        roster.find_guardian(reader, noah, "Mette Lund")


def test_a_child_marked_as_staff_by_a_slip_does_not_sign_alone(office: Office) -> None:
    """R3, R11: staff are adults; below the age limit a guardian signs."""
    limit = date(office.today.year - 15, office.today.month, office.today.day)
    with refused(office, Problem.STAFF_TOO_YOUNG, BadInput):
        office.child("Per Lille", limit + timedelta(days=1), staff=True)
    office.child("Liv Krag", limit, staff=True)
    noah = office.child()
    with office.register.read() as reader:
        child = reader.subject(noah)
    with refused(office, Problem.STAFF_TOO_YOUNG, BadInput):
        roster.change(*office.desk, replace(child, staff=True))


def _change_family(office: Office, noah: SubjectId, *added: str) -> tuple[GuardianId, ...]:
    """Into the ninth grade, with these new guardians."""
    return roster.change_family(
        *office.desk,
        noah,
        lambda person: replace(person, group="9.Z"),
        added=[NewGuardian(name) for name in added],
    )


def test_a_person_and_the_guardians_are_changed_together_or_not_at_all(office: Office) -> None:
    noah = office.family()
    with refused(office, Problem.GUARDIAN_EXISTS, BadInput):
        _change_family(office, noah, "Per Lund", "Mette Lund")
    with office.register.read() as reader:
        assert reader.subject(noah).group == "2.A"
        assert len(reader.guardianships([noah])[noah]) == 1
    (per,) = _change_family(office, noah, "Per Lund")
    with office.register.read() as reader:
        assert reader.subject(noah).group == "9.Z"
        assert per in {g.guardian for g in reader.guardianships([noah])[noah]}


def test_nobody_is_enrolled_with_a_guardian_who_is_refused(office: Office) -> None:
    with refused(office, Problem.GUARDIAN_EXISTS, BadInput):
        roster.enrol(
            *office.desk,
            name="Noah Lund",
            born=SEVEN,
            guardians=[NewGuardian("Mette Lund"), NewGuardian("mette lund", custody=False)],
        )
    noah = roster.enrol(
        *office.desk, name="Noah Lund", born=SEVEN, guardians=[NewGuardian("Mette Lund")]
    )
    office.permit(noah)
    assert office.check(office.portrait(noah)) == [Outcome.CLEAR]


def test_a_guardian_added_by_mistake_is_taken_away_until_something_was_signed(
    office: Office,
) -> None:
    """R5: where all must sign, nobody waits for somebody who never was a guardian."""
    ruling.set_rules(*office.desk, {"guardians_needed": "all"})
    noah = office.family()
    office.permit(noah)
    path = office.portrait(noah)
    (per,) = _change_family(office, noah, "Per Lund")
    assert office.why(path) == {ReasonCode.SECOND_GUARDIAN_MISSING}
    roster.change_family(*office.desk, noah, gone=[per])
    assert office.check(path) == [Outcome.CLEAR]
    with office.register.read() as reader:
        assert reader.guardians([per]) == {}
    assert verify(office.register).ok
    (again,) = _change_family(office, noah, "Per Lund")
    office.permit(noah, signer=str(again))
    with refused(office, Problem.GUARDIAN_IN_USE, BadInput):
        roster.change_family(*office.desk, noah, gone=[again])


def test_that_a_guardian_was_a_mistake_is_not_corrected_back(office: Office) -> None:
    """The name is gone with it; the guardian has to be added anew."""
    noah = office.family()
    (per,) = _change_family(office, noah, "Per Lund")
    roster.change_family(*office.desk, noah, gone=[per])
    with office.register.read() as reader:
        (act,) = reader.ledger(kinds=frozenset({ActKind.CORRECTED}))
    with refused(office, Problem.NOT_CORRECTABLE, RuleRefusal):
        correcting.correct(*office.desk, number=act.number, reason="It was right")


def test_r9_the_day_of_a_return_lies_between_the_last_day_and_today(office: Office) -> None:
    """An earlier one would bring back what was signed before somebody left."""
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    left = office.today

    def say(last: date | None, since: date | None) -> None:
        with office.register.read() as reader:
            person = reader.subject(noah)
        roster.change(*office.desk, replace(person, left_on=last, here_since=since))

    say(left, None)
    office.later(days=20)
    for wrong in (left, left - timedelta(days=1), office.today + timedelta(days=1)):
        with refused(office, Problem.BACK_ON_NO_SUCH_DAY, BadInput):
            say(None, wrong)
    first = left + timedelta(days=10)
    say(None, first)
    assert office.why(photo) == {ReasonCode.LAPSED}
    office.permit(noah, signed_on=first)
    assert office.check(photo) == [Outcome.CLEAR]
    # Without leaving there is no return: the day may not slide back below the first one.
    say(None, left - timedelta(days=1))
    # Nor by a last day that is typed too early.
    say(left - timedelta(days=9), first)
    with refused(office, Problem.BACK_ON_NO_SUCH_DAY, BadInput):
        say(None, left - timedelta(days=5))
    say(None, None)
    with office.register.read() as reader:
        assert reader.subject(noah).here_since == office.today
    assert verify(office.register).ok


def test_r3_custody_may_be_said_to_have_ended_together_with_the_rest(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    with office.register.read() as reader:
        mette = roster.find_guardian(reader, noah, "Mette Lund")
    for last, counts in (
        (office.today, True),
        (office.today - timedelta(days=1), False),
        (None, True),
    ):
        roster.change_family(*office.desk, noah, ended={mette: last})
        assert (office.check(photo) == [Outcome.CLEAR]) is counts
    roster.change_family(*office.desk, noah, custody={mette: False}, ended={mette: office.today})
    assert office.check(photo) != [Outcome.CLEAR]
    with refused(office, Problem.NOT_A_GUARDIAN, BadInput):
        roster.change_family(*office.desk, noah, ended={type(mette)(99): office.today})
