"""A desk for every window test: a real register, a real application without a screen."""

import gc
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.services import originals
from consentdesk.storage.register import Register
from consentdesk.ui import theme
from consentdesk.ui.application import make_application, speak
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context
from consentdesk.ui.garbage import search
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.tasks import Tasks
from tests.services.office import CLERK, SKOVSKOLEN, Office
from tests.templates import Templates
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import Driver
from tests.ui.intake_driver import IntakeDriver
from tests.ui.openings import Opener, Openings, fill
from tests.ui.panel_driver import PanelDriver
from tests.ui.print_driver import PrintDriver
from tests.ui.school import School

REGISTER = Path("register", "school.consentdesk")
PICTURES = Path("pictures")


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application as `run` makes it, in light colours."""
    app = make_application()
    theme.use_scheme(app, "light")
    return app


@pytest.fixture(autouse=True)
def _garbage_here() -> Iterator[None]:
    """No working thread takes a window apart that a test has dropped; see `ui.garbage`."""
    gc.disable()
    yield
    search()
    gc.enable()


@pytest.fixture(autouse=True)
def _speaking_english(qapp: QApplication) -> Iterator[None]:
    yield
    speak("en")
    qapp.clipboard().clear()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, templates: Templates) -> Path:
    """A folder with a register in which every page has something to show, and its pictures.

    To be copied, as filling it takes long. What was exported lies in this folder, so no test may
    touch that.
    """
    folder = tmp_path_factory.mktemp("filled")
    (folder / PICTURES).mkdir()
    with Register.open(str(templates.copy(SKOVSKOLEN, folder / REGISTER))) as register:
        fill(Office(register, folder / PICTURES))
    return folder


@pytest.fixture
def office(
    request: pytest.FixtureRequest, tmp_path: Path, templates: Templates
) -> Iterator[Office]:
    """A new register, its pictures in a folder beside it; a filled one where the test is `busy`."""
    drawn = 0
    if "busy" in request.fixturenames:
        filled: Path = request.getfixturevalue("filled")
        copytree(filled, tmp_path, dirs_exist_ok=True)
        drawn = len(list((tmp_path / PICTURES).glob("IMG_*")))
    else:
        (tmp_path / PICTURES).mkdir()
        templates.copy(SKOVSKOLEN, tmp_path / REGISTER)
    with Register.open(str(tmp_path / REGISTER)) as register:
        office = Office(register, tmp_path / PICTURES, drawn=drawn)
        if drawn:
            _know_where_pictures_are(office)
        yield office


def _know_where_pictures_are(office: Office) -> None:
    """As after adding them: where they lie is remembered in each test's own cache."""
    with office.register.read() as reader:
        uuid = reader.institution.uuid
    for path in office.folder.glob("IMG_*"):
        photo = office.photo(path)
        originals.note(uuid, {photo: path}, as_registered=[photo])


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """What this computer remembers of the windows."""
    return QSettings(str(tmp_path / "windows.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """Tasks that end with the test."""
    del qapp
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def context(office: Office, tasks: Tasks, tmp_path: Path) -> Iterator[Context]:
    """The desk of the office; its clock is the office's."""
    settings = QSettings(str(tmp_path / "windows.ini"), QSettings.Format.IniFormat)
    made = Context(office.register, CLERK, tasks, settings, now=lambda: office.at)
    yield made
    tasks.close()
    made.thumbnails.close()


@pytest.fixture
def driver(qtbot: QtBot, context: Context) -> Driver:
    """Hands and eyes: presses keys, waits until the work has come home."""
    return Driver(qtbot, context)


@pytest.fixture
def window(driver: Driver, context: Context) -> MainWindow:
    """The main window on the office's register, shown and settled."""
    made = MainWindow(context)
    made.resize(1280, 800)
    driver.show(made)
    made.show_desk()
    context.tell_written()
    driver.settle()
    return made


@pytest.fixture
def busy(office: Office) -> Office:
    """An office in which every page has something to show: `office` made so."""
    return office


@pytest.fixture
def opened(window: MainWindow, driver: Driver, context: Context, busy: Office) -> Iterator[Opener]:
    """Opens a page or dialog by its name, with something in it."""
    openings = Openings(window, driver, context, busy)
    yield openings.open
    openings.close()


@pytest.fixture
def intake(qtbot: QtBot, context: Context) -> Iterator[IntakeDriver]:
    """The intake dialog, open over another window."""
    made = IntakeDriver(qtbot, context)
    yield made
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog):
            window.done(0)
    made.settle()


@pytest.fixture
def check(qtbot: QtBot, context: Context) -> Iterator[CheckDriver]:
    """The check window, open beside another window."""
    made = CheckDriver(qtbot, context)
    yield made
    for window in QApplication.topLevelWidgets():
        if isinstance(window, CheckWindow):
            window.end()
    made.settle()


@pytest.fixture
def panel(qtbot: QtBot, context: Context, office: Office) -> Iterator[PanelDriver]:
    """A desk at which the panel can be opened."""
    made = PanelDriver(qtbot, context, office)
    yield made
    for window in made.desk.findChildren(QWidget):
        if window.isWindow():
            window.close()
    made.settle()


@pytest.fixture
def printing(qtbot: QtBot, context: Context, tmp_path: Path) -> Iterator[PrintDriver]:
    """Hands for the dialog."""
    made = PrintDriver(qtbot, context, tmp_path)
    yield made
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog):
            window.done(0)
    made.settle()


@pytest.fixture
def school(qtbot: QtBot, settings: QSettings, tmp_path: Path) -> Iterator[School]:
    """A register that nobody has open, and the program begun on it later."""
    made = School(qtbot, settings, tmp_path)
    yield made
    made.close()
