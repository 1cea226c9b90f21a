"""The people: a search, the groups, and a table with one sign for each purpose.

Finding them is the register's; opening one, enrolling and printing are other windows'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTableView,
    QWidget,
)

from consentdesk.domain.acts import Purpose
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Right
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.storage.values import SubjectFilter
from consentdesk.ui import doors
from consentdesk.ui.chips import Chips
from consentdesk.ui.choices import Choice, chosen, offer
from consentdesk.ui.column_widths import ColumnWidths
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import prepare_table
from consentdesk.ui.first_rows import FIRST, let_paint
from consentdesk.ui.glyphs import sign_of_state
from consentdesk.ui.limits import limit
from consentdesk.ui.page import Page
from consentdesk.ui.people_model import (
    AGE,
    FIXED,
    GROUP,
    PeopleModel,
    PersonRow,
    never_shown,
    read_people,
)
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.tasks import Job, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.throwing_away import TrashLink, throw_away, trash_action
from consentdesk.ui.widgets import EmptyView, PageHeader, announce, button, column, row
from consentdesk.wording import purpose_word

AT_ONCE = 16
"""Rows read together with the ids: as many as a window shows."""
MOST_CHIPS = 12
"""With more groups than this, a list to choose from takes the place of the chips."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, with the first rows.

    What there is to choose from is only read again where the register may have changed; `groups` is
    None otherwise. With `more`, these are the first of many, and the rest is being looked for.
    """

    ids: tuple[SubjectId, ...]
    rows: dict[SubjectId, PersonRow]
    purposes: tuple[Purpose, ...]
    groups: tuple[str, ...] | None
    more: bool = False


class PeoplePage(Page):
    """The table of people."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._everybody: Found | None = None
        self._job: Job | None = None
        self._waited_for: tuple[SubjectId, ...] = ()
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._header = PageHeader(_("People"))
        self._new = button(
            _("New person…"), "person-add", Look.PRIMARY, _("Enrol somebody (Ctrl+N)")
        )
        self.print_button = button(
            _("Print forms…"), "print", tip=_("Forms for the people chosen, or blank ones (Ctrl+P)")
        )
        self.sheet = button(
            _("Shoot sheet…"), "eye", tip=_("Who may be shown, for whoever takes the pictures")
        )
        self.more = button(_("With those chosen"), "more")
        self.more.setMenu(QMenu(self.more))
        self.more.hide()
        limit(self.context, Right.KEEP_PEOPLE, self._new, self.more)
        limit(self.context, Right.ASK, self.print_button)
        self.search = SearchField(_("Search by name"))
        self.lacking = QComboBox()
        self.lacking.setAccessibleName(_("Show only people who lack a permission"))
        self.left = QCheckBox(_("Also those who have &left"))
        self.groups = Chips(_("Group"))
        self._group_list = QComboBox()
        self._group_list.setAccessibleName(_("Group"))
        self._group_list.hide()
        self.model = PeopleModel(self.context, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(_("People"))
        prepare_table(self.table)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._widths = ColumnWidths(self.table)
        self._size_columns(())
        self.search.drive(self.table)
        self.throw = trash_action(self.table, self._on_throw_triggered)
        limit(self.context, Right.KEEP_PEOPLE, self.throw)
        self.trash = TrashLink(self.context, self)
        self.empty = EmptyView("people")
        self._stack = QStackedWidget()

    def _connect(self) -> None:
        self._new.clicked.connect(self._on_new_clicked)
        self.print_button.clicked.connect(self._on_print_clicked)
        self.sheet.clicked.connect(self._on_sheet_clicked)
        self.more.menu().aboutToShow.connect(self._on_more_shown)
        self.search.textChanged.connect(self._find)
        self.search.chosen.connect(self._on_search_chosen)
        self.lacking.activated.connect(self._find)
        self.left.toggled.connect(self._find)
        self.groups.picked.connect(self._find)
        self._group_list.activated.connect(self._find)
        self.table.activated.connect(self._on_table_activated)
        self.table.customContextMenuRequested.connect(self._on_table_menu_requested)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.model.modelReset.connect(self._on_selection_changed)
        self.empty.button.clicked.connect(self._on_empty_clicked)

    def _assemble(self) -> None:
        self._header.add_action(self.more)
        self._header.add_action(self.print_button)
        self._header.add_action(self._new)
        filters = row(self.search, self._group_list, self.lacking, self.left, gap=GRID + 4)
        filters.setStretch(0, 1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        foot = (self.trash, self.banner)
        narrowed = row(self.groups, self.sheet)
        narrowed.setStretch(0, 1)
        narrowed.setAlignment(self.sheet, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        whole = column(self._header, filters, narrowed, self._stack, *foot, gap=GRID + 4)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """People, and the group shown."""
        group = self._group()
        return _("People – {group}").format(group=group) if group else _("People")

    @property
    def help_text(self) -> str:
        """What the page is for, and its keys."""
        return _(
            "Everybody who may be photographed. Each column at the right is one purpose: a tick "
            "means that a journaled permission exists today.\n\n"
            "Type to search; the arrow keys move in the list while you type. Enter opens a "
            "person. Choose several with Shift or Ctrl, then print forms for all of them, move "
            "them to another group or set their last day here. Delete moves whoever was entered by "
            "mistake to the trash."
        )

    @property
    def main_part(self) -> QWidget:
        """The table."""
        return self.table

    @property
    def search_field(self) -> QLineEdit:
        """The search by name."""
        return self.search

    @property
    def chosen_subjects(self) -> tuple[SubjectId, ...]:
        """Those whose rows are selected, in the order of the list."""
        rows = sorted(i.row() for i in self.table.selectionModel().selectedRows())
        return tuple(self.model.id_at(r) for r in rows)

    def read(self) -> None:
        """Find the people again, and what there is to choose from."""
        self._search(whole=True)
        self.trash.read()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the table opens a person, wherever Qt would not."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.table.hasFocus():
            self._open(self.table.currentIndex())
            return
        super().keyPressEvent(event)

    def _group(self) -> str:
        value = self.groups.value if not self.groups.isHidden() else self._group_list.currentData()
        return str(value) if value else ""

    def _size_columns(self, purposes: Sequence[Purpose]) -> None:
        """The signs keep their words as long as there is room for them."""
        words = [sign_of_state(state).short for state in PermissionState] + [never_shown().short]
        signs = range(FIXED, FIXED + len(purposes))
        fixed = {GROUP: ("x" * 9,), AGE: ("99",)}
        self._widths.expect({**fixed, **dict.fromkeys(signs, words)}, signs)

    def _find(self) -> None:
        self._search(whole=False)

    def _search(self, *, whole: bool) -> None:
        if not self.context.is_open:
            return
        context = self.context
        whole = whole or not self.lacking.count()
        lacking = chosen(self.lacking)
        wanted = SubjectFilter(
            text=self.search.text(),
            group=self._group() or None,
            lacking=Purpose(lacking) if lacking else None,
            left=self.left.isChecked(),
        )

        # Clearing a search shows a long list at once: it was read with the page and still holds.
        if wanted == SubjectFilter() and self._everybody is not None and not whole:
            if self._job is not None:
                self._job.replace()
            self._on_found(replace(self._everybody, groups=None))
            return

        # Only these are found sooner where not all are looked for. A list that is read again stays
        # where it is.
        plain = wanted == SubjectFilter(text=wanted.text, left=wanted.left)
        limit = FIRST if wanted.text and plain and not whole else None

        def work() -> Found:
            with context.register.read() as reader:
                today = reader.today(context.now())
                ids = reader.find_subjects(wanted, today, limit)
                first = read_people(reader, ids[:AT_ONCE], today)
                groups = reader.groups() if whole else None
                return Found(ids, first, reader.policy.purposes, groups, len(ids) == limit)

        self._job = context.tasks.run(
            self,
            lambda _progress: work(),
            lambda found: self._on_read(found, wanted),
            failed=self.banner.tell,
            replaces="find",
        )

    def _find_rest(self, wanted: SubjectFilter, first: Found) -> None:
        """Look for all of them while the first are shown."""
        context = self.context

        def work(progress: Progress) -> Found:
            let_paint(progress)
            with context.register.read() as reader:
                ids = reader.find_subjects(wanted, reader.today(context.now()))
                return replace(first, ids=ids, groups=None, more=False)

        self._job = context.tasks.run(
            self,
            work,
            self._on_found,
            failed=self.banner.tell,
            replaces="find",
        )

    def _on_read(self, found: Found, wanted: SubjectFilter) -> None:
        if wanted == SubjectFilter():
            self._everybody = found
        elif found.groups is not None:
            self._everybody = None
        self._on_found(found)
        if found.more:
            self._find_rest(wanted, found)

    def _on_found(self, found: Found) -> None:
        if found.groups is not None:
            self._offer(found.groups, found.purposes)
        before = self._waited_for or self.chosen_subjects
        self.model.set_purposes(found.purposes)
        self._size_columns(found.purposes)
        self.model.show(found.ids, found.rows)
        self._select(before)
        # Some of those chosen may come with the rest.
        self._waited_for = before if found.more else ()
        self._say_how_many(len(found.ids), more=found.more)
        self._show_empty(nobody=not found.ids)
        self.titled.emit(self.title)

    def _say_how_many(self, count: int, *, more: bool) -> None:
        if more:
            least = ngettext("At least {count} person", "At least {count} people", count)
            self._header.say(least.format(count=format_number(count)))
            return
        people = ngettext("{count} person", "{count} people", count)
        said = people.format(count=format_number(count))
        self._header.say(said)
        if self.search.hasFocus():
            announce(self.search, said)

    def _offer(self, groups: Sequence[str], purposes: Sequence[Purpose]) -> None:
        group = self._group()
        choices: list[Choice] = [("", _("All groups")), *((g, g) for g in groups)]
        many = len(groups) > MOST_CHIPS
        self.groups.setVisible(not many and bool(groups))
        self._group_list.setVisible(many)
        if many:
            offer(self._group_list, choices, group)
        else:
            self.groups.offer(choices, group)
        lacks = _("Lacks {purpose}")
        offer(
            self.lacking,
            [
                ("", _("All permissions")),
                *((p, lacks.format(purpose=purpose_word(p))) for p in purposes),
            ],
            chosen(self.lacking),
        )

    def _select(self, subjects: Sequence[SubjectId]) -> None:
        """Choose these again after the list changed, or the first line."""
        flag = QItemSelectionModel.SelectionFlag
        places = [p for s in subjects if (p := self.model.place_of(s)) is not None]
        for place in places:
            self.table.selectionModel().select(self.model.index(place, 0), flag.Select | flag.Rows)
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.selectionModel().setCurrentIndex(
                self.model.index(places[0] if places else 0, 0), flag.NoUpdate
            )

    def _show_empty(self, *, nobody: bool) -> None:
        filtered = bool(self.search.text() or self._group() or chosen(self.lacking))
        self._stack.setCurrentWidget(self.empty if nobody else self.table)
        if nobody and self.search.text():
            self.empty.say_nothing_found(self.search.text())
        elif nobody and filtered:
            self.empty.say(_("Nobody found"), "", _("Show everybody"))
        elif nobody:
            self.empty.say(
                _("Your children and young people will stand here."),
                _("Drag a class list here, or enrol them one by one."),
                _("Choose class list…"),
            )

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.context.show_subject(self.model.id_at(index.row()))

    def _on_search_chosen(self) -> None:
        index = self.table.currentIndex()
        self._open(index if index.isValid() else self.model.index(0, 0))

    def _on_table_activated(self, index: QModelIndex) -> None:
        self._open(index)

    def _on_selection_changed(self) -> None:
        count = len(self.table.selectionModel().selectedRows())
        said = ngettext("Print {count} form…", "Print {count} forms…", count).format(count=count)
        self.print_button.setText(said if count else _("Print forms…"))
        self.more.setVisible(bool(count))

    def _on_table_menu_requested(self, at: QPoint) -> None:
        people = self.chosen_subjects
        if not people:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if len(people) == 1:
            open_it = menu.addAction(_("&Open"))
            open_it.triggered.connect(lambda: self.context.show_subject(people[0]))
        print_ = menu.addAction(self.print_button.text(), self._on_print_clicked)
        limit(self.context, Right.ASK, print_)
        self._offer_with(menu, people)
        if len(people) == 1:
            menu.addSeparator()
            withdraw = menu.addAction(
                _("&Withdraw permission…"),
                lambda: doors.open_withdraw(self.context, self, people[0]),
            )
            limit(self.context, Right.FILE, withdraw)
        menu.popup(self.table.viewport().mapToGlobal(at))

    def _on_more_shown(self) -> None:
        self.more.menu().clear()
        self._offer_with(self.more.menu(), self.chosen_subjects)

    def _offer_with(self, menu: QMenu, people: tuple[SubjectId, ...]) -> None:
        """What is done with several people as with one."""
        move = menu.addAction(
            _("&Move to another group…"),
            lambda: doors.open_move(self.context, self, self.banner, people),
        )
        leave = menu.addAction(
            _("Set their last &day here…"),
            lambda: doors.open_leave(self.context, self, self.banner, people),
        )
        menu.addSeparator()
        menu.addAction(self.throw)
        limit(self.context, Right.KEEP_PEOPLE, move, leave)

    def _on_throw_triggered(self) -> None:
        throw_away(self, subjects=self.chosen_subjects)

    def _on_new_clicked(self) -> None:
        doors.open_enrol(self.context, self, self.banner, group=self._group())

    def _on_print_clicked(self) -> None:
        doors.open_print(self.context, self, self.chosen_subjects)

    def _on_sheet_clicked(self) -> None:
        doors.open_shoot_sheet(self.context, self)

    def _on_empty_clicked(self) -> None:
        if self.search.text():
            self.search.clear()
            self.search.setFocus()
        elif self._group() or chosen(self.lacking):
            self.lacking.setCurrentIndex(0)
            self._group_list.setCurrentIndex(0)
            self.groups.pick("")
            self._find()
        else:
            self.context.show_page("class_list", "choose")
