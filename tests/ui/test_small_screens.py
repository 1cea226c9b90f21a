"""A screen of 1280 by 800 at 200 % has room for every window, with its buttons."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget

from consentdesk.ui.tab_order import Dialog
from tests.ui.driving import Driver
from tests.ui.fitting import ROOM, too_large
from tests.ui.openings import WINDOWS, Opener


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


@pytest.mark.parametrize("name", WINDOWS)
def test_every_page_and_window_fits_a_small_screen(
    opened: Opener, driver: Driver, name: str
) -> None:
    window = opened(name).window()
    window.resize(ROOM)
    driver.settle()
    assert too_large(window) == ""
    assert window.size() == ROOM
    assert _out_of_reach(window) == []


@pytest.mark.parametrize("name", WINDOWS)
def test_no_window_opens_larger_than_the_screen_or_above_it(opened: Opener, name: str) -> None:
    window = opened(name).window()
    room = QApplication.primaryScreen().availableGeometry()
    assert window.height() <= room.height()
    assert window.width() <= room.width()
    assert not isinstance(window, Dialog) or window.frameGeometry().top() >= room.top()
