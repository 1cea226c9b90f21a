"""From a drop to a card on its way in: looked through, asked about once, brought in, told of.

Leaves looking through to `services.card`, and the run itself to `card_run`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from consentdesk.errors import ConsentDeskError
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.services.card.told import Told
from consentdesk.ui.add_photos_dialog import AddPhotosDialog, Known
from consentdesk.ui.banner import Banner
from consentdesk.ui.card_run import CardRun, left_out
from consentdesk.ui.context import Context
from consentdesk.ui.tasks import Lane, Progress
from consentdesk.ui.waiting_alike import WaitingAlike

if TYPE_CHECKING:
    from consentdesk.services.card.listing import Card


@dataclass(frozen=True, slots=True)
class _Found:
    """What is on the card, and what the register knows beforehand."""

    card: Card
    albums: tuple[str, ...]
    known: Known


def _nothing() -> None:
    """For whoever does not want to hear."""


class CardDesk(QObject):
    """The way in for cards, for a page that hands over its banner and its line of what waits."""

    name_wanted = Signal(object)
    """The CardRun whose photos are to be named."""

    def __init__(
        self,
        context: Context,
        page: QWidget,
        banner: Banner,
        alike: WaitingAlike,
        *,
        searching: Callable[[], bool],
    ) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._banner = banner
        self._alike = alike
        self._searching = searching
        self._naming: CardRun | None = None

    def take(self, paths: Sequence[Path], begun: Callable[[], None] = _nothing) -> None:
        """Look through the files and folders, and ask about what is there.

        `begun` is called once somebody has said that they are to be brought in.
        """
        register = self._context.register

        def work(progress: Progress) -> _Found:
            from consentdesk.services.card.listing import list_card

            card = list_card(paths, progress)
            with register.read() as reader:
                there = {event.name: event.groups for event in reader.events()}
                known = Known(
                    groups=reader.groups(), there=there, day=card.day, beside=left_out(card)
                )
                return _Found(card, reader.albums(), known)

        self._context.tasks.run(
            self,
            work,
            lambda found: self._ask_about(found, begun),
            failed=self._banner.tell,
            cancelled=lambda: self._banner.say(_("Stopped. Nothing was added.")),
            lane=Lane.LONG,
            title=_("Looking for pictures"),
        )

    def _ask_about(self, found: _Found, begun: Callable[[], None]) -> None:
        if not found.card.files:
            nothing = _("There are no pictures in that folder.")
            self._banner.say("\n".join(one for one in (nothing, left_out(found.card)) if one))
            return
        paths = [file.path for file in found.card.files]
        dialog = AddPhotosDialog(self._page, paths, found.albums, found.known)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(begun)
        dialog.accepted.connect(lambda: self._begin(found.card, dialog.told))
        dialog.open()
        dialog.album.setFocus()

    def _begin(self, card: Card, told: Told) -> None:
        run = CardRun(self._context, card, told)
        run.came_in.connect(lambda: self._on_came_in(run))
        run.ended.connect(lambda: self._on_ended(run))
        run.failed.connect(lambda error: self._on_failed(run, error))
        run.start()

    def _on_came_in(self, run: CardRun) -> None:
        """As soon as two are in, or what there is, they can be named."""
        if self._naming is run or len(run.photos) < min(2, run.added.of):
            return
        self._naming = run
        if run.is_going and len(run.photos) < run.added.of:
            count = len(run.photos)
            said = ngettext(
                "{count} of {all} photos is in. You can begin; the others join it as they come.",
                "{count} of {all} photos are in. You can begin; the others join them as they come.",
                count,
            )
            numbers = {"count": format_number(count), "all": format_number(run.added.of)}
            self._offer(run, said.format(**numbers), is_all=False)

    def _on_ended(self, run: CardRun) -> None:
        """What was added stays in the grid, what looks alike in a line of its own."""
        added, said = run.added, run.added.sentence()
        self._naming = None
        if said:
            self._offer(run, said, is_all=True)
        else:
            self._banner.hide()
        if added.alike:
            self._alike.add(tuple(added.alike))
            if not run.photos and not self._searching():
                self._alike.look_at.setFocus()

    def _on_failed(self, run: CardRun, error: ConsentDeskError) -> None:
        """Why it could not go on; what is in is in."""
        self._naming = None
        self._banner.tell(error)
        if run.added.alike:
            self._alike.add(tuple(run.added.alike))

    def _offer(self, run: CardRun, said: str, *, is_all: bool) -> None:
        added = run.added
        is_fine = not (added.unread or added.gone or added.is_stopped)
        self._banner.say(
            said,
            tone="ok" if is_all and is_fine else "plain",
            icon="done" if is_all and is_fine else "info",
            action=_("Names and kind…") if run.photos else "",
            then=lambda: self.name_wanted.emit(run),
        )
        # Whoever searches meanwhile goes on typing.
        if run.photos and not self._searching():
            self._banner.take_keyboard()
