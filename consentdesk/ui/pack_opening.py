"""The one window for check packs of a desk: made when it is first wanted, raised after that."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from consentdesk.ui.context import Context
from consentdesk.ui.pack_window import PackWindow

Shown = TypeVar("Shown", bound=QWidget)


def open_pack_window(
    context: Context, parent: QWidget, pack: Path | None = None, paths: Sequence[Path] = ()
) -> PackWindow:
    """Raise it, or make it; hand it a pack, and pictures to check against that or the one before.

    It needs no register, and goes with the main window.
    """
    window = next(filter(lambda one: one.context is context, _shown(PackWindow)), None)
    if window is None:
        window = PackWindow(context, next(_shown(QMainWindow), _first(parent)))
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        window.show()
    window.raise_()
    window.activateWindow()
    if pack is not None:
        window.take_pack(pack, paths)
    elif paths:
        window.take(paths)
    return window


def _shown(kind: type[Shown]) -> Iterator[Shown]:
    """The windows of that kind that are open; the check window stands free of the main one."""
    return (
        one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
    )


def _first(widget: QWidget) -> QWidget:
    """The window behind all dialogs that lead to the widget."""
    window = widget.window()
    behind = window.parentWidget()
    return window if behind is None else _first(behind)
