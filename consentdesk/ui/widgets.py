"""The small parts all windows are put together from.

They know how they look, how the keyboard reaches them and what a screen reader is told; never what
stands in them.
"""

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import (
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.buttons import PushButton, StatementButton, ToolButton, as_on_the_keyboard
from consentdesk.ui.theme import GRID, SCROLL_BAR, Look, colours, look

Box = TypeVar("Box", QHBoxLayout, QVBoxLayout)


def label(text: str = "", kind: str = "", *, wrap: bool = False, link: bool = False) -> QLabel:
    """A text in one of the looks; plain text always, so that no name is read as mark-up."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.RichText if link else Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        look(made, kind)
    return made


def head_line() -> QLabel:
    """Where the journal stands, in small, to be copied into a letter if anybody asks."""
    made = label("", Look.MUTED, wrap=True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.hide()
    return made


def say_head(line: QLabel, head: str) -> None:
    """Say it, or nothing before the journal has begun."""
    from consentdesk.services.heads import stands_at

    line.setText(stands_at(head))
    line.setVisible(bool(head))


def button(text: str, icon: str = "", kind: str = "", tip: str = "") -> PushButton:
    """A button with a text; `tip` says more, with the key that does the same."""
    return _dressed(PushButton(text), icon, kind, tip)


def statement(text: str, icon: str, tip: str) -> PushButton:
    """The button by which somebody vouches for what is in sight; clicked twice it does so once."""
    return _dressed(StatementButton(text), icon, Look.PRIMARY, tip)


def _dressed(made: PushButton, icon: str, kind: str, tip: str) -> PushButton:
    if kind:
        look(made, kind)
    if icon:
        icons.put(made, icon)
    if tip:
        made.setToolTip(as_on_the_keyboard(tip))
    return made


def tool(name: str, icon: str) -> ToolButton:
    """A small button with an icon only; its name is its tooltip and what is read aloud."""
    made = ToolButton()
    shown = as_on_the_keyboard(name)
    made.setToolTip(shown)
    made.setAccessibleName(shown)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    icons.put(made, icon)
    return made


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say something without moving the focus."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    event = QAccessibleAnnouncementEvent(widget, text)
    QAccessible.updateAccessibility(event)


def discard(widget: QWidget) -> None:
    """Take a widget away now; Qt deletes it once it is back in its loop."""
    widget.hide()
    widget.deleteLater()


def row(*parts: QWidget | QLayout | int | None, gap: int = GRID) -> QHBoxLayout:
    """Parts side by side; a number is a space, None a stretch."""
    return _fill(QHBoxLayout(), parts, gap)


def column(*parts: QWidget | QLayout | int | None, gap: int = GRID) -> QVBoxLayout:
    """Parts one below the other; a number is a space, None a stretch."""
    return _fill(QVBoxLayout(), parts, gap)


def _fill(box: Box, parts: Iterable[QWidget | QLayout | int | None], gap: int) -> Box:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(gap)
    for part in parts:
        match part:
            case QWidget():
                box.addWidget(part)
            case QLayout():
                box.addLayout(part)
            case int():
                box.addSpacing(part)
            case None:
                box.addStretch(1)
    return box


def labelled(text: str, field: QWidget, hint: str = "") -> QVBoxLayout:
    """A field under its label; Alt and the label's letter reach it, and it is named after it."""
    above = label(text, Look.STRONG)
    above.setBuddy(field)
    if not field.accessibleName():
        field.setAccessibleName(text.replace("&", ""))
    if hint:
        field.setAccessibleDescription(hint)
        return column(above, label(hint, Look.MUTED, wrap=True), field, gap=GRID // 2)
    return column(above, field, gap=GRID // 2)


def wrapped(choice: QAbstractButton, text: str) -> QWidget:
    """A tick or radio button with a text of as many lines as it takes; a click on it counts too.

    Alt and the text's letter reach it, and it is named after the text.
    """
    beside = _ChoiceText(text, choice)
    choice.setAccessibleName(text.replace("&", ""))
    choice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    whole = row(choice, beside, gap=0)
    whole.setStretch(1, 1)
    whole.setAlignment(choice, Qt.AlignmentFlag.AlignTop)
    return _Choice(choice, whole)


class _Choice(QFrame):
    """Button and text; the ring of the keyboard goes round both."""

    def __init__(self, choice: QAbstractButton, inner: QLayout) -> None:
        super().__init__()
        look(self, Look.CHOICE)
        self.setLayout(inner)
        choice.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw the ring while the button has the keyboard."""
        if event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.setProperty("ringed", event.type() is QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
        return super().eventFilter(watched, event)


class _ChoiceText(QLabel):
    """The text beside a tick or radio button."""

    def __init__(self, text: str, choice: QAbstractButton) -> None:
        super().__init__(text)
        self._choice = choice
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setBuddy(choice)
        self.setContentsMargins(0, GRID - 1, 0, GRID - 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the text is a click on the button."""
        if self.rect().contains(event.position().toPoint()):
            self._choice.click()
            self._choice.setFocus(Qt.FocusReason.MouseFocusReason)


def card(*parts: QWidget | QLayout | int | None, gap: int = GRID) -> QFrame:
    """A sheet of paper that holds parts one below the other."""
    frame = QFrame()
    look(frame, Look.CARD)
    inner = column(*parts, gap=gap)
    inner.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    frame.setLayout(inner)
    return frame


class _Scrolled(QScrollArea):
    """Holds what is in it to its own width, so that lines break instead of being cut."""

    def __init__(self, *, steady: bool, whole: bool) -> None:
        super().__init__()
        self._steady = steady
        self._whole = whole
        # Asking for the viewport itself has PySide load every kind of widget there is.
        self._seen = 0

    def sizeHint(self) -> QSize:
        """As large as the inside and a message below it; Qt would stop at 24 lines."""
        inner = self.widget()
        if inner is None or not self._whole:
            return super().sizeHint()
        wide = inner.sizeHint().width()
        tall = max(inner.sizeHint().height(), inner.heightForWidth(wide))
        return QSize(wide + self.verticalScrollBar().sizeHint().width(), tall + 10 * GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the inside be no wider than what is seen of it; the size told is the viewport's."""
        self._seen = event.size().width()
        self._fit()
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A text that changed may break into more lines."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Qt asks how high the inside must be at its favourite width, not at the one it has."""
        inner = self.widget()
        if inner is not None and self._seen:
            width = self._seen
            if self._steady and not self.verticalScrollBar().isVisible():
                width -= self.verticalScrollBar().sizeHint().width()
            inner.setMaximumWidth(width)
            tall = inner.heightForWidth(width)
            # Without wrapped texts, what Qt works out for a width is a little too low.
            inner.setMinimumHeight(max(0, tall, inner.sizeHint().height() if self._whole else 0))


def scrolled(inner: QWidget, *, steady: bool = False, whole: bool = False) -> QScrollArea:
    """A page that scrolls up and down when it is too tall, and never sideways.

    A `steady` one keeps the room of its bar free, so that nothing moves when that comes; a `whole`
    one asks its window to be as large as its inside, and a message.
    """
    held = QWidget()
    look(held, Look.PAGE)
    held.setLayout(column(inner))
    area = _Scrolled(steady=steady, whole=whole)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(held)
    held.installEventFilter(area)
    return area


def in_window(
    head: QWidget | QLayout,
    area: QWidget,
    *foot: QWidget | QLayout,
    gap: int = 2 * GRID,
    air: int = 2 * GRID,
) -> QVBoxLayout:
    """A window's layout: a steady area, or several, between what stays; `air` is above and below.

    The bar of the area stands in the window's margin, so that its fields end where the buttons do.
    """
    above, below = column(head), column(*foot, gap=gap)
    for fixed in (above, below):
        fixed.setContentsMargins(0, 0, SCROLL_BAR, 0)
    whole = column(above, area, below, gap=gap)
    whole.setContentsMargins(3 * GRID, air, 3 * GRID - SCROLL_BAR, air)
    whole.setStretch(1, 1)
    return whole


def roomy(inner: QWidget) -> QScrollArea:
    """A part that scrolls where its window is lower than the part needs at least."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    look(inner, Look.PAGE)
    area.setWidget(inner)
    return area


class PageHeader(QWidget):
    """The head of a page: title, a line below it, and the page's actions at the right."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label(title, Look.TITLE)
        self.subtitle = label("", Look.MUTED)
        self.subtitle.hide()
        self._actions = QHBoxLayout()
        self._actions.setSpacing(GRID)
        whole = row(column(self.title, self.subtitle, gap=2), column(self._actions, None))
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def add_action(self, action: QWidget) -> None:
        """Put a button at the right end."""
        self._actions.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, text: str) -> None:
        """Show a line below the title, or none."""
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))


class EmptyView(QWidget):
    """What stands where there is nothing yet: a sentence, a button, at most one thing more."""

    def __init__(
        self, icon: str, parent: QWidget | None = None, *, more: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._heading = label("", Look.HEADING, wrap=True)
        self._text = label("", Look.MUTED, wrap=True)
        for text in (self._heading, self._text):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.button = button("", kind=Look.PRIMARY)
        self.button.hide()
        held = QWidget()
        held.setMaximumWidth(440)
        held.setLayout(column(self._picture, GRID, self._heading, self._text, gap=GRID // 2))
        middle = row(None, held, None)
        middle.setStretch(1, 8)
        whole = column(None, middle, GRID, row(None, self.button, None))
        if more is not None:
            whole.addLayout(row(None, more, None))
        whole.addStretch(2)
        self.setLayout(whole)

    def say(self, heading: str, text: str = "", action: str = "") -> None:
        """Show these words; without `action` there is no button."""
        self._heading.setText(as_on_the_keyboard(heading))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.button.setText(as_on_the_keyboard(action))
        self.button.setVisible(bool(action))
        self._draw()

    def say_nothing_found(self, text: str) -> None:
        """Nothing holds the text that was typed; the button is there to clear it."""
        said = _("Nothing found for “{text}”").format(text=text.strip())
        self.say(said, "", _("Clear the search"))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the picture again in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        muted = colours(self.palette()).edge
        self._picture.setPixmap(icons.pixmap(self._icon, muted, 48, self.devicePixelRatioF()))
