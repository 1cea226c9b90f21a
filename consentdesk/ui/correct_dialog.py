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
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.leaving import may_leave
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import (
    button,
    card,
    column,
    in_window,
    label,
    labelled,
    row,
    scrolled,
)

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
        """Esc or Cancel, once more where a reason would be lost."""
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
        self.correct = button(_("Correct"), "", Look.PRIMARY, _("Ctrl+Enter"))
        self.leave = button(_("Cancel"))

    def _connect(self) -> None:
        self.correct.clicked.connect(self._on_correct_clicked)
        self.leave.clicked.connect(self.reject)
        self.reason.textChanged.connect(self.banner.forget_refusal)
        finish_with_control_enter(self, self.correct)

    def _assemble(self, line: Line) -> None:
        self.setWindowTitle(_("Correct a line"))
        wish_for_width(self, 60 * GRID)
        said = _(
            "The line stays in the journal, struck out, and no longer counts. A new line says "
            "who corrected it, when and why."
        )
        inner = QWidget()
        fields = column(
            card(
                label(line.heading, Look.STRONG, wrap=True),
                label(line.detail, Look.MUTED, wrap=True),
                label(line.aside, Look.MUTED),
                gap=2,
            ),
            label(said, wrap=True),
            labelled(_("&Why was it wrong?"), self.reason),
            gap=2 * GRID,
        )
        fields.setStretch(2, 1)
        inner.setLayout(fields)
        title = label(_("Correct a line"), Look.TITLE)
        area = follow_focus(scrolled(inner, steady=True, whole=True))
        foot = row(None, self.leave, self.correct)
        self.setLayout(in_window(title, area, self.banner, foot))

    def _on_correct_clicked(self) -> None:
        context, write, reason = self._context, self._write, self.reason.toPlainText()
        if not reason.strip():
            said = _("Say why it was wrong. One sentence is enough.")
            self.banner.say(said, tone="no", icon="warning")
            self.reason.setFocus()
            return
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
