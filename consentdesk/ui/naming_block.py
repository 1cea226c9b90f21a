"""Who can be recognised? The question in its shortest form, for one picture in the check window.

Names in a row, what the picture is about, and one statement that nobody is left out. Asks only; the
window has it written.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.i18n import _
from consentdesk.services.seeing import Seen
from consentdesk.ui.chips import Chips
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import FlowLayout, flow
from consentdesk.ui.name_button import NameButton
from consentdesk.ui.people_chips import NumberedPeople, PeopleChips
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.who_field import WhoField
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import button, column, discard, label, statement
from consentdesk.wording import kind_word

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion

OFFERED = 6
"""People lately named that fit into the small window."""


@dataclass(frozen=True, slots=True)
class Named:
    """What was said: who is on it, in the order named, and what it is about.

    `seen` is what the register said of it then.
    """

    shows: tuple[SubjectId, ...]
    kind: PhotoKind
    seen: Seen


class NamingBlock(QWidget):
    """The question and its answer."""

    said = Signal(object)
    """A `Named`: everybody recognisable is among them."""
    panel_wanted = Signal()
    """More is to be said than fits here."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._people: list[Person] = []
        self._seen = Seen(None, frozenset())
        self._kept: set[SubjectId] = set()
        self._suggestions: tuple[Suggestion, ...] = ()
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.chips = PeopleChips(_("Named on the picture"))
        self.field = WhoField(self._context, _("Type a name"))
        keys = _("1–9: lately named. 0: nobody recognisable. Enter on the empty line: done.")
        self.field.setToolTip(keys)
        self.field.setAccessibleDescription(keys)
        self.lately = NumberedPeople(_("Named lately"))
        self._in_file: QLabel = label(_("The file says:"), Look.MUTED)
        self._offers = QWidget()
        self._flow = FlowLayout(gap=4)
        self._offered: list[QPushButton] = []
        self.kind = Chips(_("What the picture is about"))
        self.kind.offer([(k, kind_word(k)) for k in PhotoKind], PhotoKind.PORTRAIT)
        self.done = statement(_("All recognisable are named"), "done", _("Enter on the empty line"))
        self.more = button(
            _("More…"), "edit", Look.QUIET, _("Mark faces, photographer, assessment")
        )

    def _connect(self) -> None:
        self.field.met.connect(self._on_met)
        self.field.key_pressed.connect(self._on_field_key_pressed)
        self.lately.met.connect(self._on_met)
        self.chips.removed.connect(self._on_chips_removed)
        self.done.clicked.connect(self._on_done_clicked)
        self.more.clicked.connect(self.panel_wanted)

    def _assemble(self) -> None:
        asked = label(_("&Who can be recognised?"), Look.HEADING)
        asked.setBuddy(self.field)
        self._offers.setLayout(self._flow)
        self.setLayout(
            column(
                asked,
                self.chips,
                self.field,
                self._in_file,
                self._offers,
                self.lately,
                self.kind,
                flow(self.done, self.more),
                gap=GRID,
            )
        )

    @property
    def is_begun(self) -> bool:
        """Whether somebody was named, or taken out, and it was not said that these are all."""
        return bool(self.field.text().strip()) or {p.id for p in self._people} != self._kept

    def keep(self) -> None:
        """What was said is written, or is not to be."""
        self._kept = {p.id for p in self._people}
        self.field.clear()

    def ask(
        self,
        people: Sequence[Person],
        kind: PhotoKind | None,
        lately: Sequence[Person],
        suggestions: "Sequence[Suggestion]" = (),
    ) -> None:
        """Begin with what is known and whom the file names, with the keyboard in the line."""
        self._people, self._suggestions = list(people), tuple(suggestions)
        self._seen = self._as_seen(people, kind)
        self.keep()
        self.kind.pick(kind or PhotoKind.PORTRAIT)
        self.lately.offer(lately[:OFFERED])
        self._show()

    def follow(
        self,
        people: Sequence[Person],
        kind: PhotoKind | None,
        lately: Sequence[Person],
        suggestions: "Sequence[Suggestion]" = (),
    ) -> None:
        """Go on with what is known by now; what was typed stays beside it."""
        self._suggestions = tuple(suggestions)
        before, told = self._seen, self._seen.passed_over
        self._seen = replace(self._as_seen(people, kind), passed_over=told)
        self._offer_more(lately)
        if self._seen == before:
            return
        self._kept = set(self._seen.shows)
        gone = before.shows - self._seen.shows
        named = [p for p in self._people if p.id not in gone]
        known = before.shows.union(p.id for p in named)
        self._people = [*named, *(p for p in people if p.id not in known)]
        if kind is not before.kind:
            self.kind.pick(kind or PhotoKind.PORTRAIT)
        self._show()

    def tell(self) -> None:
        """Somebody is told now of everybody who stands in the file."""
        self._seen = replace(self._seen, passed_over=self._seen.suggested)

    def _as_seen(self, people: Sequence[Person], kind: PhotoKind | None) -> Seen:
        meant = frozenset(frozenset(one.subjects) for one in self._suggestions if one.subjects)
        return Seen(kind, frozenset(p.id for p in people), suggested=meant)

    def _show_offers(self, named: Collection[SubjectId]) -> None:
        for old in self._offered:
            self._flow.removeWidget(old)
            discard(old)
        names = [one.name for one in self._suggestions if not set(one.subjects) & set(named)]
        self._offered = []
        for name in dict.fromkeys(names):
            made = NameButton(name, Look.OFFER, _("Named in the file; click to search"))
            made.clicked.connect(partial(self.field.type, name))
            self._flow.addWidget(made)
            self._offered.append(made)
        for part in (self._in_file, self._offers):
            part.setVisible(bool(names))

    def _offer_more(self, lately: Sequence[Person]) -> None:
        """Offer people named since as well; who was offered before keeps the figure."""
        offered = self.lately.people
        known = {p.id for p in offered}
        more = [p for p in lately if p.id not in known]
        if more and len(offered) < OFFERED:
            self.lately.offer([*offered, *more][:OFFERED])
            self._show()

    def enable(self, *, on: bool) -> None:
        """Switch the answer off while it is written."""
        for part in (self.done, self.more, self.kind, self.chips):
            part.setEnabled(on)

    def _show(self) -> None:
        self.chips.show_people([(p, "") for p in self._people])
        named = {p.id for p in self._people}
        self._show_offers(named)
        self.lately.grey(named)
        self.field.prefer([p.id for p in self.lately.people], named)

    def _on_met(self, person: Person) -> None:
        if person.id not in {p.id for p in self._people}:
            self._people.append(person)
        if self.kind.value is PhotoKind.NOBODY:
            self.kind.pick(PhotoKind.PORTRAIT)
        self._show()
        self.field.setFocus()

    def _on_chips_removed(self, person: Person) -> None:
        self._people = [p for p in self._people if p.id != person.id]
        self._show()
        self.field.setFocus()

    def _on_field_key_pressed(self, key: str) -> None:
        match key:
            case "enter":
                self._on_done_clicked()
            case "backspace" if self._people:
                self._on_chips_removed(self._people[-1])
            case "0":
                self.kind.pick(PhotoKind.NOBODY)
            case figure if figure.isdigit():
                self.lately.take(int(figure))

    def _on_done_clicked(self) -> None:
        shows, kind = tuple(p.id for p in self._people), PhotoKind(str(self.kind.value))
        self.said.emit(Named(shows, kind, self._seen))
