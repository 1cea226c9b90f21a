"""The passphrase of an encrypted register is typed: on a page of its own, or in a small window.

What is typed is tried off the GUI thread, for each try takes half a second, and kept nowhere.
"""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from consentdesk.errors import BadInput, ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.ui.field_refusal import FieldRefusal
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.icons import put
from consentdesk.ui.tasks import Lane, Tasks
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, labelled, row, scrolled


class PassphraseField(QLineEdit):
    """What is typed shows as dots, until its eye is pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.eye = QAction(_("Show what is typed"), self)
        put(self.eye, "eye")
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._on_eye_toggled)
        self.addAction(self.eye, QLineEdit.ActionPosition.TrailingPosition)

    def hide_again(self) -> None:
        """Forget what was typed."""
        self.clear()
        self.eye.setChecked(False)

    def _on_eye_toggled(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode
        self.setEchoMode(mode.Normal if shown else mode.Password)


class UnlockForm(QWidget):
    """The field and a button; why it was the wrong one is told in `refusal`, below the field."""

    unlocked = Signal(str)
    """Why the key could not be remembered though somebody wanted that; "" else."""
    failed = Signal(object)
    """A `ConsentDeskError` that no other passphrase will mend."""

    def __init__(self, tasks: Tasks, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._path = path
        self.passphrase = PassphraseField()
        self.unlock = button(_("&Unlock"), "lock", Look.PRIMARY)
        self.refusal = FieldRefusal(self.passphrase, _wrong())
        self.remember = QCheckBox(_("&Remember on this computer"))
        self.remember.setToolTip(
            _("The computer's keyring keeps the key; a window that was locked asks all the same.")
        )
        self._was_remembered = False
        asked = labelled(
            _("&Passphrase"), self.passphrase, _("Or the recovery key from the printed sheet.")
        )
        asked.addWidget(self.refusal)
        whole = column(asked, self.remember, row(self.unlock, None), gap=GRID + 4)
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)
        self.unlock.clicked.connect(self._on_unlock_clicked)
        self.passphrase.returnPressed.connect(self._on_unlock_clicked)

    def start(self) -> None:
        """Begin with the passphrase."""
        self.passphrase.setFocus()
        path = self._path

        def work() -> bool:
            from consentdesk.services.recalling import is_remembered

            return is_remembered(path)

        self._tasks.run(
            self, lambda _progress: work(), self._on_keyring_asked, replaces="remembered"
        )

    def _on_keyring_asked(self, remembered: bool) -> None:
        if remembered and not self._was_remembered:
            self.remember.setChecked(True)
        self._was_remembered = remembered

    def _on_unlock_clicked(self) -> None:
        path, typed = self._path, self.passphrase.text()
        if not self.unlock.isEnabled():
            return
        if not typed:
            self.refusal.say(_("What is the passphrase? Type it, then press Enter."))
            return
        self.refusal.forget()
        self.unlock.setEnabled(False)
        wanted, before = self.remember.isChecked(), self._was_remembered

        def work() -> str:
            from consentdesk.services import locking, recalling

            locking.unlock(path, typed)
            try:
                if wanted and not before:
                    recalling.remember(path)
                elif before and not wanted:
                    recalling.forget_key(path)
            except BadInput as error:
                return _unremembered(error)
            return ""

        self._tasks.run(
            self,
            lambda _progress: work(),
            self._on_unlocked,
            failed=self._on_failed,
            lane=Lane.LONG,
            replaces="unlock",
        )

    def _on_unlocked(self, unremembered: str) -> None:
        self.unlock.setEnabled(True)
        if unremembered:
            self.remember.setChecked(False)
        self._was_remembered = self.remember.isChecked()
        self.passphrase.hide_again()
        self.unlocked.emit(unremembered)

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.unlock.setEnabled(True)
        if error.problem is not Problem.PHRASE_WRONG:
            self.failed.emit(error)
            return
        self.refusal.say(_wrong())


def _wrong() -> str:
    return _(
        "This passphrase does not open it. Type it again, or type the recovery key from the "
        "printed sheet."
    )


def _unremembered(error: BadInput) -> str:
    """The passphrase was right, and that it must be typed again next time holds nobody up."""
    if error.problem is Problem.KEYRING_MISSING:
        return _(
            "The passphrase was right, but it will be asked for again: this computer has no "
            "keyring that keeps secrets safe."
        )
    return _(
        "The passphrase was right, but it will be asked for again: the keyring of this computer "
        "is locked or did not take the key."
    )


def in_the_middle(held: QWidget) -> QVBoxLayout:
    """A page with that in its middle; the field stays in sight with what is told below it."""
    middle = row(None, held, None)
    middle.setStretch(1, 10)
    whole = column(9 * GRID, middle, None)
    whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
    inner = QWidget()
    inner.setLayout(whole)
    return column(follow_focus(scrolled(inner)))
