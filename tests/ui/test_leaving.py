"""Esc drops nothing that was typed without a word."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QPushButton

from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.application import speak
from consentdesk.ui.correct_dialog import CorrectDialog
from consentdesk.ui.export_dialog import ExportDialog
from consentdesk.ui.intake_dialog import IntakeDialog
from consentdesk.ui.person_dialog import PersonDialog
from tests.ui.driving import Driver
from tests.ui.fitting import letters_used_twice
from tests.ui.openings import Opener

Key = Qt.Key
Asking = PersonDialog | AddPhotosDialog | CorrectDialog | ExportDialog
FIELDS: dict[str, Callable[[Asking], QLineEdit | QComboBox | QPlainTextEdit]] = {
    "new person": lambda d: d.name if isinstance(d, PersonDialog) else pytest.fail(),
    "add photos": lambda d: d.album if isinstance(d, AddPhotosDialog) else pytest.fail(),
    "correct": lambda d: d.reason if isinstance(d, CorrectDialog) else pytest.fail(),
    "export dialog": lambda d: d.form.link if isinstance(d, ExportDialog) else pytest.fail(),
}


def _dialog(opened: Opener, name: str) -> Asking:
    dialog = opened(name)
    assert isinstance(dialog, Asking)
    return dialog


@pytest.mark.parametrize("name", FIELDS)
def test_escape_says_what_would_be_lost_and_enter_leaves(
    opened: Opener, driver: Driver, name: str
) -> None:
    dialog = _dialog(opened, name)
    driver.type(FIELDS[name](dialog), "Something")
    driver.press(dialog, Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.banner.text == "What you typed here is not saved."
    leave = QApplication.focusWidget()
    assert isinstance(leave, QPushButton)
    assert leave.text() == "Close wi&thout saving"
    hidden: list[bool] = []
    dialog.finished.connect(lambda _result: hidden.append(True))
    driver.press(leave, Key.Key_Return)
    assert hidden


@pytest.mark.parametrize("name", FIELDS)
def test_escape_twice_leaves(opened: Opener, driver: Driver, name: str) -> None:
    dialog = _dialog(opened, name)
    finished: list[bool] = []
    dialog.finished.connect(lambda _result: finished.append(True))
    driver.type(FIELDS[name](dialog), "Something")
    driver.press(dialog, Key.Key_Escape)
    driver.press(dialog, Key.Key_Escape)
    assert finished


@pytest.mark.parametrize("name", FIELDS)
def test_escape_leaves_at_once_where_nothing_was_typed(
    opened: Opener, driver: Driver, name: str
) -> None:
    dialog = _dialog(opened, name)
    finished: list[bool] = []
    dialog.finished.connect(lambda _result: finished.append(True))
    driver.press(dialog, Key.Key_Escape)
    assert finished


@pytest.mark.parametrize("language", ["en", "da", "sv"])
@pytest.mark.parametrize("name", FIELDS)
def test_the_button_to_leave_has_a_letter_of_its_own(
    opened: Opener, driver: Driver, name: str, language: str
) -> None:
    speak(language)
    dialog = _dialog(opened, name)
    driver.type(FIELDS[name](dialog), "Something")
    driver.press(dialog, Key.Key_Escape)
    assert letters_used_twice(dialog) == set()


@pytest.mark.parametrize("language", ["en", "da", "sv"])
def test_the_button_to_leave_a_form_has_a_letter_of_its_own(
    opened: Opener, driver: Driver, language: str
) -> None:
    speak(language)
    dialog = opened("intake sheet")
    assert isinstance(dialog, IntakeDialog)
    driver.click(dialog.sheet.today)
    driver.press(dialog, Key.Key_Escape)
    assert dialog.banner.text
    assert letters_used_twice(dialog) == set()
