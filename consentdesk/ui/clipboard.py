"""What was copied or dragged here: files, or a picture without one.

Only takes apart what the other program hands over; opens no file.
"""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

PASTED = "clipboard.png"
"""The name of a picture without a file for as long as it is looked at."""


def copied() -> QMimeData:
    """What is on the clipboard; nothing where the system has none to give."""
    return QApplication.clipboard().mimeData() or QMimeData()


def files_in(data: QMimeData) -> tuple[Path, ...]:
    """The files and folders on this computer that are named there, in order."""
    return tuple(Path(u.toLocalFile()) for u in data.urls() if u.isLocalFile())


def image_in(data: QMimeData) -> QImage | None:
    """The picture there, if there is one; its pixels only, without a file."""
    if not data.hasImage():
        return None
    image = data.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None


def is_usable(data: QMimeData) -> bool:
    """Whether there is anything in it that can be looked at."""
    return data.hasImage() or any(u.isLocalFile() for u in data.urls())
