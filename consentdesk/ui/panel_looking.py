"""Nobody vouches for what could not be seen: the pictures, and whom their files name.

A statement waits for both. What has come only while it waited is shown, and asked about.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _, format_number, ngettext
from consentdesk.ui.context import Context
from consentdesk.ui.file_names import FileNames
from consentdesk.ui.panel_parts import PanelParts
from consentdesk.ui.panel_sight import InSight
from consentdesk.ui.pictures_seen import PicturesSeen

_SHORTLY = 500
"""Milliseconds after which somebody is told what a statement waits for."""


class PanelLooking(QObject):
    """Whether somebody has looked who vouches."""

    dropped = Signal(bool)
    """What was to be said once all was seen is not; and whether something was typed after it."""

    def __init__(
        self,
        context: Context,
        panel: PanelParts,
        sight: InSight,
        names: FileNames,
    ) -> None:
        super().__init__(panel)
        self._sight = sight
        self._names = names
        self._pictures = PicturesSeen(context, panel.photo, panel.strip, self)
        self._people, self._banner = panel.people, panel.banner
        self._came: Callable[[], str] = lambda: ""
        self._pictures.came.connect(self.release)

    def want(self, photos: Iterable[PhotoId], soon: Iterable[PhotoId]) -> None:
        """These are chosen, the one looked at first; those come next."""
        wanted = tuple(photos)
        self._names.want(wanted, soon)
        self._pictures.want(wanted)

    def release(self) -> None:
        """Something has come: what waited for the last of it is said."""
        if self._sight.is_held and self._is_done:
            self._sight.release()

    def may_judge(self) -> bool:
        """Whether all was seen of which a judgement speaks; else somebody is told, or asked.

        Of photos that are not there yet it is the register's refusal that is told.
        """
        if not self._sight.is_there:
            return True
        if self._pictures.coming or not self._names.are_read:
            said = _(
                "The picture is still being read. Nothing was recorded yet: look at it, then say "
                "so again."
            )
        else:
            said = self._told_of_missing()
        if said:
            self._banner.say(said, tone="unknown", icon="warning")
        return not said

    def may_vouch(
        self, visible: int | None, claim: Callable[[int | None], None], said: Callable[[], object]
    ) -> bool:
        """Whether all was seen; else it waits for that, or is asked about."""
        if not self._is_done:
            coming = self._pictures.coming
            self._came = lambda: self._told_of(coming)
            self._sight.hold(lambda: claim(visible), said, self._on_changed)
            QTimer.singleShot(_SHORTLY, self, self._on_waited)
            return False
        self._people.say("")
        came, self._came = self._came(), lambda: ""
        if asked := came or self._told_of_missing():
            # Whatever was typed after it was meant for photos that do not come now.
            self._banner.say(asked, tone="unknown", icon="warning")
            self.dropped.emit(self._sight.forget())
            return False
        return True

    def _on_changed(self) -> None:
        """Nobody has vouched for what stands there now."""
        self._people.say(_("Something has changed since, so nothing was confirmed."))
        self.dropped.emit(self._sight.forget())

    def _on_waited(self) -> None:
        if self._sight.is_held:
            self._people.say(_("It is confirmed once the pictures and their names are read."))

    def leave(self) -> None:
        """Other photos are looked at: nothing has come of those yet."""
        self._came = lambda: ""

    @property
    def _is_done(self) -> bool:
        return self._names.are_read and self._pictures.are_read

    def _told_of(self, coming: frozenset[PhotoId]) -> str:
        if coming:
            return _(
                "The picture has only just come. Nothing was confirmed yet: look at it, then "
                "confirm again."
            )
        return ""

    def _told_of_missing(self) -> str:
        lacking = self._pictures.untold()
        gone, others = len(lacking.gone), len(lacking.others)
        said = []
        if gone:
            text = ngettext(
                "The picture of {count} photo can't be shown. Nothing was recorded yet: find its "
                "file, or say so again if you know what it shows.",
                "The pictures of {count} photos can't be shown. Nothing was recorded yet: find "
                "their files, or say so again if you know what they show.",
                gone,
            )
            said.append(text.format(count=format_number(gone)))
        if others:
            text = ngettext(
                "Of {count} photo only another version is in sight; the file that was registered "
                "may show more people. Nothing was recorded yet: find that file, or say so again "
                "if you know what it shows.",
                "Of {count} photos only other versions are in sight; the files that were "
                "registered may show more people. Nothing was recorded yet: find those files, or "
                "say so again if you know what they show.",
                others,
            )
            said.append(text.format(count=format_number(others)))
        return "\n".join(said)
