"""What stands in the window when the register is encrypted and nobody has unlocked it yet."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.front import Front
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.unlock_form import UnlockForm
from consentdesk.ui.widgets import button, card, column, label, row, scrolled


class UnlockPage(Front):
    """Asks for the passphrase; opening the register is left to whoever hears."""

    unlocked = Signal()
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
                row(self.other, self.back, None),
                gap=2 * GRID,
            )
        )
        middle = row(None, held, None)
        middle.setStretch(1, 10)
        inner = QWidget()
        whole = column(None, middle, None)
        whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        inner.setLayout(whole)
        self.setLayout(column(scrolled(inner)))

    def start(self) -> None:
        """Begin with the passphrase."""
        self.form.start()

    def tell(self, error: ConsentDeskError) -> None:
        """Say what went wrong."""
        self.form.banner.tell(error)
