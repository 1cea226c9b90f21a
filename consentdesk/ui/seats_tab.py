"""Who works at the institution: the seats, to give, change and take, each at once and journaled."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from consentdesk.domain.roles import Role
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.seat_words import role_sentence, role_word
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import ChoiceBox, PickBox, chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.theme import GRID, SCROLL_BAR, Look
from consentdesk.ui.widgets import button, card, column, label, labelled, row, scrolled

if TYPE_CHECKING:
    from consentdesk.services.seats import Seat


class SeatsTab(QWidget):
    """A line for each seat, and below them one to give."""

    def __init__(
        self, context: Context, seats: "tuple[Seat, ...]", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.banner = Banner()
        self.roles: dict[str, QComboBox] = {}
        self._seats: dict[str, Seat] = {}
        self.login = QLineEdit()
        self.role = ChoiceBox()
        offer(self.role, _choices(), Role.CLERK)
        self.meaning: QLabel = label("", Look.MUTED, wrap=True)
        self.give = button(_("Give the seat"), "person-add")
        self._list = QVBoxLayout()
        self._lines: list[QWidget] = []
        self._assemble()
        self.role.currentIndexChanged.connect(self._on_role_changed)
        self.give.clicked.connect(self._on_give_clicked)
        self.login.returnPressed.connect(self._on_give_clicked)
        self.login.textEdited.connect(self.banner.forget_refusal)
        self._on_role_changed()
        self.show_seats(seats)

    def _assemble(self) -> None:
        said = _(
            "A seat belongs to the name with which somebody logs in to the computer, or to the "
            "server. Without any seat everybody who opens the register may do everything; after "
            "the first, only who has one gets in. What is changed here holds at once."
        )
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(GRID)
        held = QWidget()
        held.setLayout(self._list)
        fresh = card(
            labelled(_("Login name"), self.login),
            GRID,
            labelled(_("Works here as"), self.role),
            self.meaning,
            row(self.give, None),
        )
        text = label(said, Look.MUTED, wrap=True)
        inner = QWidget()
        inner.setLayout(column(text, held, fresh, None, gap=2 * GRID))
        area = follow_focus(scrolled(inner, steady=True))
        # Below what scrolls: with many seats nobody would see what was refused.
        foot = column(self.banner)
        foot.setContentsMargins(0, 0, SCROLL_BAR, 0)
        whole = column(area, foot, gap=GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_seats(self, seats: "tuple[Seat, ...]") -> None:
        """Show these in place of those before; the keyboard stays at the seat it was at."""
        now = self.window().focusWidget()
        held = next((login for login, box in self.roles.items() if box is now), "")
        for line in self._lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.roles = {}
        self._seats = {seat.login: seat for seat in seats}
        self._lines = [self._line(seat) for seat in seats]
        if not seats:
            said = (
                _("Nobody has a seat yet."),
                _("Whoever gives the first seat keeps one as the head. It is journaled."),
            )
            self._lines = [label(" ".join(said), wrap=True)]
        for line in self._lines:
            self._list.addWidget(line)
        if held in self.roles:
            self.roles[held].setFocus()

    def _line(self, seat: "Seat") -> QWidget:
        box = PickBox()
        offer(box, _choices(), seat.role)
        box.setAccessibleName(_("What {login} is here").format(login=seat.login))
        box.activated.connect(partial(self._on_line_picked, seat.login))
        self.roles[seat.login] = box
        take = button(_("Take away"), "", Look.QUIET)
        take.setAccessibleName(_("Take the seat of {login} away").format(login=seat.login))
        take.clicked.connect(partial(self._on_take_clicked, seat.login))
        name = _("{login} (you)").format(login=seat.login) if seat.is_own else seat.login
        told = label(name, Look.STRONG, wrap=True)
        chosen_here = row(box, take, gap=2 * GRID)
        chosen_here.setStretch(0, 1)
        return card(told, chosen_here)

    def _on_role_changed(self) -> None:
        self.meaning.setText(role_sentence(Role(chosen(self.role))))

    def _on_line_picked(self, login: str, _index: int) -> None:
        self._want(login, Role(chosen(self.roles[login])))

    def _on_take_clicked(self, login: str) -> None:
        self._want(login, None)

    def _on_give_clicked(self) -> None:
        self._want(self.login.text().strip(), Role(chosen(self.role)))

    def _want(self, login: str, role: Role | None) -> None:
        """Change it, or ask first where somebody would lose what they have."""
        seat = self._seats.get(login)
        if seat is None or seat.role is role:
            self._change(login, role)
        elif role is None or seat.role is Role.HEAD:
            self._ask(seat, role)
        else:
            self._change(login, role)

    def _ask(self, seat: "Seat", role: Role | None) -> None:
        """Nothing is changed, nor shown as if it were, before somebody has said so."""
        box = self.roles[seat.login]
        box.setCurrentIndex(box.findData(seat.role))
        self.banner.say(
            _loss(seat, role),
            tone="no",
            icon="warning",
            action=_("Change nothing"),
            then=box.setFocus,
            other=_("Take the seat away") if role is None else _("Change the seat"),
            otherwise=partial(self._change, seat.login, role),
        )
        self.banner.take_keyboard()

    def _change(self, login: str, role: Role | None) -> None:
        context = self._context
        register, clerk, at = context.register, context.clerk, context.now()
        self.banner.forget_refusal()

        def work() -> "tuple[Seat, ...]":
            from consentdesk.services import seats

            if role is None:
                seats.take(register, clerk, at, login=login)
            else:
                seats.give(register, clerk, at, login=login, role=role)
            with register.read() as reader:
                return seats.seats(reader)

        def done(found: "tuple[Seat, ...]") -> None:
            if self.login.text().strip() == login:
                self.login.clear()
            self.show_seats(found)
            context.tell_written()

        context.tasks.run(self, lambda _progress: work(), done, failed=self._on_failed)

    def _on_failed(self, error: ConsentDeskError) -> None:
        self.banner.tell(error)
        register = self._context.register

        def read() -> "tuple[Seat, ...]":
            from consentdesk.services import seats

            with register.read() as reader:
                return seats.seats(reader)

        # What was chosen and refused is not shown as if it were so.
        self._context.tasks.run(self, lambda _progress: read(), self.show_seats)


def _choices() -> list[tuple[str, str]]:
    return [(role.value, role_word(role)) for role in Role]


def _loss(seat: "Seat", role: Role | None) -> str:
    """What somebody would lose by it, as a question."""
    if role is None:
        if seat.is_own:
            return _(
                "Take your own seat away? You would get in here no more, and only another head "
                "could give you a seat again."
            )
        said = _("Take the seat of {login} away? Whoever logs in by that name gets in no more.")
        return said.format(login=seat.login)
    if seat.is_own:
        said = _(
            "Give up the seat of the head and become {role}? Only another head could give it back "
            "to you."
        )
        return said.format(role=role_word(role))
    said = _("{login} is a head here. Become {role} instead, and give no seats any more?")
    return said.format(login=seat.login, role=role_word(role))
