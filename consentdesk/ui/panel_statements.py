"""What is stated of photos in the panel: that everyone is named, and how a situation was judged.

Statements stand in the journal and are not undone. What follows from them is told here: what is out
already, what looks the same, and what has to be looked at beside another picture first (R21).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, ngettext
from consentdesk.services.seeing import Seen
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.key_answers import changed_since
from consentdesk.ui.panel_assessment import Judged
from consentdesk.ui.panel_judged import Aftermath, read_aftermath, told
from consentdesk.ui.panel_writing import PanelWriter
from consentdesk.ui.telling_apart import ask_apart, ask_of_burst


class Attest(Protocol):
    """Has a statement written; `different`: beside these it was looked at, and they are two."""

    def __call__(self, *, different: Collection[PhotoId]) -> None: ...


class PanelStatements(QObject):
    """Has statements written, and tells what follows."""

    assessed = Signal(object, object)
    """The `Judged` that is recorded, and of which photos."""
    others_wanted = Signal(object)
    """The PhotoIds of look-alikes that somebody wants to judge too."""
    suggested_wanted = Signal()
    """Whom the files name are to be named, as far as they are sure; the others nobody knows."""

    def __init__(
        self,
        context: Context,
        writer: PanelWriter,
        banner: Banner,
        parent: QWidget,
        *,
        beside: Callable[[], Collection[PhotoId]],
        offer: Callable[[], str],
    ) -> None:
        """`beside` tells the frames of the burst that is looked at.

        `offer` tells what can be done at once about whom the files name, or "".
        """
        super().__init__(parent)
        self._context = context
        self._writer = writer
        self._banner = banner
        self._write: Attest = _nothing
        self._still: Callable[[], bool] = lambda: True
        self._beside = beside
        self._offer = offer
        self._stated: frozenset[PhotoId] = frozenset()
        self._different: frozenset[PhotoId] = frozenset()
        self._judging: set[PhotoId] = set()

    def attest(
        self,
        seen: Mapping[PhotoId, Seen],
        visible: Mapping[PhotoId, int],
        *,
        again: bool,
        then: Callable[[], None],
        still: Callable[[], bool],
    ) -> None:
        """So many are recognisable on these photos, as seen; `again` if they were looked at twice.

        Where one looks like a photo with others on it, that is asked first; the answer counts as
        long as `still` says that the same stands there.
        """

        def attest(*, different: Collection[PhotoId]) -> None:
            self._writer.attest(seen, visible, again=again, different=different, then=then)

        self._begin(attest, still, seen)

    def _begin(self, write: Attest, still: Callable[[], bool], photos: Collection[PhotoId]) -> None:
        self._write, self._still, self._stated = write, still, frozenset(photos)
        self._different = frozenset()
        write(different=())

    def _answered(self, like: PhotoId) -> None:
        """Two pictures, somebody says of that one; what was changed since, nobody has said that of.

        Where it looks like a third one too, that is asked next.
        """
        self._go_on({like})

    def _go_on(self, different: Collection[PhotoId]) -> None:
        self._banner.hide()
        if self._still():
            self._different = self._different.union(different)
            self._write(different=self._different)
        else:
            self._banner.say(changed_since(), tone="unknown")

    @property
    def is_judging(self) -> bool:
        """Whether an assessment is being written."""
        return bool(self._judging)

    def correct(
        self,
        seen: Mapping[PhotoId, Seen],
        visible: Mapping[PhotoId, int],
        then: Callable[[], None],
    ) -> None:
        """More are recognisable than was vouched for.

        That only ever holds a photo back, so nothing is asked first about what it looks like.
        """
        self._writer.attest(seen, visible, again=False, different=(), then=then, asks=False)

    def assess(
        self, seen: Mapping[PhotoId, Seen], judged: Judged, still: Callable[[], bool]
    ) -> None:
        """These situations were judged, as seen; none are in sight while others are read.

        An answer to what is asked first counts as long as `still` says that the same stands there.
        """
        if not seen:
            self._banner.say(_("Nothing was recorded: other photos are being read."), tone="no")
            return
        if not self._judging.isdisjoint(seen):
            self._banner.say(
                _("The assessment before is still being saved. Save this one once it is."),
                tone="unknown",
            )
            return

        def assess(*, different: Collection[PhotoId]) -> None:
            self._judging.update(seen)
            self._writer.assess(
                seen, judged, different=different, then=lambda: self._on_assessed(judged, seen)
            )

        self._begin(assess, still, seen)

    def tell(self, error: ConsentDeskError) -> None:
        """Something was not written: say why, and what to do."""
        self._judging.clear()
        if error.problem is Problem.NAMED_IN_FILES:
            self._ask_whether_named(error)
            return
        if error.problem is not Problem.FEWER_THAN_ITS_LIKE or len(self._stated) != 1:
            # The sentence names one pair; of the others of a burst nobody has said anything by it.
            self._banner.tell(error)
            return
        # R21: whoever looks at both says so, and it is confirmed as it was.
        if not ask_of_burst(self._banner, error, self._beside(), self._go_on):
            ask_apart(self._banner, error, self._answered)

    def _ask_whether_named(self, error: ConsentDeskError) -> None:
        from consentdesk.wording import problem_sentence

        self._banner.say(
            problem_sentence(error),
            tone="unknown",
            action=self._offer(),
            then=self.suggested_wanted.emit,
        )

    def _on_assessed(self, judged: Judged, seen: Mapping[PhotoId, Seen]) -> None:
        self._judging.difference_update(seen)
        self._banner.say(_("The assessment is recorded."), tone="ok", icon="done")
        context, photos = self._context, tuple(seen)
        self.assessed.emit(judged, photos)
        context.tasks.run(
            self,
            lambda _progress: read_aftermath(context, photos, judged),
            self._on_aftermath_read,
            failed=self._banner.tell,
        )

    def _on_aftermath_read(self, found: Aftermath) -> None:
        """What was judged may be out there already, or lie there once more."""
        if not (said := told(found)):
            return
        if found.alike:
            show = ngettext("Show the other picture", "Show the others", len(found.alike))
            self._banner.say(said, action=show, then=lambda: self._show(found.alike))
        else:
            self._banner.say(said)

    def _show(self, photos: Sequence[PhotoId]) -> None:
        self.others_wanted.emit(photos)


def _nothing(*, different: Collection[PhotoId]) -> None:
    """Nothing has been stated yet."""
