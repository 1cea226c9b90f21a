"""A card gone through burst by burst: which comes next, what was left for later, what is left.

Knows the row of photos and the line below it; who is on a photo is the panel's.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.burst_bar import BurstBar
from consentdesk.ui.context import Context
from consentdesk.ui.naming_progress import Progress, read_progress, told
from consentdesk.ui.panel_reading import read_bursts
from consentdesk.ui.photo_strip import PhotoStrip


class BurstNaming(QObject):
    """The way through the photos opened together; without bursts, one after the other."""

    finished = Signal()
    """Somebody vouches for every one of them."""

    def __init__(
        self, context: Context, strip: PhotoStrip, banner: Banner, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._strip = strip
        self._banner = banner
        self._skipped: set[PhotoId] = set()
        self._open: set[PhotoId] = set()
        self._gaps: dict[str, timedelta] = {}
        self._unnamed: frozenset[PhotoId] | None = None
        self.bar = BurstBar(parent)
        self.bar.hide()
        strip.changed.connect(self._show_alone)

    def begin(self, photos: Sequence[PhotoId]) -> None:
        """Put these photos into bursts, and look at the first."""
        self.bar.show()
        self._regroup(photos)
        self._count()

    def take_in(self, photos: Sequence[PhotoId]) -> None:
        """More have come of the same card; what is looked at stays."""
        known = frozenset(self._strip.photos)
        new = [photo for photo in photos if photo not in known]
        if new:
            # Whoever types speaks of the photos in sight: what joins their burst comes after them.
            self._regroup((*self._strip.photos, *new), keep=True)
            self._count()

    def part_by(self, event: str, gap: timedelta) -> None:
        """Form the bursts of that event anew; what is looked at stays."""
        self._gaps[event] = gap
        self._regroup(self._strip.photos)

    def show_gap(self, event: str, known: timedelta) -> None:
        """Show the pause that parts the bursts of the event looked at."""
        self.bar.show_gap(self._gaps.get(event, known))

    def follow(self) -> None:
        """Something was written, here or elsewhere."""
        if self._strip.bursts:
            self._count()

    def done(self, photos: Collection[PhotoId], *, goes_on: bool = True) -> bool:
        """Somebody vouches for these: look at the next that lack names; False where none come.

        Without `goes_on` what is looked at stays.
        """
        self._open.difference_update(photos)
        if not self._strip.bursts:
            self.tell_end(only_if_all=True)
            return False
        self._skipped.difference_update(photos)
        if self._unnamed is not None:
            self._unnamed -= frozenset(photos)
        if not goes_on:
            self._count()
            return False
        return self._go_on(photos)

    def keep_open(self, photos: Collection[PhotoId]) -> None:
        """These are held back only: nobody has vouched for them, so they lack names as before."""
        self._open.update(photos)

    def leave(self, photos: Collection[PhotoId]) -> bool:
        """Leave these for later, and look at the next that lack names; False where none come."""
        self._skipped.update(photos)
        return self._go_on(photos)

    def show_left(self) -> None:
        """Look at the next photos that lack names, from the beginning after the last."""
        before = self._strip.chosen
        if not self._strip.go_round(self._lacking(frozenset())):
            self.tell_end()
        elif self._strip.chosen == before:
            self._banner.say(_("Only the photos in sight lack names."))

    def tell_end(self, *, only_if_all: bool = False) -> None:
        """Say what was done and what is left, and offer the way there."""
        context, photos = self._context, self._strip.photos
        context.tasks.run(
            self,
            lambda _progress: read_progress(context, photos, unknown=True),
            lambda progress: self._on_end_counted(progress, only_if_all=only_if_all),
            failed=self._banner.tell,
            replaces="end",
        )

    def _go_on(self, photos: Collection[PhotoId]) -> bool:
        goes_on = self._strip.go_on(self._lacking(photos))
        if not goes_on:
            self.tell_end()
        self._count()
        return goes_on

    def _lacking(self, done: Collection[PhotoId]) -> frozenset[PhotoId]:
        """The photos that lack names, without these; all others before they have been counted."""
        every = self._strip.photos if self._unnamed is None else self._unnamed
        return frozenset(every).difference(done)

    def _regroup(self, photos: Sequence[PhotoId], *, keep: bool = False) -> None:
        context, gaps = self._context, dict(self._gaps)
        context.tasks.run(
            self,
            lambda _progress: read_bursts(context, photos, gaps),
            lambda bursts: self._strip.show_bursts(bursts, keep=keep),
            failed=self._banner.tell,
            replaces="bursts",
        )

    def _count(self) -> None:
        context, photos = self._context, self._strip.photos
        context.tasks.run(
            self,
            lambda _progress: read_progress(context, photos, unknown=False),
            self._on_counted,
            replaces="unnamed",
        )

    def _on_counted(self, progress: Progress) -> None:
        progress = progress.with_open(self._open)
        self._unnamed = progress.unnamed
        self.bar.show_left(len(progress.unnamed))
        self._strip.show_states(self._states(progress.unnamed))

    def _states(self, unnamed: frozenset[PhotoId]) -> Mapping[PhotoId, str]:
        """How far each photo has come, as the row marks it."""
        from consentdesk.ui.photo_strip import LACKING, LATER, NAMED

        def state(photo: PhotoId) -> str:
            if photo not in unnamed:
                return NAMED
            return LATER if photo in self._skipped else LACKING

        return {photo: state(photo) for photo in self._strip.photos}

    def _on_end_counted(self, progress: Progress, *, only_if_all: bool) -> None:
        progress = progress.with_open(self._open)
        every, left = len(self._strip.photos), progress.unnamed
        if left and only_if_all:
            return
        if left:
            self._banner.say(
                told(progress, every),
                tone="unknown",
                icon="info",
                action=_("Show them"),
                then=self.show_left,
            )
            # Enter leads there: on the line for names it would say the same once more.
            self._banner.take_keyboard()
            return
        tone = "unknown" if progress.unknown or progress.unjudged else "ok"
        self._banner.say(told(progress, every), tone=tone, icon="done")
        self.finished.emit()

    def _show_alone(self) -> None:
        if self._strip.bursts:
            others = len(self._strip.bursts[self._strip.burst]) > 1
            self.bar.show_alone(is_alone=others and len(self._strip.chosen) == 1, can_be=others)
