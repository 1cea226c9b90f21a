"""The setting of a folder that is watched: chosen, or none; kept when the dialog is saved."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.photo_folder import choose_folder, folder_for_photos
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import button, card, label


@dataclass(frozen=True, slots=True)
class Texts:
    """What stands on the setting of one folder."""

    title: str
    said: str
    choose: str
    none: str
    asked: str


class FolderSetting(QWidget):
    """One folder; `keep` is told of another one, "" for none, when the dialog is saved."""

    def __init__(
        self, context: Context, texts: Texts, kept: str, keep: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._context = context
        self._kept = self._folder = kept
        self._keep = keep
        self._asked = texts.asked
        self.text = label("", wrap=True)
        self.choose = button(texts.choose, "folder")
        self.none = button(texts.none, "close", Look.QUIET)
        self.choose.clicked.connect(self._on_choose_clicked)
        self.none.clicked.connect(self._on_none_clicked)
        whole = card(
            label(texts.title, Look.STRONG),
            label(texts.said, Look.MUTED, wrap=True),
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
            self._keep(self._folder)
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
        folder = QFileDialog.getExistingDirectory(self, self._asked, self._folder)
        if folder:
            self.show_folder(folder)

    def _on_none_clicked(self) -> None:
        self.show_folder("")


def scanner_setting(context: Context) -> FolderSetting:
    """Which folder the scanner writes to."""
    texts = Texts(
        title=_("Folder of the scanner"),
        said=_(
            "Scan the signed forms to this folder. While ConsentDesk is open, what comes there is "
            "read into the inbox, and the file is moved to a folder within it. It holds for the "
            "register that is open now."
        ),
        choose=_("Choose the scanner folder…"),
        none=_("No folder"),
        asked=_("Where does the scanner write to?"),
    )
    kept = str(context.scanner.folder or "") if context.is_open else ""
    return FolderSetting(context, texts, kept, lambda folder: context.scanner.choose(folder))


def photos_setting(context: Context) -> FolderSetting:
    """In which folder new photos are looked for."""
    texts = Texts(
        title=_("Folder for photos"),
        said=_(
            "When new photos come to this folder, the page of the photos offers to add them. "
            "Nothing is added unasked, and the files stay as they are. It holds for the register "
            "that is open now."
        ),
        choose=_("Choose the folder for photos…"),
        none=_("No folder for photos"),
        asked=_("Where do new photos come to?"),
    )
    kept = str(folder_for_photos(context) or "") if context.is_open else ""
    return FolderSetting(context, texts, kept, lambda folder: choose_folder(context, folder))
