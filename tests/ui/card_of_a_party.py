"""A card as a photographer brings it home: 110 bursts of a party with three classes.

How it is drawn, always alike: in each class some children play together; the photographer stays
with such a scene for three to six bursts, and on each of them one to five of its children are to be
seen, 2.6 on average. Each burst is one to three pictures. Beside the three classes the school has
three hundred others, who have the same first names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from consentdesk.domain.events import Event
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Photo, PhotoId
from consentdesk.services import originals
from consentdesk.services.pictures.dice import Dice
from consentdesk.services.pictures.fingerprint import fingerprint
from tests.services.office import CLERK, SEVEN, Office, picture

T = TypeVar("T")
GROUPS = ("2.A", "2.B", "2.C")
BURSTS = 110
PARTY = "Sommerfest"
BEGINS = datetime.fromisoformat("2026-06-12T10:00")
FIRST = (
    *("Ida", "Noah", "Emma", "Oscar", "Alma", "William", "Freja", "Carl", "Ella", "Victor"),
    *("Agnes", "Lucas", "Clara", "Emil", "Olivia", "Aksel", "Nora", "Malthe", "Josefine"),
    *("Oliver", "Anna", "Alfred", "Karla", "Valdemar", "Laura", "Elias", "Luna", "August"),
    *("Lily", "Magnus", "Sofia", "Theo", "Isabella", "Felix", "Mathilde", "Arthur", "Astrid"),
    *("Johan", "Vigga", "Nohr", "Liva", "Storm", "Saga", "Anton", "Rosa", "Adam", "Esther"),
    *("Mikkel", "Asta", "Frederik", "Marie", "Sebastian", "Ellen", "Tobias", "Signe", "Jonas"),
)
LAST = (
    *("Jensen", "Nielsen", "Hansen", "Pedersen", "Andersen", "Christensen", "Larsen", "Sørensen"),
    *("Rasmussen", "Petersen", "Madsen", "Kristensen", "Olsen", "Thomsen", "Poulsen", "Holm"),
    *("Johansen", "Møller", "Mortensen", "Lund", "Dahl", "Bach", "Friis", "Krogh"),
)
SEEN = (1, 1, 2, 2, 2, 3, 3, 3, 4, 5)
"""How many are on ten bursts, 2.6 each; in an order of their own every ten."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Photos taken in one go, and who is on them."""

    photos: tuple[PhotoId, ...]
    shows: frozenset[SubjectId]


def bring_home(office: Office) -> tuple[Burst, ...]:
    """Enrol the school, register the photos, and say which groups were there."""
    dice = Dice("a party")
    names = _some(dice, [f"{first} {last}" for first in FIRST for last in LAST], 375)
    bursts, files = [], dict[PhotoId, Path]()
    with office.register.write(CLERK, office.at) as writer:
        there = {
            g: [writer.enrol(name=names.pop(), born=SEVEN, group=g) for _ in range(25)]
            for g in GROUPS
        }
        for number in range(300):
            writer.enrol(name=names.pop(), born=SEVEN, group=f"{3 + number // 25}.A")
        writer.set_event(Event(name=PARTY, groups=GROUPS))
        at, number = BEGINS, 0
        for shows in _seen(dice, list(there.values())):
            photos = []
            for _ in range(dice.whole(1, 3)):
                number += 1
                bare = Photo(id=PhotoId(0), name=f"IMG_{number:04}.JPG", album=PARTY, taken_at=at)
                path = office.folder / bare.name
                path.write_bytes(picture(number, size=(48, 36)))
                photos.append(writer.register_photo(bare, fingerprint(path.read_bytes())))
                files[photos[-1]] = path
                at += timedelta(seconds=dice.whole(0, 4))
            bursts.append(Burst(tuple(photos), shows))
            at += timedelta(seconds=dice.whole(15, 90))
    with office.register.read() as reader:
        originals.note(reader.institution.uuid, files, as_registered=set(files))
    return tuple(bursts)


def _seen(dice: Dice, classes: Sequence[list[SubjectId]]) -> Iterator[frozenset[SubjectId]]:
    """Who is on each burst."""
    left, counts = BURSTS, list[int]()
    while left:
        playing = _some(dice, dice.one(classes), dice.whole(5, 8))
        for _ in range(min(left, dice.whole(3, 6))):
            counts = counts or _some(dice, SEEN, len(SEEN))
            yield frozenset(_some(dice, playing, counts.pop()))
            left -= 1


def _some(dice: Dice, things: Sequence[T], count: int) -> list[T]:
    """So many of them, none twice, in no order."""
    left = list(things)
    return [left.pop(dice.whole(0, len(left) - 1)) for _ in range(count)]
