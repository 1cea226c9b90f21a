"""The first page: what there is to do, one card and one button for each, and nothing else.

A card that has nothing to say is not there. The figures are the register's; the age of the newest
backup is that of the newest file in the folder chosen for backups.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from consentdesk.domain.roles import Right, Role
from consentdesk.i18n import _
from consentdesk.seat_words import role_sentence, role_word
from consentdesk.ui import doors
from consentdesk.ui.context import Context
from consentdesk.ui.page import Page
from consentdesk.ui.theme import GRID, Look
from consentdesk.ui.widgets import EmptyView, PageHeader, column, label, scrolled

if TYPE_CHECKING:
    from consentdesk.domain.photos import PhotoId
    from consentdesk.ui.overview_cards import Overview

CARD_WIDTH = 300
"""The least width of a card; as many stand side by side as fit."""


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
        self._found: Overview | None = None
        self._second: tuple[PhotoId, ...] = ()
        self._build()
        self._assemble()
        context.alike_changed.connect(self._on_context_register_changed)
        context.clerk_changed.connect(self._on_context_clerk_changed)
        context.register_left.connect(self._forget_second)

    def _build(self) -> None:
        self._header = PageHeader(self.title)
        self.seat: QLabel = label("", Look.MUTED, wrap=True)
        self.seat.hide()
        self.cards = CardGrid()
        self.done: EmptyView | None = None

    def _assemble(self) -> None:
        inner = QWidget()
        self._inner = column(self.cards, None, gap=2 * GRID)
        inner.setLayout(self._inner)
        whole = column(self._header, self.seat, scrolled(inner), self.banner, gap=2 * GRID)
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
        from consentdesk.ui.alike_kept import kept
        from consentdesk.ui.lines_left import kept as kept_left
        from consentdesk.ui.upkeep import backup_folder

        context = self.context
        register, now = context.register, context.now()
        folder = backup_folder(context)
        alike, left = kept(context), kept_left(context.settings, register.place.path)

        def work() -> Overview:
            from consentdesk.ui.overview_cards import read_overview

            return read_overview(register, now, folder, alike, left)

        context.tasks.run(
            self, lambda _progress: work(), self._on_read, failed=self.banner.tell, replaces="read"
        )

    def _on_read(self, found: Overview) -> None:
        self.context.sit(found.role)
        self._found = found
        is_asked = found.takes_two and self.context.may(Right.SECOND)
        if not is_asked:
            self._forget_second()
        self._show()
        if is_asked and self.context.is_open:
            self._read_second()

    def _read_second(self) -> None:
        """Look through the newest photos too, once all the rest is shown."""
        context = self.context
        register, clerk, now = context.register, context.clerk, context.now()

        def work() -> tuple[PhotoId, ...]:
            from consentdesk.ui.overview_cards import read_second

            return read_second(register, clerk, now)

        def done(photos: tuple[PhotoId, ...]) -> None:
            is_here = context.is_open and context.register is register
            if is_here and context.clerk == clerk and photos != self._second:
                self._second = photos
                self._show()

        context.tasks.run(
            self,
            lambda _progress: work(),
            done,
            failed=self.banner.tell,
            replaces="second",
        )

    def _show(self) -> None:
        from consentdesk.ui.overview_cards import Doors, summary, todo_card, todos, upkeep

        if self._found is None:
            return
        found = replace(self._found, second=self._second)
        self._header.say(summary(found))
        self.seat.setText(_seat_line(found.role))
        self.seat.setVisible(found.role is not Role.HEAD)
        ways = Doors(
            self._on_new_person_wanted,
            self._on_print_wanted,
            self._on_backup_wanted,
            self._on_second_wanted,
            self._on_recovery_wanted,
            self._on_recovery_printed,
            self._on_lines_left_wanted,
        )
        waiting = todos(found, self.context, ways)
        kept = [upkeep(found, ways)] if self.context.may(Right.BACK_UP) else []
        self.cards.show_cards([todo_card(todo) for todo in (*waiting, *kept)])
        # A backup that is due is something to do, though its card never goes away.
        self._show_done(done=not waiting and (found.backup.fresh or not kept))

    def _show_done(self, *, done: bool) -> None:
        if self.done is None and done:
            self.done = EmptyView("done")
            self.done.say(_("Everything is done."), _("Nothing waits for you right now."))
            self._inner.insertWidget(1, self.done)
        if self.done is not None:
            self.done.setVisible(done)

    def _on_context_clerk_changed(self) -> None:
        """Another one can be the second person for other photos."""
        self._forget_second()
        if self.context.is_open:
            self._on_context_register_changed()

    def _forget_second(self) -> None:
        self._second = ()

    def _on_new_person_wanted(self) -> None:
        doors.open_enrol(self.context, self, self.banner)

    def _on_print_wanted(self) -> None:
        doors.open_print(self.context, self)

    def _on_second_wanted(self, photos: Sequence[PhotoId]) -> None:
        doors.open_second(self.context, self, photos)

    def _on_backup_wanted(self) -> None:
        from consentdesk.ui.upkeep import choose_and_back_up

        choose_and_back_up(self.context, self, self.banner, self.read)

    def _on_recovery_wanted(self) -> None:
        from consentdesk.ui.recovery import print_recovery

        print_recovery(self.context, self, self.banner)

    def _on_recovery_printed(self) -> None:
        from consentdesk.ui.recovery import say_printed

        say_printed(self.context, self, self.banner)

    def _on_lines_left_wanted(self) -> None:
        from consentdesk.ui.lines_left_dialog import open_lines_left

        open_lines_left(self.context, self.window())


def _seat_line(role: Role) -> str:
    """Why some of what others have is not there."""
    return _("Your seat here: {role}. {may}").format(role=role_word(role), may=role_sentence(role))
