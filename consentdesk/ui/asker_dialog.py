"""What forms say of the institution: its name, whom to ask, and its data protection officer.

They lie in the register, so that every desk prints the same form. What a desk of an earlier program
kept to itself is taken over once.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, label, labelled, row

if TYPE_CHECKING:
    from consentdesk.storage.register import Register
    from consentdesk.storage.values import Institution

OLD_CONTACT, OLD_OFFICER = "print/contact", "print/officer"
"""Names under which a desk used to keep them."""


Texts = tuple[str | None, str | None]
"""Contact and officer; None for one that stays as it is."""


class AskerForm(QWidget):
    """The two fields."""

    def __init__(self, institution: "Institution", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begun_with = institution.contact, institution.officer
        self.contact = QLineEdit(institution.contact)
        self.officer = QLineEdit(institution.officer)
        hint = _("Printed on every form; left empty there is a line to write on.")
        whole = column(
            labelled(_("&Contact of the institution"), self.contact, hint),
            labelled(_("&Data protection officer"), self.officer),
            gap=GRID + 4,
        )
        whole.setContentsMargins(0, 0, 0, 0)
        self.setLayout(whole)

    @property
    def changed(self) -> Texts:
        """What is to be written: another desk may have typed the other one meanwhile."""
        contact, officer = self._begun_with
        return _other(self.contact.text(), contact), _other(self.officer.text(), officer)


def _other(text: str, before: str) -> str | None:
    """The text where it is another one than before."""
    said = text.strip()
    return said if said != before else None


def write_asker(register: "Register", clerk: str, at: datetime, texts: Texts) -> None:
    """Put contact and officer into the register."""
    from consentdesk.services import ruling

    contact, officer = texts
    ruling.set_controller(register, clerk, at, contact=contact, officer=officer)


class NameField(QWidget):
    """How the institution is called; to be corrected where that breaks nothing."""

    def __init__(self, institution: "Institution", *, fixed: bool) -> None:
        super().__init__()
        self._before = institution.name
        self.name = QLineEdit(institution.name)
        self.name.setReadOnly(fixed)
        hint = (
            _("This register is known by its name, so the name stays.")
            if fixed
            else _("Printed on every form from now on. A change is journaled.")
        )
        self.setLayout(column(labelled(_("&Name of the institution"), self.name, hint)))

    @property
    def changed(self) -> str | None:
        """The name where it is another one now."""
        return _other(self.name.text(), self._before)


class AskerDialog(Dialog):
    """The same by itself, from where forms are printed."""

    def __init__(self, context: Context, parent: QWidget, institution: "Institution") -> None:
        super().__init__(parent)
        self._context = context
        self.banner = Banner()
        self.form = AskerForm(institution)
        self.save = button(_("Save"), "", Look.PRIMARY)
        self._cancel = button(_("Cancel"))
        self.save.clicked.connect(self._on_save_clicked)
        self._cancel.clicked.connect(self.reject)
        self._assemble()

    def _assemble(self) -> None:
        self.setWindowTitle(_("Who asks?"))
        self.setMinimumWidth(60 * GRID)
        whole = column(
            label(_("Who asks?"), Look.TITLE),
            card(self.form),
            None,
            self.banner,
            row(None, self._cancel, self.save),
            gap=2 * GRID,
        )
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        self.setLayout(whole)

    def _on_save_clicked(self) -> None:
        context, texts = self._context, self.form.changed
        if texts == (None, None):
            self.reject()
            return
        clerk, at = context.clerk, context.now()
        self.save.setEnabled(False)
        context.tasks.run(
            self,
            lambda _progress: write_asker(context.register, clerk, at, texts),
            lambda _none: self._on_saved(),
            failed=self._on_failed,
        )

    def _on_saved(self) -> None:
        self._context.tell_written()
        self.accept()

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.save.setEnabled(True)
        self.banner.tell(error)
        self.form.contact.setFocus()


def open_asker_dialog(context: Context, parent: QWidget, institution: "Institution") -> AskerDialog:
    """Ask for both."""
    dialog = AskerDialog(context, parent, institution)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.form.contact.setFocus()
    return dialog


def take_over(context: Context) -> None:
    """Put into the register what this desk kept to itself, where the register doesn't say yet.

    Not into a practice register. Where it can't be written now, it is tried the next time.
    """
    settings = context.settings
    contact, officer = (str(settings.value(key, "")) for key in (OLD_CONTACT, OLD_OFFICER))
    if not (contact or officer):
        return
    register, clerk, at = context.register, context.clerk, context.now()

    def work() -> bool:
        from consentdesk.services import ruling
        from consentdesk.services.demo_class import is_practice

        with register.read() as reader:
            if is_practice(reader.institution.name):
                return False
        ruling.begin_controller(register, clerk, at, contact=contact, officer=officer)
        return True

    def done(taken: bool) -> None:
        if taken:
            _forget(settings)
            context.tell_written()

    context.tasks.run(context, lambda _progress: work(), done, failed=lambda _error: None)


def _forget(settings: QSettings) -> None:
    for key in (OLD_CONTACT, OLD_OFFICER):
        settings.remove(key)
