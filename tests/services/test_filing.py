"""Recording and journaling at the desk in one go: both or neither."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from consentdesk.domain.acts import ActKind, Purpose, Serial
from consentdesk.domain.consent import Lack, PermissionState
from consentdesk.domain.journal import FormState
from consentdesk.domain.serials import further, shown_serial
from consentdesk.errors import BadInput, IntakeRefused, Problem
from consentdesk.services import exporting, intake, paper, upkeep
from consentdesk.storage.register import Register
from tests.services.office import CLERK, ON_THE_WEB, SOCIAL, WEBSITE, Office
from tests.services.refusing import refused

DAY = timedelta(days=1)


@pytest.fixture
def both_sign(office: Office) -> Iterator[Office]:
    """An office that asks for every guardian's signature."""
    with office.register.write(CLERK, office.at) as writer:
        writer.set_settings({"guardians_needed": "all"})
    yield office


def _kinds(register: Register) -> list[ActKind]:
    with register.read() as reader:
        return [act.kind for act in reader.ledger(limit=20)]


def _file(
    office: Office,
    serial: Serial,
    yes: Iterable[Purpose] = (),
    *,
    signer: str = "Mette Lund",
    days_ago: int = 0,
    scan: Path | None = None,
    paper_at: str | None = "Folder 3",
    anew: bool = False,
) -> intake.Filed:
    return intake.record_and_journal(
        *office.desk,
        serial=serial,
        answers=dict.fromkeys(yes, True),
        signer=signer,
        signed_on=office.today - days_ago * DAY,
        scan=scan,
        paper_at=paper_at,
        anew=anew,
    )


def test_a_form_is_recorded_and_journaled_in_one_go(office: Office) -> None:
    noah = office.family()
    filed = _file(office, office.form(noah), [ON_THE_WEB])
    assert (filed.entry.number, filed.entry.paper_at) == ("2026-0001", "Folder 3")
    assert filed.permissions[ON_THE_WEB].state is PermissionState.JOURNALED
    assert filed.permissions[SOCIAL].state is PermissionState.REFUSED
    assert filed.releases == ()


def test_without_evidence_nothing_is_recorded_either(office: Office) -> None:
    serial = office.form(office.family())
    with refused(office, Problem.JOURNAL_INCOMPLETE, IntakeRefused):
        _file(office, serial, paper_at=None)
    with office.register.read() as reader:
        assert reader.form(serial).state is FormState.PRINTED


def test_the_scan_is_evidence_enough(office: Office) -> None:
    scan = office.draw("scan.png", "PNG")
    filed = _file(office, office.form(office.family()), scan=scan, paper_at=None)
    assert filed.entry.scan is not None


def test_a_yes_that_waits_for_the_second_guardian_says_so(both_sign: Office) -> None:
    """R5."""
    noah = both_sign.family()
    both_sign.guardian(noah, "Jonas Lund")
    first = _file(both_sign, both_sign.form(noah), [ON_THE_WEB], signer="Mette Lund")
    assert first.permissions[ON_THE_WEB].lack is Lack.SECOND_GUARDIAN
    assert (first.lacks, first.overtaken) == ((Lack.SECOND_GUARDIAN,), ())
    second = _file(both_sign, both_sign.form(noah), [ON_THE_WEB], signer="Jonas Lund")
    assert second.permissions[ON_THE_WEB].state is PermissionState.JOURNALED
    assert (second.lacks, second.overtaken) == ((), ())


def test_a_yes_that_comes_after_a_later_withdrawal_says_that_it_opens_nothing(
    office: Office,
) -> None:
    """R8."""
    noah = office.family()
    serial = office.form(noah)
    office.later(days=2)
    intake.withdraw(*office.desk, subject=noah, purposes=[ON_THE_WEB])
    filed = _file(office, serial, [ON_THE_WEB, SOCIAL], days_ago=1)
    assert filed.permissions[ON_THE_WEB].state is PermissionState.WITHDRAWN
    assert filed.permissions[SOCIAL].state is PermissionState.JOURNALED
    assert (filed.lacks, filed.overtaken) == ((), (ON_THE_WEB,))


def test_a_no_that_ends_an_earlier_yes_lists_what_is_out_there(office: Office) -> None:
    """R7."""
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah))
    out = exporting.release(*office.desk, plan, office.target())
    filed = _file(office, office.form(noah), [SOCIAL])
    assert [(r.id, r.destination) for r in filed.releases] == [(out.release, WEBSITE)]


def test_a_copy_of_a_filed_sheet_is_filed_by_its_printed_number_and_place(office: Office) -> None:
    """R12, R13: the entry names the paper in the binder, and the wording that stands on it."""
    noah = office.family()
    serial = office.permit(noah)
    office.later(days=3)
    with refused(office, Problem.FORM_ALREADY_JOURNALED, IntakeRefused):
        _file(office, serial)
    filed = _file(office, serial, anew=True)
    assert filed.entry.serial == f"{serial}/2"
    assert shown_serial(filed.entry.serial) in filed.entry.subject_line
    assert filed.entry.number == "2026-0002"
    assert filed.permissions[ON_THE_WEB].state is PermissionState.REFUSED
    with office.register.read() as reader:
        first, second = reader.form(serial), reader.form(filed.entry.serial)
        assert (first.state, second.state) == (FormState.JOURNALED, FormState.JOURNALED)
        assert (second.subject, second.wording) == (first.subject, first.wording)
        assert set(reader.entries([serial, second.serial])) == {serial, second.serial}
    third = _file(office, filed.entry.serial, [ON_THE_WEB], anew=True)
    assert third.entry.serial == f"{serial}/3"
    assert upkeep.verify(office.register).ok


def test_the_same_sheet_is_not_filed_twice(office: Office) -> None:
    """Same signer, same day, same crosses: it went through the clerk's hands a second time."""
    serial = office.form(office.family())
    filed = _file(office, serial, [ON_THE_WEB], days_ago=1)
    with refused(office, Problem.ANSWERS_FILED_ALREADY, IntakeRefused) as found:
        _file(office, serial, [ON_THE_WEB], days_ago=1, anew=True)
    assert found.value.facts == {"serial": serial, "number": filed.entry.number}
    second = _file(office, serial, [SOCIAL], days_ago=1, anew=True)
    with refused(office, Problem.ANSWERS_FILED_ALREADY, IntakeRefused) as found:
        _file(office, serial, [SOCIAL], days_ago=1, anew=True)
    assert found.value.facts["serial"] == second.entry.serial


def test_a_copy_signed_by_the_other_guardian_is_the_second_signature(both_sign: Office) -> None:
    """R5: the same day and the same crosses, but another hand."""
    noah = both_sign.family()
    both_sign.guardian(noah, "Jonas Lund")
    serial = both_sign.form(noah)
    first = _file(both_sign, serial, [ON_THE_WEB], signer="Mette Lund")
    assert first.permissions[ON_THE_WEB].lack is Lack.SECOND_GUARDIAN
    second = _file(both_sign, serial, [ON_THE_WEB], signer="Jonas Lund", anew=True)
    assert second.permissions[ON_THE_WEB].state is PermissionState.JOURNALED


def test_the_scan_of_one_sheet_is_no_evidence_for_another(office: Office) -> None:
    """R12."""
    scan, other = office.draw("scan.png", "PNG"), office.draw("other.png", "PNG")
    serial = office.form(office.family())
    _file(office, serial, [ON_THE_WEB], scan=scan, paper_at=None)
    with refused(office, Problem.SCAN_OF_ANOTHER_SHEET, IntakeRefused):
        _file(office, serial, scan=scan, paper_at=None, anew=True)
    filed = _file(office, serial, scan=other, paper_at=None, anew=True)
    assert filed.entry.scan is not None


def test_a_place_is_given_in_turn_and_only_to_what_was_printed(office: Office) -> None:
    serial = office.form(office.family())
    with refused(office, Problem.FORM_OUT_OF_TURN, BadInput):
        _file(office, further(serial, 2))
    _file(office, serial)
    with refused(office, Problem.FORM_OUT_OF_TURN, BadInput) as found:
        _file(office, further(serial, 3))
    assert found.value.facts["wanted"] == f"{serial}/2"
    with refused(office, Problem.UNKNOWN_SERIAL, BadInput):
        _file(office, further(Serial("7K3M9QX7"), 2))
    assert _file(office, further(serial, 2), [SOCIAL]).entry.serial == f"{serial}/2"


def test_a_copy_that_was_corrected_away_leaves_its_place_to_the_next(office: Office) -> None:
    serial = office.permit(office.family())
    second = _file(office, serial, [SOCIAL], anew=True).entry.serial
    intake.correct_form(*office.desk, serial=second, reason="Another child's sheet")
    assert _file(office, serial, [SOCIAL], anew=True).entry.serial == second
    with refused(office, Problem.FORM_ANSWERED, BadInput):
        paper.reprint(office.register, [second], office.folder / "again.pdf")


def test_a_new_answer_may_be_older_than_the_day_it_comes_in(office: Office) -> None:
    """It was signed on the old sheet, so only that sheet's print day limits it."""
    serial = office.permit(office.family())
    office.later(days=3)
    filed = _file(office, serial, anew=True, days_ago=2)
    assert filed.permissions[ON_THE_WEB].state is PermissionState.REFUSED


def test_an_earlier_new_answer_does_not_beat_a_later_one(office: Office) -> None:
    """R8."""
    noah = office.family()
    serial = office.form(noah)
    office.later(days=5)
    office.permit(noah, signed_on=office.today)
    _file(office, serial, [ON_THE_WEB], days_ago=4)
    filed = _file(office, serial, days_ago=4, anew=True)
    assert filed.permissions[ON_THE_WEB].state is PermissionState.JOURNALED


def test_anew_changes_nothing_for_a_form_that_comes_back_for_the_first_time(
    office: Office,
) -> None:
    serial = office.form(office.family())
    filed = _file(office, serial, anew=True)
    assert filed.entry.serial == serial


def test_what_was_recorded_before_is_journaled_with_a_late_scan(office: Office) -> None:
    noah = office.family()
    serial = office.answer(noah, {ON_THE_WEB: True})
    with refused(office, Problem.JOURNAL_INCOMPLETE, IntakeRefused):
        intake.journal_recorded(*office.desk, serial=serial)
    with refused(office, Problem.SCAN_NOT_READABLE, BadInput):
        intake.journal_recorded(*office.desk, serial=serial, scan=office.folder / "gone.png")
    scan = office.draw("scan.png", "PNG")
    filed = intake.journal_recorded(*office.desk, serial=serial, scan=scan)
    assert filed.entry.scan is not None
    assert filed.permissions[ON_THE_WEB].state is PermissionState.JOURNALED
    assert _kinds(office.register)[0] is ActKind.JOURNALED
