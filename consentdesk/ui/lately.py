"""Who was named lately, each under a figure that stays theirs while they keep coming back.

A hand learns that 3 is Ida; so nobody moves up. Somebody new takes the place of whoever has not
been named for the longest.
"""

from collections.abc import Iterable

from consentdesk.domain.people import SubjectId
from consentdesk.ui.who_finding import LATELY, Person


class Lately:
    """At most nine people, in the order of their figures."""

    def __init__(self) -> None:
        self._places: list[Person] = []
        self._used: dict[SubjectId, int] = {}
        self._clock = 0

    @property
    def people(self) -> tuple[Person, ...]:
        """Those offered, the one under 1 first."""
        return tuple(self._places)

    def offer(self, people: Iterable[Person]) -> None:
        """Fill places that are free with these, named at some time before; the latest first."""
        known = {p.id for p in self._places}
        new = [p for p in dict.fromkeys(people) if p.id not in known]
        self._places += new[: LATELY - len(self._places)]

    def use(self, people: Iterable[Person]) -> None:
        """These have just been named."""
        named = list(people)
        self._clock += 1
        self._used.update({p.id: self._clock for p in named})
        for person in named:
            if person.id not in {p.id for p in self._places}:
                self._take_place(person)

    def _take_place(self, person: Person) -> None:
        if len(self._places) < LATELY:
            self._places.append(person)
            return
        used = [self._used.get(p.id, 0) for p in self._places]
        self._places[used.index(min(used))] = person
