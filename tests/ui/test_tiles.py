"""The grid of photos: any number of them, reached by keyboard and mouse, each in its place."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from consentdesk.domain.photos import PhotoId
from consentdesk.ui.context import Context
from consentdesk.ui.photo_grid import PhotoGrid
from consentdesk.ui.photo_rows import PhotoModel
from tests.services.office import Office
from tests.ui.driving import Driver

Key = Qt.Key
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
MILLION = 1_000_000


@pytest.fixture
def model(office: Office, context: Context) -> PhotoModel:
    del office
    return PhotoModel(context)


@pytest.fixture
def grid(context: Context, model: PhotoModel, driver: Driver) -> Iterator[PhotoGrid]:
    """Room for three photos side by side."""
    made = PhotoGrid(context, model, "Photos")
    made.resize(700, 600)
    driver.show(made)
    made.setFocus()
    yield made
    made.close()
    driver.settle()


def fill(driver: Driver, model: PhotoModel, count: int) -> None:
    """Photos from the newest to number 1."""
    model.show(tuple(PhotoId(n) for n in range(count, 0, -1)), {})
    driver.settle()


def rows(grid: PhotoGrid) -> list[int]:
    """The rows chosen, in the order of the grid."""
    return sorted(index.row() for index in grid.selectedIndexes())


def test_arrow_keys_go_to_the_photo_on_that_side_and_stop_at_the_edge(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, 11)
    assert grid.columns == 3
    grid.setCurrentIndex(model.index(0, 0))
    walked = []
    keys = (Key.Key_Right, Key.Key_Right, Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Down)
    for key in (*keys, Key.Key_Down, Key.Key_Left, Key.Key_Left, Key.Key_Up, Key.Key_Home):
        driver.press(grid, key)
        walked.append(grid.currentIndex().row())
    # The last line has no third photo.
    assert walked == [1, 2, 2, 5, 8, 10, 10, 9, 9, 6, 0]


def test_whole_pages_and_both_ends_of_a_million_are_a_key_away(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, MILLION)
    grid.setCurrentIndex(model.index(1, 0))
    for key, row in (
        (Key.Key_PageDown, 7),
        (Key.Key_End, MILLION - 1),
        (Key.Key_PageUp, MILLION - 7),
        (Key.Key_Home, 0),
        (Key.Key_PageUp, 0),
    ):
        driver.press(grid, key)
        assert grid.currentIndex().row() == row
        seen = grid.visualRect(grid.currentIndex())
        assert grid.viewport().rect().contains(seen.center())
        assert grid.indexAt(seen.center()) == grid.currentIndex()


def test_the_bar_is_as_long_as_there_are_photos(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, 3)
    bar = grid.verticalScrollBar()
    assert bar.maximum() == 0
    fill(driver, model, MILLION)
    tall = grid.visualRect(model.index(3, 0)).top() - grid.visualRect(model.index(0, 0)).top()
    lines = -(-MILLION // 3)
    assert abs(bar.maximum() + bar.pageStep() - lines * tall) < tall
    bar.setValue(bar.maximum())
    last = grid.visualRect(model.index(MILLION - 1, 0))
    assert grid.viewport().rect().contains(last)


def test_more_photos_stand_side_by_side_in_a_wider_window(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, 50)
    before = grid.verticalScrollBar().maximum()
    grid.resize(1400, 600)
    driver.settle()
    assert grid.columns == 6
    assert grid.visualRect(model.index(5, 0)).top() == grid.visualRect(model.index(0, 0)).top()
    assert grid.verticalScrollBar().maximum() < before


def test_shift_chooses_from_one_photo_to_another_in_their_order(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, 12)
    driver.click_row(grid, model.index(4, 0))
    driver.press(grid, Key.Key_Down, SHIFT)
    assert rows(grid) == [4, 5, 6, 7]
    driver.press(grid, Key.Key_Left, SHIFT)
    assert rows(grid) == [4, 5, 6]
    at = grid.visualRect(model.index(2, 0)).center()
    QTest.mouseClick(grid.viewport(), LEFT, SHIFT, at)
    assert rows(grid) == [2, 3, 4]
    assert grid.chosen == (PhotoId(10), PhotoId(9), PhotoId(8))


def test_ctrl_adds_single_photos_and_a_click_beside_them_chooses_none(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, 5)
    driver.click_row(grid, model.index(3, 0))
    at = grid.visualRect(model.index(1, 0)).center()
    QTest.mouseClick(grid.viewport(), LEFT, CONTROL, at)
    assert rows(grid) == [1, 3]
    beside = grid.viewport().rect().bottomRight() - QPoint(5, 5)
    assert not grid.indexAt(beside).isValid()
    QTest.mouseClick(grid.viewport(), LEFT, NONE, beside)
    assert rows(grid) == []


def test_pulling_the_mouse_chooses_the_photos_under_the_band(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, 5)
    start = grid.viewport().rect().bottomRight() - QPoint(5, 5)
    end = grid.visualRect(model.index(1, 0)).center()
    QTest.mousePress(grid.viewport(), LEFT, NONE, start)
    for at in ((start + end) / 2, end):
        QTest.mouseMove(grid.viewport(), at)
        driver.settle()
    grid.viewport().grab()
    QTest.mouseRelease(grid.viewport(), LEFT, NONE, end)
    assert rows(grid) == [1, 2, 4]


def test_all_of_a_million_are_chosen_in_order(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, MILLION)
    driver.control(grid, Key.Key_A)
    assert grid.chosen == model.ids


def test_a_screen_reader_is_told_of_a_list_and_where_each_photo_is(
    grid: PhotoGrid, model: PhotoModel, driver: Driver
) -> None:
    fill(driver, model, 7)
    told = QAccessible.queryAccessibleInterface(grid)
    assert told.role() is QAccessible.Role.List
    assert told.text(QAccessible.Text.Name) == "Photos"
    assert told.childCount() == 7
    here = grid.visualRect(model.index(4, 0))
    assert told.child(4).rect().topLeft() == grid.viewport().mapToGlobal(here.topLeft())
