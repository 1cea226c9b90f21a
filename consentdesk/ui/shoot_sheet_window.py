"""The shoot sheet on a screen: large, found by first letters, always as of now, gone at midnight.

It follows the register: a withdrawal shows within the moment. Once its day is over nobody's name is
left in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QTableView, QWidget

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.services.paper_shoot_sheet import as_of, group_word, what_it_means
from consentdesk.services.shoot_sheet import Listed, ShootSheet, Wish, make_sheet
from consentdesk.ui import doors
from consentdesk.ui.banner import Banner
from consentdesk.ui.column_widths import ColumnWidths
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import prepare_table
from consentdesk.ui.glyphs import Shape, Sign
from consentdesk.ui.models import SIGN_ROLE, IdModel
from consentdesk.ui.remembered import remember_size
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.tasks import Lane, Tasks
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import EmptyView, announce, button, column, label, row
from consentdesk.wording import destination_word

LARGER = 1.35
"""Times the size of other tables."""
EVERY = 15_000
"""Milliseconds after which the clock is looked at again."""
LOW = 64 * GRID
"""A window lower than this keeps its room for the names."""
NAME, GROUP = range(2)
FIXED = 2
"""Columns before those of the places."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person and the word for the group."""

    person: Listed
    group: str


def may() -> Sign:
    """Somebody may be shown there."""
    return Sign(Shape.YES, _("May be shown"), _("may"))


def may_not() -> Sign:
    """Somebody may not; no reason is told."""
    return Sign(Shape.NO, _("May not be shown"), _("may not"))


class SheetModel(IdModel[SubjectId, SheetRow]):
    """The people of a sheet, group by group; all at hand."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        self._shown: tuple[tuple[Destination, ...], ...] = ()
        self._may, self._may_not = may(), may_not()
        super().__init__(tasks, lambda _ids: {}, self._names(()), parent)

    def show_rows(
        self, rows: Sequence[SheetRow], places: tuple[tuple[Destination, ...], ...]
    ) -> None:
        """Show these people."""
        self._shown = places
        self.set_columns(self._names(places))
        self.show([r.person.subject for r in rows], {r.person.subject: r for r in rows})

    def cell(self, row: SheetRow, column: int, role: int) -> object:
        """Name, group, or a sign; whoever is kept out of situation photos has one at the end."""
        if column >= FIXED:
            sign = self._sign(row.person, column - FIXED)
            if role == SIGN_ROLE:
                return sign
            if sign is not None and role in {
                Qt.ItemDataRole.DisplayRole,
                Qt.ItemDataRole.ToolTipRole,
            }:
                return sign.word
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return (row.person.name, row.group)[column]
        return None

    def _sign(self, person: Listed, place: int) -> Sign | None:
        if place >= len(self._shown):
            return self._may_not if person.kept_out else None
        here = person.places.issuperset(self._shown[place])
        return self._may if here else self._may_not

    @staticmethod
    def _names(places: tuple[tuple[Destination, ...], ...]) -> tuple[str, ...]:
        heads = ("\n".join(destination_word(d) for d in some) for some in places)
        return (_("Name"), _("Group"), *heads, _("Situation\nphotos"))


class ShootSheetWindow(Dialog):
    """The sheet, and above it until when it is good."""

    def __init__(self, context: Context, parent: QWidget, sheet: ShootSheet, wish: Wish) -> None:
        super().__init__(parent)
        self._context = context
        self._sheet: ShootSheet | None = sheet
        # What is asked for again and again is this day, whatever day it is by then.
        self._wish = Wish(
            groups=wish.groups, staff=wish.staff, on=sheet.on, destinations=wish.destinations
        )
        self._build()
        self._connect()
        self._assemble()
        self._fill(sheet)

    def _build(self) -> None:
        self.until = Banner()
        self.banner = Banner()
        self.search = SearchField(_("First letters of a name"))
        self.count: QLabel = label("", Look.MUTED)
        self.as_of: QLabel = label("", Look.STRONG, wrap=True)
        self.model = SheetModel(self._context.tasks, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(_("Who may be shown"))
        self._enlarge()
        # Cut short, “may not” would read as its opposite.
        self._widths = ColumnWidths(self.table, whole=True)
        self.search.drive(self.table)
        self.over = EmptyView("clock")
        self.stack = QStackedWidget()
        self.again = button(_("Choose &others…"), "edit")
        self.leave = button(_("Close"), tip=_("Close (Esc)"))
        self._clock = QTimer(self)
        self._clock.setInterval(EVERY)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._find)
        self.again.clicked.connect(self._on_again_clicked)
        self.over.button.clicked.connect(self._on_again_clicked)
        self.leave.clicked.connect(self.accept)
        self._clock.timeout.connect(self.look_at_clock)
        self._context.register_changed.connect(self._read)
        self._context.register_left.connect(self.reject)
        self._context.covered.connect(self._on_context_covered)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Shoot sheet"))
        self._heading: QLabel = label(_("Who may be shown"), Look.TITLE)
        self._told: QLabel = label(what_it_means(), Look.MUTED, wrap=True)
        found = row(self.search, self.count)
        found.setStretch(0, 1)
        shown = QWidget()
        inner = column(self.until, self.as_of, self._told, found, self.table, gap=GRID)
        inner.setStretch(4, 1)
        shown.setLayout(inner)
        self.stack.addWidget(shown)
        self.stack.addWidget(self.over)
        foot = row(self.again, None, self.leave)
        whole = column(self._heading, self.stack, self.banner, foot, gap=GRID + 4)
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        remember_size(self, self._context.settings, "sheet", QSize(150 * GRID, 96 * GRID))

    @property
    def is_over(self) -> bool:
        """Whether its day is over and nothing is left to be seen."""
        return self._sheet is None

    def look_at_clock(self) -> None:
        """Take everything away once the day is over; on a new day before it, read again."""
        sheet = self._sheet
        if sheet is None:
            return
        if sheet.is_over(self._context.now()):
            self._end()
        elif sheet.is_ahead and self._context.now().astimezone(sheet.zone).date() > sheet.today:
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """A computer that slept through midnight shows nothing for a moment either."""
        self.look_at_clock()
        self._clock.start()
        super().showEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What was read once gives way to the names where there is little room."""
        super().resizeEvent(event)
        for part in (self._heading, self._told):
            part.setVisible(event.size().height() >= LOW)

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes back to the window may come back on another day."""
        if event.type() is QEvent.Type.ActivationChange:
            self.look_at_clock()
        super().changeEvent(event)

    def _enlarge(self) -> None:
        font = QFont(self.table.font())
        font.setPointSizeF(font.pointSizeF() * LARGER)
        self.table.setFont(font)
        self.table.horizontalHeader().setFont(font)
        prepare_table(self.table)
        # Two places may stand below each other.
        self.table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideNone)

    def _read(self) -> None:
        """Judge everybody again."""
        context, wish = self._context, self._wish
        if self._sheet is None or not context.is_open:
            return
        at = context.now()
        context.tasks.run(
            self,
            lambda report: make_sheet(context.register, at, wish, report),
            self._fill,
            failed=self._on_refused,
            lane=Lane.LONG,
            replaces="sheet",
        )

    def _fill(self, sheet: ShootSheet) -> None:
        if self._sheet is None:
            return
        self._sheet = sheet
        said = _("Good until the evening of {day}. Then nobody is shown here any more.")
        self.until.say(said.format(day=format_date(sheet.on)), icon="clock", stays=True)
        self.as_of.setText(as_of(sheet))
        words = (may().short, may_not().short)
        signs = range(FIXED, FIXED + len(sheet.columns) + 1)
        self._find()
        groups = {GROUP: [group_word(part) for part in sheet.parts]}
        self._widths.expect({**groups, **dict.fromkeys(signs, words)}, signs)

    def _find(self) -> None:
        sheet, typed = self._sheet, self.search.text()
        if sheet is None:
            return
        rows = [
            SheetRow(person, group_word(part))
            for part in sheet.parts
            for person in part.people
            if person.begins_with(typed)
        ]
        self.model.show_rows(rows, sheet.columns)
        if rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        said = ngettext("{count} person", "{count} people", len(rows))
        self.count.setText(said.format(count=format_number(len(rows))))
        if self.search.hasFocus():
            announce(self.search, self.count.text())

    def _end(self) -> None:
        """Leave nobody's name behind."""
        sheet, self._sheet = self._sheet, None
        self._clock.stop()
        self.search.clear()
        self.model.show_rows((), ())
        self.until.hide()
        self.as_of.setText("")
        day = format_date(sheet.on) if sheet is not None else ""
        self.over.say(
            _("This sheet is over"),
            _("It was good until the evening of {day}.").format(day=day),
            _("Make a new one…"),
        )
        self.stack.setCurrentWidget(self.over)
        self.again.hide()
        self.over.button.setFocus()

    def _on_refused(self, error: ConsentDeskError) -> None:
        """What can't be judged any more isn't shown any more."""
        if error.problem is not Problem.SHEET_DAY_OVER:
            self.banner.tell(error)
        self._end()

    def _on_again_clicked(self) -> None:
        behind = self.parentWidget()
        if behind is not None:
            doors.open_shoot_sheet(self._context, behind)
        self.accept()

    def _on_context_covered(self, hidden: object) -> None:
        """Names are hidden here too while nobody is at the desk."""
        self.setVisible(not hidden)


def open_sheet_window(
    context: Context, dialog: QWidget, sheet: ShootSheet, wish: Wish
) -> ShootSheetWindow:
    """Show the sheet beside the window behind the dialog it was chosen in."""
    behind = dialog.parentWidget()
    window = ShootSheetWindow(
        context, behind.window() if behind is not None else dialog, sheet, wish
    )
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    window.show()
    window.search.setFocus()
    return window
