"""The photo panel: what a photo is about, who is on it, that nobody is left out, and the judgement.

For one photo or several at a time. Kind, names and details are drafts and can be taken back step by
step; that everyone is named and how a situation was judged are statements, which stand in the
journal and are corrected there. The services write; the verdicts beside it follow.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, ngettext
from consentdesk.services.seeing import Seen
from consentdesk.ui.context import Context
from consentdesk.ui.export_form import DESTINATION
from consentdesk.ui.file_names import FileNames
from consentdesk.ui.holding_back import HoldingBack
from consentdesk.ui.key_answers import changed_since, nobody_more, nobody_to_remove, still_unknown
from consentdesk.ui.panel_assessment import Judged
from consentdesk.ui.panel_details import Changed
from consentdesk.ui.panel_keys import bind_keys
from consentdesk.ui.panel_kinds import PanelKinds
from consentdesk.ui.panel_looking import PanelLooking
from consentdesk.ui.panel_marks import PanelMarks
from consentdesk.ui.panel_naming import PanelNaming
from consentdesk.ui.panel_parts import PanelParts
from consentdesk.ui.panel_people import STATED
from consentdesk.ui.panel_reading import PanelView, Sheet, read_panel
from consentdesk.ui.panel_way import PanelWay
from consentdesk.ui.panel_writing import Drafts, Kinds
from consentdesk.ui.people_chips import Unknown
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import announce

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion


class PhotoPanel(PanelParts):
    """One or several registered photos."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        photos: Sequence[PhotoId],
        *,
        in_bursts: bool = False,
    ) -> None:
        super().__init__(context, parent, photos)
        self._view: PanelView | None = None
        self._naming = PanelNaming()
        self.names = FileNames(context, self)
        self._marks = PanelMarks(self.strip, self.photo, self.people, self._naming, self.names)
        self._way = PanelWay(context, self, self._naming, self._sight)
        kinds = self.kind, self.people, self._naming, self.banner, self.assessment.start
        self._kinds = PanelKinds(
            *kinds, self._way.go_on, self._write_kind, self._may_lose_assessment
        )
        self._holding_back = HoldingBack(self._naming, self.statements, self.bursts, self._sight)
        self._looking = PanelLooking(context, self, self._sight, self.names)
        self._claimed: tuple[PhotoId, ...] = ()
        self._is_finished = False
        self._connect()
        if in_bursts:
            self.bursts.begin(photos)
        else:
            self._read()

    def _connect(self) -> None:
        self.writer.queue.written.connect(self._context.tell_written)
        self.writer.queue.failed.connect(self._on_queue_failed)
        self.photo.shown.connect(self._on_photo_shown)
        self.photo.failed.connect(self.banner.tell)
        self.names.came.connect(self._on_names_came)
        self.names.failed.connect(self._on_names_failed)
        self.strip.leaving.connect(self._on_strip_leaving)
        self._looking.dropped.connect(self._on_looking_dropped)
        self.strip.changed.connect(self._on_strip_changed)
        self.bursts.finished.connect(self._on_finished)
        self.bursts.bar.left_wanted.connect(self._way.show_left)
        self.bursts.bar.alone_wanted.connect(self._way.take_out)
        self.bursts.bar.gap_changed.connect(self._on_gap_changed)
        self.statements.assessed.connect(self._on_assessed)
        self.statements.others_wanted.connect(self._open)
        self.statements.suggested_wanted.connect(self._on_suggested_wanted)
        self.canvas.drawn.connect(self._on_canvas_drawn)
        self.canvas.picked.connect(self._on_canvas_picked)
        self.canvas.accepted.connect(self._on_canvas_accepted)
        self.previous.clicked.connect(partial(self._way.step, -1))
        self.next.clicked.connect(partial(self._way.step, 1))
        self.kind.said.connect(self._on_kind_said)
        self.people.met.connect(self._on_people_met)
        self.people.removed.connect(self._on_people_removed)
        self.people.picked.connect(self._show_marks)
        self.people.mark_wanted.connect(self._marks.begin)
        self.people.suggested.connect(self._on_people_suggested)
        self.people.touched.connect(self._on_people_touched)
        self.people.key_pressed.connect(self._on_people_key_pressed)
        self.people.unknown_removed.connect(self._on_unknown_removed)
        self.people.unknown_picked.connect(self._on_unknown_picked)
        self.claim.claimed.connect(self._on_claimed)
        self.claim.counted.connect(self._on_counted)
        self.assessment.saved.connect(self._on_assessment_saved)
        self.details.changed.connect(self._on_details_changed)
        self.leave.clicked.connect(self.reject)
        self.left.connect(lambda: self._holding_back.leave(self._naming.photos, self._seen))
        self._context.register_changed.connect(self._on_context_register_changed)
        self._context.clerk_changed.connect(self.claim.show_clerk)
        bind_keys(
            self,
            (
                ("PgUp", partial(self._way.step, -1)),
                ("PgDown", partial(self._way.step, 1)),
                ("Ctrl+Return", self.claim.claim),
                ("Ctrl+T", self._on_situation_wanted),
                ("Ctrl+Space", self._way.take_out),
                ("Ctrl+J", self._way.show_left),
                ("Ctrl+Z", self._way.undo),
                ("Ctrl+Y", self._way.redo),
                ("Ctrl+Shift+Z", self._way.redo),
            ),
        )

    def start(self) -> None:
        """Put the keyboard where something is wanted: a judgement, or names."""
        wanted = self._view is not None and self._view.current.unjudged()
        if wanted and not self.strip.bursts and not self.assessment.isHidden():
            self.assessment.start()
        else:
            self.people.field.setFocus()

    def _read(self) -> None:
        context, current, chosen = self._context, self.strip.current, self.strip.chosen
        self._looking.want(dict.fromkeys((current, *chosen)), self.strip.next_burst)
        context.tasks.run(
            self,
            lambda _progress: read_panel(context, current, chosen),
            self._on_read,
            failed=self._on_read_failed,
            replaces="panel",
        )

    def _on_read_failed(self, error: ConsentDeskError) -> None:
        """Of photos that are gone nothing can be said; all else may be read a moment later."""
        if self._view is None and error.problem is Problem.UNKNOWN_PHOTO:
            self._way.lose()
        self.banner.tell(error)

    def _on_strip_leaving(self) -> None:
        self._way.tell_dropped(self._sight.move())
        self.people.expect_others()

    def _on_looking_dropped(self, dropped: bool) -> None:
        self._way.tell_dropped(dropped)
        self._show_people()

    def _on_strip_changed(self) -> None:
        """Until the other photo is read, nothing that is typed may go on the one before."""
        if not self.line.turn():
            return
        chosen = tuple(dict.fromkeys((self.strip.current, *self.strip.chosen)))
        if self._view is not None and tuple(self._view.sheets) == chosen:
            # Only the bursts around them are others now, or they have been read already.
            self._sight.is_moving = False
            self.show_head(self._view)
            self._show_people()
            self._sight.catch_up()
            return
        if self._stays_for_assessment():
            return
        self.details.settle()
        behind = [p for p in self._naming.photos if p not in chosen]
        self._holding_back.leave(behind, self._seen)
        self.people.chips.choose_nobody()
        self._sight.leave()
        self._looking.leave()
        self.details.expect_others()
        self._view = None
        self._warned.clear()
        self._naming.begin({}, {})
        self._read()

    def _stays_for_assessment(self) -> bool:
        """Whether those are looked at again that an assessment was begun for; that is said once."""
        if self._view is None or self._may_lose_assessment():
            return False
        photos = tuple(self._view.sheets)
        if not set(photos) <= set(self.strip.photos):
            return False
        self.strip.choose(photos)
        return True

    def _on_context_register_changed(self) -> None:
        if self._context.is_open:
            self.strip.renew()
            self.bursts.follow()
            self._read()

    def _on_read(self, view: PanelView) -> None:
        """Show what the register says; names that are still being written are newer than that."""
        if not self.writer.queue.is_idle:
            return
        is_new = self._view is None or tuple(self._view.sheets) != tuple(view.sheets)
        told = None if self._view is None or is_new else self.verdicts.words
        self._view = view
        self._sight.arrive()
        self._naming.meet(view.people)
        sheets = view.sheets
        self._naming.begin(
            {p: sheet.shows for p, sheet in sheets.items()},
            {p: sheet.unknown for p, sheet in sheets.items()},
        )
        if is_new:
            self._marks.take()
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
            self.photo.show_photo(photo.id, photo.name)
        if told is not None and told != self.verdicts.words:
            announce(self, "; ".join(self.verdicts.words))
        self._sight.catch_up()
        self.line.arrive()

    def _show(self, view: PanelView) -> None:
        sheet, sheets = view.current, tuple(view.sheets.values())
        self.show_head(view)
        self.verdicts.show_verdicts(sheet.verdicts, view.name)
        self.rows.show_verdicts(sheet.verdicts, view.name)
        self.kind.show_kind(view.kind())
        self.claim.show_view(view, self._naming.visible())
        self.bursts.show_gap(sheet.photo.album, view.gap)
        self.details.show_photos([s.photo for s in sheets], view.albums)
        self.details.groups.show_event(view.event, view.every_group)
        self.assessment.show_view(view, str(self._context.settings.value(DESTINATION, "")))
        self.history.show_acts(view.acts)
        self._show_people()
        if self._is_finished and any(s.attested is None for s in sheets):
            self._is_finished = False
            self.banner.hide()
            self.people.field.setFocus()

    def _show_people(self) -> None:
        """The chips: everybody on any photo chosen, with a note where not on all of them."""
        if self._view is None:
            return
        offered = self._naming.not_named(self.names.of, self._markable)
        naming = self._naming
        self.people.show_people(naming.everybody(), naming.unknown(), offered, naming.last())
        if not self._sight.is_there:
            self.people.expect_others()
        self._show_marks()

    def _show_marks(self) -> None:
        self._marks.show(self._view)

    def _on_photo_shown(self) -> None:
        if self.photo.canvas.has_picture:
            self.names.look_again(self.strip.current)
        self._show_people()

    def _on_names_came(self) -> None:
        """Whoever vouched before that does so now, or is asked what nobody could see before."""
        self._show_people()
        self._looking.release()

    def _on_names_failed(self, error: ConsentDeskError) -> None:
        if self._sight.is_held:
            self._on_queue_failed(error)

    def _on_gap_changed(self, gap: timedelta) -> None:
        """The bursts are formed anew at once; for the event, so that it is so tomorrow too."""
        if self._view is None:
            return
        event = self._view.current.photo.album
        if not self.may_turn():
            self.bursts.show_gap(event, self._view.gap)
            return
        self.bursts.part_by(event, gap)
        if event:
            self.writer.keep_gap(event, gap)

    def _on_people_met(self, person: Person) -> None:
        """Somebody more is on all photos chosen; a frame that was drawn first is theirs."""
        if self._sight.waits(lambda: self._on_people_met(person)):
            return
        after = self._naming.with_one_more(person, self.strip.current, self._marks.take())
        if self.people.chips.take_unknown():
            self._naming.one_less_unknown(self.strip.current, has_name=True)
            if self._naming.unknown() is not None:
                self.people.say(still_unknown())
        text = _("naming of {name}").format(name=person.name)
        self._name_as(after, text)
        self._show_unknown()
        self.people.field.setFocus()

    def _on_unknown_wanted(self) -> None:
        """Somebody nobody knows is on it (R16): what was vouched for already no longer holds."""
        self._naming.one_more_unknown()
        self._on_unknown_said()

    def _on_unknown_said(self) -> None:
        self._kinds.forget_nobody(self._view, self._naming.photos)
        self.banner.hide()
        self._show_unknown()
        self.people.field.setFocus()
        vouched = [p for p, sheet in self._sheets.items() if sheet.attested is not None]
        self._holding_back.hold(vouched, self._seen)

    def _on_unknown_removed(self) -> None:
        """Nothing is written before somebody says once more that all are named."""
        if not self._sight.is_there:
            return
        if self._naming.one_less_unknown(self.strip.current):
            self._show_unknown()
        else:
            self.people.say(_("Nobody unknown is on the photo you look at; choose the one it is."))
        self.people.field.setFocus()

    def _on_unknown_picked(self) -> None:
        self._show_marks()
        self.people.field.setFocus()

    def _on_counted(self, visible: int) -> None:
        self._naming.count(self.strip.current, visible)
        self._show_people()

    def _show_unknown(self) -> None:
        """Those without a name, as chip and as number."""
        self._show_people()
        self.claim.show_visible(self._naming.visible().get(self.strip.current, 0))

    def _on_people_removed(self, person: Person) -> None:
        if not self._sight.is_there:
            # Whoever it is was on photos that somebody has just vouched for, or left.
            return
        text = _("removal of {name}").format(name=person.name)
        self._name_as(self._naming.without(person.id), text)
        self.people.field.setFocus()

    @property
    def _markable(self) -> PhotoId | None:
        """The photo on which a place can be taken from the file, since it is looked at."""
        return self.strip.current if self.photo.marked_on is not None else None

    def _on_suggested_wanted(self) -> None:
        """Whom the register has is named; whoever else stands in the files, nobody knows."""
        if self._claimed == self._naming.photos:
            strangers = self.people.strangers
            self._on_people_suggested(self.people.sure)
            if self._naming.as_many_unknown(strangers):
                self._on_unknown_said()
        else:
            self.banner.say(changed_since(), tone="unknown")

    def _on_people_suggested(self, accepted: "Sequence[Suggestion]") -> None:
        """The names a file holds are of that one photo; a place only of the one looked at."""
        after = self._naming.with_suggested(accepted, self.names.of, self._markable)
        text = ngettext("{count} name from the file", "{count} names from the file", len(accepted))
        self._name_as(after, text.format(count=len(accepted)))
        self.people.field.setFocus()

    def _name_as(self, after: Drafts, text: str) -> bool:
        """Keep the names, show them at once, and have them written; False where all stay."""
        before, changed = self._naming.changed(after)
        if not before:
            return False
        self._show_people()
        self.banner.hide()
        self._kinds.forget_nobody(self._view, [p for p, shows in changed.items() if shows])
        seen = {}
        if self.photo.marked_on is not None and self.photo.wanted == self.strip.current:
            seen[self.strip.current] = self.photo.marked_on
        registered = {photo: sheet.registered for photo, sheet in self._sheets.items()}
        self.writer.name(before, changed, text, marked_on=seen, registered=registered)
        return True

    def _write_kind(self, before: Kinds, kind: PhotoKind | None) -> None:
        """Keep the kind and have it written; `before` is what these photos were taken for."""
        if self._view is not None:
            self.writer.set_kind(before, kind, self._view.called(before))
            self._view = self._view.with_kind(kind, before)

    @property
    def _sheets(self) -> Mapping[PhotoId, Sheet]:
        return {} if self._view is None else self._view.sheets

    @property
    def _seen(self) -> Mapping[PhotoId, Seen]:
        """What is said here of the photos chosen, written or still on its way."""
        names, naming, sheets = self.names, self._naming, self._sheets
        on = [p for p in naming.photos if p in sheets]
        return {p: names.as_seen(p, sheets[p].seen(naming.on(p), naming.vouched(p))) for p in on}

    def _on_people_key_pressed(self, key: str) -> None:
        if key in STATED and not self._sight.is_there:
            # Names can be typed ahead; nobody vouches for photos that are not in sight.
            return
        if self._sight.waits(lambda: self._on_people_key_pressed(key)):
            return
        match key:
            case "enter":
                self.claim.claim()
            case ".":
                self._name_like_before()
            case "backspace":
                self._take_last_away()
            case "0":
                self._on_kind_said(PhotoKind.NOBODY)
            case "?":
                self._on_unknown_wanted()
            case "-":
                self._way.leave_for_later()
            case figure if figure.isdigit():
                self.people.take(int(figure))

    def _take_last_away(self) -> None:
        match self._naming.last():
            case Person() as person:
                self._on_people_removed(person)
            case Unknown():
                self._on_unknown_removed()
            case None:
                self.people.say(nobody_to_remove())

    def _name_like_before(self) -> None:
        unknown, after = self._naming.unknown(), self._naming.like_before()
        is_named = self._name_as(after, _("the same people as before"))
        if not is_named and unknown == self._naming.unknown():
            self.people.say(nobody_more(has_before=self._naming.has_before))
        self._show_unknown()
        self.people.field.setFocus()

    def _on_canvas_drawn(self, region: Region) -> None:
        """The frame is that of the person chosen; with nobody chosen, it asks who that is."""
        if self._view is None:
            return
        chosen = self.people.chips.chosen
        if chosen is None or chosen not in self._naming.on(self.strip.current):
            self._marks.keep(region)
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
        if len(suggestion.subjects) == 1 and suggestion.region is not None:
            (subject,) = suggestion.subjects
            after = self._naming.with_place(subject, self.strip.current, suggestion.region)
            self._name_as(after, _("naming of {name}").format(name=suggestion.name))
            self.people.field.setFocus()
        else:
            self.people.field.type(suggestion.name)

    def _on_situation_wanted(self) -> None:
        """A situation photo, or a portrait after all."""
        if self._sight.waits(self._on_situation_wanted):
            return
        if self._view is not None:
            self._kinds.turn(self._view)

    def _on_kind_said(self, kind: PhotoKind) -> None:
        if self._view is None:
            return
        if kind is PhotoKind.NOBODY and self.line.stops():
            self.kind.show_kind(self._view.kind())
        else:
            self._kinds.say(self._view, kind)

    def _on_details_changed(self, changed: Changed) -> None:
        if self._view is not None:
            photos = [s.photo for s in self._view.sheets.values()]
            self.writer.describe(photos, changed)
            self._view = self._view.with_photos(changed.of(photo) for photo in photos)

    def _on_claimed(self, visible: int | None) -> None:
        """A statement, not a draft: it goes into the journal, and the next photo is looked at."""
        if self._view is None or not self._sight.is_there or self.line.stops():
            return
        self.details.settle()
        if self._kinds.goes_on(self._view, visible):
            return
        if not self._looking.may_vouch(visible, self._on_claimed, self._said):
            self.line.drop_ahead()
            self._show_people()
            return
        self.banner.hide()
        unsaid = {p: None for p, s in self._view.sheets.items() if s.photo.kind is None}
        if unsaid:
            # R15: a portrait, the strictest kind, until somebody says otherwise.
            self._write_kind(unsaid, PhotoKind.PORTRAIT)
        seen, counts, self._claimed = self._seen, self._naming.visible(), self._naming.photos
        if visible is not None:
            counts[self.strip.current] = visible
        self._naming.settle()
        again, then = self.claim.has_looked, self._on_attested
        text = self._way.said_here()
        # What is typed until it is written is meant for the next photo.
        self._sight.is_claiming = True
        self.people.expect_others()
        self.statements.attest(
            seen,
            counts,
            again=again,
            then=lambda: then(seen, counts, text),
            still=lambda: (
                not self.line.stops() and self._seen == seen and self._naming.visible() == counts
            ),
        )

    def _said(self) -> object:
        """What is said of the photos chosen, to be compared with what is said of them later."""
        kinds = {p: s.photo.kind for p, s in self._sheets.items()}
        return kinds, {p: self._naming.on(p) for p in kinds}, self._naming.visible()

    def _on_attested(
        self, seen: Mapping[PhotoId, Seen], counts: Mapping[PhotoId, int], text: str
    ) -> None:
        self._naming.state(counts, seen)
        self._holding_back.stated()
        announce(self, _("Confirmed."))
        self._sight.is_claiming = False
        self._way.go_on(tuple(seen), text)
        self.line.arrive()

    def _on_finished(self) -> None:
        """After the last one there is nothing left but to close."""
        self._is_finished = True
        if self._view is not None and not self._view.current.unjudged():
            self.offer_leave()

    def _on_assessment_saved(self, judged: Judged) -> None:
        if not self.line.stops() and self._looking.may_judge():
            self.banner.hide()
            self._claimed = photos = self._naming.photos
            self.statements.assess(
                self._seen if self._sight.is_there else {},
                judged,
                lambda: self.assessment.judged == judged and self._naming.photos == photos,
            )

    def _on_assessed(self, judged: Judged, photos: Sequence[PhotoId]) -> None:
        self._warned.clear()
        self._kinds.judged(photos)
        self.assessment.remember(judged)
        if self.assessment.judged != judged or set(photos) != set(self._naming.photos):
            # Another one was begun while this one was written.
            return
        self.assessment.clear()
        if self.strip.bursts:
            self.people.field.setFocus()

    def _open(self, photos: Sequence[PhotoId]) -> None:
        open_photo_panel(self._context, self, photos)

    def take_in(self, photos: Sequence[PhotoId]) -> None:
        """More photos of the card gone through in bursts; what is looked at and typed stays."""
        self.bursts.take_in(photos)

    def _on_queue_failed(self, error: ConsentDeskError) -> None:
        """Show what the register says again, so that nothing looks written that is not."""
        self._way.tell_dropped(self._sight.forget())
        self.line.drop_ahead()
        if error.problem is Problem.NAMED_IN_FILES:
            self.names.tell(self._claimed)
        self.statements.tell(error)
        self._holding_back.refused()
        self._read()


def open_photo_panel(
    context: Context, parent: QWidget, photos: Sequence[PhotoId], *, in_bursts: bool = False
) -> PhotoPanel:
    """Say who is on these photos, and what they are about; burst by burst if wished."""
    panel = PhotoPanel(context, parent, photos, in_bursts=in_bursts)
    panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    panel.open()
    return panel
