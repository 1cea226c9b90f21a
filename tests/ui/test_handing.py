"""Files from outside, and what for: all arrive, together, at the door that was asked for."""

import os
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QSettings, Qt, QUrl
from PySide6.QtGui import QFileOpenEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from consentdesk import settings as surroundings
from consentdesk.ui.add_photos_dialog import AddPhotosDialog
from consentdesk.ui.application import application
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.handing import CHECK, IMPORT, INBOX, FilesFromSystem, Gathering, hear_the_system
from consentdesk.ui.instance import Instance
from tests.services.office import Office
from tests.source import ROOT
from tests.ui.beginning import Program
from tests.ui.check_driver import CheckDriver
from tests.ui.driving import WAIT

pytestmark = pytest.mark.usefixtures("_short_paths")


@pytest.fixture
def _short_paths(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A folder for sockets, whose whole path may not be longer than some hundred signs."""
    monkeypatch.setenv("TMPDIR", str(tmp_path_factory.getbasetemp()))


@pytest.fixture
def program(qtbot: QtBot, settings: QSettings, office: Office) -> Iterator[Program]:
    """One that runs, on the office's register."""
    made = Program(qtbot, settings, Path(office.register.location))
    made.begin()
    made.driver.settle()
    yield made
    for window in QApplication.topLevelWidgets():
        if isinstance(window, CheckWindow):
            window.end()
    made.desk.window.close()
    made.desk.close()


def check_window() -> CheckWindow | None:
    windows = (w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow))
    return next((w for w in windows if w.isVisible()), None)


def asked_to_add(program: Program) -> AddPhotosDialog | None:
    found = program.desk.window.findChildren(AddPhotosDialog)
    return next((one for one in found if one.isVisible()), None)


@pytest.mark.parametrize("message", [b"", b"[]", b'["a"]', b'{"paths":"a","wanted":""}', b"\xff"])
def test_a_message_that_is_none_brings_the_window_to_the_front_and_no_more(
    qtbot: QtBot, message: bytes
) -> None:
    from PySide6.QtNetwork import QLocalSocket

    first = Instance("anna", "register.db")
    assert first.is_first()
    assert first.listen()
    received: list[tuple[object, str]] = []
    first.handed_over.connect(lambda paths, wanted: received.append((paths, wanted)))
    socket = QLocalSocket()
    socket.connectToServer(first.name)
    assert socket.waitForConnected(WAIT)
    socket.write(message)
    socket.flush()
    socket.disconnectFromServer()
    qtbot.waitUntil(lambda: bool(received), timeout=WAIT)
    assert received == [((), "")]
    first.close()


def test_a_message_that_is_not_over_holds_nobody(qtbot: QtBot) -> None:
    """Its socket would be taken apart while it takes apart whoever listens, who owns it."""
    from PySide6.QtNetwork import QLocalSocket

    first = Instance("anna", "register.db")
    assert first.is_first()
    assert first.listen()
    socket = QLocalSocket()
    socket.connectToServer(first.name)
    assert socket.waitForConnected(WAIT)
    for _ in range(WAIT):
        if first.findChildren(QLocalSocket):
            break
        qtbot.wait(1)
    assert first.findChildren(QLocalSocket)
    first.close()
    held = weakref.ref(first)
    del first
    assert held() is None


@pytest.mark.parametrize("count", [400, 40_000])
def test_another_start_hands_its_files_and_its_wish_over(
    qtbot: QtBot, office: Office, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """The second is some ten times what a socket holds at once."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    first = Instance(surroundings.clerk_name(None), office.register.location)
    assert first.is_first()
    assert first.listen()
    received: list[tuple[object, str]] = []
    first.handed_over.connect(lambda paths, wanted: received.append((paths, wanted)))
    listed = office.folder / "names"
    names = [office.folder / f"å {number}.jpg" for number in range(count)]
    listed.write_text("\n".join(map(str, names)), "utf-8")
    words = [sys.executable, "-m", "consentdesk", "--register", office.register.location]
    words += ["gui", "--open", "import", "--files-from", str(listed)]
    other = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": str(ROOT)})
    qtbot.waitUntil(lambda: bool(received), timeout=WAIT)
    assert other.wait(WAIT / 1000) == 0
    assert received == [(tuple(names), IMPORT)]
    first.close()


def test_thirty_starts_with_one_file_each_are_one_check(program: Program, office: Office) -> None:
    """As a file manager does that knows no better, and as macOS does by events."""
    path = office.draw()
    copies = [office.folder / f"copy_{number}.jpg" for number in range(30)]
    for copy in copies:
        copy.write_bytes(path.read_bytes())
    app = application()
    hear_the_system(app, program.desk, "darwin")
    for copy in copies[:15]:
        program.desk.take_files([copy])
    for copy in copies[15:]:
        QApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile(str(copy))))
    program.driver.wait(lambda: check_window() is not None)
    program.driver.settle()
    window = check_window()
    assert window is not None
    assert [r.finding.path for r in window.many.model.rows] == copies


def test_elsewhere_nothing_listens_to_every_event(program: Program) -> None:
    hear_the_system(application(), program.desk, "linux")
    assert not program.desk.findChildren(FilesFromSystem)
    hear_the_system(application(), program.desk, "darwin")
    assert len(program.desk.findChildren(FilesFromSystem)) == 1


def test_a_folder_sent_from_a_file_manager_is_checked(program: Program, office: Office) -> None:
    inner = office.folder / "2.A"
    inner.mkdir()
    paths = [office.draw(), office.draw("2.A/b.jpg")]
    program.desk.take_files([office.folder])
    program.driver.wait(lambda: check_window() is not None)
    program.driver.settle()
    window = check_window()
    assert window is not None
    assert {r.finding.path for r in window.many.model.rows} == set(paths)


def test_files_to_be_added_open_the_dialog_that_adds_them(program: Program, office: Office) -> None:
    paths = [office.draw(), office.draw()]
    program.desk.take_files(paths, IMPORT)
    program.driver.wait(lambda: asked_to_add(program) is not None)
    assert program.desk.window.pages.key == "photos"
    assert check_window() is None
    dialog = asked_to_add(program)
    assert dialog is not None
    dialog.reject()
    program.driver.settle()


def test_adding_without_files_asks_for_them(
    program: Program, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = office.draw()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_a, **_k: ([str(path)], ""))
    program.desk.take_files([], IMPORT)
    program.driver.wait(lambda: asked_to_add(program) is not None)
    dialog = asked_to_add(program)
    assert dialog is not None
    dialog.reject()
    program.driver.settle()


def test_the_inbox_and_the_check_open_without_files(program: Program) -> None:
    program.desk.take_files([], INBOX)
    program.driver.wait(lambda: program.desk.window.pages.key == "forms")
    program.desk.take_files([], CHECK)
    program.driver.wait(lambda: check_window() is not None)
    program.driver.settle()


def test_scanned_forms_opened_from_a_file_manager_come_into_the_inbox(
    program: Program, office: Office
) -> None:
    scan, picture = office.folder / "forms.pdf", office.draw()
    scan.write_bytes(b"%PDF-1.4 not whole")
    program.desk.take_files([scan])
    program.driver.wait(lambda: program.desk.window.pages.key == "forms")
    program.driver.settle()
    assert check_window() is None
    program.desk.take_files([scan, picture])
    program.driver.wait(lambda: check_window() is not None)
    program.driver.settle()


def test_what_is_wanted_before_the_register_is_open_waits_for_it(
    qtbot: QtBot, settings: QSettings, office: Office
) -> None:
    made = Program(qtbot, settings, Path(office.register.location))
    made.desk.take_files([office.draw()], IMPORT)
    made.begin()
    made.driver.wait(lambda: asked_to_add(made) is not None)
    dialog = asked_to_add(made)
    assert dialog is not None
    dialog.reject()
    made.driver.settle()
    made.desk.window.close()
    made.desk.close()


def test_what_is_gathered_is_each_file_once_in_the_order_it_came(qtbot: QtBot) -> None:
    gathering = Gathering("", [Path("b"), Path("a")])
    gathering.add("", [Path("b"), Path("c")])
    gathering.add(IMPORT, [Path("d")])
    with qtbot.waitSignal(gathering.ready, timeout=WAIT):
        gathering.add("", ())
    assert gathering.take() == (
        ("", (Path("b"), Path("a"), Path("c"))),
        (IMPORT, (Path("d"),)),
    )
    assert gathering.take() == ()


def test_files_and_pictures_are_pasted_into_the_check_window(
    check: CheckDriver, office: Office
) -> None:
    paths = [office.draw(), office.draw()]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    QApplication.clipboard().setMimeData(data)
    check.press(check.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    check.answered()
    assert check.listed() == [path.name for path in paths]
    QApplication.clipboard().setImage(QImage(str(paths[0])))
    check.press(check.window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    check.wait(lambda: check.window.view is check.window.one)
    assert "Picture from the clipboard" in check.words()
    QApplication.clipboard().clear()
    check.window.paste()
    assert "There is no picture on the clipboard" in check.window.banner.text
