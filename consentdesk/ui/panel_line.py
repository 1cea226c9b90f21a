"""A name that stands in the panel's line: nothing is stated without it, and no other photo gets it.

It is meant for the photos that were in sight when it was begun, or for those that come next where
a statement about the ones in sight was under way.
"""

from collections.abc import Callable

from consentdesk.domain.photos import PhotoId
from consentdesk.i18n import _
from consentdesk.ui.key_answers import name_unfinished
from consentdesk.ui.panel_people import PanelPeople
from consentdesk.ui.panel_sight import InSight
from consentdesk.ui.photo_strip import PhotoStrip
from consentdesk.ui.who_finding import Person


class PanelLine:
    """Keeps the name and its photos together."""

    def __init__(
        self,
        people: PanelPeople,
        strip: PhotoStrip,
        sight: InSight,
        show: Callable[[], None],
    ) -> None:
        """`show` brings the line in sight, where something else of the window is."""
        self._people = people
        self._field = people.field
        self._strip = strip
        self._sight = sight
        self._show = show
        self._has_text = self._has_begun = self._is_ahead = False
        self._photos: tuple[PhotoId, ...] | None = None
        self._current = strip.current
        self._field.textChanged.connect(self._on_field_text_changed)
        self._field.met.connect(self._on_field_met)

    @property
    def is_begun(self) -> bool:
        """Whether a name stands there that nobody has been taken for.

        Whoever may name nobody any more can't finish it either.
        """
        return self._field.is_begun and self._people.isEnabled()

    def stops(self) -> bool:
        """Whether a name must be finished before anything is stated, or looked at; that is said.

        One that was typed ahead keeps nobody from the photos it waits for.
        """
        waits = self._photos is None and self._has_begun and not self._sight.is_claiming
        if not self.is_begun or waits:
            return False
        self._show()
        said = name_unfinished()
        self._people.say(" ".join(said))
        self._field.resume(*said)
        return True

    def arrive(self) -> None:
        """What is typed is said of the photos in sight now, if they are there."""
        if self._sight.is_there:
            self._has_begun = True
            if self._photos is None:
                self._aim()
            if self._is_ahead and self.is_begun and self._field.hasFocus():
                # Whoever was on the photos before was left out of the answers, and may be on these.
                self._field.resume()
            self._is_ahead = False

    def turn(self) -> bool:
        """Other photos are chosen; False where a name puts those back that it was typed for.

        Where those are gone, the name goes too.
        """
        if not self.is_begun:
            return True
        if self._photos is None:
            self._aim()
            self._is_ahead = True
        elif set(self._photos) != set(self._strip.chosen):
            if self._put_back():
                self.stops()
                return False
            self._drop()
        return True

    def drop_ahead(self) -> None:
        """The photos don't come that something was typed ahead for."""
        if self.is_begun and self._photos is None and not self._sight.is_claiming:
            self._drop()

    def _aim(self) -> None:
        self._photos, self._current = self._strip.chosen, self._strip.current

    def _put_back(self) -> bool:
        photos = self._photos or ()
        if not photos or not {self._current, *photos} <= set(self._strip.photos):
            return False
        self._strip.choose(photos, self._current)
        return True

    def _drop(self) -> None:
        self._field.abandon()
        self._people.say(_("The name that stood here was for other photos and has been dropped."))

    def _on_field_text_changed(self, text: str) -> None:
        if self._people.answer.text() == " ".join(name_unfinished()):
            self._people.say("")
        had_text, self._has_text = self._has_text, bool(text.strip())
        if self._has_text and not had_text:
            self._photos = None
            if self._has_begun and not self._sight.is_claiming:
                self._aim()

    def _on_field_met(self, _person: Person) -> None:
        """Taken after somebody clicked elsewhere, the name still goes where it was typed for."""
        if self._photos is not None and set(self._photos) != set(self._strip.chosen):
            with self._sight.due():
                self._put_back()
