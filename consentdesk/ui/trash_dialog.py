"""What was thrown away: by whom, when, and for how many more days it can be put back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from consentdesk.domain.people import Subject
from consentdesk.domain.roles import UNTOLD
from consentdesk.errors import Problem
from consentdesk.i18n import _, format_date, format_datetime, format_number, ngettext
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.delegates import Line
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.telling_apart import ask_apart
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.throwing_away import said_back
from consentdesk.ui.widgets import EmptyView, button, column, label, row

if TYPE_CHECKING:
    from consentdesk.domain.photos import PhotoId
    from consentdesk.errors import ConsentDeskError
    from consentdesk.services.trash import Item

Write = Callable[[str, datetime], int]


class TrashDialog(Dialog):
    """The trash as a list, with the ways out of it: back, or really deleted."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._build()
        self._connect()
        self._assemble()
        self.read()

    def _build(self) -> None:
        self.model: LineModel[Item] = LineModel(self)
        self.list = LineList(_("Trash"), self.model)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._nothing = EmptyView("trash")
        self._nothing.say(
            _("The trash is empty."),
            _("Drafts that are thrown away with the Delete key lie here for 30 days."),
            "",
        )
        self._stack = QStackedWidget()
        self.banner = Banner()
        self.back = button(
            _("Put back"), "back", Look.PRIMARY, _("Put back what is chosen (Enter)")
        )
        self.empty = button(_("Empty trash…"), "trash")
        self.close_ = button(_("Close"), tip=_("Close (Esc)"))

    def _connect(self) -> None:
        self.list.opened.connect(self._on_back_clicked)
        self.back.clicked.connect(self._on_back_clicked)
        self.empty.clicked.connect(self._on_empty_clicked)
        self.close_.clicked.connect(self.accept)
        self.list.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._context.register_changed.connect(self.read)
        self._context.register_left.connect(self.reject)

    def _assemble(self) -> None:
        self.setWindowTitle(_("Trash"))
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        hint = label(
            _("What lies here is in no list and on no form, and no picture of it leaves."),
            Look.MUTED,
            wrap=True,
        )
        buttons = row(self.empty, None, self.back, self.close_)
        whole = column(
            label(_("Trash"), Look.TITLE), hint, self._stack, self.banner, buttons, gap=2 * GRID
        )
        whole.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.resize(QSize(620, 520))

    def read(self) -> None:
        """Read again what lies there."""
        context = self._context
        if not context.is_open:
            return

        def work() -> tuple[Item, ...]:
            from consentdesk.services import trash

            with context.register.read() as reader:
                return trash.items(reader, context.now())

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_read,
            failed=self.banner.tell,
            replaces="trash",
        )

    @property
    def chosen(self) -> tuple[Item, ...]:
        """What is selected, in the order of the list."""
        rows = sorted(i.row() for i in self.list.selectionModel().selectedIndexes())
        found = (self.model.entry(r).value for r in rows)
        return tuple(one for one in found if one is not None)

    def _on_read(self, items: tuple[Item, ...]) -> None:
        self.model.show([Entry(self._line(one), one) for one in items])
        self._stack.setCurrentWidget(self.list if items else self._nothing)
        self.empty.setEnabled(bool(items))
        if items and not self.list.selectionModel().hasSelection():
            self.list.setCurrentIndex(self.model.index(0, 0))
        if not items:
            self.close_.setFocus()
        self._on_selection_changed()

    def _line(self, one: Item) -> Line:
        thrown, item = one.thrown, one.thrown.item
        if isinstance(item, Subject):
            told = item.born != UNTOLD
            born = _("born {day}").format(day=format_date(item.born)) if told else ""
            about, icon = [_("Person"), item.group, born], "person"
        else:
            about, icon = [_("Photo"), item.album], "photos"
        left = ngettext("{count} day left", "{count} days left", one.days_left)
        when = format_datetime(self._context.local(thrown.at))
        return Line(
            heading=item.name,
            detail=" · ".join(part for part in about if part),
            note=_("Thrown away by {name}, {when}").format(name=one.clerk, when=when),
            aside=left.format(count=format_number(one.days_left)),
            icon=icon,
        )

    def _on_selection_changed(self) -> None:
        count = len(self.list.selectionModel().selectedIndexes())
        self.back.setEnabled(bool(count))
        many = ngettext("Put {count} back", "Put {count} back", count)
        self.back.setText(many.format(count=format_number(count)) if count > 1 else _("Put back"))

    def _on_back_clicked(self) -> None:
        self._put_back(self.chosen)

    def _put_back(self, chosen: Sequence[Item], *, different: Collection[PhotoId] = ()) -> None:
        from consentdesk.services import trash

        if not chosen:
            return
        register = self._context.register
        items = [one.thrown.item for one in chosen]
        people = [one.id for one in items if isinstance(one, Subject)]
        photos = [one.id for one in items if not isinstance(one, Subject)]
        self._write(
            lambda clerk, at: trash.put_back(
                register, clerk, at, subjects=people, photos=photos, different=different
            ),
            lambda gone: self._tell_back(len(chosen), gone),
            lambda error: self._on_not_back(error, chosen, different),
        )

    def _on_not_back(
        self, error: ConsentDeskError, chosen: Sequence[Item], different: Collection[PhotoId]
    ) -> None:
        if error.problem is not Problem.FEWER_THAN_ITS_LIKE:
            self._on_failed(error)
            return
        # R21: whoever knows both says so, and they are put back as they were chosen.
        ask_apart(
            self.banner,
            error,
            lambda like: self._put_back(chosen, different={*different, like}),
        )
        self.read()

    def _tell_back(self, count: int, unnamed: int) -> None:
        self.banner.say(said_back(count, unnamed), tone="ok", icon="done")

    def _on_empty_clicked(self) -> None:
        """Ask, naming the number; what comes into the trash meanwhile stays."""
        shown = [e.value for e in self.model.entries if e.value is not None]
        count = len(shown)
        asked = ngettext(
            "Delete {count} for good? It can't be put back afterwards.",
            "Delete {count} for good? They can't be put back afterwards.",
            count,
        )
        sure = ngettext("Delete {count}", "Delete {count}", count)
        self.banner.say(
            asked.format(count=format_number(count)),
            tone="no",
            icon="warning",
            action=sure.format(count=format_number(count)),
            then=lambda: self._empty(shown),
            other=_("Keep"),
            otherwise=self.list.setFocus,
        )

    def _empty(self, shown: Sequence[Item]) -> None:
        from consentdesk.services import trash

        register, ids = self._context.register, [one.thrown.id for one in shown]
        self._write(
            lambda clerk, at: trash.empty(register, clerk, at, ids),
            self._tell_deleted,
        )

    def _tell_deleted(self, count: int) -> None:
        said = ngettext("{count} is deleted for good.", "{count} are deleted for good.", count)
        self.banner.say(said.format(count=format_number(count)), tone="ok", icon="done")

    def _write(
        self,
        write: Write,
        told: Callable[[int], None],
        refused: Callable[[ConsentDeskError], None] | None = None,
    ) -> None:
        context = self._context
        clerk, at = context.clerk, context.now()
        for pressed in (self.back, self.empty):
            pressed.setEnabled(False)

        def done(result: int) -> None:
            told(result)
            context.tell_written()

        context.tasks.run(
            self, lambda _progress: write(clerk, at), done, failed=refused or self._on_failed
        )

    def _on_failed(self, error: ConsentDeskError) -> None:
        """Another desk may have been here: what is left is read again."""
        self.banner.tell(error)
        self.read()


def open_trash_dialog(context: Context, parent: QWidget) -> TrashDialog:
    """Show what was thrown away."""
    dialog = TrashDialog(context, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.list.setFocus()
    return dialog
