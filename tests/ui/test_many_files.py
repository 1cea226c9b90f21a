"""A folder of a hundred thousand files in the windows: none of them waits, all of them stop."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.finding_list import STEP, FindingList, FindingModel
from consentdesk.ui.finding_rows import FindingRow, Heap
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.tasks import JobState
from tests.services.office import Office
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import Driver

MANY = 100_000


@pytest.fixture
def archive(office: Office) -> Path:
    """A folder with so many names for one picture."""
    folder = office.folder / "archive"
    folder.mkdir()
    picture = office.draw()
    for number in range(MANY):
        os.link(picture, folder / f"{number:06d}.jpg")
    return folder


def _rows(row: FindingRow, count: int) -> list[FindingRow]:
    """The same finding of so many files."""
    folder = row.finding.path.parent
    return [
        replace(row, finding=replace(row.finding, path=folder / f"{number}.jpg"))
        for number in range(count)
    ]


@pytest.fixture
def row(check: CheckDriver, office: Office) -> FindingRow:
    """The row of a picture nobody has registered."""
    check.check(office.draw())
    return check.window.many.model.rows[0]


def test_a_list_asks_about_the_files_it_can_show_and_counts_all(
    driver: Driver, context: Context, row: FindingRow
) -> None:
    model = FindingModel(context.thumbnails)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)
    view = FindingList(context, model, "Files")
    driver.show(view)
    rows = _rows(row, 2 * STEP + 10)
    for start in range(0, len(rows), 1000):
        model.add(rows[start : start + 1000])
    assert model.rowCount() == STEP
    assert (model.counts, model.shown) == ({Heap.UNDECIDED: len(rows)}, tuple(rows))
    for given in (2 * STEP, len(rows)):
        driver.press(view, Qt.Key.Key_End)
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        driver.settle()
        assert model.rowCount() == given
    assert not model.canFetchMore(QModelIndex())
    driver.press(view, Qt.Key.Key_End)
    assert view.row == rows[-1]
    model.renew(rows)
    assert model.rowCount() == len(rows)
    model.look_at(None, Heap.CLEAR)
    assert (model.rowCount(), model.shown) == (0, ())
    model.look_at(None, None)
    assert model.rowCount() == STEP


def test_a_check_of_as_many_stops_while_they_are_listed(check: CheckDriver, archive: Path) -> None:
    """And goes on being a window meanwhile."""
    check.window.take([archive])
    (job,) = check.context.tasks.running
    check.wait(lambda: job.total == 0 and bool(check.context.tasks.running))
    job.cancel()
    check.settle()
    assert job.state is JobState.CANCELLED
    assert (job.done, job.total) == (0, 0)
    assert check.window.many.model.rows == ()


def test_a_card_of_as_many_stops_too(window: MainWindow, driver: Driver, archive: Path) -> None:
    """While it is listed nothing is asked yet, and nothing is added."""
    driver.context.files_wanted.emit([archive])
    (job,) = [one for one in driver.context.tasks.running if one.title]
    driver.wait(lambda: job.done > 0)
    job.cancel()
    driver.settle()
    assert job.state is JobState.CANCELLED
    assert job.done < MANY
    assert not window.findChildren(CheckWindow)
