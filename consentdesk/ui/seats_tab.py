"""Who works at the institution: the seats, to give, change and take, each at once and journaled."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from consentdesk.domain.roles import Role
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.seat_words import role_sentence, role_word
from consentdesk.ui.banner import Banner
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.context import Context
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, card, column, label, labelled, row

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
        self.login = QLineEdit()
        self.role = QComboBox()
        offer(self.role, _choices(), Role.CLERK)
        self.meaning: QLabel = label("", Look.MUTED, wrap=True)
        self.give = button(_("Give the seat"), "person-add")
        self._list = QVBoxLayout()
        self._lines: list[QWidget] = []
        self._assemble()
        self.role.currentIndexChanged.connect(self._on_role_changed)
        self.give.clicked.connect(self._on_give_clicked)
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
        self.setLayout(column(text, held, fresh, self.banner, None, gap=2 * GRID))

    def show_seats(self, seats: "tuple[Seat, ...]") -> None:
        """Show these in place of those before."""
        for line in self._lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.roles = {}
        self._lines = [self._line(seat) for seat in seats]
        if not seats:
            self._lines = [label(_("Nobody has a seat yet."), wrap=True)]
        for line in self._lines:
            self._list.addWidget(line)

    def _line(self, seat: "Seat") -> QWidget:
        box = QComboBox()
        offer(box, _choices(), seat.role)
        box.setAccessibleName(_("What {login} is here").format(login=seat.login))
        box.currentIndexChanged.connect(partial(self._on_line_changed, seat.login))
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

    def _on_line_changed(self, login: str, _index: int) -> None:
        self._change(login, Role(chosen(self.roles[login])))

    def _on_take_clicked(self, login: str) -> None:
        self._change(login, None)

    def _on_give_clicked(self) -> None:
        self._change(self.login.text(), Role(chosen(self.role)))

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
