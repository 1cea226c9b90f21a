"""Who is on the photo: named people as chips, a line to type in, and those who might be.

Asks only; the panel keeps the names and has them written.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from consentdesk.domain.photos import Region
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import FlowLayout, flow
from consentdesk.ui.name_button import NameButton
from consentdesk.ui.people_chips import NumberedPeople, PeopleChips, Unknown
from consentdesk.ui.theme import Look, look
from consentdesk.ui.who_field import WhoField
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import announce, button, column, label, row
from consentdesk.wording import listed

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion


STATED = frozenset({"enter", "0", "backspace"})
"""Keys that say something of the photos in sight, and not of those that come next."""


class PanelPeople(QWidget):
    """The question who can be recognised."""

    met = Signal(object)
    """A `Person` is on the photo."""
    removed = Signal(object)
    """A `Person` is not on it after all."""
    picked = Signal(object)
    """A `Person` was chosen among those named, to be marked."""
    mark_wanted = Signal()
    """The place of the person chosen is to be set with the keyboard."""
    suggested = Signal(object)
    """`Suggestion`s of the file that somebody accepts."""
    unknown_removed = Signal()
    """One whom nobody knows is not on it after all."""
    unknown_picked = Signal()
    """The name that comes is that of somebody who had none."""
    touched = Signal()
    """Something is typed, or a key pressed: what was said before is old."""
    key_pressed = Signal(str)
    """A key on the empty line that is not about the people offered here.

    Or a figure typed ahead that nobody stands under yet: somebody may once the photos are there.
    """

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        *,
        several: bool = False,
        picture: QWidget | None = None,
    ) -> None:
        """`several`: of photos; `picture` stands beside the question."""
        super().__init__(parent)
        self._several = several
        self._picture = () if picture is None else (picture,)
        self._context = context
        self._offered: Sequence[Suggestion] | None = None
        self._are_others = False
        self._is_ahead = False
        self._suggestion_buttons: list[QPushButton] = []
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.chips = PeopleChips(_("Named on the picture"), pickable=True)
        self.field = WhoField(self._context, _("Type a name"))
        keys = _(
            "1–9: lately named. Full stop: the same as before. 0: nobody recognisable. Backspace: "
            "remove the last. Enter on the empty line: all recognisable are named. Question mark: "
            "somebody nobody knows is on it. Minus: leave it for later. Ctrl+Space: one photo of a "
            "burst by itself."
        )
        self.field.setToolTip(keys)
        self.field.setAccessibleDescription(keys)
        self.hint: QLabel = label("", Look.MUTED, wrap=True)
        self.answer: QLabel = label("", Look.MUTED, wrap=True)
        self.lately = NumberedPeople(_("Named lately"))
        self.again = button(_("The &same as before"), "copy", Look.QUIET, _("Full stop (.)"))
        self.unknown = button(_("An unknown person"), "person-add", Look.QUIET, _("Question mark"))
        self.unknown_hint: QLabel = label("", Look.STRONG, wrap=True)
        self.later = button(_("Leave for later"), "clock", Look.QUIET, _("Minus (-)"))
        self.mark = button(_("Mar&k the face"), "person", Look.QUIET)
        self.mark.setToolTip(_("Or draw a frame around the face on the picture"))
        self._lately: QLabel = label(_("Named lately:"), Look.MUTED)
        self._suggested: QLabel = label("", Look.MUTED, wrap=True)
        self._offers = QWidget()
        self._flow = FlowLayout(gap=4)

    def _connect(self) -> None:
        self.field.met.connect(self.met)
        self.field.key_pressed.connect(self._on_field_key_pressed)
        self.field.textEdited.connect(self._on_touched)
        self.lately.met.connect(self.met)
        self.chips.removed.connect(self.removed)
        self.chips.picked.connect(self.picked)
        self.chips.unknown_removed.connect(self.unknown_removed)
        self.chips.unknown_picked.connect(self.unknown_picked)
        for pressed, key in ((self.again, "."), (self.unknown, "?"), (self.later, "-")):
            pressed.clicked.connect(partial(self._press, key))
        self.mark.clicked.connect(self.mark_wanted)

    def _assemble(self) -> None:
        asked = label(_("&Who can be recognised?"), Look.HEADING)
        asked.setBuddy(self.field)
        self._offers.setLayout(self._flow)
        line = column(asked, self.chips, self.unknown_hint, self.field, self.answer)
        typed = row(line, *self._picture)
        typed.setStretch(0, 1)
        self.setLayout(
            column(
                typed,
                self.hint,
                self._suggested,
                self._offers,
                # Not what the file says, so with a heading of its own.
                self._lately,
                self.lately,
                flow(self.again, self.unknown, self.later, self.mark),
            )
        )
        self.hint.hide()
        self.answer.hide()
        self.unknown_hint.hide()
        self.later.setVisible(self._several)
        self._show_offers((), are_others=False)

    def offer(self, lately: Sequence[Person]) -> None:
        """Offer who was named lately; call it once a photo, its figures are typed blind."""
        self.lately.offer(lately)
        self._lately.setVisible(bool(self.lately.people))

    def _press(self, key: str) -> None:
        self._on_touched()
        self.key_pressed.emit(key)

    def show_people(
        self,
        people: Sequence[tuple[Person, str]],
        unknown: Unknown | None = None,
        offered: "Sequence[Suggestion]" = (),
        last: Person | Unknown | None = None,
    ) -> None:
        """Show who is named, each with a note or "", and how many nobody knows.

        Offer whom the files name besides. Backspace takes `last` away.
        """
        self._is_ahead = False
        self.chips.show_people(people, unknown, last)
        self.unknown_hint.setText(_hint_for(unknown))
        self.unknown_hint.setVisible(unknown is not None)
        # Whoever has a note is not on all of them yet, and can be named on the others.
        everywhere = {p.id for p, note in people if not note}
        self.lately.grey(everywhere)
        self.field.prefer([p.id for p in self.lately.people], everywhere)
        self.mark.setEnabled(self.chips.chosen is not None)
        self._show_offers(_by_name(offered), are_others=bool(people))

    def expect_others(self) -> None:
        """Whatever is typed now is meant for photos that come: nobody is named on those yet."""
        self._is_ahead = True
        self.lately.grey(())
        self.field.prefer([p.id for p in self.lately.people])

    def ask(self, text: str) -> None:
        """Say what is wanted of the next name, "" for nothing in particular."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    @property
    def sure(self) -> "tuple[Suggestion, ...]":
        """Those offered whose name only one person has."""
        return tuple(one for one in self._offered or () if len(one.subjects) == 1)

    @property
    def strangers(self) -> int:
        """How many of the names offered nobody in the register has."""
        return sum(not one.subjects for one in self._offered or ())

    @property
    def way_out(self) -> str:
        """What can be done at once about all whom the files name besides; "" for nothing."""
        if self.sure:
            return _("Name them too")
        if not self.strangers:
            return ""
        text = ngettext("An unknown person", "{count} unknown people", self.strangers)
        return text.format(count=format_number(self.strangers))

    def _show_offers(self, open_ones: "Sequence[Suggestion]", *, are_others: bool) -> None:
        if self._offered == open_ones and self._are_others == are_others:
            # Names are typed all the time, and what the files say seldom changes.
            return
        self._offered, self._are_others = open_ones, are_others
        for old in self._suggestion_buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._suggestion_buttons = []
        for one in open_ones:
            self._offer(one)
        if len(sure := self.sure) > 1:
            text = ngettext("Accept {count}", "Accept all {count}", len(sure))
            every = button(text.format(count=len(sure)), "done", Look.QUIET)
            every.clicked.connect(lambda: self.suggested.emit(sure))
            self._suggestion_buttons.append(every)
            self._flow.addWidget(every)
        self._suggested.setText(_said_of(open_ones, are_others=are_others))
        look(self._suggested, Look.STRONG if are_others else Look.MUTED)
        self._suggested.style().unpolish(self._suggested)
        self._suggested.style().polish(self._suggested)
        for part in (self._suggested, self._offers):
            part.setVisible(bool(open_ones))

    def _offer(self, one: "Suggestion") -> None:
        """One subject of that name is one click away; otherwise the name is searched for."""
        if len(one.subjects) == 1:
            tip = _("Named in the file; click to confirm")
        elif one.subjects:
            tip = _("Several people have that name; click to choose")
        else:
            tip = _("Nobody enrolled has exactly that name; click to search")
        made = NameButton(one.name, Look.OFFER, tip)
        if len(one.subjects) == 1:
            made.clicked.connect(lambda: self.suggested.emit((one,)))
        else:
            made.clicked.connect(lambda: self.field.type(one.name))
        self._suggestion_buttons.append(made)
        self._flow.addWidget(made)

    def say(self, text: str) -> None:
        """Answer a key, quietly: below the line and by a screen reader, until the next one."""
        self.answer.setText(text)
        self.answer.setVisible(bool(text))
        if text:
            announce(self, text)

    def _on_touched(self) -> None:
        self.say("")
        self.touched.emit()

    def _on_field_key_pressed(self, key: str) -> None:
        self._on_touched()
        is_figure = key.isdigit() and key != "0"
        if is_figure and not (self._is_ahead and int(key) > len(self.lately.people)):
            self.take(int(key))
        else:
            self.key_pressed.emit(key)

    def take(self, figure: int) -> None:
        """Name whoever stands under that figure, or say why nobody is."""
        self.say(self.lately.take(figure))


def _hint_for(unknown: Unknown | None) -> str:
    """What becomes of a photo with somebody unknown on it, and what helps."""
    if unknown is None:
        return ""
    return _(
        "A portrait is held back while somebody on it is unknown. Ask who it is and type the name; "
        "or cover that person with “Cover or crop…”, for all copies."
    )


def _said_of(open_ones: "Sequence[Suggestion]", *, are_others: bool) -> str:
    """What stands above the names of the file; where others are named, that these are not."""
    if not are_others:
        return _("The file says:")
    text = ngettext(
        "The file says {names}; that isn't among the names here.",
        "The file says {names}; they aren't among the names here.",
        len(open_ones),
    )
    return text.format(names=listed([one.name for one in open_ones]))


def _by_name(suggestions: "Sequence[Suggestion]") -> "tuple[Suggestion, ...]":
    """Each name once; without a place where the file has several, which are on the picture."""
    found: dict[str, Suggestion] = {}
    places: dict[str, set[Region]] = {}
    for one in suggestions:
        name = one.name.casefold()
        found.setdefault(name, one)
        places.setdefault(name, set()).update({one.region} if one.region else ())
    return tuple(
        replace(one, region=next(iter(places[name])) if len(places[name]) == 1 else None)
        for name, one in found.items()
    )
