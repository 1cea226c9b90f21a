"""The editions of the form: the program's, the institution's own, and drafts.

What may be done with one follows from its state; writing on a draft is the edition window's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from consentdesk.domain.journal import EditionState
from consentdesk.domain.roles import Right
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _
from consentdesk.settings import locked_settings
from consentdesk.ui import doors
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.edition_lines import edition_line
from consentdesk.ui.edition_reading import Shelf, read_shelf
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.icons import put
from consentdesk.ui.limits import laid_down_tip, limit
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, label, roomy

if TYPE_CHECKING:
    from datetime import datetime

    from consentdesk.services.own_editions import Listed
    from consentdesk.storage.register import Register

ROOM = 40 * GRID
"""Pixels the tab is high, at least, where its first sentence stands above the list."""
_WHOLE = frozenset({EditionState.SHIPPED, EditionState.ISSUED, EditionState.RETIRED})


class EditionsTab(QWidget):
    """The list, and what can be done with the one chosen."""

    def __init__(self, context: Context, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._banner = banner
        self._shelf: Shelf | None = None
        self._wanted = ""
        self._locked = locked_settings(context.laid_down)
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.about: QLabel = label(
            _(
                "Your own edition asks what your institution asks, in your own words: copy one, "
                "write on the copy, and issue it. From then on nobody can change it."
            ),
            Look.MUTED,
            wrap=True,
        )
        self.model: LineModel[Listed] = LineModel(self)
        self.list = LineList(_("Editions of the form"), self.model)
        self.copy = button(_("Copy…"), "copy", tip=_("Begin an own edition with what it says"))
        self.open = button(_("Look at it"), "edit", tip=_("Write on it, or look at it (Enter)"))
        self.print = button(
            _("Print this one from now on"),
            "print",
            tip=self._tip("printed_edition", _("New forms are of this edition")),
        )
        self.retire = button(
            _("Retire…"),
            "struck",
            tip=self._tip("retired_editions", _("Print no more forms of it")),
        )
        self.discard = button(_("Discard draft…"), "trash", tip=_("Throw the draft away (Delete)"))
        changing = (self.copy, self.print, self.retire, self.discard)
        limit(self._context, Right.ASK, *changing)

    def _connect(self) -> None:
        self.list.opened.connect(self._on_list_opened)
        self.list.picked.connect(self._enable)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.open.clicked.connect(self._on_open_clicked)
        self.print.clicked.connect(self._on_print_clicked)
        self.retire.clicked.connect(self._on_retire_clicked)
        self.discard.clicked.connect(self._on_discard_clicked)
        within = Qt.ShortcutContext.WidgetShortcut
        QShortcut(QKeySequence("Del"), self.list, self.discard.click, context=within)

    def _assemble(self) -> None:
        buttons = flow(self.open, self.copy, self.print, self.retire, self.discard)
        inner = QWidget()
        whole = column(self.about, buttons, self.list, gap=GRID + 4)
        whole.setContentsMargins(0, GRID, 0, 0)
        whole.setStretch(2, 1)
        inner.setLayout(whole)
        self.list.setMinimumHeight(16 * GRID)
        self.setLayout(column(follow_focus(roomy(inner))))
        self._enable()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low page the list needs the room; F1 says the same."""
        super().resizeEvent(event)
        self.about.setVisible(event.size().height() >= ROOM)

    @property
    def help_text(self) -> str:
        """What the tab is for, and its keys."""
        return _(
            "The editions of the form. ConsentDesk comes with its own; copy one to ask about other "
            "purposes or in other words. Enter opens the one chosen: a draft to be written on, any "
            "other to be looked at. An issued edition can't be changed, and the forms printed of "
            "it count as long as it says."
        )

    @property
    def chosen(self) -> Listed | None:
        """The edition chosen."""
        rows = self.list.currentIndex().row()
        return self.model.entry(rows).value if rows >= 0 else None

    def start(self) -> None:
        """Put the keyboard on the list."""
        self.list.setFocus()

    def read(self) -> None:
        """Read the editions again."""
        context = self._context
        context.tasks.run(
            self,
            lambda _progress: read_shelf(context.register, context.now()),
            self._on_read,
            failed=self._banner.tell,
            replaces="editions",
        )

    def _on_read(self, shelf: Shelf) -> None:
        before = self._wanted or (self.chosen.name if self.chosen is not None else "")
        self._wanted = ""
        self._shelf = shelf
        self.model.show([Entry(edition_line(one), one) for one in shelf.editions])
        names = [one.name for one in shelf.editions]
        printed = next((one.name for one in shelf.editions if one.printed), "")
        wanted = before if before in names else printed
        if wanted in names:
            self.list.setCurrentIndex(self.model.index(names.index(wanted)))
        self._enable()

    def _enable(self, _value: object = None) -> None:
        """What can be done with the one chosen."""
        one = self.chosen
        state = one.state if one is not None else None
        is_draft = state is EditionState.DRAFT
        self.open.setEnabled(one is not None and (is_draft or state in _WHOLE))
        self.open.setText(_("Write on it") if is_draft else _("Look at it"))
        put(self.open, "edit" if is_draft else "eye")
        self.copy.setEnabled(state in _WHOLE)
        is_laid = "printed_edition" in self._locked
        self.print.setEnabled(
            one is not None and not one.printed and not is_laid and self._is_printable(one)
        )
        # New forms would be of another edition then.
        stays = "retired_editions" in self._locked or (one is not None and one.printed and is_laid)
        self.retire.setEnabled(state is EditionState.ISSUED and not stays)
        self.discard.setEnabled(is_draft)

    def _tip(self, setting: str, usual: str) -> str:
        return laid_down_tip() if setting in self._locked else usual

    def _is_printable(self, one: Listed) -> bool:
        """An own one in use, or the program's latest."""
        if one.state is EditionState.SHIPPED and self._shelf is not None:
            shipped = [e.name for e in self._shelf.editions if e.state is EditionState.SHIPPED]
            return one.name == shipped[-1]
        return one.state is EditionState.ISSUED

    def _on_list_opened(self, _value: object) -> None:
        self._on_open_clicked()

    def _on_open_clicked(self) -> None:
        one = self.chosen
        if one is None or not self.open.isEnabled():
            return
        self._open(one.name, is_draft=one.state is EditionState.DRAFT)

    def _open(self, name: str, *, is_draft: bool) -> None:
        self._banner.hide()
        doors.open_edition(
            self._context, self, name, self._banner, is_draft=is_draft, issued=self._on_issued
        )

    def _on_issued(self, name: str, is_printed: bool) -> None:
        self._wanted = name
        self.list.setFocus()
        said = _("The edition {name} is issued. New forms are of it from now on.")
        if not is_printed:
            said = _("The edition {name} is issued. New forms are of it once you print it here.")
        self._banner.say(said.format(name=name), tone="ok", icon="done")

    def _on_copy_clicked(self) -> None:
        one, shelf = self.chosen, self._shelf
        if one is None or shelf is None:
            return
        doors.open_copy_edition(self._context, self, one.name, shelf.free, self._on_copied)

    def _on_copied(self, name: str) -> None:
        self._wanted = name
        self.list.setFocus()
        self._open(name, is_draft=True)

    def _on_print_clicked(self) -> None:
        from consentdesk.services import own_editions

        one = self.chosen
        if one is None:
            return
        name, own = one.name, None if one.state is EditionState.SHIPPED else one.name
        laid = self._context.laid_down
        self._write(
            lambda register, clerk, at: own_editions.print_edition(register, clerk, at, own, laid),
            _("New forms are of the edition {name} from now on.").format(name=name),
        )

    def _on_retire_clicked(self) -> None:
        from consentdesk.services import own_editions

        one = self.chosen
        if one is None:
            return
        name, laid = one.name, self._context.laid_down
        self._ask(
            _(
                "Print no more forms of the edition {name}? Forms that are out still count, and "
                "are read when they come back."
            ).format(name=name),
            _("Retire {name}").format(name=name),
            lambda: self._write(
                lambda register, clerk, at: own_editions.retire(register, clerk, at, name, laid),
                _("No more forms are printed of the edition {name}.").format(name=name),
            ),
        )

    def _on_discard_clicked(self) -> None:
        from consentdesk.services import own_editions

        one = self.chosen
        if one is None:
            return
        name = one.name
        self._ask(
            _("Throw the draft {name} away? It can't be put back afterwards.").format(name=name),
            _("Discard {name}").format(name=name),
            lambda: self._write(
                lambda register, clerk, at: own_editions.discard(register, clerk, at, name),
                _("The draft {name} is gone.").format(name=name),
            ),
        )

    def _ask(self, question: str, sure: str, then: Callable[[], None]) -> None:
        self._banner.say(
            question,
            tone="no",
            icon="warning",
            action=sure,
            then=then,
            other=_("Keep"),
            otherwise=self.list.setFocus,
        )
        self._banner.take_keyboard()

    def _write(self, write: Callable[[Register, str, datetime], None], said: str) -> None:
        context = self._context
        register, clerk, at = context.register, context.clerk, context.now()

        def done(_none: None) -> None:
            context.tell_written()
            self._banner.say(said, tone="ok", icon="done")
            self.list.setFocus()

        context.tasks.run(
            self, lambda _progress: write(register, clerk, at), done, failed=self._on_failed
        )

    def _on_failed(self, error: ConsentDeskError) -> None:
        """Another desk may have been here: what is there now is read again."""
        self._banner.tell(error)
        self.read()
