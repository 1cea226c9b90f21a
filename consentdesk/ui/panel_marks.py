"""The frames on the photo looked at: whose they are, and what a frame that is drawn waits for.

Shows what was named; the panel has it written.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Region
from consentdesk.i18n import _
from consentdesk.ui.file_names import FileNames
from consentdesk.ui.panel_naming import PanelNaming
from consentdesk.ui.panel_people import PanelPeople
from consentdesk.ui.panel_photo import PanelPhoto, other_version
from consentdesk.ui.panel_reading import PanelView
from consentdesk.ui.photo_canvas import Mark
from consentdesk.ui.photo_strip import PhotoStrip

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion


class PanelMarks:
    """Frames on the picture they are of: elsewhere they would show the wrong people."""

    def __init__(
        self,
        strip: PhotoStrip,
        photo: PanelPhoto,
        people: PanelPeople,
        naming: PanelNaming,
        names: FileNames,
    ) -> None:
        self._strip = strip
        self._photo = photo
        self._people = people
        self._naming = naming
        self._names = names
        self._region: Region | None = None

    def keep(self, region: Region) -> None:
        """That frame was drawn before it was said whose it is."""
        self._region = region

    def take(self) -> Region | None:
        """The frame that waits for a name, which it has now."""
        region, self._region = self._region, None
        return region

    def begin(self) -> None:
        """Set the place of the person chosen with the keyboard."""
        chosen = self._people.chips.chosen
        shows = self._naming.on(self._strip.current)
        self._photo.canvas.begin(None if chosen is None else shows.get(chosen))

    def show(self, view: PanelView | None) -> None:
        """Show whose place is known, and the places in the file that nobody has confirmed."""
        from consentdesk.services.covering import cover

        chosen, can_mark = self._people.chips.chosen, self._photo.can_mark
        self._people.ask(self._asked(chosen))
        self._people.mark.setEnabled(chosen is not None and can_mark)
        if view is None or not can_mark:
            self._photo.canvas.show_marks((), chosen)
            return
        marks = [
            Mark(person.id, person.name, region, cover(region, view.current.photo))
            for person, region in self._naming.marked_on(self._strip.current)
        ]
        self._photo.canvas.show_marks(marks, chosen, self._offered())

    def _offered(self) -> "Sequence[Suggestion]":
        named = set(self._naming.on(self._strip.current))
        offered = self._names.of(self._strip.current)
        return [s for s in offered if s.region and not named.intersection(s.subjects)]

    def _asked(self, chosen: SubjectId | None) -> str:
        """What the line for names, or the picture, waits for."""
        if self._photo.is_other_version:
            return other_version()
        if self._region is not None:
            return _("Who is in the frame? Type the name.")
        if self._people.chips.is_unknown_chosen:
            return _("Who is the unknown person? Type the name.")
        if chosen is None or not self._photo.canvas.has_picture:
            return ""
        if self._naming.on(self._strip.current).get(chosen) is not None:
            return _("The dotted line shows what would be covered.")
        text = _("Draw a frame around the face of {name}, or press “Mark the face”.")
        return text.format(name=self._naming.person(chosen).name)
