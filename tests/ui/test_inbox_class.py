"""A class of twenty-five from the scanner to the journal, with the keys counted (UX 1, A4)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from consentdesk.domain.inbox import Group, SheetState
from consentdesk.ui.main_window import MainWindow
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.inbox_driver import ENTER, InboxDriver
from tests.ui.returning_class import COUNT, class_stack, enrol_class, tallies

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
    inbox = hands.inbox()
    assert (inbox.count(Group.READY), inbox.count(Group.LOOK)) == (21, 4)
    hands.keys(ENTER)
    assert "On which day" in hands.said
    hands.keys("1409", ENTER)
    hands.keys(*[ENTER] * 20)
    assert len(hands.sheets(SheetState.ACCEPTED)) == 21
    for _sheet in range(3):
        hands.keys("4", ENTER)
    assert hands.name == "Blank form"
    hands.keys("jen", ENTER)
    assert hands.name == "Jens Holm"
    hands.keys(ENTER)
    assert len(hands.sheets(SheetState.ACCEPTED)) == COUNT
    hands.control(Qt.Key.Key_Return)
    assert hands.summary.go.text() == f"Journal {COUNT} answers"
    shown = [one.text() for one in hands.summary.findChildren(QLabel)]
    counted = [text for text in shown if text.endswith((" yes", " no"))]
    assert counted == [text for yes, no in tallies() for text in (f"{yes} yes", f"{no} no")]
    hands.keys(ENTER)
    driver.wait(hands.tab.filed.isVisible)
    assert len(hands.sheets(SheetState.RECORDED)) == COUNT
    assert hands.pressed <= MOST_KEYS, hands.pressed
    numbers = [e.line.aside for e in hands.tab.filed.model.entries]
    assert len(set(numbers)) == COUNT
    assert numbers[0] in hands.tab.filed.text.text()
    assert numbers[-1] in hands.tab.filed.text.text()
