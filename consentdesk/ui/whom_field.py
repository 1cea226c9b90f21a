"""Whose forms are printed, in eight ways, and what belongs to each of them.

People chosen before, a group, who lacks a permission, nobody yet, or forms whose paper is lost;
with a letter who has not answered, or soon signs alone; or a slip that takes a yes back.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QComboBox, QRadioButton, QWidget

from consentdesk.domain.acts import Purpose, Serial
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.paper import MOST_FORMS
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.number_box import NumberBox
from consentdesk.ui.print_reading import Choices, Whom
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import column, label, row
from consentdesk.wording import purpose_word

_ABOUT_PEOPLE = frozenset({Whom.CHOSEN, Whom.GROUP, Whom.LACKING})
"""The ways that may meet somebody who has a form already."""
NAMED = 3
"""Names told of those chosen before; the rest is a number."""


class WhomField(QWidget):
    """Eight ways to say it, and what belongs to each."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices: Choices | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        texts = {
            Whom.CHOSEN: _("The people c&hosen"),
            Whom.GROUP: _("A &group"),
            Whom.LACKING: _("Everybody who lac&ks a permission"),
            Whom.BLANK: _("Bla&nk forms"),
            Whom.AGAIN: _("Forms printed &before, whose paper is lost"),
            Whom.REMIND: _("Re&minders to those who have not answered"),
            Whom.OF_AGE: _("Letters to those who soon sign al&one"),
            Whom.SLIP: _("A slip to &withdraw a permission"),
        }
        self._group = QButtonGroup(self)
        self.ways = {whom: QRadioButton(text) for whom, text in texts.items()}
        for number, way in enumerate(self.ways.values()):
            self._group.addButton(way, number)
        self._names = label("", Look.MUTED, wrap=True)
        self.group = QComboBox()
        self.group.setAccessibleName(_("Group"))
        self.purpose = QComboBox()
        self.purpose.setAccessibleName(_("The permission that is lacking"))
        self.without_asked = QCheckBox(_("Not those who have a form &already"))
        self.without_asked.setChecked(True)
        self._having = label("", Look.MUTED, wrap=True)
        self.blank = NumberBox()
        self.blank.setRange(1, MOST_FORMS)
        self.blank.setValue(5)
        self.blank.setAccessibleName(_("Number of blank forms"))
        self.batch = QComboBox()
        self.batch.setAccessibleName(_("Printed when"))
        self.one = QComboBox()
        self.one.setAccessibleName(_("All of them, or one"))
        self._parts: dict[Whom, QWidget] = {}

    def _connect(self) -> None:
        self._group.idClicked.connect(self._on_group_clicked)
        self.group.activated.connect(self.changed)
        self.purpose.activated.connect(self.changed)
        self.without_asked.toggled.connect(self.changed)
        self.blank.valueChanged.connect(self.changed)
        self.batch.activated.connect(self._on_batch_activated)
        self.one.activated.connect(self.changed)

    def _assemble(self) -> None:
        whole = column(gap=2)
        for whom, inside in (
            (Whom.CHOSEN, column(self._names)),
            (Whom.GROUP, column(self.group)),
            (Whom.LACKING, column(self.purpose)),
            (Whom.BLANK, row(self.blank, None)),
            (Whom.AGAIN, column(self.batch, self.one, gap=GRID // 2)),
            *((whom, column(label(text, Look.MUTED, wrap=True))) for whom, text in _hints()),
        ):
            part = QWidget()
            inside.setContentsMargins(4 * GRID, 0, 0, GRID // 2)
            part.setLayout(inside)
            self._parts[whom] = part
            whole.addWidget(self.ways[whom])
            whole.addWidget(part)
        whole.addSpacing(GRID)
        whole.addWidget(self.without_asked)
        whole.addWidget(self._having)
        self._having.hide()
        self.setLayout(whole)

    @property
    def whom(self) -> Whom:
        """The way chosen."""
        return tuple(self.ways)[max(0, self._group.checkedId())]

    @property
    def lacking(self) -> Purpose | None:
        """The permission that is lacking."""
        value = chosen(self.purpose)
        return Purpose(value) if value else None

    @property
    def serials(self) -> tuple[Serial, ...]:
        """The forms to be printed again."""
        number = self.batch.currentIndex()
        if self._choices is None or not 0 <= number < len(self._choices.batches):
            return ()
        forms = tuple(serial for serial, _name in self._choices.batches[number].forms)
        only = chosen(self.one)
        return tuple(s for s in forms if only in ("", s))

    def show_choices(self, choices: Choices, whom: Whom) -> None:
        """Offer what there is, beginning with that way, which is offered whatever there is."""
        self._choices = choices
        names = ", ".join(choices.names[:NAMED])
        more = len(choices.names) - NAMED
        if more > 0:
            rest = ngettext("and {count} more", "and {count} more", more)
            names = f"{names} {rest.format(count=format_number(more))}"
        self._names.setText(names)
        offer(self.group, [(group, group) for group in choices.groups], chosen(self.group))
        purposes = [(purpose, purpose_word(purpose)) for purpose in choices.purposes]
        offer(self.purpose, purposes, chosen(self.purpose))
        batches = [(str(n), batch.title) for n, batch in enumerate(choices.batches)]
        offer(self.batch, batches, chosen(self.batch))
        self._offer_one()
        there = {
            Whom.CHOSEN: bool(choices.names),
            Whom.GROUP: bool(choices.groups),
            Whom.AGAIN: bool(choices.batches),
            Whom.REMIND: choices.waiting,
            Whom.OF_AGE: choices.of_age,
        }
        for way, radio in self.ways.items():
            radio.setVisible(there.get(way, True) or way is whom)
        self.ways[whom].setChecked(True)
        self._show_part()

    def say_having(self, count: int) -> None:
        """Say how many of those chosen have a form that has not come back."""
        said = ngettext(
            "{count} of them has a form that hasn't come back.",
            "{count} of them have a form that hasn't come back.",
            count,
        )
        self._having.setText(said.format(count=format_number(count)))
        self._having.setVisible(bool(count))

    def start(self) -> None:
        """Put the keyboard on the way chosen."""
        self.ways[self.whom].setFocus()

    def _offer_one(self) -> None:
        number = self.batch.currentIndex()
        batches = self._choices.batches if self._choices is not None else ()
        forms = batches[number].forms if 0 <= number < len(batches) else ()
        offer(self.one, [("", _("All of them")), *forms], "")

    def _show_part(self) -> None:
        for whom, part in self._parts.items():
            part.setVisible(whom is self.whom)
        self.without_asked.setVisible(self.whom in _ABOUT_PEOPLE)

    def _on_group_clicked(self, _number: int) -> None:
        self._show_part()
        self.changed.emit()

    def _on_batch_activated(self, _number: int) -> None:
        self._offer_one()
        self.changed.emit()


def _hints() -> tuple[tuple[Whom, str], ...]:
    """What is printed in the ways that are more than a form."""
    return (
        (
            Whom.REMIND,
            _("A letter, and behind it the same form with the same number. Nothing new is issued."),
        ),
        (Whom.OF_AGE, _("A letter that says what ends and when, and a form of their own.")),
        (Whom.SLIP, _("One page without a number. Nobody has to use it: a call is enough.")),
    )
