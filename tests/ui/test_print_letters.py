"""Reminders, letters before a birthday and slips, from the dialog that prints forms."""

from pathlib import Path

from PySide6.QtWidgets import QAbstractButton

from consentdesk.domain.journal import Form
from consentdesk.services import paper, roster
from consentdesk.services.paper_preview import page_count
from consentdesk.ui.permissions_model import OF_AGE
from consentdesk.ui.permissions_page import PermissionsPage
from consentdesk.ui.print_dialog import PrintDialog
from consentdesk.ui.print_reading import Whom
from tests.services.office import CLERK, Office
from tests.services.paper.pages import words
from tests.ui.driving import texts
from tests.ui.print_driver import PrintDriver, soon_of_age


def _forms(office: Office) -> tuple[Form, ...]:
    with office.register.read() as reader:
        return reader.forms()


def test_a_reminder_prints_the_same_number_behind_a_letter(
    printing: PrintDriver, office: Office
) -> None:
    serial = office.form(office.family())
    dialog = printing.open()
    printing.way(Whom.REMIND)
    assert not dialog.language.isEnabled()
    assert printing.names() == ["Noah Lund", "Noah Lund"]
    printing.click(dialog.print)
    assert not printing.both_sides
    assert printing.said == "1 form is printed."
    assert page_count(printing.paper) == 2
    assert [f.serial for f in _forms(office)] == [serial]


def test_whose_custody_has_ended_is_not_reminded_and_that_is_said(
    printing: PrintDriver, office: Office, tmp_path: Path
) -> None:
    noah = office.child()
    mette = office.guardian(noah)
    paper.print_forms(
        office.register, CLERK, office.at, subjects=(noah,), output=tmp_path / "forms.pdf"
    )
    serial = office.form(office.family("Ida Dal"))
    office.later(days=1)
    roster.end_custody(*office.desk, guardian=mette, subject=noah, until=office.today)
    office.later(days=1)
    printing.open(begin=Whom.REMIND)
    assert printing.names() == ["Ida Dal", "Ida Dal"]
    assert "Noah Lund (the guardian has no custody any more)" in printing.words()
    assert serial in {form.serial for form in _forms(office)}


def test_who_soon_signs_alone_gets_a_letter_and_a_form_of_their_own(
    printing: PrintDriver, office: Office, tmp_path: Path
) -> None:
    office.family()
    freja = soon_of_age(office)
    dialog = printing.open()
    printing.way(Whom.OF_AGE)
    assert printing.names() == ["Freja Lund", "Freja Lund"]
    dialog.save_to(tmp_path / "letters.pdf")
    printing.settle()
    assert [f.subject for f in _forms(office)] == [freja]
    assert "Snart er det dig, der svarer" in words((tmp_path / "letters.pdf").read_bytes())


def test_ways_that_concern_nobody_are_not_offered(printing: PrintDriver, office: Office) -> None:
    office.family()
    ways = printing.open().whom.ways
    assert not ways[Whom.REMIND].isVisible()
    assert not ways[Whom.OF_AGE].isVisible()
    assert ways[Whom.SLIP].isVisible()


def test_who_has_answered_a_later_form_is_not_reminded_and_that_is_said(
    printing: PrintDriver, office: Office
) -> None:
    noah = office.family()
    office.form(noah)
    office.later(minutes=5)
    office.permit(noah)
    dialog = printing.open(begin=Whom.REMIND)
    assert dialog.whom.ways[Whom.REMIND].isVisible()
    assert not dialog.print.isEnabled()
    assert "There is nothing to print." in printing.words()


def test_a_withdrawal_slip_is_printed_without_issuing_anything(
    printing: PrintDriver, office: Office, tmp_path: Path
) -> None:
    dialog = printing.open(office.family())
    printing.way(Whom.SLIP)
    dialog.save_to(tmp_path / "slip.pdf")
    printing.settle()
    assert "Jeg trækker min tilladelse tilbage" in words((tmp_path / "slip.pdf").read_bytes())
    assert "Noah Lund" in words((tmp_path / "slip.pdf").read_bytes())
    assert "slip is saved" in printing.said
    assert _forms(office) == ()


def test_the_list_of_those_who_soon_sign_alone_prints_their_letters(
    printing: PrintDriver, office: Office
) -> None:
    office.family()
    soon_of_age(office)
    page = PermissionsPage(printing.context)
    printing.show(page)
    page.read()
    printing.settle()
    page.show_part(OF_AGE)
    (button,) = [b for b in page.findChildren(QAbstractButton) if b.text() == "Print forms…"][:1]
    printing.click(button)
    (dialog,) = page.findChildren(PrintDialog)
    assert dialog.whom.whom is Whom.OF_AGE
    assert texts(dialog.seen.list) == ["Freja Lund", "Freja Lund"]
