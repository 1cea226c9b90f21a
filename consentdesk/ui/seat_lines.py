"""The seats of an institution, one line below the other: what each is here, to change or take.

A line's box and button are made once somebody comes near it, with the mouse or with the keyboard:
a municipality has hundreds, and a window sees a dozen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from consentdesk.domain.roles import Role
from consentdesk.i18n import _
from consentdesk.seat_words import role_word
from consentdesk.ui.choices import PickBox, chosen, offer
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.widgets import button, column, label, row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from consentdesk.services.seats import Seat

_AT_ONCE = 8
"""Lines made with the list: as many as a window shows at first."""
_BACKWARDS = Qt.FocusReason.BacktabFocusReason


class SeatLine(QFrame):
    """One seat. Empty until it is made, but there for the keyboard and for a screen reader."""

    role_picked = Signal(str, object)
    """Somebody chose another Role for that login."""
    taking_wanted = Signal(str)
    """Somebody wants the seat of that login taken away."""

    def __init__(self, seat: Seat) -> None:
        super().__init__()
        look(self, Look.CARD)
        self._seat = seat
        self._box: QComboBox | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_seat(seat)

    @property
    def is_made(self) -> bool:
        """Whether box and button are there."""
        return self._box is not None

    @property
    def box(self) -> QComboBox:
        """What somebody is, to choose from."""
        return self._box if self._box is not None else self._make()

    def show_seat(self, seat: Seat) -> None:
        """Show what the register says."""
        self._seat = seat
        if self._box is not None:
            self._box.setCurrentIndex(self._box.findData(seat.role))
        else:
            said = _("{login}, {role}").format(login=_name(seat), role=role_word(seat.role))
            self.setAccessibleName(said)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Make it, and hand the keyboard on to where Tab would have gone."""
        super().focusInEvent(event)
        self._make()
        goal = self._take if event.reason() is _BACKWARDS else self.box
        goal.setFocus(event.reason())

    def make(self) -> None:
        """Make it, if it isn't yet."""
        if self._box is None:
            self._make()

    def _make(self) -> QComboBox:
        seat = self._seat
        self._box = box = PickBox()
        offer(box, role_choices(), seat.role)
        box.setAccessibleName(_("What {login} is here").format(login=seat.login))
        box.activated.connect(self._on_box_activated)
        self._take = button(_("Take away"), "", Look.QUIET)
        self._take.setAccessibleName(_("Take the seat of {login} away").format(login=seat.login))
        self._take.clicked.connect(self._on_take_clicked)
        chosen_here = row(box, self._take, gap=2 * GRID)
        chosen_here.setStretch(0, 1)
        told = label(_name(seat), Look.STRONG, wrap=True)
        inner = column(told, chosen_here, gap=GRID)
        inner.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.setLayout(inner)
        for part in (told, box, self._take):
            # Qt would show them a moment later, and what is hidden can't have the keyboard.
            part.show()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # Its parts speak for themselves from now on.
        self.setAccessibleName("")
        self.setMinimumHeight(0)
        return box

    def _on_box_activated(self, _index: int) -> None:
        self.role_picked.emit(self._seat.login, Role(chosen(self.box)))

    def _on_take_clicked(self) -> None:
        self.taking_wanted.emit(self._seat.login)


class SeatLines(QWidget):
    """All of them, by login."""

    role_picked = Signal(str, object)
    """Somebody chose another Role for that login."""
    taking_wanted = Signal(str)
    """Somebody wants the seat of that login taken away."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, SeatLine] = {}
        self._area: QScrollArea | None = None
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._make_near)
        self._nobody: QLabel = label("", wrap=True)
        self._column: QVBoxLayout = column(gap=GRID)
        self.setLayout(column(self._nobody, self._column, gap=0))

    def scroll_with(self, area: QScrollArea) -> None:
        """Make the lines that come into sight there."""
        self._area = area
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._make_near)
        bar.rangeChanged.connect(self._make_later)
        self._make_later()

    def box(self, login: str) -> QComboBox | None:
        """What that login is, to choose from; None where it has no seat."""
        line = self._lines.get(login)
        return None if line is None else line.box

    def show_seats(self, seats: Sequence[Seat], nobody: str) -> None:
        """Show these, or without any a sentence; a line that stays is kept, with the keyboard."""
        kept = {seat.login for seat in seats}
        for login in [login for login in self._lines if login not in kept]:
            self._drop(self._lines.pop(login))
        tall = 0
        for place, seat in enumerate(seats):
            line = self._lines.get(seat.login)
            if line is not None:
                line.show_seat(seat)
                continue
            line = self._lines[seat.login] = self._added(seat, place)
            if place < _AT_ONCE:
                line.make()
                tall = max(tall, line.sizeHint().height())
            else:
                line.setMinimumHeight(tall)
        self._nobody.setText(nobody)
        self._nobody.setVisible(not seats)
        self._make_later()

    def _added(self, seat: Seat, place: int) -> SeatLine:
        line = SeatLine(seat)
        line.role_picked.connect(self.role_picked)
        line.taking_wanted.connect(self.taking_wanted)
        self._column.insertWidget(place, line)
        return line

    def _drop(self, line: SeatLine) -> None:
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _make_later(self) -> None:
        """Once it is laid out."""
        self._later.start(0)

    def _make_near(self) -> None:
        """Those in sight, and as many again above and below."""
        if self._area is None:
            return
        seen = self._area.viewport()
        at = self.mapFrom(seen.window(), seen.mapTo(seen.window(), QPoint()))
        near = QRect(at, seen.size()).adjusted(0, -seen.height(), 0, seen.height())
        for line in self._lines.values():
            if not line.is_made and near.intersects(line.geometry()):
                line.make()


def role_choices() -> list[tuple[str, str]]:
    """What somebody may be here."""
    return [(role.value, role_word(role)) for role in Role]


def _name(seat: Seat) -> str:
    return _("{login} (you)").format(login=seat.login) if seat.is_own else seat.login
