"""A stored form, looked at: pictures here, a PDF in the program the system has for it.

Scans come from outside, so they are never decoded in this process: pictures go through
`services.pictures`' children, and a PDF is handed on as it is, in a private folder that goes when
the window does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QImage, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from consentdesk.domain.acts import Digest
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _
from consentdesk.storage.values import Document
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.private_folder import PrivateFolder
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID
from consentdesk.ui.thumbnails import to_image
from consentdesk.ui.widgets import button, column, row

EDGE = 2000
PDF = "application/pdf"
FILE = "form.pdf"
Load = Callable[[], Document]
"""Fetches a scan; runs off the GUI thread."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A stored scan: a picture, or the bytes of a PDF."""

    picture: QImage | None = None
    pdf: bytes = b""


class ScanView(Dialog):
    """One scan."""

    def __init__(self, context: Context, parent: QWidget, load: Load, name: str) -> None:
        super().__init__(parent)
        self._context = context
        self.digest: Digest | None = None
        """Of a scan that is stored."""
        self._folder: PrivateFolder | None = None
        self._pdf = b""
        self.setWindowTitle(_("Signed form – {name}").format(name=name))
        self.resize(760, 900)
        self.banner = Banner()
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName(_("The signed form"))
        area = QScrollArea()
        area.setWidget(self._picture)
        area.setWidgetResizable(True)
        area.setAccessibleName(_("The signed form"))
        self._open = button(_("Open in the PDF program"), "eye")
        self._open.hide()
        self._close = button(_("Close"))
        self._open.clicked.connect(self._on_open_clicked)
        self._close.clicked.connect(self.close)
        whole = column(area, self.banner, row(None, self._open, self._close), gap=GRID)
        whole.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self._read(load)

    def done(self, result: int) -> None:
        """Leave nothing behind, however it is closed."""
        self._leave_nothing()
        super().done(result)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hidden with the window it belongs to, it is never closed; minimised, it stays."""
        if not event.spontaneous():
            self._leave_nothing()
        super().hideEvent(event)

    def _leave_nothing(self) -> None:
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    def _read(self, load: Load) -> None:
        context = self._context

        def work() -> Scan:
            from consentdesk.services.pictures.decoding import Decoder

            document = load()
            if document.media_type == PDF:
                return Scan(pdf=document.data)
            with Decoder(1) as decoder:
                return Scan(to_image(decoder.thumbnail(document.data, EDGE)))

        context.tasks.run(self, lambda _progress: work(), self._on_read, failed=self.banner.tell)

    def _on_read(self, scan: Scan) -> None:
        self._pdf = scan.pdf
        self._open.setVisible(bool(scan.pdf))
        if scan.picture is None:
            self._picture.setText(_("The signed form is a PDF."))
        else:
            self._picture.setPixmap(QPixmap.fromImage(scan.picture))

    def _on_open_clicked(self) -> None:
        try:
            path = self._folder_of_mine().path / FILE
            path.write_bytes(self._pdf)
        except BadInput as error:
            self.banner.tell(error)
            return
        except OSError as error:
            # Windows: a program has it open from the last time, so it need not be written again.
            if not path.exists():
                self.banner.tell(BadInput(Problem.UNREADABLE_IO, reason=error.strerror or "?"))
                return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _folder_of_mine(self) -> PrivateFolder:
        if self._folder is None:
            self._folder = PrivateFolder()
            # A window deleted with the one it belongs to is neither closed nor hidden.
            self.destroyed.connect(self._folder.remove)
        return self._folder


def open_scan(context: Context, parent: QWidget, digest: Digest, name: str) -> ScanView:
    """Show a stored scan."""

    def load() -> Document:
        with context.register.read() as reader:
            return reader.document(digest)

    view = _open(context, parent, load, name)
    view.digest = digest
    return view


def open_scan_file(context: Context, parent: QWidget, path: Path) -> ScanView:
    """Show a file that may become a scan."""

    def load() -> Document:
        from consentdesk.services.scans import read_scan_document

        return read_scan_document(path)

    return _open(context, parent, load, path.name)


def _open(context: Context, parent: QWidget, load: Load, name: str) -> ScanView:
    view = ScanView(context, parent, load, name)
    view.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    view.show()
    return view
