"""The names on the photos chosen, as far as typed; what is written follows behind them.

Values only: each step tells what stands on each photo afterwards, and the panel has that written.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, Region
from consentdesk.i18n import _, format_number
from consentdesk.services.seeing import Seen
from consentdesk.ui.lately import Lately
from consentdesk.ui.panel_reading import Shows
from consentdesk.ui.panel_writing import Drafts
from consentdesk.ui.people_chips import Unknown
from consentdesk.ui.said_order import SaidOrder
from consentdesk.ui.unknown_people import UnknownPeople
from consentdesk.ui.who_finding import Person

if TYPE_CHECKING:
    from consentdesk.services.suggesting import Suggestion

    NamesOf = Callable[[PhotoId], Sequence[Suggestion]]


class PanelNaming:
    """Who is on each photo chosen, and who was on the one looked at before."""

    def __init__(self) -> None:
        self._drafts: Drafts = {}
        self._people: dict[SubjectId, Person] = {}
        self._before: tuple[Person, ...] = ()
        self._unknown_before = 0
        self._unknown = UnknownPeople()
        self._together = 0
        self._order = SaidOrder()
        self.lately = Lately()

    @property
    def photos(self) -> tuple[PhotoId, ...]:
        """The photos chosen."""
        return tuple(self._drafts)

    def on(self, photo: PhotoId) -> Shows:
        """Who is on one of them."""
        return self._drafts.get(photo, {})

    def person(self, subject: SubjectId) -> Person:
        """Somebody who was met here."""
        return self._people[subject]

    def begin(self, drafts: Drafts, unknown: Mapping[PhotoId, int]) -> None:
        """Begin with what the register says, `unknown` being how many had no name."""
        if drafts.keys() != self._drafts.keys():
            self._together = 0
            self._order.begin()
        self._drafts = drafts
        self._unknown.begin(unknown, drafts)
        self._follow()

    def meet(self, people: Mapping[SubjectId, Person]) -> None:
        """These are known by name from now on."""
        self._people.update(people)

    def everybody(self) -> list[tuple[Person, str]]:
        """Everybody on any photo chosen, with a note where not on all of them."""
        count, on = len(self._drafts), self._on
        people = []
        for subject in dict.fromkeys(on):
            times, person = on.count(subject), self._people.get(subject)
            note = _("{count} of {all}").format(count=times, all=count) if times < count else ""
            if person is not None:
                people.append((person, note))
        return people

    @property
    def _on(self) -> list[SubjectId]:
        """Who is on the photos chosen, once for each."""
        return [s for shows in self._drafts.values() for s in shows]

    def _follow(self) -> None:
        self._order.follow(self._on, max(map(self.unknown_on, self._drafts), default=0))

    def last(self) -> Person | Unknown | None:
        """Who was said last to be on any photo chosen; None where nobody is."""
        for subject in self._order.last():
            return self.unknown() if subject is None else self._people.get(subject)
        return None

    def marked_on(self, photo: PhotoId) -> list[tuple[Person, Region]]:
        """Whose place on that photo is known, and where it is."""
        return [
            (self._people[s], region)
            for s, region in self.on(photo).items()
            if region is not None and s in self._people
        ]

    def remember(self, photo: PhotoId) -> None:
        """Whoever is on this photo can be named on the next one at once."""
        shows = self.on(photo)
        if shows or self.unknown_on(photo):
            self._unknown_before = self.unknown_on(photo)
            self._before = tuple(self._people[s] for s in shows if s in self._people)
            self.lately.use(self._before)

    @property
    def has_before(self) -> bool:
        """Whether anybody was on the photo looked at before."""
        return bool(self._before or self._unknown_before)

    def changed(self, after: Drafts) -> tuple[Drafts, Drafts]:
        """Keep these names: what stood before and what stands now, of the photos that differ."""
        before = {p: shows for p, shows in self._drafts.items() if shows != after[p]}
        now = {p: after[p] for p in before}
        self._drafts = {**self._drafts, **now}
        self._follow()
        return before, now

    def with_one_more(self, person: Person, photo: PhotoId, region: Region | None) -> Drafts:
        """Somebody more on all photos chosen; the place is on the one looked at."""
        self._people[person.id] = person
        return {
            p: with_person(shows, person.id, region if p == photo else None)
            for p, shows in self._drafts.items()
        }

    def with_these(self, people: Iterable[Person]) -> Drafts:
        """Several more on all photos chosen."""
        after = dict(self._drafts)
        for person in people:
            after = {p: with_person(s, person.id, None) for p, s in after.items()}
        return after

    def like_before(self) -> Drafts:
        """Whoever was on the photo looked at before; those whom nobody knows come along."""
        lacking = {p: max(0, self._unknown_before - self.unknown_on(p)) for p in self._drafts}
        for photo, more in lacking.items():
            if more:
                self._unknown.change(photo, self.on(photo), more)
        self._together += min(lacking.values(), default=0)
        return self.with_these(self._before)

    def unknown_on(self, photo: PhotoId) -> int:
        """How many on that photo nobody knows."""
        return self._unknown.on(photo, self.on(photo))

    def unknown(self) -> Unknown | None:
        """Those on any photo chosen whom nobody knows, with a note where not on all of them."""
        counts = [self.unknown_on(photo) for photo in self._drafts]
        most, on = max(counts, default=0), sum(map(bool, counts))
        if not most:
            return None
        every = format_number(len(counts))
        text = _("{count} of {all}").format(count=format_number(on), all=every)
        return Unknown(most, text if on < len(counts) else "")

    def one_more_unknown(self) -> None:
        """Somebody whom nobody knows is on all photos chosen, one and the same."""
        self._together += 1
        for photo in self._drafts:
            self._unknown.change(photo, self.on(photo), 1)
        self._follow()

    def as_many_unknown(self, number: int) -> bool:
        """At least so many whom nobody knows are on all photos chosen; False where they were."""
        more = number - min(map(self.unknown_on, self._drafts), default=number)
        for _each in range(more):
            self.one_more_unknown()
        return more > 0

    def one_less_unknown(self, photo: PhotoId, *, has_name: bool = False) -> bool:
        """One of them isn't there after all, or has a name now; False where none is there.

        Whoever was put on all photos in sight by one key goes from all. Of anybody else nobody says
        that it is the same person on each: `photo` alone, which is looked at, has one less.
        """
        if not self.unknown_on(photo):
            return False
        those = tuple(self._drafts) if self._together else (photo,)
        self._together = max(0, self._together - 1)
        for each in those:
            if not (has_name and self._unknown.is_counted(each)):
                self._unknown.change(each, self.on(each), -1)
        self._follow()
        return True

    def count(self, photo: PhotoId, visible: int) -> None:
        """Somebody counted everyone on that photo."""
        self._unknown.count(photo, visible)
        self._follow()

    def visible(self) -> dict[PhotoId, int]:
        """How many can be recognised on each photo chosen, with a name or without."""
        return {p: len(shows) + self.unknown_on(p) for p, shows in self._drafts.items()}

    def settle(self) -> None:
        """Somebody vouches for the photos chosen as they stand here."""
        self._together = 0
        for photo, shows in self._drafts.items():
            self._unknown.settle(photo, shows)

    def state(self, visible: Mapping[PhotoId, int], seen: Mapping[PhotoId, Seen]) -> None:
        """So many were stated to be recognisable, as seen, and that is written."""
        for photo, one in seen.items():
            self._unknown.state(photo, max(0, visible[photo] - len(one.shows)))

    def vouched(self, photo: PhotoId) -> int:
        """How many had no name in the statement upon which stands what is shown."""
        return self._unknown.vouched(photo)

    def held_back(self, leaving: Collection[PhotoId]) -> dict[PhotoId, int]:
        """How many are visible on those where more are unknown than anybody has stated."""
        return {
            photo: number
            for photo, number in self.visible().items()
            if photo in leaving and self.unknown_on(photo) > self.vouched(photo)
        }

    def without(self, subject: SubjectId) -> Drafts:
        """Somebody on none of them."""
        return {p: without_person(s, subject) for p, s in self._drafts.items()}

    def not_named(self, of: "NamesOf", placed: PhotoId | None) -> "list[Suggestion]":
        """Whom the files name and nobody has, with a place only on the photo `placed`."""
        return [
            one if photo == placed else replace(one, region=None)
            for photo, shows in self._drafts.items()
            for one in of(photo)
            if not shows.keys() & set(one.subjects)
        ]

    def with_suggested(
        self, accepted: "Sequence[Suggestion]", of: "NamesOf", placed: PhotoId | None
    ) -> Drafts:
        """Each of them on the photos whose own file names that person, and on no other."""
        after = dict(self._drafts)
        for one in accepted:
            (subject,) = one.subjects
            for photo, shows in self._drafts.items():
                if any(other.subjects == one.subjects for other in of(photo)):
                    region = one.region if photo == placed else shows.get(subject)
                    after[photo] = with_person(after[photo], subject, region)
        return after

    def with_place(self, subject: SubjectId, photo: PhotoId, region: Region) -> Drafts:
        """Somebody who is on that photo, at that place."""
        return {**self._drafts, photo: {**self.on(photo), subject: region}}


def with_person(shows: Shows, subject: SubjectId, region: Region | None) -> Shows:
    """Who is on a photo with one person more, or with a better place for one who is there."""
    return {**shows, subject: region or shows.get(subject)}


def without_person(shows: Shows, subject: SubjectId) -> Shows:
    """Who is on a photo with one person less."""
    return {s: region for s, region in shows.items() if s != subject}
