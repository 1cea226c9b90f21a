"""Every model keeps Qt's own rules, and fetches only what is looked at."""

from collections.abc import Sequence
from threading import Event

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from consentdesk.domain.acts import Purpose
from consentdesk.domain.photos import PhotoId
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.line_list import Entry, LineModel
from consentdesk.ui.models import BATCH, IdModel
from consentdesk.ui.people_model import PeopleModel
from consentdesk.ui.permissions_model import PermissionsModel
from consentdesk.ui.photo_grid import PhotoGrid
from consentdesk.ui.photo_rows import PhotoModel
from consentdesk.ui.sidebar import SideModel
from consentdesk.ui.tasks import Tasks
from tests.services.office import Office
from tests.ui.driving import Driver

WAIT = 30_000
Text = Qt.ItemDataRole.DisplayRole


class Squares(IdModel[int, int]):
    """Numbers and their squares."""

    def cell(self, row: int, column: int, role: int) -> object:
        del column
        return str(row) if role == Qt.ItemDataRole.DisplayRole else None


class Counting:
    """Squares numbers and remembers which it was asked for."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.go = Event()
        self.go.set()

    def __call__(self, ids: Sequence[int]) -> dict[int, int]:
        self.asked += ids
        self.go.wait()
        return {n: n * n for n in ids}


@pytest.fixture
def fetch() -> Counting:
    return Counting()


@pytest.fixture
def squares(tasks: Tasks, fetch: Counting) -> Squares:
    return Squares(tasks, fetch, ("Square",))


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    """Qt's own tester, which ends the process where a model lies."""
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_ten_thousand_ids_fetch_only_the_rows_in_sight(
    qtbot: QtBot, squares: Squares, fetch: Counting
) -> None:
    tester = watched(squares)
    fetch.asked.clear()
    squares.show(range(10_000), {})
    with qtbot.waitSignal(squares.rows_fetched, timeout=WAIT):
        assert squares.index(7_000, 0).data() is None
    assert squares.index(7_000, 0).data() == "49000000"
    assert len(fetch.asked) <= 4 * BATCH
    del tester


def test_rows_at_hand_are_shown_at_once(squares: Squares) -> None:
    squares.show((3, 4), {3: 9})
    assert squares.index(0, 0).data() == "9"


def test_the_same_ids_are_refreshed_in_place(qtbot: QtBot, squares: Squares) -> None:
    squares.show((3, 4), {3: 9, 4: 16})
    with qtbot.assertNotEmitted(squares.modelReset):
        squares.show((3, 4), {3: 10, 4: 17})
    assert [squares.index(row, 0).data() for row in range(2)] == ["10", "17"]


def test_more_ids_behind_those_shown_leave_them_where_they_are(
    qtbot: QtBot, squares: Squares
) -> None:
    squares.show((3, 4), {3: 9, 4: 16})
    tester = watched(squares)
    with qtbot.assertNotEmitted(squares.modelReset), qtbot.waitSignal(squares.rowsInserted):
        squares.show((3, 4, 5, 6), {3: 9, 4: 16, 5: 25})
    assert squares.ids == (3, 4, 5, 6)
    assert [squares.index(row, 0).data() for row in range(3)] == ["9", "16", "25"]
    assert squares.place_of(6) == 3
    del tester


def test_letters_typed_on_a_long_list_find_a_row_at_hand_and_fetch_none(
    squares: Squares, fetch: Counting
) -> None:
    squares.show(range(100_000), {3: 9, 4: 16, 5: 25, 50_000: 2_500_000_000})
    typed = [squares.match(squares.index(n, 0), int(Text), "2") for n in (0, 6, 60_000)]
    assert [[index.row() for index in found] for found in typed] == [[5], [50_000], [5]]
    assert squares.match(squares.index(0, 0), int(Text), "7") == []
    assert fetch.asked == []


def test_a_stale_row_stays_until_the_fresh_one_is_there(qtbot: QtBot, squares: Squares) -> None:
    squares.show((3,), {3: 1})
    squares.show((3,), {})
    with qtbot.waitSignal(squares.rows_fetched, timeout=WAIT):
        assert squares.index(0, 0).data() == "1"
    assert squares.index(0, 0).data() == "9"


def test_rows_asked_for_before_the_list_changed_are_dropped(
    qtbot: QtBot, squares: Squares, tasks: Tasks, fetch: Counting
) -> None:
    fetch.go.clear()
    squares.show((3,), {})
    squares.index(0, 0).data()
    qtbot.waitUntil(lambda: bool(fetch.asked), timeout=WAIT)
    squares.show((5,), {5: 25})
    fetch.go.set()
    qtbot.waitUntil(lambda: not tasks.running, timeout=WAIT)
    assert squares.index(0, 0).data() == "25"


def test_people_keep_qts_rules_while_columns_and_rows_come(
    office: Office, context: Context, driver: Driver
) -> None:
    people = [office.child(f"Child {n:02}") for n in range(30)]
    model = PeopleModel(context)
    tester = watched(model)
    model.set_purposes((Purpose("website"), Purpose("press")))
    model.show(people, {})
    model.index(0, 0).data()
    driver.settle()
    assert model.index(0, 0).data() == "Child 00"
    assert model.index(0, 3).data() == "Never asked"
    model.show(people[:3], {})
    driver.settle()
    del tester


def test_permissions_keep_qts_rules(office: Office, context: Context, driver: Driver) -> None:
    child = office.family()
    office.permit(child)
    model = PermissionsModel(context)
    tester = watched(model)
    model.show([(child, Purpose("website"))], {})
    model.index(0, 0).data()
    driver.settle()
    assert [model.index(0, n).data() for n in (0, 2, 3)] == ["Noah Lund", "Website", "Journaled"]
    del tester


def test_photos_keep_qts_rules(office: Office, context: Context, driver: Driver) -> None:
    photo = office.photo(office.portrait(office.family()))
    model = PhotoModel(context)
    tester = watched(model)
    model.show((photo,), {})
    model.index(0, 0).data()
    driver.settle()
    spoken = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "IMG_0001.jpg, Noah Lund, May not be shown"
    del tester


def test_a_photo_is_found_in_whatever_order_they_stand(context: Context) -> None:
    model = PhotoModel(context)
    for order in ((9, 7, 4, 2), (2, 4, 7, 9), (4, 9, 2, 7), (7,), ()):
        model.show([PhotoId(n) for n in order], {})
        for number in range(1, 11):
            wanted = order.index(number) if number in order else None
            assert model.place_of(PhotoId(number)) == wanted


def test_a_photo_far_down_a_long_list_is_scrolled_to(context: Context, driver: Driver) -> None:
    model = PhotoModel(context)
    grid = PhotoGrid(context, model, "Photos")
    grid.resize(800, 600)
    driver.show(grid)
    model.show([PhotoId(n) for n in range(20_000, 0, -1)], {})
    for number in (10, 19_990):
        grid.choose(PhotoId(number))
        driver.settle()
        index = grid.currentIndex()
        assert model.id_at(index.row()) == number
        assert grid.viewport().rect().intersects(grid.visualRect(index))
    assert grid.visualRect(model.index(12_345, 0)).isValid()
    grid.close()
    driver.settle()


def test_the_pages_keep_qts_rules(qtbot: QtBot) -> None:
    del qtbot
    model = SideModel()
    tester = watched(model)
    model.set_waiting("forms", 3)
    place = model.keys.index("forms")
    assert model.index(place).data(Qt.ItemDataRole.AccessibleTextRole) == "Forms, 3 waiting"
    del tester


def test_lines_come_in_pieces_and_titles_cannot_be_chosen(qtbot: QtBot) -> None:
    del qtbot
    asked: list[int] = []
    model: LineModel[int] = LineModel(None, lambda: asked.append(model.rowCount()))
    title = Entry[int](Line(heading="Group", title=True))
    model.show([title, Entry(Line(heading="One"), 1)], complete=False)
    assert model.first() == 1
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsSelectable
    nowhere = QModelIndex()
    assert model.canFetchMore(nowhere)
    tester = watched(model)
    model.fetchMore(nowhere)
    assert asked == [2], "asked once, however often Qt asks"
    model.add([Entry(Line(heading="Two"), 2)], complete=True)
    assert [e.value for e in model.entries] == [None, 1, 2]
    assert not model.canFetchMore(nowhere)
    del tester
