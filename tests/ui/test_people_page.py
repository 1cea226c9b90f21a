"""The people: found by typing, shown with a sign for each purpose, enrolled one after another."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import ReasonCode
from consentdesk.services import roster, withdrawing
from consentdesk.ui.chips import Chips
from consentdesk.ui.class_list_page import ClassListPage
from consentdesk.ui.first_rows import FIRST
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.models import SIGN_ROLE
from consentdesk.ui.people_model import FIXED
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_dialog import open_change_dialog
from consentdesk.ui.person_reading import read_person
from tests.services.office import Office
from tests.storage.desk import child, writing
from tests.ui.driving import Driver, spoken, texts

Key = Qt.Key


@pytest.fixture
def page(window: MainWindow, driver: Driver) -> PeoplePage:
    """The page of the people, empty."""
    driver.control(window, Key.Key_2)
    found = window.pages.page
    assert isinstance(found, PeoplePage)
    return found


def read_again(driver: Driver) -> None:
    """Have the pages notice what the office did."""
    driver.context.tell_written()
    driver.settle()


def pick(driver: Driver, chips: Chips, text: str) -> None:
    """Click the chip with that text."""
    (chip,) = [c for c in chips.buttons if c.text() == text]
    driver.click(chip)


def signs(page: PeoplePage, row: int = 0) -> list[str]:
    """The short words of a person's signs."""
    model = page.table.model()
    columns = range(FIXED, model.columnCount())
    return [model.index(row, c).data(SIGN_ROLE).short for c in columns]


def test_an_empty_page_asks_for_a_class_list(
    page: PeoplePage, driver: Driver, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def choose(*told: object) -> tuple[str, str]:
        asked.append(str(told[1]))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    assert page.empty.isVisible()
    driver.click(page.empty.button)
    assert asked == ["Choose class list"]
    assert isinstance(window.pages.page, ClassListPage)


def test_each_purpose_has_a_column_and_a_sign(
    page: PeoplePage, driver: Driver, office: Office
) -> None:
    office.permit(office.family())
    read_again(driver)
    model = page.table.model()
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    purposes = ["Website", "Social media", "Printed matter", "Press", "Internal use"]
    assert heads == ["Name", "Group", "Age", *purposes]
    assert signs(page) == ["Yes"] * 5
    assert spoken(page.table, FIXED) == ["Website: Journaled"]


def test_a_withdrawal_is_seen_at_once(page: PeoplePage, driver: Driver, office: Office) -> None:
    child = office.family()
    office.permit(child)
    withdrawing.withdraw(*office.desk, subject=child)
    read_again(driver)
    assert signs(page) == ["Taken back"] * 5


def test_a_protected_person_shows_never_whatever_was_signed(
    page: PeoplePage, driver: Driver, office: Office
) -> None:
    child = office.family()
    office.permit(child)
    roster.protect(*office.desk, subject=child)
    read_again(driver)
    assert signs(page) == ["Never shown"] * 5


def test_typing_finds_by_any_part_of_the_name(
    page: PeoplePage, driver: Driver, office: Office
) -> None:
    for name in ("Ida Holm", "Noah Lund", "Zoë Åkjær"):
        office.child(name)
    read_again(driver)
    for typed, found in (("lu", ["Noah Lund"]), ("zoe aak", ["Zoë Åkjær"]), ("xyz", [])):
        page.search.clear()
        driver.type(page.search, typed)
        assert texts(page.table) == found, typed
    assert page.empty.isVisible()
    driver.click(page.empty.button)
    assert len(texts(page.table)) == 3


def test_the_arrow_keys_choose_while_one_types(
    page: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    for name in ("Aksel Kopidal", "Ida Holm", "Ida Lund"):
        office.child(name)
    read_again(driver)
    driver.type(page.search, "ida")
    assert texts(page.table) == ["Ida Holm", "Ida Lund", "Aksel Kopidal"]
    driver.press(page.search, Key.Key_Down)
    assert page.search.hasFocus()
    assert len(page.chosen_subjects) == 1
    driver.press(page.search, Key.Key_Down)
    driver.press(page.search, Key.Key_Return)
    assert window.windowTitle() == "Ida Lund – ConsentDesk"


def test_the_first_arrow_chooses_whoever_is_found_first(
    page: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    for name in ("Aksel Kopidal", "Ida Holm"):
        office.child(name)
    read_again(driver)
    driver.type(page.search, "ida")
    driver.press(page.search, Key.Key_Down)
    driver.press(page.search, Key.Key_Return)
    assert window.windowTitle() == "Ida Holm – ConsentDesk"


def test_a_group_and_what_they_lack_narrow_the_list_and_the_title(
    page: PeoplePage, driver: Driver, office: Office, window: MainWindow
) -> None:
    office.permit(office.family("Ida Holm"))
    roster.enrol(*office.desk, name="Noah Lund", born=date(2019, 1, 1), group="3.B")
    read_again(driver)
    pick(driver, page.groups, "3.B")
    assert texts(page.table) == ["Noah Lund"]
    assert window.windowTitle() == "People – 3.B – ConsentDesk"
    pick(driver, page.groups, "All groups")
    page.lacking.setFocus()
    driver.type(page.lacking, "Lacks Press")
    driver.press(page.lacking, Key.Key_Return)
    assert texts(page.table) == ["Noah Lund"]


def test_those_who_left_are_shown_on_request(
    page: PeoplePage, driver: Driver, office: Office
) -> None:
    child = office.child()
    with office.register.read() as reader:
        person = reader.subject(child)
    roster.change(*office.desk, replace(person, left_on=date(2026, 8, 1)))
    read_again(driver)
    assert texts(page.table) == []
    driver.click(page.left)
    assert texts(page.table) == ["Noah Lund"]


def test_several_are_chosen_for_printing(page: PeoplePage, driver: Driver, office: Office) -> None:
    first, second = office.child("Ida Holm"), office.child("Noah Lund")
    read_again(driver)
    page.table.setFocus()
    driver.control(page.table, Key.Key_A)
    assert page.chosen_subjects == (first, second)
    assert page.print_button.text() == "Print 2 forms…"


def test_reading_again_keeps_what_is_chosen(
    page: PeoplePage, driver: Driver, office: Office
) -> None:
    office.child("Ida Holm")
    noah = office.child("Noah Lund")
    read_again(driver)
    page.table.selectRow(1)
    office.child("Alma Dahl")
    read_again(driver)
    assert page.chosen_subjects == (noah,)


def test_a_change_can_be_undone(driver: Driver, window: MainWindow, office: Office) -> None:
    child = office.family()
    with office.register.read() as reader:
        known = read_person(reader, child, None, office.today).known
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    dialog.name.clear()
    driver.type(dialog.name, "Noah Holm")
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert reader.subject(child).name == "Noah Holm"
    driver.control(window, Key.Key_Z)
    with office.register.read() as reader:
        assert reader.subject(child).name == "Noah Lund"
    driver.control(window, Key.Key_Y)
    with office.register.read() as reader:
        assert reader.subject(child).name == "Noah Holm"


def test_a_change_touches_nothing_that_another_desk_has_changed_meanwhile(
    driver: Driver, window: MainWindow, office: Office
) -> None:
    child = office.family()
    with office.register.read() as reader:
        known = read_person(reader, child, None, office.today).known
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    gone = date(2026, 9, 1)
    roster.change(*office.desk, replace(known.subject, left_on=gone))
    dialog.name.clear()
    driver.type(dialog.name, "Noah Holm")
    driver.click(dialog.save)
    with office.register.read() as reader:
        assert (reader.subject(child).name, reader.subject(child).left_on) == ("Noah Holm", gone)
    driver.control(window, Key.Key_Z)
    with office.register.read() as reader:
        assert (reader.subject(child).name, reader.subject(child).left_on) == ("Noah Lund", gone)


@pytest.mark.parametrize("mistaken", [False, True])
def test_r9_who_comes_back_is_asked_anew_unless_the_last_day_was_a_mistake(
    driver: Driver, window: MainWindow, office: Office, *, mistaken: bool
) -> None:
    child = office.family()
    office.permit(child)
    photo = office.portrait(child)
    with office.register.read() as reader:
        before = reader.subject(child)
    roster.change(*office.desk, replace(before, left_on=office.today))
    office.at += timedelta(days=20)
    driver.context.now = lambda: office.at
    with office.register.read() as reader:
        known = read_person(reader, child, None, office.today).known
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    assert not dialog.mistaken.isVisible()
    dialog.left_on.clear()
    driver.settle()
    assert dialog.mistaken.isVisible()
    if mistaken:
        driver.click(dialog.mistaken)
    driver.click(dialog.save)
    assert office.why(photo) == (set() if mistaken else {ReasonCode.LAPSED})
    driver.control(window, Key.Key_Z)
    assert office.why(photo) == {ReasonCode.LAPSED}, "gone again"
    with office.register.read() as reader:
        assert reader.subject(child) == known.subject
    # Another desk says that it was a mistake, while this one still says that she is back.
    again = open_change_dialog(driver.context, window, known)
    driver.settle()
    roster.change(*office.desk, replace(known.subject, left_on=None), mistaken=True)
    again.left_on.clear()
    driver.click(again.save)
    assert office.why(photo) == {ReasonCode.LAPSED}, "the stricter of the two stands"


def test_of_many_people_the_first_are_shown_before_the_rest_is_found(
    page: PeoplePage, driver: Driver, office: Office
) -> None:
    with writing(office.register) as writer:
        for number in range(FIRST + 20):
            child(writer, f"Noah {number:04d}")
    read_again(driver)
    shown: list[int] = []
    last = page.model.index(FIRST + 10, 0)
    page.table.selectRow(last.row())
    (chosen,) = page.chosen_subjects
    page.model.modelReset.connect(lambda: shown.append(page.model.rowCount()))
    page.model.rowsInserted.connect(lambda: shown.append(page.model.rowCount()))
    driver.type(page.search, "n")
    assert shown == [FIRST, FIRST + 20]
    assert page.chosen_subjects == (chosen,)
    driver.press(page.search, Key.Key_Backspace)
    assert page.model.rowCount() == FIRST + 20


def _guardians(office: Office, who: SubjectId) -> list[tuple[str, bool]]:
    with office.register.read() as reader:
        held = reader.guardianships([who])[who]
        names = reader.guardians([g.guardian for g in held])
    return sorted((names[g.guardian].name, g.custody) for g in held)


def test_a_change_of_which_one_guardian_is_refused_is_not_half_written(
    driver: Driver, window: MainWindow, office: Office
) -> None:
    child = office.family()
    with office.register.read() as reader:
        known = read_person(reader, child, None, office.today).known
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    dialog.group.setEditText("9.Z")
    for name in ("Per Lund", "Mette Lund", "Eva Lund"):
        driver.click(dialog.add)
        driver.type(dialog.rows[-1].name, name)
    acts = office.acts()
    driver.click(dialog.save)
    assert "already has a guardian called Mette Lund" in dialog.banner.text
    assert dialog.rows[2].name.hasFocus()
    assert office.acts() == acts
    assert not driver.context.undo.canUndo()


def test_a_change_of_a_person_with_the_guardians_is_one_step_that_is_taken_back(
    driver: Driver, window: MainWindow, office: Office
) -> None:
    child = office.family()
    with office.register.read() as reader:
        known = read_person(reader, child, None, office.today).known
    dialog = open_change_dialog(driver.context, window, known)
    driver.settle()
    dialog.group.setEditText("9.Z")
    dialog.rows[0].custody.setFocus()
    driver.press(dialog.rows[0].custody, Key.Key_Space)
    driver.press(dialog.rows[0].end.never, Key.Key_Space)
    driver.click(dialog.add)
    driver.type(dialog.rows[-1].name, "Per Lund")
    driver.click(dialog.save)
    assert _guardians(office, child) == [("Mette Lund", False), ("Per Lund", True)]
    driver.control(window, Key.Key_Z)
    assert _guardians(office, child) == [("Mette Lund", True)]
    with office.register.read() as reader:
        assert reader.subject(child).group == "2.A"
    assert not driver.context.undo.canUndo()
