"""The day on the paper: typed, never typed over, and asked about once where it is odd."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from consentdesk.domain.acts import Granted, Refused
from consentdesk.domain.journal import FormState
from consentdesk.ui.application import speak
from tests.services.office import Office
from tests.ui.fitting import SMALL, letters_used_twice
from tests.ui.intake_driver import ENTER, IntakeDriver, said_on

Key = Qt.Key
DAY = timedelta(days=1)
ASKED = "The form was printed on 14 September 2026, after the date you typed. Is the date right?"


@pytest.fixture
def sheet(intake: IntakeDriver, office: Office) -> IntakeDriver:
    """A form lies on the desk with all said but the day."""
    intake.dialog.open_form(office.form(office.family()))
    intake.settle()
    intake.lies_in("Folder 3")
    intake.click(intake.dialog.sheet.seen)
    intake.dialog.sheet.signed_on.setFocus()
    return intake


def _state(office: Office) -> FormState:
    with office.register.read() as reader:
        return reader.forms()[-1].state


def test_tab_and_enter_after_a_typed_day_keep_that_day(sheet: IntakeDriver, office: Office) -> None:
    field = sheet.dialog.sheet.signed_on
    typed = f"{office.today - DAY:%d-%m-%Y}"
    sheet.keys(typed, Key.Key_Tab, ENTER)
    assert field.text() == typed
    assert not sheet.dialog.sheet.today.hasFocus()
    sheet.keys(Key.Key_Backtab, ENTER)
    assert field.text() == typed


def test_the_key_for_today_never_types_over_a_day(sheet: IntakeDriver, office: Office) -> None:
    field, seen = sheet.dialog.sheet.signed_on, sheet.dialog.sheet.seen
    typed = f"{office.today - DAY:%d-%m-%Y}"
    sheet.keys(typed)
    seen.setFocus()
    sheet.keys("t")
    assert field.text() == typed
    assert seen.hasFocus()


def test_today_is_one_key_or_one_tab_away_while_no_day_is_typed(
    sheet: IntakeDriver, office: Office
) -> None:
    field, seen = sheet.dialog.sheet.signed_on, sheet.dialog.sheet.seen
    seen.setFocus()
    sheet.keys("t")
    assert field.day == office.today
    field.clear()
    field.setFocus()
    sheet.keys(Key.Key_Tab)
    assert sheet.dialog.sheet.today.hasFocus()
    sheet.keys(ENTER)
    assert field.day == office.today
    assert field.hasFocus()


def test_a_day_before_the_print_is_asked_about_once_and_then_taken(
    sheet: IntakeDriver, office: Office
) -> None:
    typed = f"{office.today - DAY:%d-%m-%Y}"
    sheet.keys(typed)
    doubt = "The form was printed after that day. Look at the paper once more."
    assert doubt in said_on(sheet.dialog.sheet)
    before = office.acts()
    sheet.journal()
    assert sheet.said == ASKED
    assert office.acts() == before
    sheet.journal()
    assert sheet.said == ASKED
    sheet.keys(Key.Key_Tab, ENTER)
    assert _state(office) is FormState.JOURNALED
    with office.register.read() as reader:
        bodies = [act.body for act in reader.ledger(limit=20)]
    days = {body.signed_on for body in bodies if isinstance(body, Granted | Refused)}
    assert days == {office.today - DAY}


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_the_answers_about_the_day_have_letters_of_their_own(
    sheet: IntakeDriver, office: Office, language: str
) -> None:
    speak(language)
    sheet.dialog.reject()
    sheet.open(office.form(office.family("Ida Holm")))
    sheet.lies_in("Folder 3")
    sheet.sign(office.today - DAY)
    sheet.journal()
    assert sheet.said
    assert letters_used_twice(sheet.dialog) == set()


def test_the_question_leads_back_to_the_day_and_goes_with_it(
    sheet: IntakeDriver, office: Office
) -> None:
    field = sheet.dialog.sheet.signed_on
    sheet.keys(f"{office.today - DAY:%d-%m-%Y}")
    sheet.control(sheet.dialog, Key.Key_Return)
    pressed = QApplication.focusWidget()
    assert isinstance(pressed, QPushButton)
    assert pressed.text() == "Chan&ge the date"
    assert letters_used_twice(sheet.dialog) == set()
    sheet.keys(ENTER)
    assert field.hasFocus()
    assert sheet.said == ""
    sheet.control(sheet.dialog, Key.Key_Return)
    assert sheet.said == ASKED
    field.setFocus()
    field.selectAll()
    sheet.keys(f"{office.today:%d-%m-%Y}")
    assert sheet.said == ""
    sheet.journal()
    assert _state(office) is FormState.JOURNALED


def test_saving_without_journaling_asks_about_the_day_too(
    sheet: IntakeDriver, office: Office
) -> None:
    sheet.keys(f"{office.today - DAY:%d-%m-%Y}")
    before = office.acts()
    sheet.click(sheet.dialog.save)
    assert sheet.said == ASKED
    assert office.acts() == before


def test_what_a_message_sends_one_to_is_not_under_the_message(
    sheet: IntakeDriver, office: Office
) -> None:
    """The message opens at the foot of the form, where the field was."""
    sheet.dialog.resize(SMALL)
    sheet.keys(f"{office.today + DAY:%d-%m-%Y}")
    sheet.journal()
    assert "still to come" in sheet.said
    field = sheet.dialog.sheet.signed_on
    assert field.hasFocus()
    assert field.visibleRegion().boundingRect() == field.rect()
    assert sheet.dialog.sheet.height() > sheet.dialog.height() // 2
