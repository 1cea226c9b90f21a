"""A screen of 1280 by 800 at 200 % has room for every window, with its buttons."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QPushButton,
    QWidget,
)

from consentdesk.ui.application import speak
from consentdesk.ui.asker_dialog import open_asker_dialog
from consentdesk.ui.context import Context
from consentdesk.ui.elided import ElidedLabel
from consentdesk.ui.filter_box import FilterBox
from consentdesk.ui.help_dialog import open_about, open_help
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.people_chips import PersonChip
from consentdesk.ui.person_dialog import open_change_dialog
from consentdesk.ui.person_page import PersonPage
from consentdesk.ui.person_reading import read_person
from consentdesk.ui.photo_panel import open_photo_panel
from consentdesk.ui.photos_page import PhotosPage
from consentdesk.ui.tab_order import Dialog
from tests.services.office import Office
from tests.ui.driving import Driver, name_of
from tests.ui.fitting import ROOM, SMALL, cut_off, too_large
from tests.ui.openings import PAGES, WINDOWS, Opener

LONG = "Anne-Sofie Wilhelmina Christiansdatter von Rosenørn-Lehn Sandholt-Østergaard"


def _out_of_reach(window: QWidget) -> list[str]:
    """The buttons that no scrolling brings into sight."""
    return [
        part.text() or part.accessibleName()
        for part in window.findChildren(QAbstractButton)
        if part.isVisibleTo(window)
        and part.window() is window
        and not _scrolls(part)
        and not window.rect().contains(part.rect().translated(part.mapTo(window, QPoint())))
    ]


def _scrolls(part: QWidget) -> bool:
    above = part.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    return above is not None


def _assert_on_the_screen(window: QWidget) -> None:
    """It did not open larger than the screen or above it."""
    room = QApplication.primaryScreen().availableGeometry()
    assert window.height() <= room.height()
    assert window.width() <= room.width()
    assert not isinstance(window, Dialog) or window.frameGeometry().top() >= room.top()


@pytest.mark.parametrize("name", WINDOWS)
def test_every_page_and_window_fits_its_screen_and_a_small_one(
    opened: Opener, driver: Driver, name: str
) -> None:
    window = opened(name).window()
    if name not in PAGES:
        _assert_on_the_screen(window)
    window.resize(ROOM)
    driver.settle()
    assert too_large(window) == ""
    assert window.size() == ROOM
    assert _out_of_reach(window) == []


@pytest.mark.parametrize("name", ["help", "about", "who asks", "change person"])
def test_what_opens_from_within_a_window_fits_too(
    window: MainWindow, driver: Driver, context: Context, office: Office, name: str
) -> None:
    child = office.family()
    with office.register.read() as reader:
        here, known = reader.institution, read_person(reader, child, None, office.today).known
    openers: dict[str, Callable[[], QDialog]] = {
        "help": lambda: open_help(window, "Help", "What it is for. " * 40),
        "about": lambda: open_about(window),
        "who asks": lambda: open_asker_dialog(context, window, here),
        "change person": lambda: open_change_dialog(context, window, known),
    }
    dialog = openers[name]()
    driver.settle()
    dialog.resize(ROOM)
    assert too_large(dialog) == ""
    assert _out_of_reach(dialog) == []
    dialog.done(0)
    driver.settle()


def test_a_long_name_at_the_head_of_a_page_ends_in_points_and_is_told_whole(
    window: MainWindow, driver: Driver, context: Context, office: Office
) -> None:
    child = office.family(LONG)
    for mother in ("Birgitte", "Konstantin Alexander"):
        office.guardian(child, f"{mother} Sandholt-Østergaard von Rosenørn-Lehn")
    context.show_subject(child)
    driver.settle()
    page = window.pages.page
    assert isinstance(page, PersonPage)
    head = next(part for part in page.findChildren(ElidedLabel) if part.whole == LONG)
    assert head.text().endswith("…")
    assert head.toolTip() == LONG
    assert name_of(head) == LONG
    assert cut_off(window) == []


def test_a_name_that_fits_is_shown_whole(
    window: MainWindow, driver: Driver, context: Context, office: Office
) -> None:
    context.show_subject(office.family())
    driver.settle()
    (head,) = [p for p in window.findChildren(ElidedLabel) if p.whole == "Noah Lund"]
    assert head.text() == "Noah Lund"
    assert head.toolTip() == ""


def test_the_cross_of_a_long_name_can_be_clicked(
    driver: Driver, window: MainWindow, context: Context, office: Office
) -> None:
    photo = office.photo(office.portrait(office.family(LONG)))
    panel = open_photo_panel(context, window, (photo,))
    driver.settle()
    (chip,) = panel.people.chips.findChildren(PersonChip)
    assert chip.cross.visibleRegion().boundingRect() == chip.cross.rect()
    assert LONG in chip.name.toolTip()
    assert name_of(chip.name) == LONG
    driver.click(chip.cross)
    assert panel.people.chips.people == ()
    panel.done(0)
    driver.settle()


def test_fields_that_scroll_end_where_the_buttons_below_them_end(
    window: MainWindow, driver: Driver, context: Context, office: Office
) -> None:
    """The scroll bar stands in the margin, whether it is needed or not."""
    child = office.family()
    with office.register.read() as reader:
        known = read_person(reader, child, None, office.today).known
    dialog = open_change_dialog(context, window, known)
    for tall in (800, 400):
        dialog.resize(dialog.width(), tall)
        driver.settle()
        parts = (dialog.name, dialog.save)
        field, button = (part.mapTo(dialog, part.rect().topRight()).x() for part in parts)
        assert field == button


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_no_word_is_cut_at_the_head_of_the_photos_on_a_small_screen(
    driver: Driver, context: Context, office: Office, language: str
) -> None:
    """Neither on a button nor in a list that drops down; a longer choice ends in points."""
    office.portrait(office.family())
    speak(language)
    try:
        anew = MainWindow(context)
        driver.show(anew)
        anew.show_desk()
        anew.go("photos")
        anew.resize(SMALL)
        driver.settle()
        page = anew.pages.page
        assert isinstance(page, PhotosPage)
        for button in page.findChildren(QPushButton):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width(), button.text()
        boxes = [box for box in page.findChildren(FilterBox) if box.isVisible()]
        for box in boxes:
            box.grab()
        assert [box.toolTip() for box in boxes] == ["", "", ""]
        boxes[1].setCurrentIndex(boxes[1].findText(max(map(boxes[1].itemText, range(6)), key=len)))
        boxes[1].resize(boxes[1].minimumSizeHint().width() - 40, boxes[1].height())
        boxes[1].grab()
        assert boxes[1].toolTip() == boxes[1].currentText()
        anew.close()
        driver.settle()
    finally:
        speak("en")
