"""A field for a day: typed as people write it, stepped with the arrow keys, or picked.

Takes 14-09-2026, 14.9.26, 14092026 and 2026-09-14 in any language, and shows the day as the
language writes it; of a day that lies behind also 1409 and 14/9. 260914 is read as Swedes write it
only where Swedish is spoken. Knows nothing of which days make sense.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QDate, QEvent, QLocale, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
    QWidgetAction,
)

from consentdesk.domain.people import age
from consentdesk.i18n import _, language, ngettext
from consentdesk.ui import icons
from consentdesk.ui.icons import put
from consentdesk.ui.theme import GRID, colours
from consentdesk.ui.widgets import announce, label, row

_YEAR_FIRST = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_SWEDISH = re.compile(r"(\d{2})-(\d{2})-(\d{2})|(\d{2})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4}|\d{2})|(\d{2})(\d{2})(\d{4}|\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})[/.-](\d{1,2})\.?|(\d{2})(\d{2})")
_NO_YEAR_SWEDISH = re.compile(r"(\d{1,2})/(\d{1,2})")
"""0509 may be either of two days there."""
_KEYS_OF_THE_FORM = frozenset("dtukr")


def typed_day(text: str, today: date, *, is_past: bool = False) -> date | None:
    """The day somebody typed, or None; a year of two figures is at most ten years ahead.

    Where only a day that `is_past` is meant, its year may be left out: 1409 and 14/9 are the latest
    there has been.
    """
    clean = text.strip()
    no_year = (_NO_YEAR_SWEDISH if language() == "sv" else _NO_YEAR).fullmatch(clean)
    if is_past and no_year is not None:
        day, month = (int(part) for part in no_year.groups() if part is not None)
        years = (_real(today.year - before, month, day) for before in range(2))
        return next((found for found in years if found is not None and found <= today), None)
    orders = [(_DAY_FIRST, (2, 1, 0)), (_YEAR_FIRST, (0, 1, 2))]
    if language() == "sv":
        orders.insert(0, (_SWEDISH, (0, 1, 2)))
    for pattern, order in orders:
        found = pattern.fullmatch(clean)
        if found is None:
            continue
        parts = [part for part in found.groups() if part is not None]
        year, month, day = (int(parts[place]) for place in order)
        if len(parts[order[0]]) == 2:
            year += today.year // 100 * 100
            year -= 100 if year > today.year + 10 else 0
        if real := _real(year, month, day):
            return real
    return None


def shown_day(day: date) -> str:
    """The day in figures, as it is typed in the language spoken."""
    if language() == "sv":
        return day.isoformat()
    return f"{day.day:02}-{day.month:02}-{day.year:04}"


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def long_day(day: date) -> str:
    """The day with its weekday, in the language spoken."""
    # A day before its month, as everywhere here: plain English would be American.
    spoken = QLocale("en_GB" if language() == "en" else language())
    return spoken.toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def birth_day(born: date, today: date) -> str:
    """A birth date with its weekday, and how old that makes somebody today."""
    if born > today:
        return long_day(born)
    years = age(born, today)
    said = ngettext("{day}: {count} year old", "{day}: {count} years old", years)
    return said.format(day=long_day(born), count=years)


def _nothing(_day: date) -> str:
    return ""


class DateNote(QWidget):
    """The day in a field read back in words, or what is wrong with it.

    A figure in the wrong place is seen in the weekday, the month's name or the age. Its room is
    kept, so that nothing moves.
    """

    def __init__(
        self,
        field: "DateField",
        reads: Callable[[date], str] = long_day,
        *,
        doubts: Callable[[date], str] = _nothing,
        lines: int = 1,
    ) -> None:
        """`doubts` says what is odd about a day that is possible, or ""."""
        super().__init__()
        self._field = field
        self._reads = reads
        self._doubts = doubts
        self._is_wrong = False
        self._icon = QLabel()
        self._icon.setFixedWidth(icons.SIZE)
        self.text: QLabel = label("", wrap=lines > 1)
        line = max(icons.SIZE, self.fontMetrics().lineSpacing())
        self._icon.setFixedHeight(line)
        self.text.setMinimumHeight(lines * line)
        whole = row(self._icon, self.text)
        whole.setStretch(1, 1)
        if lines > 1:
            self.text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
            whole.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        whole.setContentsMargins(0, GRID // 2, 0, GRID // 2)
        self.setLayout(whole)
        field.marked.connect(self._on_field_marked)
        field.day_changed.connect(self.refresh)
        field.editingFinished.connect(self._on_field_editing_finished)

    def refresh(self) -> None:
        """Read the day back; called too where what makes it doubtful has changed."""
        day = self._field.day
        doubt = self._doubts(day) if day is not None else ""
        wrong = self._field.problem or doubt
        said = wrong or (self._reads(day) if day is not None else "")
        self._is_wrong = bool(wrong)
        self.text.setText(said)
        self._draw(said)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the sign again in new colours."""
        if event.type() is QEvent.Type.PaletteChange:
            self._draw(self.text.text())
        super().changeEvent(event)

    def _draw(self, said: str) -> None:
        found, size = colours(self.palette()), icons.SIZE
        name, colour = ("warning", found.no) if self._is_wrong else ("calendar", found.muted)
        shown = icons.pixmap(name, colour, size, self.devicePixelRatioF())
        self._icon.setPixmap(shown if said else QPixmap())

    def _on_field_marked(self) -> None:
        self.refresh()
        if self._field.problem:
            announce(self, self._field.problem)

    def _on_field_editing_finished(self) -> None:
        if self.text.text() and not self._field.problem:
            announce(self, self.text.text())


class DateField(QLineEdit):
    """A line for one day; `day` is None while nothing sensible stands in it."""

    day_changed = Signal(object)
    marked = Signal()
    """`problem` is another one now."""

    def __init__(
        self,
        today: date,
        parent: QWidget | None = None,
        *,
        latest: date | None = None,
        earliest: date | None = None,
        is_past: bool = False,
    ) -> None:
        """`is_past`: no day to come is meant, and the year may be left out."""
        super().__init__(parent)
        self._is_past = is_past
        self._earliest = earliest
        self._today = today
        self._latest = latest
        self.problem = ""
        self._calendar_action = QAction(_("Pick a day"), self)
        put(self._calendar_action, "calendar")
        self.addAction(self._calendar_action, QLineEdit.ActionPosition.TrailingPosition)
        self.setPlaceholderText(_("YYYY-MM-DD") if language() == "sv" else _("DD-MM-YYYY"))
        self.textChanged.connect(self._on_text_changed)
        self.editingFinished.connect(self.check)
        self._calendar_action.triggered.connect(self._on_calendar_triggered)

    @property
    def day(self) -> date | None:
        """The day in the field."""
        return typed_day(self.text(), self._today, is_past=self._is_past)

    def set_day(self, day: date | None) -> None:
        """Show that day, or nothing."""
        self.setText("" if day is None else shown_day(day))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow up and down step a day; whoever wants a year types it.

        No day holds the letters that are keys of the form around it: they are left to that.
        """
        if not event.modifiers() and event.text().casefold() in _KEYS_OF_THE_FORM:
            event.ignore()
            return
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.set_day((self.day or self._today) + timedelta(days=step if self.day else 0))

    def check(self) -> bool:
        """Write the day out, or mark what is no day; whether nothing is wrong with it."""
        day = self.day
        if day is not None:
            self.set_day(day)
        if day is None and self.text().strip():
            example = shown_day(date(2019, 5, 31))
            self._mark(_("This is not a day. Write it like {example}.").format(example=example))
        elif day is not None and self._latest is not None and day > self._latest:
            said = _("{day} lies in the future.")
            self._mark(said.format(day=shown_day(day)))
        elif day is not None and self._earliest is not None and day < self._earliest:
            said = _("{day} is too early: the first day possible is {first}.")
            self._mark(said.format(day=shown_day(day), first=shown_day(self._earliest)))
        else:
            self._mark("")
        return not self.problem

    def _on_text_changed(self) -> None:
        self._mark("")
        self.day_changed.emit(self.day)

    def _mark(self, problem: str) -> None:
        if self.problem == problem:
            return
        self.problem = problem
        self.setProperty("wrong", bool(problem))
        self.setAccessibleDescription(problem)
        self.marked.emit()
        self.style().unpolish(self)
        self.style().polish(self)

    def _on_calendar_triggered(self) -> None:
        menu = QMenu(self)
        calendar = QCalendarWidget(menu)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        day = self.day or self._today
        calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        calendar.activated.connect(self._on_calendar_activated)
        calendar.clicked.connect(self._on_calendar_activated)
        calendar.activated.connect(menu.close)
        calendar.clicked.connect(menu.close)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        QApplication.sendPostedEvents(menu)
        calendar.setFocus()

    def _on_calendar_activated(self, picked: QDate) -> None:
        self.set_day(date(picked.year(), picked.month(), picked.day()))
        self.setFocus()
