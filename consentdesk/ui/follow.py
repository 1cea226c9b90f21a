"""A page that scrolls along with the keyboard, wherever the focus was sent and by whom.

Qt scrolls when Tab moves the focus, not when a window puts it on a field that wants attention.
"""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from consentdesk.ui.theme import GRID


class _Follower(QObject):
    """Hears where the keyboard goes for as long as the area is there."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_application_focus_changed)

    def _on_application_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        inner = self._area.widget()
        if now is not None and inner is not None and inner.isAncestorOf(now):
            self._area.ensureWidgetVisible(now, GRID, 3 * GRID)


def follow_focus(area: QScrollArea) -> QScrollArea:
    """Keep whatever has the keyboard in sight; returns the area."""
    _Follower(area)
    return area
