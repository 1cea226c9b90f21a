"""What is said of days gone by about a person: when custody ended, when somebody came back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from consentdesk.domain.people import Guardianship, SubjectId
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.services import roster
from consentdesk.ui.date_field import shown_day
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.person_dialog import PersonDialog, open_change_dialog
from consentdesk.ui.person_reading import read_person
from tests.services.office import Office
from tests.ui.driving import Driver, name_of
from tests.ui.fitting import ROOM, cut_off

Key = Qt.Key
DAY = timedelta(days=1)


@pytest.fixture
def noah(office: Office, driver: Driver) -> SubjectId:
    """A child whose mother has signed, and at which the clocks of desk and register agree."""
    made = office.family()
    office.permit(made)
    driver.context.now = lambda: office.at
    return made


def _change(driver: Driver, window: MainWindow, office: Office, who: SubjectId) -> PersonDialog:
    with office.register.read() as reader:
        known = read_person(reader, who, None, office.today).known
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    dialog.activateWindow()
    driver.wait(dialog.isActiveWindow)
    return dialog


def _held(office: Office, who: SubjectId) -> Guardianship:
    with office.register.read() as reader:
        (held,) = reader.guardianships([who])[who]
    return held


def _untick(driver: Driver, dialog: PersonDialog) -> None:
    dialog.rows[0].custody.setFocus()
    driver.press(dialog.rows[0].custody, Key.Key_Space)


def test_r3_custody_that_ended_gets_its_day_by_keyboard_alone(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    photo = office.portrait(noah)
    office.later(days=20)
    last = office.today - 3 * DAY
    dialog = _change(driver, window, office, noah)
    assert not dialog.rows[0].end.isVisible()
    _untick(driver, dialog)
    for _step in range(2):
        driver.press(QApplication.focusWidget() or dialog, Key.Key_Tab)
    assert dialog.rows[0].end.last.hasFocus()
    driver.type(dialog.rows[0].end.last, shown_day(last))
    assert dialog.rows[0].end.ended.isChecked(), "a day that is typed is an answer"
    driver.press(dialog.rows[0].end.last, Key.Key_Return)
    assert (_held(office, noah).custody, _held(office, noah).until) == (True, last)
    assert office.check(photo) == [Outcome.CLEAR], "it was signed while she had custody"
    with pytest.raises(Exception, match="NO_CUSTODY"):
        office.answer(noah)
    driver.control(window, Key.Key_Z)
    assert _held(office, noah).until is None
    driver.control(window, Key.Key_Y)
    assert _held(office, noah).until == last


def test_r3_of_custody_that_ended_before_the_signature_nothing_stands(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    photo = office.portrait(noah)
    signed = office.today
    office.later(days=20)
    dialog = _change(driver, window, office, noah)
    _untick(driver, dialog)
    driver.type(dialog.rows[0].end.last, shown_day(signed - DAY))
    driver.click(dialog.save)
    assert office.check(photo) != [Outcome.CLEAR]


def test_r3_a_slip_is_told_apart_from_custody_that_ended(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    photo = office.portrait(noah)
    dialog = _change(driver, window, office, noah)
    _untick(driver, dialog)
    driver.press(dialog.rows[0].end.never, Key.Key_Space)
    driver.click(dialog.save)
    assert (_held(office, noah).custody, _held(office, noah).until) == (False, None)
    assert office.check(photo) != [Outcome.CLEAR]


def test_r3_custody_is_not_taken_away_before_it_is_said_why(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    dialog = _change(driver, window, office, noah)
    _untick(driver, dialog)
    acts = office.acts()
    driver.click(dialog.save)
    assert "Mette Lund end" in dialog.banner.text
    assert dialog.rows[0].end.ended.hasFocus()
    driver.press(dialog.rows[0].end.ended, Key.Key_Space)
    assert dialog.banner.text == "", "the question goes with the answer"
    driver.click(dialog.save)
    assert dialog.rows[0].end.last.hasFocus(), "a day is lacking"
    driver.type(dialog.rows[0].end.last, shown_day(office.today + DAY))
    driver.click(dialog.save)
    assert "lies in the future" in dialog.rows[0].end.last.problem
    assert office.acts() == acts
    names = [name_of(p) for p in (dialog.rows[0].end.ended, dialog.rows[0].end.last)]
    assert names == ["Guardian 1: custody ended", "Guardian 1: last day of custody"]


def test_r3_a_wrong_last_day_of_custody_is_mended_later(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    mette = _held(office, noah).guardian
    office.later(days=20)
    wrong = office.today - 10 * DAY
    roster.end_custody(*office.desk, guardian=mette, subject=noah, until=wrong)
    dialog = _change(driver, window, office, noah)
    assert dialog.rows[0].custody.text().startswith("Had custody until")
    driver.click(dialog.save)
    assert _held(office, noah).until == wrong, "nothing was said of it"
    dialog = _change(driver, window, office, noah)
    _untick(driver, dialog)
    assert dialog.rows[0].end.last.day == wrong
    dialog.rows[0].end.last.setFocus()
    driver.press(dialog.rows[0].end.last, Key.Key_Up)
    driver.click(dialog.save)
    assert _held(office, noah).until == wrong + DAY
    dialog = _change(driver, window, office, noah)
    _untick(driver, dialog)
    driver.press(dialog.rows[0].end.going_on, Key.Key_Space)
    driver.click(dialog.save)
    assert (_held(office, noah).custody, _held(office, noah).until) == (True, None)


def test_what_is_asked_about_custody_is_read_whole_on_a_small_screen(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    mette = _held(office, noah).guardian
    roster.end_custody(*office.desk, guardian=mette, subject=noah, until=office.today)
    dialog = _change(driver, window, office, noah)
    dialog.resize(ROOM)
    driver.settle()
    _untick(driver, dialog)
    last = dialog.rows[0].end.going_on
    driver.wait(lambda: last.visibleRegion().boundingRect().height() == last.height())
    dialog.left_on.clear()
    driver.settle()
    assert cut_off(dialog) == []


def _left_and_back(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> tuple[PersonDialog, date]:
    """Left today, and twenty days later at the desk again."""
    left = office.today
    with office.register.read() as reader:
        person = reader.subject(noah)
    roster.change(*office.desk, replace(person, left_on=left))
    office.later(days=20)
    dialog = _change(driver, window, office, noah)
    assert not dialog.back.isVisible()
    dialog.left_on.clear()
    driver.settle()
    assert dialog.back.isVisible()
    assert dialog.back.day == office.today, "today, unless another day is typed"
    return dialog, left


def test_r9_a_form_signed_on_the_first_day_back_counts_though_that_is_recorded_later(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    photo = office.portrait(noah)
    dialog, _left = _left_and_back(window, driver, office, noah)
    first = office.today - 5 * DAY
    office.permit(noah, signed_on=first)
    dialog.back.setFocus()
    QTest.keyClick(dialog.back, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    driver.type(dialog.back, shown_day(first))
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.subject(noah).here_since == first
    assert office.check(photo) == [Outcome.CLEAR]
    driver.control(window, Key.Key_Z)
    assert office.why(photo) == {ReasonCode.LAPSED}
    driver.control(window, Key.Key_Y)
    assert office.check(photo) == [Outcome.CLEAR]


def test_r9_no_day_of_return_revives_what_was_signed_before_leaving(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    photo = office.portrait(noah)
    dialog, left = _left_and_back(window, driver, office, noah)
    acts = office.acts()
    for wrong in (left, left - DAY, office.today + DAY):
        dialog.back.clear()
        driver.type(dialog.back, shown_day(wrong))
        driver.click(dialog.save)
        assert dialog.back.problem
        assert dialog.back.hasFocus()
        assert office.acts() == acts
    dialog.back.clear()
    driver.type(dialog.back, shown_day(left + DAY))
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.subject(noah).here_since == left + DAY
    assert office.why(photo) == {ReasonCode.LAPSED}, "signed on the last day before"


def test_a_last_day_that_was_a_mistake_asks_for_no_day_of_return(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId
) -> None:
    dialog, _left = _left_and_back(window, driver, office, noah)
    driver.click(dialog.mistaken)
    assert not dialog.back.isVisible()
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.subject(noah).here_since is None


@pytest.mark.parametrize(("button", "days"), [("mine", 3), ("heirs", 9)])
def test_r3_two_who_say_another_last_day_of_custody_are_asked_whose_it_is(
    window: MainWindow, driver: Driver, office: Office, noah: SubjectId, button: str, days: int
) -> None:
    photo = office.portrait(noah)
    office.later(days=20)
    ours, theirs = (office.today - number * DAY for number in (3, 9))
    dialog = _change(driver, window, office, noah)
    roster.end_custody(
        *office.desk, guardian=_held(office, noah).guardian, subject=noah, until=theirs
    )
    _untick(driver, dialog)
    driver.type(dialog.rows[0].end.last, shown_day(ours))
    dialog.group.setCurrentText("3.B")
    driver.click(dialog.save)
    assert dialog.banner.text.startswith("Custody of Mette Lund until ")
    assert _held(office, noah).until == theirs
    (chosen,) = [b for b in dialog.banner.findChildren(QPushButton) if button in b.text()]
    driver.click(chosen)
    assert _held(office, noah).until == office.today - days * DAY
    with office.register.read() as reader:
        assert reader.subject(noah).group == "3.B", "the rest of what was typed is saved too"
    assert office.check(photo) == [Outcome.CLEAR], "she signed before either"
