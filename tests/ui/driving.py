"""Hands and eyes for window tests: real events in, what a person would see or hear out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import ClassVar

from PySide6.QtCore import QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from consentdesk.ui.context import Context
from consentdesk.ui.desk import AFTER_PAINTING

WAIT = 30_000
"""Milliseconds a test is patient; nothing is ever measured by it."""
_LOOK = 2
"""Milliseconds between two looks whether something is so; `QtBot.waitUntil` takes ten."""


class Driver:
    """What all drivers of windows have in common."""

    quiet: ClassVar = 3
    """Looks in a row at which no work must be under way, for it to be over."""

    def __init__(self, qtbot: QtBot, context: Context) -> None:
        self.qtbot = qtbot
        self.context = context

    def show(self, widget: QWidget) -> None:
        """Show a window and give it the keyboard."""
        self.qtbot.addWidget(widget)
        widget.show()
        self.qtbot.waitExposed(widget)
        widget.activateWindow()

    def settle(self) -> None:
        """Wait until no work is under way and everything it told has been heard."""
        quiet = 0

        def nothing_more() -> bool:
            nonlocal quiet
            quiet = 0 if self.context.tasks.running else quiet + 1
            return quiet >= self.quiet

        self.wait(nothing_more)

    def wait(self, until: Callable[[], bool], patience: int = WAIT) -> None:
        """Wait until something is so."""
        deadline = monotonic() + patience / 1000
        while True:
            # What it looks at may not be there yet.
            with suppress(AssertionError):
                if until():
                    return
            assert monotonic() < deadline, f"waited {patience} ms in vain"
            self.qtbot.wait(_LOOK)

    def wait_long(self, until: Callable[[], bool]) -> None:
        """Wait until something is so that is known to take long."""
        self.wait(until, 30 * WAIT)

    def press(
        self,
        widget: QWidget,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Press a key, then wait for what it set off."""
        # A dialog that closed leaves no window active where there is no window manager.
        if QApplication.activeWindow() is None:
            widget.window().activateWindow()
            self.wait(widget.window().isActiveWindow)
        QTest.keyClick(widget, key, modifier)
        self.settle()

    def control(self, widget: QWidget, key: Qt.Key, *, shift: bool = False) -> None:
        """Press Ctrl and a key, perhaps with Shift."""
        held = Qt.KeyboardModifier.ControlModifier
        if shift:
            held |= Qt.KeyboardModifier.ShiftModifier
        self.press(widget, key, held)

    def type(self, widget: QWidget, text: str) -> None:
        """Type a text, whatever letters it has, then wait for what it set off."""
        widget.setFocus()
        for letter in text:
            event = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(widget, event)
        self.settle()

    def click(self, widget: QWidget) -> None:
        """Click a widget in its middle, then wait for what it set off."""
        assert widget.isVisible(), "nobody can click what is hidden"
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def click_row(
        self, view: QAbstractItemView, index: QModelIndex, *, twice: bool = False
    ) -> None:
        """Click an entry of a list, once or twice."""
        at = view.visualRect(index).center()
        none = Qt.KeyboardModifier.NoModifier
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, none, at)
        if twice:
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, none, at)
        self.settle()

    def drop(self, widget: QWidget, paths: Sequence[Path]) -> bool:
        """Drop files on a widget as another program would; False if it refused them."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
        at = widget.rect().center()
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(QPoint(at), copy, data, left, none)
        QApplication.sendEvent(widget, entered)
        if entered.isAccepted():
            QApplication.sendEvent(widget, QDropEvent(QPointF(at), copy, data, left, none))
        self.settle()
        return entered.isAccepted()


class DeskDriver(Driver):
    """For a whole program, which does more work once it has been painted."""

    quiet = 3 + 2 * AFTER_PAINTING // _LOOK


def texts(view: QAbstractItemView, column: int = 0) -> list[str]:
    """What stands in a column of a list or table, from the top."""
    model = view.model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def spoken(view: QAbstractItemView, column: int = 0) -> list[str]:
    """What a screen reader says for each row."""
    model = view.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(model.index(row, column).data(role)) for row in range(model.rowCount())]


def name_of(widget: QWidget) -> str:
    """What a screen reader calls a widget."""
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name) if face is not None else ""


def reachable(window: QWidget) -> Iterator[QWidget]:
    """The visible widgets that the keyboard can reach."""
    for widget in window.findChildren(QWidget):
        if (
            widget.isVisibleTo(window)
            and widget.isEnabledTo(window)
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        ):
            yield widget
