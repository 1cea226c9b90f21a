"""What may leave and what may not: the clear pictures, and the others by what stands in the way.

Each cause has its pictures and its buttons, so that one form, one name or one cover helps all of
them at once. There is no button that lets a withheld picture out.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from consentdesk.domain.covers import unknown
from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.texts import file_label
from consentdesk.ui.chips import Chips
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.export_reading import Obstacle, PlanView, all_withheld
from consentdesk.ui.finding_list import FindingList, FindingModel
from consentdesk.ui.flow_layout import FlowLayout
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.people_chips import PeopleChips
from consentdesk.ui.progress_bar import ProgressBar
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.who_finding import Person
from consentdesk.ui.widgets import EmptyView, button, column, label, row
from consentdesk.ui.wrapped_lines import WrappedLines
from consentdesk.wording import listed

if TYPE_CHECKING:
    from consentdesk.services.forward import Step
    from consentdesk.services.gathering import Skipped
    from consentdesk.services.planning import SamePhoto

CLEAR, WITHHELD = "clear", "withheld"
NAMED = 3
"""Files that are told by name."""
Offer = tuple[str, str, Callable[[], None]]
"""A button: its text, its icon, and what it does."""


class ExportPlan(QWidget):
    """The two lists."""

    photos_wanted = Signal(object)
    """PhotoIds about which more is to be said."""
    forms_wanted = Signal(object)
    """SubjectIds for whom a form is to be printed."""
    answers_wanted = Signal(object)
    """The Serial of a form whose answers are to be journaled."""
    cover_wanted = Signal(object)
    """A SubjectId to be covered in the copies."""
    uncover_wanted = Signal(object)
    """A SubjectId not to be covered after all."""
    register_wanted = Signal(object)
    """Paths of files to be taken into the register."""
    check_wanted = Signal(object)
    """Paths of files that look like photos of the register."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view: PlanView | None = None
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        context = self._context
        self.parts = Chips(_("Show"))
        self.parts.offer([(CLEAR, ""), (WITHHELD, "")], CLEAR)
        self._covered_word: QLabel = label(_("Covered:"), Look.MUTED)
        self.covered = PeopleChips(_("Covered in the copies"))
        self.covered.hide()
        self._covered_word.hide()
        self.same: QLabel = label("", Look.MUTED, wrap=True)
        self.same.hide()
        self.raws: QLabel = label("", Look.MUTED, wrap=True)
        self.raws.hide()
        self.bar = ProgressBar(_("Progress of the check"))
        self._progress: QLabel = label("", Look.MUTED)
        self._working = QWidget()
        self.clear_model = FindingModel(context.thumbnails, self)
        self.clear_list = FindingList(context, self.clear_model, _("May be exported"), across=True)
        self.none_clear = EmptyView("export")
        self.obstacles_model: LineModel[Obstacle] = LineModel(self)
        self.obstacles = LineList(_("What stands in the way"), self.obstacles_model)
        self.obstacles.setItemDelegate(WrappedLines(self.obstacles))
        self._whole: QLabel = label("", Look.STRONG, wrap=True)
        self._flow = FlowLayout()
        self._steps = QWidget()
        self._buttons: list[QPushButton] = []
        self.held_model = FindingModel(context.thumbnails, self)
        self.held_list = FindingList(context, self.held_model, _("Left out"), across=True)
        self.none_held = EmptyView("done")
        self._stack = QStackedWidget()
        self._split = QSplitter(Qt.Orientation.Horizontal)

    def _connect(self) -> None:
        self.parts.picked.connect(self._show_part)
        self.obstacles.picked.connect(self._on_obstacles_picked)
        self.covered.removed.connect(self._on_covered_removed)
        for shown in (self.clear_list, self.held_list):
            shown.opened.connect(self._on_list_opened)

    def _assemble(self) -> None:
        self._steps.setLayout(self._flow)
        self._working.setLayout(column(self._progress, self.bar, gap=4))
        detail = QWidget()
        inner = column(self._whole, self._steps, self.held_list, gap=GRID)
        inner.setStretch(2, 1)
        detail.setLayout(inner)
        self._split.addWidget(self.obstacles)
        self._split.addWidget(detail)
        self._split.setSizes([360, 540])
        self._split.setStretchFactor(1, 1)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(2 * GRID)
        for view in (self.clear_list, self.none_clear, self._split, self.none_held):
            self._stack.addWidget(view)
        top = row(self.parts, None, self._covered_word, self.covered, gap=GRID)
        top.setStretch(0, 1)
        whole = column(self._working, top, self.same, self.raws, self._stack, gap=GRID + 4)
        whole.setStretch(4, 1)
        self.setLayout(whole)
        self._working.hide()
        self.none_held.say(_("Nothing is left out."))

    @property
    def part(self) -> str:
        """Which list is shown: `clear` or `withheld`."""
        return str(self.parts.value)

    def show_part(self, part: str) -> None:
        """Show the clear ones or those withheld."""
        self.parts.pick(part)
        self._show_part()

    def tell_progress(self, done: int, total: int) -> None:
        """So far the check has come; a total of 0 is not known yet."""
        self._working.show()
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        if total:
            text = _("Looking at the pictures: {done} of {total}")
            said = text.format(done=format_number(done), total=format_number(total))
        else:
            said = _("Looking for pictures…")
        self._progress.setText(said)

    def end_progress(self) -> None:
        """The check is over."""
        self._working.hide()

    def show_plan(self, view: PlanView) -> None:
        """Show what may leave and what may not."""
        self._view = view
        clear, withheld = len(view.clear), len(view.withheld)
        may = ngettext("{count} may be exported", "{count} may be exported", clear)
        held = ngettext("{count} is left out", "{count} are left out", withheld)
        self.parts.offer(
            [
                (CLEAR, may.format(count=format_number(clear))),
                (WITHHELD, held.format(count=format_number(withheld))),
            ],
            self.parts.value,
        )
        self.clear_model.renew(view.clear)
        self._show_same(view.plan.same)
        self._show_obstacles(view)
        self._show_covered(view.covered)
        self._show_part()

    def _show_part(self) -> None:
        view = self._view
        if view is None:
            return
        if self.part == CLEAR:
            none = ngettext(
                "This picture may not be exported.",
                "None of these pictures may be exported.",
                len(view.withheld),
            )
            self.none_clear.say(
                none,
                _("See what stands in the way; most of it takes a minute."),
                _("See why"),
            )
            self._stack.setCurrentWidget(self.clear_list if view.clear else self.none_clear)
        else:
            self._stack.setCurrentWidget(self._split if view.withheld else self.none_held)

    def _show_same(self, same: "Sequence[SamePhoto]") -> None:
        """Files that are no copies of their own, by name as far as a line has room for them."""
        text = ngettext(
            "{names} is the same photo as another file here: one copy leaves.",
            "{names} are the same photos as other files here: one copy of each leaves.",
            len(same),
        )
        names = [file_label(one.path.name) for one in same[:NAMED]]
        if len(same) > NAMED:
            more = ngettext("{count} more", "{count} more", len(same) - NAMED)
            names.append(more.format(count=format_number(len(same) - NAMED)))
        self.same.setText(text.format(names=listed(names)) if same else "")
        self.same.setVisible(bool(same))

    def tell_raws(self, left_out: "Sequence[Skipped]") -> None:
        """The cameras' raw files among what was left out: none of them leaves."""
        from consentdesk.services.gathering import Skip, harmless_raws
        from consentdesk.services.left_out_words import left_out_words

        raws = [one for one in harmless_raws(left_out) if one.why is Skip.RAW]
        self.raws.setText(left_out_words(raws, lambda path: file_label(path.name)))
        self.raws.setVisible(bool(raws))

    def _show_obstacles(self, view: PlanView) -> None:
        before = self.obstacles.value
        entries = [_entry(o) for o in (*view.obstacles, all_withheld(view.withheld))]
        self.obstacles_model.show(entries)
        kept = 0
        if isinstance(before, Obstacle):
            keys = [o.key for o in view.obstacles]
            kept = keys.index(before.key) if before.key in keys else 0
        self.obstacles.setCurrentIndex(self.obstacles_model.index(kept))
        self._on_obstacles_picked(self.obstacles.value)

    def _show_covered(self, people: Sequence[Person]) -> None:
        self.covered.show_people([(p, "") for p in people])
        self._covered_word.setVisible(bool(people))

    def _on_obstacles_picked(self, picked: object) -> None:
        if not isinstance(picked, Obstacle):
            return
        self._whole.setText(picked.whole)
        self._whole.setVisible(bool(picked.whole))
        self.held_model.show(picked.rows)
        for old in self._buttons:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []
        for text, icon, then in (o for step in picked.steps for o in self._offers(step, picked)):
            made = button(text.replace("&", "&&"), icon)
            made.clicked.connect(lambda _checked, then=then: then())
            self._buttons.append(made)
            self._flow.addWidget(made)
        self._steps.setVisible(bool(self._buttons))

    def _offers(self, step: "Step", picked: Obstacle) -> Iterator[Offer]:
        """The buttons for one step towards letting those pictures out."""
        from consentdesk.services.forward import Way

        count, name = len(picked.rows), picked.title
        photos = partial(self.photos_wanted.emit, picked.photos)
        match step.way:
            case Way.CONFIRM:
                then = partial(self.check_wanted.emit, picked.paths)
                yield _("Look at them side by side…"), "eye", then
            case Way.REGISTER:
                text = ngettext("Register {count} picture…", "Register {count} pictures…", count)
                then = partial(self.register_wanted.emit, picked.paths)
                yield text.format(count=format_number(count)), "add", then
            case Way.NAME:
                yield _("Names and kind…"), "people", photos
            case Way.ASSESS:
                yield _("Assess the situation…"), "eye", photos
            case Way.RIGHTS:
                yield _("Photographer and right to use…"), "edit", photos
            case Way.JOURNAL if picked.waiting is not None:
                then = partial(self.answers_wanted.emit, picked.waiting)
                yield _("Journal the answers for {name}…").format(name=name), "journal", then
            case Way.ASK:
                then = partial(self.forms_wanted.emit, step.subjects)
                yield _("Print a form for {name}…").format(name=name), "print", then
            case Way.COVER:
                yield from self._cover_offers(step, picked)
            case Way.COVER_UNKNOWN:
                then = partial(self._cover_unknown, picked.photos)
                yield _("Cover who has no name…"), "shield", then

    def _cover_unknown(self, photos: Sequence[PhotoId]) -> None:
        from consentdesk.ui.cover_window import open_covering

        open_covering(self._context, self, photos, unknown(1))

    def _cover_offers(self, step: "Step", picked: Obstacle) -> Iterator[Offer]:
        """Covering helps where the face is marked; where it is not, it can be."""
        if picked.marked:
            text = ngettext(
                "Cover {name} on {count} picture", "Cover {name} on {count} pictures", picked.marked
            )
            text = text.format(name=picked.title, count=format_number(picked.marked))
            for subject in step.subjects:
                yield text, "shield", partial(self.cover_wanted.emit, subject)
        if picked.marked < len(picked.rows):
            text = _("Mark where {name} is…").format(name=picked.title)
            yield text, "edit", partial(self.photos_wanted.emit, picked.photos)

    def _on_covered_removed(self, person: Person) -> None:
        self.uncover_wanted.emit(person.id)

    def _on_list_opened(self, opened: object) -> None:
        photo = getattr(getattr(opened, "finding", None), "photo", None)
        if photo is not None:
            self.photos_wanted.emit((photo,))


def _entry(obstacle: Obstacle) -> Entry[Obstacle]:
    count = len(obstacle.rows)
    pictures = ngettext("{count} picture", "{count} pictures", count)
    said = pictures.format(count=format_number(count))
    is_named = obstacle.whole not in {"", obstacle.title}
    line = Line(
        heading=obstacle.title,
        detail=obstacle.whole if is_named else said,
        aside=format_number(count) if is_named else "",
        sign=obstacle.sign,
    )
    return Entry(line, obstacle)
