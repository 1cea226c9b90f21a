"""What an edition asks: how long a yes holds, and the purposes in their order on the sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QHBoxLayout, QLabel, QToolButton, QWidget

from consentdesk.domain.acts import Purpose
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.edition_field import is_step_key
from consentdesk.ui.number_box import NumberBox
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import card, column, discard, label, labelled, row, tool
from consentdesk.wording import purpose_word

MONTHS = range(1, 121)


class _MonthsBox(NumberBox):
    """Leaves undo to its window, which knows all steps."""

    def event(self, event: QEvent) -> bool:
        """Let the window have its keys."""
        if is_step_key(event):
            event.ignore()
            return False
        return super().event(event)


class EditionAsking(QWidget):
    """Months above, purposes below; each with a tick and two arrows."""

    months_changed = Signal(int)
    asked = Signal(object, str)
    """These purposes in this order, and the name of the step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_editable = True
        self._room = 0
        self._chosen: tuple[Purpose, ...] = ()
        self._listed: tuple[Purpose, ...] = ()
        self.ticks: dict[Purpose, QCheckBox] = {}
        self.ups: dict[Purpose, QToolButton] = {}
        self.downs: dict[Purpose, QToolButton] = {}
        self._build()
        self._assemble()
        self.months.valueChanged.connect(self.months_changed)

    def _build(self) -> None:
        self.months = _MonthsBox()
        self.months.setRange(MONTHS[0], MONTHS[-1])
        self.hint: QLabel = label("", Look.MUTED, wrap=True)
        self._lines = QWidget()

    def _assemble(self) -> None:
        hint = _("Counted from the day the form was signed. Your rules may hold it to less.")
        self._held = column(self._lines)
        lasts = labelled(_("&Months that a yes holds"), self.months, hint)
        lasts.setAlignment(self.months, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(
            column(
                card(lasts),
                card(label(_("What it asks about"), Look.STRONG), self.hint, self._held),
                gap=2 * GRID,
            )
        )

    def start(self, key: str = "") -> None:
        """Put the keyboard on the months, or on the line of a purpose."""
        named = {str(purpose): tick for purpose, tick in self.ticks.items()}
        part = named.get(key, self.months)
        part.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_editable(self, *, on: bool) -> None:
        """Whether it can be changed."""
        self._is_editable = on
        self.months.setReadOnly(not on)
        self.hint.setVisible(on)

    def show_asked(
        self, months: int, chosen: Sequence[Purpose], known: Sequence[Purpose], room: int
    ) -> None:
        """Show what is asked first, then what else could be; `room` is for how many there is."""
        with QSignalBlocker(self.months):
            if self.months.value() != months:
                self.months.setValue(months)
        self._chosen, self._room = tuple(chosen), room
        listed = tuple(dict.fromkeys((*chosen, *known)))
        if listed != self._listed or not self.ticks:
            self._make(listed)
        said = ngettext(
            "The sheet has room for {count} purpose, in this order.",
            "The sheet has room for {count} purposes, in this order.",
            room,
        )
        self.hint.setText(said.format(count=format_number(room)))
        self._enable()

    def _make(self, listed: tuple[Purpose, ...]) -> None:
        keyboard = self._keyboard()
        self._listed = listed
        fresh = QWidget()
        self.ticks, self.ups, self.downs = {}, {}, {}
        lines = column(gap=0)
        for purpose in listed:
            lines.addLayout(self._line(purpose))
        fresh.setLayout(lines)
        self._held.replaceWidget(self._lines, fresh)
        discard(self._lines)
        self._lines = fresh
        if keyboard is not None:
            which, purpose = keyboard
            parts: dict[str, Mapping[Purpose, QAbstractButton]]
            parts = {"tick": self.ticks, "up": self.ups, "down": self.downs}
            self._enable()
            part = parts[which].get(purpose)
            if part is not None:
                (part if part.isEnabled() else self.ticks[purpose]).setFocus()

    def _keyboard(self) -> tuple[str, Purpose] | None:
        """Which part of which line has the keyboard."""
        for which, parts in (("tick", self.ticks), ("up", self.ups), ("down", self.downs)):
            for purpose, part in parts.items():
                if part.hasFocus():
                    return which, purpose
        return None

    def _line(self, purpose: Purpose) -> QHBoxLayout:
        word = purpose_word(purpose)
        tick = QCheckBox(word)
        up = tool(_("{purpose}: up").format(purpose=word), "arrow-up")
        down = tool(_("{purpose}: down").format(purpose=word), "arrow-down")
        tick.clicked.connect(partial(self._on_tick_clicked, purpose))
        up.clicked.connect(partial(self._on_moved, purpose, -1))
        down.clicked.connect(partial(self._on_moved, purpose, 1))
        self.ticks[purpose], self.ups[purpose], self.downs[purpose] = tick, up, down
        return row(tick, None, up, down, gap=GRID // 2)

    def _enable(self) -> None:
        """What would leave none, or one too many, can't be pressed; the tip says why."""
        chosen, many = self._chosen, len(self._chosen)
        for purpose, tick in self.ticks.items():
            is_asked = purpose in chosen
            tick.setChecked(is_asked)
            is_last, is_full = is_asked and many == 1, not is_asked and many >= self._room
            tick.setEnabled(self._is_editable and not is_last and not is_full)
            why = _("A form asks about one thing at least.") if is_last else ""
            tick.setToolTip(_("The sheet has no more room.") if is_full else why)
            place = chosen.index(purpose) if is_asked else -1
            self.ups[purpose].setEnabled(self._is_editable and place > 0)
            self.downs[purpose].setEnabled(self._is_editable and 0 <= place < many - 1)

    def _on_tick_clicked(self, purpose: Purpose) -> None:
        word = purpose_word(purpose)
        if self.ticks[purpose].isChecked():
            self.asked.emit((*self._chosen, purpose), _("adding of {purpose}").format(purpose=word))
        else:
            left = tuple(p for p in self._chosen if p != purpose)
            self.asked.emit(left, _("leaving out of {purpose}").format(purpose=word))

    def _on_moved(self, purpose: Purpose, by: int) -> None:
        order = list(self._chosen)
        at = order.index(purpose)
        order[at], order[at + by] = order[at + by], order[at]
        self.asked.emit(
            tuple(order), _("moving of {purpose}").format(purpose=purpose_word(purpose))
        )
