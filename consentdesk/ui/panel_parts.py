"""The parts of the photo panel and where they stand; what they do is `photo_panel`'s."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QTabWidget, QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.domain.roles import Right
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.burst_naming import BurstNaming
from consentdesk.ui.context import Context
from consentdesk.ui.elided import ElidedLabel
from consentdesk.ui.limits import limit
from consentdesk.ui.panel_assessment import PanelAssessment
from consentdesk.ui.panel_claims import PanelClaim, PanelKind
from consentdesk.ui.panel_details import PanelDetails
from consentdesk.ui.panel_history import PanelHistory
from consentdesk.ui.panel_line import PanelLine
from consentdesk.ui.panel_people import PanelPeople
from consentdesk.ui.panel_photo import PanelPhoto
from consentdesk.ui.panel_reading import PanelView
from consentdesk.ui.panel_sight import InSight
from consentdesk.ui.panel_statements import PanelStatements
from consentdesk.ui.panel_tabs import fill_tabs
from consentdesk.ui.panel_writing import PanelWriter
from consentdesk.ui.panes import Panes
from consentdesk.ui.photo_strip import PhotoStrip
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.small_picture import SmallPicture
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look, look
from consentdesk.ui.unwritten import Unwritten
from consentdesk.ui.verdict_bar import VerdictBar
from consentdesk.ui.verdict_rows import VerdictRows
from consentdesk.ui.widgets import button, card, column, label, row


class PanelParts(Dialog):
    """The window with everything in its place."""

    left = Signal()
    """Somebody closes it, and nothing that is said here may be lost."""

    def __init__(self, context: Context, parent: QWidget, photos: Sequence[PhotoId]) -> None:
        super().__init__(parent)
        self._context = context
        self._is_leaving = False
        self._warned: set[str] = set()
        self._is_held_down = False
        self._told_of: object = None
        self._build(photos)
        self._assemble(len(photos))

    def _build(self, photos: Sequence[PhotoId]) -> None:
        context = self._context
        self.banner = Banner()
        self.writer = PanelWriter(context, self)
        queue = self.writer.queue
        self.unwritten = Unwritten(context, self.banner, queue, super().reject)
        queue.failed.connect(self._stay)
        queue.held.connect(self._on_queue_held)
        queue.written.connect(self._on_queue_written)
        self.strip = PhotoStrip(context, photos)
        self.bursts = BurstNaming(context, self.strip, self.banner, self)
        self.statements = PanelStatements(
            context,
            self.writer,
            self.banner,
            self,
            beside=self.strip.in_sight,
            offer=lambda: self.people.way_out,
        )
        self.photo = PanelPhoto(context)
        self.canvas = self.photo.canvas
        self._name = ElidedLabel(Look.HEADING)
        self._place: QLabel = label("", Look.MUTED)
        self.previous = button(_("Previous"), "back", Look.QUIET, _("Page up"))
        self.next = button(_("Next"), "right", Look.QUIET, _("Page down"))
        self.verdicts = VerdictBar()
        self.kind = PanelKind()
        self.small = SmallPicture(self.canvas)
        self.people = PanelPeople(context, several=len(photos) > 1, picture=self.small)
        self._sight = InSight()
        self.line = PanelLine(self.people, self.strip, self._sight, self._show_line)
        self.people.field.textChanged.connect(self._on_field_text_changed)
        self.claim = PanelClaim(context.clerk)
        self.assessment = PanelAssessment(self.banner, context)
        self.rows = VerdictRows()
        self.details = PanelDetails()
        self.details.groups.said.connect(self.writer.tell_groups)
        self.history = PanelHistory(context)
        self.tabs = QTabWidget()
        self.leave = button(_("Close"))

    def _assemble(self, count: int) -> None:
        self.setWindowTitle(_("Names and kind"))
        several = count > 1
        for part in (self.strip, self.previous, self.next, self._place):
            part.setVisible(several)
        head = row(self._name, self.previous, self._place, self.next)
        head.setStretch(0, 1)
        shown = QWidget()
        left = column(head, self.photo, self.verdicts, self.strip, self.bursts.bar)
        left.setStretch(1, 1)
        shown.setLayout(left)
        said = column(
            card(self.kind),
            card(self.people, self.claim, gap=2 * GRID),
            self.assessment,
            None,
            gap=GRID + 4,
        )
        naming = (self.kind, self.people, self.claim, self.details, self.photo.cover)
        limit(self._context, Right.NAME, *naming)
        fill_tabs(self.tabs, said, self.rows, self.details, self.history)
        panes = Panes((shown, self.tabs), (760, 400), turns_below=720, tall=300)
        # Below one another they are seldom in sight together, and nobody names blindly.
        panes.turned.connect(self.small.want)
        self.photo.put_below_picture(self.banner)
        whole = column(panes, self.unwritten, row(None, self.leave), gap=GRID + 4)
        whole.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "photos", QSize(1180, 780))

    def reject(self) -> None:
        """Esc, once more where a name or a judgement would be lost.

        What is still being written is written first, and the window stays where that is refused
        or can't be done.
        """
        if self._is_leaving or not self._may_close() or not self.unwritten.may_leave():
            return
        self._is_leaving = True
        self.left.emit()
        if self.writer.queue.is_idle:
            super().reject()
        else:
            self.setEnabled(False)

    def _on_queue_written(self) -> None:
        if self._is_leaving:
            super().reject()

    def _on_queue_held(self) -> None:
        """Nobody is kept waiting in a window that can't be closed."""
        if self._is_leaving:
            self._stay()
            self.unwritten.may_leave()

    def _stay(self) -> None:
        """Something was refused, and is told here."""
        if self._is_leaving:
            self._is_leaving = False
            self.setEnabled(True)
            self.people.field.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own cross does what Esc does."""
        if not self._may_close():
            event.ignore()
            return
        super().closeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Whether a key is held down is known before it does anything, whoever it is for."""
        if isinstance(event, QKeyEvent):
            self._is_held_down = event.isAutoRepeat()
        return super().event(event)

    def may_turn(self) -> bool:
        """Whether other photos may come: a name is finished first, an assessment asked about."""
        self.details.settle()
        return not self.line.stops() and self._may_lose_assessment()

    def _may_close(self) -> bool:
        """Whether nothing is lost; said the first time, and the second time it is meant."""
        self.details.settle()
        waits = self._sight.is_held or self._sight.has_early
        return (
            self._may_lose(_name_lost(), self.line.is_begun)
            and self._may_lose(_waiting_lost(), waits)
            and (self.statements.is_judging or self._may_lose_assessment())
        )

    def _may_lose_assessment(self) -> bool:
        judged = self.assessment.judged
        if judged != self._told_of:
            # What was said of another one is not said of this.
            self._warned.discard(_assessment_lost())
            self._told_of = judged
        return self._may_lose(_assessment_lost(), self.assessment.is_begun)

    def _may_lose(self, said: str, is_lost: bool) -> bool:
        if not is_lost:
            self._warned.discard(said)
            return True
        if said in self._warned:
            # A key held down would answer what nobody has read.
            return not self._is_held_down
        self._warned.add(said)
        self.banner.say(said, tone="unknown", icon="warning")
        return False

    def _on_field_text_changed(self) -> None:
        """What was said of a name that stood there is not said of this one."""
        self._warned.discard(_name_lost())
        if self.banner.text == _name_lost():
            self.banner.hide()

    def _on_people_touched(self) -> None:
        """An old message is not about what is typed now; a warning stays until it is answered."""
        if not self._warned:
            self.banner.hide()

    def _show_line(self) -> None:
        """The line for names is on the first tab."""
        self.tabs.setCurrentIndex(0)

    def offer_leave(self) -> None:
        """There is nothing left but to close: Enter does it."""
        look(self.leave, Look.PRIMARY)
        self.leave.style().unpolish(self.leave)
        self.leave.style().polish(self.leave)
        self.leave.setFocus()

    def show_head(self, view: PanelView) -> None:
        """Say which photo is looked at, and how far that is through all of them."""
        sheet, sheets = view.current, view.sheets
        at, every = self.strip.photos.index(sheet.photo.id) + 1, len(self.strip.photos)
        text = _("{number} of {all}")
        if self.strip.bursts:
            text = _("Burst {number} of {all}")
            at, every = self.strip.burst + 1, len(self.strip.bursts)
        self._place.setText(text.format(number=format_number(at), all=format_number(every)))
        if len(sheets) > 1:
            many = ngettext("{count} photo chosen", "{count} photos chosen", len(sheets))
            self._name.say(many.format(count=format_number(len(sheets))))
        else:
            self._name.say(sheet.photo.name)

    def show_nothing(self) -> None:
        """Nothing can be said of the photos chosen, and nothing of others stands there."""
        self._place.setText("")
        self._name.say("")
        self.photo.show_nothing()
        self.people.show_people(())
        for part in (self.verdicts, self.rows):
            part.show_verdicts((), lambda _subject: "")


def _name_lost() -> str:
    return _("A name is not finished. Take or drop it, or do the same again to close without it.")


def _waiting_lost() -> str:
    return _(
        "What was said last waits for its photos. Wait a moment, or do the same again to close "
        "without it."
    )


def _assessment_lost() -> str:
    return _("The assessment is not saved yet. Save it, or do the same again to leave it.")
