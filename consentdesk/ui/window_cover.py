"""The window covered while nobody sits at it; where the register is encrypted, also locked.

All other windows are hidden meanwhile and come back as they were, with whatever was typed in them.
Work that is going on goes on.
"""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.away import encrypted_file
from consentdesk.ui.context import Context
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.unlock_form import UnlockForm, in_the_middle
from consentdesk.ui.widgets import EmptyView, card, column, label


class WindowCover(QStackedWidget):
    """What stands in the main window while it is covered."""

    lifted = Signal(str)
    """What is to be told of the unlocking, "" for nothing."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._hidden: list[QDialog] = []
        self.view = EmptyView("lock")
        self.form: UnlockForm | None = None
        self._locked: QWidget | None = None
        self.view.button.clicked.connect(lambda: self._on_lifted(""))
        self.addWidget(self.view)

    def cover(self) -> None:
        """Hide everything, and say how to get it back."""
        self._hidden = [
            window
            for window in QApplication.topLevelWidgets()
            if isinstance(window, QDialog) and window.isVisible()
        ]
        for window in self._hidden:
            window.hide()
        self.window().activateWindow()
        path = encrypted_file(self._context)
        self._drop_form()
        if path is not None:
            self._ask(path)
            return
        self.view.say(
            _("The window is covered"),
            _("Names and pictures are hidden while you are away."),
            _("Show the window again"),
        )
        self.setCurrentWidget(self.view)
        self.view.button.setFocus()

    def _ask(self, path: Path) -> None:
        form = UnlockForm(self._context.tasks, path)
        form.unlocked.connect(self._on_lifted)
        form.failed.connect(self._on_form_failed)
        held = QWidget()
        held.setMaximumWidth(64 * GRID)
        told = _("Names and pictures are hidden until somebody types the passphrase.")
        held.setLayout(
            column(
                label(_("ConsentDesk is locked"), Look.TITLE, wrap=True),
                label(told, Look.MUTED, wrap=True),
                card(form),
                gap=2 * GRID,
            )
        )
        self.form, self._locked = form, QWidget()
        self._locked.setLayout(in_the_middle(held))
        self.addWidget(self._locked)
        self.setCurrentWidget(self._locked)
        form.start()

    def _on_form_failed(self, error: ConsentDeskError) -> None:
        if self.form is not None:
            self.form.refusal.tell(error)

    def _on_lifted(self, said: str) -> None:
        hidden, self._hidden = self._hidden, []
        self._drop_form()
        self.lifted.emit(said)
        for window in hidden:
            window.show()

    def _drop_form(self) -> None:
        """Nothing typed is left behind."""
        if self._locked is not None:
            self.removeWidget(self._locked)
            self._locked.deleteLater()
            self.form = self._locked = None
