"""R1–R2, R6–R9, R12–R14 and R30: what the acts amount to, on which day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from consentdesk.domain.acts import Body, Corrected, Digest, Erased, EvidenceKind, Serial
from consentdesk.domain.consent import (
    Lack,
    PermissionState,
    add_months,
    comes_of_age,
    in_force,
    permissions,
)
from consentdesk.domain.journal import JournalEntry
from consentdesk.domain.people import SELF, SubjectId, guardian_signer, has_come_back
from consentdesk.domain.verdict import standing_on
from tests import factories as make
from tests.domain.asking import BOTH, MOTHER_ONLY, TODAY, ask, ledger, state

JOURNALED = (PermissionState.JOURNALED, None)
NOT_YET = (PermissionState.GRANTED, Lack.NOT_JOURNALED)
EXPIRED = (PermissionState.LAPSED, Lack.VALIDITY)
ELLA = SubjectId(2)
OTHER_FORM = Serial("22222222")
JAN, FEB, MAR = (date(2026, month, 10) for month in (1, 2, 3))


def corrects(number: int) -> Corrected:
    return Corrected(number=number, reason=Digest("f" * 64), subject=make.NOAH, photo=None)


def test_r1_only_a_journaled_yes_is_a_permission() -> None:
    assert ask().state is PermissionState.NEVER_ASKED
    assert ask(make.asked()).state is PermissionState.ASKED
    assert state(ask(make.asked(), make.granted())) == NOT_YET
    found = ask(make.asked(), make.granted(), make.journaled())
    assert state(found) == JOURNALED
    assert (found.decision, found.journaled) == (2, 3)


def test_r2_a_spoken_yes_opens_nothing() -> None:
    assert ask(make.asked(serial=None)).state is PermissionState.ASKED
    assert ask(make.asked(serial=None), make.journaled()).state is PermissionState.ASKED


def test_r6_each_purpose_has_its_own_answer() -> None:
    acts = ledger(make.granted(), make.refused(purpose=make.SOCIAL_MEDIA), make.journaled())
    found = permissions(make.a_subject(), MOTHER_ONLY, acts, make.PURPOSES, make.a_policy(), TODAY)
    assert [p.state for p in found.values()] == [
        PermissionState.JOURNALED,
        PermissionState.REFUSED,
        *[PermissionState.NEVER_ASKED] * 3,
    ]


def test_r6_a_blank_box_takes_an_earlier_yes_away() -> None:
    blank = make.refused(serial=OTHER_FORM, signed_on=date(2026, 9, 20))
    assert ask(make.granted(), make.journaled(), blank).state is PermissionState.REFUSED


def test_r7_a_withdrawal_counts_at_once_and_not_before() -> None:
    acts = ledger(
        make.granted(signed_on=JAN),
        make.journaled(),
        make.withdrawn(on=date(2026, 9, 14)),
    )
    acts = (
        *(replace(act, at=datetime(2026, 1, 10, 9, tzinfo=UTC)) for act in acts[:2]),
        acts[2],
    )
    assert state(ask(acts=acts, on=date(2026, 9, 13))) == JOURNALED
    assert ask(acts=acts, on=date(2026, 9, 14)).state is PermissionState.WITHDRAWN


def test_r7_a_withdrawal_that_bears_a_later_day_counts_as_soon_as_it_is_known() -> None:
    later = make.withdrawn(on=TODAY + timedelta(days=30))
    found = ask(make.granted(), make.journaled(), later)
    assert found.state is PermissionState.WITHDRAWN


def test_r8_a_late_form_does_not_undo_a_withdrawal() -> None:
    found = ask(
        make.withdrawn(on=FEB),
        make.granted(signed_on=JAN),
        make.journaled(),
    )
    assert found.state is PermissionState.WITHDRAWN
    newer = ask(make.withdrawn(on=FEB), make.granted(signed_on=MAR), make.journaled())
    assert state(newer) == JOURNALED


def test_r8_on_one_day_the_later_act_counts() -> None:
    yes = (make.granted(), make.journaled())
    assert state(ask(make.withdrawn(), *yes)) == JOURNALED
    assert ask(*yes, make.withdrawn()).state is PermissionState.WITHDRAWN
    assert state(ask(make.refused(serial=OTHER_FORM), *yes)) == JOURNALED
    assert ask(*yes, make.refused(serial=OTHER_FORM)).state is PermissionState.REFUSED


def test_r8_a_form_that_came_in_late_does_not_undo_a_withdrawal_of_the_day_it_was_signed() -> None:
    next_day = make.NOW + timedelta(days=1)
    found = ask(
        acts=(
            make.an_act(1, make.withdrawn()),
            make.an_act(2, make.granted(), at=next_day),
            make.an_act(3, make.journaled(), at=next_day),
        )
    )
    assert found.state is PermissionState.WITHDRAWN


@pytest.mark.parametrize(
    "no", [make.withdrawn(), make.refused(serial=OTHER_FORM)], ids=["withdrawn", "refused"]
)
@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=30)], ids=["today", "later"])
def test_r8_a_sheet_recorded_anew_does_not_undo_what_was_said_after_it_came(
    no: Body, later: timedelta
) -> None:
    """The clerk mends a slip: the paper was here before the no."""
    anew = make.NOW + later
    found = ask(
        acts=(
            *ledger(make.granted(), make.journaled(), no),
            make.an_act(4, corrects(1), at=anew),
            make.an_act(5, corrects(2), at=anew),
            make.an_act(6, make.granted(), at=anew),
            make.an_act(7, make.journaled(), at=anew),
        ),
        on=make.DAY + later + timedelta(days=1),
    )
    assert found.state in (PermissionState.WITHDRAWN, PermissionState.REFUSED)


def test_r8_a_sheet_recorded_anew_with_a_later_day_was_here_all_the_same() -> None:
    found = ask(
        acts=(
            *ledger(make.granted(), make.journaled()),
            make.an_act(3, make.withdrawn(on=make.DAY + timedelta(days=2))),
            make.an_act(4, corrects(1)),
            make.an_act(5, make.granted(signed_on=make.DAY + timedelta(days=3))),
            make.an_act(6, make.journaled()),
        ),
    )
    assert found.state is PermissionState.WITHDRAWN


def test_r8_the_same_yes_on_a_copy_does_not_undo_what_was_said_since() -> None:
    copy = Serial(f"{make.SERIAL}/2")
    again = (make.granted(serial=copy), make.journaled(serial=copy))
    found = ask(make.granted(), make.journaled(), make.withdrawn(), *again)
    assert found.state is PermissionState.WITHDRAWN
    first_no = ask(make.refused(), *again)
    assert state(first_no) == JOURNALED


def test_r8_a_yes_signed_in_the_future_waits_for_its_day() -> None:
    later = TODAY + timedelta(days=3)
    bodies = (make.refused(), make.granted(serial=OTHER_FORM, signed_on=later))
    entry = make.journaled(serial=OTHER_FORM)
    found = ask(*bodies, entry)
    assert (found.state, found.changes_on) == (PermissionState.REFUSED, later)
    assert state(ask(*bodies, entry, on=later)) == JOURNALED
    alone = ask(make.granted(signed_on=later), make.journaled())
    assert (alone.state, alone.changes_on) == (PermissionState.ASKED, later)


def test_r9_a_permission_holds_through_its_last_day() -> None:
    bodies = (make.granted(validity_months=6), make.journaled())
    found = ask(*bodies, on=date(2027, 3, 14))
    assert (state(found), found.valid_until) == (JOURNALED, date(2027, 3, 14))
    assert found.changes_on == date(2027, 3, 15)
    assert not standing_on(found, date(2027, 3, 15))
    assert state(ask(*bodies, on=date(2027, 3, 15))) == EXPIRED


def test_r9_an_edition_without_validity_takes_the_policys() -> None:
    found = ask(make.granted(validity_months=0), make.journaled())
    assert found.valid_until == date(2028, 9, 14)


def test_r9_leaving_ends_it_on_the_last_day_there() -> None:
    leaver = make.a_subject(left_on=date(2026, 10, 5))
    bodies = (make.granted(), make.journaled())
    for policy in (make.a_policy(), make.a_policy(off=("R9",))):
        last = ask(*bodies, subject=leaver, policy=policy, on=date(2026, 10, 5))
        assert state(last) == JOURNALED
        assert last.changes_on == date(2026, 10, 6)
        after = ask(*bodies, subject=leaver, policy=policy, on=date(2026, 10, 6))
        assert state(after) == EXPIRED


def test_r9_what_was_signed_before_somebody_came_back_has_ended() -> None:
    back = make.a_subject(here_since=date(2026, 10, 20))
    bodies = (make.granted(), make.journaled())
    found = ask(*bodies, subject=back, on=date(2026, 10, 21))
    assert (state(found), found.valid_until) == (EXPIRED, date(2026, 10, 19))
    anew = (make.granted(signed_on=date(2026, 10, 20)), make.journaled())
    assert state(ask(*anew, subject=back, on=date(2026, 10, 21))) == JOURNALED


@pytest.mark.parametrize(
    ("left", "then", "back"),
    [
        (5, None, True),
        (5, 30, True),
        (5, 14, True),
        (5, 4, False),
        (14, None, False),
        (None, None, False),
        (None, 5, False),
    ],
)
def test_r9_somebody_comes_back_who_had_left_before_today(
    left: int | None, then: int | None, *, back: bool
) -> None:
    """Today is 14 September; the last day is still one here."""

    def on(day: int | None) -> date | None:
        return None if day is None else date(2026, 9, day)

    before, after = make.a_subject(left_on=on(left)), make.a_subject(left_on=on(then))
    assert has_come_back(before, after, date(2026, 9, 14)) is back


@pytest.mark.parametrize(("form", "school", "counts"), [(24, 6, 6), (6, 24, 6), (0, 6, 6)])
def test_r9_of_the_forms_term_and_the_schools_the_shorter_counts(
    form: int, school: int, counts: int
) -> None:
    bodies = (make.granted(validity_months=form), make.journaled())
    found = ask(*bodies, policy=make.a_policy(validity_months=school))
    assert found.valid_until == add_months(make.DAY, counts)


def test_r9_switched_off_a_permission_still_holds_no_longer_than_the_form_says() -> None:
    off = make.a_policy(off=("R9",), validity_months=6)
    found = ask(make.granted(validity_months=24), make.journaled(), policy=off)
    assert found.valid_until == add_months(make.DAY, 24)
    bodies = (make.granted(validity_months=0), make.journaled())
    assert state(ask(*bodies, policy=off, on=date(2032, 1, 1))) == JOURNALED


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(9999, 6, 1), 24, date.max),
    ],
)
def test_r9_months_end_on_a_day_that_exists(day: date, months: int, end: date) -> None:
    assert add_months(day, months) == end


def test_r9_custody_written_for_ever_does_no_harm() -> None:
    for_ever = make.a_guardianship(until=date.max)
    leaver = make.a_subject(left_on=date.max)
    found = ask(make.granted(), make.journaled(), guardianships=[for_ever], subject=leaver)
    assert state(found) == JOURNALED
    assert state(ask(make.granted(), make.journaled(), on=date.max)) == (
        PermissionState.LAPSED,
        Lack.VALIDITY,
    )


@pytest.mark.parametrize("gap", ["journal_number", "system", "subject_line", "evidence", "serial"])
def test_r12_a_journal_entry_with_a_gap_opens_nothing(gap: str) -> None:
    nothing = {gap: ""}
    entry = make.journaled()
    values = {name: getattr(entry, name) for name in entry.__dataclass_fields__}
    assert state(ask(make.granted(), type(entry)(**{**values, **nothing}))) == NOT_YET


def test_r12_the_entry_must_be_for_this_form_subject_and_purpose_and_come_after_it() -> None:
    yes = make.granted()
    for entry in (
        make.journaled(serial=OTHER_FORM),
        make.journaled(ELLA),
        make.journaled(purposes=(make.SOCIAL_MEDIA,)),
        make.journaled(purposes=()),
    ):
        assert state(ask(yes, entry)) == NOT_YET
    assert state(ask(make.journaled(), yes)) == NOT_YET


def test_r12_a_journal_entry_as_the_clerk_writes_it_says_what_is_missing() -> None:
    whole = JournalEntry(
        serial=make.SERIAL,
        subject=make.NOAH,
        number="2026-0131",
        system="SBSYS",
        received_on=make.DAY,
        subject_line="Photo permission",
        clerk="Anna",
        paper_at="Folder 3",
    )
    assert whole.missing() == ()
    assert replace(whole, paper_at=" ", scan=Digest("a" * 64)).missing() == ()
    empty = replace(
        whole, number=" ", system="", received_on=None, subject_line="", clerk="", paper_at=" "
    )
    assert empty.missing() == (
        "number",
        "system",
        "received_on",
        "subject_line",
        "clerk",
        "evidence",
    )
    assert make.journaled().evidence_kind is EvidenceKind.PAPER


def test_r12_a_renewal_opens_only_when_it_is_journaled_itself() -> None:
    bodies = (
        make.granted(signed_on=JAN),
        make.journaled(),
        make.granted(serial=OTHER_FORM, signed_on=FEB),
    )
    assert state(ask(*bodies)) == NOT_YET
    assert state(ask(*bodies, make.journaled(serial=OTHER_FORM))) == JOURNALED


def test_r13_a_permission_points_to_the_wording_that_was_signed() -> None:
    found = ask(make.granted(), make.journaled())
    assert found.wording == make.WORDING
    assert (found.serial, found.signed_on) == (make.SERIAL, make.DAY)
    assert found.signer == guardian_signer(make.MOTHER)
    assert ask(make.refused()).wording == make.WORDING


def test_r14_a_correction_takes_an_act_out_from_its_day_on() -> None:
    bodies = (make.granted(), make.journaled(), make.withdrawn(on=date(2026, 9, 20)))
    assert state(ask(*bodies, corrects(3))) == JOURNALED
    assert state(ask(make.granted(), make.journaled(), corrects(2))) == NOT_YET
    assert ask(make.granted(), make.journaled(), corrects(1)).state is PermissionState.NEVER_ASKED
    later = make.an_act(4, corrects(1), at=make.NOW + timedelta(days=5))
    acts = (*ledger(make.granted(), make.journaled()), later)
    assert state(ask(acts=acts, on=date(2026, 9, 18))) == JOURNALED
    assert ask(acts=acts, on=date(2026, 9, 19)).state is PermissionState.NEVER_ASKED


def test_r14_an_answer_brought_back_does_not_borrow_the_entry_of_the_one_in_its_place() -> None:
    yes, no = make.granted(signed_on=MAR), make.refused(signed_on=FEB)
    found = ask(yes, corrects(1), no, make.journaled(), corrects(2))
    assert found.state is PermissionState.REFUSED
    again = ask(yes, corrects(1), make.granted(signed_on=FEB), make.journaled(), corrects(2))
    assert (state(again), again.decision) == (JOURNALED, 3)


def test_r14_a_correction_can_be_corrected_again_and_again() -> None:
    bodies = (make.granted(), make.journaled(), corrects(2), corrects(3))
    assert state(ask(*bodies)) == JOURNALED
    assert state(ask(*bodies, corrects(4))) == NOT_YET
    assert state(ask(*bodies, corrects(4), corrects(5))) == JOURNALED


def test_r14_a_correction_of_itself_or_of_a_later_act_does_nothing() -> None:
    assert state(ask(corrects(2), make.granted(), make.journaled(), corrects(4))) == JOURNALED


def test_r14_two_different_acts_with_one_number_are_a_bug_that_shows() -> None:
    first, second = make.an_act(1, make.granted()), make.an_act(1, make.withdrawn())
    with pytest.raises(ValueError, match="number 1"):
        ask(acts=[first, second])
    assert in_force([first, first], make.a_policy(), TODAY) == (first,)


def test_r28_an_erasure_ends_every_permission() -> None:
    bodies = (make.granted(), make.journaled(), Erased(subject=make.NOAH))
    assert ask(*bodies).state is PermissionState.NEVER_ASKED
    assert state(ask(*bodies[:2], Erased(subject=ELLA))) == JOURNALED


@pytest.mark.parametrize("zone", ["Europe/Copenhagen", "Europe/Stockholm"])
@pytest.mark.parametrize(
    ("at", "local_day"),
    [
        # winter time: UTC + 1
        (datetime(2026, 1, 10, 22, 30, tzinfo=UTC), date(2026, 1, 10)),
        (datetime(2026, 1, 10, 22, 59, 59, 999999, tzinfo=UTC), date(2026, 1, 10)),
        (datetime(2026, 1, 10, 23, 0, tzinfo=UTC), date(2026, 1, 11)),
        (datetime(2026, 1, 10, 23, 30, tzinfo=UTC), date(2026, 1, 11)),
        # summer time: UTC + 2
        (datetime(2026, 7, 10, 21, 59, tzinfo=UTC), date(2026, 7, 10)),
        (datetime(2026, 7, 10, 22, 30, tzinfo=UTC), date(2026, 7, 11)),
        # the evening before, of, and after the change in March
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 30, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),
        # and in October
        (datetime(2026, 10, 24, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 26)),
    ],
)
def test_r30_days_begin_and_end_at_local_midnight(zone: str, at: datetime, local_day: date) -> None:
    policy = make.a_policy(timezone=zone)
    acts = (make.an_act(1, make.asked(), at=at),)
    eve = local_day - timedelta(days=1)
    assert ask(acts=acts, policy=policy, on=eve).state is PermissionState.NEVER_ASKED
    assert ask(acts=acts, policy=policy, on=local_day).state is PermissionState.ASKED


def test_r30_any_past_day_can_be_asked_for() -> None:
    def moment(month: int) -> datetime:
        return datetime(2026, month, 10, 9, tzinfo=UTC)

    acts = (
        make.an_act(1, make.asked(), at=moment(1)),
        make.an_act(2, make.granted(signed_on=JAN), at=moment(2)),
        make.an_act(3, make.journaled(), at=moment(3)),
        make.an_act(4, make.withdrawn(on=date(2026, 4, 10)), at=moment(4)),
    )
    found = [ask(acts=acts, on=date(2026, month, 20)).state for month in range(1, 5)]
    assert found == [
        PermissionState.ASKED,
        PermissionState.GRANTED,
        PermissionState.JOURNALED,
        PermissionState.WITHDRAWN,
    ]
    assert ask(acts=acts, on=date(2026, 1, 9)).state is PermissionState.NEVER_ASKED


def test_acts_of_another_subject_say_nothing() -> None:
    found = ask(make.granted(ELLA), make.journaled(ELLA), make.asked(ELLA))
    assert found.state is PermissionState.NEVER_ASKED


def test_the_order_of_signing_matters() -> None:
    early, late = JAN, FEB
    yes_last = ask(make.refused(signed_on=early), make.granted(serial=OTHER_FORM, signed_on=late))
    no_last = ask(make.refused(signed_on=late), make.granted(serial=OTHER_FORM, signed_on=early))
    assert yes_last.state is PermissionState.GRANTED
    assert no_last.state is PermissionState.REFUSED


def test_the_day_of_coming_of_age_is_known_beforehand() -> None:
    assert comes_of_age(make.a_subject(born=date(2012, 2, 29)), make.a_policy()) == date(2027, 3, 1)
    assert comes_of_age(make.a_subject(staff=True), make.a_policy()) is None
    young = make.a_subject(born=date(2011, 9, 20))
    own = make.granted(signed_on=date(2026, 9, 20), signer=SELF)
    assert ask(own, subject=young, guardianships=BOTH).state is PermissionState.GRANTED
