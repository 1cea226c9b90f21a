"""R3, R4, R5 and R11: whose signature counts on which day."""

from datetime import date

import pytest

from consentdesk.domain.acts import Serial
from consentdesk.domain.consent import Lack, PermissionState
from consentdesk.domain.people import (
    SELF,
    UNSTATED,
    GuardianId,
    Signer,
    SignerKind,
    SubjectId,
    age,
    birthday,
    custody_holders,
    guardian_signer,
    may_sign,
    signers,
)
from consentdesk.domain.policy import GuardiansNeeded, LapseMode
from tests import factories as make
from tests.domain.asking import BOTH, MOTHER_ONLY, ask, state

JOURNALED = (PermissionState.JOURNALED, None)
SECOND = (PermissionState.GRANTED, Lack.SECOND_GUARDIAN)
NOT_YET = (PermissionState.GRANTED, Lack.NOT_JOURNALED)
MOTHER, FATHER = guardian_signer(make.MOTHER), guardian_signer(make.FATHER)
STRANGER = guardian_signer(GuardianId(9))
ALL = make.a_policy(guardians_needed=GuardiansNeeded.ALL)
SECOND_FORM, THIRD_FORM = Serial("22222222"), Serial("33333333")
JAN, FEB, MAR, APR = (date(2026, month, 10) for month in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("born", "on", "alone"),
    [
        (date(2011, 5, 3), date(2026, 5, 2), False),
        (date(2011, 5, 3), date(2026, 5, 3), True),
        (date(2012, 2, 29), date(2027, 2, 28), False),
        (date(2012, 2, 29), date(2027, 3, 1), True),
        (date(2013, 3, 1), date(2028, 2, 29), False),
    ],
)
def test_r3_from_the_birthday_on_the_subject_signs(born: date, on: date, alone: bool) -> None:
    subject = make.a_subject(born=born)
    assert may_sign(subject, MOTHER_ONLY, SELF, on, 15) is alone
    assert may_sign(subject, MOTHER_ONLY, MOTHER, on, 15) is not alone


def test_r3_everybody_who_may_sign_on_a_day_is_named() -> None:
    child, teen = make.a_subject(), make.a_subject(born=date(2009, 1, 1))
    ends = make.a_guardianship(make.FATHER, until=JAN)
    family = (make.a_guardianship(), ends, make.a_guardianship(GuardianId(7), SubjectId(9)))
    assert signers(child, family, JAN, 15) == (MOTHER, FATHER)
    assert signers(child, family, FEB, 15) == (MOTHER,)
    assert signers(teen, family, FEB, 15) == (SELF,)
    for person, day in ((child, JAN), (child, FEB), (teen, FEB)):
        for who in (SELF, UNSTATED, MOTHER, FATHER, STRANGER):
            allowed = who in signers(person, family, day, 15)
            assert may_sign(person, family, who, day, 15) is allowed


def test_r3_a_child_of_29_february_has_its_birthday_in_leap_years() -> None:
    born = date(2012, 2, 29)
    assert birthday(born, 16) == date(2028, 2, 29)
    assert birthday(born, 15) == date(2027, 3, 1)
    assert [age(born, day) for day in (date(2027, 2, 28), date(2027, 3, 1))] == [14, 15]
    assert birthday(date(9990, 1, 1), 15) == date.max


@pytest.mark.parametrize(
    ("since", "until", "on", "may"),
    [
        (None, None, JAN, True),
        (JAN, None, JAN, True),
        (JAN, None, date(2026, 1, 9), False),
        (None, JAN, JAN, True),
        (None, JAN, date(2026, 1, 11), False),
        (JAN, FEB, MAR, False),
    ],
)
def test_r3_custody_counts_on_the_day_of_signing(
    since: date | None, until: date | None, on: date, may: bool
) -> None:
    relation = make.a_guardianship(since=since, until=until)
    assert may_sign(make.a_subject(), [relation], MOTHER, on, 15) is may
    assert custody_holders([relation], on) == ((make.MOTHER,) if may else ())


@pytest.mark.parametrize(
    "signer", [SELF, UNSTATED, STRANGER, FATHER, Signer(SignerKind.GUARDIAN, None)]
)
def test_r3_nobody_else_can_say_yes_for_a_child(signer: Signer) -> None:
    contact = make.a_guardianship(make.FATHER, custody=False)
    of_another = make.a_guardianship(GuardianId(9), subject=SubjectId(2))
    found = ask(
        make.granted(signer=signer),
        make.journaled(),
        guardianships=[*MOTHER_ONLY, contact, of_another],
    )
    assert found.state is PermissionState.ASKED


def test_r3_losing_custody_later_leaves_a_signature_valid() -> None:
    lost = make.a_guardianship(until=make.DAY)
    assert state(ask(make.granted(), make.journaled(), guardianships=[lost])) == JOURNALED


def test_r3_an_age_limit_changed_later_never_makes_a_signature_better() -> None:
    sixteen = make.a_subject(born=date(2010, 5, 3))
    own, by_mother = make.granted(signer=SELF), make.granted()
    at_18 = make.a_policy(age_limit=18)
    assert state(ask(own, make.journaled(), subject=sixteen)) == JOURNALED
    assert ask(own, make.journaled(), subject=sixteen, policy=at_18).state is PermissionState.ASKED
    assert state(ask(by_mother, make.journaled(), subject=sixteen, policy=at_18)) == JOURNALED
    assert ask(by_mother, make.journaled(), subject=sixteen).state is PermissionState.ASKED


TURNS_15 = date(2026, 9, 20)
TEEN = make.a_subject(born=date(2011, 9, 20))


@pytest.mark.parametrize(
    ("mode", "after"),
    [
        (LapseMode.LAPSE, (PermissionState.LAPSED, Lack.CAME_OF_AGE)),
        (LapseMode.NOTIFY, JOURNALED),
        (LapseMode.CONTINUE, JOURNALED),
    ],
)
def test_r4_the_birthday_ends_a_guardians_permission_or_not_by_setting(
    mode: LapseMode, after: tuple[PermissionState, Lack | None]
) -> None:
    policy = make.a_policy(lapse_mode=mode)
    bodies = (make.granted(), make.journaled())
    eve = ask(*bodies, subject=TEEN, policy=policy, on=date(2026, 9, 19))
    assert (state(eve), eve.came_of_age, eve.changes_on) == (JOURNALED, False, TURNS_15)
    if mode is LapseMode.LAPSE:
        assert eve.valid_until == date(2026, 9, 19)
    day = ask(*bodies, subject=TEEN, policy=policy, on=TURNS_15)
    assert (state(day), day.came_of_age) == (after, True)


def test_r4_the_young_persons_own_signature_opens_again() -> None:
    found = ask(
        make.granted(),
        make.journaled(),
        make.granted(serial=SECOND_FORM, signed_on=TURNS_15, signer=SELF),
        make.journaled(serial=SECOND_FORM),
        subject=TEEN,
        on=date(2026, 9, 21),
    )
    assert (state(found), found.came_of_age) == (JOURNALED, False)


@pytest.mark.parametrize("mode", [LapseMode.NOTIFY, LapseMode.CONTINUE])
def test_r4_a_permission_that_was_never_complete_is_not_completed_by_a_birthday(
    mode: LapseMode,
) -> None:
    both_needed = make.a_policy(lapse_mode=mode, guardians_needed=GuardiansNeeded.ALL)
    until_of_age = make.a_guardianship(make.FATHER, until=date(2026, 9, 19))
    for father in (until_of_age, make.a_guardianship(make.FATHER)):
        found = ask(
            make.granted(),
            make.journaled(),
            subject=TEEN,
            guardianships=[*MOTHER_ONLY, father],
            policy=both_needed,
        )
        assert state(found) == SECOND


def test_r4_the_fathers_no_outlives_the_birthday_where_the_mothers_yes_goes_on() -> None:
    found = ask(
        make.refused(signed_on=JAN, signer=FATHER),
        make.granted(serial=SECOND_FORM),
        make.journaled(serial=SECOND_FORM),
        subject=TEEN,
        guardianships=[*MOTHER_ONLY, make.a_guardianship(make.FATHER, until=date(2026, 9, 19))],
        policy=make.a_policy(lapse_mode=LapseMode.CONTINUE),
    )
    assert found.state is PermissionState.REFUSED


def test_r4_a_guardian_who_says_no_after_the_birthday_is_heard() -> None:
    found = ask(
        make.granted(signed_on=TURNS_15, signer=SELF),
        make.journaled(),
        make.withdrawn(on=date(2026, 9, 25), signer=MOTHER),
        subject=TEEN,
    )
    assert found.state is PermissionState.WITHDRAWN


def test_r5_one_guardian_is_enough_by_default() -> None:
    found = ask(make.granted(), make.journaled(), guardianships=BOTH)
    assert state(found) == JOURNALED


def test_r5_where_all_must_sign_it_waits_for_the_second() -> None:
    first = (make.granted(), make.journaled())
    second = make.granted(serial=SECOND_FORM, signer=FATHER)
    assert state(ask(*first, guardianships=BOTH, policy=ALL)) == SECOND
    assert state(ask(*first, second, guardianships=BOTH, policy=ALL)) == NOT_YET
    both = (*first, second, make.journaled(serial=SECOND_FORM))
    assert state(ask(*both, guardianships=BOTH, policy=ALL)) == JOURNALED
    assert state(ask(*first, guardianships=MOTHER_ONLY, policy=ALL)) == JOURNALED
    contact = make.a_guardianship(make.FATHER, custody=False)
    assert state(ask(*first, guardianships=[*MOTHER_ONLY, contact], policy=ALL)) == JOURNALED


def test_r5_custody_that_begins_or_ends_changes_who_must_sign() -> None:
    bodies = (make.granted(), make.journaled())
    later = make.a_guardianship(make.FATHER, since=date(2026, 10, 5))
    before = ask(*bodies, guardianships=[*MOTHER_ONLY, later], policy=ALL)
    assert (state(before), before.changes_on) == (JOURNALED, date(2026, 10, 5))
    on_the_day = ask(*bodies, guardianships=[*MOTHER_ONLY, later], policy=ALL, on=date(2026, 10, 5))
    assert state(on_the_day) == SECOND
    ending = make.a_guardianship(make.FATHER, until=date(2026, 10, 5))
    waiting = ask(*bodies, guardianships=[*MOTHER_ONLY, ending], policy=ALL)
    assert (state(waiting), waiting.changes_on) == (SECOND, date(2026, 10, 6))
    freed = ask(*bodies, guardianships=[*MOTHER_ONLY, ending], policy=ALL, on=date(2026, 10, 6))
    assert state(freed) == JOURNALED


@pytest.mark.parametrize("fathers_end", [date(2026, 10, 4), date(2026, 10, 5)])
def test_r5_when_all_custody_ends_nothing_becomes_a_yes_by_that_alone(fathers_end: date) -> None:
    ending = [
        make.a_guardianship(until=date(2026, 10, 5)),
        make.a_guardianship(make.FATHER, until=fathers_end),
    ]
    afterwards = date(2026, 10, 6)
    one_yes = (make.granted(), make.journaled())
    alone = ask(*one_yes, guardianships=ending, policy=ALL, on=afterwards)
    assert state(alone) == (SECOND if fathers_end == date(2026, 10, 5) else JOURNALED)
    contested = (
        make.granted(signed_on=JAN),
        make.journaled(),
        make.withdrawn(on=FEB, signer=MOTHER),
        make.granted(serial=SECOND_FORM, signed_on=MAR, signer=FATHER),
        make.journaled(serial=SECOND_FORM),
    )
    found = ask(*contested, guardianships=ending, on=afterwards)
    assert found.state is PermissionState.WITHDRAWN


def test_r5_a_lone_yes_outlives_the_custody_it_was_signed_in() -> None:
    ended = [make.a_guardianship(until=date(2026, 10, 5))]
    found = ask(make.granted(), make.journaled(), guardianships=ended, on=date(2026, 10, 6))
    assert state(found) == JOURNALED


def test_r5_where_all_must_sign_the_yes_that_ends_first_ends_it() -> None:
    found = ask(
        make.granted(signed_on=JAN, validity_months=10),
        make.journaled(),
        make.granted(serial=SECOND_FORM, signed_on=FEB, signer=FATHER),
        make.journaled(serial=SECOND_FORM),
        guardianships=BOTH,
        policy=ALL,
    )
    assert state(found) == JOURNALED
    assert (found.valid_until, found.changes_on) == (date(2026, 11, 10), date(2026, 11, 11))


def test_r5_one_custody_holders_no_wins_over_the_others_later_yes() -> None:
    no = make.refused(signed_on=JAN, signer=FATHER)
    yes = (make.granted(serial=SECOND_FORM), make.journaled(serial=SECOND_FORM))
    found = ask(no, *yes, guardianships=BOTH)
    assert (found.state, found.signer) == (PermissionState.REFUSED, FATHER)
    taken_back = make.withdrawn(on=JAN, signer=FATHER)
    assert ask(taken_back, *yes, guardianships=BOTH).state is PermissionState.WITHDRAWN
    assert state(ask(no, *yes, guardianships=MOTHER_ONLY)) == JOURNALED
    lost = make.a_guardianship(make.FATHER, until=date(2026, 10, 5))
    waiting = ask(no, *yes, guardianships=[*MOTHER_ONLY, lost])
    assert waiting.changes_on == date(2026, 10, 6)
    freed = ask(no, *yes, guardianships=[*MOTHER_ONLY, lost], on=date(2026, 10, 6))
    assert state(freed) == JOURNALED


def test_r5_a_no_stands_until_the_same_guardians_yes_is_journaled() -> None:
    bodies = (
        make.refused(signed_on=JAN, signer=FATHER),
        make.granted(serial=SECOND_FORM, signed_on=FEB, signer=FATHER),
        make.granted(serial=THIRD_FORM, signed_on=MAR),
        make.journaled(serial=THIRD_FORM),
    )
    assert state(ask(*bodies, guardianships=BOTH)) == NOT_YET
    whole = (*bodies, make.journaled(serial=SECOND_FORM))
    assert state(ask(*whole, guardianships=BOTH)) == JOURNALED


@pytest.mark.parametrize("signer", [UNSTATED, SELF, STRANGER])
def test_r5_after_a_no_by_nobody_known_all_sign_again(signer: Signer) -> None:
    bodies = (
        make.granted(signed_on=JAN),
        make.journaled(),
        make.withdrawn(on=FEB, signer=signer),
        make.granted(serial=SECOND_FORM, signed_on=MAR, signer=FATHER),
        make.journaled(serial=SECOND_FORM),
    )
    assert state(ask(*bodies, guardianships=BOTH, policy=ALL)) == SECOND
    assert state(ask(*bodies, guardianships=BOTH)) == JOURNALED
    again = (
        *bodies,
        make.granted(serial=THIRD_FORM, signed_on=APR),
        make.journaled(serial=THIRD_FORM),
    )
    assert state(ask(*again, guardianships=BOTH, policy=ALL)) == JOURNALED


def test_r5_a_guardian_mends_the_own_no_alone() -> None:
    found = ask(
        make.granted(signed_on=JAN),
        make.journaled(),
        make.withdrawn(on=FEB, signer=FATHER),
        make.granted(serial=SECOND_FORM, signed_on=MAR, signer=FATHER),
        make.journaled(serial=SECOND_FORM),
        guardianships=BOTH,
        policy=ALL,
    )
    assert state(found) == JOURNALED


def test_r5_an_expired_yes_of_the_second_guardian_is_wanted_again() -> None:
    found = ask(
        make.granted(signed_on=JAN, validity_months=1),
        make.journaled(),
        make.granted(serial=SECOND_FORM, signed_on=FEB, signer=FATHER),
        make.journaled(serial=SECOND_FORM),
        guardianships=BOTH,
        policy=ALL,
    )
    assert state(found) == SECOND


def test_r11_adult_staff_sign_for_themselves_at_any_age() -> None:
    trainee = make.a_subject(born=date(2012, 1, 1), staff=True)
    own = (make.granted(signer=SELF), make.journaled())
    assert state(ask(*own, subject=trainee)) == JOURNALED
    by_mother = (make.granted(), make.journaled())
    assert ask(*by_mother, subject=trainee).state is PermissionState.ASKED
    assert ask(subject=trainee).state is PermissionState.NEVER_ASKED
