"""The lines a restored backup lacks, to be recorded anew; there until somebody says it is done.

Read out of the register that was put aside. Nothing is carried over by itself: a no hangs on forms
and photos the backup may not have.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.line_list import LineList, LineModel
from consentdesk.ui.lines_left import Left, forget, kept, read_left
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import announce, button, column, in_window, label, row, scrolled

if TYPE_CHECKING:
    from consentdesk.domain.acts import Act
    from consentdesk.ui.line_list import Entry


class LinesLeftDialog(Dialog):
    """What was written after the backup: whoever has said no first, then the newest."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._place = context.register.place.path or Path()
        self._left = kept(context.settings, self._place)
        self._build()
        self._assemble()
        self._read()

    def _build(self) -> None:
        self.banner = Banner()
        self.told: QLabel = label(_told(self._left), wrap=True)
        self.model: LineModel[Act] = LineModel(self)
        self.list = LineList(_("Lines to be recorded anew"), self.model)
        self.copy = button(_("Copy the &lines"), "copy")
        self.copy.setEnabled(False)
        self.done_ = button(_("&All is recorded anew"), "done")
        self.close_button = button(_("Close"), "", Look.PRIMARY)
        # The list is gone after the other: nobody does that with an Enter too many.
        self.close_button.setDefault(True)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.done_.clicked.connect(self._on_done_clicked)
        self.close_button.clicked.connect(self.accept)
        self._context.register_left.connect(self.reject)

    def _assemble(self) -> None:
        title = _("To be recorded anew")
        self.setWindowTitle(title)
        self.list.setMinimumHeight(12 * GRID)
        # Not on the list: what it is about would scroll away on a small screen.
        self.close_button.setFocus()
        foot = row(self.copy, None, self.done_, self.close_button)
        held = QWidget()
        inner = column(self.told, self.list, gap=GRID + 4)
        inner.setStretch(1, 1)
        held.setLayout(inner)
        area = follow_focus(scrolled(held, steady=True))
        head = label(title, Look.TITLE, wrap=True)
        self.setLayout(in_window(head, area, self.banner, foot, air=3 * GRID))
        remember_size(self, self._context.settings, "lines-left", QSize(90 * GRID, 70 * GRID))

    def _read(self) -> None:
        left = self._left

        def work() -> list[Entry[Act]]:
            return [entry for one in left for entry in read_left(one)]

        self._context.tasks.run(
            self, lambda _progress: work(), self._on_read, failed=self.banner.tell
        )

    def _on_read(self, entries: list[Entry[Act]]) -> None:
        self.model.show(entries)
        self.copy.setEnabled(bool(entries))
        self.list.setVisible(bool(entries))

    def _on_copy_clicked(self) -> None:
        lines = [entry.line.spoken() for entry in self.model.entries]
        QGuiApplication.clipboard().setText("\n".join(lines))
        announce(self, _("Copied."))

    def _on_done_clicked(self) -> None:
        forget(self._context.settings, self._place)
        self.accept()
        self._context.tell_written()


def _told(left: tuple[Left, ...]) -> str:
    count = sum(one.count for one in left)
    places = ", ".join(breakable(one.aside) for one in left)
    lies = _("They lie in the register that was put aside: {path}").format(path=places)
    if not count:
        return _(
            "The register that was there could not be read, so nobody can list what the backup "
            "lacks. Record anew whatever was withdrawn since. It lies in {path}"
        ).format(path=places)
    said = ngettext(
        "{count} line was written after the backup that was restored. Record anew what must hold, "
        "first of all whoever has said no, before any picture goes out.",
        "{count} lines were written after the backup that was restored. Record anew what must "
        "hold, first of all whoever has said no, before any picture goes out.",
        count,
    )
    return f"{said.format(count=format_number(count))} {lies}"


def open_lines_left(context: Context, parent: QWidget) -> LinesLeftDialog:
    """Show them beside the window: the work is done there meanwhile."""
    dialog = LinesLeftDialog(context, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    return dialog
