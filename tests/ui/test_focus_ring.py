"""Where the keyboard is stands a ring of two pixels that can be told from its ground (2.4.7)."""

from collections.abc import Iterator
from itertools import takewhile

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QMenu, QWidget

from consentdesk.ui import theme
from consentdesk.ui.copies_list import CopiesList
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.theme import DARK, LIGHT, RING, Colours
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.test_theme import contrast


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def c(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Colours]:
    """Both schemes, one after the other."""
    found: Colours = request.param
    theme.use_scheme(qapp, "dark" if found.dark else "light")
    yield found
    theme.use_scheme(qapp, "light")


def _ring(image: QImage, row: QRect, c: Colours) -> int:
    """How many pixels of ring lead into the row, from its left end and from its top."""
    ring, middle = QColor(c.ring), row.center()
    across = (image.pixelColor(x, middle.y()) for x in range(row.left(), row.right()))
    down = (image.pixelColor(middle.x(), y) for y in range(row.top(), row.bottom()))
    found = [len(list(takewhile(lambda p: p == ring, part))) for part in (across, down)]
    return min(found)


def _in_view(driver: Driver, view: QAbstractItemView, c: Colours) -> int:
    driver.wait(lambda: view.model().rowCount() > 0)
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    driver.settle()
    assert view.hasFocus()
    row = view.visualRect(view.currentIndex())
    # The scroll bar of a bar's own picture is no part of it.
    return _ring(view.viewport().grab().toImage(), row, c)


def test_the_row_with_the_keyboard_has_a_ring_in_tables_and_lists(
    window: MainWindow, driver: Driver, office: Office, c: Colours
) -> None:
    noah = office.family()
    office.permit(noah)
    window.go("people")
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PeoplePage)
    assert _in_view(driver, page.table, c) >= RING
    driver.context.show_subject(noah)
    driver.settle()
    person = window.pages.page
    assert isinstance(person, PersonPage)
    assert _in_view(driver, person.permissions, c) >= RING
    assert _in_view(driver, person.acts, c) >= RING
    for ground in (c.paper, c.accent_tint, c.canvas):
        assert contrast(c.ring, ground) >= 3


def test_a_copy_that_can_be_ticked_has_a_ring(driver: Driver, c: Colours) -> None:
    copies = CopiesList()
    driver.show(copies)
    copies.addItems(["trip-001.jpg", "trip-002.jpg"])
    assert _in_view(driver, copies, c) >= RING


@pytest.mark.qt_log_ignore("This plugin does not support grabbing the keyboard", extend=True)
def test_what_is_chosen_in_a_list_that_drops_down_and_in_a_menu_has_a_ring(
    driver: Driver, c: Colours
) -> None:
    held = QWidget()
    choice = QComboBox(held)
    choice.addItems(["One", "Two", "Three"])
    driver.show(held)
    choice.showPopup()
    driver.settle()
    assert _in_view(driver, choice.view(), c) >= RING
    choice.hidePopup()
    menu = QMenu(held)
    one = menu.addAction("One")
    menu.popup(held.mapToGlobal(held.rect().center()))
    menu.setActiveAction(one)
    driver.settle()
    assert _ring(menu.grab().toImage(), menu.actionGeometry(one), c) >= RING
    menu.close()
