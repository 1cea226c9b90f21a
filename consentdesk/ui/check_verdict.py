"""The verdict on one picture: shape, sentence, a row for each destination, and what helps.

Shows what the services found and asks what they need to know; decides nothing and writes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget

from consentdesk.domain.covers import unknown
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, Match, PhotoId
from consentdesk.domain.roles import Right
from consentdesk.i18n import _, ngettext
from consentdesk.ui import doors
from consentdesk.ui.as_of import AsOfRow, sentence_as_of
from consentdesk.ui.check_reading import OneView
from consentdesk.ui.context import Context
from consentdesk.ui.covered_note import CoveredNote
from consentdesk.ui.finding_rows import FindingRow
from consentdesk.ui.flow_layout import FlowLayout, flow
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.naming_block import NamingBlock
from consentdesk.ui.picture_look import LookAndAsk
from consentdesk.ui.side_by_side import SideBySide
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.thumb import Thumb
from consentdesk.ui.verdict_rows import ShapeMark, VerdictRows
from consentdesk.ui.widgets import announce, button, card, column, label, row, scrolled
from consentdesk.wording import kind_word, problem_sentence, verdict_sentence

if TYPE_CHECKING:
    from consentdesk.services.forward import Step


Offer = tuple[str, str, Callable[[], None]]
"""A button: its text, its icon, and what it does."""
MOST = 2
"""Ways on that have a button each; of more, only the first has."""
LARGE = 100
"""The share of two pictures that are compared in the room there is; the rest of it has 1."""


class VerdictView(QWidget):
    """One checked picture."""

    named = Signal(object)
    """A `Named`: who can be recognised, and what it is about."""
    same_said = Signal()
    """It is the picture it looks like."""
    panel_wanted = Signal()
    """More is to be said about the photo."""
    later_wanted = Signal()
    """It is left for later."""
    forms_wanted = Signal(object)
    """SubjectIds for whom a form is to be printed."""
    answers_wanted = Signal(object)
    """The Serial of a form whose answers are to be journaled."""
    cover_wanted = Signal(object)
    """SubjectIds to be covered in the copy."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: OneView | None = None
        self._has_file = True
        self._others: frozenset[PhotoId] = frozenset()
        self._is_on = True
        self.turn = 0
        """Another one with each picture that comes."""
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        thumbnails = self._context.thumbnails
        self._picture = Thumb(thumbnails, QSize(13 * GRID, 10 * GRID))
        self.mark = ShapeMark()
        self.sentence: QLabel = label("", Look.HEADING, wrap=True)
        self._name: QLabel = label("", Look.STRONG, wrap=True)
        self._who: QLabel = label("", Look.MUTED, wrap=True)
        self._problem: QLabel = label("", wrap=True)
        self._asked: QLabel = label("", wrap=True)
        self.pair = SideBySide(self._context)
        self.yes = button(_("&Yes, the same picture"))
        self.no = button(_("&No, another one"))
        self._same = QWidget()
        self.answers = QWidget()
        """For the foot of the window, so that no message moves them away from under the pointer."""
        self.naming = NamingBlock(self._context)
        self.look = LookAndAsk(self._context, self.naming)
        self.rows = VerdictRows()
        self.covered = CoveredNote(self._context)
        self.steps = QWidget()
        self._flow = FlowLayout(gap=GRID // 2)
        self._step_buttons: list[QPushButton] = []
        more = _("&More")
        self.more = button(f"{more} ▾")
        self.more.setAccessibleName(more.replace("&", ""))
        self.more.setMenu(QMenu(self.more))
        self._flow.addWidget(self.more)

    def _connect(self) -> None:
        self.pair.settled.connect(self._allow_same)
        self.yes.clicked.connect(self.same_said)
        self.no.clicked.connect(self._on_no_clicked)
        self.naming.said.connect(self.named)
        self.naming.panel_wanted.connect(self.panel_wanted)
        self.naming.later_wanted.connect(self.later_wanted)

    def _assemble(self) -> None:
        same = column(self._asked, self.pair, gap=GRID)
        same.setStretch(1, 1)
        self._same.setLayout(same)
        self.answers.setLayout(flow(self.yes, self.no))
        self.steps.setLayout(self._flow)
        words = column(self.sentence, self._name, self._who, None, gap=2)
        head = row(self.mark, words, self._picture, gap=GRID + 4)
        head.setStretch(1, 1)
        for part in (self.mark, self._picture):
            head.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self._asking = card(self._same, self.look)
        self._judged = card(self.rows, self.covered)
        inner = QWidget()
        self._whole = column(
            card(head, self._problem), self._asking, self._judged, None, gap=GRID + 4
        )
        inner.setLayout(self._whole)
        self.setLayout(column(follow_focus(scrolled(inner, steady=True))))

    @property
    def row(self) -> FindingRow | None:
        """The file shown."""
        return None if self._view is None else self._view.row

    @property
    def path(self) -> Path:
        """Where it lies."""
        if self.row is None:
            raise RuntimeError("no picture is shown")
        return self.row.finding.path

    @property
    def photo(self) -> PhotoId | None:
        """The photo it is, or looks like, unless somebody said that it is another one."""
        return None if self._view is None or self._is_other else self._view.row.finding.photo

    @property
    def is_as_of(self) -> bool:
        """Whether it is as of some time ago: then nothing can be done about it here."""
        return isinstance(self.row, AsOfRow)

    @property
    def asks_same(self) -> bool:
        """Whether two pictures are to be compared."""
        return not self._same.isHidden()

    @property
    def asks_who(self) -> bool:
        """Whether it is to be said who is on the picture."""
        return self._view is not None and not self.look.isHidden()

    @property
    def view(self) -> OneView | None:
        """The picture shown, with all that is said of it."""
        return self._view

    @property
    def in_sight(self) -> Fingerprint | None:
        """The file as it was checked, if it is its picture that is on the screen."""
        found = None if self._view is None else self._view.row.finding
        is_shown = found is not None and self._digest is not None and self._digest == found.sha256
        return found.fingerprint if found is not None and is_shown else None

    @property
    def has_picture(self) -> bool:
        """Whether a picture is on the screen, whatever it is of."""
        return self._digest is not None

    @property
    def is_coming(self) -> bool:
        """Whether the picture is still being read; what a camera puts in its place is not it."""
        if self._view is None or (self.asks_same and not self.pair.is_settled):
            return True
        path, thumbnails = self._view.row.finding.path, self._context.thumbnails
        return not self.has_picture and not thumbnails.is_missing(path)

    @property
    def _digest(self) -> bytes | None:
        """The SHA-256 of the bytes of which a picture is on the screen."""
        if self._view is None:
            return None
        if self.asks_same:
            return self.pair.new.digest
        if self.asks_who:
            return self.look.picture.digest
        return self._context.thumbnails.digest(self._view.row.finding.path)

    @property
    def told_apart(self) -> frozenset[PhotoId]:
        """The photos it looks like and isn't, as whoever looked at both has said."""
        return self._others

    @property
    def _is_other(self) -> bool:
        """Whether that was said of the photo it is taken for now; of another nobody has said it."""
        return self._view is not None and self._view.row.finding.photo in self._others

    @property
    def is_new(self) -> bool:
        """Whether it looked like no photo when it was checked."""
        return self._view is not None and self._view.row.finding.match is Match.NONE

    def enable(self, *, on: bool) -> None:
        """Switch the answers off while one is written."""
        self._is_on = on
        self.naming.enable(on=on)
        self.steps.setEnabled(on)
        self._allow_same()

    def show_one(self, view: OneView, *, has_file: bool, tell: bool) -> None:
        """Show a picture; one without a file was pasted. With `tell` the verdict is read aloud."""
        is_new = self._view is None or not _is_same(self._view, view)
        self._view, self._has_file = view, has_file
        self.turn += is_new
        self._others = frozenset() if is_new else self._others
        self._show_head(view)
        shown = view.row
        self.rows.show_verdicts(
            shown.finding.verdicts, shown.name, sentence=shown.sentence, sign_of=shown.sign_of
        )
        found = view.row.finding
        self.covered.show_photo(found.photo if found.match.is_sure else None)
        self._show_question(start=is_new)
        if tell:
            announce(self, f"{self.sentence.text()} {view.row.why(None)}")

    def start(self) -> None:
        """Put the keyboard where the shortest way forward begins."""
        if self.asks_same:
            # On neither answer: a key too many must not say that two pictures are the same.
            self.pair.setFocus()
        elif not self.look.isHidden():
            self.naming.field.setFocus()
        elif self._view is not None and self._view.steps and self._step_buttons:
            self._step_buttons[0].setFocus()

    def _allow_same(self) -> None:
        """Nobody says that two pictures are the same, or are not, before both have come."""
        for answer in (self.yes, self.no):
            answer.setEnabled(self._is_on and self.pair.is_settled)

    def _show_head(self, view: OneView) -> None:
        shown = view.row
        file = shown.finding.path.name if self._has_file else _("Picture from the clipboard")
        if shown.finding.sha256 is not None:
            self._context.thumbnails.expect(shown.finding.path, shown.finding.sha256)
        self._picture.show_key(shown.finding.path, file)
        self.mark.set_shape(shown.sign(None).shape)
        verdicts = shown.finding.verdicts
        said = shown.sign(None).word if shown.is_unreadable else verdict_sentence(verdicts)
        if isinstance(shown, AsOfRow) and not shown.is_unreadable:
            said = sentence_as_of(verdicts, shown.time)
        self.sentence.setText(said)
        self._name.setText(file)
        facts = [kind_word(view.photo.kind), shown.who()] if view.photo is not None else []
        self._who.setText("\n".join(fact for fact in facts if fact))
        problem = shown.finding.problem
        said = problem_sentence(problem) if problem is not None else ""
        if problem is None and view.photo is None and not self._has_file and not self.is_as_of:
            said = _(
                "A pasted picture has no file, so it can only be recognised by its looks. Drop the "
                "file itself to register it."
            )
        self._problem.setText(said)
        self._problem.setVisible(bool(said))

    def _show_question(self, *, start: bool) -> None:
        """The one question that is open, and buttons for whatever else helps."""
        from consentdesk.services.forward import Way

        view = self._view
        if view is None:
            return
        ways = {step.way: step for step in view.steps}
        asks_same = Way.CONFIRM in ways and not self._is_other
        asks_who = not asks_same and self._has_file
        asks_who = asks_who and bool(ways.keys() & {Way.REGISTER, Way.NAME, Way.CONFIRM})
        is_open = not start and not asks_same and self.naming.is_begun
        if self.is_as_of:
            # Names that were typed stay; they can be said once the server answers.
            asks_who = is_open
        elif is_open and self._has_file:
            # What was typed while the last statement was written is not said yet.
            asks_who = True
        self._asking.setVisible(asks_same or asks_who)
        # It is there once, and large where somebody has to look at it.
        self._picture.setVisible(not (asks_same or asks_who))
        for part in (self._same, self.answers):
            part.setVisible(asks_same)
        # Until that is answered there is one verdict for all places, and the pictures want room.
        self._judged.setVisible(not asks_same and not view.row.is_unreadable)
        self._whole.setStretchFactor(self._asking, LARGE if asks_same or asks_who else 0)
        if asks_same:
            self._ask_same(view)
        self.look.setVisible(asks_who)
        self.naming.enable(on=not self.is_as_of)
        if asks_who:
            found = view.row.finding
            self.look.show_picture(found.path, found.path.name, found.sha256)
        if start or (asks_who and not self.is_as_of):
            # Asked or not, nothing that stood there is about another picture.
            kind = None if view.photo is None or self._is_other else view.photo.kind
            people = () if self._is_other else view.people
            unknown = 0 if self._is_other else view.unknown
            say = self.naming.ask if start else self.naming.follow
            is_assessed = view.is_assessed and not self._is_other
            say(
                people,
                kind,
                view.lately,
                view.suggestions,
                unknown,
                is_assessed=is_assessed,
            )
        self._show_steps(view)

    def _on_no_clicked(self) -> None:
        photo = None if self._view is None else self._view.row.finding.photo
        if photo is not None:
            self._others |= {photo}
        # Who was named before the question came stays named.
        self._show_question(start=not self.naming.is_begun)
        self.start()

    def _ask_same(self, view: OneView) -> None:
        if view.photo is None:
            return
        found = view.row.finding
        self.pair.show_pair(found.path, found.sha256, view.photo)
        self._allow_same()
        count = len(view.people)
        if count:
            text = ngettext(
                "It looks like {photo}, on which {count} person is named. The same picture?",
                "It looks like {photo}, on which {count} people are named. The same picture?",
                count,
            )
        else:
            text = _("It looks like {photo}. The same picture?")
        asked = text.format(photo=view.photo.name, count=count)
        self._asked.setText(asked)
        self.pair.setAccessibleName(asked)

    def _show_steps(self, view: OneView) -> None:
        for old in self._step_buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._step_buttons = []
        offers = [offer for step in view.steps for offer in self._offers(step, view)]
        if view.row.finding.match.is_sure and self.look.isHidden() and not self.is_as_of:
            offers.append((_("Names and kind…"), "people", self.panel_wanted.emit))
        shown = offers if len(offers) <= MOST else offers[:1]
        for text, icon, then in shown:
            made = button(text.replace("&", "&&"), icon)
            made.clicked.connect(lambda _checked, then=then: then())
            self._step_buttons.append(made)
            self._flow.addWidget(made)
        self._show_more(offers[len(shown) :])
        self.steps.setVisible(bool(self._step_buttons))

    def _show_more(self, offers: Sequence[Offer]) -> None:
        """What would take the room of the verdicts waits behind one button, after the others."""
        self._flow.removeWidget(self.more)
        self._flow.addWidget(self.more)
        self.more.setVisible(bool(offers))
        menu = self.more.menu()
        menu.clear()
        for text, _icon, then in offers:
            menu.addAction(text.replace("&", "&&")).triggered.connect(
                lambda _checked, then=then: then()
            )

    def _offers(self, step: "Step", view: OneView) -> Iterator[Offer]:
        """The buttons for one step: text, icon, and what happens."""
        from consentdesk.services.forward import Way

        names = [view.row.name(s) for s in step.subjects]
        match step.way:
            case Way.ASSESS:
                yield _("Assess the situation…"), "eye", self.panel_wanted.emit
            case Way.SECOND if self._context.may(Right.SECOND):
                yield _("Look as the second person…"), "eye", self._second
            case Way.RIGHTS:
                yield _("Photographer and right to use…"), "edit", self.panel_wanted.emit
            case Way.JOURNAL:
                for subject, name in zip(step.subjects, names, strict=True):
                    if subject in view.waiting:
                        text = _("Journal the answers for {name}…").format(name=name)
                        serial = view.waiting[subject]
                        yield text, "journal", partial(self.answers_wanted.emit, serial)
            case Way.ASK:
                then = partial(self.forms_wanted.emit, step.subjects)
                yield _form_text(names), "print", then
            case Way.COVER if self._has_file and view.marked.issuperset(step.subjects):
                then = partial(self.cover_wanted.emit, step.subjects)
                yield _cover_text(names), "shield", then
            case Way.COVER if self._has_file:
                yield _("Mark the faces to be covered…"), "edit", self.panel_wanted.emit
            case Way.COVER_UNKNOWN if self._has_file:
                yield _("Cover who has no name…"), "shield", partial(self._draw, (unknown(1),))
        if step.way is Way.COVER and self._has_file:
            yield _("Draw covers for all copies…"), "edit", partial(self._draw, step.subjects)

    def _second(self) -> None:
        """The copy as it will leave, for another person's yes."""
        if self.photo is not None:
            doors.open_second(self._context, self, (self.photo,))

    def _draw(self, subjects: Sequence[SubjectId]) -> None:
        """Cover these people, the first of them to begin with, in every copy."""
        from consentdesk.ui.cover_window import open_covering

        if self.photo is not None:
            open_covering(self._context, self, (self.photo,), next(iter(subjects), None))


def _is_same(before: OneView, after: OneView) -> bool:
    """Whether it is the same picture, whatever is said of it by now; the name alone won't tell."""
    then, now = before.row.finding, after.row.finding
    if then.path != now.path or then.fingerprint is None or now.fingerprint is None:
        return then.path == now.path and then.fingerprint == now.fingerprint
    return now.fingerprint.is_laid_out_like(then.fingerprint)


def _form_text(names: Sequence[str]) -> str:
    if len(names) == 1:
        return _("Print a form for {name}…").format(name=names[0])
    text = ngettext("Print {count} form…", "Print {count} forms…", len(names))
    return text.format(count=len(names))


def _cover_text(names: Sequence[str]) -> str:
    if len(names) == 1:
        return _("Export with {name} covered…").format(name=names[0])
    text = ngettext(
        "Export with {count} person covered…", "Export with {count} people covered…", len(names)
    )
    return text.format(count=len(names))
