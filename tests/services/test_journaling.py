"""Journaling: whole entries or none, with numbers that don't repeat (R12)."""

from datetime import date, timedelta

import pytest

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import JournalEntry
from consentdesk.domain.serials import shown_serial
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, IntakeRefused, Problem
from consentdesk.services import intake
from consentdesk.storage.register import Register
from tests.services.office import CLERK, MONDAY, Office
from tests.services.refusing import refused

DAY = timedelta(days=1)


def _journal(
    office: Office,
    *serials: Serial,
    number: str | None = None,
    system: str | None = None,
    subject_line: str | None = None,
    paper_at: str | None = None,
) -> tuple[JournalEntry, ...]:
    return intake.journal(
        *office.desk,
        serials,
        number=number,
        system=system,
        subject_line=subject_line,
        paper_at=paper_at,
    )


def test_only_a_journaled_yes_opens_the_gate(office: Office) -> None:
    """R1, R2."""
    noah = office.family()
    photo = office.portrait(noah)
    assert office.why(photo) == {ReasonCode.NEVER_ASKED}
    serial = office.form(noah)
    assert office.why(photo) == {ReasonCode.ASKED_ONLY}
    intake.record(
        *office.desk,
        serial=serial,
        answers=dict.fromkeys(office.purposes, True),
        signer="Mette Lund",
        signed_on=office.today,
    )
    assert office.why(photo) == {ReasonCode.NOT_JOURNALED}
    office.file(serial)
    assert office.check(photo) == [Outcome.CLEAR]


def test_what_is_left_out_is_filled_in(office: Office) -> None:
    serial = office.answer(office.family())
    (entry,) = intake.journal(*office.desk, [serial], paper_at="Folder 3")
    assert entry.missing() == ()
    assert (entry.number, entry.system) == ("2026-0001", "ConsentDesk")
    assert entry.received_on == office.today
    assert entry.subject_line == f"Tilladelse til billeder, formular {shown_serial(serial)}"
    assert (entry.clerk, entry.paper_at) == (CLERK, "Folder 3")


def test_a_swedish_register_keeps_its_journal_in_swedish(office: Office) -> None:
    location = str(office.folder / "skola.consentdesk")
    made = Register.create(location, institution="Skolan", policy="se", clerk=CLERK, at=MONDAY)
    with made as register:
        there = Office(register, office.folder)
        (entry,) = intake.journal(*there.desk, [there.answer(there.family())], paper_at="Pärm 3")
    assert entry.subject_line.startswith("Tillstånd för bilder")


def test_a_stack_is_journaled_with_rising_numbers(office: Office) -> None:
    serials = [office.answer(office.family(f"Noah {name}")) for name in ("Lund", "Holm", "Friis")]
    entries = intake.journal(*office.desk, serials, paper_at="Folder 3")
    assert [e.number for e in entries] == ["2026-0001", "2026-0002", "2026-0003"]
    assert [e.serial for e in entries] == serials


def test_one_form_that_lacks_something_keeps_the_whole_stack_out(office: Office) -> None:
    whole = office.answer(office.family())
    printed_only = office.form(office.family("Ella Holm"))
    with refused(office, Problem.FORM_NOT_RECORDED, IntakeRefused):
        intake.journal(*office.desk, [whole, printed_only], paper_at="Folder 3")
    with office.register.read() as reader:
        assert not reader.entries([whole])


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ("evidence",)),
        ({"paper_at": "  "}, ("evidence",)),
        ({"paper_at": "x", "subject_line": " "}, ("subject_line",)),
        ({"paper_at": "x", "system": ""}, ("number", "system")),
        ({"paper_at": "x", "system": "SBSYS"}, ("number",)),
        ({"system": "SBSYS", "number": " "}, ("number", "evidence")),
    ],
)
def test_an_entry_is_whole_or_is_refused(
    office: Office, given: dict[str, str], missing: tuple[str, ...]
) -> None:
    """R12: with everything that is missing named at once."""
    serial = office.answer(office.family())
    with refused(office, Problem.JOURNAL_INCOMPLETE, IntakeRefused) as caught:
        _journal(office, serial, **given)
    assert caught.value.facts["missing"] == missing


def test_another_case_system_brings_its_own_number(office: Office) -> None:
    one, two = office.answer(office.family()), office.answer(office.family("Ella Holm"))
    there = {"number": "27.00-G01-1-26", "paper_at": "Folder 3"}
    (entry,) = _journal(office, one, system="SBSYS", **there)
    assert (entry.system, entry.number) == ("SBSYS", "27.00-G01-1-26")
    with refused(office, Problem.JOURNAL_NUMBER_TAKEN, BadInput):
        _journal(office, two, system="SBSYS", **there)
    _journal(office, two, system="Acadre", **there)


def test_the_registers_own_numbers_leave_no_gap(office: Office) -> None:
    serial = office.answer(office.family())
    with refused(office, Problem.JOURNAL_NUMBER_GAP, BadInput):
        intake.journal(*office.desk, [serial], number="2026-0007", paper_at="Folder 3")
    intake.journal(*office.desk, [serial], number="2026-0001", paper_at="Folder 3")


@pytest.mark.parametrize("system", ["consentdesk", " CONSENTDESK "])
def test_the_register_under_its_own_name_is_no_other_system(office: Office, system: str) -> None:
    """Else a number given by hand could stand in the journal beside the register's own."""
    serial = office.answer(office.family(), {})
    with refused(office, Problem.JOURNAL_NUMBER_GAP, BadInput):
        _journal(office, serial, system=system, number="2026-0007", paper_at="x")
    (entry,) = _journal(office, serial, system=system, paper_at="x")
    assert (entry.system, entry.number) == ("ConsentDesk", "2026-0001")


def test_one_number_is_for_one_form(office: Office) -> None:
    serials = [office.answer(office.family()), office.answer(office.family("Ella Holm"))]
    with refused(office, Problem.NUMBER_FOR_ONE_FORM, BadInput):
        intake.journal(*office.desk, serials, number="1", system="SBSYS", paper_at="Folder 3")
    with refused(office, Problem.SERIAL_TWICE, BadInput):
        intake.journal(*office.desk, [serials[0], serials[0]], paper_at="Folder 3")


def test_a_form_is_journaled_once(office: Office) -> None:
    serial = office.permit(office.family())
    with refused(office, Problem.FORM_ALREADY_JOURNALED, IntakeRefused) as caught:
        office.file(serial)
    assert caught.value.facts["number"] == "2026-0001"


def test_a_serial_nobody_printed_is_not_journaled(office: Office) -> None:
    with refused(office, Problem.UNKNOWN_SERIAL, BadInput):
        office.file(Serial("7K3M9QX7"))


def test_the_day_of_receipt_must_be_possible(office: Office) -> None:
    noah = office.family()
    office.later(days=-3)
    serial = office.form(noah)
    office.later(days=3)
    intake.record(
        *office.desk,
        serial=serial,
        answers={},
        signer="Mette Lund",
        signed_on=office.today - DAY,
    )
    with refused(office, Problem.RECEIVED_IN_FUTURE, BadInput):
        tomorrow = office.today + DAY
        intake.journal(*office.desk, [serial], received_on=tomorrow, paper_at="Folder 3")
    for day, problem in (
        (office.today - 2 * DAY, Problem.RECEIVED_BEFORE_SIGNED),
        (date(1, 1, 1), Problem.RECEIVED_BEFORE_SIGNED),
    ):
        with refused(office, problem, IntakeRefused):
            intake.journal(*office.desk, [serial], received_on=day, paper_at="Folder 3")
    (entry,) = intake.journal(
        *office.desk, [serial], received_on=office.today - DAY, paper_at="Folder 3"
    )
    assert entry.received_on == office.today - DAY


def test_a_no_is_journaled_too(office: Office) -> None:
    noah = office.family()
    serial = office.answer(noah, {})
    office.file(serial)
    with office.register.read() as reader:
        assert reader.entries([serial])[serial].number == "2026-0001"
    assert office.why(office.portrait(noah)) == {ReasonCode.REFUSED}


def test_a_personal_number_does_not_get_into_the_journal(office: Office) -> None:
    serial = office.answer(office.family())
    for field in ("subject_line", "paper_at", "system"):
        with refused(office, Problem.CPR_IN_TEXT, BadInput):
            _journal(office, serial, **{field: "Sag 030519-1234"})


def test_nothing_to_journal_writes_nothing(office: Office) -> None:
    before = office.acts()
    assert intake.journal(*office.desk, []) == ()
    assert office.acts() == before
