"""What stands in the window when the register is one of an older version: what happens, one button.

A file is upgraded from here. A server's database is its keeper's business, who backs it up first.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.front import Front
from consentdesk.ui.line_breaks import breakable
from consentdesk.ui.task_list import TaskList
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.theme import Look
from consentdesk.ui.widgets import EmptyView, announce, button, column, row
from consentdesk.wording import problem_sentence

if TYPE_CHECKING:
    from consentdesk.storage.values import Upgraded


class UpgradePage(Front):
    """Upgrades the register, and says so; opening it is left to whoever hears."""

    upgraded = Signal(str)
    """Where the backup from before lies; "" where somebody else was faster and none was needed."""
    retried = Signal()
    open_wanted = Signal()
    left = Signal()
    """Somebody would rather stay in the register that was open before."""

    tells_progress = True

    def __init__(
        self,
        context: Context,
        location: str,
        parent: QWidget | None = None,
        *,
        may_leave: bool = False,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._location = location
        self._on_server = "://" in location
        self._build()
        self.back.setVisible(may_leave)
        self._connect()
        self._assemble()
        self._ask()

    def _build(self) -> None:
        self.other = button(_("Open another register…"), "folder", Look.QUIET)
        self.back = button(_("Back to your own register"), "back", Look.QUIET)
        more = QWidget()
        more.setLayout(column(row(None, self.other, None), row(None, self.back, None)))
        self.view = EmptyView("journal", more=more)
        self.progress = TaskList(self._context.tasks)

    def _connect(self) -> None:
        self.view.button.clicked.connect(self._on_button_clicked)
        self.other.clicked.connect(self.open_wanted)
        self.back.clicked.connect(self.left)

    def _assemble(self) -> None:
        whole = column(self.view, row(None, self.progress, None))
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def start(self) -> None:
        """Begin with the nearest way on."""
        self.view.button.setFocus()

    def tell(self, error: ConsentDeskError) -> None:
        """Say why it was not upgraded, and let it be tried again."""
        said = problem_sentence(error)
        self._enable(on=True)
        self.view.say(_("The register was not upgraded"), said, _("Try again"))
        announce(self, said)
        self.start()

    def _ask(self) -> None:
        heading = _("This register is from an older ConsentDesk")
        if self._on_server:
            self.view.say(
                heading,
                _(
                    "It lies on a server, and everybody who works in it changes over at once. Ask "
                    "whoever looks after the server to back it up and upgrade it."
                ),
                _("Try again"),
            )
            return
        said = _(
            "It has to be upgraded before it opens. A backup is made first, and everything in it "
            "stays. The register lies in {path}"
        )
        self.view.say(
            heading, said.format(path=breakable(self._location)), _("Upgrade the register")
        )

    def _enable(self, *, on: bool) -> None:
        self.view.button.setEnabled(on)
        self.other.setEnabled(on)
        self.back.setEnabled(on)

    def _on_button_clicked(self) -> None:
        if self._on_server:
            self.retried.emit()
            return
        self._enable(on=False)
        location, at = self._location, self._context.now()

        def work(progress: Progress) -> "Upgraded":
            from consentdesk.services import upkeep

            return upkeep.upgrade(location, at=at, progress=progress)

        self._context.tasks.run(
            self,
            work,
            self._on_done,
            failed=self.tell,
            cancelled=self._on_stopped,
            lane=Lane.LONG,
            title=_("Upgrading the register"),
        )

    def _on_stopped(self) -> None:
        self._enable(on=True)
        self._ask()
        self.start()

    def _on_done(self, done: "Upgraded") -> None:
        self.upgraded.emit("" if done.backup is None else str(done.backup))
