"""The shoot sheet: who of some groups may be shown and who may not, place by place, on one day.

For whoever takes the pictures, before an event. Reads only, and tells no reason, no birth date and
no guardian: of those who may not be shown nobody can tell who is protected, who said no and who was
never asked. It opens nothing: each picture is judged again when it is to leave.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from consentdesk.domain.consent import end_of
from consentdesk.domain.people import Subject, SubjectId
from consentdesk.domain.photos import Destination
from consentdesk.domain.showing import showing
from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import language
from consentdesk.services.demo_class import is_practice, practice_word
from consentdesk.services.heads import printed
from consentdesk.services.judging import known_destinations
from consentdesk.storage.search import begins, search_key, words
from consentdesk.storage.values import SubjectFilter

if TYPE_CHECKING:
    from consentdesk.storage.reading import Reader
    from consentdesk.storage.register import Register

AHEAD = timedelta(days=14)
"""How far ahead a sheet can be made: what is signed or withdrawn until then is not on it."""
OTHERS = ""
"""Stands for a group where somebody is in none."""

Progress = Callable[[int, int], None]
Deliver = Callable[[Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the sheet is about: groups by name (`OTHERS` is who is in none), the day, the places.

    `staff` adds the staff of all other groups. `on` None is today, `destinations` None all.
    """

    groups: tuple[str, ...] = ()
    staff: bool = False
    on: date | None = None
    destinations: tuple[Destination, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One person: the places among the sheet's where a portrait may be shown.

    `kept_out`: not on situation photos either. Who is protected and who objects look the same.
    """

    subject: SubjectId
    name: str
    staff: bool
    places: frozenset[Destination]
    kept_out: bool

    def begins_with(self, typed: str) -> bool:
        """Whether every word typed begins a word of the name, however it is accented."""
        return begins(search_key(self.name), words(typed))


@dataclass(frozen=True, slots=True)
class Part:
    """A group and its people by name; `OTHERS` in the end are those of no group.

    `is_staff`: the staff of the groups that were not asked for.
    """

    group: str
    people: tuple[Listed, ...]
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShootSheet:
    """One sheet as of the moment `at`; from `ends` on it is over, by the institution's clock.

    `columns` are the places, those together that have one answer because people are asked about
    them in one question.
    """

    institution: str
    on: date
    at: datetime
    zone: ZoneInfo
    today: date
    ends: datetime
    columns: tuple[tuple[Destination, ...], ...]
    parts: tuple[Part, ...]
    mark: str = ""
    head: str = ""
    """Where the journal stood."""
    unprinted: tuple[Listed, ...] = ()
    """Those who are not on the paper, since the font lacks letters of a name."""

    @property
    def people(self) -> int:
        """How many are on it."""
        return sum(len(part.people) for part in self.parts)

    @property
    def is_ahead(self) -> bool:
        """Whether its day is still to come, so that it must be made again."""
        return self.on > self.today

    def is_over(self, at: datetime) -> bool:
        """Whether it may not be looked at any more."""
        return at >= self.ends


def make_sheet(
    register: Register, at: datetime, wish: Wish, progress: Progress | None = None
) -> ShootSheet:
    """Judge everybody asked for on that day by what is on record now.

    Raises BadInput SHEET_WITHOUT_GROUP, UNKNOWN_GROUP, UNKNOWN_DESTINATION, SHEET_DAY_OVER,
    SHEET_DAY_FAR or SHEET_OF_NOBODY, and what reading the ledger raises.
    """
    with register.read() as reader:
        today = reader.today(at)
        on = _day(wish.on, today)
        wanted = known_destinations(reader, wish.destinations)
        reader.check_chain(anew=False, heed=None if progress is None else lambda: progress(0, 1))
        parts = tuple(_parts(reader, _groups(reader, wish), wish, on, wanted, progress))
        if not parts:
            raise BadInput(Problem.SHEET_OF_NOBODY, day=on)
        house, policy = reader.institution, reader.policy_on(on)
        return ShootSheet(
            institution=house.name,
            on=on,
            at=at,
            zone=ZoneInfo(policy.timezone),
            today=today,
            ends=end_of(on, policy),
            columns=_columns(reader, wanted),
            parts=parts,
            mark=practice_word(language()) if is_practice(house.name) else "",
            head=printed(reader.head()),
        )


def print_sheet(
    register: Register,
    at: datetime,
    wish: Wish,
    output: Path,
    *,
    progress: Progress | None = None,
    deliver: Deliver | None = None,
) -> tuple[ShootSheet, int]:
    """Write the sheet into a PDF, all of it or nothing; returns it and the number of its pages.

    `deliver` is called with the whole file before it has its name. Raises as `make_sheet` and
    `NewFile` do, but SHEET_UNWRITABLE where there is no place for it, and BadInput FONT_MISSING and
    LETTERS_NOT_IN_FONT where nobody can be named on paper.
    """
    from consentdesk.services.paper_file import NewFile
    from consentdesk.services.paper_shoot_sheet import draw_sheet, legible

    sheet = legible(make_sheet(register, at, wish, progress))
    try:
        with NewFile(output, register.place) as new:
            pages = draw_sheet(sheet, new.file)
            if deliver is not None:
                deliver(new.drawn())
            new.put()
    except BadInput as error:
        if error.problem is Problem.PRINT_TARGET_UNUSABLE:
            raise BadInput(Problem.SHEET_UNWRITABLE, **error.facts) from None
        raise
    return sheet, pages


def draft_sheet(register: Register, at: datetime, wish: Wish) -> bytes:
    """What `print_sheet` would write, to look at."""
    from consentdesk.services.paper_shoot_sheet import draw_sheet, legible

    file = io.BytesIO()
    draw_sheet(legible(make_sheet(register, at, wish)), file)
    return file.getvalue()


def _day(wanted: date | None, today: date) -> date:
    on = wanted or today
    if on < today:
        raise BadInput(Problem.SHEET_DAY_OVER, day=on)
    if on > today + AHEAD:
        raise BadInput(Problem.SHEET_DAY_FAR, day=on, days=AHEAD.days)
    return on


def _groups(reader: Reader, wish: Wish) -> tuple[str, ...]:
    """The groups asked for in their order; those in none come last."""
    there = (*reader.groups(), OTHERS)
    unknown = tuple(dict.fromkeys(g for g in wish.groups if g not in there))
    if unknown:
        raise BadInput(Problem.UNKNOWN_GROUP, given=unknown, choices=there[:-1])
    if not (wish.groups or wish.staff):
        raise BadInput(Problem.SHEET_WITHOUT_GROUP)
    return tuple(g for g in there if g in wish.groups)


def _columns(reader: Reader, wanted: Sequence[Destination]) -> tuple[tuple[Destination, ...], ...]:
    together: dict[str, list[Destination]] = {}
    for where in wanted:
        together.setdefault(reader.policy.destinations[where], []).append(where)
    return tuple(tuple(places) for places in together.values())


def _parts(
    reader: Reader,
    groups: Sequence[str],
    wish: Wish,
    on: date,
    wanted: Sequence[Destination],
    progress: Progress | None,
) -> Iterator[Part]:
    """The groups that have anybody in them on that day."""
    asked = [(g, reader.find_subjects(SubjectFilter(group=g), on), False) for g in groups]
    if wish.staff:
        named = {s for _group, ids, _staff in asked for s in ids}
        others = reader.find_subjects(SubjectFilter(staff=True), on)
        asked.append((OTHERS, tuple(s for s in others if s not in named), True))
    every, done = sum(len(ids) for _group, ids, _staff in asked), 0
    for group, ids, is_staff in asked:
        if ids:
            people = _listed(reader, ids, on, frozenset(wanted))
            yield Part(group, people, is_staff)
        done += len(ids)
        if progress is not None:
            progress(done, every)


def _listed(
    reader: Reader, ids: Sequence[SubjectId], on: date, wanted: frozenset[Destination]
) -> tuple[Listed, ...]:
    """Everybody judged by what the ledger vouches for, under the name of today."""
    policy, names, acts = reader.policy_on(on), reader.subjects(ids), reader.acts(ids)
    people: dict[SubjectId, Subject] = reader.people_on(acts, policy, on)
    relations = reader.guardianships_on(acts, policy, on)
    found = []
    for id in ids:
        seen = showing(people[id], relations[id], acts[id], policy, on)
        found.append(
            Listed(
                subject=id,
                name=names[id].name,
                staff=people[id].staff,
                places=seen.portrait & wanted,
                kept_out=not seen.situation,
            )
        )
    return tuple(found)
