"""The folder a scanner writes to: taken from once it is still, missed when it is away."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.domain.inbox import Group
from consentdesk.ui.context import Context
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.scanner import FOLDER, REGISTER, Scanner
from consentdesk.ui.settings_dialog import SettingsDialog
from tests.services.office import Office
from tests.ui.driving import Driver
from tests.ui.inbox_driver import InboxDriver
from tests.ui.returning_class import few_stack


class Clock:
    """Seconds that only go on when somebody says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    made.mkdir()
    return made


@pytest.fixture
def scanner(context: Context, clock: Clock) -> Iterator[Scanner]:
    """The desk's own, on that clock."""
    made = context.scanner
    made.use_clock(clock)
    yield made
    made.stop()


def _look(scanner: Scanner, clock: Clock, driver: Driver, seconds: float = 6) -> None:
    clock.now += seconds
    scanner.look()
    driver.settle()


def test_a_stack_comes_in_once_it_is_still_and_is_put_away(
    window: MainWindow,
    driver: Driver,
    office: Office,
    scanner: Scanner,
    clock: Clock,
    folder: Path,
) -> None:
    scanner.choose(str(folder))
    driver.settle()
    shutil.copy(few_stack(office), folder / "scan.pdf")
    _look(scanner, clock, driver)
    assert (folder / "scan.pdf").exists()
    _look(scanner, clock, driver)
    hands = InboxDriver(window, driver)
    assert hands.inbox().count(Group.READY) == 3
    assert not (folder / "scan.pdf").exists()
    assert (folder / "Behandlet" / "scan.pdf").exists()


def test_a_folder_that_is_away_is_told_of_until_it_is_back(
    window: MainWindow,
    driver: Driver,
    scanner: Scanner,
    clock: Clock,
    folder: Path,
) -> None:
    scanner.choose(str(folder))
    driver.settle()
    window.go("forms")
    hands = InboxDriver(window, driver)
    hands.page.tabs.setCurrentIndex(0)
    folder.rename(folder.with_name("away"))
    _look(scanner, clock, driver)
    assert "cannot be reached since 10:00" in hands.tab.away.text()
    _look(scanner, clock, driver, 600)
    assert "since 10:00" in hands.tab.away.text()
    folder.with_name("away").rename(folder)
    _look(scanner, clock, driver)
    assert hands.tab.away.isHidden()


def test_the_folder_of_one_register_is_left_alone_by_another(
    window: MainWindow,
    driver: Driver,
    office: Office,
    scanner: Scanner,
    clock: Clock,
    folder: Path,
) -> None:
    scanner.choose(str(folder))
    driver.context.settings.setValue(REGISTER, "/somewhere/else.consentdesk")
    shutil.copy(few_stack(office), folder / "scan.pdf")
    _look(scanner, clock, driver)
    _look(scanner, clock, driver)
    assert (folder / "scan.pdf").exists()
    assert window.isVisible()


def test_the_folder_is_chosen_in_the_settings(
    window: MainWindow, driver: Driver, context: Context, folder: Path
) -> None:
    dialog = SettingsDialog(context, window, None)
    driver.show(dialog)
    dialog.scanner.show_folder(str(folder))
    assert not context.settings.value(FOLDER)
    driver.click(dialog.save)
    assert context.scanner.folder == folder
    context.scanner.stop()
