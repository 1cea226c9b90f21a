"""Messages: a sentence in place, said aloud once, and the room kept for it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.theme import GRID, Look, colours, look
from consentdesk.ui.widgets import announce, button, column, label, row, tool


class Banner(QFrame):
    """A sentence in place, said once aloud, with at most one button; better than a dialog."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, Look.BANNER)
        self._icon_name = "info"
        self._action: Callable[[], None] | None = None
        self._built = False
        self.hide()

    def _build(self) -> None:
        """Most banners never say anything, so the parts wait for the first sentence."""
        self._built = True
        self._icon = QLabel()
        self._text = label("", wrap=True)
        self._button = button("")
        self._close = tool(_("Close this message"), "close")
        self._button.clicked.connect(self._on_button_clicked)
        self._close.clicked.connect(self._on_close_clicked)
        whole = row(self._icon, self._text, self._button, self._close, gap=GRID + 4)
        whole.setStretch(1, 1)
        whole.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        self.setLayout(whole)

    @property
    def text(self) -> str:
        """What it says, or "" while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def say(
        self,
        text: str,
        *,
        tone: str = "plain",
        icon: str = "info",
        action: str = "",
        then: Callable[[], None] | None = None,
        stays: bool = False,
    ) -> None:
        """Show a sentence; `tone` is plain, ok, no or unknown; `then` runs on the button."""
        if not self._built:
            self._build()
        self._text.setText(text)
        self._icon_name = icon
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self._draw()
        self._action = then
        self._button.setText(action)
        self._button.setVisible(bool(action))
        self._close.setVisible(not stays)
        self.show()
        announce(self, text)

    def forget_success(self) -> None:
        """What went well is no news any more; what is wrong stays."""
        if self.property("tone") == "ok":
            self.hide()

    def take_keyboard(self) -> None:
        """Put the keyboard on the banner's own button, where it asks for one."""
        if self._built:
            self._button.setFocus()

    def tell(self, error: ConsentDeskError) -> None:
        """Show what went wrong: what happened, why, what to do."""
        from consentdesk.wording import problem_sentence

        self.say(problem_sentence(error), tone="no", icon="warning")

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon again in new colours."""
        if event.type() is QEvent.Type.PaletteChange and self._built:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        c = colours(self.palette())
        tone = str(self.property("tone") or "plain")
        colour = {"ok": c.ok, "no": c.no, "unknown": c.unknown}.get(tone, c.accent)
        self._icon.setPixmap(
            icons.pixmap(self._icon_name, colour, icons.SIZE, self.devicePixelRatioF())
        )

    def _on_button_clicked(self) -> None:
        self.hide()
        if self._action is not None:
            self._action()

    def _on_close_clicked(self) -> None:
        self.hide()
        self.closed.emit()


class MessageRoom(QWidget):
    """Room kept for a message of so many lines, so that it moves nothing when it comes.

    For a window that is no taller than what is in it.
    """

    def __init__(self, banner: Banner, lines: int = 2) -> None:
        super().__init__()
        self.setMinimumHeight(lines * self.fontMetrics().lineSpacing() + 2 * GRID + 4)
        self.setLayout(column(None, banner))
