"""A window that is larger for a while, where nobody chose its size."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog

from consentdesk.ui.remembered import room_for

COMPARING = QSize(1100, 760)
"""What two pictures beside each other, or one with its question, are given, if there is room."""


class Growing:
    """Makes one window larger, and as it was again unless somebody changed it meanwhile."""

    def __init__(self, window: QDialog) -> None:
        self._window = window
        self._before: QSize | None = None
        self._grown = QSize()

    def grow(self) -> None:
        """Somebody is to look closely: be as large as that takes."""
        window = self._window
        wanted = window.size().expandedTo(COMPARING.boundedTo(room_for(window)))
        if self._before is not None or window.isMaximized() or wanted == window.size():
            return
        self._before = window.size()
        window.resize(wanted)
        self._grown = window.size()
        screen, frame = window.screen().availableGeometry(), window.frameGeometry()
        left = min(frame.left(), screen.right() - frame.width())
        top = min(frame.top(), screen.bottom() - frame.height())
        window.move(max(screen.left(), left), max(screen.top(), top))

    def shrink(self) -> None:
        """Be as small as before."""
        if self._before is not None and self._window.size() == self._grown:
            self._window.resize(self._before)
