"""Correcting what stands in the journal: voided by a further line with a reason, never deleted."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from consentdesk.domain.acts import Act, Serial
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, label, labelled, row

Correct = Callable[[str, datetime, str], object]
"""Work that writes: called with the clerk, the time (UTC) and the reason."""


class CorrectDialog(Dialog):
    """Shows the line that was wrong and asks why."""

    def __init__(self, context: Context, parent: QWidget, line: Line, write: Correct) -> None:
        super().__init__(parent)
        self._context = context
        self._write = write
        self._build()
        self._connect()
        self._assemble(line)

    def reject(self) -> None:
        """Esc, once more where a reason would be lost."""
        is_lost = bool(self.reason.toPlainText().strip())
        if may_leave(self.banner, self._close, is_lost=is_lost):
            self._close()

    def _close(self) -> None:
        super().reject()

    def _build(self) -> None:
        self.banner = Banner()
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setMinimumHeight(10 * GRID)
        self.correct = button(_("Correct"), "", Look.PRIMARY)
        self._cancel = button(_("Cancel"))

    def _connect(self) -> None:
        self.correct.clicked.connect(self._on_correct_clicked)
        self._cancel.clicked.connect(self._close)

    def _assemble(self, line: Line) -> None:
        self.setWindowTitle(_("Correct a line"))
        self.setMinimumWidth(60 * GRID)
        said = _(
            "The line stays in the journal, struck out, and no longer counts. A new line says "
            "who corrected it, when and why."
        )
        whole = column(
            label(_("Correct a line"), Look.TITLE),
            card(
                label(line.heading, Look.STRONG, wrap=True),
                label(line.detail, Look.MUTED, wrap=True),
                label(line.aside, Look.MUTED),
                gap=2,
            ),
            label(said, wrap=True),
            labelled(_("&Why was it wrong?"), self.reason),
            self.banner,
            row(None, self._cancel, self.correct),
            gap=2 * GRID,
        )
        whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        self.setLayout(whole)

    def _on_correct_clicked(self) -> None:
        context, write, reason = self._context, self._write, self.reason.toPlainText()
        clerk, at = context.clerk, context.now()
        self.correct.setEnabled(False)
        context.tasks.run(
            self,
            lambda _progress: write(clerk, at, reason),
            lambda _result: self._on_corrected(),
            failed=self._on_failed,
        )

    def _on_corrected(self) -> None:
        self._context.tell_written()
        self.accept()

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.correct.setEnabled(True)
        self.banner.tell(error)
        self.reason.setFocus()


def open_correct_dialog(context: Context, parent: QWidget, act: Act, line: Line) -> CorrectDialog:
    """Ask why that entry was wrong, and correct it."""
    from consentdesk.services import correcting

    register = context.register
    return _open(
        context,
        parent,
        line,
        lambda clerk, at, reason: correcting.correct(
            register, clerk, at, number=act.number, reason=reason
        ),
    )


def open_correct_form(
    context: Context, parent: QWidget, serial: Serial, line: Line
) -> CorrectDialog:
    """Ask why what was recorded of a form was wrong, and correct all of it."""
    from consentdesk.services import correcting

    register = context.register
    return _open(
        context,
        parent,
        line,
        lambda clerk, at, reason: correcting.correct_form(
            register, clerk, at, serial=serial, reason=reason
        ),
    )


def _open(context: Context, parent: QWidget, line: Line, write: Correct) -> CorrectDialog:
    dialog = CorrectDialog(context, parent, line, write)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.reason.setFocus()
    return dialog
