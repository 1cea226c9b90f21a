"""Buttons that Enter presses while the keyboard is on them, whatever the window's own button is.

Qt gives Enter to the window's default button unless a button asks to be default whenever it has
the keyboard, and then the look of the default jumps about. A button here takes Enter for itself.
"""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_KEYS = re.compile(r"\b(?:Ctrl|Alt|Shift)\+(?:Shift\+)?(?:\w+|,)")


class PushButton(QPushButton):
    """A button with a text."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses this button and no other."""
        if not _is_pressed(self, event):
            super().keyPressEvent(event)


class StatementButton(PushButton):
    """A button that states something of what is in sight: a second click of a pair says nothing.

    By then other photos may have come, or a question that nobody has read. Nor does its letter held
    down with Alt.
    """

    def __init__(self, text: str = "") -> None:
        self._letter: QShortcut | None = None
        super().__init__(text)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Its letter is a shortcut of our own, since Qt's for buttons repeats itself."""
        super().setText(text)
        self.setShortcut(QKeySequence())
        if self._letter is None:
            self._letter = QShortcut(self)
            self._letter.setAutoRepeat(False)
            self._letter.activated.connect(self.click)
        self._letter.setKey(QKeySequence.mnemonic(text))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave it at the first click."""
        event.accept()


class ToolButton(QToolButton):
    """A small button with an icon."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses this button and no other."""
        if not _is_pressed(self, event):
            super().keyPressEvent(event)


def as_on_the_keyboard(text: str) -> str:
    """The text with its keys as the menus write them: in Danish Ctrl+Skift+C, on a Mac ⇧⌘C."""
    if "+" not in text:
        return text
    native = QKeySequence.SequenceFormat.NativeText
    return _KEYS.sub(lambda found: QKeySequence(found[0]).toString(native) or found[0], text)


def _is_pressed(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press the button if that was meant; a key held down presses once.

    A button that is ticked rather than pressed is left alone: Enter never changes an answer.
    """
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if Qt.Key(event.key()) not in ENTER or not plain or button.isCheckable():
        return False
    event.accept()
    if not event.isAutoRepeat():
        button.click()
    return True
