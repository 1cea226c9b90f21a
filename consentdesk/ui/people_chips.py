"""The people on a photo as chips: filled for who is named, dashed for who might be.

Each named person can be chosen (to be marked on the picture) where that is wanted, and removed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.key_answers import named_already, nobody_under
from consentdesk.ui.name_button import NameButton
from consentdesk.ui.theme import Look
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import row, tool


class PersonChip(QWidget):
    """One named person, with the cross that removes the name again."""

    picked = Signal(object)
    removed = Signal(object)

    def __init__(self, person: Person, note: str = "", *, pickable: bool = False) -> None:
        super().__init__()
        self.person = person
        said = f"{person.name} · {note}" if note else person.name
        self.name = NameButton(said, Look.CHIP, person.about)
        self.name.setCheckable(pickable)
        if not pickable:
            self.name.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cross = tool(_("Remove {name}").format(name=person.name), "close")
        self.setLayout(row(self.name, self.cross, gap=0))
        self.name.clicked.connect(self._on_name_clicked)
        self.cross.clicked.connect(self._on_cross_clicked)

    def _on_name_clicked(self) -> None:
        self.picked.emit(self.person)

    def _on_cross_clicked(self) -> None:
        self.removed.emit(self.person)


@dataclass(frozen=True, slots=True)
class Unknown:
    """So many nobody knows, with a note where they are not on all photos chosen."""

    count: int
    note: str = ""


class UnknownChip(QWidget):
    """Those whom nobody knows, in one chip; the cross takes one of them away."""

    picked = Signal()
    removed = Signal()

    def __init__(self, unknown: Unknown, *, is_last: bool) -> None:
        """`is_last`: Backspace takes one of them away."""
        super().__init__()
        text = ngettext("Unknown person", "{count} unknown people", unknown.count)
        said = text.format(count=format_number(unknown.count))
        said = f"{said} · {unknown.note}" if unknown.note else said
        tip = _("Click it, then type the name, once you know who it is")
        self.name = NameButton(said, Look.OFFER, tip)
        self.name.setCheckable(True)
        crossed = _("Remove the unknown person")
        self.cross = tool(
            _("Remove the unknown person (Backspace)") if is_last else crossed, "close"
        )
        self.setLayout(row(self.name, self.cross, gap=0))
        self.name.clicked.connect(self.picked)
        self.cross.clicked.connect(self.removed)


class PeopleChips(QWidget):
    """The chips in one flow."""

    picked = Signal(object)
    """A `Person` was chosen among those named."""
    removed = Signal(object)
    """A `Person` is not on the photo after all."""
    unknown_picked = Signal()
    """The name that comes is that of somebody who had none."""
    unknown_removed = Signal()
    """One whom nobody knows is not on the photo after all."""

    def __init__(self, name: str, *, pickable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._pickable = pickable
        self._chips: list[PersonChip] = []
        self.unknown: UnknownChip | None = None
        self._flow = FlowLayout(gap=4)
        self.setLayout(self._flow)

    @property
    def people(self) -> tuple[Person, ...]:
        """Who is shown, in order."""
        return tuple(chip.person for chip in self._chips)

    def show_people(
        self,
        people: Sequence[tuple[Person, str]],
        unknown: Unknown | None = None,
        last: Person | Unknown | None = None,
    ) -> None:
        """Show these people, each with a note or "", and last those whom nobody knows.

        The chosen one stays chosen. Backspace takes `last` away, by default the last shown.
        """
        chosen, is_unknown_chosen = self.chosen, self.is_unknown_chosen
        for chip in (*self._chips, *((self.unknown,) if self.unknown else ())):
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = []
        for person, note in people:
            chip = PersonChip(person, note, pickable=self._pickable)
            chip.picked.connect(self.picked)
            chip.removed.connect(self.removed)
            self._chips.append(chip)
            self._flow.addWidget(chip)
        goes = last or unknown or (people[-1][0] if people else None)
        for chip in self._chips:
            if chip.person == goes:
                text = _("Remove {name} (Backspace)").format(name=chip.person.name)
                chip.cross.setToolTip(text)
        self.choose(chosen)
        self.unknown = None
        if unknown is not None:
            self.unknown = self._put_unknown(unknown, goes == unknown, is_unknown_chosen)
        self.setVisible(bool(people) or unknown is not None)

    def _put_unknown(self, unknown: Unknown, is_last: bool, is_chosen: bool) -> UnknownChip:
        chip = UnknownChip(unknown, is_last=is_last)
        chip.name.setChecked(is_chosen)
        chip.picked.connect(self._on_unknown_picked)
        chip.removed.connect(self.unknown_removed)
        self._flow.addWidget(chip)
        return chip

    @property
    def is_unknown_chosen(self) -> bool:
        """Whether the name that comes is that of somebody who had none."""
        return self.unknown is not None and self.unknown.name.isChecked()

    def take_unknown(self) -> bool:
        """Whether the unknown person was chosen, who has a name now and is chosen no more."""
        if self.unknown is None or not self.is_unknown_chosen:
            return False
        self.unknown.name.setChecked(False)
        return True

    def choose_nobody(self) -> None:
        """Nobody is chosen, with a name or without: other photos are looked at."""
        self.take_unknown()
        self.choose(None)

    def _on_unknown_picked(self) -> None:
        self.choose(None)
        self.unknown_picked.emit()

    @property
    def chosen(self) -> SubjectId | None:
        """The person chosen, if one is."""
        return next((c.person.id for c in self._chips if c.name.isChecked()), None)

    def choose(self, subject: SubjectId | None) -> None:
        """Choose that person, or nobody of those named."""
        if subject is not None and self.unknown is not None:
            self.unknown.name.setChecked(False)
        for chip in self._chips:
            chip.name.setChecked(self._pickable and chip.person.id == subject)


class NumberedPeople(QWidget):
    """People under a figure each, to be named with one key or one click."""

    met = Signal(object)
    """The `Person` who was chosen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._offers: list[tuple[Person, QPushButton]] = []
        self._flow = FlowLayout(gap=4)
        self.setLayout(self._flow)

    @property
    def people(self) -> tuple[Person, ...]:
        """Those offered, the one under 1 first."""
        return tuple(person for person, _button in self._offers)

    def offer(self, people: Sequence[Person]) -> None:
        """Offer these, at most nine."""
        for _person, old in self._offers:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._offers = []
        for number, person in enumerate(people[:9], 1):
            tip = _("{about} (key {number})").format(about=person.about, number=number)
            made = NameButton(f"{number}  {person.name}", Look.OFFER, tip)
            made.clicked.connect(self._on_offer_clicked)
            self._offers.append((person, made))
            self._flow.addWidget(made)
        self.setVisible(bool(self._offers))

    def grey(self, named: Collection[SubjectId]) -> None:
        """Those named already stay where they are, so that no figure comes to mean another."""
        for person, made in self._offers:
            made.setEnabled(person.id not in named)

    def take(self, number: int) -> str:
        """Name the person under that figure; why nobody was, or "" where somebody was."""
        if not 1 <= number <= len(self._offers):
            return nobody_under(number)
        person, made = self._offers[number - 1]
        if not made.isEnabled():
            return named_already(person.name)
        self.met.emit(person)
        return ""

    def _on_offer_clicked(self) -> None:
        asked = self.sender()
        for person, made in self._offers:
            if made is asked:
                self.met.emit(person)
                return
