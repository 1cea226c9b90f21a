"""The export dialog as a person works it: choose, see why not, let out, read the result."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.releases import Release
from consentdesk.ui.context import Context
from consentdesk.ui.export_dialog import ExportDialog, open_export_dialog
from consentdesk.ui.export_reading import Obstacle
from tests.services.office import WEBSITE, Office
from tests.ui.driving import Driver


class ExportDriver(Driver):
    """Opens the dialog over another window and works it."""

    def __init__(self, qtbot: QtBot, context: Context, office: Office) -> None:
        super().__init__(qtbot, context)
        self.office = office
        self.desk = QWidget()
        self.show(self.desk)
        self.dialog: ExportDialog

    def open(
        self,
        *paths: Path,
        destination: Destination | None = WEBSITE,
        covered: Sequence[SubjectId] = (),
    ) -> ExportDialog:
        """Open it with these files."""
        self.dialog = open_export_dialog(
            self.context, self.desk, paths, destination=destination, covered=covered
        )
        self.qtbot.waitExposed(self.dialog)
        self.dialog.activateWindow()
        self.wait(self.dialog.isActiveWindow)
        self.settle()
        return self.dialog

    def aim(self, folder: Path) -> None:
        """Type the folder the pictures are to go to."""
        field = self.dialog.form.folder
        field.setFocus()
        field.selectAll()
        self.type(field, str(folder))

    def finish(self) -> None:
        """Ctrl+Enter: let them out."""
        self.control(self.dialog, Qt.Key.Key_Return)

    def clear(self) -> list[str]:
        """The files that may leave."""
        return [r.finding.path.name for r in self.dialog.plan.clear_model.rows]

    def held(self) -> list[str]:
        """The files of the cause that is looked at."""
        return [r.finding.path.name for r in self.dialog.plan.held_model.rows]

    def causes(self) -> list[str]:
        """What stands in the way, as a screen reader says it."""
        return [e.line.spoken() for e in self.dialog.plan.obstacles_model.entries]

    def look_at(self, title: str) -> Obstacle:
        """Choose the cause that begins like that."""
        plan = self.dialog.plan
        plan.show_part("withheld")
        for place, entry in enumerate(plan.obstacles_model.entries):
            if entry.value is not None and entry.value.title.startswith(title):
                plan.obstacles.setFocus()
                plan.obstacles.setCurrentIndex(plan.obstacles_model.index(place))
                self.settle()
                return entry.value
        raise AssertionError(self.causes())

    def offers(self) -> list[str]:
        """The buttons that help against the cause looked at."""
        found = self.dialog.plan.findChildren(QPushButton)
        chips = set(self.dialog.plan.parts.buttons)
        return [b.text() for b in found if b.isVisible() and b.text() and b not in chips]

    def button(self, text: str) -> QPushButton:
        """The visible button with that text."""
        found = self.dialog.findChildren(QPushButton)
        return next(b for b in found if b.isVisible() and b.text() == text)

    def releases(self) -> tuple[Release, ...]:
        """What the register says has left."""
        with self.office.register.read() as reader:
            return reader.releases()
