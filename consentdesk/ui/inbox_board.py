"""The inbox while something waits: queue, page, answers; worked from the keyboard.

Enter says that the sheet is right and goes on. It also says that the signature was seen, but only
where ink is in the field and the page is on the screen, and the window says so beside the button;
without ink somebody has to tick it. Nothing is journaled here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from consentdesk.domain.inbox import Group, PageId, SheetId
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_number
from consentdesk.ui.banner import Banner
from consentdesk.ui.buttons import ENTER
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.inbox_answers import InboxAnswers
from consentdesk.ui.inbox_queue import Queue, queue_entries, wants_somebody
from consentdesk.ui.inbox_reading import InboxView, Laid, Pictures, Spot, lay_page, lay_sheet
from consentdesk.ui.inbox_stray import StrayPage
from consentdesk.ui.inbox_writing import InboxWriting
from consentdesk.ui.line_list import LineModel
from consentdesk.ui.panes import Panes
from consentdesk.ui.sheet_picture import SheetPicture
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import announce, button, column, label, row, tool
from consentdesk.wording import problem_sentence

if TYPE_CHECKING:
    from consentdesk.domain.acts import Serial
    from consentdesk.services.inbox.listing import Waiting
    from consentdesk.ui.context import Context

NARROW = 720
"""Pixels below which the columns stand one below the other."""


class InboxBoard(QWidget):
    """Queue, page and answers."""

    journal_wanted = Signal()

    def __init__(self, context: Context, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.banner = banner
        self._view: InboxView | None = None
        self._spot: Spot | None = None
        self._laid: Laid | None = None
        self._number = 0
        self._gone: set[Spot] = set()
        self._pictures = Pictures()
        self._kept: dict[tuple[Spot, int], Laid] = {}
        self._refusals: dict[SheetId, str] = {}
        self._before: date | None = None
        self._is_going = False
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.writing = InboxWriting(self.context, self)
        self.model: LineModel[Spot] = LineModel(self)
        self.queue = Queue(self.model)
        self.picture = SheetPicture()
        self.larger = tool(_("Larger (+)"), "zoom-in")
        self.smaller = tool(_("Smaller (-)"), "zoom-out")
        self.turn = tool(_("Turn the page (R)"), "turn")
        self.flip = button(_("Next page"), "", Look.QUIET)
        self.answers = InboxAnswers(self.context)
        self.stray = StrayPage(self.context)
        self._right = QStackedWidget()
        self.word = label("", wrap=True)
        self.right = button(
            _("It is right, next"), "done", Look.PRIMARY, _("Says that the sheet is right (Enter)")
        )
        self.doubt = button(_("Not clear"), "eye", tip=_("To be looked at once more: the key K"))
        self.aside = button("", "folder", Look.QUIET)
        self.anew = button(_("New answer"), "add")

    def _connect(self) -> None:
        self.queue.picked.connect(self._on_queue_picked)
        self.larger.clicked.connect(self.picture.zoom_in)
        self.smaller.clicked.connect(self.picture.zoom_out)
        self.turn.clicked.connect(self.picture.turn)
        self.flip.clicked.connect(self._flip)
        self.answers.changed.connect(self._on_answers_changed)
        self.answers.who.met.connect(self._on_who_met)
        self.stray.found.connect(self._on_stray_found)
        self.stray.copy_meant.connect(self._on_stray_copy_meant)
        self.right.clicked.connect(self.accept_shown)
        self.doubt.clicked.connect(self._doubt)
        self.aside.clicked.connect(self._on_aside_clicked)
        self.anew.clicked.connect(self._on_anew_clicked)
        self.writing.refused.connect(self._on_writing_refused)
        self.writing.linked.connect(self._on_writing_linked)
        self.writing.failed.connect(self.banner.tell)

    def _assemble(self) -> None:
        page = QWidget()
        tools = row(self.smaller, self.larger, self.turn, self.flip, None, self.aside, gap=0)
        seen = column(tools, self.picture, gap=0)
        seen.setStretch(1, 1)
        page.setLayout(seen)
        for part in (self.answers, self.stray):
            self._right.addWidget(part)
        said = QWidget()
        foot = flow(self.right, self.doubt, self.anew)
        # Above what scrolls: a message at the foot moves nothing that can be clicked.
        whole = column(foot, self.word, self._right, gap=GRID)
        whole.setStretch(2, 1)
        said.setLayout(whole)
        said.setMinimumWidth(280)
        panes = Panes(
            (self.queue, page, said),
            (230, 420, 350),
            turns_below=NARROW,
            stretch=(0, 1, 0),
            tall=260,
        )
        self.setLayout(column(panes))
        self._show_laid(None)

    def start(self) -> None:
        """Put the keyboard where the next key belongs."""
        if self._spot is not None and self._spot.page is not None and self.stray.asks:
            self.stray.start()
        elif self._waiting() is not None and self._laid is not None and self.answers.asks_whose:
            self.answers.who.setFocus()
        else:
            self.queue.setFocus()

    def forget(self) -> None:
        """Another register."""
        self.writing.forget()
        self._pictures.forget()
        self._kept.clear()
        self._refusals.clear()
        self._view = self._spot = self._laid = self._before = None

    def show_view(self, view: InboxView) -> None:
        """Show the queue as it is now; what lies in the middle stays if it is still there."""
        self._view = view
        if self.writing.is_idle:
            self._gone.clear()
        if self._before is None:
            self._before = view.last_day()
        self._kept.clear()
        self.queue.blockSignals(True)
        self.model.show(queue_entries(view))
        self.queue.blockSignals(False)
        spots = self._spots()
        if self._spot not in spots:
            wanting = [one for one in spots if wants_somebody(view, one)]
            self._spot = next(iter((*wanting, *spots)), None)
            self._number = 0
        self._mark()
        self._lay()

    def accept_shown(self) -> None:
        """Enter: it is right, and so is what the window says of the signature; the next one."""
        laid, waiting = self._laid, self._waiting()
        if waiting is None or laid is None:
            return
        if waiting.group is Group.FILED and not self.answers.told.anew:
            self.anew.setFocus()
            self.banner.say(self._filed_already(waiting), tone="unknown", icon="journal")
            return
        if self._number + 1 < len(waiting.sheet.pages):
            self._flip()
            return
        draft = self.answers.draft()
        if self.answers.attests:
            if self._is_out_of_sight():
                self.picture.setFocus()
                said = _("Look at the sheet first: it was out of sight. Then press Enter again.")
                self.banner.say(said, tone="unknown", icon="eye")
                return
            draft = replace(draft, signature_seen=True)
        said = self.answers.missing(draft)
        if said:
            self.banner.say(said, tone="unknown", icon="info")
            return
        self._before = draft.signed_on
        self._refusals.pop(waiting.sheet.id, None)
        step = _("the sheet of {name}").format(name=self.answers.name.text())
        self.writing.accept(waiting.sheet.id, draft, step)
        self._go_on()

    def _on_who_met(self, _person: object) -> None:
        """The next key is the inbox's again: Enter says that the rest is right."""
        self.queue.setFocus()

    def _is_out_of_sight(self) -> bool:
        """Whether neither page nor signature is seen, on a small window that was scrolled."""
        seen = (self.picture, self.answers.signature)
        return all(part.visibleRegion().isEmpty() for part in seen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the inbox; single ones only where they are switched on."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and key in ENTER:
            if not event.isAutoRepeat():
                self.accept_shown()
            return
        single = not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if not (single and self.context.has_single_keys and self._typed(event.text().casefold())):
            super().keyPressEvent(event)

    def _typed(self, text: str) -> bool:
        do: Mapping[str, Callable[[], None]] = {
            "+": self.picture.zoom_in,
            "-": self.picture.zoom_out,
            "r": self.picture.turn,
        }
        if self._waiting() is not None and self._laid is not None:
            answers = self.answers
            do = {
                **do,
                "u": answers.seen.toggle,
                "d": answers.start_day,
                "t": answers.sign_today,
                "k": self._doubt,
            }
            if text.isdecimal() and text.isascii() and not answers.signed_on.hasFocus():
                return answers.answers.turn(int(text))
        if text not in do:
            return False
        do[text]()
        return True

    def _waiting(self) -> Waiting | None:
        view, spot = self._view, self._spot
        return view.waiting(spot.sheet) if view is not None and spot is not None else None

    def _spots(self) -> list[Spot]:
        return [one.value for one in self.model.entries if one.value is not None]

    def _go_on(self) -> None:
        """The next that wants somebody, from here to the end and then from the beginning."""
        view, here = self._view, self._spot
        if view is None or here is None:
            return
        self._gone.add(here)
        spots = self._spots()
        at = spots.index(here) if here in spots else 0
        round_ = [*spots[at + 1 :], *spots[:at]]
        wanting = [s for s in round_ if s not in self._gone and wants_somebody(view, s)]
        self.banner.hide()
        if not wanting:
            self._laid_anew()
            self.queue.setFocus()
            announce(self.queue, _("Nothing more wants to be looked at."))
            return
        self._choose(wanting[0])
        # What isn't read ahead yet has its own place for the keyboard once it is.
        self._is_going = self._laid is None
        self.start()

    def _choose(self, spot: Spot) -> None:
        self._spot, self._number = spot, 0
        self._mark()
        self._lay()

    def _mark(self) -> None:
        places = [n for n, one in enumerate(self.model.entries) if one.value == self._spot]
        self.queue.blockSignals(True)
        self.queue.setCurrentIndex(self.model.index(places[0] if places else -1))
        self.queue.blockSignals(False)

    def _laid_anew(self) -> None:
        if self._laid is not None:
            self._show_laid(self._laid)

    def _lay(self) -> None:
        """Show the page that is chosen, from what was read ahead or as soon as it is read."""
        spot = self._spot
        if spot is None or self._view is None:
            self._show_laid(None)
            return
        kept = self._kept.get((spot, self._number))
        if kept is not None:
            self._show_laid(kept)
            self._read_ahead()
            return
        here = self._laid.page if self._laid is not None else None
        if here is None or here.id not in self._pages_of(spot):
            self._show_laid(None)
        self._read(spot, self._number, self._on_laid, "lay")

    def _pages_of(self, spot: Spot) -> set[PageId]:
        waiting = self._view.waiting(spot.sheet) if self._view is not None else None
        if waiting is not None:
            return {page.id for page in waiting.sheet.pages[self._number : self._number + 1]}
        return {spot.page} if spot.page is not None else set()

    def _read(
        self, spot: Spot, number: int, done: Callable[[Spot, int, Laid], None], name: str
    ) -> None:
        view, context, at = self._view, self.context, self.context.now()
        pictures = self._pictures
        waiting = view.waiting(spot.sheet) if view is not None else None
        page = view.page(spot.page) if view is not None else None
        if waiting is not None and number < len(waiting.sheet.pages):
            sheet = replace(waiting.sheet, draft=self.writing.draft(waiting.sheet))
            asked = replace(waiting, sheet=sheet)

            def work() -> Laid:
                return lay_sheet(context, asked, number, at, pictures)
        elif page is not None:

            def work() -> Laid:
                return lay_page(context, page, pictures)
        else:
            return
        context.thumbnails.prepare()
        context.tasks.run(
            self,
            lambda _progress: work(),
            lambda laid: done(spot, number, laid),
            failed=self.banner.tell,
            replaces=name,
        )

    def _on_laid(self, spot: Spot, number: int, laid: Laid) -> None:
        if (spot, number) == (self._spot, self._number):
            self._show_laid(laid)
            self._read_ahead()
            if self._is_going:
                self.start()
            self._is_going = False

    def _read_ahead(self) -> None:
        """The sheet after this one, so that it is there when Enter is pressed."""
        view, spots = self._view, self._spots()
        if view is None or self._spot not in spots:
            return
        following = [s for s in spots[spots.index(self._spot) + 1 :] if wants_somebody(view, s)]
        for spot in [s for s in following if s not in self._gone][:1]:
            if (spot, 0) not in self._kept:
                self._read(spot, 0, self._on_ahead, "ahead")

    def _on_ahead(self, spot: Spot, number: int, laid: Laid) -> None:
        self._kept = {(spot, number): laid}

    def _show_laid(self, laid: Laid | None) -> None:
        waiting = self._waiting() if laid is not None else None
        page = laid.page if laid is not None else None
        if self._laid is None or page is None or page.id != self._laid.page.id:
            self.picture.show_page(laid)
        self._laid = laid
        if waiting is not None and laid is not None:
            draft = self.writing.draft(waiting.sheet)
            self.answers.show_sheet(waiting, laid, draft, self._before)
            self._right.setCurrentWidget(self.answers)
        elif laid is not None and self._view is not None:
            file = self._view.file_of(laid.page)
            self.stray.show_page(laid.page, file.name if file is not None else "")
            self._right.setCurrentWidget(self.stray)
        self._right.setEnabled(laid is not None)
        self._show_buttons(waiting, laid)

    def _show_buttons(self, waiting: Waiting | None, laid: Laid | None) -> None:
        is_filed = waiting is not None and waiting.group is Group.FILED
        self.right.setVisible(waiting is not None and not is_filed)
        self.doubt.setVisible(waiting is not None and not is_filed)
        self.anew.setVisible(is_filed)
        self.aside.setEnabled(laid is not None)
        is_aside = self._is_aside(waiting, laid)
        self.aside.setText(_("Take it back") if is_aside else _("Put it aside"))
        pages = len(waiting.sheet.pages) if waiting is not None else 1
        self.flip.setVisible(pages > 1)
        said = _("Page {number} of {count}")
        self.flip.setText(
            said.format(number=format_number(self._number + 1), count=format_number(pages))
        )
        self.word.setText(self._word(waiting))
        self.word.setVisible(bool(self.word.text()))

    def _is_aside(self, waiting: Waiting | None, laid: Laid | None) -> bool:
        if waiting is not None:
            return waiting.group is Group.ASIDE
        return laid is not None and laid.page.aside

    def _word(self, waiting: Waiting | None) -> str:
        """What Enter says of this sheet, in plain words."""
        if waiting is None:
            return ""
        refusal = self._refusals.get(waiting.sheet.id, "")
        if waiting.group is Group.FILED:
            return self._filed_already(waiting)
        if waiting.group is Group.ACCEPTED:
            return _("Accepted. Nothing is journaled yet.")
        if self.answers.attests:
            said = _("With Enter you say: I have seen the signature, and the sheet says this.")
        elif self._laid is not None and self._laid.picture is None:
            said = _("The page can't be shown. Look at the paper, then tick the signature.")
        else:
            said = _("No signature was found here. Look at the sheet, then tick it (U).")
        return "\n".join(part for part in (refusal, said) if part)

    def _filed_already(self, waiting: Waiting) -> str:
        said = _(
            "This form is already filed: {name}, no. {number}. If it is a new answer choose “New "
            "answer”; otherwise “Put it aside”."
        )
        name = self._view.name_of(waiting) if self._view is not None else ""
        return said.format(name=name, number=waiting.number)

    def _flip(self) -> None:
        waiting = self._waiting()
        if waiting is not None:
            self._number = (self._number + 1) % len(waiting.sheet.pages)
            self._lay()

    def _doubt(self) -> None:
        waiting = self._waiting()
        if waiting is not None and self._laid is not None:
            draft = replace(self.answers.told, doubted=True, signature_seen=False)
            name = self.answers.name.text()
            said = _("not clear: {name}").format(name=name)
            self.writing.save(waiting.sheet.id, draft, said)
            self._go_on()

    def _on_aside_clicked(self) -> None:
        spot, waiting, laid = self._spot, self._waiting(), self._laid
        if spot is None or laid is None:
            return
        is_aside = self._is_aside(waiting, laid)
        if waiting is not None:
            name = self.answers.name.text()
            said = _("take back {name}") if is_aside else _("put {name} aside")
            step = said.format(name=name)
            self.writing.set_sheet_aside(waiting.sheet, step, aside=not is_aside)
        else:
            said = _("take back page {number}") if is_aside else _("put page {number} aside")
            step = said.format(number=format_number(laid.page.number))
            self.writing.set_page_aside(laid.page.id, step, aside=not is_aside)
        if not is_aside:
            self._go_on()

    def _on_anew_clicked(self) -> None:
        waiting = self._waiting()
        if waiting is not None:
            draft = replace(self.answers.told, anew=True)
            said = _("a new answer of {name}").format(name=self.answers.name.text())
            self.writing.save(waiting.sheet.id, draft, said)
            self.queue.setFocus()

    def _on_queue_picked(self, value: object) -> None:
        if isinstance(value, Spot) and value != self._spot:
            self.banner.hide()
            self._choose(value)

    def _on_answers_changed(self, said: str) -> None:
        waiting = self._waiting()
        if waiting is not None:
            self.banner.forget_refusal()
            self.writing.save(waiting.sheet.id, self.answers.told, said)
            self.word.setText(self._word(waiting))

    def _on_stray_found(self, serial: Serial) -> None:
        if self._laid is not None:
            number = format_number(self._laid.page.number)
            said = _("whose page {number} is").format(number=number)
            self.writing.link(self._laid.page.id, serial, said)

    def _on_stray_copy_meant(self) -> None:
        page = self._laid.page if self._laid is not None else None
        if page is not None and page.read is not None:
            said = _("another paper: page {number}").format(number=format_number(page.number))
            self.writing.link(page.id, page.read.serial, said, page.read.page)

    def _on_writing_linked(self, sheet: SheetId) -> None:
        """The sheet is looked at next: what could not be read is to be decided."""
        self._spot, self._number = Spot(sheet=sheet), 0
        self.queue.setFocus()

    def _on_writing_refused(self, id: object, error: object) -> None:
        view = self._view
        waiting = next((w for w in view.inbox.sheets if w.sheet.id == id), None) if view else None
        if not isinstance(error, ConsentDeskError):
            return
        said = problem_sentence(error)
        if waiting is None or view is None:
            self.banner.tell(error)
            return
        self._refusals[waiting.sheet.id] = said
        self._gone.discard(Spot(sheet=waiting.sheet.id))
        told = _("{name}: {problem}").format(name=view.name_of(waiting), problem=said)
        spot = Spot(sheet=waiting.sheet.id)
        self.banner.say(
            told,
            tone="no",
            icon="warning",
            action=_("Show the sheet"),
            then=lambda: self._choose(spot),
        )
