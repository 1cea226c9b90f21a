"""The main window by keyboard alone: pages, search, undo, back, cover, and leaving."""

from threading import Event

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from consentdesk.services import intake, roster
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.help_dialog import keys
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.page_entries import entries
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_dialog import PersonDialog, open_person_dialog
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.undo import push
from tests.services.office import Office
from tests.ui.driving import Driver, texts

Key = Qt.Key


def found(window: MainWindow) -> list[str]:
    """What the answers to a search say."""
    answers = window.search.answers
    assert answers is not None
    return [e.line.heading for e in answers.model.entries]


def test_control_and_a_number_opens_each_page_and_the_title_says_which(
    window: MainWindow, driver: Driver
) -> None:
    titles = []
    for number in range(1, 8):
        driver.control(window, Key(Key.Key_0 + number))
        titles.append(window.windowTitle())
        assert window.sidebar.current == entries()[number - 1].key
    assert titles == [
        "Overview – ConsentDesk",
        "People – ConsentDesk",
        "Permissions – In force – ConsentDesk",
        "Photos – ConsentDesk",
        "Export – ConsentDesk",
        "Journal – ConsentDesk",
        "Forms – ConsentDesk",
    ]


def test_arrows_in_the_list_of_pages_change_the_page(window: MainWindow, driver: Driver) -> None:
    window.sidebar.list.setFocus()
    driver.press(window.sidebar.list, Key.Key_Down)
    assert window.pages.key == "people"


def test_the_sidebar_says_what_waits(window: MainWindow, driver: Driver, office: Office) -> None:
    office.answer(office.family())
    driver.context.tell_written()
    driver.settle()
    model = window.sidebar.model
    row = model.index(model.keys.index("forms"))
    assert row.data(Qt.ItemDataRole.AccessibleTextRole) == "Forms, 1 waiting"


def test_another_seats_writing_is_seen(window: MainWindow, driver: Driver, office: Office) -> None:
    window.go("people")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    assert page.model.rowCount() == 0
    office.child("Ida Holm")
    driver.wait(lambda: page.model.rowCount() == 1)


@pytest.mark.parametrize(
    ("typed", "group"), [("noah", "People"), ("lund n", "People"), ("img", "Photos")]
)
def test_the_search_finds_people_and_photos(
    window: MainWindow, driver: Driver, office: Office, typed: str, group: str
) -> None:
    child = office.family("Noah Lund")
    office.portrait(child)
    driver.control(window, Key.Key_K)
    driver.type(window.search, typed)
    assert found(window)[0] == group
    assert len(found(window)) == 2


def test_the_search_finds_a_form_by_serial_and_by_archive_number(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    serial = office.permit(office.family())
    driver.control(window, Key.Key_K)
    for typed in (serial, "2026-0001", "2026-00"):
        window.search.clear()
        driver.type(window.search, typed)
        assert found(window) == ["Forms", "2026-0001 · Noah Lund"], typed


def test_the_search_finds_every_sheet_with_a_printed_number(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    serial = office.permit(office.family())
    intake.record_and_journal(
        *office.desk,
        serial=serial,
        answers={},
        signer="Mette Lund",
        signed_on=office.today,
        paper_at="Folder 3",
        anew=True,
    )
    driver.control(window, Key.Key_K)
    driver.type(window.search, serial)
    assert found(window) == ["Forms", "2026-0001 · Noah Lund", "2026-0002 · Noah Lund"]


def test_the_search_is_worked_without_leaving_the_field(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.child("Ida Holm")
    office.child("Ida Lund")
    driver.control(window, Key.Key_K)
    driver.type(window.search, "ida")
    assert found(window) == ["People", "Ida Holm", "Ida Lund"]
    driver.press(window.search, Key.Key_Down)
    assert window.search.hasFocus()
    driver.press(window.search, Key.Key_Return)
    assert window.windowTitle() == "Ida Lund – ConsentDesk"
    assert window.sidebar.current == "people"


def test_nothing_found_says_so_and_escape_clears(window: MainWindow, driver: Driver) -> None:
    driver.control(window, Key.Key_K)
    driver.type(window.search, "xyz")
    assert found(window) == ["Nothing found"]
    driver.press(window.search, Key.Key_Escape)
    assert window.search.text() == ""
    assert window.search.answers is not None
    assert not window.search.answers.isVisible()


def test_escape_leads_back_from_a_person_to_where_one_was(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    child = office.family()
    window.go("journal")
    driver.context.show_subject(child)
    driver.settle()
    assert isinstance(window.pages.page, PersonPage)
    driver.press(window, Key.Key_Escape)
    assert window.pages.key == "journal"


def test_clicking_the_page_one_came_from_leads_back_to_it(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    child = office.family()
    window.go("people")
    driver.context.show_subject(child)
    driver.settle()
    model = window.sidebar.model
    driver.click_row(window.sidebar.list, model.index(model.keys.index("people")))
    assert window.pages.key == "people"


def test_an_enrolment_is_undone_by_name(window: MainWindow, driver: Driver) -> None:
    driver.control(window, Key.Key_2)
    driver.control(window, Key.Key_N)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PersonDialog)
    assert dialog.name.hasFocus()
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, "310519")
    driver.press(dialog.born, Key.Key_Return)
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    assert texts(page.table) == ["Ida Holm"]
    assert window.actions_.undo.text() == "Undo enrolment of Ida Holm"
    driver.control(window, Key.Key_Z)
    assert texts(page.table) == []
    assert not window.actions_.undo.isEnabled()


def test_ctrl_z_in_an_empty_search_undoes_the_last_step_and_says_so(
    window: MainWindow, driver: Driver
) -> None:
    driver.control(window, Key.Key_2)
    driver.control(window, Key.Key_N)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PersonDialog)
    driver.type(dialog.name, "Ida Holm")
    driver.type(dialog.born, "310519")
    driver.press(dialog.born, Key.Key_Return)
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    assert page.banner.text == "Ida Holm is enrolled."
    page.search.setFocus()
    driver.control(page.search, Key.Key_Z)
    assert texts(page.table) == []
    # The banner that offered a form for somebody who is gone has gone too.
    assert page.banner.text == "Undone: enrolment of Ida Holm."


def test_ctrl_z_takes_back_what_was_typed_before_it_takes_back_a_step(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    register, child = office.register, office.child("Alma Dahl")
    driver.context.tell_written()
    push(
        driver.context,
        "enrolment",
        back=lambda clerk, at: roster.undo_enrol(register, clerk, at, subject=child),
    )
    driver.control(window, Key.Key_2)
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    driver.type(page.search, "alm")
    driver.control(page.search, Key.Key_Z)
    assert page.search.text() == ""
    assert texts(page.table) == ["Alma Dahl"]
    driver.control(page.search, Key.Key_Z)
    assert texts(page.table) == []


def test_undoing_what_has_been_built_upon_says_why_not(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    child = office.family()
    office.form(child)
    register = office.register
    push(
        driver.context,
        "enrolment",
        back=lambda clerk, at: roster.undo_enrol(register, clerk, at, subject=child),
    )
    driver.control(window, Key.Key_Z)
    assert "form" in window.banner.text
    assert not window.actions_.undo.isEnabled()


def test_the_help_names_every_key_that_does_something_everywhere(window: MainWindow) -> None:
    told = {key for keys, _does in keys() for key in keys.split(", ")}
    told |= {f"Ctrl+{number}" for number in range(1, 8)}
    shown = {
        short.toString()
        for action in window.actions_.every
        for short in action.shortcuts()
        if action.text() not in {window.actions_.quit.text(), window.actions_.help.text()}
    }
    assert shown - told == {"Alt+Left", "Ctrl+Shift+Z"}


def test_f6_goes_round_the_panes(window: MainWindow, driver: Driver) -> None:
    window.go("people")
    driver.settle()
    window.sidebar.list.setFocus()
    seen = []
    for _pane in range(3):
        driver.press(window, Key.Key_F6)
        seen.append(QApplication.focusWidget())
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    assert seen == [window.search, page.search, window.sidebar.list]


def test_the_cover_hides_names_until_it_is_lifted(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    driver.context.show_subject(office.family())
    driver.settle()
    driver.control(window, Key.Key_L)
    assert window.windowTitle() == "ConsentDesk"
    assert not window.pages.isVisible()
    driver.press(QApplication.focusWidget() or window, Key.Key_Space)
    assert window.windowTitle() == "Noah Lund – ConsentDesk"


def test_long_work_is_shown_with_its_name_and_can_be_stopped(
    window: MainWindow, driver: Driver
) -> None:
    def work(progress: Progress) -> None:
        while True:
            progress(140, 312)

    driver.context.tasks.run(window, work, lambda _none: None, lane=Lane.LONG, title="Exporting")
    driver.wait(lambda: window.tasks.text == "Exporting: 140 of 312")
    (stop,) = window.tasks.findChildren(QPushButton)
    QTest.mouseClick(stop, Qt.MouseButton.LeftButton)
    driver.wait(lambda: window.tasks.text == "")


def test_leaving_while_work_goes_on_asks_once_and_stays_by_default(
    window: MainWindow, driver: Driver
) -> None:
    stop: list[bool] = []

    def work(progress: Progress) -> None:
        while not stop:
            progress(1, 2)

    driver.context.tasks.run(window, work, lambda _none: None, lane=Lane.LONG, title="Exporting")
    asked: list[str] = []

    def answer() -> bool:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            return False
        asked.append(box.text())
        default = box.defaultButton()
        assert default.text() == "Keep working"
        default.click()
        return True

    timer = QTimer(window)
    timer.timeout.connect(answer)
    timer.start(10)
    window.close()
    timer.stop()
    assert window.isVisible()
    assert len(asked) == 1
    stop.append(True)
    driver.settle()
    assert window.close()


def test_whose_register_it_is_stands_in_one_place_only(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    del office
    driver.settle()
    assert not window.desk.whose.isVisible()
    driver.control(window, Key.Key_B)
    assert window.desk.whose.isVisible()
    assert window.desk.whose.text().endswith(driver.context.clerk)


def test_the_window_comes_back_as_it_was_left(window: MainWindow, driver: Driver) -> None:
    driver.control(window, Key.Key_6)
    driver.control(window, Key.Key_B)
    window.close()
    again = MainWindow(driver.context)
    driver.show(again)
    assert again.pages.key == "journal"
    assert again.sidebar.narrow


def test_closing_asks_first_about_names_in_the_check_window_that_are_not_confirmed(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    window.check_files([office.draw()])
    driver.settle()
    (check,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow))
    driver.wait(lambda: check.view is check.one)
    check.one.naming.field.setText("Ida")
    driver.settle()
    assert not window.close()
    assert check.banner.text == "What you typed here is not saved."
    assert window.close()
    assert not check.isVisible()


def test_nothing_moves_when_the_first_task_is_shown(
    window: MainWindow, driver: Driver, context: Context
) -> None:
    go = Event()
    before = window.statusBar().height()
    job = context.tasks.run(
        window, lambda _progress: go.wait(), lambda _none: None, title="Adding photos"
    )
    driver.wait(window.tasks.isVisible)
    QApplication.processEvents()
    assert window.statusBar().height() == before
    go.set()
    driver.wait(lambda: job not in context.tasks.running)
    assert window.statusBar().height() == before


def test_days_are_the_institutions_and_a_new_family_is_written_to_in_its_countrys_language(
    driver: Driver, window: MainWindow, office: Office
) -> None:
    """Whatever zone this machine is in, and whatever language its windows speak."""
    office.at = office.at.replace(hour=22, minute=30)
    assert driver.context.local().date() == office.today != office.at.date()
    dialog = open_person_dialog(driver.context, window)
    assert dialog.language.currentData() == "da"
    dialog.reject()
