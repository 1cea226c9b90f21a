"""The one question before the stack is journaled: what it says, counted, and what stays behind."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.inbox.filing import Summary
from consentdesk.ui.keys import finish_with_control_enter
from consentdesk.ui.tab_order import Dialog
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, label, row, scrolled
from consentdesk.wording import purpose_word


class SummaryDialog(Dialog):
    """Yes and no for each purpose, and one button."""

    agreed = Signal()

    def __init__(self, summary: Summary, parent: QWidget) -> None:
        super().__init__(parent)
        self.summary = summary
        count = len(summary.sheets)
        said = ngettext("Journal {count} answer", "Journal {count} answers", count)
        title = said.format(count=format_number(count))
        self.setWindowTitle(title)
        self.go = button(title, "journal", Look.PRIMARY)
        self.leave = button(_("Cancel"))
        self.go.clicked.connect(self._on_go_clicked)
        self.leave.clicked.connect(self.reject)
        finish_with_control_enter(self, self.go)
        self._assemble(title)

    def _assemble(self, title: str) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setColumnStretch(0, 1)
        for number, (purpose, tally) in enumerate(self.summary.answers.items()):
            grid.addWidget(label(purpose_word(purpose), Look.STRONG, wrap=True), number, 0)
            yes = _("{count} yes").format(count=format_number(tally.yes))
            no = _("{count} no").format(count=format_number(tally.no))
            grid.addWidget(label(yes), number, 1)
            grid.addWidget(label(no), number, 2)
        counted = QWidget()
        counted.setLayout(grid)
        inner = QWidget()
        after = _(
            "A no is journaled too. Afterwards each sheet gets a number, to be written on the "
            "paper. What is journaled can only be corrected, not taken back."
        )
        aside = label(self._aside(), wrap=True)
        aside.setVisible(bool(aside.text()))
        inner.setLayout(column(counted, aside, label(after, Look.MUTED, wrap=True), None, gap=GRID))
        whole = column(
            label(title, Look.TITLE),
            scrolled(inner, whole=True),
            row(None, self.leave, self.go),
            gap=2 * GRID,
        )
        whole.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setMinimumWidth(52 * GRID)

    def _aside(self) -> str:
        count = self.summary.aside
        if not count:
            return ""
        said = ngettext(
            "{count} form is put aside and is not journaled.",
            "{count} forms are put aside and are not journaled.",
            count,
        )
        return said.format(count=format_number(count))

    def _on_go_clicked(self) -> None:
        self.accept()
        self.agreed.emit()


def open_summary(summary: Summary, parent: QWidget) -> SummaryDialog:
    """Ask; the keyboard is on the button, so that Enter agrees."""
    from PySide6.QtCore import Qt

    dialog = SummaryDialog(summary, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    dialog.go.setFocus()
    return dialog
