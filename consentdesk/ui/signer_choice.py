"""Who signed: those who may on the day of signing, and a way to add somebody who is missing.

Whom it offers comes from `domain.people.signers`; it decides nothing itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from consentdesk.i18n import _
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, discard, label, row


@dataclass(frozen=True, slots=True)
class Offer:
    """One person who may have signed: what the service calls him or her, and a name."""

    key: str
    name: str


class SignerChoice(QWidget):
    """One of several people; nobody is chosen where there is a choice."""

    picked = Signal()
    guardian_wanted = Signal(str, bool)
    """A name that was typed, and whether that person has custody."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Who signed"))
        self._offers: tuple[Offer, ...] = ()
        self._group = QButtonGroup(self)
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self._nobody = label("", Look.MUTED, wrap=True)
        self.other = button(_("Some&body else…"), "person-add", Look.QUIET)
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of the guardian"))
        self.name.setPlaceholderText(_("Name of the guardian"))
        self.custody = QCheckBox(_("Has custod&y"))
        self.add = button(_("&Add guardian"), "add")
        self._adding = QWidget()

    def _connect(self) -> None:
        self._group.idClicked.connect(self._on_group_clicked)
        self.other.clicked.connect(self._on_other_clicked)
        self.add.clicked.connect(self._on_add_clicked)
        self.name.returnPressed.connect(self._on_add_clicked)

    def _assemble(self) -> None:
        hint = _("Only somebody with custody can sign. Look it up before you say so.")
        self._adding.setLayout(
            column(
                label(hint, Look.MUTED, wrap=True),
                self.name,
                row(self.custody, None, self.add),
                gap=GRID // 2,
            )
        )
        self._adding.hide()
        self._nobody.hide()
        held = row(self.other, None)
        self.setLayout(column(self._list, self._nobody, held, self._adding, gap=GRID // 2))

    @property
    def value(self) -> str:
        """What the service calls the one chosen; "" while nobody is."""
        number = self._group.checkedId()
        return self._offers[number].key if 0 <= number < len(self._offers) else ""

    @property
    def is_adding(self) -> bool:
        """Whether the line for a new guardian is open."""
        return not self._adding.isHidden()

    def offer(self, offers: Sequence[Offer], value: str, nobody: str = "") -> None:
        """Offer these people with that one chosen, or nobody; `nobody` is said of an empty list."""
        if tuple(offers) != self._offers:
            for old in self._group.buttons():
                self._group.removeButton(old)
                self._list.removeWidget(old)
                discard(old)
            self._offers = tuple(offers)
            for number, one in enumerate(self._offers):
                # An ampersand in a name would be read as a key.
                choice = QRadioButton(one.name.replace("&", "&&"))
                choice.setAccessibleName(_("Signed by {name}").format(name=one.name))
                self._group.addButton(choice, number)
                self._list.addWidget(choice)
        self._nobody.setText(nobody)
        self._nobody.setVisible(not offers and bool(nobody))
        self._pick(value)

    def can_add(self, *, on: bool) -> None:
        """Whether a guardian may be added here."""
        self.other.setVisible(on)
        self._adding.hide()

    def start(self) -> None:
        """Put the keyboard on the one chosen, or the first."""
        chosen = self._group.checkedButton() or next(iter(self._group.buttons()), None)
        (chosen or self.other).setFocus(Qt.FocusReason.TabFocusReason)

    def close_adding(self) -> None:
        """Take away the line for a new guardian."""
        self._adding.hide()
        self.name.clear()
        self.custody.setChecked(False)

    def _pick(self, value: str) -> None:
        # An exclusive group can't be emptied, so it is none for a moment.
        self._group.setExclusive(False)
        for number, one in enumerate(self._offers):
            self._group.button(number).setChecked(one.key == value)
        self._group.setExclusive(True)

    def _on_group_clicked(self, _number: int) -> None:
        self.picked.emit()

    def _on_other_clicked(self) -> None:
        self._adding.setVisible(self._adding.isHidden())
        if self.is_adding:
            self.name.setFocus()

    def _on_add_clicked(self) -> None:
        if self.name.text().strip():
            self.guardian_wanted.emit(self.name.text().strip(), self.custody.isChecked())
        else:
            self.name.setFocus()
