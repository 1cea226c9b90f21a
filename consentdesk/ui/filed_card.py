"""What came of a form: its archive number to write on the paper, and what has to be done yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from consentdesk.domain.acts import Purpose
from consentdesk.domain.consent import Permission
from consentdesk.domain.people import SubjectId
from consentdesk.domain.serials import PLACE, place_of, shown_serial
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.refusals import lack_sentence
from consentdesk.services.intake import Filed
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.glyphs import sign_of_answer
from consentdesk.ui.take_down import Out
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.verdict_badge import VerdictBadge
from consentdesk.ui.widgets import (
    announce,
    button,
    column,
    discard,
    head_line,
    label,
    row,
    say_head,
)
from consentdesk.wording import purpose_phrase, purpose_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One form that was dealt with; `filed` is None where it was recorded and not journaled.

    `new_number` says that the paper is a further one with its printed number.
    """

    name: str
    subject: SubjectId
    out: Out
    filed: Filed | None = None
    new_number: bool = False


class FiledCard(QFrame):
    """The last form, and how many there have been."""

    print_wanted = Signal(object)
    """The SubjectId that needs another form."""
    take_down_wanted = Signal(object)
    """The `Out` somebody wants to see to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        look(self, Look.BANNER)
        self._done: Done | None = None
        self._numbers: list[str] = []
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.number: QLabel = label("", Look.FIGURE)
        self.text: QLabel = label("", wrap=True)
        self._states = FlowLayout()
        self._badges: list[QWidget] = []
        self._notes = QVBoxLayout()
        self._notes.setSpacing(GRID)
        self._said: list[QWidget] = []
        self.print = button(_("&Print a form…"), "print")
        self.down = button("", "withdraw")
        self.tally: QLabel = label("", Look.MUTED, wrap=True)
        self.stands = head_line()

    def _connect(self) -> None:
        self.print.clicked.connect(self._on_print_clicked)
        self.down.clicked.connect(self._on_down_clicked)

    def _assemble(self) -> None:
        held = QWidget()
        held.setLayout(self._states)
        words = column(self.text, self.tally, gap=2)
        top = row(self.number, words, gap=2 * GRID)
        top.setStretch(1, 1)
        buttons = row(self.print, self.down, None)
        whole = column(top, held, self._notes, buttons, self.stands, gap=GRID)
        whole.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID + 4)
        self.setLayout(whole)
        self.hide()

    def show_done(self, done: Done) -> None:
        """Tell of one more form."""
        self._done = done
        filed = done.filed
        sentences = notes_on(done)
        self.number.setVisible(filed is not None)
        if filed is not None:
            self.number.setText(filed.entry.number)
            self._numbers.append(filed.entry.number)
        self.text.setText(headline(done))
        self._show_states(filed.permissions if filed is not None else {})
        self._show_notes(sentences)
        self.print.setVisible(bool(filed is not None and filed.lacks))
        count = len(done.out.releases)
        down = ngettext(
            "See what must be taken down: {count} export",
            "See what must be taken down: {count} exports",
            count,
        )
        self.down.setText(down.format(count=format_number(count)))
        self.down.setVisible(bool(count))
        say_head(self.stands, done.out.head)
        self._sum_up()
        self.setProperty("tone", "unknown" if sentences else "ok")
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        announce(self, " ".join((headline(done), *sentences)))

    def _show_states(self, permissions: Mapping[Purpose, Permission]) -> None:
        for old in self._badges:
            self._states.removeWidget(old)
            discard(old)
        self._badges = []
        for purpose, permission in permissions.items():
            badge = VerdictBadge(sign_of_answer(permission.state), purpose_word(purpose))
            one = QWidget()
            one.setLayout(row(label(purpose_word(purpose)), badge, gap=GRID // 2))
            self._badges.append(one)
            self._states.addWidget(one)

    def _show_notes(self, sentences: Sequence[str]) -> None:
        for old in self._said:
            self._notes.removeWidget(old)
            discard(old)
        self._said = [label(sentence, wrap=True) for sentence in sentences]
        for one in self._said:
            self._notes.addWidget(one)

    def _sum_up(self) -> None:
        count = len(self._numbers)
        said = ngettext(
            "{count} form journaled since you began: {first}.",
            "{count} forms journaled since you began: {first} to {last}.",
            count,
        )
        if self._numbers:
            first, last = self._numbers[0], self._numbers[-1]
            self.tally.setText(said.format(count=format_number(count), first=first, last=last))
        self.tally.setVisible(count > 1)

    def _on_print_clicked(self) -> None:
        if self._done is not None:
            self.print_wanted.emit(self._done.subject)

    def _on_down_clicked(self) -> None:
        if self._done is not None:
            self.take_down_wanted.emit(self._done.out)


def headline(done: Done) -> str:
    """What was done, and what to write on the paper."""
    filed = done.filed
    if filed is None:
        said = _("The answers of {name} are saved. They count only once the form is journaled.")
        return said.format(name=done.name)
    if done.new_number:
        said = _(
            "The answers of {name} are journaled. Write this number on the paper, and {place} "
            "after the form number, so that it reads {serial}."
        )
    else:
        said = _(
            "The answers of {name} are journaled. Write this number on the paper before you put it "
            "away."
        )
    serial = filed.entry.serial
    return said.format(
        name=done.name, serial=shown_serial(serial), place=f"{PLACE}{place_of(serial)}"
    )


def notes_on(done: Done) -> tuple[str, ...]:
    """What is still wanting, or what must be seen to."""
    said = []
    filed = done.filed
    if filed is not None:
        said += [lack_sentence(lack, done.name) for lack in filed.lacks]
        if filed.overtaken:
            over = _(
                "The yes on this form does not count for {purposes}: there is a later decision, or "
                "somebody else with custody has said no."
            )
            said.append(over.format(purposes=", ".join(map(purpose_phrase, filed.overtaken))))
    if done.out.releases:
        said.append(
            _("{name} is still out there where the answer now is no.").format(name=done.name)
        )
    return tuple(said)
