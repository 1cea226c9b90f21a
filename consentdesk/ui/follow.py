"""A page that scrolls along with the keyboard, wherever the focus was sent and by whom.

Qt scrolls when Tab moves the focus, not when a window puts it on a field that wants attention, and
not when a message opens over the place where that field was, or a line is added below the edge.
"""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from consentdesk.ui.theme import GRID

_AROUND = 5 * GRID
"""Kept in sight above and below: Qt only looks at where one types, and the label stands higher."""


_BELOW = "toldBelow"


def tell_below(field: QWidget, told: QWidget) -> None:
    """What is told below a field comes into sight with it."""
    field.setProperty(_BELOW, told)


def bring_into_sight(*parts: QWidget) -> None:
    """Scroll whatever area each of these lies in, so that all are seen; the last before others."""
    for part in parts:
        area = part.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is not None:
            area.ensureWidgetVisible(part, GRID, GRID)


class _Follower(QObject):
    """Hears where the keyboard goes for as long as the area is there."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._on_later_timeout)
        area.installEventFilter(self)
        inner = area.widget()
        if inner is not None:
            inner.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_application_focus_changed)

    def _on_application_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._follow(now)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Once the area is lower or its inside higher; that is laid out after this."""
        if isinstance(event, QResizeEvent):
            grown = event.size().height() - event.oldSize().height()
            if grown < 0 if watched is self._area else grown > 0:
                self._later.start(0)
        return super().eventFilter(watched, event)

    def _on_later_timeout(self) -> None:
        self._follow(QApplication.focusWidget())

    def _follow(self, now: QWidget | None) -> None:
        # The keyboard goes elsewhere while the window with the area is being taken apart.
        inner = self._area.widget() if isValid(self._area) else None
        if now is None or inner is None or not inner.isAncestorOf(now):
            return
        told = now.property(_BELOW)
        if isinstance(told, QWidget) and isValid(told) and told.isVisible():
            self._area.ensureWidgetVisible(told, GRID, GRID)
            self._area.ensureWidgetVisible(now, GRID, GRID)
        else:
            self._area.ensureWidgetVisible(now, GRID, _AROUND)


def follow_focus(area: QScrollArea) -> QScrollArea:
    """Keep whatever has the keyboard in sight; returns the area."""
    _Follower(area)
    return area
