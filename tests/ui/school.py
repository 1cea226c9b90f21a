"""A register with a backup, and hands for the window that restores it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from consentdesk.services import upkeep
from consentdesk.storage.register import Register
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui.restore_dialog import RestoreDialog
from tests.services.office import CLERK, MONDAY, Office
from tests.ui.beginning import Program

NAME = "consentdesk-20260913-100000.db"


class School:
    """A register that nobody has open, a backup of it, and the program begun on it later."""

    def __init__(self, qtbot: QtBot, settings: QSettings, folder: Path) -> None:
        self._qtbot = qtbot
        self._settings = settings
        self.folder = folder / "data"
        self.pictures = folder / "pictures"
        self.pictures.mkdir()
        self.drawn = 0
        self.path = self.folder / "register.db"
        self.backup = self.folder / NAME
        self._program: Program | None = None
        place = str(self.path)
        house = "Skovskolen"
        Register.create(place, institution=house, policy="dk", clerk=CLERK, at=MONDAY).close()

    def work(self, work: Callable[[Office], object]) -> None:
        """Something is done in the register, which is closed again."""
        with Register.open(str(self.path)) as register:
            office = Office(register, self.pictures, MONDAY + timedelta(minutes=5), self.drawn)
            work(office)

    def back_up(self, to: Path | None = None) -> Path:
        path = to or self.backup
        self.work(lambda office: upkeep.backup(office.register, path))
        return path

    @property
    def program(self) -> Program:
        """The program, begun when it is first asked for."""
        if self._program is None:
            self._program = Program(self._qtbot, self._settings, self.path)
            self._program.context.now = lambda: MONDAY + timedelta(hours=1)
            self._program.begin()
        return self._program

    @property
    def said(self) -> str:
        """The message at the foot of the window."""
        return self.program.desk.window.banner.text.replace("\u200b", "")

    def ask(self) -> RestoreDialog:
        """Choose the action; what is told of the newest backup has been read."""
        window = self.program.desk.window
        window.actions_.restore.trigger()
        self.program.driver.settle()
        (dialog,) = self.dialogs()
        return dialog

    def dialogs(self) -> list[RestoreDialog]:
        tops = QApplication.topLevelWidgets()
        return [w for w in tops if isinstance(w, RestoreDialog) and w.isVisible()]

    def look_at(self, path: Path) -> RestoreDialog:
        """Ask, and point at that file."""
        dialog = self.ask()
        dialog.choose(path)
        self.program.driver.settle()
        return dialog

    def press(self, dialog: RestoreDialog) -> None:
        """Restore, and wait until the register is open again."""
        self.program.driver.click(dialog.restore)
        self.program.driver.wait(lambda: self.program.context.is_open)
        self.program.driver.settle()

    def names(self) -> list[str]:
        """Everybody in the register that is open."""
        with self.program.context.register.read() as reader:
            found = reader.find_subjects(SubjectFilter(), reader.today(MONDAY))
            return [reader.subject(one).name for one in found]

    @property
    def aside(self) -> list[Path]:
        return sorted(self.folder.glob("*.before-restore-*"))

    def close(self) -> None:
        for dialog in self.dialogs():
            dialog.done(0)
        if self._program is not None:
            self._program.driver.settle()
            self._program.desk.window.close()
            self._program.desk.close()
