"""What stands in the window while no register is open because another one takes its place."""

from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.front import Front
from consentdesk.ui.widgets import EmptyView, column
from consentdesk.wording import problem_sentence


class RestoringPage(Front):
    """Nothing to press: the dialog above it says how far it is, and can stop it."""

    tells_progress = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = EmptyView("backup")
        self.view.say(
            _("The register is closed for a moment"),
            _("The register opens again by itself as soon as that is done."),
        )
        self.setLayout(column(self.view))

    def start(self) -> None:
        """The keyboard stays in the dialog."""

    def tell(self, error: ConsentDeskError) -> None:
        """Say what went wrong meanwhile."""
        self.view.say(_("The register can't be opened"), problem_sentence(error))
