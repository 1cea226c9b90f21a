"""What a copy of an edition is to be called."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.remembered import wish_for_width
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, in_window, label, labelled, row, scrolled


class CopyEditionDialog(Dialog):
    """Asks for the name alone; a name that can't be is refused in place."""

    copied = Signal(str)
    """There is a draft of that name."""

    def __init__(self, context: Context, parent: QWidget, source: str, free: str) -> None:
        super().__init__(parent)
        self._context = context
        self._source = source
        self.banner = Banner()
        self.name = QLineEdit(free)
        self.copy = button(_("&Copy"), "copy", Look.PRIMARY)
        self.leave = button(_("Cancel"))
        self.copy.setDefault(True)
        self._connect()
        self._assemble()

    def _connect(self) -> None:
        self.name.textEdited.connect(self._on_name_edited)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.leave.clicked.connect(self.reject)

    def _assemble(self) -> None:
        title = _("Copy the edition {name}").format(name=self._source)
        self.setWindowTitle(title)
        wish_for_width(self, 60 * GRID)
        hint = _("A letter from A to Z, then capital letters, digits and hyphens; at most 12.")
        said = _("The copy is a draft. Write on it as long as you like, then issue it.")
        inner = QWidget()
        asked = card(labelled(_("&Name of the copy"), self.name, hint))
        inner.setLayout(column(label(said, Look.MUTED, wrap=True), asked, None, gap=2 * GRID))
        area = follow_focus(scrolled(inner, steady=True, whole=True))
        foot = row(None, self.leave, self.copy)
        self.setLayout(in_window(label(title, Look.TITLE, wrap=True), area, self.banner, foot))

    def _on_name_edited(self, text: str) -> None:
        """Names have capital letters only, so that is what is typed."""
        self.banner.forget_refusal()
        at = self.name.cursorPosition()
        self.name.setText(text.upper())
        self.name.setCursorPosition(at)

    def _on_copy_clicked(self) -> None:
        from consentdesk.services import own_editions

        context, source, name = self._context, self._source, self.name.text().strip()
        clerk, at = context.clerk, context.now()
        self.copy.setEnabled(False)
        context.tasks.run(
            self,
            lambda _progress: own_editions.copy(context.register, clerk, at, source, name),
            lambda draft: self._on_copied(draft.name),
            failed=self._on_failed,
        )

    def _on_copied(self, name: str) -> None:
        self._context.tell_written()
        self.accept()
        self.copied.emit(name)

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.copy.setEnabled(True)
        self.banner.tell(error)
        self.name.setFocus()
        self.name.selectAll()


def open_copy_edition_dialog(
    context: Context, parent: QWidget, source: str, free: str
) -> CopyEditionDialog:
    """Ask what the copy of that edition is called, with a free name to begin with."""
    dialog = CopyEditionDialog(context, parent, source, free)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.name.setFocus()
    dialog.name.selectAll()
    return dialog
