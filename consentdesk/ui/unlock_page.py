"""What stands in the window when the register is encrypted and nobody has unlocked it yet."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.front import Front
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.unlock_form import UnlockForm, in_the_middle
from consentdesk.ui.widgets import button, card, column, label


class UnlockPage(Front):
    """Asks for the passphrase; opening the register is left to whoever hears."""

    unlocked = Signal(str)
    """As the form says it."""
    open_wanted = Signal()
    left = Signal()
    """Somebody would rather stay in the register that was open before."""

    def __init__(
        self, context: Context, path: Path, parent: QWidget | None = None, *, may_leave: bool
    ) -> None:
        super().__init__(parent)
        self.form = UnlockForm(context.tasks, path)
        self.other = button(_("Open another register…"), "folder", Look.QUIET)
        self.back = button(_("Back to your own register"), "back", Look.QUIET)
        self.back.setVisible(may_leave)
        self.form.unlocked.connect(self.unlocked)
        self.form.failed.connect(self.tell)
        self.other.clicked.connect(self.open_wanted)
        self.back.clicked.connect(self.left)
        said = _("It can be read by whoever knows its passphrase. The register lies in {path}")
        held = QWidget()
        held.setMaximumWidth(64 * GRID)
        held.setLayout(
            column(
                label(_("This register is encrypted"), Look.TITLE, wrap=True),
                label(said.format(path=breakable(str(path))), Look.MUTED, wrap=True),
                card(self.form),
                flow(self.other, self.back),
                gap=2 * GRID,
            )
        )
        self.setLayout(in_the_middle(held))

    def start(self) -> None:
        """Begin with the passphrase."""
        self.form.start()

    def tell(self, error: ConsentDeskError) -> None:
        """Say what went wrong."""
        self.form.refusal.tell(error)
