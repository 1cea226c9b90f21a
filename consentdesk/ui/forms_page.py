"""Forms in three tabs: those that came back through the scanner, all that were printed, editions.

The printed ones: which have not come back, which wait for the journal, which are filed. A form is
found by the number printed on it; recording its answers is the intake dialog's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QTabWidget, QWidget

from consentdesk.domain.acts import Serial
from consentdesk.domain.journal import Form, FormState
from consentdesk.domain.roles import Right
from consentdesk.domain.serials import PLACE, parse_serial
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import doors
from consentdesk.ui.chips import Chips
from consentdesk.ui.context import Context
from consentdesk.ui.editions_tab import EditionsTab
from consentdesk.ui.follow import follow_focus
from consentdesk.ui.inbox_tab import InboxTab
from consentdesk.ui.limits import limit
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.page import Page
from consentdesk.ui.printed_lines import printed_line
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import EmptyView, PageHeader, button, column, label, roomy, row

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

INBOX = "inbox"
"""What the page is told to show the tab of what came back."""
EDITIONS = "editions"
"""The same for the tab of editions."""
MOST = 500
"""Forms listed; older ones are found by their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was read: `awaited` is whether one that has not come back was printed for somebody."""

    state: FormState
    entries: tuple[Entry[Serial], ...]
    ever_printed: bool
    awaited: bool


class FormsPage(Page):
    """The forms by how far they have come."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wanted: Serial | None = None
        self._is_led = False
        self._is_awaited = False
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self._header = PageHeader(_("Forms"))
        self._print = button(_("Print forms…"), "print", tip=_("New forms (Ctrl+P)"))
        self._record = button(
            _("Record answers…"), "forms", Look.PRIMARY, _("What came back on paper (Ctrl+R)")
        )
        self.remind = button(
            _("Remind…"), "clock", tip=_("Letters to the families whose forms have not come back")
        )
        limit(self.context, Right.ASK, self._print)
        limit(self.context, Right.FILE, self._record)
        self.number = SearchField(_("Number on the form, e.g. 7K3M-9QX7"))
        self.number.setMaximumWidth(44 * GRID)
        self.hint = label("", Look.MUTED)
        self.states = Chips(_("How far the forms have come"))
        self.states.offer(
            [
                (FormState.PRINTED.value, _("Not come back")),
                (FormState.RECORDED.value, _("Answered, to be journaled")),
                (FormState.JOURNALED.value, _("Journaled")),
            ],
            FormState.PRINTED.value,
        )
        self.model: LineModel[Serial] = LineModel(self)
        self.list = LineList(_("Forms"), self.model)
        self.number.drive(self.list)
        self.empty = EmptyView("forms")
        self.inbox = InboxTab(self.context, self.banner)
        self.editions = EditionsTab(self.context, self.banner)
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Forms"))
        self._stack = QStackedWidget()

    def _connect(self) -> None:
        self._print.clicked.connect(self._on_print_clicked)
        self._record.clicked.connect(self._on_record_clicked)
        self.remind.clicked.connect(self._on_remind_clicked)
        self.number.chosen.connect(self._on_number_chosen)
        self.number.textChanged.connect(self._on_number_changed)
        self.states.picked.connect(self.read)
        self.list.opened.connect(self._on_list_opened)
        self.empty.button.clicked.connect(self._on_empty_clicked)
        self.inbox.counted.connect(self._on_inbox_counted)
        self.tabs.currentChanged.connect(self._on_tabs_current_changed)

    def _assemble(self) -> None:
        self._header.add_action(self._print)
        self._header.add_action(self._record)
        typed = row(self.number, self.hint, None, gap=GRID + 4)
        typed.setStretch(0, 1)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        printed = QWidget()
        chosen = row(self.states, self.remind, gap=GRID)
        chosen.setStretch(0, 1)
        inner = column(typed, chosen, self._stack, gap=GRID + 4)
        inner.setContentsMargins(0, GRID, 0, 0)
        inner.setStretch(2, 1)
        printed.setLayout(inner)
        self._printed = follow_focus(roomy(printed))
        self.tabs.addTab(self.inbox, _("Inbox"))
        self.tabs.addTab(self._printed, _("Printed"))
        self.tabs.addTab(self.editions, _("Editions"))
        self.tabs.setCurrentIndex(1)
        whole = column(self._header, self.tabs, self.banner, gap=GRID + 4)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """The page's name."""
        return _("Forms")

    @property
    def help_text(self) -> str:
        """What the page is for, and its keys."""
        if self.is_inbox:
            return self.inbox.help_text
        if self.is_editions:
            return self.editions.help_text
        return _(
            "The forms that were printed. When one comes back, type the number printed on it and "
            "press Enter, or choose it in the list. An answer counts only when it is journaled."
        )

    @property
    def is_inbox(self) -> bool:
        """Whether the tab of what came back is open."""
        return self.tabs.currentWidget() is self.inbox

    @property
    def is_editions(self) -> bool:
        """Whether the tab of editions is open."""
        return self.tabs.currentWidget() is self.editions

    @property
    def is_printed(self) -> bool:
        """Whether the tab of what was printed is open."""
        return self.tabs.currentWidget() is self._printed

    @property
    def main_part(self) -> QWidget:
        """The list, or what waits in the inbox."""
        if self.is_editions:
            return self.editions.list
        return self.inbox.main_part if self.is_inbox else self.list

    @property
    def search_field(self) -> QLineEdit | None:
        """The number on the form."""
        return self.number if self.is_printed else None

    def start(self) -> None:
        """Put the keyboard on the line for the number, on the editions, or into the inbox."""
        if self.is_inbox:
            self.inbox.start()
        elif self.is_editions:
            self.editions.start()
        else:
            super().start()

    def showEvent(self, event: QShowEvent) -> None:
        """Whoever opens the page finds the inbox open while something waits there."""
        if not event.spontaneous():
            self._is_led = False
        super().showEvent(event)
        if self.context.is_open and not event.spontaneous():
            self.inbox.read()

    def take_files(self, paths: Sequence[Path]) -> bool:
        """Scans dropped on the page come into the inbox."""
        if not self.inbox.takes(paths):
            return False
        self._show_inbox()
        self.inbox.bring(paths)
        return True

    def show_part(self, part: str) -> None:
        """The inbox, the editions, or one of the form's states."""
        if part == INBOX:
            self._show_inbox()
            return
        if part == EDITIONS:
            self._is_led = True
            self.tabs.setCurrentWidget(self.editions)
            return
        self._show_printed()
        self.states.pick(part)
        self.read()

    def _show_inbox(self) -> None:
        self._is_led = True
        self.tabs.setCurrentWidget(self.inbox)

    def _show_printed(self) -> None:
        self._is_led = True
        self.tabs.setCurrentIndex(1)

    def show_form(self, serial: Serial) -> None:
        """Show and choose one form, however far it has come."""
        self._show_printed()
        self._wanted = serial
        self.number.clear()
        self.read()

    def read(self) -> None:
        """Read the forms again."""
        if not self.context.is_open:
            return
        self.inbox.read()
        if self.is_editions:
            self.editions.read()
        context, wanted = self.context, self._wanted
        state = FormState(str(self.states.value))

        def work() -> _Found:
            with context.register.read() as reader:
                shown = reader.form(wanted).state if wanted is not None else state
                forms = _forms(reader, shown)
                people = reader.subjects({f.subject for f in forms if f.subject is not None})
                entries = reader.entries([f.serial for f in forms])
                zone = ZoneInfo(reader.policy.timezone)
                ever = bool(forms) or bool(reader.forms(limit=1))
            lines = tuple(Entry(printed_line(f, people, entries, zone), f.serial) for f in forms)
            awaited = shown is FormState.PRINTED and any(f.subject is not None for f in forms)
            return _Found(state=shown, entries=lines, ever_printed=ever, awaited=awaited)

        context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_read,
            failed=self.banner.tell,
            replaces="read",
        )

    def _on_read(self, found: _Found) -> None:
        entries = found.entries
        self.states.pick(found.state.value)
        self._is_awaited = found.awaited
        self._offer_reminding()
        self.model.show(entries)
        wanted, self._wanted = self._wanted, None
        places = [n for n, e in enumerate(entries) if e.value == wanted]
        if places:
            self.list.setCurrentIndex(self.model.index(places[0]))
            self.list.setFocus()
        count = len(entries)
        said = ngettext("{count} form", "{count} forms", count).format(count=format_number(count))
        self._header.say(said if self.is_printed else "")
        self._stack.setCurrentWidget(self.list if entries else self.empty)
        self._say_empty(found.state, ever_printed=found.ever_printed)

    def _offer_reminding(self) -> None:
        """Only beside those that have not come back, if one was printed for somebody."""
        out = self.states.value == FormState.PRINTED.value
        self.remind.setVisible(self._is_awaited and out and self.is_printed)

    def _say_empty(self, state: FormState, *, ever_printed: bool) -> None:
        match state:
            case FormState.PRINTED if not ever_printed:
                self.empty.say(
                    _("No form has been printed yet."),
                    _("Print forms for those you want to ask."),
                    _("Print forms…"),
                )
            case FormState.PRINTED:
                self.empty.say(
                    _("Every printed form has come back."),
                    _("Print forms for those you want to ask."),
                    _("Print forms…"),
                )
            case FormState.RECORDED if ever_printed:
                self.empty.say(
                    _("Everything that was answered is journaled."), "", _("Record answers…")
                )
            case FormState.RECORDED:
                self.empty.say(_("Nothing has been answered yet."), "", _("Record answers…"))
            case FormState.JOURNALED:
                self.empty.say(_("Nothing is journaled yet."), "", _("Record answers…"))

    def _on_inbox_counted(self, count: int) -> None:
        """Open the inbox for whoever came to the page and was led nowhere else on it."""
        said = _("Inbox ({count})").format(count=format_number(count)) if count else _("Inbox")
        self.tabs.setTabText(0, said)
        if count and not self._is_led:
            had_keyboard = self.isAncestorOf(self.window().focusWidget() or self)
            self._show_inbox()
            if had_keyboard:
                self.inbox.start()
        self._is_led = True

    def _on_tabs_current_changed(self) -> None:
        self._is_led = True
        self.banner.hide()
        for part in (self._print, self._record, self._header.subtitle):
            part.setVisible(self.is_printed)
        self._offer_reminding()
        if self.is_editions and self.context.is_open:
            self.editions.read()

    def _on_empty_clicked(self) -> None:
        if FormState(str(self.states.value)) is FormState.PRINTED:
            self._on_print_clicked()
        else:
            self._on_record_clicked()

    def _on_number_changed(self, text: str) -> None:
        typed = text.strip()
        serial = parse_serial(typed)
        whole = len(typed.replace("-", "").replace(" ", "")) >= 8
        # While a further sheet's place is being typed, the number before it is looked at.
        wrong = whole and parse_serial(typed.removesuffix(PLACE)) is None
        self.hint.setText(
            _("That number does not exist. Check it once more.")
            if wrong
            else (_("Press Enter to record the answers.") if serial else "")
        )

    def _on_number_chosen(self) -> None:
        serial = parse_serial(self.number.text())
        if serial is not None:
            self.number.clear()
            doors.open_intake(self.context, self, serial)
        elif not self.number.text().strip() and self.list.value is not None:
            self._on_list_opened(self.list.value)

    def _on_list_opened(self, serial: object) -> None:
        if isinstance(serial, str):
            doors.open_intake(self.context, self, Serial(serial))

    def _on_print_clicked(self) -> None:
        doors.open_print(self.context, self)

    def _on_remind_clicked(self) -> None:
        doors.open_reminders(self.context, self)

    def _on_record_clicked(self) -> None:
        serial = self.list.value
        doors.open_intake(self.context, self, Serial(serial) if isinstance(serial, str) else None)


def _forms(reader: "Reader", state: FormState) -> Sequence[Form]:
    """The forms in that state; one that lies in the inbox has come back."""
    from consentdesk.services.inbox.listing import still_out

    if state is FormState.PRINTED:
        return still_out(reader, MOST)
    return reader.forms(state=state, limit=MOST)
