"""The small parts all windows are put together from.

They know how they look, how the keyboard reaches them and what a screen reader is told; never what
stands in them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.ui import icons
from consentdesk.ui.buttons import PushButton, ToolButton, as_on_the_keyboard
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.glyphs import Sign, colour_of, draw_shape, tint_of
from consentdesk.ui.theme import GRID, RADIUS, Look, colours, look

Box = TypeVar("Box", QHBoxLayout, QVBoxLayout)
_VIEW_KEYS = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp})


def label(text: str = "", kind: str = "", *, wrap: bool = False, link: bool = False) -> QLabel:
    """A text in one of the looks; plain text always, so that no name is read as mark-up."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.RichText if link else Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        look(made, kind)
    return made


def button(text: str, icon: str = "", kind: str = "", tip: str = "") -> PushButton:
    """A button with a text; `tip` says more, with the key that does the same."""
    made = PushButton(text)
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

    def __init__(self) -> None:
        super().__init__()
        # Asking for the viewport itself has PySide load every kind of widget there is.
        self._seen = 0

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
            inner.setMaximumWidth(self._seen)
            inner.setMinimumHeight(max(0, inner.heightForWidth(self._seen)))


def scrolled(inner: QWidget) -> QScrollArea:
    """A page that scrolls up and down when it is too tall, and never sideways."""
    held = QWidget()
    look(held, Look.PAGE)
    held.setLayout(column(inner))
    area = _Scrolled()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(held)
    held.installEventFilter(area)
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
        whole = row(column(self.title, self.subtitle, gap=2), None, column(self._actions, None))
        self.setLayout(whole)

    def add_action(self, action: QWidget) -> None:
        """Put a button at the right end."""
        self._actions.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)

    def say(self, text: str) -> None:
        """Show a line below the title, or none."""
        self.subtitle.setText(text)
        self.subtitle.setVisible(bool(text))


class SearchField(QLineEdit):
    """A line to search in, while the arrow keys move the selection of the list it searches.

    Esc clears it; a second Esc is left to the window.
    """

    chosen = Signal()

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view: QAbstractItemView | None = None
        shown = as_on_the_keyboard(hint)
        self.setPlaceholderText(shown)
        self.setAccessibleName(shown)
        self._glass = QAction(self)
        icons.put(self._glass, "search")
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.returnPressed.connect(self.chosen)
        self.textChanged.connect(self._on_text_changed)

    def drive(self, view: QAbstractItemView) -> None:
        """From now on the arrow keys move the selection of that view."""
        self._view = view

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the list, Esc clears."""
        if self._view is not None and Qt.Key(event.key()) in _VIEW_KEYS:
            self._move(self._view, event)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _on_text_changed(self) -> None:
        """Offer to clear it once there is something to clear: the first window is sooner there."""
        if not self.isClearButtonEnabled():
            self.setClearButtonEnabled(True)

    def _move(self, view: QAbstractItemView, event: QKeyEvent) -> None:
        """Hand the key on; while nothing is chosen, the first one chooses what is found first."""
        chosen = view.selectionModel()
        if chosen.hasSelection() or not view.currentIndex().isValid():
            QApplication.sendEvent(view, event)
        else:
            view.setCurrentIndex(view.currentIndex())
            flag = QItemSelectionModel.SelectionFlag
            chosen.select(view.currentIndex(), flag.ClearAndSelect | flag.Rows)


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

    def changeEvent(self, event: QEvent) -> None:
        """Draw the picture again in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        muted = colours(self.palette()).edge
        self._picture.setPixmap(icons.pixmap(self._icon, muted, 48, self.devicePixelRatioF()))


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


class VerdictBadge(QLabel):
    """A shape and its word on a pale ground; a label, so that it is read as text.

    What it is `about` isn't drawn, because it stands beside it, but it is read aloud with the word.
    """

    def __init__(
        self, sign: Sign | None = None, about: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._sign: Sign | None = None
        self._about = about
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if sign is not None:
            self.set_sign(sign)

    def set_sign(self, sign: Sign) -> None:
        """Show another verdict."""
        self._sign = sign
        text = _("{destination}: {verdict}").format(destination=self._about, verdict=sign.word)
        self.setAccessibleName(text if self._about else sign.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the shape and the word."""
        height = max(self.fontMetrics().height() + 8, 26)
        word = self._sign.word if self._sign else ""
        return QSize(height + self.fontMetrics().horizontalAdvance(word) + 14, height)

    def minimumSizeHint(self) -> QSize:
        """A word is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, shape and word."""
        if self._sign is None:
            return
        painter = QPainter(self)
        draw_badge(painter, QRectF(self.rect()), self._sign, self)


def draw_badge(painter: QPainter, box: QRectF, sign: Sign, widget: QWidget) -> None:
    """Draw a shape and its word on a pale ground into a box."""
    c = colours(widget.palette())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tint_of(sign.shape, c)))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    side = box.height() - 10
    draw_shape(painter, QRectF(box.left() + 5, box.top() + 5, side, side), sign.shape, c)
    painter.setPen(QColor(colour_of(sign.shape, c)))
    text = box.adjusted(side + 11, 0, -6, 0)
    painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, sign.word)


class Chips(QWidget):
    """A row of choices of which exactly one is on; arrow keys move within, Tab leaves it."""

    picked = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._flow = FlowLayout()
        self.setLayout(self._flow)
        self._group = QButtonGroup(self)
        self._values: list[object] = []
        self._group.idClicked.connect(self._on_group_clicked)

    @property
    def buttons(self) -> tuple[QAbstractButton, ...]:
        """The chips in their order."""
        return tuple(self._group.buttons())

    @property
    def value(self) -> object:
        """The value of the chip that is on."""
        return self._values[self._group.checkedId()] if self._values else None

    def offer(self, choices: Sequence[tuple[object, str]], value: object) -> None:
        """Show these (value, text) choices with `value` on, or the first where it is not there."""
        if [v for v, _text in choices] == self._values and value == self.value:
            for chip, (_value, text) in zip(self._group.buttons(), choices, strict=True):
                chip.setText(text)
            return
        for chip in self._group.buttons():
            self._group.removeButton(chip)
            self._flow.removeWidget(chip)
            chip.deleteLater()
        self._values = [v for v, _text in choices]
        for number, (_value, text) in enumerate(choices):
            chip = button(text, kind=Look.CHIP)
            chip.setCheckable(True)
            chip.setAutoExclusive(True)  # What makes a screen reader call it one of several.
            self._group.addButton(chip, number)
            self._flow.addWidget(chip)
        self.pick(value)

    def pick(self, value: object) -> None:
        """Switch a chip on without telling anybody."""
        at = self._values.index(value) if value in self._values else 0
        if self._values:
            self._group.button(at).setChecked(True)
            self._rove(at)

    def _rove(self, at: int) -> None:
        """Tab reaches the chip that is on; left to itself, Qt would go to the first."""
        for chip in self._group.buttons():
            here = self._group.id(chip) == at
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)

    def _on_group_clicked(self, number: int) -> None:
        self._rove(number)
        self.picked.emit(self._values[number])
