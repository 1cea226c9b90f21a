"""What comes of a form: filed before, corrected, waiting for a signature, or ending a yes."""

from datetime import timedelta

from PySide6.QtCore import Qt

from consentdesk.domain.acts import Serial
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.journal import FormState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.serials import shown_serial
from consentdesk.services import exporting
from consentdesk.services.heads import where_it_stands
from consentdesk.ui.answers_panel import AnswerButton
from consentdesk.ui.application import speak
from consentdesk.ui.correct_dialog import CorrectDialog
from consentdesk.ui.print_dialog import PrintDialog
from consentdesk.ui.take_down import TakeDownDialog
from consentdesk.ui.verdict_badge import VerdictBadge
from tests.services.office import CLERK, Office
from tests.ui.driving import name_of
from tests.ui.intake_driver import ENTER, IntakeDriver, said_on

Key = Qt.Key
DAY = timedelta(days=1)
UNBROKEN = "\N{NON-BREAKING HYPHEN}"


def _state(office: Office, child: SubjectId) -> dict[str, PermissionState]:
    with office.register.read() as reader:
        given = reader.permissions([child], office.today)[child]
    return {purpose: permission.state for purpose, permission in given.items()}


def _form_state(office: Office, serial: Serial) -> FormState:
    with office.register.read() as reader:
        return reader.form(serial).state


def _entry_number(office: Office, serial: Serial) -> str:
    with office.register.read() as reader:
        return reader.entries([serial])[serial].number


def test_a_filed_form_asks_what_it_is(intake: IntakeDriver, office: Office) -> None:
    serial = office.permit(office.family())
    intake.find(serial)
    assert intake.dialog.known.isVisible()
    assert intake.dialog.known.aside.hasFocus()
    intake.keys(ENTER)
    assert intake.dialog.finder.field.hasFocus()


def test_a_filed_form_shows_what_is_filed_to_compare_it_with_the_paper(
    intake: IntakeDriver, office: Office
) -> None:
    serial = office.permit(office.family())
    intake.find(serial)
    known = intake.dialog.known
    buttons = known.findChildren(AnswerButton)
    ticked = [name_of(b) for b in buttons if b.isChecked()]
    assert "Website: yes" in ticked
    assert 2 * len(ticked) == len(buttons)
    assert not any(b.isEnabled() for b in buttons)
    assert "Signed on 14 September 2026 by" in said_on(known)
    # A number that goes on in the next line is read as two.
    assert "-" not in said_on(known)


def test_a_filed_form_is_told_in_danish(intake: IntakeDriver, office: Office) -> None:
    serial = office.permit(office.family())
    speak("da")
    intake.dialog.reject()
    intake.open(serial)
    words = said_on(intake.dialog.known)
    assert "Formularen er allerede journalført." in words
    assert "Noah Lund, 14-09-2026, nr. 2026-0001." in words.replace(UNBROKEN, "-")
    assert intake.dialog.known.anew.text().replace("&", "") == "Nyt svar"
    assert intake.dialog.known.aside.text().replace("&", "") == "Læg til side"


def test_a_copy_of_a_filed_form_is_filed_by_its_number_and_place(
    intake: IntakeDriver, office: Office
) -> None:
    noah = office.family()
    serial = office.permit(noah)
    intake.find(serial)
    assert f"{shown_serial(serial)}/2" in said_on(intake.dialog.known).replace(UNBROKEN, "-")
    intake.click(intake.dialog.known.anew)
    assert intake.ticked() == []
    intake.sign()
    intake.lies_in("Folder 3")
    intake.journal()
    assert intake.dialog.filed.number.text() == "2026-0002"
    assert f"/2 after the form number, so that it reads {shown_serial(serial)}/2" in intake.result
    assert set(_state(office, noah).values()) == {PermissionState.REFUSED}
    assert _form_state(office, serial) is FormState.JOURNALED
    assert _entry_number(office, serial) == "2026-0001"
    stands = f"The journal stands at {where_it_stands(office.register)}."
    assert intake.dialog.filed.stands.text() == stands
    assert intake.dialog.filed.stands.isVisible()


def test_the_same_sheet_once_more_is_refused_and_not_filed_twice(
    intake: IntakeDriver, office: Office
) -> None:
    noah = office.family()
    serial = office.form(noah)
    for _time in range(2):
        intake.find(serial)
        if intake.dialog.known.isVisible():
            intake.click(intake.dialog.known.anew)
        intake.answer(website=True)
        intake.sign()
        intake.lies_in("Folder 3")
        intake.journal()
    assert "Put the sheet aside" in intake.dialog.banner.text
    with office.register.read() as reader:
        assert [form.serial for form in reader.forms(subject=noah)] == [serial]


def test_answers_typed_wrong_are_corrected_and_recorded_afresh(
    intake: IntakeDriver, office: Office
) -> None:
    """R14."""
    noah = office.family()
    serial = office.permit(noah)
    intake.find(serial)
    intake.click(intake.dialog.known.correct)
    (dialog,) = intake.dialog.findChildren(CorrectDialog)
    intake.type(dialog.reason, "The boxes were read wrong")
    intake.click(dialog.correct)
    assert intake.on_sheet
    assert intake.dialog.sheet.is_editable
    intake.answer(website=True)
    intake.sign()
    intake.lies_in("Folder 3")
    intake.journal()
    assert _state(office, noah)["website"] is PermissionState.JOURNALED
    assert _state(office, noah)["press"] is PermissionState.REFUSED


def test_a_yes_and_a_no_are_told_as_answers_for_both_are_journaled(
    intake: IntakeDriver, office: Office
) -> None:
    intake.fill(office.form(office.family()), website=True, press=False)
    intake.journal()
    badges = intake.dialog.filed.findChildren(VerdictBadge)
    told = {b.accessibleName() for b in badges if b.isVisible()}
    assert {"Website: Yes", "Press: No"} <= told
    assert not any("Journaled" in word for word in told)


def test_a_missing_second_signature_is_said_with_what_to_do(
    intake: IntakeDriver, office: Office
) -> None:
    """R5."""
    with office.register.write(CLERK, office.at) as writer:
        writer.set_settings({"guardians_needed": "all"})
    noah = office.family()
    office.guardian(noah, "Jonas Lund")
    intake.dialog.open_form(office.form(noah))
    intake.settle()
    intake.answer(website=True)
    intake.sign(by="Mette Lund")
    intake.lies_in("Folder 3")
    intake.journal()
    words = said_on(intake.dialog.filed)
    assert "The permission is not in force yet." in words
    assert "Print a form for the other guardian." in words
    intake.click(intake.dialog.filed.print)
    (dialog,) = intake.dialog.findChildren(PrintDialog)
    intake.settle()
    assert dialog.seen.isVisible()


def test_a_no_that_ends_an_earlier_yes_leads_to_what_is_out_there(
    intake: IntakeDriver, office: Office
) -> None:
    """R7."""
    noah = office.family()
    office.permit(noah)
    plan = office.plan(office.portrait(noah))
    out = exporting.release(*office.desk, plan, office.target())
    assert out.release is not None
    intake.fill(office.form(noah), social_media=True)
    intake.journal()
    assert "Noah Lund is still out there where the answer now is no." in said_on(
        intake.dialog.filed
    )
    intake.click(intake.dialog.filed.down)
    (dialog,) = intake.dialog.findChildren(TakeDownDialog)
    intake.click(dialog.panel.cards[out.release].down)
    with office.register.read() as reader:
        assert reader.releases(id=out.release)[0].taken_down_at is not None


def test_a_yes_that_a_later_decision_overtook_says_so(intake: IntakeDriver, office: Office) -> None:
    """R8."""
    from consentdesk.services import withdrawing

    noah = office.family()
    serial = office.form(noah)
    office.later(days=2)
    withdrawing.withdraw(*office.desk, subject=noah)
    intake.fill(serial, office.today - DAY, website=True)
    intake.journal()
    assert "does not count for the website" in said_on(intake.dialog.filed)


def test_saved_without_journaling_it_waits_and_is_journaled_later(
    intake: IntakeDriver, office: Office
) -> None:
    noah = office.family()
    serial = office.form(noah)
    intake.dialog.open_form(serial)
    intake.settle()
    intake.answer(website=True)
    intake.sign()
    intake.dialog.sheet.seen.setChecked(False)
    intake.click(intake.dialog.save)
    assert "They count only once the form is journaled." in intake.result
    assert _state(office, noah)["website"] is PermissionState.GRANTED
    intake.find(serial)
    assert intake.ticked()[0] == "Website: yes"
    assert not intake.button("Website: yes").isEnabled()
    assert not intake.dialog.save.isVisible()
    intake.click(intake.dialog.sheet.seen)
    intake.lies_in("Folder 3")
    intake.journal()
    assert _state(office, noah)["website"] is PermissionState.JOURNALED
