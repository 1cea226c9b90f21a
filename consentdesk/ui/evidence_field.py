"""What proves a signed form: its scan, or where the paper lies.

Shows a picture as a thumbnail made by `thumbnails`' child processes; a PDF from outside is never
opened in this process. Whether a file may be stored as a scan is `services.scans`' to say.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLineEdit, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui import file_kinds, icons
from consentdesk.ui.context import Context
from consentdesk.ui.theme import GRID, RADIUS, RING, Look, colours
from consentdesk.ui.widgets import announce, button, column, label, labelled, row

FOLDER, PLACE = "intake/scans", "intake/paper_at"
"""Names under which this computer remembers the folder of scans and the place of the paper."""


class Sheet(QAbstractButton):
    """A small picture of a scanned sheet; pressing it shows it large."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap: QPixmap | None = None
        self._icon = "forms"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Look at the scan"))
        self.setToolTip(_("Look at the scan"))

    def show_pixmap(self, pixmap: QPixmap | None, icon: str = "forms") -> None:
        """Show that picture, or an icon in its place."""
        self._pixmap = pixmap
        self._icon = icon
        self.update()

    def sizeHint(self) -> QSize:
        """A sheet of A4, small."""
        return QSize(9 * GRID, 12 * GRID)

    def minimumSizeHint(self) -> QSize:
        """No smaller than that."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sheet, and the ring where the keyboard is."""
        c = colours(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        pen = painter.pen()
        pen.setColor(QColor(c.ring if self.hasFocus() else c.line))
        pen.setWidth(RING if self.hasFocus() else 1)
        painter.setPen(pen)
        painter.setBrush(QColor(c.canvas))
        inner = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inner, RADIUS, RADIUS)
        if self._pixmap is None:
            at = QRectF(0, 0, 28, 28)
            at.moveCenter(inner.center())
            icons.draw(painter, at, self._icon, c.muted)
            return
        room = inner.adjusted(4, 4, -4, -4)
        size = self._pixmap.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(room.center())
        painter.drawPixmap(box, self._pixmap, QRectF(self._pixmap.rect()))


class EvidenceField(QWidget):
    """A scan, a place, or both."""

    changed = Signal()
    scan_opened = Signal(object)
    """Somebody wants to see the scan at that Path large."""
    scan_changed = Signal()
    scan_refused = Signal(object)
    """The file chosen is no scan that may be kept: the ConsentDeskError that says why."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._scan: Path | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.sheet = Sheet()
        self._name = label("", Look.STRONG, wrap=True)
        self._hint = label("", Look.MUTED, wrap=True)
        self.choose = button(_("Choose a s&can…"), "folder")
        self.remove = button(_("Leave the scan out"), "close", Look.QUIET)
        self.place = QLineEdit(str(self._context.settings.value(PLACE, "")))
        self.place.setPlaceholderText(_("For example: folder Permissions 2026, in the office"))

    def _connect(self) -> None:
        self.sheet.clicked.connect(self._on_sheet_clicked)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.remove.clicked.connect(self._on_remove_clicked)
        self.place.textChanged.connect(self.changed)
        self._context.thumbnails.arrived.connect(self._on_thumbnails_arrived)

    def _assemble(self) -> None:
        words = column(
            self._name, self._hint, row(self.choose, self.remove, None), None, gap=GRID // 2
        )
        top = row(self.sheet, words, gap=2 * GRID)
        top.setStretch(1, 1)
        lies = labelled(_("&Or: where is the paper kept?"), self.place)
        self.setLayout(column(top, lies, gap=GRID + 4))
        self.set_scan(None)

    @property
    def scan(self) -> Path | None:
        """The file chosen."""
        return self._scan

    @property
    def paper_at(self) -> str:
        """Where the paper lies, as typed."""
        return self.place.text().strip()

    @property
    def is_given(self) -> bool:
        """Whether there is any evidence at all."""
        return self._scan is not None or bool(self.paper_at)

    def take(self, path: Path) -> None:
        """Take that file as the scan, and look at once whether it may be kept as one.

        While the paper still lies on the desk it is scanned again in a minute.
        """
        self.set_scan(path)

        def look() -> None:
            from consentdesk.services.scans import read_scan

            read_scan(path)

        self._context.tasks.run(
            self,
            lambda _progress: look(),
            lambda _none: None,
            failed=lambda error: self._refuse(path, error),
            replaces="scan",
        )

    def _refuse(self, path: Path, error: ConsentDeskError) -> None:
        if self._scan == path:
            self.set_scan(None)
            self.scan_refused.emit(error)

    def set_scan(self, path: Path | None) -> None:
        """Take that file as the scan without a look at it, or none."""
        self._scan = path
        self.sheet.setVisible(path is not None)
        self.remove.setVisible(path is not None)
        self._name.setVisible(path is not None)
        self._name.setText(path.name if path is not None else "")
        self._hint.setText(
            _("It is stored in the register together with the answers.")
            if path is not None
            else _("Drop the scanned form here, or choose its file.")
        )
        if path is not None:
            self._draw()
            announce(self, _("{name} is taken as the scan.").format(name=path.name))
        self.scan_changed.emit()
        self.changed.emit()

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Take the one file that was dropped; False where it is not exactly one."""
        if len(paths) != 1:
            return False
        self.take(paths[0])
        return True

    def remember(self) -> None:
        """Offer the same place for the next form."""
        self._context.settings.setValue(PLACE, self.paper_at)

    def _draw(self) -> None:
        if self._scan is None:
            return
        thumbnails = self._context.thumbnails
        is_pdf = self._scan.suffix.lower() == ".pdf"
        self.sheet.show_pixmap(None if is_pdf else thumbnails.picture(self._scan))
        if not is_pdf and thumbnails.is_missing(self._scan):
            said = _("It can't be shown. Look whether the scan is whole before you rely on it.")
            self._hint.setText(said)
            announce(self, said)

    def _on_thumbnails_arrived(self, key: object) -> None:
        if key == self._scan:
            self._draw()

    def _on_sheet_clicked(self) -> None:
        self.scan_opened.emit(self._scan)

    def _on_choose_clicked(self) -> None:
        settings = self._context.settings
        name, _filter = QFileDialog.getOpenFileName(
            self,
            _("Choose the scanned form"),
            str(settings.value(FOLDER, "")),
            file_kinds.scans(),
        )
        if name:
            settings.setValue(FOLDER, str(Path(name).parent))
            self.take(Path(name))

    def _on_remove_clicked(self) -> None:
        self.set_scan(None)
        self.choose.setFocus()
