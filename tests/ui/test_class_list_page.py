"""A class list on one page: dropped, looked at, imported with a click, taken back with a key."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog

from consentdesk.domain.people import SubjectId
from consentdesk.paths import columns_file
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.class_list_page import ClassListPage
from consentdesk.ui.delegates import ICON_ROLE
from consentdesk.ui.list_model import BORN, GROUP, GUARDIANS, NAME, OUTCOME
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.print_dialog import PrintDialog
from consentdesk.ui.together_dialog import LeaveDialog
from tests.services.class_list.lists import sheet, xlsx
from tests.services.office import Office, picture
from tests.ui.driving import Driver, spoken, texts

Key = Qt.Key
HEAD = "Navn;CPR;Klasse;Værge 1\n"
TWO = HEAD + "Emil Friis;040519-5123;3.B;Mette Friis\nNoah Lund;030519-5123;2.A;\n"


@pytest.fixture
def folder(office: Office) -> Path:
    """Where lists lie."""
    return office.folder


def listed(folder: Path, text: str = TWO, name: str = "list.csv") -> Path:
    """A list with that text."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def dropped(window: MainWindow, driver: Driver, path: Path) -> ClassListPage:
    """Drop a list on the window."""
    assert driver.drop(window, [path])
    page = window.pages.page
    assert isinstance(page, ClassListPage)
    driver.settle()
    return page


def names(office: Office) -> list[str]:
    """Everybody in the register, by name."""
    with office.register.read() as reader:
        ids = reader.find_subjects(SubjectFilter(left=True), date.max)
        known = reader.subjects(ids)
    return [known[i].name for i in ids]


def choose(driver: Driver, page: ClassListPage, heading: str, field: str) -> None:
    """Choose with the keyboard what a column is."""
    (box,) = [b for b in page.columns.boxes if b.accessibleName() == heading]
    place = box.findText(field)
    box.setFocus()
    driver.press(box, Key.Key_Home)
    for _step in range(place):
        driver.press(box, Key.Key_Down)
    assert box.currentText() == field
    if place == 0:
        box.activated.emit(0)
        driver.settle()


def test_one_drag_and_two_clicks_lead_from_the_list_to_the_forms(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    """UX A1."""
    office.child()
    page = dropped(window, driver, listed(folder))
    assert page.title == "Class list – list.csv"
    assert page.header.subtitle.text() == "1 new · 1 exists already · 0 lack something"
    assert (page.go.text(), page.go.hasFocus()) == ("Import 1", True)
    driver.click(page.go)
    assert names(office) == ["Emil Friis", "Noah Lund"]
    assert page.banner.text == "1 person is enrolled."
    assert page.go.text() == "Print 2 forms…"
    driver.click(page.go)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PrintDialog)
    dialog.done(0)
    driver.settle()


def test_a_list_is_chosen_with_a_key_and_on_the_empty_page(
    window: MainWindow, driver: Driver, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = listed(folder)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: (str(path), ""))
    driver.control(window, Key.Key_I)
    page = window.pages.page
    assert isinstance(page, ClassListPage)
    assert texts(page.table) == ["Emil Friis", "Noah Lund"]
    driver.press(page.table, Key.Key_Escape)
    driver.control(window, Key.Key_2)
    people = window.pages.page
    assert isinstance(people, PeoplePage)
    assert people.empty.button.text() == "Choose class list…"
    driver.click(people.empty.button)
    assert window.pages.page is page


def test_what_becomes_of_each_line_is_told_beside_it(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    office.child()
    office.child("Søren Åkjær")
    text = HEAD + "Noah Lund;03-05-2019;3.B;Mette Lund\nSoren Aakjaer;03-05-2019;2.A;\n"
    page = dropped(window, driver, listed(folder, text))
    assert texts(page.table, OUTCOME) == [
        "Changed: group 2.A → 3.B, new contact Mette Lund · Nothing is said about custody: "
        "taken as a contact, who may not sign.",
        "Exists already as Søren Åkjær",
    ]
    assert texts(page.table, GUARDIANS) == ["Mette Lund", ""]


def test_a_cell_that_can_not_be_taken_is_marked_where_it_stands(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    text = HEAD + "Emil Friis;in May;3.B;\nBo Krag;320519-5123;3.B;\n;03-05-2019;3.B;\n"
    text += "Ida Dal;405195123;3.B;\n"
    page = dropped(window, driver, listed(folder, text))
    assert texts(page.table, BORN) == ["in May", "••••••-••••", "3 May 2019", "4 May 2019"]
    marked = [
        [page.model.index(row, place).data(ICON_ROLE) for place in (NAME, BORN, GROUP)]
        for row in range(4)
    ]
    assert marked == [
        [None, "warning", None],
        [None, "warning", None],
        ["warning", None, None],
        [None, None, None],
    ]
    assert spoken(page.table, BORN)[0].endswith("Write it as day, month and year.")
    assert texts(page.table, OUTCOME)[3] == "New · Mended: a 0 was missing in front of the number."
    assert page.note.text().startswith("1 personal number has 9 digits.")
    assert page.go.text() == "Import 1"
    driver.click(page.go)
    assert names(office) == ["Ida Dal"]


def test_only_the_lines_of_one_kind_are_shown_when_asked_for(
    window: MainWindow, driver: Driver, folder: Path
) -> None:
    page = dropped(window, driver, listed(folder, TWO + "Bo Krag;;3.B;\n"))
    chips = {chip.text(): chip for chip in page.kinds.buttons}
    assert list(chips) == ["All: 3", "New: 2", "Lacks something: 1"]
    driver.click(chips["Lacks something: 1"])
    assert texts(page.table) == ["Bo Krag"]


def test_what_is_chosen_for_a_column_counts_at_once_and_is_remembered(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    text = "Navn;Født;Hvor\nEmil Friis;04-05-2019;3.B\n"
    page = dropped(window, driver, listed(folder, text))
    assert texts(page.table, GROUP) == [""]
    choose(driver, page, "Hvor", "Group")
    assert texts(page.table, GROUP) == ["3.B"]
    assert not columns_file().exists()
    driver.click(page.go)
    assert columns_file().exists()
    again = dropped(window, driver, listed(folder, text.replace("Emil", "Ida"), "next.csv"))
    assert texts(again.table, GROUP) == ["3.B"]
    del office


def test_a_list_without_a_birth_date_asks_for_the_column(
    window: MainWindow, driver: Driver, folder: Path
) -> None:
    page = dropped(window, driver, listed(folder, "Navn;Hvad\nEmil Friis;x\n"))
    assert page.banner.text == "Which column is this: birth date? Choose it above."
    assert not page.go.isEnabled()
    choose(driver, page, "Hvad", "Birth date")
    assert page.banner.text == ""
    assert texts(page.table, OUTCOME)[0].startswith("What stands there is no birth date.")


def test_a_list_named_after_a_group_is_that_groups(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    office.child()
    path = listed(folder, "Navn;Født\nEmil Friis;04-05-2019\n", "2.a.csv")
    page = dropped(window, driver, path)
    assert page.columns.said_group == "2.A"
    assert texts(page.table, GROUP) == ["2.A"]
    field = page.columns.group.lineEdit()
    assert field is not None
    field.selectAll()
    driver.type(field, "4.C")
    assert texts(page.table, GROUP) == ["4.C"]


def test_two_of_one_name_and_day_are_taken_once_somebody_says_so(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    text = HEAD + "Emil Friis;04-05-2019;3.B;\nEmil Friis;04-05-2019;3.A;\n"
    page = dropped(window, driver, listed(folder, text))
    assert (page.go.text(), page.twin.isEnabled()) == ("Import 1", False)
    driver.click_row(page.table, page.model.index(1, 0))
    driver.click(page.twin)
    assert page.go.text() == "Import 2"
    driver.click(page.go)
    assert names(office) == ["Emil Friis", "Emil Friis"]


def test_an_import_is_taken_back_with_one_key_and_can_be_done_again(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    page = dropped(window, driver, listed(folder))
    driver.click(page.go)
    assert window.actions_.undo.text().endswith("import of 2 people")
    driver.control(window, Key.Key_Z)
    assert names(office) == []
    assert page.banner.text == "Undone: import of 2 people."
    assert page.go.text() == "Import 2"
    driver.click(page.go)
    assert len(names(office)) == 2


def test_an_import_is_not_taken_back_once_a_form_rests_on_it(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    page = dropped(window, driver, listed(folder))
    driver.click(page.go)
    office.form(SubjectId(1))
    driver.control(window, Key.Key_Z)
    assert len(names(office)) == 2
    assert "Emil Friis" in window.banner.text
    assert not window.actions_.undo.isEnabled()
    del page


def test_another_sheet_is_chosen(window: MainWindow, driver: Driver, folder: Path) -> None:
    rows = [sheet(("Navn", "Født"), (name, "04-05-2019")) for name in ("Emil Friis", "Ida Dal")]
    page = dropped(window, driver, xlsx(folder, {"3.A": rows[0], "3.B": rows[1]}))
    assert texts(page.table) == ["Emil Friis"]
    page.columns.sheet.setFocus()
    driver.press(page.columns.sheet, Key.Key_Down)
    assert texts(page.table) == ["Ida Dal"]


def test_whoever_is_missing_can_be_given_a_last_day_and_is_not_otherwise_touched(
    window: MainWindow, driver: Driver, office: Office, folder: Path
) -> None:
    office.child("Ida Dal")
    page = dropped(window, driver, listed(folder))
    assert page.leaving.text() == "1 of the group is not on the list…"
    driver.click(page.leaving)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LeaveDialog)
    dialog.done(0)
    driver.settle()


def test_a_picture_called_a_list_is_refused_in_place(
    window: MainWindow, driver: Driver, folder: Path
) -> None:
    path = folder / "class.csv"
    path.write_bytes(picture(1))
    page = dropped(window, driver, path)
    assert "is no class list" in page.banner.text
    assert page.empty.isVisible()


def test_the_model_is_as_qt_wants_it(window: MainWindow, driver: Driver, folder: Path) -> None:
    page = dropped(window, driver, listed(folder))
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(page.model, mode)
    dropped(window, driver, listed(folder, TWO + "Bo Krag;;3.B;\n", "other.csv"))
    assert page.model.rowCount() == 3
    del tester
