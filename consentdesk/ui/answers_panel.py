"""The answers on a form: one line for each purpose with Yes and No, and nothing ticked beforehand.

Left blank is a no (R6); the panel says how many are. One stop for the Tab key: the arrows move
within, Space ticks, the figure before a line turns its answer over, and the letters of Yes and No
answer the line the keyboard is on.
"""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from consentdesk.domain.acts import Purpose
from consentdesk.i18n import _, ngettext
from consentdesk.ui.buttons import PushButton
from consentdesk.ui.glyphs import Shape, shape_pixmap
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.widgets import column, discard, label
from consentdesk.wording import purpose_word

MARK = 18
FIGURES = 9
"""Lines that have a key of their own."""


class AnswerButton(PushButton):
    """Yes or No of one line; ticked it shows shape and word, unticked only the word."""

    focused = Signal()

    def __init__(self, text: str, shape: Shape, name: str) -> None:
        super().__init__(text)
        look(self, Look.CHIP)
        self._shape = shape
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setMinimumWidth(11 * GRID)
        self.setIconSize(QSize(MARK + GRID // 2, MARK))
        self.toggled.connect(self._draw)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; every other key is the panel's."""
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is here now."""
        super().focusInEvent(event)
        self.focused.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the shape again in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        if self.isChecked():
            density = self.devicePixelRatioF()
            self.setIcon(QIcon(self._mark(density)))
        else:
            self.setIcon(QIcon())

    def _mark(self, density: float) -> QPixmap:
        """The shape with some room behind it, because the word would stand right at it."""
        wide = QPixmap(self.iconSize() * density)
        wide.setDevicePixelRatio(density)
        wide.fill(Qt.GlobalColor.transparent)
        painter = QPainter(wide)
        painter.drawPixmap(0, 0, shape_pixmap(self._shape, self.palette(), MARK, density))
        painter.end()
        return wide


class AnswersPanel(QWidget):
    """The lines of one form."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Answers"))
        self._purposes: tuple[Purpose, ...] = ()
        self._lines: list[tuple[AnswerButton, AnswerButton]] = []
        self._frame = QFrame()
        self._at = 0
        self.summary = label("", Look.MUTED, wrap=True)
        self._hold = column(self._frame, self.summary, gap=GRID)
        self.setLayout(self._hold)

    def show_purposes(
        self, purposes: Sequence[Purpose], answers: Mapping[Purpose, bool] | None = None
    ) -> None:
        """Show the lines of another form, with these answers or none."""
        self._purposes = tuple(purposes)
        fresh = QFrame()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        self._lines = []
        for number, purpose in enumerate(self._purposes, 1):
            self._add_line(grid, number, purpose)
        fresh.setLayout(grid)
        self._hold.replaceWidget(self._frame, fresh)
        discard(self._frame)
        self._frame = fresh
        for purpose, yes in (answers or {}).items():
            if purpose in self._purposes:
                self._lines[self._purposes.index(purpose)][not yes].setChecked(True)
        self._rove(0)
        self._sum_up()

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """The lines in their order."""
        return self._purposes

    @property
    def answers(self) -> dict[Purpose, bool]:
        """The lines that were answered; a line left blank is not among them."""
        return {
            purpose: yes.isChecked()
            for purpose, (yes, no) in zip(self._purposes, self._lines, strict=True)
            if yes.isChecked() or no.isChecked()
        }

    def suggest(self, purposes: Collection[Purpose]) -> None:
        """Outline the answers to these, which a machine read, and fill the others."""
        for purpose, line in zip(self._purposes, self._lines, strict=True):
            for button in line:
                button.setProperty("suggested", purpose in purposes)
                button.style().unpolish(button)
                button.style().polish(button)

    def set_editable(self, *, on: bool) -> None:
        """Whether the answers can be changed."""
        for line in self._lines:
            for button in line:
                button.setEnabled(on)

    def start(self) -> None:
        """Put the keyboard on the first line."""
        if self._lines:
            self._lines[0][0].setFocus(Qt.FocusReason.TabFocusReason)

    def turn(self, number: int) -> bool:
        """Turn over the answer of the line with that number from 1; False if there is none."""
        if not 1 <= number <= len(self._lines) or not self._lines[number - 1][0].isEnabled():
            return False
        yes, no = self._lines[number - 1]
        (no if yes.isChecked() else yes).click()
        (no if no.isChecked() else yes).setFocus()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move, a figure or a letter answers."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        row, place = divmod(self._at, 2)
        match Qt.Key(event.key()):
            case Qt.Key.Key_Down if row + 1 < len(self._lines):
                self._lines[row + 1][place].setFocus()
            case Qt.Key.Key_Up if row > 0:
                self._lines[row - 1][place].setFocus()
            case Qt.Key.Key_Right | Qt.Key.Key_Left if self._lines:
                self._lines[row][1 - place].setFocus()
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                pass
            case _ if not self._typed(event.text()):
                super().keyPressEvent(event)

    def _typed(self, text: str) -> bool:
        if text.isdecimal() and text.isascii():
            return self.turn(int(text))
        row = self._at // 2
        if text and self._lines:
            for button in self._lines[row]:
                if button.text().casefold().startswith(text.casefold()) and button.isEnabled():
                    if not button.isChecked():
                        button.click()
                    self._lines[min(row + 1, len(self._lines) - 1)][0].setFocus()
                    return True
        return False

    def _add_line(self, grid: QGridLayout, number: int, purpose: Purpose) -> None:
        word = purpose_word(purpose)
        figure = label(str(number) if number <= FIGURES else "", Look.MUTED)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        figure.setMinimumWidth(2 * GRID)
        name = label(word, Look.STRONG, wrap=True)
        yes = AnswerButton(_("Yes"), Shape.YES, _("{purpose}: yes").format(purpose=word))
        no = AnswerButton(_("No"), Shape.NO, _("{purpose}: no").format(purpose=word))
        for place, (one, other) in enumerate(((yes, no), (no, yes))):
            if number <= FIGURES:
                one.setToolTip(_("Switch the answer with the key {key}").format(key=number))
            one.clicked.connect(partial(self._on_answer_clicked, other))
            one.focused.connect(partial(self._rove, 2 * (number - 1) + place))
        for place, part in enumerate((figure, name, yes, no)):
            grid.addWidget(part, number - 1, place)
        self._lines.append((yes, no))

    def _rove(self, at: int) -> None:
        """The Tab key finds the panel where the keyboard was last."""
        self._at = at
        buttons = [button for line in self._lines for button in line]
        for number, button in enumerate(buttons):
            stop = Qt.FocusPolicy.StrongFocus if number == at else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(stop)

    def _on_answer_clicked(self, other: AnswerButton) -> None:
        """The two exclude each other; the one ticked may be unticked again."""
        other.setChecked(False)
        self._sum_up()
        self.changed.emit()

    def _sum_up(self) -> None:
        said = self.answers
        yes = sum(said.values())
        counts = _("{yes} yes, {no} no.").format(yes=yes, no=len(self._purposes) - yes)
        blank = len(self._purposes) - len(said)
        if blank:
            left = ngettext(
                "{count} line is blank and counts as a no.",
                "{count} lines are blank and count as a no.",
                blank,
            )
            counts = f"{counts} {left.format(count=blank)}"
        self.summary.setText(counts)
