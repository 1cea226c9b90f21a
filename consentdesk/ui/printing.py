"""Forms on a printer: pages drawn at 300 dpi in a worker, and handed over only when all is well.

The printer gets whole pages in their true size, because a returned sheet is read by the places of
its boxes. Knows nothing of what stands on them.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog, QPrinter
from PySide6.QtWidgets import QWidget

from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _
from consentdesk.services.paper_preview import PagePicture, page_count, preview_pages
from consentdesk.ui.private_folder import PrivateFolder
from consentdesk.ui.tasks import Progress

DPI = 300
"""Enough for the codes and small print; more only makes the spool larger."""

Choose = Callable[[QWidget, bool], QPrinter | None]
"""Asks which printer, both sides of the paper or one; None where nobody wants one after all."""
Made = TypeVar("Made")


class PrintRun:
    """One job on a printer; belongs to the thread that draws.

    `deliver` draws all pages, `finish` hands them over, `abandon` throws them away.
    """

    def __init__(self, printer: QPrinter, report: Progress) -> None:
        self._printer = printer
        self._report = report
        self._painter: QPainter | None = None

    def deliver(self, pdf: Path) -> None:
        """Draw every page of a PDF; called again, it begins anew.

        Raises BadInput PRINTER_REFUSED, and whatever the report of progress raises.
        """
        self.abandon()
        painter = QPainter()
        if not painter.begin(self._printer):
            raise self._refusal()
        self._painter = painter
        count = page_count(pdf)
        for number, page in enumerate(preview_pages(pdf, DPI), 1):
            if number > 1 and not self._printer.newPage():
                raise self._refusal()
            painter.drawImage(self._sheet(), to_image(page))
            self._report(count + number, 2 * count)

    def finish(self) -> None:
        """Hand the pages over to the printer; raises BadInput PRINTER_REFUSED."""
        painter, self._painter = self._painter, None
        if painter is not None and not painter.end():
            raise self._refusal()

    def abandon(self) -> None:
        """Throw away what was drawn, if anything was."""
        painter, self._painter = self._painter, None
        if painter is None:
            return
        self._printer.abort()
        painter.end()
        if self._printer.outputFileName():
            Path(self._printer.outputFileName()).unlink(missing_ok=True)

    def _sheet(self) -> QRectF:
        return QRectF(self._printer.pageLayout().fullRectPixels(self._printer.resolution()))

    def _refusal(self) -> BadInput:
        return BadInput(Problem.PRINTER_REFUSED, printer=self._printer.printerName() or "–")


def print_by(
    printer: QPrinter, report: Progress, make: Callable[[Path, Callable[[Path], None]], Made]
) -> Made:
    """Have `make` make a PDF, for a moment in a private folder, and print it.

    It is handed the file to make and what to call once the file is whole. The printer gets nothing
    unless all went well; whatever is raised goes on to whoever asked.
    """
    run = PrintRun(printer, report)
    with PrivateFolder() as folder:
        try:
            made = make(folder.path / "pages.pdf", run.deliver)
        except BaseException:
            run.abandon()
            raise
    run.finish()
    return made


def to_image(page: PagePicture) -> QImage:
    """A page in pixels as Qt draws it."""
    form = QImage.Format.Format_RGB888
    return QImage(page.rgb, page.width, page.height, page.width * 3, form).copy()


def prepared(printer: QPrinter) -> QPrinter:
    """A printer set to what the forms need: A4 in full size, 300 dpi, each number once."""
    printer.setResolution(DPI)
    printer.setCopyCount(1)
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    printer.setDocName(_("Permission forms"))
    printer.setCreator("ConsentDesk")
    return printer


def choose_printer(parent: QWidget, both_sides: bool) -> QPrinter | None:
    """Ask the system which printer; None where nobody wants one after all.

    `both_sides` is what the dialog begins with; whoever prints may choose otherwise.
    """
    printer = prepared(QPrinter())
    if both_sides:
        printer.setDuplex(QPrinter.DuplexMode.DuplexLongSide)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle(_("Print forms"))
    for option in (
        QAbstractPrintDialog.PrintDialogOption.PrintPageRange,
        QAbstractPrintDialog.PrintDialogOption.PrintSelection,
        QAbstractPrintDialog.PrintDialogOption.PrintCurrentPage,
    ):
        dialog.setOption(option, on=False)
    # The dialog lets people choose paper, margins and copies, which would spoil the forms.
    return prepared(printer) if dialog.exec() else None
