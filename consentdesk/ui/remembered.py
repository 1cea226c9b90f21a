"""The size of a dialog: as it was left last time, and never larger than the screen."""

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QDialog


def remember_size(dialog: QDialog, settings: QSettings, key: str, size: QSize) -> None:
    """Give a dialog the size it had, else this one, and remember it when it closes."""
    kept = settings.value(f"{key}/geometry")
    if not (isinstance(kept, QByteArray) and dialog.restoreGeometry(kept)):
        screen = dialog.screen().availableSize()
        dialog.resize(size.boundedTo(screen))
    dialog.finished.connect(
        lambda _result: settings.setValue(f"{key}/geometry", dialog.saveGeometry())
    )
