"""The inbox: ways in, what waits, the one question, and the numbers afterwards.

What came in is worked on the board; here files are brought in, the folder of the scanner is told
of, and the stack is journaled once somebody has said so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from consentdesk.domain.inbox import Apart, Group, SheetId
from consentdesk.domain.roles import Right
from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_number, format_time, ngettext
from consentdesk.ui import file_kinds
from consentdesk.ui.banner import Banner
from consentdesk.ui.flow_layout import flow
from consentdesk.ui.inbox_board import NARROW, InboxBoard
from consentdesk.ui.inbox_filed import FiledStackView
from consentdesk.ui.inbox_reading import InboxView, read_inbox_view
from consentdesk.ui.inbox_told import told_of
from consentdesk.ui.limits import limit
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import EmptyView, button, column, label, roomy, row
from consentdesk.words import apart_word

if TYPE_CHECKING:
    from consentdesk.services.inbox.bringing import BroughtFile
    from consentdesk.services.inbox.filing import FiledStack, Summary
    from consentdesk.storage.register import Register
    from consentdesk.ui.context import Context
    from consentdesk.ui.inbox_summary import SummaryDialog

SCANS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})
BOARD, FILED = 1, 2
"""What is shown, by its place; 0 is that nothing waits."""


class InboxTab(QWidget):
    """Everything that came back through the scanner."""

    counted = Signal(int)
    """How much waits, each time that was read."""

    def __init__(self, context: Context, banner: Banner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.banner = banner
        self.summary: SummaryDialog | None = None
        self._view: InboxView | None = None
        self._register: Register | None = None
        self._is_journaling = False
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.board = InboxBoard(self.context, self.banner)
        self.filed = FiledStackView()
        self.empty = EmptyView("forms")
        self.away = label("", wrap=True)
        self.go_on = button(_("Go on reading"), "right")
        self.counts = label("", Look.MUTED, wrap=True)
        self.choose = button(_("Choose scans…"), "folder", tip=_("PDF or pictures from a scanner"))
        self.journal = button(
            _("Journal the answers"),
            "journal",
            Look.PRIMARY,
            _("Journal what is accepted (Ctrl+Enter)"),
        )
        limit(self.context, Right.FILE, self.choose, self.journal, self.go_on)
        self._head = QWidget()
        self._stack = QStackedWidget()

    def _connect(self) -> None:
        self.choose.clicked.connect(self.choose_files)
        self.empty.button.clicked.connect(self._on_empty_clicked)
        self.journal.clicked.connect(self.ask)
        self.go_on.clicked.connect(self.context.scanner.start)
        self.filed.left.connect(self._on_filed_left)
        self.filed.take_down_wanted.connect(self._on_take_down_wanted)
        self.board.writing.written.connect(self._on_written)
        self.context.scanner.brought.connect(self._tell_brought)
        self.context.scanner.away_changed.connect(self._show_away)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            context = Qt.ShortcutContext.WidgetWithChildrenShortcut
            QShortcut(QKeySequence(keys), self, self.ask, context=context)

    def _assemble(self) -> None:
        away = row(self.away, self.go_on)
        away.setStretch(0, 1)
        head = row(self.counts, flow(self.choose, self.journal), gap=GRID)
        head.setStretch(0, 1)
        head.setStretch(1, 1)
        self._head.setLayout(head)
        work = QWidget()
        # Above the board: a message at the foot moves nothing that can be clicked.
        inner = column(self._head, self.board, gap=GRID)
        inner.setStretch(1, 1)
        work.setLayout(inner)
        self.filed.list.setMinimumHeight(16 * GRID)
        for part in (roomy(self.empty), work, roomy(self.filed)):
            self._stack.addWidget(part)
        whole = column(away, self._stack, gap=GRID // 2)
        whole.setContentsMargins(0, GRID, 0, 0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._show_away()
        self._show_empty()

    @property
    def help_text(self) -> str:
        """What the inbox is for, and its keys."""
        return _(
            "Signed forms that were scanned. At the left stands what waits, in the middle the "
            "page, at the right what was read off it. Nothing counts until it is journaled.\n\n"
            "Enter says that the sheet is right and goes on to the next. Where a signature was "
            "found, it also says that you have seen it; otherwise tick it with U. A number "
            "switches that answer, D goes to the day, T is today, K is not clear and is looked at "
            "later, R turns the page, + and - change its size. Ctrl+Z takes the last step back. "
            "Ctrl+Enter journals what is accepted, after one question."
        )

    @property
    def main_part(self) -> QWidget:
        """The queue, or the button for the first scan."""
        parts = (self.empty.button, self.board.queue, self.filed.back)
        return parts[self._stack.currentIndex()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page has no room for the counts: the groups of the queue have theirs."""
        super().resizeEvent(event)
        self.counts.setVisible(event.size().width() >= NARROW)

    def start(self) -> None:
        """Put the keyboard where work begins."""
        if self._stack.currentIndex() == BOARD:
            self.board.start()
        else:
            self.main_part.setFocus()

    def takes(self, paths: Sequence[Path]) -> bool:
        """Whether all of these may be scans."""
        return bool(paths) and all(path.suffix.lower() in SCANS for path in paths)

    def choose_files(self) -> None:
        """Ask for scans and bring them in."""
        names, _filter = QFileDialog.getOpenFileNames(
            self, _("Choose scans"), "", file_kinds.scans()
        )
        if names:
            self.bring([Path(name) for name in names])

    def bring(self, paths: Sequence[Path]) -> None:
        """Read those files; the status bar tells how far that is."""
        context, files = self.context, tuple(paths)
        register, clerk, at = context.register, context.clerk, context.now()
        self.banner.hide()

        def work(progress: Progress) -> tuple[BroughtFile, ...]:
            from consentdesk.services.inbox.bringing import bring_in

            return bring_in(register, clerk, at, files, progress)

        def done(brought: tuple[BroughtFile, ...]) -> None:
            self._tell_brought(brought)
            context.tell_written()

        context.tasks.run(
            self,
            work,
            done,
            failed=self.banner.tell,
            cancelled=context.tell_written,
            lane=Lane.LONG,
            title=_("Reading the scans"),
        )

    def read(self) -> None:
        """Read everything that waits."""
        register = self.context.register

        def work() -> InboxView:
            with register.read() as reader:
                return read_inbox_view(reader)

        self.context.tasks.run(
            self,
            lambda _progress: work(),
            lambda view: self._on_read(register, view),
            failed=self.banner.tell,
            replaces="inbox",
        )

    def ask(self) -> None:
        """Show what is about to be journaled; waits for what is still being written."""
        if not self.board.writing.is_idle:
            self._is_journaling = True
            return
        self._is_journaling = False
        register = self.context.register
        if self._stack.currentIndex() != BOARD:
            return

        def work() -> Summary:
            from consentdesk.services.inbox.filing import summary_of

            with register.read() as reader:
                return summary_of(reader)

        self.context.tasks.run(
            self,
            lambda _progress: work(),
            self._on_summed_up,
            failed=self.banner.tell,
            replaces="summary",
        )

    def _on_read(self, register: Register, view: InboxView) -> None:
        if register is not self._register:
            self._register = register
            self.board.forget()
        self._view = view
        inbox = view.inbox
        self.board.show_view(view)
        self._say_counts()
        if self._stack.currentIndex() != FILED:
            self._stack.setCurrentIndex(BOARD if inbox.sheets or inbox.apart or inbox.aside else 0)
        self._show_empty()
        apart = sum(len(pages) for pages in inbox.apart.values())
        aside = inbox.count(Group.ASIDE)
        self.counted.emit(len(inbox.sheets) - aside + apart)

    def _say_counts(self) -> None:
        view = self._view
        if view is None:
            return
        inbox = view.inbox
        groups: Mapping[Group, str] = {
            Group.READY: _("{count} ready"),
            Group.LOOK: _("{count} to be decided"),
            Group.FILED: _("{count} filed already"),
            Group.ASIDE: _("{count} put aside"),
        }
        said = [
            text.format(count=format_number(inbox.count(group)))
            for group, text in groups.items()
            if inbox.count(group)
        ]
        part = _("{group}: {count}")
        said += [
            part.format(group=apart_word(Apart(why)), count=format_number(len(pages)))
            for why, pages in inbox.apart.items()
        ]
        self.counts.setText(" · ".join(said))
        count = inbox.count(Group.ACCEPTED)
        text = ngettext("Journal {count} answer", "Journal {count} answers", count)
        self.journal.setText(
            text.format(count=format_number(count)) if count else _("Journal the answers")
        )
        self.journal.setEnabled(bool(count))

    def _show_away(self) -> None:
        scanner = self.context.scanner
        said = ""
        if scanner.away_since is not None:
            text = _(
                "The scanner folder cannot be reached since {time}. {folder} does not answer. It "
                "is tried again every few seconds – the scan can also be dropped here."
            )
            since = format_time(self.context.local(scanner.away_since))
            said = text.format(time=since, folder=scanner.folder)
        elif scanner.is_stopped:
            said = _("Reading the scanner folder was stopped. Nothing of it is lost.")
        self.away.setText(said)
        self.away.setVisible(bool(said))
        self.go_on.setVisible(scanner.is_stopped)

    def _show_empty(self) -> None:
        folder = self.context.scanner.folder
        if folder is None:
            self.empty.say(
                _("No forms wait."),
                _("Drag a scan here: a PDF of the whole stack, or pictures."),
                _("Choose scans…"),
            )
        else:
            said = _("Scan to the folder {folder}, or drag a scan here.")
            self.empty.say(_("No forms wait."), said.format(folder=folder), _("Show the folder"))

    def _on_empty_clicked(self) -> None:
        folder = self.context.scanner.folder
        if folder is None:
            self.choose_files()
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _tell_brought(self, brought: tuple[BroughtFile, ...]) -> None:
        said, is_well = told_of(brought)
        if said:
            tone, icon = ("ok", "done") if is_well else ("no", "warning")
            self.banner.say(said, tone=tone, icon=icon)

    def _on_written(self) -> None:
        if self._is_journaling:
            self.ask()

    def _on_summed_up(self, summary: Summary) -> None:
        from consentdesk.ui.inbox_summary import open_summary

        if not summary.sheets:
            self.banner.say(_("Nothing is accepted yet. Enter says that a sheet is right."))
            return
        self.summary = open_summary(summary, self)
        self.summary.agreed.connect(lambda: self._journal(summary))

    def _journal(self, summary: Summary) -> None:
        context = self.context
        register, clerk, at = context.register, context.clerk, context.now()
        sheets: tuple[SheetId, ...] = tuple(sheet.id for sheet in summary.sheets)
        names = self._names()
        self.journal.setEnabled(False)

        def work(progress: Progress) -> FiledStack:
            from consentdesk.services.inbox.filing import journal_all

            return journal_all(register, clerk, at, sheets=sheets, progress=progress)

        def refused(error: ConsentDeskError) -> None:
            self.banner.tell(error)
            context.tell_written()

        def done(stack: FiledStack) -> None:
            # What is journaled can't be undone, and steps before it would no longer fit.
            context.undo.clear()
            self.filed.show_stack(stack, names)
            self._stack.setCurrentIndex(FILED)
            self.filed.start()
            context.tell_written()

        context.tasks.run(
            self,
            work,
            done,
            failed=refused,
            cancelled=context.tell_written,
            lane=Lane.LONG,
            title=_("Journaling the answers"),
        )

    def _names(self) -> dict[SheetId, str]:
        view = self._view
        sheets = view.inbox.sheets if view is not None else ()
        return {one.sheet.id: view.name_of(one) for one in sheets} if view is not None else {}

    def _on_filed_left(self) -> None:
        self._stack.setCurrentIndex(BOARD)
        self.read()
        self.start()

    def _on_take_down_wanted(self) -> None:
        self.context.show_page("export", "take-down")
