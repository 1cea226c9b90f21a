"""The judgement of a situation photo: where, six questions, yes or no, and one sentence why (R18).

Asks only; whether the answers may be recorded is the service's to say.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from consentdesk.domain.photos import Destination, PhotoKind, Question
from consentdesk.domain.roles import Right
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.buttons import ENTER
from consentdesk.ui.context import Context
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.name_button import NameButton
from consentdesk.ui.panel_reading import PanelView
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import (
    announce,
    button,
    card,
    column,
    label,
    labelled,
    row,
    statement,
    wrapped,
)
from consentdesk.wording import destination_word, listed, question_text


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said; `publish` is None while nobody has chosen."""

    destinations: tuple[Destination, ...]
    publish: bool | None
    yes: tuple[Question, ...]
    reason: str


class Why(QLineEdit):
    """The line for the reason: Enter held down would answer what the first one raises."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves once, however long it is held."""
        if event.isAutoRepeat() and Qt.Key(event.key()) in ENTER:
            event.accept()
            return
        super().keyPressEvent(event)


class PanelAssessment(QWidget):
    """The fields of a judgement."""

    saved = Signal(object)
    """A `Judged` to be recorded."""

    def __init__(self, banner: Banner, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._banner = banner
        self.places: dict[Destination, QPushButton] = {}
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._flow = FlowLayout(gap=4)
        self._chips = QWidget()
        self._chips.setAccessibleName(_("Destinations"))
        self.questions = {q: QCheckBox() for q in Question}
        self.yes, self.no = QRadioButton(), QRadioButton()
        self._outcome = QButtonGroup(self)
        for chosen in (self.yes, self.no):
            self._outcome.addButton(chosen)
        self.reason = Why()
        self._last: Judged | None = None
        self.again = NameButton("", Look.OFFER, "")
        self.again.hide()
        self.save = statement(_("Sa&ve the assessment"), "done", "")

    def _connect(self) -> None:
        self.save.clicked.connect(self._on_save_clicked)
        self.again.clicked.connect(self._on_again_clicked)
        self.reason.returnPressed.connect(self._on_save_clicked)

    def _assemble(self) -> None:
        self._chips.setLayout(self._flow)
        ticks = (wrapped(box, question_text(q)) for q, box in self.questions.items())
        asked = column(label(_("Tick where the answer is yes:"), Look.MUTED), *ticks, gap=0)
        outcome = column(
            wrapped(self.yes, _("May &be shown there")),
            wrapped(self.no, _("May &not be shown there")),
            gap=0,
        )
        hint = _("One sentence, for example: a game in the yard, nobody stands out.")
        paper = card(
            label(_("Assess the situation"), Look.HEADING),
            self.again,
            label(_("For which destinations?"), Look.MUTED),
            self._chips,
            asked,
            outcome,
            labelled(_("Wh&y?"), self.reason, hint),
            row(self.save, None),
            gap=GRID + 4,
        )
        self.setLayout(column(paper))

    def show_view(self, view: PanelView, last: str) -> None:
        """Ask where the photos are situations.

        A judgement is of one place, so only the one exported to last is on to begin with.
        """
        is_situation = view.kind() is PhotoKind.SITUATION and self._context.may(Right.ASSESS)
        if is_situation and self.isHidden():
            self.clear()
        if self.isHidden() or not self.judged.destinations:
            self.offer(view.destinations, [d for d in view.current.unjudged() if d == last])
        self.setVisible(is_situation)

    def offer(self, destinations: Sequence[Destination], wanted: Sequence[Destination]) -> None:
        """Offer these places; the ones `wanted` are on to begin with."""
        if tuple(self.places) != tuple(destinations):
            self._make(destinations)
        for place, chip in self.places.items():
            chip.setChecked(place in wanted)

    def clear(self) -> None:
        """Begin again: nothing is answered beforehand."""
        for box in self.questions.values():
            box.setChecked(False)
        self._outcome.setExclusive(False)
        for chosen in (self.yes, self.no):
            chosen.setChecked(False)
        self._outcome.setExclusive(True)
        self.reason.clear()

    def remember(self, judged: Judged) -> None:
        """Offer to fill in the same once more; it is looked at and saved like any other."""
        self._last = judged
        places = listed([destination_word(place) for place in judged.destinations])
        said = _("May be shown: {places}") if judged.publish else _("May not be shown: {places}")
        self.again.say(
            _("Fill in as judged last: “{reason}”").format(reason=judged.reason.strip()),
            said.format(places=places),
        )
        self.again.show()

    @property
    def judged(self) -> Judged:
        """What stands in the fields."""
        publish = True if self.yes.isChecked() else False if self.no.isChecked() else None
        return Judged(
            tuple(place for place, chip in self.places.items() if chip.isChecked()),
            publish,
            tuple(q for q, box in self.questions.items() if box.isChecked()),
            self.reason.text(),
        )

    @property
    def is_begun(self) -> bool:
        """Whether something was answered that is not saved."""
        said = self.judged
        begun = bool(said.yes or said.reason.strip()) or said.publish is not None
        return begun and not self.isHidden()

    def start(self) -> None:
        """Put the keyboard at the first question, or at the places while none is chosen."""
        fields = self.questions if self.judged.destinations else self.places
        first = next(iter(fields.values()))
        # What has just been put into a layout is shown, and takes the keyboard, a moment later.
        QTimer.singleShot(0, first, first.setFocus)

    def _make(self, destinations: Sequence[Destination]) -> None:
        for old in self.places.values():
            self._flow.removeWidget(old)
            old.deleteLater()
        self.places = {}
        for place in destinations:
            chip = button(destination_word(place), kind=Look.CHIP)
            chip.setCheckable(True)
            chip.setAccessibleName(_("Assess for {place}").format(place=destination_word(place)))
            self.places[place] = chip
            self._flow.addWidget(chip)

    def _on_again_clicked(self) -> None:
        """Put the last judgement into the fields, where it can be read before it is saved."""
        if (last := self._last) is None:
            return
        for place, chip in self.places.items():
            chip.setChecked(place in last.destinations)
        for question, box in self.questions.items():
            box.setChecked(question in last.yes)
        (self.yes if last.publish else self.no).setChecked(True)
        self.reason.setText(last.reason)
        self.save.setFocus()
        announce(self, last.reason)

    def _on_save_clicked(self) -> None:
        judged = self.judged
        if not judged.destinations:
            self._banner.say(_("Choose at least one destination."), tone="no", icon="warning")
        elif judged.publish is None:
            self._banner.say(
                _("Say whether the photo may be shown there or not."), tone="no", icon="warning"
            )
            self.yes.setFocus()
        else:
            self._banner.hide()
            self.saved.emit(judged)
