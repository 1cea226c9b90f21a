"""Encrypting the register, or giving it another passphrase: typed twice, then done.

Another one is for whoever knows the one until now, or has the recovery sheet: somebody at a desk
that was left open must not shut the others out.

Leaves closing the register, which nobody may have open meanwhile, and opening it again to whoever
listens.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.field_refusal import FieldRefusal
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.task_list import TaskList
from consentdesk.ui.tasks import Job, Lane, Progress
from consentdesk.ui.theme import GRID, SCROLL_BAR, Look
from consentdesk.ui.typed_twice import TypedTwice
from consentdesk.ui.unlock_form import PassphraseField
from consentdesk.ui.upkeep import FOLDER
from consentdesk.ui.widgets import button, card, column, in_window, label, labelled, row, scrolled

if TYPE_CHECKING:
    from consentdesk.services.locking import Encrypted


class EncryptDialog(Dialog):
    """Asks for a new passphrase and encrypts the register with it."""

    emptied = Signal()
    """Nobody works on the register any more: close it before this returns."""
    encrypted = Signal(object)
    """What was `Encrypted`: open the register again."""
    left_alone = Signal()
    """Nothing was changed: open the register again."""

    def __init__(
        self, context: Context, parent: QWidget, location: str, *, is_encrypted: bool
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._location = location
        self._is_under_way = False
        self._is_proved = not is_encrypted
        self._job: Job | None = None
        self._title = _("New passphrase") if is_encrypted else _("Encrypt the register")
        self._build(is_encrypted=is_encrypted)
        self._connect()
        self._assemble()

    def _build(self, *, is_encrypted: bool) -> None:
        self.banner = Banner()
        self.progress = TaskList(self._context.tasks)
        self.before = PassphraseField()
        self.before_refusal = FieldRefusal(self.before, _wrong())
        self._new = TypedTwice(self.banner)
        self.passphrase, self.again = self._new.passphrase, self._new.again
        self._told = label(
            _(
                "From then on the new passphrase opens the register and its backups; the old one "
                "and the old recovery sheet do not."
            )
            if is_encrypted
            else _(
                "Whoever finds the file, a backup or the whole computer reads nothing without the "
                "passphrase. Whoever works here types it when ConsentDesk starts."
            ),
            wrap=True,
        )
        go = _("Change the passphrase") if is_encrypted else self._title
        self.go = button(go, "lock", Look.PRIMARY)
        self.cancel = button(_("Cancel"))

    def _connect(self) -> None:
        self.go.clicked.connect(self._on_go_clicked)
        self.cancel.clicked.connect(self.reject)
        self.before.textEdited.connect(self._on_before_edited)
        self._context.tasks.job_ended.connect(self._on_tasks_job_ended)

    def _assemble(self) -> None:
        self.setWindowTitle(self._title)
        self.go.setDefault(True)
        name = _("&Passphrase") if self._is_proved else _("New &passphrase")
        sheet = _("Or the recovery key from the printed sheet.")
        until_now = labelled(_("Passphrase &until now"), self.before, sheet)
        until_now.addWidget(self.before_refusal)
        asked = QWidget()
        asked.setLayout(until_now)
        asked.setHidden(self._is_proved)
        whole = card(asked, self._new.fields(name), gap=GRID + 4)
        warning = label(
            _(
                "Without the passphrase and without the recovery sheet nobody can ever open the "
                "register again, we neither. The sheet can be printed right afterwards."
            ),
            Look.STRONG,
            wrap=True,
        )
        held = QWidget()
        # Room for a message, which then moves nothing.
        held.setLayout(column(self._told, whole, warning, 6 * GRID, None, gap=2 * GRID))
        foot = row(self.progress, None, self.cancel, self.go)
        title = label(self._title, Look.TITLE, wrap=True)
        area = follow_focus(scrolled(held, steady=True))
        # Not what is in it: that would be held wider than the room beside the bar.
        area.setMinimumWidth(56 * GRID + SCROLL_BAR)
        self.setLayout(in_window(title, area, self.banner, foot, air=3 * GRID))

    def reject(self) -> None:
        """Close, or stop the work first."""
        if self._job is not None:
            self._job.cancel()
        elif self._is_under_way:
            self._end_unchanged()
        else:
            super().reject()

    def _on_before_edited(self) -> None:
        self._is_proved = False

    def _on_go_clicked(self) -> None:
        if not self._is_proved and not self.before.text():
            self.before_refusal.say(_("What is the passphrase until now? Type it here."))
            return
        if self._new.take() is None:
            return
        self.banner.hide()
        if self._is_proved:
            self._go()
        else:
            self._prove()

    def _prove(self) -> None:
        """Whoever types the new one must know the one until now; half a second, and not here."""
        location, typed = self._location, self.before.text()
        self._is_under_way = True
        self._enable()

        def work() -> None:
            from consentdesk.services import locking

            locking.prove(location, typed)

        self._context.tasks.run(
            self,
            lambda _progress: work(),
            lambda _none: self._on_proved(),
            failed=self._on_unproved,
            lane=Lane.LONG,
        )

    def _on_proved(self) -> None:
        self._is_proved = True
        if self._is_under_way:
            self._go()

    def _on_unproved(self, error: ConsentDeskError) -> None:
        self._is_under_way = False
        self._enable()
        if error.problem is Problem.PHRASE_WRONG:
            self.before_refusal.say(_wrong())
        else:
            self.banner.tell(error)

    def _go(self) -> None:
        self._is_under_way = True
        self._enable()
        QTimer.singleShot(0, self, self._go_when_alone)

    def _on_tasks_job_ended(self, _job: Job) -> None:
        """What came home may have set off more, so that is looked at afterwards."""
        if self._is_under_way and self._job is None:
            QTimer.singleShot(0, self, self._go_when_alone)

    def _go_when_alone(self) -> None:
        if not self._is_under_way or self._job is not None or self._context.tasks.running:
            return
        if not self._is_proved:
            return
        self.emptied.emit()
        location, passphrase = self._location, self.passphrase.text()
        kept = str(self._context.settings.value(FOLDER, ""))
        folder = Path(kept) if kept else None

        def work(progress: Progress) -> Encrypted:
            from consentdesk.services import locking

            return locking.encrypt(location, passphrase, folder=folder, progress=progress)

        self._job = self._context.tasks.run(
            self,
            work,
            self._on_done,
            failed=self._on_failed,
            cancelled=self._on_stopped,
            lane=Lane.LONG,
            title=_("Encrypting the register"),
        )

    def _on_done(self, done: Encrypted) -> None:
        self._is_under_way, self._job = False, None
        self._forget()
        self.accept()
        self.encrypted.emit(done)

    def _on_failed(self, error: ConsentDeskError) -> None:
        self._end_unchanged()
        self.banner.tell(error)

    def _on_stopped(self) -> None:
        self._end_unchanged()
        self.banner.say(_("Stopped. The register is as it was."))

    def _end_unchanged(self) -> None:
        self._is_under_way, self._job = False, None
        self._enable()
        self.left_alone.emit()

    def _enable(self) -> None:
        for field in (self.before, self.passphrase, self.again, self.go):
            field.setEnabled(not self._is_under_way)

    def _forget(self) -> None:
        self.before.hide_again()
        self.passphrase.hide_again()
        self.again.hide_again()


def _wrong() -> str:
    return _(
        "This is not the passphrase until now, nor the recovery key of this register. Nothing was "
        "changed. Type it again."
    )


def open_encrypt_dialog(
    context: Context, parent: QWidget, location: str, *, is_encrypted: bool
) -> EncryptDialog:
    """Show the dialog for the register in that file; whoever opens it listens to it."""
    dialog = EncryptDialog(context, parent, location, is_encrypted=is_encrypted)
    dialog.open()
    return dialog
