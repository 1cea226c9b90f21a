"""A program that begins, for the tests of its beginnings."""

from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from consentdesk.ui.context import Context
from consentdesk.ui.desk import Desk
from consentdesk.ui.tasks import Tasks
from tests.services.office import CLERK, MONDAY
from tests.ui.driving import DeskDriver

Key = Qt.Key


class Program:
    """A running program, begun as `run` begins it."""

    def __init__(self, qtbot: QtBot, settings: QSettings, location: Path) -> None:
        self.context = Context(None, CLERK, Tasks(), settings, now=lambda: MONDAY)
        self.desk = Desk(self.context, str(location), None, ())
        self.driver = DeskDriver(qtbot, self.context)

    def begin(self) -> None:
        """Begin, and wait until the register is open or something stands in its place."""
        self.desk.begin()
        self.driver.wait(lambda: self.context.is_open or self.desk.window.front is not None)
        self.driver.settle()

    @property
    def front(self) -> object:
        """What stands in the window instead of the desk."""
        return self.desk.window.front
