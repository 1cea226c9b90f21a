"""What photos are about, as somebody says it: what is asked before a kind opens every place.

And what Enter means of a situation photo on which nobody is named: there is nothing to vouch for,
so it goes on where the situation was assessed.
"""

from collections.abc import Callable, Collection, Sequence

from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _
from consentdesk.ui.banner import Banner
from consentdesk.ui.key_answers import nobody_said, was_situation
from consentdesk.ui.panel_claims import PanelKind
from consentdesk.ui.panel_naming import PanelNaming
from consentdesk.ui.panel_people import PanelPeople
from consentdesk.ui.panel_reading import PanelView
from consentdesk.ui.panel_writing import Kinds
from consentdesk.wording import kind_word

Write = Callable[[Kinds, PhotoKind | None], None]
"""Has the kind written; the first is what these photos were taken for."""


class PanelKinds:
    """Decides what becomes of a kind that somebody says."""

    def __init__(
        self,
        kind: PanelKind,
        people: PanelPeople,
        naming: PanelNaming,
        banner: Banner,
        assess: Callable[[], None],
        go_on: Callable[[Sequence[PhotoId]], None],
        write: Write,
        may_lose: Callable[[], bool],
    ) -> None:
        """`assess` puts the keyboard where a situation is assessed, `go_on` looks at the next.

        `may_lose`: whether no assessment was begun that another kind takes away; that is asked.
        """
        self._kind = kind
        self._people = people
        self._naming = naming
        self._banner = banner
        self._assess = assess
        self._go_on = go_on
        self._write = write
        self._may_lose = may_lose
        self._judged: set[PhotoId] = set()
        self._asked: frozenset[PhotoId] = frozenset()

    def say(self, view: PanelView, kind: PhotoKind) -> None:
        """The photos chosen are of that kind."""
        asked, self._asked = self._asked, frozenset()
        if kind is not PhotoKind.SITUATION and not self._may_lose():
            self._asked = asked
            self._kind.show_kind(view.kind())
            return
        if kind is PhotoKind.NOBODY and self._naming.unknown() is not None:
            self._kind.show_kind(view.kind())
            path = view.current.photo.name
            self._banner.tell(BadInput(Problem.NOBODY_BUT_NAMED, path=path))
            return
        before = {p: s.photo.kind for p, s in view.sheets.items() if s.photo.kind is not kind}
        opened = frozenset(self._assessed(view, before) if kind is PhotoKind.NOBODY else ())
        if opened - asked:
            self._asked = opened
            self._kind.show_kind(view.kind())
            self._banner.say(was_situation(), tone="unknown", icon="warning")
        elif before:
            self._kind.show_kind(kind)
            self._banner.hide()
            self._write(before, kind)
            # Its button may be scrolled out of sight.
            self._people.say(_("The kind is now: {kind}.").format(kind=kind_word(kind)))
        elif kind is PhotoKind.NOBODY:
            self._people.say(nobody_said())

    def turn(self, view: PanelView) -> None:
        """Situation photos, or portraits after all."""
        is_one = view.kind() is PhotoKind.SITUATION
        self.say(view, PhotoKind.PORTRAIT if is_one else PhotoKind.SITUATION)

    def forget_nobody(self, view: PanelView | None, named: Collection[PhotoId]) -> None:
        """Somebody is on these, so it no longer stands that nobody can be recognised."""
        sheets = {} if view is None else view.sheets
        kinds = {p: sheet.photo.kind for p, sheet in sheets.items() if p in named}
        wrong = {p: kind for p, kind in kinds.items() if kind is PhotoKind.NOBODY}
        if wrong:
            self._kind.show_kind(None)
            self._write(wrong, None)

    def judged(self, photos: Collection[PhotoId]) -> None:
        """Somebody has assessed these here; what is shown of them may be older."""
        self._judged.update(photos)

    def goes_on(self, view: PanelView, said: int | None) -> bool:
        """Whether nobody is named on situation photos, so that there is nothing to vouch for.

        `said` is how many can be recognised on the one photo looked at. What comes next is looked
        at, or it is said that nobody has assessed them, with the way there.
        """
        self._asked = frozenset()
        is_bare = not said and not any(self._naming.visible().values())
        if not is_bare or view.kind() is not PhotoKind.SITUATION:
            return False
        if len(self._assessed(view, view.sheets)) == len(view.sheets):
            self._go_on(tuple(view.sheets))
            return True
        self._banner.say(
            _(
                "Nobody is named, and the situation has not been assessed. Assess it for the "
                "places it is meant for, or name whoever can be recognised. “Nobody recognisable” "
                "(0) opens every place."
            ),
            tone="unknown",
            action=_("Assess the situation"),
            then=self._assess,
        )
        return True

    def _assessed(self, view: PanelView, photos: Collection[PhotoId]) -> set[PhotoId]:
        """Those of these situation photos that somebody has assessed for some place."""
        return {
            p
            for p, sheet in view.sheets.items()
            if p in photos
            and sheet.photo.kind is PhotoKind.SITUATION
            and (sheet.is_assessed or p in self._judged)
        }
