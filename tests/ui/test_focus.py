"""After an action the keyboard is where the work goes on, never nowhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from consentdesk.domain.acts import Serial
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.forms_page import FormsPage
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.photo_panel import PhotoPanel
from consentdesk.ui.photos_page import PhotosPage
from tests.services.office import Office
from tests.ui.driving import Driver

Key = Qt.Key


@pytest.fixture
def added(window: MainWindow, driver: Driver, office: Office) -> PhotosPage:
    """The page of the photos, one of them just added."""
    window.go("photos")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PhotosPage)
    assert driver.drop(window, [office.draw()])
    (dialog,) = page.findChildren(AddPhotosDialog)
    driver.click(dialog.add)
    window.activateWindow()
    driver.settle()
    return page


def test_photos_just_added_are_one_enter_from_being_named(
    window: MainWindow, driver: Driver, added: PhotosPage
) -> None:
    focus = window.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Names and kind…"
    driver.press(focus, Key.Key_Return)
    (panel,) = added.findChildren(PhotoPanel)
    assert panel.isVisible()
    _close(driver, panel, window)
    assert added.grid.hasFocus()
    assert added.grid.currentIndex().isValid()


def test_whoever_is_led_to_the_forms_is_in_the_list(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.form(office.family())
    driver.context.tell_written()
    driver.settle()
    button = next(b for b in window.findChildren(QPushButton) if b.text() == "See the form")
    button.setFocus()
    driver.press(button, Key.Key_Return)
    page = window.pages.page
    assert isinstance(page, FormsPage)
    assert page.list.hasFocus()


def test_a_person_found_by_the_search_has_the_keyboard(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    office.permit(office.family())
    driver.control(window, Key.Key_K)
    driver.type(window.search, "noah")
    driver.press(window.search, Key.Key_Return)
    page = window.pages.page
    assert isinstance(page, PersonPage)
    assert page.permissions.hasFocus()


def test_a_form_found_by_its_number_has_the_keyboard(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    serial: Serial = office.form(office.family())
    driver.context.show_form(serial)
    driver.settle()
    page = window.pages.page
    assert isinstance(page, FormsPage)
    assert page.list.hasFocus()


def test_back_from_a_person_is_back_in_the_table(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    child = office.family()
    window.go("people")
    driver.settle()
    driver.context.show_subject(child)
    driver.settle()
    driver.press(window, Key.Key_Escape)
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    assert page.table.hasFocus()


def _close(driver: Driver, dialog: QDialog, window: MainWindow) -> None:
    dialog.reject()
    driver.settle()
    if QApplication.activeWindow() is not window:
        window.activateWindow()
        driver.wait(window.isActiveWindow)
