"""A class list on one page: its columns and what they are, its people and what becomes of each.

Reading, comparing and writing are `services.class_list`'s; nothing is written before the button
that says how many is pressed, and Ctrl+Z takes all of it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QScrollArea, QStackedWidget, QTableView, QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import doors, file_kinds, icons
from consentdesk.ui.chips import Chips
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import prepare_table, row_height
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.list_columns import ListColumns
from consentdesk.ui.list_model import LETTERS, ListModel, ListRow, list_rows
from consentdesk.ui.list_reading import ListFile, ListPlan, plan_list, read_list, samples
from consentdesk.ui.page import Page
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.undo import push
from consentdesk.ui.widgets import (
    EmptyView,
    PageHeader,
    announce,
    button,
    column,
    label,
    roomy,
    scrolled,
)
from consentdesk.words import field_word, list_kind_word

if TYPE_CHECKING:
    from consentdesk.domain.people import SubjectId
    from consentdesk.services.class_list.columns import Columns
    from consentdesk.services.class_list.importing import Imported
    from consentdesk.storage.register import Register

CHOOSE = "choose"
"""What the page is told to open the dialog for files at once."""
_KINDS = ("NEW", "CHANGED", "EXISTING", "PROBLEM")


class ClassListPage(Page):
    """The page of one list; empty until there is one."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._register: Register | None = None
        self._file: ListFile | None = None
        self._columns: Columns | None = None
        self._changing: tuple[int, Columns] | None = None
        self._found: ListPlan | None = None
        self._rows: dict[int, ListRow] = {}
        self._is_importing = False
        self._twins: frozenset[int] = frozenset()
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.header = PageHeader(_("Class list"))
        self.choose = button(
            _("Another list…"), "folder", Look.QUIET, _("Choose a class list (Ctrl+I)")
        )
        self.go = button(_("Import"), "add", Look.PRIMARY)
        self.columns = ListColumns()
        self._area: QScrollArea = follow_focus(scrolled(self.columns))
        self.note = label("", wrap=True)
        self.note.hide()
        self.kinds = Chips(_("What becomes of them"))
        self.twin = button(_("There really are two"), "people", Look.QUIET)
        self.leaving = button("", "person", Look.QUIET)
        self.model = ListModel(self.context.tasks, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(_("People on the list"))
        prepare_table(self.table)
        self.empty = EmptyView("people")
        self._stack = QStackedWidget()

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_file)
        self.empty.button.clicked.connect(self.choose_file)
        self.go.clicked.connect(self._on_go_clicked)
        self.columns.column_changed.connect(self._on_columns_column_changed)
        self.columns.group_changed.connect(self._on_columns_group_changed)
        self.columns.sheet_changed.connect(self._on_columns_sheet_changed)
        self.columns.resized.connect(self._fit_columns)
        self.kinds.picked.connect(self._show_rows)
        self.twin.clicked.connect(self._on_twin_clicked)
        self.leaving.clicked.connect(self._on_leaving_clicked)
        self.table.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self.model.modelReset.connect(self._on_selection_changed)

    def _assemble(self) -> None:
        self.header.add_action(self.go)
        self.header.subtitle.setWordWrap(True)
        inside = QWidget()
        # Above the lines: a message at the foot moves nothing that can be clicked.
        beside = flow(self.choose, self.leaving, self.twin)
        whole = column(self._area, self.note, beside, self.kinds, self.table, gap=GRID)
        whole.setStretch(4, 1)
        inside.setLayout(whole)
        self.table.setMinimumHeight(5 * row_height(self.table.fontMetrics()))
        self._stack.addWidget(roomy(self.empty))
        self._stack.addWidget(follow_focus(roomy(inside)))
        self.empty.say(
            _("Drag a class list here."),
            _("CSV, Excel or ODS, as your school system exports it. Nothing is saved yet."),
            _("Choose class list…"),
        )
        page = column(self.header, self._stack, self.banner, gap=GRID + 4)
        page.setStretch(1, 1)
        self.setLayout(page)
        self._show_list()

    @property
    def title(self) -> str:
        """The name of the list."""
        if self._file is None:
            return _("Class list")
        return _("Class list – {name}").format(name=self._file.path.name)

    @property
    def help_text(self) -> str:
        """What the page is for, and its keys."""
        return _(
            "A class list as your school system exports it. Above stand the columns of the list; "
            "choose below each what it is. What you choose is remembered for the next list with "
            "the same headings.\n\n"
            "Below stand the people. Whoever is in the register already is never doubled, and "
            "nobody missing from the list is changed. A line that lacks something has a sign and "
            "the reason, and is left out. Of a CPR number or personnummer only the birth date is "
            "kept. Ctrl+Z takes the whole import back until a form rests on it."
        )

    @property
    def main_part(self) -> QWidget:
        """The people on the list, or the button for one."""
        return self.table if self._file is not None else self.empty.button

    @property
    def chosen_subjects(self) -> tuple[SubjectId, ...]:
        """Everybody on the list who is in the register."""
        plan = self._found.plan if self._found is not None else None
        lines = plan.lines if plan is not None else ()
        return tuple(one.subject.id for one in lines if one.subject is not None)

    def start(self) -> None:
        """The keyboard is on the button that goes on."""
        if self._file is None:
            self.empty.button.setFocus()
        else:
            (self.go if self.go.isEnabled() else self.table).setFocus()

    def show_part(self, part: str) -> None:
        """Ask for a file at once."""
        if part == CHOOSE:
            self.choose_file()

    def read(self) -> None:
        """Hold the list against the register again; another register has nothing to do with it."""
        if self._register is not self.context.register:
            self._register = self.context.register
            self._forget()
        self._compare()

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Take a list dropped on the page."""
        if len(paths) != 1 or not file_kinds.is_list(paths[0]):
            return False
        self.open_list(paths[0])
        return True

    def choose_file(self) -> None:
        """Ask for a list and read it."""
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Choose class list"), "", file_kinds.lists()
        )
        if name:
            self.open_list(Path(name))

    def open_list(self, path: Path, sheet: str = "") -> None:
        """Read that list and show what is in it."""
        self.banner.hide()
        context = self.context
        context.tasks.run(
            self,
            lambda _progress: read_list(context, path, sheet),
            self._on_read,
            failed=self.banner.tell,
            lane=Lane.LONG,
            title=_("Reading the class list"),
            replaces="file",
        )

    def _fit_columns(self) -> None:
        """The columns take what they need, and no more than a third of the page."""
        needed = self.columns.heightForWidth(max(self.columns.width(), 1))
        self._area.setFixedHeight(min(needed, max(self.columns.line_height, self.height() // 3)))

    def _forget(self) -> None:
        self._file = self._columns = self._found = None
        self._twins = frozenset()
        self._show_list()

    def _on_read(self, file: ListFile) -> None:
        self._register = self.context.register
        self._file, self._columns, self._found = file, file.columns, None
        self._twins, self._changing = frozenset(), None
        self.columns.show_sheets(file.table.sheets, file.table.sheet)
        said = "group" in file.columns.fields
        self.columns.show_groups(file.groups, "" if said else file.group)
        self._show_columns()
        self._show_list()
        self.titled.emit(self.title)
        self._compare()

    def _show_columns(self) -> None:
        from consentdesk.services.class_list.columns import headings
        from consentdesk.services.class_list.fields import Field

        if self._file is None or self._columns is None:
            return
        heads = headings(self._file.table, self._columns)
        self.columns.show_columns(_apart(heads), self._columns, samples(self._file), tuple(Field))
        self._fit_columns()

    def _compare(self) -> None:
        file, columns = self._file, self._columns
        if file is None or columns is None:
            return
        context, group, twins = self.context, self.columns.said_group, self._twins
        context.tasks.run(
            self,
            lambda _progress: plan_list(context, file, columns, group, twins),
            self._on_compared,
            failed=self.banner.tell,
            replaces="plan",
        )

    def _on_compared(self, found: ListPlan) -> None:
        is_first = self._found is None
        self._found = found
        if self._columns is not None:
            self._rows = list_rows(found, self._columns)
        self._show_list()
        self._show_rows()
        self._say_what_was_mended()
        if is_first and self.isVisible():
            announce(self.table, self._said())
            self.start()

    def _count(self, kind: str) -> int:
        lines = self._found.plan.lines if self._found is not None else ()
        return sum(1 for one in lines if one.kind == kind)

    def _show_list(self) -> None:
        """Everything but the rows."""
        has_list = self._file is not None
        self._stack.setCurrentIndex(int(has_list))
        self.choose.setVisible(has_list)
        self.go.setVisible(has_list)
        self.header.say(self._said() if self._found is not None else "")
        choices = [("", _("All")), *((kind, list_kind_word(kind)) for kind in _KINDS)]
        said = _("{kind}: {count}")
        total = len(self._found.plan.lines) if self._found is not None else 0
        shown = [
            (kind, said.format(kind=word, count=self._count(kind) if kind else total))
            for kind, word in choices
            if not kind or self._count(kind)
        ]
        self.kinds.offer(shown, self.kinds.value)
        self._show_buttons()

    def _show_rows(self) -> None:
        kind = str(self.kinds.value or "")
        self.model.show_plan(self._rows, kind)
        letter = self.table.fontMetrics().averageCharWidth()
        for place, letters in LETTERS.items():
            self.table.setColumnWidth(place, letters * letter + 2 * GRID)

    def _said(self) -> str:
        """How many of each kind: the line by which a clerk sees that all is well."""
        new, changed = self._count("NEW"), self._count("CHANGED")
        there, lacking = self._count("EXISTING"), self._count("PROBLEM")
        parts = [ngettext("{count} new", "{count} new", new).format(count=format_number(new))]
        if changed:
            said = ngettext("{count} changed", "{count} changed", changed)
            parts.append(said.format(count=format_number(changed)))
        said = ngettext("{count} exists already", "{count} exist already", there)
        parts.append(said.format(count=format_number(there)))
        said = ngettext("{count} lacks something", "{count} lack something", lacking)
        parts.append(said.format(count=format_number(lacking)))
        return " · ".join(parts)

    def _show_buttons(self) -> None:
        ready = self._count("NEW") + self._count("CHANGED")
        there = len(self.chosen_subjects)
        lacks = self._columns.lacks if self._columns is not None else ()
        if ready or not there:
            said = ngettext("Import {count}", "Import {count}", ready)
            self.go.setText(said.format(count=format_number(ready)) if ready else _("Import"))
        else:
            said = ngettext("Print {count} form…", "Print {count} forms…", there)
            self.go.setText(said.format(count=format_number(there)))
        icons.put(self.go, "add" if ready or not there else "print")
        self.go.setEnabled(bool(ready or there) and not lacks)
        missing = len(self._found.plan.leaving) if self._found is not None else 0
        said = ngettext(
            "{count} of the group is not on the list…",
            "{count} of the group are not on the list…",
            missing,
        )
        self.leaving.setText(said.format(count=format_number(missing)))
        self.leaving.setVisible(bool(missing))
        self._on_selection_changed()
        if lacks and self._found is not None:
            said = _("Which column is this: {missing}? Choose it above.")
            words = ", ".join(field_word(field) for field in lacks)
            self.banner.say(said.format(missing=words), tone="unknown", icon="info")
        else:
            self._forget_question()

    def _forget_question(self) -> None:
        if self.banner.property("tone") == "unknown":
            self.banner.hide()

    def _say_what_was_mended(self) -> None:
        """A spreadsheet ate zeros (UX 2.9.3)."""
        lines = self._found.plan.lines if self._found is not None else ()
        count = sum(1 for one in lines if "REPAIRED" in one.marks)
        said = ngettext(
            "{count} personal number has 9 digits. Excel has probably removed a leading 0. It "
            "has been put back – look through the marked row. The number itself is not kept, "
            "only the birth date.",
            "{count} personal numbers have 9 digits. Excel has probably removed a leading 0. "
            "It has been put back – look through the marked rows. The numbers themselves are "
            "not kept, only the birth dates.",
            count,
        )
        self.note.setText(said.format(count=format_number(count)))
        self.note.setVisible(bool(count))

    def _on_columns_column_changed(self, place: int, field: str) -> None:
        from consentdesk.services.class_list.fields import Field

        if self._columns is not None:
            # Arrow keys pass by other fields on their way, which must not stay taken from others.
            if self._changing is None or self._changing[0] != place:
                self._changing = (place, self._columns)
            self._columns = self._changing[1].having(place, Field(field))
            self._show_columns()
            self._compare()

    def _on_columns_group_changed(self) -> None:
        self._compare()

    def _on_columns_sheet_changed(self, sheet: str) -> None:
        if self._file is not None:
            self.open_list(self._file.path, sheet)

    def _chosen_twins(self) -> frozenset[int]:
        """The lines chosen that are asked about because they stand there twice."""
        rows = (self.model.row_at(i.row()) for i in self.table.selectionModel().selectedRows())
        return frozenset(
            one.planned.listed.line
            for one in rows
            if one is not None and any(f.problem == "LISTED_TWICE" for f in one.planned.faults)
        )

    def _on_selection_changed(self) -> None:
        lines = self._found.plan.lines if self._found is not None else ()
        asked = any(f.problem == "LISTED_TWICE" for one in lines for f in one.faults)
        self.twin.setVisible(asked)
        self.twin.setEnabled(bool(self._chosen_twins()))

    def _on_twin_clicked(self) -> None:
        self._twins |= self._chosen_twins()
        self.table.setFocus()
        self._compare()

    def _on_leaving_clicked(self) -> None:
        if self._found is not None:
            people = tuple(subject.id for subject in self._found.plan.leaving)
            doors.open_leave(self.context, self, self.banner, people)

    def _on_go_clicked(self) -> None:
        if self._found is None or self._file is None or self._columns is None:
            return
        if self._is_importing:
            return
        if not self._count("NEW") + self._count("CHANGED"):
            doors.open_print(self.context, self, self.chosen_subjects)
            return
        context, people, twins = self.context, self._found.people, self._twins
        register, clerk, at = context.register, context.clerk, context.now()
        table, columns = self._file.table, self._columns

        def work(progress: Progress) -> Imported:
            from consentdesk.services.class_list.importing import import_list
            from consentdesk.services.class_list.remembering import remember

            done = import_list(
                register, clerk, at, people, twins=twins, leave_out=True, progress=progress
            )
            remember(table, columns)
            return done

        # Not switched off meanwhile, so that the keyboard stays on it.
        self._is_importing = True
        context.tasks.run(
            self,
            work,
            self._on_imported,
            failed=self._on_import_failed,
            cancelled=self._on_import_cancelled,
            lane=Lane.LONG,
            title=_("Importing the class list"),
        )

    def _on_import_failed(self, error: ConsentDeskError) -> None:
        self._is_importing = False
        self.banner.tell(error)

    def _on_import_cancelled(self) -> None:
        self._is_importing = False

    def _on_imported(self, done: Imported) -> None:
        from consentdesk.services.class_list.importing import take_back

        self._is_importing = False
        register, new, changed = self.context.register, len(done.enrolled), done.changed
        if count := new + changed:
            step = ngettext("import of {count} person", "import of {count} people", count)
            push(
                self.context,
                step.format(count=format_number(count)),
                back=lambda clerk, at: take_back(register, clerk, at, done),
            )
        self.context.tell_written()
        enrolled = ngettext("{count} person is enrolled.", "{count} people are enrolled.", new)
        other = ngettext("{count} person is changed.", "{count} people are changed.", changed)
        told = [
            said.format(count=format_number(number))
            for said, number in ((enrolled, new), (other, changed))
            if number
        ]
        self.banner.say(" ".join(told), tone="ok", icon="done")
        self.go.setFocus()


def _apart(heads: Sequence[str]) -> tuple[str, ...]:
    """The headings, each with a number where it stands there again."""
    seen = Counter[str]()
    told = []
    for head in heads:
        seen[head] += 1
        told.append(f"{head} ({seen[head]})" if seen[head] > 1 else head)
    return tuple(told)
