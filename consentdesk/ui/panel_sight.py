"""Whether the photos of which something is said are in sight, and what was said before they were.

Names can be typed ahead: they wait for the photos that come. Whoever vouches for photos does so
with them in sight, and not before whatever there is to be seen of them has been read.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class InSight:
    """What waits for what; knows nothing of the photos."""

    def __init__(self) -> None:
        self.is_shown = False
        """Whether the photos chosen have been read."""
        self.is_claiming = False
        """Whether a statement is under way; what is typed meanwhile is for the next photos."""
        self.is_moving = False
        """Whether other photos are on their way."""
        self._is_lost = self._is_due = False
        self._early: list[Callable[[], None]] = []
        self._held: Callable[[], None] | None = None

    @property
    def is_there(self) -> bool:
        """Whether what is said now is said of the photos in sight."""
        return self.is_shown and not self.is_claiming and not self.is_moving

    @property
    def has_early(self) -> bool:
        """Whether anything waits for the photos that come."""
        return bool(self._early)

    def move(self) -> bool:
        """Others are chosen: what is said from now on is said of those, once they have come.

        True where something waited for photos that do not come now; it is void.
        """
        dropped = not self._is_due and self.drop()
        self.is_moving = True
        return dropped

    @contextmanager
    def due(self) -> Iterator[None]:
        """The photos are chosen now that something was typed ahead for: it stays."""
        self._is_due = True
        try:
            yield
        finally:
            self._is_due = False

    def drop(self) -> bool:
        """No others come; True where something waited for them, which is void."""
        early, self._early = self._early, []
        return bool(early)

    def waits(self, then: Callable[[], None]) -> bool:
        """Whether the photos that is meant for are not there yet; then it is done once they are."""
        if self.is_there:
            return False
        if not self._is_lost:
            self._early.append(then)
        return True

    def catch_up(self) -> None:
        """Do what was typed meanwhile, if the photos are there now."""
        if self.is_claiming or self.is_moving:
            return
        early, self._early = self._early, []
        for one in early:
            one()

    def hold(
        self, claim: Callable[[], None], said: Callable[[], object], otherwise: Callable[[], None]
    ) -> None:
        """Vouch for the photos in sight as soon as everything there is to be seen was read.

        For what is `said` of them now: of anything else nobody has vouched.
        """
        meant = said()
        self._held = lambda: claim() if said() == meant else otherwise()
        self.is_claiming = True

    @property
    def is_held(self) -> bool:
        """Whether somebody has vouched for photos that are not read to the end."""
        return self._held is not None

    def release(self) -> None:
        """It is read now: what was held is said."""
        held, self._held = self._held, None
        if held is not None:
            self.is_claiming = False
            held()

    def lose(self) -> bool:
        """They are gone: nothing is said of them; True where something waited for them."""
        self.is_shown, self._is_lost = False, True
        return self.forget()

    def arrive(self) -> None:
        """They have been read."""
        self.is_shown, self._is_lost = True, False

    def leave(self) -> None:
        """Other photos are chosen: nothing was said of them, unless they were waited for."""
        if self._held is not None:
            self._held, self.is_claiming = None, False
        if not self.is_claiming and not self.is_moving:
            self._early = []
        self.is_shown = self.is_moving = self._is_lost = False

    def forget(self) -> bool:
        """Something was refused, and whatever was typed after it is void; True if there was any."""
        self._held = None
        self.is_claiming = self.is_moving = False
        return self.drop()
