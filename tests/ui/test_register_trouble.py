"""Trouble with the register or a folder, as a window tells it: a sentence, and nothing is lost."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from consentdesk.storage.database import raw_file
from consentdesk.storage.register import Register
from consentdesk.ui.context import Context
from consentdesk.ui.desk import Desk
from consentdesk.ui.main_window import MainWindow
from consentdesk.ui.overview_page import OverviewPage
from consentdesk.ui.person_dialog import open_person_dialog
from consentdesk.ui.problem_page import ProblemPage
from consentdesk.ui.tasks import Tasks
from consentdesk.ui.upkeep import FOLDER
from tests.services.office import CLERK, MONDAY, Office
from tests.ui.driving import DeskDriver, Driver
from tests.ui.export_driver import ExportDriver

Key = Qt.Key


class Beginning:
    """The program, begun on a register with something wrong."""

    def __init__(self, qtbot: QtBot, folder: Path, location: Path) -> None:
        settings = QSettings(str(folder / "windows.ini"), QSettings.Format.IniFormat)
        self.context = Context(None, CLERK, Tasks(), settings, now=lambda: MONDAY)
        self.desk = Desk(self.context, str(location), None, ())
        self.driver = DeskDriver(qtbot, self.context)
        self.desk.begin()
        self.driver.wait(lambda: self.context.is_open or self.desk.window.front is not None)
        self.driver.settle()

    @property
    def said(self) -> str:
        """What the page says that stands in the place of the desk."""
        front = self.desk.window.front
        assert isinstance(front, ProblemPage)
        return " ".join(t.text().replace("\u200b", "") for t in front.findChildren(QLabel))

    def end(self) -> None:
        """Close it again."""
        self.desk.window.close()
        self.desk.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A register that nobody has open."""
    path = tmp_path / "data" / "register.db"
    made = Register.create(str(path), institution="Skovskolen", policy="dk", clerk=CLERK, at=MONDAY)
    made.close()
    return path


@contextmanager
def _held(register: Register) -> Iterator[None]:
    """Another program writes and doesn't come to an end."""
    # By the register's own library: locks of another one in the same process would not be seen.
    with closing(raw_file(Path(register.location))) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_damaged_register_is_told_with_what_to_do_and_opens_once_it_is_whole(
    qtbot: QtBot, tmp_path: Path, file: Path
) -> None:
    whole = file.read_bytes()
    hurt = bytearray(whole)
    hurt[4096:20480] = b"\xa5" * 16384
    file.write_bytes(hurt)
    program = Beginning(qtbot, tmp_path, file)
    assert str(file) in program.said
    assert "damaged" in program.said
    assert "backup" in program.said
    assert file.read_bytes() == hurt
    file.write_bytes(whole)
    front = program.desk.window.front
    assert isinstance(front, ProblemPage)
    program.driver.click(front.view.button)
    program.driver.wait(lambda: program.context.is_open)
    program.driver.settle()
    assert isinstance(program.desk.window.pages.page, OverviewPage)
    program.end()


def test_a_register_of_a_newer_version_is_told_and_left_as_it_is(
    qtbot: QtBot, tmp_path: Path, file: Path
) -> None:
    with closing(raw_file(file)) as database:
        database.execute("UPDATE consentdesk_version SET version_num = '9999'")
    before = file.read_bytes()
    program = Beginning(qtbot, tmp_path, file)
    assert "newer" in program.said
    assert file.read_bytes() == before
    program.end()


def test_a_register_on_a_network_drive_is_told_with_the_way_out(
    qtbot: QtBot, tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(f"36 35 98:0 / {file.parent} rw - cifs //server/share rw\n", "utf-8")
    monkeypatch.setattr("consentdesk.storage.places.MOUNTINFO", table)
    program = Beginning(qtbot, tmp_path, file)
    assert "network drive (cifs)" in program.said
    assert not program.context.is_open
    program.end()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registers opened from now on wait a moment only for somebody else who writes."""
    monkeypatch.setattr("consentdesk.storage.database.WAIT_SECONDS", 0.1)


@pytest.mark.usefixtures("impatient")
def test_a_register_somebody_else_writes_to_loses_nothing_that_was_typed(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    register = office.register
    dialog = open_person_dialog(driver.context, window)
    driver.type(dialog.name, "Noah Lund")
    driver.type(dialog.born, "03-05-2019")
    with _held(register):
        driver.click(dialog.save)
        driver.settle()
        assert "Somebody else is writing" in dialog.banner.text
        assert dialog.isVisible()
        assert dialog.name.text() == "Noah Lund"
        with register.read() as reader:
            assert reader.counts(office.today).subjects == 0
    driver.click(dialog.save)
    driver.settle()
    with register.read() as reader:
        assert reader.counts(office.today).subjects == 1


def test_a_backup_that_can_not_be_written_is_told_where_it_was_asked_for(
    window: MainWindow, driver: Driver, office: Office
) -> None:
    in_the_way = office.folder / "backups"
    in_the_way.write_bytes(b"a file where the folder should be")
    driver.context.settings.setValue(FOLDER, str(in_the_way))
    window.actions_.backup.trigger()
    driver.settle()
    said = window.banner.text.replace("\u200b", "")
    assert str(in_the_way) in said
    assert window.banner.property("tone") == "no"
    assert in_the_way.read_bytes() == b"a file where the folder should be"


def test_a_picture_that_changes_between_check_and_export_stays_where_it_is(
    qtbot: QtBot, context: Context, office: Office
) -> None:
    child = office.family()
    office.permit(child)
    kept, changed = office.portrait(child), office.portrait(child)
    dialog = ExportDriver(qtbot, context, office)
    dialog.open(kept, changed)
    assert dialog.clear() == [kept.name, changed.name]
    changed.write_bytes(office.draw().read_bytes())
    target = office.target()
    dialog.aim(target)
    dialog.finish()
    dialog.settle()
    out = [p for p in target.rglob("*") if p.suffix == ".jpg"]
    assert len(out) == 1
    (release,) = dialog.releases()
    assert [copy.output for copy in release.copies] == [out[0].name]
    result = dialog.dialog.outcome
    assert [row.finding.path for row in result.late_model.rows] == [changed]
