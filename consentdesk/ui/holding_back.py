"""Photos with somebody unknown on them are held back in writing when they are left (R16).

What was said of them with a question mark would be gone with the window; the statement that more
are visible than named stays, and lets nothing out.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from consentdesk.domain.photos import PhotoId
from consentdesk.services.seeing import Seen
from consentdesk.ui.burst_naming import BurstNaming
from consentdesk.ui.panel_naming import PanelNaming
from consentdesk.ui.panel_sight import InSight
from consentdesk.ui.panel_statements import PanelStatements

_Held = tuple[Mapping[PhotoId, Seen], Mapping[PhotoId, int]]


class HoldingBack:
    """Has it written of those on which more are unknown than anybody has stated."""

    def __init__(
        self,
        naming: PanelNaming,
        statements: PanelStatements,
        bursts: BurstNaming,
        sight: InSight,
    ) -> None:
        self._naming = naming
        self._statements = statements
        self._bursts = bursts
        self._sight = sight
        self._left: _Held | None = None

    def hold(self, photos: Collection[PhotoId], seen: Mapping[PhotoId, Seen]) -> None:
        """Have it written of these, at once."""
        held, visible = self._held(photos, seen)
        if held:
            self._write(held, visible)

    def leave(self, photos: Collection[PhotoId], seen: Mapping[PhotoId, Seen]) -> None:
        """Others are looked at than these: they lack names as before, and are held back.

        Where a statement that says so is on its way, only once that is refused.
        """
        held, visible = self._held(photos, seen)
        if held and self._sight.is_claiming and not self._sight.is_held:
            self._left = (held, visible)
        elif held:
            self._bursts.keep_open(held)
            self._write(held, visible)

    def stated(self) -> None:
        """That statement is written."""
        self._left = None

    def refused(self) -> None:
        """It was refused, and nothing else says that somebody on them is unknown."""
        left, self._left = self._left, None
        if left is not None:
            self._bursts.keep_open(left[0])
            self._write(*left)

    def _held(self, photos: Collection[PhotoId], seen: Mapping[PhotoId, Seen]) -> _Held:
        visible = self._naming.held_back(photos)
        # Whatever another desk has counted: this one lets nothing out either.
        return {p: replace(one, unknown=None) for p, one in seen.items() if p in visible}, visible

    def _write(self, seen: Mapping[PhotoId, Seen], visible: Mapping[PhotoId, int]) -> None:
        self._statements.correct(seen, visible, lambda: self._naming.state(visible, seen))
