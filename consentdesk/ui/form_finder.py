"""Which form came back: its number typed, or the form chosen from those that wait.

A number that can't be one is told while it is typed: its last sign checks the others.
"""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from consentdesk.domain.acts import Serial
from consentdesk.domain.serials import LENGTH, PLACE, parse_serial
from consentdesk.i18n import _
from consentdesk.ui.context import Context
from consentdesk.ui.intake_reading import find_forms
from consentdesk.ui.line_list import Entry, LineList, LineModel
from consentdesk.ui.search_field import SearchField
from consentdesk.ui.theme import GRID
from consentdesk.ui.widgets import EmptyView, announce, column, label

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

Find = Callable[["Reader", str, date], tuple[Entry[Serial], ...]]
NOT_IN_NUMBERS = frozenset("0O")
"""Signs no number has; the others that look alike are read for one another."""


class FormFinder(QWidget):
    """A line for the number or a name, and the forms that fit."""

    found = Signal(object)
    """The Serial of the form chosen."""
    print_wanted = Signal()

    def __init__(
        self, context: Context, parent: QWidget | None = None, *, find: Find = find_forms
    ) -> None:
        """`find` says which forms fit what was typed."""
        super().__init__(parent)
        self._context = context
        self._find = find
        self._is_reading = False
        self._is_hasty = False
        self._build()
        self._connect()
        self._assemble()

    def _build(self) -> None:
        self.field = SearchField(_("Number on the form, or a name"))
        self.hint = label("", wrap=True)
        self.model: LineModel[Serial] = LineModel(self)
        self.list = LineList(_("Forms that wait"), self.model)
        self.field.drive(self.list)
        self.list.setMinimumHeight(16 * GRID)
        self.empty = EmptyView("forms")
        self._stack = QStackedWidget()

    def _connect(self) -> None:
        self.field.textChanged.connect(self._on_field_changed)
        self.field.chosen.connect(self._on_field_chosen)
        self.list.opened.connect(self.found)
        self.list.clicked.connect(self._on_list_clicked)
        self.empty.button.clicked.connect(self.print_wanted)

    def _assemble(self) -> None:
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        whole = column(self.field, self.hint, self._stack, gap=GRID)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.say("")

    def start(self) -> None:
        """Begin with an empty line."""
        self.field.clear()
        self.field.setFocus()
        self.read()

    def read(self) -> None:
        """Read the forms that fit again."""
        context, text, at = self._context, self.field.text(), self._context.now()
        find = self._find
        self._is_reading = True

        def work() -> tuple[Entry[Serial], ...]:
            with context.register.read() as reader:
                return find(reader, text, reader.today(at))

        context.tasks.run(self, lambda _progress: work(), self._on_read, replaces="read")

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say something of what stands in the line, or nothing; a `wrong` number is marked."""
        # The line keeps its height, so that nothing jumps while somebody types.
        self.hint.setText(text or "\N{NO-BREAK SPACE}")
        if text:
            announce(self.field, text)
        if self.field.property("wrong") != wrong:
            self.field.setProperty("wrong", wrong)
            self.field.setAccessibleDescription(text)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def _on_read(self, entries: tuple[Entry[Serial], ...]) -> None:
        self._is_reading = False
        typed = self.field.text().strip()
        self.model.show(entries)
        self.list.setCurrentIndex(self.model.index(self.model.first() if typed else -1))
        self._stack.setCurrentWidget(self.list if entries or typed else self.empty)
        if not entries and not typed:
            self.empty.say(
                _("No form is on its way."),
                _("Forms stand here from when they are printed until they are journaled."),
                _("Print forms…"),
            )
        elif not entries and not any(sign.isdecimal() for sign in typed):
            self.say(_("No form that waits is about somebody of that name."))
        if self._is_hasty:
            self._on_field_chosen()

    def _on_field_changed(self, text: str) -> None:
        self._is_hasty = False
        hint = number_hint(text)
        self.say(hint, wrong=bool(hint))
        self.read()

    def _on_field_chosen(self) -> None:
        serial = parse_serial(self.field.text())
        # What is chosen in the list belongs to letters typed before: wait for its answer.
        self._is_hasty = serial is None and self._is_reading
        value = self.list.value
        if serial is not None:
            self.found.emit(serial)
        elif isinstance(value, str) and not self._is_hasty:
            self.found.emit(value)

    def _on_list_clicked(self) -> None:
        if isinstance(self.list.value, str):
            self.found.emit(self.list.value)


def number_hint(text: str) -> str:
    """What to say of a number while it is typed; "" while nothing is wrong with it."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    # While a further sheet's place is being typed, the number before it is looked at.
    begun = text.strip().removesuffix(PLACE)
    if not any(sign.isdecimal() for sign in signs) or parse_serial(begun) is not None:
        return ""
    if NOT_IN_NUMBERS & set(signs):
        return _("The numbers have no 0 and no letter O. Look once more: is it a Q or a D?")
    if len(signs) >= LENGTH:
        return _("That number does not exist. Check it once more, sign by sign.")
    return ""
