"""Who may be meant by a few letters, the likeliest first.

Finding is the register's. Which of the answers stand first is decided here: whoever's group was at
the event, then names that begin like what was typed, and among them those who were named lately.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from consentdesk.domain.people import Subject, SubjectId, age
from consentdesk.domain.roles import UNTOLD
from consentdesk.i18n import _, ngettext
from consentdesk.storage.search import begins, search_key, words
from consentdesk.storage.values import PhotoFilter, SubjectFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader

MOST = 8
"""Answers shown at once; whoever is not among them is found with another letter."""
LATELY = 9
"""People offered under a figure each."""
LOOKED_BACK = 60
"""Photos among which they are looked for."""
RANKED = 400
"""Answers put in order; with more than that, one letter more is wanted anyway."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be meant; `about` tells people of one name apart."""

    id: SubjectId
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Hits:
    """Those who may be meant, the likeliest first: of the groups that were there, and others."""

    there: tuple[Person, ...] = ()
    others: tuple[Person, ...] = ()


def find_people(
    reader: "Reader",
    text: str,
    today: date,
    *,
    lately: Sequence[SubjectId] = (),
    absent: Collection[SubjectId] = (),
    there: Collection[SubjectId] = frozenset(),
) -> Hits:
    """Those who may be meant by what was typed, eight at most, without those `absent`.

    `there` are those who were, best as a set; see `members_of`.
    """
    # All of them are looked through at once: a question for each group would take longer.
    everybody = reader.find_subjects(SubjectFilter(text=text), today, None if there else RANKED)
    likeliest_first = [*(s for s in everybody if s in there), *everybody[:RANKED]]
    found = [s for s in dict.fromkeys(likeliest_first) if s not in absent]
    people = reader.subjects(found)
    places = {s: n for n, s in enumerate(lately)}
    wanted = words(text)
    order = {s: n for n, s in enumerate(found)}

    def rank(subject: SubjectId) -> tuple[bool, bool, int, int]:
        likely = begins(search_key(people[subject].name), wanted)
        last = places.get(subject, len(places))
        return subject not in there, not likely, last, order[subject]

    likeliest = sorted(people, key=rank)[:MOST]
    said = {s: person_of(people[s], today) for s in likeliest}
    return Hits(
        there=tuple(person for s, person in said.items() if s in there),
        others=tuple(person for s, person in said.items() if s not in there),
    )


def members_of(reader: "Reader", groups: Iterable[str], today: date) -> frozenset[SubjectId]:
    """Everybody in groups of these names; of a name that no group has, nobody is."""
    return frozenset(
        s for group in groups for s in reader.find_subjects(SubjectFilter(group=group), today)
    )


def person_of(subject: Subject, today: date) -> Person:
    """Somebody with what tells people of one name apart."""
    old = ""
    if subject.born != UNTOLD:
        years = age(subject.born, today)
        old = ngettext("{count} year", "{count} years", years).format(count=years)
    parts = (subject.group, _("Works here") if subject.staff else old)
    return Person(subject.id, subject.name, " · ".join(part for part in parts if part))


def read_lately(reader: "Reader", today: date, album: str | None = None) -> tuple[Person, ...]:
    """Who was named on the newest photos, of an event if one is given, the latest first."""
    newest = reader.find_photos(PhotoFilter(album=album), LOOKED_BACK)
    shown = reader.depicted(newest)
    ids = list(dict.fromkeys(d.subject for photo in newest for d in shown[photo]))[:LATELY]
    people = reader.subjects(ids)
    return tuple(person_of(people[s], today) for s in ids if s in people)
