"""The setting of the scanner's folder: chosen, or none; kept when the dialog is saved."""

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import button, card, label


class ScannerFolder(QWidget):
    """Which folder the scanner writes to."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._kept = str(context.scanner.folder or "") if context.is_open else ""
        self._folder = self._kept
        self.text = label("", wrap=True)
        self.choose = button(_("Choose the scanner folder…"), "folder")
        self.none = button(_("No folder"), "close", Look.QUIET)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.none.clicked.connect(self._on_none_clicked)
        said = _(
            "Scan the signed forms to this folder. While ConsentDesk is open, what comes there is "
            "read into the inbox, and the file is moved to a folder within it. It holds for the "
            "register that is open now."
        )
        whole = card(
            label(_("Folder of the scanner"), Look.STRONG),
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
            self._context.scanner.choose(self._folder)
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
        asked = _("Where does the scanner write to?")
        folder = QFileDialog.getExistingDirectory(self, asked, self._folder)
        if folder:
            self.show_folder(folder)

    def _on_none_clicked(self) -> None:
        self.show_folder("")
