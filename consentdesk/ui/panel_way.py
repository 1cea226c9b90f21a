"""The way from photo to photo in the panel: before and after, what lacks names, one by itself.

And back again: what was said of a burst is one step, which leads to where it was said.
"""

from collections.abc import Callable, Sequence

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _
from consentdesk.ui.burst_steps import BurstSteps, called
from consentdesk.ui.context import Context
from consentdesk.ui.key_answers import no_photo_there, typed_ahead_dropped
from consentdesk.ui.panel_naming import PanelNaming
from consentdesk.ui.panel_parts import PanelParts
from consentdesk.ui.panel_sight import InSight


class PanelWay:
    """Goes where a key or a button leads, unless something was begun here and would be lost."""

    def __init__(
        self, context: Context, panel: PanelParts, naming: PanelNaming, sight: InSight
    ) -> None:
        self._panel = panel
        self._strip = panel.strip
        self._bursts = panel.bursts
        self._naming = naming
        self._sight = sight
        self._steps = BurstSteps(context, panel.writer)

    def step(self, by: int) -> None:
        """Look at the photo before or after; whoever was named here can be named there at once."""
        if self._waits(lambda: self.step(by)) or not self._panel.may_turn():
            return
        self._leave_behind()
        strip = self._strip
        if not (strip.step_burst(by) if strip.bursts else strip.step(by)):
            self._panel.people.say(no_photo_there(by))

    def show_left(self) -> None:
        """Look at the next photos that lack names."""
        if self._waits(self.show_left):
            return
        if self._strip.bursts and self._panel.may_turn():
            self._leave_behind()
            self._bursts.show_left()

    def take_out(self) -> None:
        """Look at one photo of a burst by itself: it shows others than the rest."""
        if self._waits(self.take_out):
            return
        if self._strip.bursts and self._panel.may_turn():
            self._strip.take_out()

    def leave_for_later(self) -> None:
        """Look at what comes next; of photos that are no card, the next one."""
        if self._waits(self.leave_for_later):
            return
        if not self._strip.bursts:
            self.step(1)
        elif self._panel.may_turn():
            self._leave_behind()
            self._bursts.leave(self._naming.photos)

    def go_on(self, photos: Sequence[PhotoId], text: str | None = None) -> None:
        """All is said of these: look at what comes next.

        `text` is what the menu calls what was said of them, by default all that stands here.
        """
        strip, before = self._strip, (self._strip.chosen, self._strip.current)
        if strip.bursts:
            self._steps.fold(self.said_here() if text is None else text, tuple(photos))
        if set(photos) != set(strip.chosen):
            # Somebody has gone to others already, and stays with those.
            self._bursts.done(photos, goes_on=False)
            if self._sight.is_shown:
                self._sight.catch_up()
            return
        self._naming.remember(strip.current)
        may_turn = self._panel.may_turn()
        with self._sight.due():
            if not strip.bursts and len(photos) == 1 and may_turn:
                strip.step(1)
            self._bursts.done(photos, goes_on=may_turn)
        if (strip.chosen, strip.current) == before:
            self.tell_dropped(self._sight.drop())

    def tell_dropped(self, dropped: bool) -> None:
        """Say so where something was typed ahead for photos that do not come."""
        if dropped:
            self._panel.people.say(typed_ahead_dropped())

    def said_here(self) -> str:
        """What the menu calls everything said of the burst looked at."""
        if not self._strip.bursts:
            return ""
        names = [person.name for person, _note in self._naming.everybody()]
        return called(self._strip.burst + 1, names)

    def undo(self) -> None:
        """Take back what was said last, which may be on its way yet."""
        if self._waits(self.undo):
            return
        self._panel.writer.queue.when_written(self._take_back)

    def _take_back(self) -> None:
        """Take the last step back, and look at the burst it was about."""
        if not self._panel.may_turn():
            return
        if not self._steps.can_undo:
            self._panel.people.say(_("There is nothing to take back."))
        photos = [p for p in self._steps.undo() or () if p in self._strip.photos]
        if photos:
            self._strip.choose(photos)

    def redo(self) -> None:
        """Do again what was taken back here."""
        if not self._waits(self.redo):
            self._panel.writer.queue.when_written(self._do_again)

    def _do_again(self) -> None:
        if not self._steps.redo():
            self._panel.people.say(_("There is nothing to do again."))

    def lose(self) -> None:
        """The photos are gone; what was typed for them goes on no other ones."""
        self.tell_dropped(self._sight.lose())
        self._panel.show_nothing()

    def _waits(self, then: Callable[[], None]) -> bool:
        """Whether names were typed ahead for photos that have not come: they are said first.

        An assessment that is being written is so too; refused, it stays where it can be corrected.
        """
        if self._panel.statements.is_judging:
            self._panel.writer.queue.when_written(then)
            return True
        return self._sight.has_early and self._sight.waits(then)

    def _leave_behind(self) -> None:
        """Other photos come now."""
        self._naming.remember(self._strip.current)
        if self._strip.bursts:
            text, photos = self.said_here(), self._naming.photos
            queue = self._panel.writer.queue
            queue.when_written(lambda: self._steps.fold(text, photos), anyway=True)
