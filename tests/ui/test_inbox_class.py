"""A class of twenty-five from the scanner to the journal, with the keys counted (UX 1, A4)."""

from PySide6.QtCore import Qt

from consentdesk.domain.inbox import Group, SheetState
from consentdesk.ui.main_window import MainWindow
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.inbox_driver import ENTER, InboxDriver
from tests.ui.returning_class import COUNT, class_stack, enrol_class

MOST_KEYS = 40


def test_twenty_five_sheets_take_at_most_forty_keys(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.at = office.at.replace(day=1)
    enrol_class(office)
    office.at = office.at.replace(day=14)
    hands = InboxDriver(window, driver)
    hands.drop(class_stack(office))
    window.go("overview")
    hands.pressed = 0
    hands.open()
    unclear = hands.inbox().count(Group.LOOK)
    ready = COUNT - unclear
    assert unclear >= 1
    assert hands.inbox().count(Group.READY) == ready
    hands.keys(ENTER)
    assert "On which day" in hands.said
    hands.keys("140926", ENTER)
    hands.keys(*[ENTER] * (ready - 1))
    assert len(hands.sheets(SheetState.ACCEPTED)) == ready
    for _sheet in range(unclear):
        hands.keys("4", ENTER)
    assert len(hands.sheets(SheetState.ACCEPTED)) == COUNT
    hands.control(Qt.Key.Key_Return)
    assert hands.summary.go.text() == f"Journal {COUNT} answers"
    hands.keys(ENTER)
    driver.wait(hands.tab.filed.isVisible)
    assert len(hands.sheets(SheetState.RECORDED)) == COUNT
    assert hands.pressed <= MOST_KEYS, hands.pressed
    numbers = [e.line.aside for e in hands.tab.filed.model.entries]
    assert len(set(numbers)) == COUNT
    assert numbers[0] in hands.tab.filed.text.text()
    assert numbers[-1] in hands.tab.filed.text.text()
