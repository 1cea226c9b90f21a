"""The size of a dialog: as it was left last time, and never larger than the screen."""

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtWidgets import QDialog

FRAME = QSize(16, 40)
"""What a title bar and its borders take, as long as no window tells."""


def remember_size(dialog: QDialog, settings: QSettings, key: str, size: QSize) -> None:
    """Give a dialog the size it had, else this one, and remember it when it closes."""
    kept = settings.value(f"{key}/geometry")
    if not (isinstance(kept, QByteArray) and dialog.restoreGeometry(kept)):
        dialog.resize(size)
    dialog.resize(dialog.size().boundedTo(room_for(dialog)))
    dialog.finished.connect(
        lambda _result: settings.setValue(f"{key}/geometry", dialog.saveGeometry())
    )


def wish_for_width(dialog: QDialog, wide: int) -> None:
    """Make a dialog at least that wide, as far as the screen has room."""
    dialog.setMinimumWidth(min(wide, room_for(dialog).width()))


def room_for(dialog: QDialog) -> QSize:
    """What the screen has for a dialog without its frame, which is as thick as its parent's."""
    frame = FRAME
    parent = dialog.parentWidget()
    if parent is not None and parent.window().isVisible():
        window = parent.window()
        frame = frame.expandedTo(window.frameGeometry().size() - window.size())
    return dialog.screen().availableSize() - frame
