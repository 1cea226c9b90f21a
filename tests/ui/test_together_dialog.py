"""A class goes up, or leaves: several people in one step, and back again in one."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from consentdesk.domain.people import SubjectId
from consentdesk.services import roster
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.together_dialog import LeaveDialog, MoveDialog
from tests.services.office import Office
from tests.ui.driving import Driver

Key = Qt.Key


@pytest.fixture
def page(window: MainWindow, driver: Driver, office: Office) -> PeoplePage:
    """Three of a class, all of them chosen."""
    for name in ("Ida Holm", "Noah Lund", "Otto Juul"):
        roster.enrol(*office.desk, name=name, born=date(2019, 5, 3), group="1.A")
    driver.context.tell_written()
    window.go("people")
    driver.settle()
    found = window.pages.page
    assert isinstance(found, PeoplePage)
    assert found.more.isHidden()
    found.table.setFocus()
    driver.control(found.table, Key.Key_A)
    assert found.more.isVisible()
    return found


def groups(office: Office) -> list[str]:
    with office.register.read() as reader:
        ids = reader.find_subjects(SubjectFilter(left=True), office.today)
        return [reader.subject(id).group for id in ids]


def offered(page: PeoplePage, words: str) -> None:
    """Choose that entry of the menu for those chosen."""
    menu = page.more.menu()
    menu.aboutToShow.emit()
    next(a for a in menu.actions() if a.text().replace("&", "").startswith(words)).trigger()


def test_a_class_goes_up_in_one_step_and_back_in_one(
    page: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    offered(page, "Move")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MoveDialog)
    assert dialog.windowTitle() == "Move 3 people"
    driver.settle()
    assert dialog.group.hasFocus()
    driver.click(dialog.save)
    assert dialog.banner.text == "Which group? Choose or type one."
    driver.type(dialog.group, "2.A")
    driver.click(dialog.save)
    driver.settle()
    assert groups(office) == ["2.A"] * 3
    assert page.banner.text == "3 people are in 2.A now."
    window.actions_.undo.trigger()
    driver.settle()
    assert groups(office) == ["1.A"] * 3
    window.actions_.redo.trigger()
    driver.settle()
    assert groups(office) == ["2.A"] * 3


def test_a_class_leaves_and_its_permissions_end_with_that_day(
    page: PeoplePage, driver: Driver, office: Office
) -> None:
    people = page.chosen_subjects
    offered(page, "Set their last day")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LeaveDialog)
    driver.click(dialog.save)
    assert dialog.banner.text == "Which day is the last? Type it, or pick it."
    driver.type(dialog.last_day, "30-06-2027")
    driver.press(dialog.last_day, Key.Key_Return)
    driver.settle()
    with office.register.read() as reader:
        last = {reader.subject(SubjectId(id)).left_on for id in people}
    assert last == {date(2027, 6, 30)}
    assert page.banner.text == "The last day of 3 people is 30 June 2027."


def test_taking_a_move_back_touches_nothing_that_another_desk_has_changed_since(
    page: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    offered(page, "Move")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, MoveDialog)
    driver.settle()
    driver.type(dialog.group, "2.A")
    driver.click(dialog.save)
    driver.settle()
    with office.register.read() as reader:
        one = reader.subject(page.model.id_at(0))
    left = replace(one, left_on=date(2026, 9, 1))
    roster.change(*office.desk, left)
    window.actions_.undo.trigger()
    driver.settle()
    assert groups(office) == ["1.A"] * 3
    with office.register.read() as reader:
        assert reader.subject(one.id).left_on == date(2026, 9, 1)


def test_taking_last_days_back_leaves_the_one_that_another_desk_has_set(
    page: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    """R9: what was signed before an earlier last day does not count again."""
    people = page.model.ids
    offered(page, "Set their last day")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LeaveDialog)
    driver.type(dialog.last_day, "30-06-2027")
    driver.press(dialog.last_day, Key.Key_Return)
    driver.settle()
    early = date(2026, 9, 1)
    roster.change_all(*office.desk, people[:1], lambda one: replace(one, left_on=early))
    window.actions_.undo.trigger()
    driver.settle()
    with office.register.read() as reader:
        assert [reader.subject(id).left_on for id in people] == [early, None, None]


def test_if_one_of_them_is_refused_nobody_leaves(
    page: PeoplePage, driver: Driver, office: Office
) -> None:
    people = page.chosen_subjects
    offered(page, "Set their last day")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LeaveDialog)
    driver.type(dialog.last_day, "03-05-2018")
    driver.click(dialog.save)
    driver.settle()
    assert dialog.isVisible()
    assert dialog.banner.text
    with office.register.read() as reader:
        assert {reader.subject(id).left_on for id in people} == {None}
    dialog.reject()
