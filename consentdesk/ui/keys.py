"""Keys that do the same in every dialog."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QPushButton

ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def press_with_enter(dialog: QDialog, event: QKeyEvent) -> bool:
    """Let Enter press the button the keyboard is on; True if it did.

    A button that is ticked rather than pressed is left alone: Enter never changes an answer.
    """
    focus = dialog.focusWidget()
    if Qt.Key(event.key()) not in ENTER or not isinstance(focus, QPushButton):
        return False
    if focus.isCheckable() or not focus.isEnabled():
        return False
    focus.click()
    return True


def finish_with_control_enter(dialog: QDialog, button: QAbstractButton) -> None:
    """Let Ctrl+Enter press the button that finishes, wherever the keyboard is."""

    def finish() -> None:
        if button.isVisible():
            button.click()

    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        QShortcut(QKeySequence(keys), dialog, finish)
