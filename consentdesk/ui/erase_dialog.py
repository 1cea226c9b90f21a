"""Erasing somebody who asks for it: what goes, what stays and why, and the name typed once more.

Can't be taken back, and says so. What it does is `services.erasing`'s to say.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.context import Context
from consentdesk.ui.erase_lines import going, staying
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.upkeep import backup_folder
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

if TYPE_CHECKING:
    from consentdesk.domain.people import SubjectId
    from consentdesk.services.erasing import Erasure, Foreseen


class EraseDialog(Dialog):
    """Shows what would happen, and does it once the whole name is typed."""

    erased = Signal(object)
    """What was done, an `Erasure`; the dialog closes."""

    def __init__(self, context: Context, parent: QWidget, subject: SubjectId) -> None:
        super().__init__(parent)
        self._context = context
        self._subject = subject
        self._told: Foreseen | None = None
        self._is_under_way = False
        self._build()
        self._connect()
        self._assemble()
        self._read()

    def _build(self) -> None:
        self.banner = Banner()
        self.title: QLabel = label(_("Erase for good"), Look.TITLE, wrap=True)
        self.going, self.staying = QVBoxLayout(), QVBoxLayout()
        for lines in (self.going, self.staying):
            lines.setSpacing(GRID)
        self.name = QLineEdit()
        self.erase = button(_("Erase"), "trash", Look.PRIMARY, _("Ctrl+Enter"))
        self.erase.setEnabled(False)
        self.cancel = button(_("Cancel"))

    def _connect(self) -> None:
        self.name.textEdited.connect(self._on_name_edited)
        self.erase.clicked.connect(self._on_erase_clicked)
        self.cancel.clicked.connect(self.reject)
        finish_with_control_enter(self, self.erase)
        QShortcut(QKeySequence("F1"), self, self._on_help_wanted)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Erase for good"))
        both = SideBySide(
            _column_of(_("Erased"), self.going), _column_of(_("Stays, because …"), self.staying)
        )
        hint = _("It can't be taken back. Case and spaces don't matter.")
        asked = card(labelled(_("Type the whole &name"), self.name, hint))
        inner = QWidget()
        inner.setLayout(column(both, asked, None, gap=2 * GRID))
        area = follow_focus(scrolled(inner, steady=True))
        foot = row(None, self.cancel, self.erase)
        self.setLayout(in_window(self.title, area, self.banner, foot))
        remember_size(self, self._context.settings, "erase", QSize(100 * GRID, 76 * GRID))

    def reject(self) -> None:
        """Close, unless it is being done."""
        if not self._is_under_way:
            super().reject()

    @property
    def _folder(self) -> Path | None:
        kept = backup_folder(self._context)
        return Path(kept) if kept else None

    def _read(self) -> None:
        context, subject, folder = self._context, self._subject, self._folder
        at = context.now()

        def work() -> Foreseen:
            from consentdesk.services import erasing

            return erasing.foresee(context.register, at, subject, folder=folder)

        context.tasks.run(self, lambda _progress: work(), self._on_read, failed=self.banner.tell)

    def _on_read(self, told: Foreseen) -> None:
        self._told = told
        self.title.setText(_("Erase {name} for good").format(name=told.subject.name))
        self.setWindowTitle(self.title.text())
        is_shared = self._context.register.is_shared
        for line in going(told):
            self.going.addWidget(label(line, wrap=True))
        for line in staying(told, is_shared=is_shared):
            self.staying.addWidget(label(line, wrap=True))
        self._on_name_edited()
        self.name.setFocus()

    def _on_name_edited(self) -> None:
        from consentdesk.services.erasing import is_confirmed

        told = self._told
        self.erase.setEnabled(told is not None and is_confirmed(self.name.text(), told.subject))
        self.banner.forget_refusal()

    def _on_erase_clicked(self) -> None:
        context, subject, folder = self._context, self._subject, self._folder
        clerk, at, typed = context.clerk, context.now(), self.name.text()
        self._is_under_way = True
        for part in (self.erase, self.name, self.cancel):
            part.setEnabled(False)

        def work() -> Erasure:
            from consentdesk.services import erasing

            return erasing.erase(
                context.register, clerk, at, subject=subject, confirm=typed, folder=folder
            )

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_erased,
            failed=self._on_failed,
            lane=Lane.LONG,
            title=_("Erasing"),
        )

    def _on_erased(self, done: Erasure) -> None:
        self._is_under_way = False
        self._forget()
        self._context.tell_written()
        self.accept()
        self.erased.emit(done)

    def _forget(self) -> None:
        """What the windows still hold of the name; whatever else is remembered went with it."""
        context = self._context
        context.undo.clear()
        context.thumbnails.forget()
        if self._told is not None:
            context.settings.forget_named(self._told.sought.is_perhaps_whole)

    def _on_failed(self, error: ConsentDeskError) -> None:
        self._is_under_way = False
        for part in (self.name, self.cancel):
            part.setEnabled(True)
        self._on_name_edited()
        self.banner.tell(error)
        self.name.setFocus()

    def _on_help_wanted(self) -> None:
        from consentdesk.ui.help_dialog import open_help

        open_help(self, _("Erase for good"), help_text())


def help_text() -> str:
    """What F1 says here."""
    return _(
        "Whoever asks to be erased is erased once nothing obliges you to keep what you hold. At "
        "the left stands what goes, at the right what stays, and why. Type the whole name and "
        "press Erase, or Ctrl+Enter. Nobody can take it back.\n\nPhotos that show the person stay "
        "withheld: cover him or her, and say that everyone is named or covered."
    )


def _column_of(text: str, lines: QVBoxLayout) -> QFrame:
    made = card(label(text, Look.HEADING), lines, None, gap=GRID)
    made.setMinimumWidth(36 * GRID)
    return made


def open_erase_dialog(context: Context, parent: QWidget, subject: SubjectId) -> EraseDialog:
    """Show what erasing somebody does; whoever opens it listens to it."""
    dialog = EraseDialog(context, parent, subject)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
