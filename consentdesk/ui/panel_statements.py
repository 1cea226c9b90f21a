"""What is stated of photos in the panel: that everyone is named, and how a situation was judged.

Statements stand in the journal and are not undone. What follows from them is told here: what is out
already, what looks the same, and what has to be looked at beside another picture first (R21).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from consentdesk.domain.photos import PhotoId
from consentdesk.errors import ConsentDeskError, Problem
from consentdesk.i18n import _, ngettext
from consentdesk.services.seeing import Seen
from consentdesk.ui.banner import Banner
from consentdesk.ui.context import Context
from consentdesk.ui.panel_assessment import Judged
from consentdesk.ui.panel_judged import Aftermath, read_aftermath, told
from consentdesk.ui.panel_writing import PanelWriter


class Attest(Protocol):
    """Has a statement written; `different`: the two pictures were looked at side by side."""

    def __call__(self, *, different: bool) -> None: ...


class PanelStatements(QObject):
    """Has statements written, and tells what follows."""

    assessed = Signal(object)
    """The `Judged` that is recorded."""
    others_wanted = Signal(object)
    """The PhotoIds of look-alikes that somebody wants to judge too."""
    suggested_wanted = Signal()
    """Whom the files name are to be named, as far as they are sure."""

    def __init__(
        self, context: Context, writer: PanelWriter, banner: Banner, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._writer = writer
        self._banner = banner
        self._told_apart: Callable[[], None] = lambda: None
        self._several = False

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

        def attest(*, different: bool) -> None:
            self._writer.attest(seen, visible, again=again, different=different, then=then)

        self._told_apart, self._several = lambda: self._answered(still, attest), len(seen) > 1
        attest(different=False)

    def _answered(self, still: Callable[[], bool], attest: Attest) -> None:
        """Two pictures, somebody says; of what was changed since, that has not been said."""
        self._banner.hide()
        if still():
            attest(different=True)

    def correct(self, seen: Mapping[PhotoId, Seen], visible: Mapping[PhotoId, int]) -> None:
        """More are recognisable than was vouched for.

        That only ever holds a photo back, so nothing is asked first about what it looks like.
        """
        self._writer.attest(seen, visible, again=False, different=True, then=lambda: None)

    def assess(self, seen: Mapping[PhotoId, Seen], judged: Judged) -> None:
        """These situations were judged, as seen."""

        def assess(*, different: bool) -> None:
            self._writer.assess(
                seen, judged, different=different, then=lambda: self._on_assessed(judged, seen)
            )

        self._told_apart, self._several = lambda: assess(different=True), len(seen) > 1
        assess(different=False)

    def tell(self, error: ConsentDeskError) -> None:
        """Something was not written: say why, and what to do."""
        if error.problem is Problem.NAMED_IN_FILES:
            self._ask_whether_named(error)
            return
        if error.problem is not Problem.FEWER_THAN_ITS_LIKE or self._several:
            # The sentence names one pair; of the others of a burst nobody has said anything by it.
            self._banner.tell(error)
            return
        from consentdesk.wording import problem_sentence

        # R21: whoever looks at both says so, and it is confirmed as it was.
        two = _("They are two pictures")
        said = problem_sentence(error)
        self._banner.say(said, tone="unknown", action=two, then=self._told_apart)

    def _ask_whether_named(self, error: ConsentDeskError) -> None:
        from consentdesk.wording import problem_sentence

        self._banner.say(
            problem_sentence(error),
            tone="unknown",
            action=_("Name them too"),
            then=self.suggested_wanted.emit,
        )

    def _on_assessed(self, judged: Judged, seen: Mapping[PhotoId, Seen]) -> None:
        self._banner.say(_("The assessment is recorded."), tone="ok", icon="done")
        self.assessed.emit(judged)
        context, photos = self._context, tuple(seen)
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
