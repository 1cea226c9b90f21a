"""Where a PDF is saved, asked once and remembered, and how it is looked at afterwards."""

from pathlib import Path

from PySide6.QtCore import QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

FOLDER = "print/folder"
"""Name under which this computer remembers where PDFs go."""


def last_folder(settings: QSettings) -> Path:
    """Where the last PDF went; the home folder at first."""
    return Path(str(settings.value(FOLDER, "")) or Path.home())


def ask_where(parent: QWidget, settings: QSettings, title: str, usual: str) -> Path | None:
    """The file to save into, `usual` unless somebody names another; None where none is wanted."""
    proposed = str(last_folder(settings) / usual)
    name, _filter = QFileDialog.getSaveFileName(parent, title, proposed, "PDF (*.pdf)")
    if not name:
        return None
    path = Path(name)
    settings.setValue(FOLDER, str(path.parent))
    return path if path.suffix else path.with_suffix(".pdf")


def show_file(path: Path) -> None:
    """Open a file or a folder with whatever the system opens it with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
