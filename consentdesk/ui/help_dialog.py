"""Help for a page with its keys, and what the program is."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from consentdesk import __version__
from consentdesk.i18n import _
from consentdesk.ui.buttons import as_on_the_keyboard
from consentdesk.ui.icons import app_icon
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, label, row, scrolled


def keys() -> tuple[tuple[str, str], ...]:
    """The keys that do the same everywhere, with what they do."""
    return (
        ("Ctrl+1 … 7", _("The pages")),
        ("Ctrl+K", _("Search everything")),
        ("Ctrl+F", _("Search on this page")),
        ("Ctrl+N", _("New person")),
        ("Ctrl+I", _("Import a class list")),
        ("Ctrl+O", _("Open another register")),
        ("Ctrl+Shift+O", _("Back to your own register")),
        ("Ctrl+Shift+N", _("Add photos")),
        ("Ctrl+P", _("Print forms")),
        ("Ctrl+R", _("Record answers")),
        ("Ctrl+E", _("Export photos")),
        ("Ctrl+Shift+C", _("Check a picture")),
        ("Ctrl+V", _("Check the picture on the clipboard")),
        ("Ctrl+Z, Ctrl+Y", _("Undo, redo")),
        ("Delete", _("Move what is chosen to the trash, for 30 days")),
        ("F2", _("Change the person shown")),
        ("F6", _("Next pane")),
        ("Ctrl+B", _("Narrow or widen the list of pages")),
        ("Ctrl+L", _("Cover the window")),
        ("Ctrl+,", _("Settings")),
        ("Esc", _("Clear the search, then go back")),
    )


def open_help(
    parent: QWidget, title: str, text: str, own: Sequence[tuple[str, str]] = ()
) -> QDialog:
    """What the page is for, and the keys: its `own` instead of those that work everywhere."""
    dialog = _dialog(parent, _("Help"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * GRID)
    grid.setVerticalSpacing(GRID)
    for number, (key, does) in enumerate(own or keys()):
        grid.addWidget(label(as_on_the_keyboard(key), Look.STRONG), number, 0)
        grid.addWidget(label(does, wrap=True), number, 1)
    grid.setColumnStretch(1, 1)
    inner = QWidget()
    inner.setLayout(
        column(
            label(title, Look.TITLE, wrap=True),
            label(as_on_the_keyboard(text), wrap=True),
            label(_("Keys"), Look.HEADING),
            grid,
            None,
            gap=2 * GRID,
        )
    )
    _finish(dialog, scrolled(inner), QSize(560, 640))
    return dialog


def open_about(parent: QWidget) -> QDialog:
    """Name, version and licence."""
    dialog = _dialog(parent, _("About ConsentDesk"))
    mark = QLabel()
    mark.setPixmap(app_icon().pixmap(64, 64))
    said = _(
        "Written photo permissions for nurseries and schools: journaled, linked to the pictures, "
        "and no portrait leaves without one. Nothing is sent anywhere, and nobody's face is "
        "recognised."
    )
    inner = QWidget()
    inner.setLayout(
        column(
            row(mark, column(label("ConsentDesk", Look.TITLE), label(__version__, Look.MUTED))),
            label(said, wrap=True),
            label(_("Free software under the Mozilla Public License 2.0."), Look.MUTED, wrap=True),
            None,
            gap=2 * GRID,
        )
    )
    _finish(dialog, inner, QSize(480, 300))
    return dialog


def _dialog(parent: QWidget, title: str) -> QDialog:
    dialog = Dialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    return dialog


def _finish(dialog: QDialog, inner: QWidget, size: QSize) -> None:
    close = button(_("Close"), "", Look.PRIMARY)
    close.clicked.connect(dialog.accept)
    whole = column(inner, row(None, close), gap=2 * GRID)
    whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
    whole.setStretch(0, 1)
    dialog.setLayout(whole)
    dialog.resize(size)
    dialog.open()
    close.setFocus()
