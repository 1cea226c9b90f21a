"""The photo panel: what a photo is about, who is on it, that nobody is left out, and the judgement.

For one photo or several at a time. Kind, names and details are drafts and can be taken back step by
step; that everyone is named and how a situation was judged are statements, which stand in the
journal and are corrected there. The services write; the verdicts beside it follow.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QTabWidget, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.seeing import Seen
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.elided import ElidedLabel
from consentdesk.ui.export_form import DESTINATION
from consentdesk.ui.panel_assessment import Judged, PanelAssessment
from consentdesk.ui.panel_claims import PanelClaim, PanelKind
from consentdesk.ui.panel_details import Changed, PanelDetails
from consentdesk.ui.panel_history import PanelHistory
from consentdesk.ui.panel_judged import Aftermath, read_aftermath, told
from consentdesk.ui.panel_naming import PanelNaming
from consentdesk.ui.panel_people import PanelPeople
from consentdesk.ui.panel_photo import PanelPhoto, other_version
from consentdesk.ui.panel_reading import (
    PanelView,
    Shows,
    read_bursts,
    read_panel,
    unnamed_among,
)
from consentdesk.ui.panel_tabs import fill_tabs
from consentdesk.ui.panel_writing import Drafts, Kinds, PanelWriter
from consentdesk.ui.panes import Panes
from consentdesk.ui.photo_canvas import Mark
from consentdesk.ui.photo_strip import PhotoStrip
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.verdict_bar import VerdictBar
from consentdesk.ui.verdict_rows import VerdictRows
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import announce, button, card, column, label, row

if TYPE_CHECKING:
    from consentdesk.services.photographs import Suggestion


class PhotoPanel(Dialog):
    """One or several registered photos."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        photos: Sequence[PhotoId],
        *,
        in_bursts: bool = False,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._told_apart: Callable[[], None] = lambda: None
        self._view: PanelView | None = None
        self._naming = PanelNaming()
        self._region: Region | None = None
        self._early: list[Person] = []
        self._is_warned = False
        self._is_finished = False
        self._build(photos)
        self._connect()
        self._assemble(len(photos))
        self._done: set[PhotoId] = set()
        if in_bursts:
            context.tasks.run(
                self,
                lambda _progress: read_bursts(context, photos),
                self.strip.show_bursts,
                failed=self.banner.tell,
            )
        else:
            self._read()

    def _build(self, photos: Sequence[PhotoId]) -> None:
        context = self._context
        self.banner = Banner()
        self.writer = PanelWriter(context, self)
        self.strip = PhotoStrip(context, photos)
        self.photo = PanelPhoto(context)
        self.canvas = self.photo.canvas
        self._name = ElidedLabel(Look.HEADING)
        self._place: QLabel = label("", Look.MUTED)
        self.previous = button(_("Previous"), "back", Look.QUIET, _("Page up"))
        self.next = button(_("Next"), "right", Look.QUIET, _("Page down"))
        self.verdicts = VerdictBar()
        self.kind = PanelKind()
        self.people = PanelPeople(context)
        self.claim = PanelClaim()
        self.assessment = PanelAssessment(self.banner)
        self.rows = VerdictRows()
        self.details = PanelDetails()
        self.history = PanelHistory(context)
        self.tabs = QTabWidget()
        self.leave = button(_("Close"))

    def _connect(self) -> None:
        self.writer.queue.written.connect(self._context.tell_written)
        self.writer.queue.failed.connect(self._on_queue_failed)
        self.photo.shown.connect(self._on_photo_shown)
        self.photo.failed.connect(self.banner.tell)
        self.strip.changed.connect(self._on_strip_changed)
        self.canvas.drawn.connect(self._on_canvas_drawn)
        self.canvas.picked.connect(self._on_canvas_picked)
        self.canvas.accepted.connect(self._on_canvas_accepted)
        self.previous.clicked.connect(partial(self._step, -1))
        self.next.clicked.connect(partial(self._step, 1))
        self.kind.said.connect(self._on_kind_said)
        self.people.met.connect(self._on_people_met)
        self.people.removed.connect(self._on_people_removed)
        self.people.picked.connect(self._show_marks)
        self.people.mark_wanted.connect(self._on_people_mark_wanted)
        self.people.suggested.connect(self._on_people_suggested)
        self.people.key_pressed.connect(self._on_people_key_pressed)
        self.claim.claimed.connect(self._on_claimed)
        self.assessment.saved.connect(self._on_assessment_saved)
        self.details.changed.connect(self._on_details_changed)
        self.leave.clicked.connect(self.reject)
        self._context.register_changed.connect(self._on_context_register_changed)
        undo = self._context.undo
        for keys, slot in (
            ("PgUp", partial(self._step, -1)),
            ("PgDown", partial(self._step, 1)),
            ("Ctrl+Return", self.claim.claim),
            ("Ctrl+T", partial(self._on_kind_said, PhotoKind.SITUATION)),
            ("Ctrl+Space", self._on_single_wanted),
            ("Ctrl+Z", undo.undo),
            ("Ctrl+Y", undo.redo),
            ("Ctrl+Shift+Z", undo.redo),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _assemble(self, count: int) -> None:
        self.setWindowTitle(_("Names and kind"))
        several = count > 1
        for part in (self.strip, self.previous, self.next, self._place):
            part.setVisible(several)
        head = row(self._name, self.previous, self._place, self.next)
        head.setStretch(0, 1)
        shown = QWidget()
        left = column(head, self.photo, self.verdicts, self.strip)
        left.setStretch(1, 1)
        shown.setLayout(left)
        said = column(
            card(self.kind),
            self.assessment,
            card(self.people, self.claim, gap=2 * GRID),
            None,
            gap=GRID + 4,
        )
        fill_tabs(self.tabs, said, self.rows, self.details, self.history)
        panes = Panes((shown, self.tabs), (760, 400), turns_below=720, tall=300)
        whole = column(panes, self.banner, row(None, self.leave), gap=GRID + 4)
        whole.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "photos", QSize(1180, 780))

    def start(self) -> None:
        """Put the keyboard where something is wanted: a judgement, or names."""
        wanted = self._view is not None and self._view.current.unjudged()
        if wanted and not self.assessment.isHidden():
            self.assessment.start()
        else:
            self.people.field.setFocus()

    def reject(self) -> None:
        """Esc, once more where a judgement would be lost."""
        if self._may_leave():
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own cross does what Esc does."""
        if not self._may_leave():
            event.ignore()
            return
        super().closeEvent(event)

    def _may_leave(self) -> bool:
        """Whether nothing is lost; said the first time, and the second time it is meant."""
        if self._is_warned or not self.assessment.is_begun:
            return True
        self._is_warned = True
        self.banner.say(
            _("The assessment is not saved yet. Save it, or do the same again to leave it."),
            tone="unknown",
            icon="warning",
        )
        return False

    @property
    def shows(self) -> Shows:
        """Who is on the photo looked at, as far as typed."""
        return self._naming.on(self.strip.current)

    def _read(self) -> None:
        context, current, chosen = self._context, self.strip.current, self.strip.chosen
        context.tasks.run(
            self,
            lambda _progress: read_panel(context, current, chosen),
            self._on_read,
            failed=self.banner.tell,
            replaces="panel",
        )

    def _on_strip_changed(self) -> None:
        """Until the other photo is read, nothing that is typed may go on the one before."""
        self._view, self._early, self._is_warned = None, [], False
        self._naming.begin({})
        self._read()

    def _on_context_register_changed(self) -> None:
        if self._context.is_open:
            self.strip.renew()
            self._read()

    def _on_read(self, view: PanelView) -> None:
        """Show what the register says; names that are still being written are newer than that."""
        if not self.writer.queue.is_idle:
            return
        is_new = self._view is None or tuple(self._view.sheets) != tuple(view.sheets)
        told = None if self._view is None or is_new else self.verdicts.words
        self._view = view
        self._naming.meet(view.people)
        self._naming.begin({p: sheet.shows for p, sheet in view.sheets.items()})
        if is_new:
            self._region = None
            self.assessment.clear()
            self._naming.lately.offer(view.lately)
            self.people.offer(self._naming.lately.people)
            self.people.field.expect(view.groups)
        self._show(view)
        if is_new and self.strip.bursts:
            announce(self, self._place.text())
        if is_new and not self.strip.hasFocus():
            self.start()
        photo = view.current.photo
        if self.photo.wanted != photo.id:
            self.people.show_suggestions((), ())
            self.photo.show_photo(photo.id, photo.name)
        if told is not None and told != self.verdicts.words:
            announce(self, "; ".join(self.verdicts.words))
        early, self._early = self._early, []
        for person in early:
            self._on_people_met(person)

    def _show(self, view: PanelView) -> None:
        sheet, sheets = view.current, tuple(view.sheets.values())
        at = self.strip.photos.index(sheet.photo.id) + 1
        text = _("{number} of {all}")
        every = format_number(len(self.strip.photos))
        place = text.format(number=format_number(at), all=every)
        if self.strip.bursts:
            text, every = _("Burst {number} of {all}"), format_number(len(self.strip.bursts))
            place = text.format(number=format_number(self.strip.burst + 1), all=every)
        self._place.setText(place)
        if len(sheets) > 1:
            many = ngettext("{count} photo chosen", "{count} photos chosen", len(sheets))
            self._name.say(many.format(count=format_number(len(sheets))))
        else:
            self._name.say(sheet.photo.name)
        self.verdicts.show_verdicts(sheet.verdicts, view.name)
        self.rows.show_verdicts(sheet.verdicts, view.name)
        self.kind.show_kind(view.kind())
        self.claim.show_view(view)
        self.details.show_photos([s.photo for s in sheets], view.albums)
        self._show_assessment(view)
        self.history.show_acts(view.acts)
        self._show_people()
        if self._is_finished and any(s.attested is None for s in sheets):
            self._is_finished = False
            self.banner.hide()
            self.people.field.setFocus()

    def _show_assessment(self, view: PanelView) -> None:
        """A judgement is of one place, so only the one exported to last is on to begin with."""
        situation = view.kind() is PhotoKind.SITUATION
        if situation and self.assessment.isHidden():
            self.assessment.clear()
        last = str(self._context.settings.value(DESTINATION, ""))
        wanted = [d for d in view.current.unjudged() if d == last]
        if self.assessment.isHidden() or not self.assessment.judged.destinations:
            self.assessment.offer(view.destinations, wanted)
        self.assessment.setVisible(situation)

    def _show_people(self) -> None:
        """The chips: everybody on any photo chosen, with a note where not on all of them."""
        if self._view is None:
            return
        self.people.show_people(self._naming.everybody())
        self._show_marks()

    def _show_marks(self) -> None:
        """The frames, on the picture they are of: elsewhere they would show the wrong people."""
        from consentdesk.services.covering import cover

        chosen, view = self.people.chips.chosen, self._view
        can_mark = self.photo.can_mark
        self.people.ask(self._asked(chosen))
        self.people.mark.setEnabled(chosen is not None and can_mark)
        if view is None or not can_mark:
            self.canvas.show_marks((), chosen)
            return
        marks = [
            Mark(person.id, person.name, region, cover(region, view.current.photo))
            for person, region in self._naming.marked_on(self.strip.current)
        ]
        self.canvas.show_marks(marks, chosen, self._offered())

    def _offered(self) -> "list[Suggestion]":
        """The places from the file that are not confirmed yet, to be looked at on the picture."""
        named = set(self.shows)
        return [
            s for s in self.photo.suggestions if s.region and not named.intersection(s.subjects)
        ]

    def _asked(self, chosen: SubjectId | None) -> str:
        """What the line for names, or the picture, waits for."""
        if self.photo.is_other_version:
            return other_version()
        if self._region is not None:
            return _("Who is in the frame? Type the name.")
        if chosen is None or not self.canvas.has_picture:
            return ""
        if self.shows.get(chosen) is not None:
            return _("The dotted line shows what would be covered.")
        text = _("Draw a frame around the face of {name}, or press “Mark the face”.")
        return text.format(name=self._naming.person(chosen).name)

    def _on_photo_shown(self) -> None:
        self.people.show_suggestions(self.photo.suggestions, tuple(self.shows))
        self._show_marks()

    def _step(self, by: int) -> None:
        """Look at the photo before or after; whoever was named here can be named there at once."""
        if not self._may_leave():
            return
        self._naming.remember(self.strip.current)
        if self.strip.bursts:
            self.strip.step_burst(by)
        else:
            self.strip.step(by)

    def _on_single_wanted(self) -> None:
        """One photo of a burst shows others than the rest."""
        if self.strip.bursts and self._may_leave():
            self.strip.take_out()

    def _on_people_met(self, person: Person) -> None:
        """Somebody more is on all photos chosen; a frame that was drawn first is theirs."""
        if self._view is None:
            self._early.append(person)
            return
        region, self._region = self._region, None
        after = self._naming.with_one_more(person, self.strip.current, region)
        text = _("naming of {name}").format(name=person.name)
        self._name_as(after, text)
        self.people.field.setFocus()

    def _on_people_removed(self, person: Person) -> None:
        text = _("removal of {name}").format(name=person.name)
        self._name_as(self._naming.without(person.id), text)
        self.people.field.setFocus()

    def _on_people_suggested(self, accepted: "Sequence[Suggestion]") -> None:
        """The names the file holds are of the photo looked at, so they go on that one only."""
        after = self._naming.with_suggested(accepted, self.strip.current)
        text = ngettext("{count} name from the file", "{count} names from the file", len(accepted))
        self._name_as(after, text.format(count=len(accepted)))
        self.people.field.setFocus()

    def _name_as(self, after: Drafts, text: str) -> None:
        """Keep the names, show them at once, and have them written."""
        before, changed = self._naming.changed(after)
        if not before:
            return
        self._show_people()
        self.banner.hide()
        self._forget_nobody([p for p, shows in changed.items() if shows])
        seen = {}
        if self.photo.marked_on is not None and self.photo.wanted == self.strip.current:
            seen[self.strip.current] = self.photo.marked_on
        sheets = {} if self._view is None else self._view.sheets
        registered = {photo: sheet.registered for photo, sheet in sheets.items()}
        self.writer.name(before, changed, text, marked_on=seen, registered=registered)

    def _forget_nobody(self, named: Sequence[PhotoId]) -> None:
        """Somebody is named, so it no longer stands that nobody can be recognised."""
        sheets = {} if self._view is None else self._view.sheets
        kinds = {p: sheets[p].photo.kind for p in named if p in sheets}
        wrong = {p: kind for p, kind in kinds.items() if kind is PhotoKind.NOBODY}
        if wrong:
            self.kind.show_kind(None)
            self._write_kind(wrong, None)

    def _write_kind(self, before: Kinds, kind: PhotoKind | None) -> None:
        """Keep the kind and have it written; `before` is what these photos were taken for."""
        if self._view is not None:
            self.writer.set_kind(before, kind, self._called(before))
            self._view = self._view.with_kind(kind, before)

    @property
    def _seen(self) -> Mapping[PhotoId, Seen]:
        """What is said here of the photos chosen, written or still on its way."""
        sheets = {} if self._view is None else self._view.sheets
        return {
            photo: Seen(sheets[photo].photo.kind, frozenset(self._naming.on(photo)))
            for photo in self._naming.photos
            if photo in sheets
        }

    def _called(self, photos: Collection[PhotoId]) -> str:
        """One photo by its name, several by their number."""
        if len(photos) == 1 and self._view is not None:
            (photo,) = photos
            return self._view.sheets[photo].photo.name
        many = ngettext("{count} photo", "{count} photos", len(photos))
        return many.format(count=format_number(len(photos)))

    def _on_people_key_pressed(self, key: str) -> None:
        match key:
            case "enter":
                self.claim.claim()
            case ".":
                self._name_as(self._naming.like_before(), _("the same people as before"))
            case "0":
                self._on_kind_said(PhotoKind.NOBODY)
            case "-":
                self._step(1)

    def _on_people_mark_wanted(self) -> None:
        chosen = self.people.chips.chosen
        self.canvas.begin(None if chosen is None else self.shows.get(chosen))

    def _on_canvas_drawn(self, region: Region) -> None:
        """The frame is that of the person chosen; with nobody chosen, it asks who that is."""
        if self._view is None:
            return
        chosen = self.people.chips.chosen
        if chosen is None or chosen not in self.shows:
            self._region = region
            self._show_marks()
            self.people.field.setFocus()
            return
        after = self._naming.with_place(chosen, self.strip.current, region)
        name = self._naming.person(chosen).name
        self._name_as(after, _("marking of {name}").format(name=name))

    def _on_canvas_picked(self, subject: SubjectId) -> None:
        self.people.chips.choose(subject)
        self._show_marks()

    def _on_canvas_accepted(self, suggestion: "Suggestion") -> None:
        """A frame from the file was looked at, and clicked on."""
        if len(suggestion.subjects) == 1:
            self._on_people_suggested((suggestion,))
        else:
            self.people.field.type(suggestion.name)

    def _on_kind_said(self, kind: PhotoKind) -> None:
        if self._view is None:
            return
        before = {p: s.photo.kind for p, s in self._view.sheets.items() if s.photo.kind is not kind}
        if before:
            self.kind.show_kind(kind)
            self.banner.hide()
            self._write_kind(before, kind)

    def _on_details_changed(self, changed: Changed) -> None:
        if self._view is not None:
            photos = [s.photo for s in self._view.sheets.values()]
            self.writer.describe(photos, changed)
            self._view = self._view.with_photos(changed.of(photo) for photo in photos)

    def _on_claimed(self, visible: int | None) -> None:
        """A statement, not a draft: it goes into the journal, and the next photo is looked at."""
        if self._view is None:
            return
        again = self.claim.has_looked
        self.banner.hide()
        unsaid = {p: None for p, s in self._view.sheets.items() if s.photo.kind is None}
        if unsaid:
            # R15: a portrait, the strictest kind, until somebody says otherwise.
            self._write_kind(unsaid, PhotoKind.PORTRAIT)
        seen = self._seen

        def attest(*, different: bool) -> None:
            self.writer.attest(
                seen, visible, again=again, different=different, then=self._on_attested
            )

        self._told_apart = lambda: attest(different=True)
        attest(different=False)

    def _on_attested(self) -> None:
        announce(self, _("Confirmed."))
        if self.strip.bursts:
            self._done.update(self._naming.photos)
            if self._may_leave():
                self._naming.remember(self.strip.current)
                self.strip.go_on(self._done)
        elif len(self._naming.photos) == 1:
            self._step(1)
        context, photos = self._context, self.strip.photos
        context.tasks.run(
            self,
            lambda _progress: unnamed_among(context, photos),
            self._on_unnamed_counted,
            replaces="unnamed",
        )

    def _on_unnamed_counted(self, unnamed: int) -> None:
        """After the last one there is nothing left but to close."""
        if unnamed:
            return
        count = len(self.strip.photos)
        said = ngettext("{count} of {count} is named.", "{count} of {count} are named.", count)
        self.banner.say(said.format(count=format_number(count)), tone="ok", icon="done")
        self._is_finished = True
        if self._view is not None and not self._view.current.unjudged():
            look(self.leave, Look.PRIMARY)
            self.leave.style().unpolish(self.leave)
            self.leave.style().polish(self.leave)
            self.leave.setFocus()

    def _on_assessment_saved(self, judged: Judged) -> None:
        self.banner.hide()
        seen = self._seen

        def assess(*, different: bool) -> None:
            then = partial(self._on_assessed, judged)
            self.writer.assess(seen, judged, different=different, then=then)

        self._told_apart = lambda: assess(different=True)
        assess(different=False)

    def _on_assessed(self, judged: Judged) -> None:
        self._is_warned = False
        self.assessment.clear()
        self.banner.say(_("The assessment is recorded."), tone="ok", icon="done")
        context, photos = self._context, self._naming.photos
        context.tasks.run(
            self,
            lambda _progress: read_aftermath(context, photos, judged),
            self._on_aftermath_read,
            failed=self.banner.tell,
        )

    def _on_aftermath_read(self, found: Aftermath) -> None:
        """What was judged may be out there already, or lie there once more."""
        if not (said := told(found)):
            return
        if found.alike:
            show = ngettext("Show the other picture", "Show the others", len(found.alike))
            self.banner.say(said, action=show, then=lambda: self._open(found.alike))
        else:
            self.banner.say(said)

    def _open(self, photos: Sequence[PhotoId]) -> None:
        open_photo_panel(self._context, self, photos)

    def _on_queue_failed(self, error: ConsentDeskError) -> None:
        """Show what the register says again, so that nothing looks written that is not."""
        if error.problem is Problem.FEWER_THAN_ITS_LIKE:
            from consentdesk.wording import problem_sentence

            # R21: whoever looks at both says so, and it is confirmed as it was.
            two = _("They are two pictures")
            said = problem_sentence(error)
            self.banner.say(said, tone="unknown", action=two, then=self._told_apart)
        else:
            self.banner.tell(error)
        self._read()


def open_photo_panel(
    context: Context, parent: QWidget, photos: Sequence[PhotoId], *, in_bursts: bool = False
) -> PhotoPanel:
    """Say who is on these photos, and what they are about; burst by burst if wished."""
    panel = PhotoPanel(context, parent, photos, in_bursts=in_bursts)
    panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    panel.open()
    return panel
