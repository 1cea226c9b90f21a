"""The setting of the folder for photos: chosen, or none; kept when the dialog is saved."""

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.photo_folder import choose_folder, folder_for_photos
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import button, card, label


class PhotoFolderSetting(QWidget):
    """In which folder new photos are looked for."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._kept = str(folder_for_photos(context) or "") if context.is_open else ""
        self._folder = self._kept
        self.text = label("", wrap=True)
        self.choose = button(_("Choose the folder for photos…"), "folder")
        self.none = button(_("No folder for photos"), "close", Look.QUIET)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.none.clicked.connect(self._on_none_clicked)
        said = _(
            "When new photos come to this folder, the page of the photos offers to add them. "
            "Nothing is added unasked, and the files stay as they are. It holds for the register "
            "that is open now."
        )
        whole = card(
            label(_("Folder for photos"), Look.STRONG),
            label(said, Look.MUTED, wrap=True),
            self.text,
            flow(self.choose, self.none),
        )
        held = QVBoxLayout(self)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(whole)
        self.setVisible(context.is_open)
        self._show()

    def save(self) -> None:
        """Keep what was chosen, if it is another one."""
        if self._folder != self._kept and self._context.is_open:
            choose_folder(self._context, self._folder)
            self._kept = self._folder
            self._context.tell_written()

    def show_folder(self, folder: str) -> None:
        """Have that folder chosen."""
        self._folder = folder
        self._show()

    def _show(self) -> None:
        self.text.setText(self._folder or _("None chosen yet."))
        self.none.setVisible(bool(self._folder))

    def _on_choose_clicked(self) -> None:
        asked = _("Where do new photos come to?")
        folder = QFileDialog.getExistingDirectory(self, asked, self._folder)
        if folder:
            self.show_folder(folder)

    def _on_none_clicked(self) -> None:
        self.show_folder("")
