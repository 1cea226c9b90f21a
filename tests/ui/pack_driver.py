"""The window for check packs as a person works it: open, type the words, drop pictures, look."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.services.check_pack.making import Wanted, make_pack
from consentdesk.ui.context import Context
from consentdesk.ui.pack_opening import open_pack_window
from consentdesk.ui.pack_window import PackWindow
from tests.services.office import Office
from tests.ui.driving import Driver

WORDS = "correct horse battery staple"


def pack_of(office: Office, name: str = "week.cdpack", at: datetime | None = None) -> Path:
    """A pack of all photos, for all destinations."""
    path = office.folder.parent / name
    return make_pack(*office.desk[:2], at or office.at, path, WORDS, Wanted()).path


class PackDriver(Driver):
    """Opens the window over another one and works it."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        super().__init__(qtbot, context)
        self.desk = QWidget()
        self.show(self.desk)
        self.window = self.open()

    def open(self, pack: Path | None = None, *paths: Path) -> PackWindow:
        """Open the window as the doors do."""
        window = open_pack_window(self.context, self.desk, pack, paths)
        self.qtbot.waitExposed(window)
        window.activateWindow()
        self.wait(window.isActiveWindow)
        self.settle()
        return window

    def unlock(self, words: str = WORDS) -> None:
        """Type the passphrase."""
        self.window.passphrase.setFocus()
        self.type(self.window.passphrase, words)
        self.click(self.window.unlock)
        self.wait(self.window.unlock.isEnabled)
        self.settle()

    def check(self, *paths: Path) -> None:
        """Drop pictures and wait for their verdicts."""
        assert self.drop(self.window, paths)
        self.settle()

    def listed(self) -> dict[str, str]:
        """The word for each file, over all destinations."""
        rows = self.window.many.model.rows
        return {row.finding.path.name: row.sign(None).word for row in rows}

    def words(self) -> str:
        """Everything written in the window."""
        labels = self.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())
