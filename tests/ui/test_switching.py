"""Another register: nothing of the one before is kept."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from consentdesk.domain.photos import PhotoId
from consentdesk.services import roster
from consentdesk.storage.register import Register
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.page import Page
from consentdesk.ui.people_page import PeoplePage
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
