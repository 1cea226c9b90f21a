"""One shape for each destination, under every photo of the grid and in the list beside it."""

import pytest
from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QTableView

from consentdesk.domain.photos import Destination, PhotoId
from consentdesk.services import withdrawing
from consentdesk.ui.glyphs import Shape
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.models import ROW_ROLE
from consentdesk.ui.photo_rows import FIXED, TAKEN, PhotoRow
from consentdesk.ui.photos_page import PhotosPage
from consentdesk.ui.place_marks import marks_within
from consentdesk.ui.theme import colours
from consentdesk.wording import destination_word
from consentdesk.words import destination_marks
from tests.services.office import FACEBOOK, Office
from tests.ui.driving import Driver

Key, Role = Qt.Key, Qt.ItemDataRole
PLACES = ("website", "facebook", "instagram", "newsletter", "brochure", "press", "intranet")


@pytest.fixture
def photo(office: Office) -> PhotoId:
    """Noah may be shown, except on Facebook and Instagram."""
    noah = office.family()
    office.permit(noah)
    with office.register.read() as reader:
        mother = reader.guardianships([noah])[noah][0].guardian
        social = reader.policy.destinations[FACEBOOK]
    withdrawing.withdraw(*office.desk, subject=noah, purposes=[social], by=str(mother))
    return office.photo(office.portrait(noah))


@pytest.fixture
def page(photo: PhotoId, window: MainWindow, driver: Driver) -> PhotosPage:
    """The page with that photo."""
    del photo
    driver.control(window, Key.Key_4)
    found = window.pages.page
    assert isinstance(found, PhotosPage)
    return found


def look_at(driver: Driver, page: PhotosPage, place: Destination) -> None:
    page.destination.setFocus()
    driver.type(page.destination, destination_word(place))
    driver.press(page.destination, Key.Key_Return)


def below_the_picture(page: PhotosPage) -> QImage:
    """The first tile without its picture."""
    tile = page.grid.visualRect(page.model.index(0, 0))
    below = QRect(tile.left(), tile.top() + 160, tile.width(), tile.height() - 160)
    return page.grid.viewport().grab(below).toImage()


def stretches(image: QImage, colour: str) -> list[int]:
    """How wide each patch of columns is in which that very colour occurs."""
    wanted = QColor(colour).rgb()
    has = [
        any(image.pixel(x, y) == wanted for y in range(image.height()))
        for x in range(image.width())
    ]
    runs = "".join("#" if found else " " for found in has).split()
    return [len(run) for run in runs]


def test_a_tile_has_a_shape_for_each_destination(page: PhotosPage) -> None:
    row = page.model.index(0, 0).data(ROW_ROLE)
    assert isinstance(row, PhotoRow)
    assert row.shapes == tuple(
        Shape.NO if place in {"facebook", "instagram"} else Shape.YES for place in PLACES
    )
    c, seen = colours(page.palette()), below_the_picture(page)
    assert len(stretches(seen, c.ok)) == 5
    assert len(stretches(seen, c.no)) == 2


def test_a_tile_says_in_words_where_the_photo_may_go(page: PhotosPage) -> None:
    cell = page.model.index(0, 0)
    assert cell.data(Role.AccessibleTextRole) == (
        "IMG_0001.jpg, Noah Lund, May be shown: Website, Newsletter, Brochure, Press, Intranet; "
        "May not be shown: Facebook, Instagram"
    )
    told = cell.data(Role.ToolTipRole).splitlines()
    assert told[:4] == [
        "IMG_0001.jpg",
        "Noah Lund",
        "Website: May be shown",
        "Facebook: May not be shown",
    ]
    assert len(told) == 2 + len(PLACES)


def test_the_destination_looked_at_stands_alone_and_larger(
    page: PhotosPage, driver: Driver
) -> None:
    c = colours(page.palette())
    small = max(stretches(below_the_picture(page), c.no))
    look_at(driver, page, FACEBOOK)
    seen = below_the_picture(page)
    assert max(stretches(seen, c.no)) > 1.4 * small
    assert not stretches(seen, c.ok)
    told = page.model.index(0, 0).data(Role.ToolTipRole).splitlines()
    assert told[2:] == ["Facebook: May not be shown"]


def test_the_list_shows_the_destination_looked_at_larger_and_in_whole_words(
    page: PhotosPage, driver: Driver
) -> None:
    driver.press(page.grid, Key.Key_2, Qt.KeyboardModifier.AltModifier)
    table = page.views.current
    assert isinstance(table, QTableView)
    at = FIXED + page.model.places.index(FACEBOOK)

    def shape_and_word() -> tuple[int, int]:
        box = table.visualRect(page.model.index(0, at))
        image = table.viewport().grab(box.adjusted(0, 4, 0, -4)).toImage()
        runs = stretches(image, colours(page.palette()).no)
        return runs[0], table.columnWidth(at)

    small = shape_and_word()
    look_at(driver, page, FACEBOOK)
    table.scrollTo(page.model.index(0, at))
    large = shape_and_word()
    assert large[0] > 1.3 * small[0]
    assert large[1] > small[1]


def test_nothing_lies_over_anything_else_however_large_the_letters(page: PhotosPage) -> None:
    for size in (9, 14, 28):
        font = QFont(page.font())
        font.setPointSize(size)
        marks = marks_within(192, PLACES, font)
        for number, cell in enumerate(marks.cells):
            assert cell.right() < 192
            assert cell.bottom() < marks.height
            assert not any(cell.intersects(other) for other in marks.cells[:number])


def test_what_lapsed_overnight_is_not_shown_as_allowed_in_the_morning(
    page: PhotosPage, window: MainWindow, driver: Driver, office: Office
) -> None:
    """Nobody writes anything: the day is another one."""
    row = page.model.index(0, 0).data(ROW_ROLE)
    assert Shape.YES in row.shapes
    office.later(days=3 * 365)
    timer = window.watch.findChild(QTimer)
    assert timer is not None
    timer.timeout.emit()
    driver.settle()
    row = page.model.index(0, 0).data(ROW_ROLE)
    assert set(row.shapes) == {Shape.NO}
    assert page.outcomes.buttons[1].text() == "0 may"


def test_the_list_shows_every_destination_without_scrolling(
    page: PhotosPage, driver: Driver
) -> None:
    driver.press(page.grid, Key.Key_2, Qt.KeyboardModifier.AltModifier)
    table = page.views.current
    assert isinstance(table, QTableView)
    places = range(FIXED, FIXED + len(PLACES))
    ends = [table.columnViewportPosition(c) + table.columnWidth(c) for c in places]
    assert ends == sorted(ends)
    assert ends[-1] <= table.viewport().width()
    across, head = Qt.Orientation.Horizontal, table.horizontalHeader()
    for column, mark in zip(places, destination_marks(PLACES), strict=True):
        room = head.sectionSize(column)
        assert room >= head.fontMetrics().horizontalAdvance(mark)
        told = page.model.headerData(column, across, int(Role.ToolTipRole))
        assert str(told).startswith(destination_word(PLACES[column - FIXED]))


def test_the_ring_of_a_row_in_the_list_is_closed_at_its_right_end(
    page: PhotosPage, driver: Driver
) -> None:
    """The last column to be seen is not the last one of the model."""
    driver.press(page.grid, Key.Key_2, Qt.KeyboardModifier.AltModifier)
    table = page.views.current
    assert isinstance(table, QTableView)
    table.setFocus()
    table.setCurrentIndex(page.model.index(0, 0))
    driver.settle()
    ring = QColor(colours(page.palette()).ring).rgb()

    def ends(column: int) -> bool:
        table.scrollTo(page.model.index(0, column))
        box = table.visualRect(page.model.index(0, column))
        image = table.viewport().grab(box).toImage()
        return image.pixel(image.width() - 1, image.height() // 2) == ring

    assert ends(TAKEN)
    assert not ends(FIXED + len(PLACES) - 1)
