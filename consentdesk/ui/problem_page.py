"""What stands in the window when the register can't be opened: a sentence, and the ways on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.front import Front
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import EmptyView, button, column
from consentdesk.wording import problem_sentence


class ProblemPage(Front):
    """Try again, or another register."""

    retried = Signal()
    open_wanted = Signal()

    def __init__(self, error: ConsentDeskError, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        other = button(_("Open another register…"), "folder", Look.QUIET)
        self.view = EmptyView("warning", more=other)
        self.tell(error)
        self.view.button.clicked.connect(self.retried)
        other.clicked.connect(self.open_wanted)
        self.setLayout(column(self.view))

    def start(self) -> None:
        """Begin with the nearest way on."""
        self.view.button.setFocus()

    def tell(self, error: ConsentDeskError) -> None:
        """Say why it can't be opened."""
        self.view.say(_("The register can't be opened"), problem_sentence(error), _("Try again"))
