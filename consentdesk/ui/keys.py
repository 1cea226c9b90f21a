"""Keys that do the same in every dialog."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog


def finish_with_control_enter(dialog: QDialog, button: QAbstractButton) -> None:
    """Let Ctrl+Enter press the button that finishes, wherever the keyboard is."""

    def finish() -> None:
        if button.isVisible():
            button.click()

    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        QShortcut(QKeySequence(keys), dialog, finish)
