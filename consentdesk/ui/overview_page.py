"""The first page: what there is to do, one card and one button for each, and nothing else.

A card that has nothing to say is not there. The figures are the register's; the age of the newest
backup is that of the newest file in the folder chosen for backups.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui import doors, icons
from consentdesk.ui.context import Context
from consentdesk.ui.page import Page
from consentdesk.ui.theme import GRID, Look, colours
from consentdesk.ui.upkeep import BackupState, backup_state, choose_and_back_up
from consentdesk.ui.widgets import (
    EmptyView,
    PageHeader,
    button,
    card,
    column,
    label,
    row,
    scrolled,
)

if TYPE_CHECKING:
    from consentdesk.storage.values import Counts

CARD_WIDTH = 300
"""The least width of a card; as many stand side by side as fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One thing to do: how many, what, and the button that leads there."""

    figure: str
    text: str
    action: str
    icon: str
    tone: str
    go: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Overview:
    """All the page shows, read at one moment."""

    counts: Counts
    today: date
    backup: BackupState
    anybody_asked: bool


class Disc(QWidget):
    """An icon in a pale disc."""

    def __init__(self, icon: str, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._tone = icon, tone

    def sizeHint(self) -> QSize:
        """Five steps of the grid."""
        return QSize(5 * GRID, 5 * GRID)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw disc and icon."""
        c = colours(self.palette())
        ground, ink = {
            "ok": (c.ok_tint, c.ok),
            "no": (c.no_tint, c.no),
            "unknown": (c.unknown_tint, c.unknown),
        }.get(self._tone, (c.accent_tint, c.accent))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(ground))
        painter.setBrush(QColor(ground))
        side = 5 * GRID
        painter.drawEllipse(QRectF(0.5, 0.5, side - 1, side - 1))
        margin = (side - icons.SIZE) / 2
        icons.draw(painter, QRectF(margin, margin, icons.SIZE, icons.SIZE), self._icon, ink)


class CardGrid(QWidget):
    """Cards of one width, side by side as far as they fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[QFrame] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2 * GRID)
        self.setLayout(self._grid)

    @property
    def cards(self) -> tuple[QFrame, ...]:
        """The cards in their order."""
        return tuple(self._cards)

    def show_cards(self, cards: Sequence[QFrame]) -> None:
        """Show these instead of the ones before."""
        for old in self._cards:
            self._grid.removeWidget(old)
            old.deleteLater()
        self._cards = list(cards)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer side by side."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        across = max(1, (self.width() + 2 * GRID) // (CARD_WIDTH + 2 * GRID))
        for number, one in enumerate(self._cards):
            self._grid.addWidget(one, number // across, number % across)
        for place in range(max(across, self._grid.columnCount())):
            self._grid.setColumnStretch(place, 1 if place < across else 0)


class OverviewPage(Page):
    """The to-dos of the day."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._build()
        self._assemble()

    def _build(self) -> None:
        self._header = PageHeader(self.title)
        self.cards = CardGrid()
        self.done: EmptyView | None = None

    def _assemble(self) -> None:
        inner = QWidget()
        self._inner = column(self.cards, None, gap=2 * GRID)
        inner.setLayout(self._inner)
        whole = column(self._header, self.banner, scrolled(inner), gap=2 * GRID)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    @property
    def title(self) -> str:
        """The page's name."""
        return _("Overview")

    @property
    def help_text(self) -> str:
        """What the page is for."""
        return _(
            "Everything that waits for you stands here, one card for each. The button on a card "
            "leads to the place where it is done. A card goes away by itself when its work is "
            "done."
        )

    def read(self) -> None:
        """Read the figures and the age of the newest backup."""
        context = self.context
        register, now = context.register, context.now()
        folder = str(context.settings.value("backup/folder", ""))

        def work() -> Overview:
            with register.read() as reader:
                today = reader.today(now)
                counts = reader.counts(today)
                asked = bool(reader.forms(limit=1))
            return Overview(counts, today, backup_state(folder, now), asked)

        context.tasks.run(
            self, lambda _progress: work(), self._on_read, failed=self.banner.tell, replaces="read"
        )

    def _on_read(self, found: Overview) -> None:
        counts = found.counts
        people = ngettext("{count} person", "{count} people", counts.subjects)
        photos = ngettext("{count} photo", "{count} photos", counts.photos)
        self._header.say(
            " · ".join(
                (
                    _long_day(found.today),
                    people.format(count=format_number(counts.subjects)),
                    photos.format(count=format_number(counts.photos)),
                )
            )
        )
        todos = [*self._first_steps(found), *self._todos(counts), *self._upkeep(found.backup)]
        self.cards.show_cards([_todo_card(todo) for todo in todos])
        waiting = len(todos) - len(self._upkeep(found.backup))
        self._show_done(done=waiting == 0)

    def _show_done(self, *, done: bool) -> None:
        if self.done is None and done:
            self.done = EmptyView("done")
            self.done.say(_("Everything is done."), _("Nothing waits for you right now."))
            self._inner.insertWidget(1, self.done)
        if self.done is not None:
            self.done.setVisible(done)

    def _first_steps(self, found: Overview) -> list[Todo]:
        """What follows on the first run: somebody to ask, then the question on paper."""
        if found.counts.subjects == 0:
            return [
                Todo(
                    figure=_("Welcome"),
                    text=_("Your children and young people come first. Enrol one to begin."),
                    action=_("New person…"),
                    icon="person-add",
                    tone="plain",
                    go=self._on_new_person_wanted,
                )
            ]
        if found.anybody_asked:
            return []
        return [
            Todo(
                figure=_("The next step"),
                text=_("Nobody has been asked yet. Print the first forms and hand them out."),
                action=_("Print forms…"),
                icon="print",
                tone="plain",
                go=self._on_print_wanted,
            )
        ]

    def _on_new_person_wanted(self) -> None:
        from consentdesk.ui.person_dialog import open_person_dialog

        open_person_dialog(self.context, self)

    def _on_print_wanted(self) -> None:
        doors.open_print(self.context, self)

    def _todos(self, counts: Counts) -> list[Todo]:
        context = self.context
        places = (
            (
                counts.forms_recorded,
                ngettext(
                    "answered form waits to be journaled. It does not count before that.",
                    "answered forms wait to be journaled. They do not count before that.",
                    counts.forms_recorded,
                ),
                _("Journal them"),
                "forms",
                "no",
                ("forms", "recorded"),
            ),
            (
                counts.open_takedowns,
                ngettext(
                    "export shows somebody who has said no since.",
                    "exports show somebody who has said no since.",
                    counts.open_takedowns,
                ),
                _("Take down"),
                "withdraw",
                "no",
                ("export", "take-down"),
            ),
            (
                counts.photos_unattested,
                ngettext(
                    "photo lacks names. It can't be exported before everyone is named.",
                    "photos lack names. They can't be exported before everyone is named.",
                    counts.photos_unattested,
                ),
                _("Name people"),
                "photos",
                "unknown",
                ("photos", "unnamed"),
            ),
            (
                counts.second_guardian_missing,
                ngettext(
                    "person waits for the second guardian's signature.",
                    "people wait for the second guardian's signature.",
                    counts.second_guardian_missing,
                ),
                _("See who"),
                "guardian",
                "unknown",
                ("permissions", "second"),
            ),
            (
                counts.coming_of_age,
                ngettext(
                    "person soon signs alone. Ask them for their own signature.",
                    "people soon sign alone. Ask them for their own signature.",
                    counts.coming_of_age,
                ),
                _("See who"),
                "person",
                "plain",
                ("permissions", "of-age"),
            ),
            (
                counts.forms_out,
                ngettext(
                    "printed form has not come back.",
                    "printed forms have not come back.",
                    counts.forms_out,
                ),
                _("See forms"),
                "print",
                "plain",
                ("forms", "printed"),
            ),
        )
        return [
            Todo(
                figure=format_number(count),
                text=text,
                action=action,
                icon=icon,
                tone=tone,
                go=partial(context.show_page, *place),
            )
            for count, text, action, icon, tone, place in places
            if count
        ]

    def _upkeep(self, backup: BackupState) -> list[Todo]:
        def go() -> None:
            choose_and_back_up(self.context, self, self.banner, self.read)

        return [
            Todo(
                figure=_("Backup"),
                text=backup.sentence,
                action=_("Back up now"),
                icon="backup",
                tone="ok" if backup.fresh else "unknown",
                go=go,
            )
        ]


def _todo_card(todo: Todo) -> QFrame:
    figure = label(todo.figure, Look.FIGURE if todo.figure[:1].isdigit() else Look.HEADING)
    head = row(Disc(todo.icon, todo.tone), figure, None, gap=GRID + 4)
    act = button(todo.action)
    act.setAccessibleName(f"{todo.action}: {todo.figure} {todo.text}")
    act.clicked.connect(todo.go)
    text = label(todo.text, wrap=True)
    return card(head, text, None, row(act, None), gap=GRID + 4)


def _long_day(day: date) -> str:
    """The day with its weekday, in the language spoken."""
    from PySide6.QtCore import QDate, QLocale

    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)
