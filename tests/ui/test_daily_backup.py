"""The window sees to a backup a day, and says where it can't."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from tests.services.office import MONDAY, Office
from tests.ui.beginning import Program

Key = Qt.Key


def test_a_backup_is_taken_once_a_day_where_a_folder_was_chosen(
    qtbot: QtBot, settings: QSettings, office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    settings.setValue("backup/folder", str(folder))

    def backups() -> list[str]:
        return sorted(p.stem[-8:] for p in folder.iterdir())

    def taken(day: datetime) -> bool:
        return f"{day:%Y%m%d}" in backups()

    def begin(at: datetime) -> Program:
        program = Program(qtbot, settings, Path(office.register.location))
        program.context.now = lambda: at
        program.begin()
        return program

    for day in (MONDAY, MONDAY + timedelta(hours=3), MONDAY + timedelta(days=1)):
        program = begin(day)
        program.driver.wait(partial(taken, day))
        program.driver.settle()
        program.desk.window.close()
        program.desk.close()
    assert backups() == ["20260914", "20260915"]


def test_a_folder_for_backups_that_is_gone_is_told(
    qtbot: QtBot, settings: QSettings, office: Office, tmp_path: Path
) -> None:
    settings.setValue("backup/folder", str(tmp_path / "gone"))
    program = Program(qtbot, settings, Path(office.register.location))
    program.begin()
    program.driver.wait(lambda: bool(program.desk.window.banner.text))
    assert "gone" in program.desk.window.banner.text.replace("\u200b", "")
    program.desk.window.close()
    program.desk.close()
