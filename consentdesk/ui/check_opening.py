"""The one check window of a desk: made when it is first wanted, raised after that."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from consentdesk.ui import doors
from consentdesk.ui.check_window import CheckWindow
from consentdesk.ui.context import Context


class _Holder(QObject):
    """Keeps the check window of a desk alive: it has no parent, so that it stands free."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.setObjectName(doors.CHECK)
        self.window = CheckWindow(context)
        self.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.window.closed.connect(self._on_window_closed)

    def _on_window_closed(self) -> None:
        self.setParent(None)
        self.deleteLater()


def open_check_window(
    context: Context, parent: QWidget, paths: Sequence[Path] = (), *, paste: bool = False
) -> CheckWindow:
    """Raise the check window of this desk, or make it, and hand it what is to be checked.

    It stands on its own beside the main window, and goes with it.
    """
    holder = context.findChild(_Holder)
    if holder is None:
        holder = _Holder(context)
        _first(parent).destroyed.connect(holder.window.end)
        holder.window.show()
    window: CheckWindow = holder.window
    window.raise_()
    window.activateWindow()
    if paste:
        window.paste()
    elif paths:
        window.take(paths)
    return window


def may_close_check_window(context: Context) -> bool:
    """Whether the check window may go with the desk; if not, it comes to the front and asks."""
    holder = context.findChild(_Holder)
    if holder is None or holder.window.may_go():
        return True
    holder.window.raise_()
    holder.window.activateWindow()
    return False


def _first(widget: QWidget) -> QWidget:
    """The window behind all dialogs that lead to the widget."""
    window = widget.window()
    behind = window.parentWidget()
    return window if behind is None else _first(behind)
