"""The right column of the inbox: whose sheet it is, its answers, who signed, when, and the word.

What a machine read is outlined until somebody has said that it is right. The day of the sheet
before is offered in plain sight, never taken unseen: the day as it was written stands beside it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from consentdesk.domain.inbox import Draft, Note, SheetState
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, format_date, ngettext
from consentdesk.services.inbox.listing import Waiting
from consentdesk.ui.answers_panel import AnswersPanel
from consentdesk.ui.context import Context
from consentdesk.ui.date_field import DateField, DateNote, long_day
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.inbox_reading import Laid
from consentdesk.ui.signer_choice import SignerChoice
from consentdesk.ui.theme import GRID, TARGET, Look
from consentdesk.ui.who_field import WhoField
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import column, label, row, scrolled
from consentdesk.words import note_sentence

_STRIP = 5 * GRID


class Strip(QLabel):
    """A part of the page, as wide as there is room: what a pen wrote, beside what is typed."""

    def __init__(self, name: str, wide: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._wide = wide
        self.setMaximumHeight(_STRIP)
        self.hide()

    def show_part(self, picture: QImage | None, part: QRectF | None) -> None:
        """Show that part of the picture, or nothing."""
        self.setVisible(picture is not None and part is not None)
        if picture is None or part is None:
            return
        wide, tall = picture.width(), picture.height()
        box = QRectF(part.x() * wide, part.y() * tall, part.width() * wide, part.height() * tall)
        density = self.devicePixelRatioF()
        room = QSize(self._wide, _STRIP) * density
        cut = picture.copy(box.toAlignedRect()).scaled(
            room, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        shown = QPixmap.fromImage(cut)
        shown.setDevicePixelRatio(density)
        self.setPixmap(shown)
        self.setAccessibleName(self._name)


class InboxAnswers(QWidget):
    """The fields of one sheet; tells what somebody changed."""

    changed = Signal(str)
    """Something was said; the name of the step."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._laid: Laid | None = None
        self._waiting: Waiting | None = None
        self._draft = Draft()
        self._is_offered = False
        self._is_showing = False
        self._build(context)
        self._connect()
        self._assemble()

    def _build(self, context: Context) -> None:
        self.name = label("", Look.HEADING, wrap=True)
        self.about = label("", Look.MUTED, wrap=True)
        self.notes = label("", wrap=True)
        self.who = WhoField(context, _("Whose form is it? Type a name"))
        self.answers = AnswersPanel()
        self.answers.summary.hide()
        self.said = label("", Look.MUTED, wrap=True)
        self.signer = SignerChoice()
        self.signer.can_add(on=False)
        self.written_day = Strip(_("The day as it was written"), 20 * GRID)
        self.signed_on = DateField(context.local().date(), is_past=True)
        self.signed_on.setAccessibleName(_("Signed on"))
        self.offered = label("", wrap=True)
        self.note = DateNote(self.signed_on, self._read_back, doubts=self._doubt)
        self.signature = Strip(_("The signature"), 38 * GRID)
        self.seen = QCheckBox(_("I have seen the sig&nature"))
        self.seen.setToolTip(_("The key U"))

    def _connect(self) -> None:
        self.who.met.connect(self._on_who_met)
        self.answers.changed.connect(self._on_answers_changed)
        self.signer.picked.connect(self._on_signer_picked)
        self.signed_on.textEdited.connect(self._on_day_typed)
        self.signed_on.day_changed.connect(self._on_day_changed)
        self.signed_on.editingFinished.connect(self._on_day_finished)
        self.seen.toggled.connect(self._on_seen_toggled)

    def _assemble(self) -> None:
        by = label(_("Who &signed?"), Look.STRONG, wrap=True)
        by.setBuddy(self.signer.other)
        on = label(_("Signe&d on"), Look.STRONG)
        on.setBuddy(self.signed_on)
        signed, day = row(by, self.signer), row(self.written_day, self.signed_on)
        signed.setStretch(1, 1)
        signed.setAlignment(by, Qt.AlignmentFlag.AlignTop)
        by.setMinimumHeight(TARGET - 2)
        day.setStretch(1, 1)
        inner = QWidget()
        inner.setLayout(
            column(
                column(self.name, self.about, gap=2),
                self.notes,
                self.who,
                self.answers,
                self.said,
                signed,
                on,
                day,
                self.offered,
                self.note,
                self.signature,
                self.seen,
                None,
                gap=GRID // 2,
            )
        )
        self.setLayout(column(follow_focus(scrolled(inner, steady=True))))

    @property
    def is_offered(self) -> bool:
        """Whether the day in the field is that of the sheet before, which nobody has typed."""
        return self._is_offered

    @property
    def asks_whose(self) -> bool:
        """Whether nobody has said yet whose form it is."""
        form = self._laid.form if self._laid is not None else None
        return form is not None and form.subject is None

    @property
    def attests(self) -> bool:
        """Whether Enter says that the signature was seen: ink is there, and so is its picture."""
        laid = self._laid
        return laid is not None and laid.picture is not None and laid.has_ink("signature")

    def show_sheet(self, waiting: Waiting, laid: Laid, draft: Draft, before: date | None) -> None:
        """Show another sheet, or the same one again with what has been said of it meanwhile."""
        is_same = self._waiting is not None and self._waiting.sheet.id == waiting.sheet.id
        typing = is_same and self.signed_on.hasFocus() and self.signed_on.isModified()
        self._laid, self._waiting, self._draft = laid, waiting, draft
        if not is_same:
            self.who.abandon()
        self._is_showing = True
        self._show_person(laid)
        said = [note_sentence(note) for note in waiting.notes if note is not Note.OLDER_EDITION]
        self.notes.setText("\n".join(said))
        self.notes.setVisible(bool(said))
        self.who.setVisible(waiting.form.subject is None)
        self._show_answers(draft)
        if not typing:
            self._show_day(draft, before)
        self._offer_signers()
        self.written_day.show_part(laid.picture, laid.fields.get("signed_on"))
        self.signature.show_part(laid.picture, laid.fields.get("signature"))
        self.seen.setChecked(draft.signature_seen)
        self._is_showing = False

    def draft(self) -> Draft:
        """What stands here; the signature only where somebody ticked it."""
        answers = self.answers.answers
        return replace(
            self._draft,
            answers={purpose: answers.get(purpose) for purpose in self._draft.answers},
            signer=self.signer.value or self._draft.signer,
            signed_on=self.signed_on.day,
            signature_seen=self.seen.isChecked(),
        )

    def start_day(self) -> None:
        """Put the keyboard on the day, to be typed over."""
        self.signed_on.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.signed_on.selectAll()

    def sign_today(self) -> None:
        """Only into a field in which nobody has typed."""
        form = self._laid.form if self._laid is not None else None
        if form is not None and (self._is_offered or not self.signed_on.text().strip()):
            self._set_offered(on=False)
            self.signed_on.set_day(form.today)
            self._on_day_finished()

    def missing(self, draft: Draft) -> str:
        """What somebody must still say, as one sentence each; puts the keyboard on the first."""
        ways: Mapping[str, tuple[str, QWidget]] = {
            "answers": (_("An answer is not decided. Press its number."), self.answers),
            "signer": (_("Who signed? Choose a name."), self.signer),
            "signed_on": (
                _("On which day was it signed? Type the date on the paper."),
                self.signed_on,
            ),
            "signature": (_("Look at the paper: is it signed? Then tick it."), self.seen),
        }
        form = self._laid.form if self._laid is not None else None
        if form is not None and form.subject is None:
            self.who.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return _("Whose form is it? Type the name.")
        lacks = [ways[name] for name in draft.missing()]
        for _sentence, field in lacks[:1]:
            self._start(field)
        return " ".join(sentence for sentence, _field in lacks)

    def _start(self, field: QWidget) -> None:
        if field is self.signed_on:
            self.start_day()
        elif field is self.signer:
            self.signer.start()
        elif field is self.answers:
            self.answers.start()
        else:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_person(self, laid: Laid) -> None:
        form = laid.form
        if form is None:
            return
        person = form.subject
        self.name.setText(person.name if person is not None else _("Blank form"))
        born = _("born {day}").format(day=format_date(person.born)) if person is not None else ""
        group = person.group if person is not None else ""
        number = shown_serial(form.form.serial)
        self.about.setText(" · ".join(part for part in (group, born, number) if part))

    def _show_answers(self, draft: Draft) -> None:
        said = {purpose: yes for purpose, yes in draft.answers.items() if yes is not None}
        if self.answers.answers != said or set(self.answers.purposes) != set(draft.answers):
            had = self.answers.isAncestorOf(self.focusWidget() or self)
            self.answers.show_purposes(tuple(draft.answers), said)
            if had:
                self.answers.start()
        self._outline()

    def _outline(self) -> None:
        """What stands as it was read, and nobody has accepted yet."""
        proposed = self._laid.proposed() if self._laid is not None else {}
        accepted = self._waiting is not None and self._waiting.sheet.state is SheetState.ACCEPTED
        now = self.answers.answers
        self.answers.suggest(
            {p for p, yes in proposed.items() if now.get(p) == yes and not accepted}
        )
        open_ = len(self._draft.answers) - len(now)
        said = ngettext("{count} answer is not decided.", "{count} answers are not decided.", open_)
        self.said.setText(said.format(count=open_))
        self.said.setVisible(bool(open_))

    def _show_day(self, draft: Draft, before: date | None) -> None:
        form = self._laid.form if self._laid is not None else None
        dated = self._laid is not None and self._laid.has_ink("signed_on")
        fits = before is not None and form is not None and form.printed_on <= before <= form.today
        offer = draft.signed_on is None and dated and fits
        self._set_offered(on=offer)
        day = before if offer else draft.signed_on
        if self.signed_on.day != day or not day:
            self.signed_on.set_day(day)
        self.signed_on.setModified(False)
        self.note.refresh()

    def _set_offered(self, *, on: bool) -> None:
        self._is_offered = on
        said = _("As on the sheet before. Does it stand here too?") if on else ""
        self.offered.setText(said)
        self.offered.setVisible(on)
        self.signed_on.setProperty("offered", on)
        self.signed_on.setAccessibleDescription(said)
        self.signed_on.style().unpolish(self.signed_on)
        self.signed_on.style().polish(self.signed_on)

    def _offer_signers(self) -> None:
        form = self._laid.form if self._laid is not None else None
        if form is None:
            return
        day = self.signed_on.day
        keys = [one.key for one in form.offers(day)]
        value = self._draft.signer if self._draft.signer in keys else form.likely(day)
        nobody = (
            _("Nobody on record had custody on that day.")
            if form.subject is not None
            else _("Say first whose form it is.")
        )
        self.signer.offer(form.offers(day), value, nobody)

    def _read_back(self, day: date) -> str:
        return long_day(day)

    def _doubt(self, day: date) -> str:
        form = self._laid.form if self._laid is not None else None
        if form is not None and day > form.today:
            return _("That day is still to come. Look at the paper once more.")
        if form is not None and day < form.printed_on:
            return _("The form was printed after that day. Look at the paper once more.")
        return ""

    def _on_who_met(self, person: Person) -> None:
        self._draft = replace(self.told, subject=person.id, signer="")
        self.changed.emit(_("the sheet of {name}").format(name=person.name))

    def _on_answers_changed(self) -> None:
        self._outline()
        self._tell(_("the answers of {name}"))

    def _on_signer_picked(self) -> None:
        self._tell(_("who signed for {name}"))

    def _on_day_typed(self) -> None:
        self._set_offered(on=False)

    def _on_day_changed(self) -> None:
        if not self._is_showing:
            self._offer_signers()

    def _on_day_finished(self) -> None:
        if not self._is_offered and self.signed_on.day != self._draft.signed_on:
            self._tell(_("the day of {name}"))

    def _on_seen_toggled(self) -> None:
        self._tell(_("the signature of {name}"))

    def _tell(self, said: str) -> None:
        """Keep what was said; a day that is only offered is nobody's word yet."""
        if self._is_showing:
            return
        draft = self.draft()
        if self._is_offered:
            draft = replace(draft, signed_on=None)
        if draft != self._draft:
            self._draft = draft
            self.changed.emit(said.format(name=self.name.text()))

    @property
    def told(self) -> Draft:
        """What somebody has said so far, without what is only offered."""
        return self._draft
