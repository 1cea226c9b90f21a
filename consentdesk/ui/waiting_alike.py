"""Files that look like a photo of the register and wait until somebody has compared the two.

One line at the foot of the photos; where the files are is remembered by `alike_kept`.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import icons
from consentdesk.ui.alike_kept import keep, kept, settle
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.theme import GRID, Look, colours, look
from consentdesk.ui.widgets import announce, button, column, label, row


class WaitingAlike(QFrame):
    """A line that stays as long as something waits, with the way to it."""

    look_wanted = Signal(object)
    """The paths of the files to be compared."""
    left_out = Signal()
    """Somebody does not want them in the register."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.paths: tuple[Path, ...] = ()
        self.is_sought = False
        self._mark = QLabel()
        self._text: QLabel = label("", wrap=True)
        self.look_at = button(_("Look at them side by side…"), "eye")
        self.leave = button(_("Leave them out"), kind=Look.QUIET)
        self.look_at.clicked.connect(self._on_look_at_clicked)
        self.leave.clicked.connect(self._on_leave_clicked)
        self._assemble()

    def _assemble(self) -> None:
        look(self, Look.BANNER)
        self.setProperty("tone", "unknown")
        self._draw()
        words = column(self._text, flow(self.look_at, self.leave), gap=GRID // 2)
        whole = row(self._mark, words, gap=GRID + 4)
        whole.setStretch(1, 1)
        whole.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        self.setLayout(whole)
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        colour = colours(self.palette()).unknown
        density = self.devicePixelRatioF()
        self._mark.setPixmap(icons.pixmap("info", colour, icons.SIZE, density))

    def add(self, paths: Sequence[Path]) -> None:
        """These wait too; said aloud once."""
        keep(self._context, [*kept(self._context), *paths])
        self._show(tuple(dict.fromkeys((*self.paths, *paths))))
        announce(self, self._text.text())

    def read(self) -> None:
        """Look which of them the register still does not know."""
        context, waiting = self._context, kept(self._context)
        if not waiting:
            self._show(())
            return
        register = context.register

        def work() -> tuple[tuple[Path, ...], tuple[Path, ...]]:
            from consentdesk.services.recognising import known_by_bytes

            there = [path for path in waiting if path.is_file()]
            known = known_by_bytes(register, there)
            return tuple(p for p in there if p not in known), tuple(known)

        context.tasks.run(self, lambda _progress: work(), self._on_read, replaces="alike")

    def _on_read(self, found: tuple[tuple[Path, ...], tuple[Path, ...]]) -> None:
        waiting, answered = found
        # What is not there just now may lie on a card that comes back.
        settle(self._context, answered)
        self._show(waiting)
        self.is_sought = False

    def _show(self, paths: tuple[Path, ...]) -> None:
        self.paths = paths
        said = ngettext(
            "{count} picture looks like a photo you have, and waits until you say whether it is "
            "the same.",
            "{count} pictures look like photos you have, and wait until you say whether they are "
            "the same.",
            len(paths),
        )
        self._text.setText(said.format(count=format_number(len(paths))))
        self.setVisible(bool(paths))
        if self.is_sought:
            self.start()

    def seek(self) -> None:
        """Somebody is led here: the keyboard goes to the button once what waits has been read."""
        self.is_sought = True

    def start(self) -> None:
        """Put the keyboard there, if anything waits."""
        if self.paths:
            self.is_sought = False
            self.look_at.setFocus()

    @property
    def text(self) -> str:
        """What it says, or "" while nothing waits."""
        return self._text.text() if self.paths else ""

    def _on_look_at_clicked(self) -> None:
        self.look_wanted.emit(self.paths)

    def _on_leave_clicked(self) -> None:
        keep(self._context, ())
        self._show(())
        self.left_out.emit()
