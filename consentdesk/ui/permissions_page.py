"""The permissions of everybody by how far they have come."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QStackedWidget, QTableView, QWidget

from consentdesk.domain.acts import Purpose
from consentdesk.domain.consent import PermissionState
from consentdesk.domain.people import SubjectId
from consentdesk.domain.roles import Right
from consentdesk.i18n import _, format_date, format_number, ngettext
from consentdesk.ui import doors
from consentdesk.ui.chips import Chips
from consentdesk.ui.choices import chosen, offer
from consentdesk.ui.column_widths import ColumnWidths
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import prepare_table
from consentdesk.ui.glyphs import sign_of_state
from consentdesk.ui.limits import limit
from consentdesk.ui.page import Page
from consentdesk.ui.permissions_model import (
    GROUP,
    OF_AGE,
    PURPOSE,
    SIGNED,
    STATE,
    UNTIL,
    PermissionsModel,
    Sorted,
    sort_permissions,
    view_names,
)
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.tasks import Lane
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import EmptyView, PageHeader, button, column, row
from consentdesk.wording import purpose_word

TO_JOURNAL = "journal"


class PermissionsPage(Page):
    """Views of the permissions, one at a time."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._sorted = Sorted({}, ())
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._header = PageHeader(_("Permissions"))
        self._print = button(_("Print forms…"), "print", tip=_("For the people chosen (Ctrl+P)"))
        limit(self.context, Right.ASK, self._print)
        self.search = SearchField(_("Search by name"))
        self._purpose = QComboBox()
        self._purpose.setAccessibleName(_("Purpose"))
        self.views = Chips(_("How far the permissions have come"))
        self.views.offer(view_names(), "force")
        self.model = PermissionsModel(self.context, self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.setAccessibleName(_("Permissions"))
        prepare_table(self.table)
        self._widths = ColumnWidths(self.table)
        self._size_columns(())
        self.search.drive(self.table)
        self.empty = EmptyView("permissions")
        self._stack = QStackedWidget()

    def _connect(self) -> None:
        self._print.clicked.connect(self._on_print_clicked)
        self.search.textChanged.connect(self.read)
        self.search.chosen.connect(self._on_search_chosen)
        self._purpose.activated.connect(self._show)
        self.views.picked.connect(self._show)
        self.table.activated.connect(self._on_table_activated)
        self.empty.button.clicked.connect(self._on_empty_clicked)

    def _assemble(self) -> None:
        self._header.add_action(self._print)
        filters = row(self.search, self._purpose, gap=GRID + 4)
        filters.setStretch(0, 1)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        whole = column(self._header, filters, self.views, self._stack, self.banner, gap=GRID + 4)
        whole.setStretch(3, 1)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """Permissions, and the view shown."""
        view = dict(view_names()).get(str(self.views.value), "")
        return _("Permissions – {view}").format(view=view)

    @property
    def help_text(self) -> str:
        """What the page is for, and its keys."""
        return _(
            "One line for each person and purpose. Only what is in force opens the way for a "
            "portrait; everything else waits for a signature, for the journal, or for nothing "
            "because somebody said no.\n\nEnter opens the person."
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
        """The people whose lines are selected, each once."""
        rows = sorted(i.row() for i in self.table.selectionModel().selectedRows())
        return tuple(dict.fromkeys(self.model.id_at(r)[0] for r in rows))

    def read(self) -> None:
        """Sort the permissions again."""
        if not self.context.is_open:
            return
        context, text = self.context, self.search.text()
        context.tasks.run(
            self,
            lambda progress: sort_permissions(context, text, progress),
            self._on_sorted,
            failed=self.banner.tell,
            lane=Lane.LONG,
            title=_("Sorting the permissions"),
            replaces="sort",
        )

    def show_part(self, part: str) -> None:
        """One of the views."""
        self.views.pick(part)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the person."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.table.hasFocus():
            self._open(self.table.currentIndex())
            return
        super().keyPressEvent(event)

    def _on_sorted(self, found: Sorted) -> None:
        self._sorted = found
        self.views.offer(
            [
                (view, f"{name} ({format_number(len(found.places[view]))})")
                for view, name in view_names()
            ],
            self.views.value,
        )
        purposes = [("", _("All purposes")), *((p, purpose_word(p)) for p in found.purposes)]
        offer(self._purpose, purposes, chosen(self._purpose))
        self._size_columns(found.purposes)
        self._show()

    def _size_columns(self, purposes: Sequence[Purpose]) -> None:
        day = format_date(date(2028, 12, 28))
        words = {
            GROUP: ("x" * 9,),
            PURPOSE: [purpose_word(p) for p in purposes],
            STATE: [sign_of_state(state).short for state in PermissionState],
            SIGNED: (day,),
            UNTIL: (day,),
        }
        self._widths.expect(words, {STATE})

    def _show(self) -> None:
        view, purpose = str(self.views.value), chosen(self._purpose)
        places = tuple(
            place
            for place in self._sorted.places.get(view, ())
            if not purpose or place[1] == purpose
        )
        self.model.show(places, {})
        said = ngettext("{count} permission", "{count} permissions", len(places))
        facts = [said.format(count=format_number(len(places)))]
        if view == OF_AGE:
            facts.append(_("These people soon come of age. What a guardian signed ends then."))
        self._header.say(" · ".join(facts))
        self._stack.setCurrentWidget(self.table if places else self.empty)
        self._say_empty(view, purpose)
        self.titled.emit(self.title)

    def _say_empty(self, view: str, purpose: str) -> None:
        """One button, to what helps from here."""
        if self.search.text():
            self.empty.say_nothing_found(self.search.text())
        elif purpose:
            self.empty.say(_("Nothing here"), "", _("Show all purposes"))
        elif not self._sorted.anybody:
            self.empty.say(
                _("Permissions stand here once somebody is enrolled and asked."),
                "",
                _("New person…"),
            )
        elif view == TO_JOURNAL:
            self.empty.say(_("Nothing waits to be journaled."), "", _("Record answers…"))
        else:
            self.empty.say(_("Nothing here"), "", _("Print forms…"))

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.context.show_subject(self.model.id_at(index.row())[0])

    def _on_search_chosen(self) -> None:
        index = self.table.currentIndex()
        if index.isValid() or self.model.rowCount():
            self._open(index if index.isValid() else self.model.index(0, 0))

    def _on_table_activated(self, index: QModelIndex) -> None:
        self._open(index)

    def _on_print_clicked(self) -> None:
        if str(self.views.value) == OF_AGE and self._sorted.places.get(OF_AGE):
            doors.open_letters_before_birthday(self.context, self, self.chosen_subjects)
            return
        doors.open_print(self.context, self, self.chosen_subjects)

    def _on_empty_clicked(self) -> None:
        if self.search.text():
            self.search.clear()
            self.search.setFocus()
        elif chosen(self._purpose):
            self._purpose.setCurrentIndex(0)
            self._show()
        elif not self._sorted.anybody:
            doors.open_enrol(self.context, self, self.banner)
        elif str(self.views.value) == TO_JOURNAL:
            doors.open_intake(self.context, self)
        else:
            doors.open_print(self.context, self)
