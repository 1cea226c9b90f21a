"""What stands in the window when the register can't be opened: a sentence, and the ways on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.ui.front import Front
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import EmptyView, button, column, row
from consentdesk.wording import problem_sentence

_MENDED_BY_A_BACKUP = frozenset({Problem.REGISTER_DAMAGED, Problem.REGISTER_NOT_ONE})
"""With any other problem the register itself is whole."""


class ProblemPage(Front):
    """Try again, restore a backup where that helps, or another register."""

    retried = Signal()
    restore_wanted = Signal()
    open_wanted = Signal()
    check_wanted = Signal()
    """Somebody wants to check pictures by what was kept."""

    def __init__(
        self, error: ConsentDeskError, parent: QWidget | None = None, *, may_restore: bool = False
    ) -> None:
        super().__init__(parent)
        self.restore = button(_("Restore a backup…"), "clock")
        self.restore.setVisible(may_restore and error.problem in _MENDED_BY_A_BACKUP)
        other = button(_("Open another register…"), "folder", Look.QUIET)
        more = QWidget()
        self.check = button("", "check")
        self.check.hide()
        ways = (row(None, way, None) for way in (self.check, self.restore, other))
        more.setLayout(column(*ways))
        self.view = EmptyView("warning", more=more)
        self.tell(error)
        self.view.button.clicked.connect(self.retried)
        self.restore.clicked.connect(self.restore_wanted)
        self.check.clicked.connect(self.check_wanted)
        other.clicked.connect(self.open_wanted)
        self.setLayout(column(self.view))

    def start(self) -> None:
        """Begin with the nearest way on."""
        self.view.button.setFocus()

    def offer_check(self, time: str) -> None:
        """Pictures can be checked as of that time."""
        self.check.setText(_("Check pictures as of {time}…").format(time=time))
        self.check.show()

    def tell(self, error: ConsentDeskError) -> None:
        """Say why it can't be opened."""
        self.view.say(_("The register can't be opened"), problem_sentence(error), _("Try again"))

    def tell_of_another(self, error: ConsentDeskError) -> None:
        """Say why another one can't be opened; trying again is about the one before."""
        said, back = problem_sentence(error), _("Back to your own register")
        self.view.say(_("The register can't be opened"), said, back)
        self.start()
