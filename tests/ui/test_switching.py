"""Another register: nothing of the one before is kept, and a wrong file leads nowhere else."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from consentdesk.domain.photos import PhotoId
from consentdesk.services import roster
from consentdesk.services.backups import Backup
from consentdesk.storage import upkeep
from consentdesk.storage.register import Register
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.page import Page
from consentdesk.ui.people_page import PeoplePage
from consentdesk.ui.problem_page import ProblemPage
from consentdesk.ui.restore_dialog import RestoreDialog
from consentdesk.ui.upkeep import FOLDER
from tests.services.office import CLERK, MONDAY
from tests.ui.beginning import Program

BORN = date(2018, 3, 4)


def _register(path: Path, name: str, *children: str) -> Path:
    made = Register.create(str(path), institution=name, policy="dk", clerk=CLERK, at=MONDAY)
    with made as register:
        for child in children:
            roster.enrol(register, CLERK, MONDAY, name=child, born=BORN)
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The own register, with two children."""
    return _register(tmp_path / "data" / "register.db", "Skovskolen", "Ida Holm", "Noah Lund")


@pytest.fixture
def program(qtbot: QtBot, settings: QSettings, own: Path) -> Iterator[Program]:
    """The program, begun on the own register."""
    made = Program(qtbot, settings, own)
    made.begin()
    made.driver.settle()
    yield made
    made.context.tasks.close()
    made.desk.window.close()
    made.desk.close()


@pytest.fixture
def choose(program: Program, monkeypatch: pytest.MonkeyPatch) -> "Choose":
    return Choose(program, monkeypatch)


class Choose:
    """Chooses a file under “Open another register”, and says what a question was answered with."""

    def __init__(self, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        self._program = program
        self._monkeypatch = monkeypatch
        self.asked: list[str] = []

    def __call__(self, path: Path, answer: str = "") -> None:
        chosen = (str(path), "")
        self._monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a: chosen)
        timer = QTimer()
        timer.timeout.connect(lambda: self._answer(answer))
        timer.start(20)
        self._program.desk.window.register_wanted.emit()
        self._program.driver.settle()
        timer.stop()

    def _answer(self, wanted: str) -> None:
        asked = QApplication.activeModalWidget()
        if isinstance(asked, QMessageBox):
            self.asked.append(asked.text())
            next(b for b in asked.buttons() if b.text().replace("&", "") == wanted).click()


def _open(program: Program) -> str:
    with program.context.register.read() as reader:
        return reader.institution.name


def _page(program: Program) -> Page | None:
    return program.desk.window.pages.page


def test_another_register_begins_with_its_overview_and_nothing_chosen(
    program: Program, choose: Choose, tmp_path: Path
) -> None:
    """Its people have the same numbers."""
    other = _register(tmp_path / "other.db", "Byskolen", "Ella Friis", "Otto Krag")
    window = program.desk.window
    window.go("people")
    program.driver.settle()
    page = _page(program)
    assert isinstance(page, PeoplePage)
    page.table.selectAll()
    first = page.chosen_subjects[0]
    assert len(page.chosen_subjects) == 2
    window.banner.say("Ida Holm is enrolled.")
    program.context.show_subject(first)
    program.driver.settle()
    choose(other)
    assert _open(program) == "Byskolen"
    overview = _page(program)
    assert isinstance(overview, OverviewPage)
    assert window.sidebar.current == "overview"
    assert not window.banner.text
    window.pages.back()
    assert _page(program) is overview
    window.go("people")
    program.driver.settle()
    again = _page(program)
    assert isinstance(again, PeoplePage)
    assert again.model.rowCount() == 2
    assert again.chosen_subjects == ()
    program.context.show_subject(first)
    program.driver.settle()
    assert "Ella" in window.windowTitle() or "Otto" in window.windowTitle()


def test_a_picture_being_checked_is_not_taken_along_into_another_register(
    program: Program, choose: Choose, tmp_path: Path
) -> None:
    other = _register(tmp_path / "other.db", "Byskolen")
    window = program.desk.window
    window.check_files([tmp_path])
    program.driver.settle()
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow)]
    choose(other)
    program.driver.wait(
        lambda: not [w for w in QApplication.topLevelWidgets() if isinstance(w, CheckWindow)]
    )


def test_the_practice_class_and_the_own_register_never_share_a_picture(
    program: Program, home: Path
) -> None:
    del home
    window, context = program.desk.window, program.context
    window.practice_wanted.emit()
    program.driver.wait_long(lambda: _open(program) != "Skovskolen")
    # At once, while the practice class's pictures are still looked for.
    window.own_register_wanted.emit()
    program.driver.wait(lambda: _open(program) == "Skovskolen")
    program.driver.settle()
    numbers = tuple(PhotoId(number) for number in range(1, 40))
    assert context.thumbnails.places(numbers) == {}


def test_a_wrong_file_leaves_the_own_register_open_and_says_why(
    program: Program, choose: Choose, tmp_path: Path
) -> None:
    wrong = tmp_path / "holiday.jpg"
    wrong.write_bytes(b"no register")
    choose(wrong)
    window = program.desk.window
    assert program.front is None
    assert _open(program) == "Skovskolen"
    assert str(wrong) in window.banner.text.replace("\u200b", "")
    window.go("people")
    program.driver.settle()
    assert window.windowTitle().startswith("People")


def test_a_wrong_file_chosen_while_practising_keeps_the_way_back(
    program: Program, choose: Choose, tmp_path: Path, home: Path
) -> None:
    del home
    wrong = tmp_path / "holiday.jpg"
    wrong.write_bytes(b"no register")
    window = program.desk.window
    window.practice_wanted.emit()
    program.driver.wait_long(lambda: _open(program) != "Skovskolen")
    program.driver.settle()
    choose(wrong)
    assert _open(program) != "Skovskolen"
    assert window.actions_.own_register.text() == "Back to Skovskolen"
    program.driver.click(window.sidebar.leave)
    program.driver.settle()
    assert _open(program) == "Skovskolen"


def test_a_wrong_file_chosen_in_trouble_leads_back_to_the_own_register(
    qtbot: QtBot,
    settings: QSettings,
    own: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = own.read_bytes()
    own.write_bytes(b"damaged")
    program = Program(qtbot, settings, own)
    program.begin()
    wrong = tmp_path / "holiday.jpg"
    wrong.write_bytes(b"no register")
    Choose(program, monkeypatch)(wrong)
    front = program.front
    assert isinstance(front, ProblemPage)
    said = " ".join(text.text().replace("\u200b", "") for text in front.findChildren(QLabel))
    assert str(wrong) in said
    assert front.view.button.text() == "Back to your own register"
    own.write_bytes(whole)
    program.driver.click(front.view.button)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    assert _open(program) == "Skovskolen"
    program.desk.window.close()
    program.desk.close()


def test_a_backup_is_not_opened_as_the_own_register_unless_that_is_meant(
    program: Program, choose: Choose, tmp_path: Path, settings: QSettings
) -> None:
    """Known by the institution's own number, whatever the file is called."""
    backup, folder = tmp_path / "from the stick.db", tmp_path / "backups"
    folder.mkdir()
    upkeep.backup(program.context.register, backup)
    settings.setValue(FOLDER, str(folder))
    window = program.desk.window
    choose(backup, "Stay in your own register")
    assert choose.asked == [
        "from the stick.db is a backup of your own register. The last entry in it is from "
        "14 September 2026, 08:00."
    ]
    assert program.context.register.location != str(backup)
    assert not window.actions_.own_register.isEnabled()
    choose(backup, "Open it anyway")
    assert program.context.register.location == str(backup)
    assert "is a backup of your own register" in window.banner.text
    assert window.actions_.own_register.text() == "Back to Skovskolen"
    # It would stand for the own register of today.
    assert list(folder.iterdir()) == []
    program.driver.click(window.sidebar.leave)
    program.driver.settle()
    assert program.context.register.location != str(backup)
    assert len(choose.asked) == 2
    assert not window.banner.text


def test_a_backup_chosen_as_a_register_can_be_restored_instead(
    program: Program, choose: Choose, tmp_path: Path
) -> None:
    backup = tmp_path / "from the stick.db"
    upkeep.backup(program.context.register, backup)
    choose(backup, "Restore it…")
    (dialog,) = program.desk.window.findChildren(RestoreDialog)
    chosen = dialog.list.value
    assert isinstance(chosen, Backup)
    assert chosen.path == backup
    assert program.context.register.location != str(backup)
    dialog.reject()
    program.driver.settle()
