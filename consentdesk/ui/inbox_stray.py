"""The right column for a page that is on no sheet: why, and whose it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from consentdesk.domain.acts import Serial
from consentdesk.domain.inbox import Apart, InboxPage
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _, format_number
from consentdesk.ui import doors
from consentdesk.ui.context import Context
from consentdesk.ui.form_finder import FormFinder
from consentdesk.ui.inbox_reading import find_missing
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import button, column, label
from consentdesk.words import apart_sentence, apart_word

_NOBODYS = frozenset({Apart.BLANK, Apart.UNREADABLE, Apart.DUPLICATE})
"""Pages of which nobody needs to say whose they are."""


class StrayPage(QWidget):
    """Tells which form a page belongs to, as somebody says."""

    found = Signal(object)
    """The Serial of the form it belongs to."""
    copy_meant = Signal()
    """A page that is here already is another paper all the same."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: InboxPage | None = None
        self.name = label("", Look.HEADING, wrap=True)
        self.about = label("", Look.MUTED, wrap=True)
        self.why = label("", wrap=True)
        self.ask = label(_("W&ho is it?"), Look.STRONG)
        self.finder = FormFinder(context, find=find_missing)
        self.ask.setBuddy(self.finder.field)
        self.copy = button(_("It is another paper"), "copy")
        self.finder.found.connect(self._on_finder_found)
        self.finder.print_wanted.connect(lambda: doors.open_print(context, self))
        self.copy.clicked.connect(self.copy_meant)
        whole = column(
            column(self.name, self.about, gap=2),
            self.why,
            self.ask,
            self.finder,
            self.copy,
            None,
            gap=GRID,
        )
        whole.setStretch(3, 4)
        self.setLayout(whole)

    @property
    def asks(self) -> bool:
        """Whether somebody is to say whose page it is."""
        return self._page is not None and not self.finder.isHidden()

    def show_page(self, page: InboxPage, file: str) -> None:
        """Show another page, or the same one again."""
        is_same = self._page is not None and self._page.id == page.id
        self._page = page
        why = page.apart or Apart.NO_CODE
        self.name.setText(apart_word(why))
        number = _("Page {number}").format(number=format_number(page.number))
        self.about.setText(" · ".join(part for part in (number, file) if part))
        self.why.setText(_why(page, why))
        asks = why not in _NOBODYS and not page.aside
        self.ask.setVisible(asks)
        self.finder.setVisible(asks)
        self.copy.setVisible(why is Apart.DUPLICATE and page.read is not None and not page.aside)
        if asks and not is_same:
            self.finder.field.clear()
            self.finder.read()

    def start(self) -> None:
        """Put the keyboard into the line."""
        self.finder.field.setFocus()

    def _on_finder_found(self, serial: object) -> None:
        if isinstance(serial, str):
            self.found.emit(Serial(serial))


def _why(page: InboxPage, why: Apart) -> str:
    """What speaks against it, as exactly as it is known."""
    from consentdesk.wording import problem_sentence

    if why is Apart.UNREADABLE and page.problem in {one.value for one in Problem}:
        told = problem_sentence(BadInput(Problem(page.problem), page=page.number))
        return f"{told}\n{apart_sentence(why)}"
    return apart_sentence(why)
