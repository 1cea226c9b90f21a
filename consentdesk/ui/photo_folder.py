"""What waits to be brought in: a camera's card that is plugged in, or a folder for photos.

Looked at every few seconds while somebody can see it offered, and never brought in unasked. The
folder belongs to the register for which it was chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStorageInfo, QTimer, Signal

from consentdesk.ui.context import Context

if TYPE_CHECKING:
    from consentdesk.services.card.mounted import MountedCard
    from consentdesk.services.inbox.watching import Listing

FOLDER = "photos/folder"
REGISTER = "photos/folder-of"
"""The register for which the folder was chosen."""
SINCE = "photos/folder-since"
"""When somebody last answered what is new there, in seconds since 1970."""
EVERY = 5000
"""Milliseconds between two looks."""

Places = Callable[[], Iterable[tuple[Path, str]]]


@dataclass(frozen=True, slots=True)
class Offer:
    """Pictures that could be brought in: those of a card, or what is new in the folder."""

    paths: tuple[Path, ...]
    name: str
    pictures: int
    is_card: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    cards: tuple[MountedCard, ...]
    folder: Path | None
    listing: Listing | None
    new: tuple[Path, ...]


def plugged_in() -> list[tuple[Path, str]]:
    """Where something is mounted that can be taken out, as far as the system tells."""
    return [
        (Path(one.rootPath()), one.displayName())
        for one in QStorageInfo.mountedVolumes()
        if one.isValid() and one.isReady() and not one.isRoot()
    ]


class PhotoFolder(QObject):
    """Looks, and says what could be brought in."""

    changed = Signal()
    """Something else is offered, or nothing any more."""

    def __init__(
        self,
        context: Context,
        *,
        places: Places = plugged_in,
        clock: Callable[[], float] = monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._places = places
        self._clock = clock
        self._before: Listing | None = None
        self._left: set[Path] = set()
        self._is_busy = False
        self.offer: Offer | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self.look)

    def use(self, places: Places, clock: Callable[[], float]) -> None:
        """Other places than the computer's, and other seconds."""
        self._places, self._clock = places, clock

    def start(self) -> None:
        """Look now, and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @property
    def is_looking(self) -> bool:
        """Whether it looks every few seconds."""
        return self._timer.isActive()

    def look(self) -> None:
        """Look once."""
        context = self._context
        if self._is_busy or not context.is_open:
            return
        self._is_busy = True
        folder, since = folder_for_photos(context), _since(context)
        before, places, at = self._before, self._places, self._clock()

        def work() -> _Seen:
            from consentdesk.services.card.mounted import cards_among
            from consentdesk.services.card.watching import list_photos, new_photos

            cards = cards_among(places())
            if folder is None:
                return _Seen(cards, None, None, ())
            listing = list_photos(folder, before, at, since)
            return _Seen(cards, folder, listing, new_photos(folder, listing))

        context.tasks.run(
            self, lambda _progress: work(), self._on_seen, failed=lambda _error: self._rest()
        )

    def answered(self, offer: Offer) -> None:
        """Somebody has brought it in, or does not want to."""
        if offer.is_card:
            self._left.update(offer.paths)
        else:
            settings = self._context.settings
            settings.setValue(SINCE, self._context.now().timestamp())
        self._show(None)

    def _rest(self) -> None:
        self._is_busy = False

    def _on_seen(self, seen: _Seen) -> None:
        self._rest()
        if seen.folder != (folder_for_photos(self._context) if self._context.is_open else None):
            self._before = None
            return
        self._before = seen.listing
        # A card that was taken out and comes back is offered again.
        self._left.intersection_update(card.place for card in seen.cards)
        for card in seen.cards:
            if card.place not in self._left:
                self._show(Offer((card.place,), card.name, card.pictures, is_card=True))
                return
        if seen.new and seen.folder is not None:
            name = seen.folder.name or str(seen.folder)
            self._show(Offer(seen.new, name, len(seen.new), is_card=False))
        else:
            self._show(None)

    def _show(self, offer: Offer | None) -> None:
        if offer != self.offer:
            self.offer = offer
            self.changed.emit()


def folder_for_photos(context: Context) -> Path | None:
    """The folder that is watched, if one is chosen for the register that is open."""
    kept = str(context.settings.value(FOLDER, ""))
    mine = str(context.settings.value(REGISTER, "")) == str(context.register.location)
    return Path(kept) if kept and mine else None


def choose_folder(context: Context, folder: str) -> None:
    """From now on that one, for the register that is open; "" is none. All in it is new."""
    state = context.settings
    state.setValue(FOLDER, folder)
    state.setValue(REGISTER, str(context.register.location))
    state.remove(SINCE)


def _since(context: Context) -> float:
    kept = context.settings.value(SINCE, 0.0)
    return float(str(kept)) if kept else 0.0
