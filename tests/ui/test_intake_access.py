"""The intake dialog for everybody: named, reachable, on a small screen, in three languages."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from consentdesk.i18n import LANGUAGES
from consentdesk.services import paper
from consentdesk.ui.application import speak
from tests.services.office import Office
from tests.ui.driving import name_of, reachable
from tests.ui.fitting import SMALL, letters_used_twice, too_large
from tests.ui.intake_driver import ENTER, IntakeDriver

Key = Qt.Key
DAY = timedelta(days=1)


@pytest.mark.parametrize("state", ["finding", "sheet", "adding", "blank", "known", "recorded"])
def test_everything_the_keyboard_reaches_has_a_name_of_its_own(
    intake: IntakeDriver, office: Office, state: str
) -> None:
    _put(intake, office, state)
    names = [name_of(widget) for widget in reachable(intake.dialog)]
    assert all(names), names
    assert len(set(names)) == len(names), names


@pytest.mark.parametrize("state", ["finding", "sheet", "known"])
def test_tab_goes_round_and_is_never_caught(
    intake: IntakeDriver, office: Office, state: str
) -> None:
    _put(intake, office, state)
    grouped = {
        b for b in intake.dialog.findChildren(QAbstractButton) if b.group() and not b.isChecked()
    }
    wanted = set(reachable(intake.dialog)) - grouped
    seen: set[QWidget | None] = set()
    for _step in range(len(wanted) + 4):
        focus = QApplication.focusWidget() or intake.dialog
        intake.press(focus, Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert wanted <= seen, {name_of(w) for w in wanted - seen}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", ["finding", "sheet", "adding", "blank", "known", "recorded"])
def test_it_fits_a_small_screen_and_no_letter_means_two_things(
    intake: IntakeDriver, office: Office, state: str, language: str
) -> None:
    speak(language)
    intake.dialog.reject()
    intake.open()
    _put(intake, office, state)
    assert letters_used_twice(intake.dialog) == set()
    assert too_large(intake.dialog) == ""


def test_on_a_small_screen_what_is_missing_comes_into_sight(
    intake: IntakeDriver, office: Office
) -> None:
    intake.dialog.open_form(office.form(office.family()))
    intake.settle()
    intake.dialog.resize(SMALL)
    intake.settle()
    sheet = intake.dialog.sheet
    assert sheet.signed_on.visibleRegion().isEmpty()
    intake.keys("1", ENTER)
    assert sheet.signed_on.hasFocus()
    assert not sheet.signed_on.visibleRegion().isEmpty()


def _put(intake: IntakeDriver, office: Office, state: str) -> None:
    noah = office.family()
    match state:
        case "finding":
            office.form(noah)
            intake.dialog.finder.read()
        case "sheet" | "adding":
            intake.dialog.open_form(office.form(noah))
        case "blank":
            printed = paper.print_forms(*office.desk, blank=1, output=office.folder / "b.pdf")
            intake.dialog.open_form(printed.forms[0].serial)
        case "known":
            intake.dialog.open_form(office.permit(noah))
        case "recorded":
            intake.dialog.open_form(office.answer(noah))
    intake.settle()
    if state == "adding":
        intake.click(intake.dialog.sheet.signer.other)


def test_today_leaves_the_keyboard_where_it_is_and_the_next_letter_is_its_own_key(
    intake: IntakeDriver, office: Office
) -> None:
    """1 T U is a yes, today, and the signature seen."""
    sheet = intake.dialog.sheet
    intake.dialog.open_form(office.form(office.family()))
    intake.settle()
    intake.keys("1")
    before = intake.dialog.focusWidget()
    intake.keys("tu")
    assert intake.dialog.focusWidget() is before
    assert sheet.signed_on.day == office.today
    assert sheet.seen.isChecked()
    intake.keys("u")
    assert not sheet.seen.isChecked()


def test_the_letters_of_the_form_are_its_keys_in_the_date_too(
    intake: IntakeDriver, office: Office
) -> None:
    sheet = intake.dialog.sheet
    intake.dialog.open_form(office.form(office.family()))
    intake.settle()
    intake.keys("d")
    assert sheet.signed_on.hasFocus()
    intake.keys("1309u26")
    assert sheet.seen.isChecked()
    assert sheet.signed_on.text() == "130926"
    intake.keys("td")
    assert sheet.signed_on.text() == "130926"
    assert sheet.signed_on.hasFocus()
