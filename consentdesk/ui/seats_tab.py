"""Who works at the institution: the seats, to give, change and take, each at once and journaled."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from consentdesk.domain.roles import Role
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.seat_words import role_sentence, role_word
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import ChoiceBox, chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.seat_lines import SeatLines, role_choices
from consentdesk.ui.theme import GRID, SCROLL_BAR, Look
from consentdesk.ui.widgets import button, card, column, label, labelled, row, scrolled

if TYPE_CHECKING:
    from consentdesk.services.seats import Seat


class SeatsTab(QWidget):
    """A line for each seat, and below them one to give; `own` is the login of whoever is here."""

    def __init__(
        self,
        context: Context,
        seats: "tuple[Seat, ...]",
        own: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self.banner = Banner()
        self._own = own
        self._seats: dict[str, Seat] = {}
        self.lines = SeatLines()
        self.login = QLineEdit()
        self.role = ChoiceBox()
        offer(self.role, role_choices(), Role.CLERK)
        self.meaning: QLabel = label("", Look.MUTED, wrap=True)
        self.give = button(_("Give the seat"), "person-add")
        self._assemble()
        self.lines.role_picked.connect(self._want)
        self.lines.taking_wanted.connect(self._on_taking_wanted)
        self.role.currentIndexChanged.connect(self._on_role_changed)
        self.role.activated.connect(self.banner.forget_refusal)
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
        fresh = card(
            labelled(_("Login name"), self.login),
            GRID,
            labelled(_("Works here as"), self.role),
            self.meaning,
            row(self.give, None),
        )
        text = label(said, Look.MUTED, wrap=True)
        inner = QWidget()
        inner.setLayout(column(text, self.lines, fresh, None, gap=2 * GRID))
        area = follow_focus(scrolled(inner, steady=True))
        self.lines.scroll_with(area)
        # Below what scrolls: with many seats nobody would see what was refused.
        foot = column(self.banner)
        foot.setContentsMargins(0, 0, SCROLL_BAR, 0)
        whole = column(area, foot, gap=GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_seats(self, seats: "tuple[Seat, ...]") -> None:
        """Show these in place of those before; the keyboard stays at the seat it was at."""
        self._seats = {seat.login: seat for seat in seats}
        said = (
            _("Nobody has a seat yet."),
            _("Whoever gives the first seat keeps one as the head. It is journaled."),
        )
        self.lines.show_seats(seats, " ".join(said))

    def _on_role_changed(self) -> None:
        self.meaning.setText(role_sentence(Role(chosen(self.role))))

    def _on_taking_wanted(self, login: str) -> None:
        self._want(login, None)

    def _on_give_clicked(self) -> None:
        self._want(self.login.text().strip(), Role(chosen(self.role)))

    def _want(self, login: str, role: Role | None) -> None:
        """Change it, or ask first where somebody would lose what they have."""
        seat = self._seats.get(login)
        if not self._seats and role is not None and self._opens_to_seats(login, role):
            self._ask_first(login, role)
        elif seat is None or seat.role is role:
            self._change(login, role)
        elif role is None or seat.role is Role.HEAD:
            self._ask(seat, role)
        else:
            self._change(login, role)

    def _opens_to_seats(self, login: str, role: Role) -> bool:
        """Whether the first seat can be that one; what is refused anyway needs no question."""
        return bool(login) and (login != self._own or role is Role.HEAD)

    def _ask_first(self, login: str, role: Role) -> None:
        """The first seat shuts everybody else out, and no way leads back."""
        self.banner.say(
            _first(login, role, is_own=login == self._own),
            tone="no",
            icon="warning",
            action=_("Change nothing"),
            then=self.login.setFocus,
            other=_("Give the first seat"),
            otherwise=partial(self._change_and_go, login, role, ""),
        )
        self.banner.take_keyboard()

    def _ask(self, seat: "Seat", role: Role | None) -> None:
        """Nothing is changed, nor shown as if it were, before somebody has said so."""
        self.lines.show_seats(tuple(self._seats.values()), "")
        after = seat.login if role is not None else self._beside(seat.login)
        self.banner.say(
            _loss(seat, role),
            tone="no",
            icon="warning",
            action=_("Change nothing"),
            then=partial(self._go_to, seat.login),
            other=_("Take the seat away") if role is None else _("Change the seat"),
            otherwise=partial(self._change_and_go, seat.login, role, after),
        )
        self.banner.take_keyboard()

    def _beside(self, login: str) -> str:
        """The seat below that one, or above where it is the last."""
        every = list(self._seats)
        at = every.index(login)
        return (*every[at + 1 :], *reversed(every[:at]), "")[0]

    def _change_and_go(self, login: str, role: Role | None, after: str) -> None:
        """Change it; the keyboard goes where somebody goes on, not wherever Qt would put it."""
        self._go_to(after)
        self._change(login, role)

    def _go_to(self, login: str) -> None:
        """To that seat, or to the field for a new one."""
        (self.lines.box(login) or self.login).setFocus()

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


def _first(login: str, role: Role, *, is_own: bool) -> str:
    """What follows from the first seat, as a question."""
    if is_own:
        return _(
            "Give yourself the first seat, as the head? From then on only those with a seat get "
            "in, and may do what it allows. This can't be taken back."
        )
    said = _(
        "Give {login} the first seat, as {role}? From then on only those with a seat get in, and "
        "may do what it allows. You become the head. This can't be taken back."
    )
    return said.format(login=login, role=role_word(role))


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
