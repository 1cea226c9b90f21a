"""Messages: a sentence in place, said aloud once."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget

from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.theme import GRID, Look, colours, look
from consentdesk.ui.widgets import announce, button, label, row, tool

_SHARE = 5
"""A message takes at most this part of its window's height; the rest of it scrolls."""
_FEW = 3
"""Lines of a message that are read at a glance, also in a column beside its buttons."""
_GAP = GRID + 4


class _Told(QScrollArea):
    """The text of a message: as high as it is, or as a small window has room for."""

    def __init__(self) -> None:
        super().__init__()
        self.label: QLabel = label("", Look.PAGE, wrap=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(self.label)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, text: str) -> None:
        """Show the text from its beginning."""
        self.label.setText(text)
        self.verticalScrollBar().setValue(0)
        self.updateGeometry()

    def lines_at(self, width: int) -> int:
        """How many lines the text has at that width."""
        line = self.fontMetrics().lineSpacing()
        return -(-self.label.heightForWidth(max(1, width)) // line)

    def hasHeightForWidth(self) -> bool:
        """A narrow window breaks the text into more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """What the text needs at that width, or what the window can spare."""
        return min(self.label.heightForWidth(width), self._room())

    def sizeHint(self) -> QSize:
        """As its text."""
        hint = self.label.sizeHint()
        return QSize(hint.width(), min(hint.height(), self._room()))

    def minimumSizeHint(self) -> QSize:
        """A line."""
        line = self.fontMetrics().lineSpacing()
        return QSize(8 * line, line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The keyboard scrolls it where not all of it is seen."""
        super().resizeEvent(event)
        is_whole = self.label.heightForWidth(event.size().width()) <= event.size().height()
        tab, none = Qt.FocusPolicy.TabFocus, Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(none if is_whole else tab)
        self.setAccessibleName("" if is_whole else self.label.text())

    def _room(self) -> int:
        line = self.fontMetrics().lineSpacing()
        return max(2 * line, self.window().height() // _SHARE // line * line)


class Banner(QFrame):
    """A sentence in place, said once aloud, with a button or two; better than a dialog."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, Look.BANNER)
        self._icon_name = "info"
        self._action: Callable[[], None] | None = None
        self._otherwise: Callable[[], None] | None = None
        self._built = False
        self._is_unreached = False
        self.hide()

    def _build(self) -> None:
        """Most banners never say anything, so the parts wait for the first sentence."""
        self._built = True
        self._icon = QLabel()
        self._told = _Told()
        self._text = self._told.label
        self._button = button("")
        self._other = button("")
        self._close = tool(_("Close this message"), "close")
        self._button.clicked.connect(self._on_button_clicked)
        self._other.clicked.connect(self._on_other_clicked)
        self._close.clicked.connect(self._on_close_clicked)
        self._buttons = row(self._button, self._other, gap=_GAP)
        self._is_beside = True
        whole = self._whole = QGridLayout()
        whole.setHorizontalSpacing(_GAP)
        whole.setVerticalSpacing(GRID)
        whole.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        whole.setColumnStretch(1, 1)
        for place, part in ((0, self._icon), (1, self._told), (3, self._close)):
            whole.addWidget(part, 0, place)
        whole.addLayout(self._buttons, 0, 2)
        self.setLayout(whole)

    @property
    def text(self) -> str:
        """What it says, or "" while it is hidden."""
        return "" if self.isHidden() else self._text.text()

    def offers(self, action: str) -> bool:
        """Whether it is there with that button."""
        return bool(self.text) and self._button.text() == action

    def say(
        self,
        text: str,
        *,
        tone: str = "plain",
        icon: str = "info",
        action: str = "",
        then: Callable[[], None] | None = None,
        other: str = "",
        otherwise: Callable[[], None] | None = None,
        stays: bool = False,
    ) -> None:
        """Show a sentence; `tone` is plain, ok, no or unknown.

        `then` runs on the button `action`, `otherwise` on the button `other`.
        """
        if not self._built:
            self._build()
        self._is_unreached = False
        self._told.say(text)
        self._icon_name = icon
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self._draw()
        self._action = then
        self._otherwise = otherwise
        for pressed, said in ((self._button, action), (self._other, other)):
            pressed.setText(said)
            pressed.setVisible(bool(said))
        self._close.setVisible(not stays)
        self._arrange()
        self.show()
        announce(self, text)

    def forget_success(self) -> None:
        """What went well is no news any more; what is wrong stays."""
        if self.property("tone") == "ok":
            self.hide()

    def forget_refusal(self) -> None:
        """What was refused is being changed."""
        if self.property("tone") == "no":
            self.hide()

    def forget_unreachable(self) -> None:
        """The register answers again, so it is no news that it didn't."""
        if self._is_unreached:
            self.hide()

    def take_keyboard(self) -> None:
        """Put the keyboard on the banner's own button, where it asks for one."""
        if self._built:
            self._button.setFocus()

    def tell(
        self,
        error: ConsentDeskError,
        *,
        action: str = "",
        then: Callable[[], None] | None = None,
    ) -> None:
        """Show what went wrong: what happened, why, what to do, perhaps with a button for it."""
        from consentdesk.wording import problem_sentence

        said = problem_sentence(error)
        self.say(said, tone="no", icon="warning", action=action, then=then)
        self._is_unreached = error.problem is Problem.REGISTER_UNREACHABLE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the text the room it needs."""
        super().resizeEvent(event)
        if self._built:
            self._arrange()

    def _arrange(self) -> None:
        """Put the buttons beside the text, or below it where there it would stand in a column."""
        around = self._whole.contentsMargins()
        fixed = [part for part in (self._icon, self._close) if not part.isHidden()]
        room = self.width() - around.left() - around.right()
        room -= sum(part.sizeHint().width() + _GAP for part in fixed)
        beside = room - self._buttons.sizeHint().width() - _GAP
        lines = self._told.lines_at
        is_beside = self._button.isHidden() or lines(beside) <= max(_FEW, lines(room))
        if is_beside is not self._is_beside:
            self._is_beside = is_beside
            self._whole.removeItem(self._buttons)
            if is_beside:
                self._whole.addLayout(self._buttons, 0, 2)
            else:
                self._whole.addLayout(self._buttons, 1, 1, Qt.AlignmentFlag.AlignLeft)

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

    def _on_other_clicked(self) -> None:
        self.hide()
        if self._otherwise is not None:
            self._otherwise()

    def _on_close_clicked(self) -> None:
        self.hide()
        self.closed.emit()
