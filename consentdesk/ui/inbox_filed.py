"""What came of the stack: the numbers to write on the papers, and the sheets that were refused."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.domain.acts import Serial
from consentdesk.domain.inbox import SheetId
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.refusals import lack_sentence
from consentdesk.services.inbox.filing import FiledStack
from consentdesk.ui.application import application
from consentdesk.ui.delegates import Line
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import announce, button, column, head_line, label, row, say_head
from consentdesk.wording import problem_sentence


class FiledStackView(QWidget):
    """The numbers in the order of the papers."""

    left = Signal()
    take_down_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("", Look.HEADING, wrap=True)
        self.text = label("", wrap=True)
        self.model: LineModel[Serial] = LineModel(self)
        self.list = LineList(_("Numbers to write on the papers"), self.model)
        self.stands = head_line()
        self.copy = button(_("Copy the list"), "copy")
        self.take_down = button(_("Take down"), "withdraw")
        self.back = button(_("To the inbox"), "back", Look.PRIMARY)
        self.copy.clicked.connect(self._on_copy_clicked)
        self.take_down.clicked.connect(self.take_down_wanted)
        self.back.clicked.connect(self.left)
        foot = row(self.copy, self.take_down, None, self.back)
        whole = column(self.title, self.text, self.list, self.stands, foot, gap=GRID)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_stack(self, stack: FiledStack, names: Mapping[SheetId, str]) -> None:
        """Show what was filed, in the order of the papers, and below it what was not."""
        count = len(stack.filed)
        said = ngettext("{count} answer is journaled.", "{count} answers are journaled.", count)
        self.title.setText(said.format(count=format_number(count)))
        self.text.setText(_order(list(stack.numbers.values())))
        entries: list[Entry[Serial]] = []
        for sheet, filed in stack.filed:
            lacks = " ".join(lack_sentence(lack, names.get(sheet, "")) for lack in filed.lacks)
            serial = filed.entry.serial
            line = Line(
                heading=names.get(sheet, ""),
                detail=lacks or shown_serial(serial),
                aside=filed.entry.number,
                icon="clock" if lacks else "journal",
            )
            entries.append(Entry(line, serial))
        if stack.refused:
            entries.append(Entry(Line(heading=_("Not journaled"), title=True)))
        for sheet_, error in stack.refused:
            line = Line(
                heading=names.get(sheet_.id, ""), detail=problem_sentence(error), icon="warning"
            )
            entries.append(Entry(line, sheet_.serial))
        self.model.show(entries)
        say_head(self.stands, stack.head)
        self.take_down.setVisible(any(filed.releases for _sheet, filed in stack.filed))
        announce(self.list, " ".join((self.title.text(), self.text.text())))

    def start(self) -> None:
        """Whoever has written the numbers goes on."""
        self.back.setFocus()

    def _on_copy_clicked(self) -> None:
        lines = (one.line for one in self.model.entries if not one.line.title)
        told = "\n".join(f"{line.aside}\t{line.heading}" for line in lines if line.aside)
        application().clipboard().setText(told)


def _order(numbers: list[str]) -> str:
    if not numbers:
        return ""
    if len(numbers) == 1:
        said = _("Write the number on the paper: {first}.")
        return said.format(first=numbers[0])
    said = _("Write the numbers on the papers, and lay them into the binder as {first} … {last}.")
    return said.format(first=numbers[0], last=numbers[-1])
