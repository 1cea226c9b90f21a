"""Enter presses the button the keyboard is on, and never another one."""

import pytest
from PySide6.QtCore import QMetaMethod, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.person_dialog import PersonDialog
from tests.services.office import Office
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import Driver, name_of, reachable
from tests.ui.openings import WINDOWS, Opener

Key = Qt.Key


@pytest.fixture
def check(driver: Driver) -> CheckDriver:
    return CheckDriver(driver.qtbot, driver.context)


def _unwired(window: QWidget) -> list[str]:
    """Take from every button what it does, and hear which are pressed."""
    pressed: list[str] = []

    def listen(button: QAbstractButton) -> None:
        button.clicked.connect(lambda: pressed.append(name_of(button)))

    for button in window.findChildren(QAbstractButton):
        if button.isSignalConnected(QMetaMethod.fromSignal(button.clicked)):
            button.clicked.disconnect()
        listen(button)
    return pressed


@pytest.mark.parametrize("name", WINDOWS)
def test_enter_presses_the_button_in_focus_and_no_other(opened: Opener, name: str) -> None:
    window = opened(name)
    buttons = [
        w
        for w in reachable(window)
        if isinstance(w, QPushButton | QToolButton) and not w.isCheckable() and w.menu() is None
    ]
    pressed = _unwired(window)
    for button in buttons:
        for key in (Key.Key_Return, Key.Key_Enter):
            button.setFocus()
            assert button.hasFocus(), name_of(button)
            QTest.keyClick(button, key)
            assert pressed == [name_of(button)]
            pressed.clear()
    assert window.isVisible()


def test_no_and_enter_never_says_that_two_pictures_are_the_same(
    check: CheckDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    check.check(office.shrunk(office.portrait(noah, looks=True)))
    before = office.acts()
    assert check.window.one.pair.hasFocus()
    check.press(check.window.one.pair, Key.Key_Tab)
    assert check.window.one.yes.hasFocus()
    check.press(check.window.one.yes, Key.Key_Tab)
    assert check.window.one.no.hasFocus()
    check.press(check.window.one.no, Key.Key_Return)
    assert office.acts() == before
    assert check.window.one.naming.field.hasFocus()


def test_enter_anywhere_else_says_nothing_about_two_pictures(
    check: CheckDriver, office: Office
) -> None:
    noah = office.family()
    office.permit(noah)
    check.check(office.shrunk(office.portrait(noah, looks=True)))
    before = office.acts()
    check.window.setFocus()
    check.press(check.window, Key.Key_Return)
    assert office.acts() == before


def test_enter_says_nothing_about_pictures_that_can_not_both_be_seen(
    check: CheckDriver, office: Office
) -> None:
    """The picture in the register can't be had."""
    noah = office.family()
    office.permit(noah)
    known = office.portrait(noah, looks=True)
    copy = office.shrunk(known)
    known.unlink()
    check.check(copy)
    before = office.acts()
    assert check.window.one.pair.hasFocus()
    check.press(check.window.one.pair, Key.Key_Return)
    assert office.acts() == before


def test_enter_on_cancel_enrols_nobody(opened: Opener, driver: Driver, busy: Office) -> None:
    dialog = opened("new person")
    assert isinstance(dialog, PersonDialog)
    before = _people(busy)
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, "14-09-2018")
    (cancel,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Cancel"]
    cancel.setFocus()
    driver.press(cancel, Key.Key_Return)
    assert _people(busy) == before


def test_a_key_held_down_presses_once(opened: Opener) -> None:
    window = opened("people")
    button = next(w for w in reachable(window) if isinstance(w, QPushButton))
    pressed = _unwired(window)
    button.setFocus()
    QTest.keyPress(button, Key.Key_Return)
    QTest.simulateEvent(button, True, Key.Key_Return, Qt.KeyboardModifier.NoModifier, "", True)
    assert pressed == [name_of(button)]


def _people(office: Office) -> list[SubjectId]:
    with office.register.read() as reader:
        return list(reader.find_subjects(SubjectFilter(), office.today))
