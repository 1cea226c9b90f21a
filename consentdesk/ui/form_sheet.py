"""One form as it lies on the desk: answers, who signed, when, and what proves it.

Enter goes to the next thing that is missing. Checks nothing but whether something was left out;
what may be recorded is the service's to say.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from consentdesk.domain.acts import Purpose
from consentdesk.domain.journal import FormState
from consentdesk.domain.serials import shown_serial
from consentdesk.errors import Problem
from consentdesk.i18n import _, format_date
from consentdesk.ui.answers_panel import AnswersPanel
from consentdesk.ui.columns import SideBySide
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField, DateNote
from consentdesk.ui.evidence_field import EvidenceField
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.intake_reading import FormView
from consentdesk.ui.languages import language_name
from consentdesk.ui.signer_choice import SignerChoice
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.who_field import WhoField
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import announce, button, card, column, label, row, scrolled

_ABOUT_DAY = frozenset({Problem.SIGNED_IN_FUTURE, Problem.SIGNED_BEFORE_BORN})
ABOUT_SCAN = frozenset(
    {
        Problem.NOT_A_SCAN,
        Problem.SCAN_DAMAGED,
        Problem.SCAN_LOCKED,
        Problem.SCAN_NOT_READABLE,
        Problem.TOO_LARGE,
    }
)
_ABOUT_SIGNER = frozenset(
    {
        Problem.NOT_A_GUARDIAN,
        Problem.NO_CUSTODY,
        Problem.MUST_SIGN_SELF,
        Problem.TOO_YOUNG_TO_SIGN,
        Problem.AMBIGUOUS_GUARDIAN,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was said of a form; `signed_on` is a day only where nothing is missing."""

    answers: dict[Purpose, bool]
    signer: str
    signed_on: date
    scan: Path | None
    paper_at: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that was left out: a sentence, and the way to put the keyboard there."""

    sentence: str
    start: Callable[[], None]


class FormSheet(QWidget):
    """The fields of one form."""

    changed = Signal()
    person_met = Signal(object)
    """The SubjectId a blank form is about."""
    new_person_wanted = Signal()
    guardian_wanted = Signal(str, bool)
    scan_opened = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: FormView | None = None
        self._is_touched = False
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.name: QLabel = label("", Look.TITLE, wrap=True)
        self._about: QLabel = label("", Look.MUTED, wrap=True)
        self._number: QLabel = label("", Look.HEADING)
        self._printed: QLabel = label("", Look.MUTED)
        self.who = WhoField(self._context, _("Whose form is it? Type a name"))
        self.new_person = button(_("Ne&w person…"), "person-add")
        self._whose = QWidget()
        self.answers = AnswersPanel()
        keys = _("Keys: a number switches that answer, D day, T today, U signature, Enter goes on.")
        self._keys: QLabel = label(keys, Look.MUTED, wrap=True)
        self.signer = SignerChoice()
        self.signed_on = DateField(self._context.local().date(), is_past=True)
        self.signed_on.setAccessibleName(_("Signed on"))
        self.today = button("", tip=_("While no day is typed: the key T"))
        self.note = DateNote(self.signed_on, doubts=self._doubt, lines=2)
        self.seen = QCheckBox(_("I have seen the sig&nature"))
        self.seen.setToolTip(_("The key U"))
        self._signed: QLabel = label("", wrap=True)
        self._signing = QWidget()
        self.evidence = EvidenceField(self._context)

    def _connect(self) -> None:
        self.who.met.connect(self._on_who_met)
        self.new_person.clicked.connect(self.new_person_wanted)
        self.answers.changed.connect(self._on_touched)
        self.signer.picked.connect(self._on_touched)
        self.signer.guardian_wanted.connect(self.guardian_wanted)
        self.signed_on.day_changed.connect(self._on_day_changed)
        self.today.clicked.connect(self._on_today_clicked)
        self.seen.toggled.connect(self._on_touched)
        self.evidence.changed.connect(self.changed)
        self.evidence.scan_opened.connect(self.scan_opened)

    def _assemble(self) -> None:
        head = row(
            column(self.name, self._about, gap=2), None, column(self._number, self._printed, gap=2)
        )
        head.setStretch(0, 4)
        for text in (self._number, self._printed):
            text.setAlignment(Qt.AlignmentFlag.AlignRight)
        whose = row(self.who, self.new_person)
        whose.setStretch(0, 1)
        self._whose.setLayout(whose)
        left = card(label(_("Answers"), Look.HEADING), self.answers, self._keys, None, gap=GRID + 4)
        by = label(_("Who &signed?"), Look.STRONG)
        by.setBuddy(self.signer.other)
        on = label(_("Signe&d on"), Look.STRONG)
        on.setBuddy(self.signed_on)
        day = row(self.signed_on, self.today, None)
        self._signing.setLayout(column(by, self.signer, 4, on, day, self.note, gap=GRID // 2))
        heading = label(_("Signature"), Look.HEADING)
        sign = card(heading, self._signed, self._signing, self.seen, gap=GRID)
        proof = card(label(_("Evidence"), Look.HEADING), self.evidence, gap=GRID)
        right = QWidget()
        right.setLayout(column(sign, proof, None, gap=2 * GRID))
        inner = QWidget()
        inner.setLayout(column(SideBySide(left, right, shares=(1, 1)), None))
        whole = column(head, self._whose, follow_focus(scrolled(inner, steady=True)), gap=GRID + 4)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    @property
    def view(self) -> FormView | None:
        """The form that lies here."""
        return self._view

    @property
    def is_touched(self) -> bool:
        """Whether something was said that has not been saved."""
        return self._is_touched

    @property
    def is_editable(self) -> bool:
        """Whether the answers are still to be given."""
        return self._view is not None and not self._view.answers

    def show_form(self, view: FormView) -> None:
        """Lay another form here, with nothing said of it yet."""
        self._view = view
        self.answers.show_purposes(view.form.purposes, view.answers)
        self.answers.set_editable(on=not view.answers)
        self.signed_on.clear()
        self.who.abandon()
        self.seen.setChecked(False)
        self.signer.close_adding()
        self.evidence.set_scan(None)
        self.today.setText(_("Today, {day}").format(day=format_date(view.today)))
        self._signing.setVisible(self.is_editable)
        self._keys.setVisible(self.is_editable)
        self._signed.setVisible(not self.is_editable)
        self._signed.setText(view.signed)
        self.set_person(view)
        self.note.refresh()
        self._is_touched = False

    def set_person(self, view: FormView, signer: str = "") -> None:
        """The form's person or guardians are known better now; what was typed stays."""
        self._view = view
        person, form = view.subject, view.form
        self.name.setText(person.name if person is not None else _("Blank form"))
        born = _("born {day}").format(day=format_date(person.born)) if person is not None else ""
        group = person.group if person is not None else ""
        self._about.setText(" · ".join(part for part in (group, born) if part))
        self._about.setVisible(bool(self._about.text()))
        self._number.setText(shown_serial(form.serial))
        printed = _("printed {day}").format(day=format_date(view.printed_on))
        self._printed.setText(f"{printed} · {language_name(form.wording.language)}")
        self._whose.setVisible(form.subject is None and form.state is FormState.PRINTED)
        self._offer(signer or self.signer.value or view.likely(self.signed_on.day))

    def start(self) -> None:
        """Put the keyboard where work begins: on the answers, or on what is missing."""
        if self._view is not None and self._view.subject is None:
            self.who.setFocus()
        elif self.is_editable:
            self.answers.start()
        else:
            self.seen.setFocus()

    @property
    def doubtful_day(self) -> date | None:
        """The day typed, where it lies before the form was printed."""
        view, day = self._view, self.signed_on.day
        if view is None or day is None or not self.is_editable:
            return None
        return day if day < view.printed_on else None

    def start_day(self) -> None:
        """Put the keyboard on the day, to be typed over."""
        self.signed_on.setFocus()
        self.signed_on.selectAll()

    def missing(self, *, journaling: bool) -> tuple[Missing, ...]:
        """What was left out; the signature and its proof only matter to the journal."""
        return tuple(self._missing(journaling=journaling))

    def typed(self) -> Typed:
        """What was said; asked only where nothing is missing."""
        return Typed(
            answers=self.answers.answers,
            signer=self.signer.value,
            signed_on=self.signed_on.day or date.min,
            scan=self.evidence.scan,
            paper_at=self.evidence.paper_at,
        )

    def point_at(self, problem: Problem) -> None:
        """Put the keyboard on what was refused."""
        if problem in _ABOUT_DAY:
            self.start_day()
        elif problem in _ABOUT_SIGNER:
            self.signer.start()
        elif problem in ABOUT_SCAN:
            self.evidence.choose.setFocus()
        elif problem is Problem.JOURNAL_INCOMPLETE:
            self.evidence.place.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Figures answer, D goes to the day, T is today, U ticks, wherever nobody is typing."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        plain = plain and self._context.has_single_keys
        if not plain or not self._typed(event.text().casefold()):
            super().keyPressEvent(event)

    def _typed(self, text: str) -> bool:
        match text:
            case "u":
                self.seen.toggle()
            case "d" if self.is_editable:
                self.signed_on.setFocus(Qt.FocusReason.ShortcutFocusReason)
            case "t" if self.is_editable:
                self._sign_today()
            case _:
                return text.isdecimal() and text.isascii() and self.answers.turn(int(text))
        return True

    def _missing(self, *, journaling: bool) -> list[Missing]:
        view = self._view
        found = []
        if view is None:
            return []
        if view.subject is None:
            found.append(Missing(_("Whose form is it? Type the name."), self.who.setFocus))
        elif self.is_editable and not self.signer.value:
            found.append(Missing(_("Who signed? Choose a name."), self.signer.start))
        if self.is_editable and self.signed_on.day is None:
            say = _("On which day was it signed? Type the date on the paper.")
            found.append(Missing(say, self.signed_on.setFocus))
        if journaling and not self.seen.isChecked():
            say = _("Look at the paper: is it signed? Then tick it.")
            found.append(Missing(say, self.seen.setFocus))
        if journaling and not self.evidence.is_given and view.form.scan is None:
            say = _("Say where the paper is kept, or choose its scan.")
            found.append(Missing(say, self.evidence.place.setFocus))
        return found

    def _offer(self, value: str) -> None:
        view = self._view
        if view is None:
            return
        nobody = (
            _("Nobody on record had custody on that day.")
            if view.subject is not None
            else _("Say first whose form it is.")
        )
        self.signer.offer(view.offers(self.signed_on.day), value, nobody)
        alone = [one.key for one in view.offers(self.signed_on.day)] == ["self"]
        self.signer.can_add(on=view.subject is not None and not alone)

    def _doubt(self, day: date) -> str:
        """A day that is possible, or not, but surely worth a second look at the paper."""
        view = self._view
        if view is not None and day > view.today:
            return _("That day is still to come. Look at the paper once more.")
        if view is not None and day < view.printed_on:
            return _("The form was printed after that day. Look at the paper once more.")
        return ""

    def _on_touched(self) -> None:
        self._is_touched = True
        self.changed.emit()

    def _on_day_changed(self, day: object) -> None:
        # Tab would lead from a day just typed to the button, and Enter put today in its place.
        self.today.setEnabled(not self.signed_on.text().strip())
        if self._view is not None and not self.signer.is_adding:
            now = day if isinstance(day, date) else None
            self._offer(self.signer.value or self._view.likely(now))
        self._on_touched()

    def _on_today_clicked(self) -> None:
        self.signed_on.setFocus()
        self._sign_today()

    def _sign_today(self) -> None:
        """Only into an empty field; what somebody typed is never typed over.

        The keyboard stays where it is, so that the next key means what it meant there.
        """
        if self._view is not None and not self.signed_on.text().strip():
            self.signed_on.set_day(self._view.today)
            announce(self.signed_on, self.note.text.text())

    def _on_who_met(self, person: Person) -> None:
        self._on_touched()
        self.person_met.emit(person.id)
