"""A picture that was copied somewhere: as files, or as pixels put into a file of its own."""

from pathlib import Path
from tempfile import mkdtemp

from PySide6.QtGui import QClipboard, QImage


def pictures_on_clipboard(clipboard: QClipboard) -> tuple[Path, ...]:
    """The files on the clipboard; or its picture, written losslessly into a private folder."""
    data = clipboard.mimeData()
    files = tuple(Path(u.toLocalFile()) for u in data.urls() if u.isLocalFile())
    if files or not data.hasImage():
        return files
    image = clipboard.image()
    return () if image.isNull() else (_written(image),)


def _written(image: QImage) -> Path:
    path = Path(mkdtemp(prefix="consentdesk-")) / "clipboard.png"
    image.save(str(path))
    return path
