"""A second start, and files from the system or the command line, reach the first window."""

from pathlib import Path
from threading import Thread

import pytest
from PySide6.QtCore import QSettings, Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from consentdesk.ui.application import application
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.handing import FilesFromSystem
from consentdesk.ui.instance import Instance, one_name
from tests.services.office import Office
from tests.ui.beginning import Program
from tests.ui.driving import WAIT

Key = Qt.Key


@pytest.fixture
def _short_paths(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for sockets, whose whole path may not be longer than some hundred signs."""
    monkeypatch.setenv("TMPDIR", str(tmp_path_factory.getbasetemp()))


def check_windows() -> list[CheckWindow]:
    """Those that are open."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow)]


def heard(first: Instance) -> list[tuple[object, str]]:
    """What later starts hand over, as it comes."""
    received: list[tuple[object, str]] = []
    first.handed_over.connect(lambda paths, wanted: received.append((paths, wanted)))
    return received


@pytest.mark.usefixtures("_short_paths")
def test_a_second_start_hands_its_files_to_the_first(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = Instance("anna", "register.db"), Instance("anna", "register.db")
    assert first.is_first()
    assert first.listen()
    assert not second.is_first()
    received = heard(first)
    paths = [tmp_path / "å ø.jpg", tmp_path / "b.jpg"]
    assert second.hand_over(paths)
    qtbot.waitUntil(lambda: bool(received), timeout=WAIT)
    assert received == [(tuple(paths), "")]
    first.close()


@pytest.mark.usefixtures("_short_paths")
def test_a_second_start_waits_for_a_first_that_is_only_just_opening(
    qtbot: QtBot, tmp_path: Path
) -> None:
    first, second = Instance("anna", "register.db"), Instance("anna", "register.db")
    assert first.is_first()
    assert not second.is_first()
    received = heard(first)
    # A machine's second start is another process; here its first tries must find nobody.
    late = Thread(target=second.hand_over, args=([tmp_path / "a.jpg"],))
    late.start()
    assert first.listen()
    qtbot.waitUntil(lambda: bool(received), timeout=WAIT)
    late.join()
    assert received == [((tmp_path / "a.jpg",), "")]
    first.close()


def test_other_registers_and_other_people_have_windows_of_their_own() -> None:
    first = Instance("anna", "register.db")
    assert first.is_first()
    for other in (Instance("anna", "other.db"), Instance("berit", "register.db")):
        assert other.is_first()
        other.close()
    first.close()


def test_a_register_of_the_same_name_in_another_folder_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the pictures of one school would be checked against the permissions of another."""
    here, there = tmp_path / "here", tmp_path / "there"
    names = set()
    for folder in (here, there):
        folder.mkdir()
        monkeypatch.chdir(folder)
        names.add(one_name("school.db"))
        assert one_name(str(folder / "school.db")) == one_name("school.db")
        assert one_name("../" + folder.name + "/school.db") == one_name("school.db")
    assert len(names) == 2
    server = "postgresql+psycopg://server/school"
    assert len({one_name(server), one_name(server, "Solsikken"), one_name(server, "Skoven")}) == 3
    assert one_name("mysql://x") == "mysql://x"


def test_files_given_before_the_register_is_open_are_kept(
    qtbot: QtBot, settings: QSettings, office: Office
) -> None:
    path = office.draw()
    program = Program(qtbot, settings, Path(office.register.location))
    program.desk.take_files([path])
    program.begin()
    program.driver.settle()
    windows = check_windows()
    assert [w.isVisible() for w in windows] == [True]
    for window in windows:
        window.close()
    program.desk.window.close()
    program.desk.close()


def test_a_file_the_system_hands_over_is_checked(
    qtbot: QtBot, settings: QSettings, office: Office
) -> None:
    path = office.draw()
    program = Program(qtbot, settings, Path(office.register.location))
    program.begin()
    app = application()
    # As `run` does on macOS, where opening a file in the finder comes as an event.
    from_system = FilesFromSystem()
    from_system.files_came.connect(program.desk.take_files)
    app.installEventFilter(from_system)
    QApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile(str(path))))
    app.removeEventFilter(from_system)
    program.driver.wait(lambda: bool(check_windows()))
    program.driver.settle()
    windows = check_windows()
    assert [w.isVisible() for w in windows] == [True]
    program.driver.wait(lambda: windows[0].view is windows[0].one)
    assert windows[0].one.row is not None
    assert windows[0].one.row.finding.path == path
    windows[0].close()
    program.desk.window.close()
    program.desk.close()


def test_files_handed_over_are_checked_whatever_page_is_open(
    qtbot: QtBot, settings: QSettings, office: Office
) -> None:
    settings.setValue("window/page", "photos")
    program = Program(qtbot, settings, Path(office.register.location))
    program.begin()
    program.driver.settle()
    assert program.desk.window.pages.key == "photos"
    program.desk.take_files([office.draw()])
    program.driver.wait(lambda: bool(check_windows()))
    program.driver.settle()
    (window,) = check_windows()
    assert window.isVisible()
    window.close()
    program.desk.window.close()
    program.desk.close()
