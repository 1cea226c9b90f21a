"""The people on a photo as chips: filled for who is named, dashed for who might be.

Each named person can be chosen (to be marked on the picture) where that is wanted, and removed.
"""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.i18n import _
from consentdesk.ui.flow_layout import FlowLayout
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


class PeopleChips(QWidget):
    """The chips in one flow."""

    picked = Signal(object)
    """A `Person` was chosen among those named."""
    removed = Signal(object)
    """A `Person` is not on the photo after all."""

    def __init__(self, name: str, *, pickable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._pickable = pickable
        self._chips: list[PersonChip] = []
        self._flow = FlowLayout(gap=4)
        self.setLayout(self._flow)

    @property
    def people(self) -> tuple[Person, ...]:
        """Who is shown, in order."""
        return tuple(chip.person for chip in self._chips)

    def show_people(self, people: Sequence[tuple[Person, str]]) -> None:
        """Show these people, each with a note or ""; the chosen one stays chosen."""
        chosen = self.chosen
        for chip in self._chips:
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
        self.choose(chosen)
        self.setVisible(bool(people))

    @property
    def chosen(self) -> SubjectId | None:
        """The person chosen, if one is."""
        return next((c.person.id for c in self._chips if c.name.isChecked()), None)

    def choose(self, subject: SubjectId | None) -> None:
        """Choose that person, or nobody."""
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

    def take(self, number: int) -> None:
        """Name the person under that figure, if there is one who isn't named yet."""
        if 1 <= number <= len(self._offers):
            person, made = self._offers[number - 1]
            if made.isEnabled():
                self.met.emit(person)

    def _on_offer_clicked(self) -> None:
        asked = self.sender()
        for person, made in self._offers:
            if made is asked:
                self.met.emit(person)
                return
