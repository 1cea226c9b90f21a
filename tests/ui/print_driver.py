"""Hands for the dialog that prints forms."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.domain.people import SubjectId
from consentdesk.ui.context import Context
from consentdesk.ui.print_dialog import PrintDialog
from consentdesk.ui.print_reading import Whom
from consentdesk.ui.printing import prepared
from tests.services.office import Office
from tests.ui.driving import Driver, texts


class PrintDriver(Driver):
    """Opens the dialog over another window; its printer prints into a file."""

    def __init__(self, qtbot: QtBot, context: Context, folder: Path) -> None:
        super().__init__(qtbot, context)
        self.desk = QWidget()
        self.show(self.desk)
        self.paper = folder / "paper.pdf"
        self.printers = [self.paper]
        self.both_sides = False

    def open(self, *subjects: SubjectId, begin: Whom | None = None) -> PrintDialog:
        """Open the dialog with that printer."""
        self.dialog = PrintDialog(
            self.context, self.desk, subjects, choose=self._choose, begin=begin
        )
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog.open()
        self.qtbot.waitExposed(self.dialog)
        self.dialog.activateWindow()
        self.wait(self.dialog.isActiveWindow)
        self.settle()
        return self.dialog

    def way(self, whom: Whom) -> None:
        """Choose whose forms are wanted."""
        self.click(self.dialog.whom.ways[whom])

    def names(self) -> list[str]:
        """Whose pages are shown."""
        return texts(self.dialog.seen.list)

    def words(self) -> str:
        """All that is written and seen on the dialog."""
        labels = self.dialog.findChildren(QLabel)
        return " ".join(text.text() for text in labels if text.isVisibleTo(self.dialog))

    @property
    def said(self) -> str:
        """What the banner says."""
        return self.dialog.banner.text

    def _choose(self, _parent: QWidget, both_sides: bool) -> QPrinter | None:
        self.both_sides = both_sides
        if not self.printers:
            return None
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.printers.pop()))
        return prepared(printer)


def soon_of_age(office: Office) -> SubjectId:
    """Somebody who turns fifteen in ten days."""
    born = (office.at + timedelta(days=10)).date().replace(year=office.at.year - 15)
    with office.register.write("Lis", office.at) as writer:
        return writer.enrol(name="Freja Lund", born=born, group="9.B")
