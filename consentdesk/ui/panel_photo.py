"""The photo looked at: its own file, the frames on it, and the way to a file that has moved.

Shows what the panel hands it; which frames there are, and whose, is not its business.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from consentdesk.domain.photos import Fingerprint, PhotoId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui import file_kinds
from consentdesk.ui.context import Context
from consentdesk.ui.covered_note import CoveredNote
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.panel_picture import Loaded, PictureLoader
from consentdesk.ui.photo_canvas import PhotoCanvas
from consentdesk.ui.spinner import LateSpinner
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column

_LOW, _LEAST = 20 * GRID, 8 * GRID
"""Pixels of height left to the picture in a low window, and to it beside a message."""
_COMES_OR_GOES = frozenset({QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize})


class PanelPhoto(QWidget):
    """One photo at a time; the last one asked for is the one that is shown."""

    shown = Signal()
    """The photo asked for is there, or known to be elsewhere."""
    failed = Signal(object)
    """A ConsentDeskError about its file."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._message: QWidget | None = None
        self._wanted: PhotoId | None = None
        self._name = ""
        self.is_read = False
        """Whether its file was read, or looked for in vain."""
        self.marked_on: Fingerprint | None = None
        """The file on which places can be marked; None for another version of the photo."""
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._loader = PictureLoader(self._context, self)
        self.canvas = PhotoCanvas()
        self._waiting = LateSpinner(self.canvas)
        self.locate = button(_("&Find the file…"), "folder")
        self.locate.hide()
        self.cover = button(_("Cover or crop…"), "shield", Look.QUIET)
        self.covered = CoveredNote(self._context)

    def _connect(self) -> None:
        self._loader.loaded.connect(self._on_loader_loaded)
        self._loader.failed.connect(self._on_loader_failed)
        self.locate.clicked.connect(self._on_find_clicked)
        self.cover.clicked.connect(self._on_cover_clicked)
        self._context.thumbnails.arrived.connect(self._on_thumbnails_arrived)

    def _assemble(self) -> None:
        self._whole = column(self.canvas, flow(self.locate, self.cover), self.covered, gap=GRID)
        self._whole.setStretch(0, 1)
        self.setLayout(self._whole)

    def put_below_picture(self, message: QWidget) -> None:
        """Let that take its room from the picture, so that nothing else moves when it appears."""
        self._whole.insertWidget(1, message)
        self._message = message
        message.installEventFilter(self)
        self.canvas.setMinimumHeight(_LOW)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a low window the picture is as small as it may be, and still has to give way."""
        if watched is self._message and event.type() in _COMES_OR_GOES:
            message = self._message
            taken = 0
            if event.type() is not QEvent.Type.Hide and not message.isHidden():
                wanted = message.sizeHint().height()
                if message.hasHeightForWidth():
                    wanted = message.heightForWidth(self.width())
                taken = max(wanted, message.minimumSizeHint().height()) + self._whole.spacing()
            self.canvas.setMinimumHeight(max(_LEAST, _LOW - taken))
        return super().eventFilter(watched, event)

    @property
    def wanted(self) -> PhotoId | None:
        """The photo asked for last."""
        return self._wanted

    @property
    def can_mark(self) -> bool:
        """Whether a place can be marked on the picture that is shown."""
        return self.marked_on is not None and self.canvas.has_picture

    @property
    def is_other_version(self) -> bool:
        """Whether a picture is shown on which the same place may show somebody else."""
        return self.canvas.has_picture and self.marked_on is None

    def show_photo(self, photo: PhotoId, name: str) -> None:
        """Look for the photo's file; until it is there, nothing is shown."""
        self._wanted, self._name = photo, name
        self.is_read = False
        self.marked_on = None
        self.canvas.show_image(None, "", "")
        self.locate.hide()
        self._waiting.begin()
        self._loader.load(photo)
        self.covered.show_photo(photo)

    def show_nothing(self) -> None:
        """The photo looked at is gone: no other one's picture stands for it."""
        self._wanted, self._name = None, ""
        self.is_read, self.marked_on = False, None
        self._waiting.end()
        self.canvas.show_image(None, "", "")
        self.locate.hide()

    def _on_loader_loaded(self, loaded: Loaded) -> None:
        if loaded.photo != self._wanted:
            return
        self._waiting.end()
        self.is_read = True
        missing = _("The file {name} is not where it was last seen.").format(name=self._name)
        barred = "" if loaded.marked_on is not None else other_version()
        self.canvas.show_image(loaded.image, self._name, missing, barred)
        self.locate.setVisible(loaded.marked_on is None)
        self.marked_on = loaded.marked_on
        self.shown.emit()

    def _on_thumbnails_arrived(self, key: object) -> None:
        """Somebody said where the file is, here or elsewhere."""
        photo = self._wanted
        if photo is None or key != photo or self.marked_on is not None:
            return
        if not self._context.thumbnails.is_missing(photo):
            self._loader.load(photo)

    def _on_loader_failed(self, error: ConsentDeskError) -> None:
        self._waiting.end()
        self.is_read = True
        self.locate.show()
        self.failed.emit(error)

    def _on_cover_clicked(self) -> None:
        if self._wanted is not None:
            from consentdesk.ui.cover_window import open_covering

            open_covering(self._context, self, (self._wanted,))

    def _on_find_clicked(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Find the file"), "", file_kinds.pictures()
        )
        if name and self._wanted is not None:
            self._loader.find(self._wanted, Path(name))


def other_version() -> str:
    """Why no face can be marked on the picture that is shown."""
    return _(
        "This file is another version of the photo: it may be turned or cut differently. To mark "
        "faces, find the file that was registered."
    )
