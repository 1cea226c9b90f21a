"""Who can be recognised? The question in its shortest form, for one picture in the check window.

Names in a row, what the picture is about, and one statement that nobody is left out. Asks only; the
window has it written.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoKind
from consentdesk.domain.roles import Right
from consentdesk.i18n import _
from consentdesk.services.seeing import Seen
from consentdesk.ui.chips import Chips
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import FlowLayout, flow
from consentdesk.ui.key_answers import (
    name_unfinished,
    nobody_more,
    nobody_said,
    nobody_to_remove,
    somebody_named,
    was_situation,
)
from consentdesk.ui.limits import limit
from consentdesk.ui.name_button import NameButton
from consentdesk.ui.people_chips import NumberedPeople, PeopleChips, Unknown
from consentdesk.ui.said_order import SaidOrder
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.who_field import WhoField
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import announce, button, column, discard, label, statement
from consentdesk.wording import kind_word

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion

OFFERED = 6
"""People lately named that fit into the small window."""


@dataclass(frozen=True, slots=True)
class Named:
    """What was said: who is on it, in the order named, and what it is about.

    `seen` is what the register said of it then; `unknown` are so many more whom nobody knows.
    `looked_again`: since more faces were counted than that (R17).
    """

    shows: tuple[SubjectId, ...]
    kind: PhotoKind
    seen: Seen
    unknown: int = 0
    looked_again: bool = field(default=False, compare=False)

    @property
    def visible(self) -> int | None:
        """How many can be recognised; None where there is nothing to vouch for.

        Nobody has to be named on a situation photo.
        """
        count = len(self.shows) + self.unknown
        is_open = self.kind is PhotoKind.SITUATION and not count and not self.seen.unknown
        return None if is_open else count


class NamingBlock(QWidget):
    """The question and its answer."""

    said = Signal(object)
    """A `Named`: everybody recognisable is among them."""
    panel_wanted = Signal()
    """More is to be said than fits here."""
    later_wanted = Signal()
    """This picture is left for later."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._people: list[Person] = []
        self._seen = Seen(None, frozenset())
        self._unknown = 0
        self._met: dict[SubjectId, Person] = {}
        self._order = SaidOrder()
        self._is_assessed = self._was_asked = False
        self._kept: tuple[set[SubjectId], int] = set(), 0
        self._before: tuple[tuple[Person, ...], int] = (), 0
        self._suggestions: tuple[Suggestion, ...] = ()
        self._told: tuple[Suggestion, ...] = ()
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.chips = PeopleChips(_("Named on the picture"))
        self.field = WhoField(self._context, _("Type a name"))
        keys = _(
            "1–9: lately named. Full stop: the same as before. 0: nobody recognisable. Backspace: "
            "remove the last. Enter on the empty line: all recognisable are named. Question mark: "
            "somebody nobody knows is on it. Minus: leave it for later."
        )
        self.field.setToolTip(keys)
        self.field.setAccessibleDescription(keys)
        self.answer: QLabel = label("", Look.MUTED, wrap=True)
        self.unknown_hint: QLabel = label(
            _("A portrait is held back while somebody on it is unknown."), Look.STRONG, wrap=True
        )
        self.unknown = button(_("An unknown person"), "person-add", Look.QUIET, _("Question mark"))
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
        self.chips.unknown_removed.connect(self._on_chips_unknown_removed)
        self.chips.unknown_picked.connect(self.field.setFocus)
        self.field.textChanged.connect(self._forget_answer)
        self.unknown.clicked.connect(self._on_unknown_clicked)
        self.kind.picked.connect(self._on_kind_picked)
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
                self.unknown_hint,
                self.field,
                self.answer,
                self._in_file,
                self._offers,
                self.lately,
                self.kind,
                flow(self.done, self.unknown, self.more),
                gap=GRID,
            )
        )
        self.answer.hide()
        named = (self.chips, self.field, self.lately, self.kind, self.done, self.unknown)
        limit(self._context, Right.NAME, *named)

    @property
    def is_begun(self) -> bool:
        """Whether somebody was named, or taken out, and it was not said that these are all.

        Or another kind was chosen, or a name is not finished.
        """
        is_turned = self.kind.value not in {self._seen.kind or PhotoKind.PORTRAIT, ""}
        return self.field.is_begun or self._said != self._kept or is_turned

    @property
    def _said(self) -> tuple[set[SubjectId], int]:
        return {p.id for p in self._people}, self._unknown

    @property
    def named(self) -> Named:
        """What stands there."""
        shows, kind = tuple(p.id for p in self._people), PhotoKind(str(self.kind.value))
        return Named(shows, kind, self._seen, self._unknown)

    def keep(self, written: Named | None = None) -> None:
        """That is written, or what stands there is; what came since stays open."""
        if written is None:
            self._kept = self._said
            return
        self._kept = set(written.shows), written.unknown
        shows = frozenset(written.shows)
        self._seen = replace(self._seen, kind=written.kind, shows=shows, unknown=written.unknown)

    def drop(self) -> None:
        """What was typed and not confirmed is not to be; whoever stood there before does again."""
        known, self._unknown = self._kept
        self._people = [self._met[subject] for subject in known if subject in self._met]
        self._order.begin()
        self.kind.pick(self._seen.kind or PhotoKind.PORTRAIT)
        self.field.abandon()
        self._show()

    def ask(
        self,
        people: Sequence[Person],
        kind: PhotoKind | None,
        lately: Sequence[Person],
        suggestions: "Sequence[Suggestion]" = (),
        unknown: int = 0,
        *,
        is_assessed: bool = False,
    ) -> None:
        """Begin with what is known and whom the file names, with the keyboard in the line.

        `unknown` is how many on it nobody knows; `is_assessed`: as a situation. Whoever was on the
        picture before can be named again with one key.
        """
        if self._people or self._unknown:
            self._before = tuple(self._people), self._unknown
        self._people, self._suggestions = list(people), tuple(suggestions)
        self._met = {p.id: p for p in people}
        self._told, self._unknown = (), unknown
        self._order.begin()
        self._is_assessed, self._was_asked = is_assessed, False
        self._seen = self._as_seen(people, kind, unknown)
        self.field.abandon()
        self.keep()
        self.kind.pick(kind or PhotoKind.PORTRAIT)
        self.lately.offer(lately[:OFFERED])
        self.say("")
        self._show()

    def follow(
        self,
        people: Sequence[Person],
        kind: PhotoKind | None,
        lately: Sequence[Person],
        suggestions: "Sequence[Suggestion]" = (),
        unknown: int = 0,
        *,
        is_assessed: bool = False,
    ) -> None:
        """Go on with what is known by now; what was typed stays beside it."""
        self._suggestions, self._is_assessed = tuple(suggestions), is_assessed
        self._met.update((p.id, p) for p in people)
        before, self._seen = self._seen, self._as_seen(people, kind, unknown)
        self._offer_more(lately)
        if self._seen == before:
            return
        # Nobody takes away whom he never saw.
        is_own = self._unknown != (before.unknown or 0)
        self._unknown = max(self._unknown, unknown) if is_own else unknown
        self._kept = set(self._seen.shows), unknown
        gone = before.shows - self._seen.shows
        named = [p for p in self._people if p.id not in gone]
        known = before.shows.union(p.id for p in named)
        self._people = [*named, *(p for p in people if p.id not in known)]
        if kind is not before.kind and self.kind.value is (before.kind or PhotoKind.PORTRAIT):
            self.kind.pick(kind or PhotoKind.PORTRAIT)
        self._show()

    def tell(self) -> None:
        """Somebody is told now of everybody who stands in the file."""
        self._told = self._suggestions
        self._seen = self._seen.with_names(self._suggestions, self._told)

    def say(self, text: str) -> None:
        """Answer a key, quietly: below the line and by a screen reader, until the next one."""
        self.answer.setText(text)
        self.answer.setVisible(bool(text))
        if text:
            announce(self, text)

    def _as_seen(self, people: Sequence[Person], kind: PhotoKind | None, unknown: int) -> Seen:
        seen = Seen(kind, frozenset(p.id for p in people), unknown)
        return seen.with_names(self._suggestions, self._told)

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
        for part in (self.done, self.more, self.unknown, self.kind, self.chips):
            part.setEnabled(on)

    def _show(self) -> None:
        unknown = Unknown(self._unknown) if self._unknown else None
        self._order.follow([p.id for p in self._people], self._unknown)
        self.chips.show_people([(p, "") for p in self._people], unknown, self._last())
        self.unknown_hint.setVisible(unknown is not None)
        named = {p.id for p in self._people}
        self._show_offers(named)
        self.lately.grey(named)
        self.field.prefer([p.id for p in self.lately.people], named)

    def _add(self, people: Sequence[Person], unknown: int = 0) -> None:
        """These are on it too, and so many whom nobody knows."""
        named = {p.id for p in self._people}
        more = [p for p in people if p.id not in named]
        self._people += more
        self._met.update((p.id, p) for p in more)
        self._unknown += unknown
        if self.kind.value is PhotoKind.NOBODY:
            self.kind.pick(PhotoKind.PORTRAIT)
        self._show()
        self.field.setFocus()

    def _on_met(self, person: Person) -> None:
        """Somebody is on it; whoever had no name and was chosen has that one."""
        has_name = self._unknown and self.chips.take_unknown()
        self._add([person], -1 if has_name else 0)

    def _on_chips_removed(self, person: Person) -> None:
        self._people = [p for p in self._people if p.id != person.id]
        self._show()
        self.field.setFocus()

    def _on_chips_unknown_removed(self) -> None:
        self._unknown -= 1
        self._show()
        self.field.setFocus()

    def _on_unknown_clicked(self) -> None:
        self._forget_answer()
        self._add((), 1)

    def _forget_answer(self) -> None:
        """What was said is not about what is typed now."""
        self.say("")

    def _on_field_key_pressed(self, key: str) -> None:
        """Every key is answered as in the panel, or said to find nothing."""
        self._forget_answer()
        match key:
            case "enter":
                self._on_done_clicked()
            case "backspace":
                self._remove_last()
            case "0" if self.kind.value is PhotoKind.NOBODY:
                self.say(nobody_said())
            case "0":
                self._say_nobody()
            case ".":
                self._name_like_before()
            case "?":
                self._add((), 1)
            case "-":
                self.later_wanted.emit()
            case figure if figure.isdigit():
                self.say(self.lately.take(int(figure)))

    def _remove_last(self) -> None:
        """Whoever was said last, with a name or without, is taken away."""
        match self._last():
            case Person() as person:
                self._on_chips_removed(person)
            case Unknown():
                self._on_chips_unknown_removed()
            case None:
                self.say(nobody_to_remove())

    def _last(self) -> Person | Unknown | None:
        for one in self._order.last():
            return Unknown(self._unknown) if one is None else self._met[one]
        return None

    def _name_like_before(self) -> None:
        people, unknown = self._before
        named = {p.id for p in self._people}
        more = max(0, unknown - self._unknown)
        if more or any(p.id not in named for p in people):
            self._add(people, more)
        else:
            self.say(nobody_more(has_before=bool(people or unknown)))

    def _on_kind_picked(self) -> None:
        if self.kind.value is PhotoKind.NOBODY:
            self._say_nobody()
        else:
            self._forget_answer()

    def _say_nobody(self) -> None:
        """Nobody can be recognised: it opens every place, so nobody may stand there."""
        was_asked, self._was_asked = self._was_asked, False
        self._forget_answer()
        if self._people or self._unknown:
            self.kind.pick(self._kind_before)
            self.say(somebody_named())
        elif self._is_assessed and self._kind_before is PhotoKind.SITUATION and not was_asked:
            self._was_asked = True
            self.kind.pick(self._kind_before)
            self.say(was_situation())
        else:
            self.kind.pick(PhotoKind.NOBODY)

    @property
    def _kind_before(self) -> PhotoKind:
        """What it was for, or is with somebody on it."""
        known = self._seen.kind
        return PhotoKind.PORTRAIT if known in {None, PhotoKind.NOBODY} else known

    def _on_done_clicked(self) -> None:
        """A name that still stands in the line would be left out of all that are named."""
        self._was_asked = False
        if self.field.is_begun:
            said = name_unfinished()
            self.field.resume(*said)
            self.say(" ".join(said))
            return
        self.said.emit(self.named)
