"""Motion in small steps, only while it is seen and only where the system wants any."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

STEP = 40
"""Milliseconds between two positions."""


class Motion(QObject):
    """Calls `step` again and again while the widget is seen."""

    def __init__(self, widget: QWidget, step: Callable[[], None]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._timer = QTimer(self)
        self._timer.setInterval(STEP)
        self._timer.timeout.connect(step)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin when it is shown, unless the system wants no motion; end when it is hidden."""
        if event.type() is QEvent.Type.Show and self._is_wanted():
            self._timer.start()
        elif event.type() is QEvent.Type.Hide:
            self._timer.stop()
        return super().eventFilter(watched, event)

    def _is_wanted(self) -> bool:
        # Its five hundred names cost a first window too much, and there nothing moves.
        from PySide6.QtWidgets import QStyle

        hint, widget = QStyle.StyleHint.SH_Widget_Animation_Duration, self._widget
        return widget.style().styleHint(hint, None, widget) > 0
