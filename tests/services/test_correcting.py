"""A mistake is voided by a further act, never edited (R14)."""

from datetime import datetime
from functools import partial

import pytest

from consentdesk.domain.acts import ActKind
from consentdesk.domain.photos import PhotoKind, ReleaseId
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, IntakeRefused, Problem, RuleRefusal
from consentdesk.services import exporting, intake, photographs, roster, taking_down, trash
from consentdesk.storage.upkeep import verify
from tests.services.office import SEVEN, Office
from tests.services.refusing import refused


def _number(office: Office, kind: ActKind) -> int:
    with office.register.read() as reader:
        return reader.ledger(kinds=frozenset({kind}), limit=1)[0].number


def _correct(office: Office, kind: ActKind) -> None:
    intake.correct(*office.desk, number=_number(office, kind), reason="The wrong child")


def test_a_mistake_no_longer_counts_and_stays_on_record(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    intake.withdraw(*office.desk, subject=noah)
    before = office.acts()
    _correct(office, ActKind.WITHDRAWN)
    assert office.check(photo) == [Outcome.CLEAR]
    assert office.acts() == before + 1


def test_a_correction_can_be_corrected(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    intake.withdraw(*office.desk, subject=noah)
    _correct(office, ActKind.WITHDRAWN)
    _correct(office, ActKind.CORRECTED)
    assert office.why(photo) == {ReasonCode.WITHDRAWN}
    _correct(office, ActKind.WITHDRAWN)
    assert office.check(photo) == [Outcome.CLEAR]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (ActKind.JOURNALED, ReasonCode.NOT_JOURNALED),
        (ActKind.ATTESTED, ReasonCode.NOT_ATTESTED),
    ],
)
def test_what_rests_on_a_mistake_falls(office: Office, kind: ActKind, reason: ReasonCode) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    _correct(office, kind)
    assert office.why(photo) == {reason}


def test_protection_and_objection_recorded_by_mistake_are_taken_away(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    roster.protect(*office.desk, subject=noah)
    intake.object_to(*office.desk, subject=noah)
    _correct(office, ActKind.PROTECTED)
    _correct(office, ActKind.OBJECTED)
    assert office.check(photo) == [Outcome.CLEAR]


def test_an_assessment_can_be_corrected(office: Office) -> None:
    photo = office.situation(office.family())
    office.assess(photo)
    _correct(office, ActKind.ASSESSED)
    assert office.why(photo) == {ReasonCode.NOT_ASSESSED}


def test_a_take_down_that_did_not_happen_is_corrected(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    done = exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    assert done.release is not None
    taking_down.take_down(*office.desk, done.release)
    _correct(office, ActKind.TAKEN_DOWN)
    assert [r.id for r in intake.withdraw(*office.desk, subject=noah)] == [done.release]


def test_a_take_down_that_did_happen_after_all_counts_from_its_first_line(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    done = exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    assert done.release is not None
    taking_down.take_down(*office.desk, done.release)
    since = _down(office, done.release)
    _correct(office, ActKind.TAKEN_DOWN)
    _correct(office, ActKind.CORRECTED)
    assert _down(office, done.release) == since != {None}
    assert intake.withdraw(*office.desk, subject=noah) == ()
    assert verify(office.register).ok
    _correct(office, ActKind.CORRECTED)
    assert _down(office, done.release) == {None}
    assert verify(office.register).ok


def _down(office: Office, release: ReleaseId) -> set[datetime | None]:
    """Since when its copies are down."""
    with office.register.read() as reader:
        return {copy.taken_down_at for copy in reader.releases(id=release)[0].copies}


def test_a_tick_by_mistake_is_taken_back_and_the_other_ticks_stay(office: Office) -> None:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    plan = office.plan(office.portrait(noah), office.portrait(ella))
    done = exporting.release(*office.desk, plan, office.target()).release
    assert done is not None
    taking_down.take_down(*office.desk, done, copies=(0,))
    taking_down.take_down(*office.desk, done, copies=(1,))
    _correct(office, ActKind.TAKEN_DOWN)
    with office.register.read() as reader:
        assert reader.releases(id=done)[0].out() == (1,)
    assert intake.withdraw(*office.desk, subject=noah) == ()
    assert [r.id for r in intake.withdraw(*office.desk, subject=ella)] == [done]


def test_an_act_is_corrected_once(office: Office) -> None:
    noah = office.family()
    intake.withdraw(*office.desk, subject=noah)
    number = _number(office, ActKind.WITHDRAWN)
    intake.correct(*office.desk, number=number, reason="The wrong child")
    with refused(office, Problem.ALREADY_CORRECTED, RuleRefusal):
        intake.correct(*office.desk, number=number, reason="The wrong child")


def test_what_happened_can_not_unhappen(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    exporting.release(*office.desk, office.plan(office.portrait(noah)), office.target())
    for kind in (
        ActKind.OPENED,
        ActKind.POLICY_SET,
        ActKind.ENROLLED,
        ActKind.GUARDIAN_ADDED,
        ActKind.REGISTERED,
        ActKind.RELEASED,
    ):
        number = _number(office, kind)
        with refused(office, Problem.NOT_CORRECTABLE, RuleRefusal):
            intake.correct(*office.desk, number=number, reason="The wrong child")


def test_a_correction_needs_an_act_and_a_reason(office: Office) -> None:
    intake.withdraw(*office.desk, subject=office.family())
    with refused(office, Problem.UNKNOWN_ACT, BadInput):
        intake.correct(*office.desk, number=999, reason="x")
    with refused(office, Problem.TEXT_MISSING, BadInput):
        intake.correct(*office.desk, number=office.acts(), reason="  ")


def test_what_the_trash_wrote_is_corrected_by_nobody(office: Office) -> None:
    """R10, R14: a line of it alone would leave a protection, a guardian or a file half put back."""
    noah = roster.enrol(
        *office.desk,
        name="Noah Lund",
        born=SEVEN,
        guardians=[roster.NewGuardian("Mette Lund")],
    )
    picture = office.draw(size=(900, 600))
    (added,) = photographs.add_photos(*office.desk, [picture], kind=PhotoKind.PORTRAIT).photos
    small = office.shrunk(picture)
    photographs.same_picture(*office.desk, path=small, photo=added.photo)
    roster.protect(*office.desk, subject=noah)
    roster.lift_protection(*office.desk, subject=noah)
    first = office.acts()
    trash.throw_away(*office.desk, subjects=[noah], photos=[added.photo])
    thrown = range(first + 1, office.acts() + 1)
    for number in thrown:
        with refused(office, Problem.NOT_CORRECTABLE, RuleRefusal):
            intake.correct(*office.desk, number=number, reason="The wrong line")
    trash.put_back(*office.desk, subjects=[noah], photos=[added.photo])
    for number in range(thrown[-1] + 1, office.acts() + 1):
        with refused(office, Problem.NOT_CORRECTABLE, RuleRefusal):
            intake.correct(*office.desk, number=number, reason="The wrong line")
    assert verify(office.register).ok


def test_a_correction_of_a_correction_of_a_correction_is_judged_by_the_first_act(
    office: Office,
) -> None:
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah)
    intake.withdraw(*office.desk, subject=noah)
    _correct(office, ActKind.WITHDRAWN)
    _correct(office, ActKind.CORRECTED)
    _correct(office, ActKind.CORRECTED)
    assert office.check(photo) == [Outcome.CLEAR]
    _correct(office, ActKind.CORRECTED)
    assert office.why(photo) == {ReasonCode.WITHDRAWN}


def test_a_form_recorded_wrongly_can_be_recorded_afresh(office: Office) -> None:
    noah = office.family()
    photo = office.portrait(noah)
    serial = office.permit(noah)
    intake.correct_form(*office.desk, serial=serial, reason="The boxes were read the wrong way")
    assert office.why(photo) == {ReasonCode.ASKED_ONLY}
    intake.record(
        *office.desk,
        serial=serial,
        answers=dict.fromkeys(office.purposes, True),
        signer="Mette Lund",
        signed_on=office.today,
    )
    assert office.why(photo) == {ReasonCode.NOT_JOURNALED}
    (entry,) = intake.journal(*office.desk, [serial], paper_at="Folder 3")
    assert entry.number == "2026-0002"
    assert office.check(photo) == [Outcome.CLEAR]


def test_what_was_taken_back_of_a_scanned_form_may_stand_after_all(office: Office) -> None:
    noah = office.family()
    photo, serial, paper = office.portrait(noah), office.form(noah), office.draw("scan.jpg")
    intake.record_and_journal(
        *office.desk,
        serial=serial,
        answers=dict.fromkeys(office.purposes, True),
        signer="Mette Lund",
        signed_on=office.today,
        scan=paper,
    )
    filed = office.acts()
    intake.correct_form(*office.desk, serial=serial, reason="The wrong child")
    for number in range(filed + 1, office.acts() + 1):
        intake.correct(*office.desk, number=number, reason="The right one")
    assert office.check(photo) == [Outcome.CLEAR]
    assert verify(office.register).ok


def test_a_form_with_nothing_on_record_can_not_be_corrected(office: Office) -> None:
    for subject in (office.family(), None):
        serial = office.form(subject)
        with refused(office, Problem.FORM_NOT_RECORDED, RuleRefusal):
            intake.correct_form(*office.desk, serial=serial, reason="x")


def test_two_pictures_taken_for_one_by_mistake_are_told_apart_again(office: Office) -> None:
    """R21."""
    noah = office.family()
    office.permit(noah)
    photo = office.portrait(noah, looks=True)
    small = office.shrunk(photo)
    photographs.same_picture(*office.desk, path=small, photo=office.photo(photo))
    assert office.check(small) == [Outcome.CLEAR]
    _correct(office, ActKind.SAME_PICTURE)
    assert office.why(small) == {ReasonCode.NEAR_MATCH}
    number = _number(office, ActKind.CORRECTED)
    with refused(office, Problem.NOT_CORRECTABLE, RuleRefusal):
        intake.correct(*office.desk, number=number, reason="x")
    photographs.same_picture(*office.desk, path=small, photo=office.photo(photo))
    assert office.check(small) == [Outcome.CLEAR]
    assert verify(office.register).ok


def test_r12_the_scan_of_a_wrong_paper_is_not_the_evidence_of_the_right_one(
    office: Office,
) -> None:
    noah = office.family()
    serial = office.form(noah)
    answers = dict.fromkeys(office.purposes, True)
    with office.register.read() as reader:
        mother = str(reader.guardianships([noah])[noah][0].guardian)
    file = partial(
        intake.record_and_journal,
        *office.desk,
        serial=serial,
        answers=answers,
        signer=mother,
        signed_on=office.today,
    )
    filed = file(scan=office.draw("wrong.png", "PNG"))
    intake.correct_form(*office.desk, serial=serial, reason="The paper of another child")
    with refused(office, Problem.JOURNAL_INCOMPLETE, IntakeRefused):
        file()
    again = file(paper_at="Folder 3")
    assert (again.entry.scan, again.entry.paper_at) == (None, "Folder 3")
    # The entry that was corrected keeps its own.
    with office.register.read() as reader:
        assert filed.entry.scan is not None and reader.document(filed.entry.scan).data
    assert verify(office.register).ok
