"""The lines of a list become people: name, birth date, group, language, guardians; or a fault.

Checks each line by itself, by the rules that hold for whoever is enrolled by hand; leaves what is
in the register already to `comparing`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from consentdesk.domain.people import birthday
from consentdesk.errors import BadInput, Problem
from consentdesk.services import texts
from consentdesk.services.class_list.cells import Cell, Crossed, Formula, FromNumber, text_of
from consentdesk.services.class_list.columns import Columns, headings
from consentdesk.services.class_list.custody import ListedGuardian, Word, custody_word
from consentdesk.services.class_list.days import day_in
from consentdesk.services.class_list.fields import (
    GUARDIANS,
    Field,
    language_of,
    plain_words,
    says_danish,
    says_no_custody,
    says_swedish,
    says_without,
)
from consentdesk.services.class_list.languages import language_code
from consentdesk.services.class_list.reading import Line, Table

OLDEST = 100
"""Nobody on a class list is older, in years."""


class Mark(StrEnum):
    """What to look at in a line that is good to take; shown, and told to scripts."""

    REPAIRED = "REPAIRED"
    """A spreadsheet had taken the zero from the front of the number."""
    LANGUAGE_UNKNOWN = "LANGUAGE_UNKNOWN"
    """The language written there is none we know, so that of the institution was taken."""
    CUSTODY_UNSAID = "CUSTODY_UNSAID"
    """The list has no word about the custody of a guardian who is new: taken for no."""
    CUSTODY_DIFFERS = "CUSTODY_DIFFERS"
    """The list says yes and the register no; a list never gives custody to a known guardian."""
    CENTURY = "CENTURY"
    """The number says a day more than a hundred years ago, so the same day in this century was
    taken: a made-up number, as schools write them until there is a real one, soon is of 1915."""
    NAMESAKE = "NAMESAKE"
    """Somebody of this name and another birth date is in the register, or on the list."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line can't be taken: the column, None for the whole line, and the error's own facts.

    The facts never hold more of the cell than may be shown.
    """

    column: int | None
    problem: Problem
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Listed:
    """One person on the list; without a `born` or a name there is a fault that says why.

    `group` and `language` are None where the list says nothing of them.
    """

    line: int
    name: str
    born: date | None
    group: str | None
    language: str | None
    guardians: tuple[ListedGuardian, ...]
    marks: frozenset[Mark]
    faults: tuple[Fault, ...]


def listed(
    table: Table,
    columns: Columns,
    today: date,
    *,
    policy: str = "dk",
    group: str = "",
) -> tuple[Listed, ...]:
    """Everybody on the list, in its order; what stands below it is left out.

    `group` is that of them all, whatever a column says. `policy` says of which country a number is
    where no heading does.
    """
    reader = _Reader(table, columns, today, policy, group)
    first = 0 if columns.heading is None else columns.heading + 1
    return tuple(reader.read(line) for line in _without_foot(table.lines[first:], columns))


def _without_foot(lines: Sequence[Line], columns: Columns) -> Sequence[Line]:
    """The lines up to a gap below which no birth date stands: sums, dates of printing."""
    born = columns.places(Field.BORN)
    last = len(lines)
    while last and not any(_is_filled(lines[last - 1].cells[place]) for place in born):
        last -= 1
    for place in range(max(last, 1), len(lines)):
        if lines[place].number > lines[place - 1].number + 1:
            return lines[:place]
    return lines


def _is_filled(cell: Cell) -> bool:
    return cell != ""


class _Reader:
    """Reads lines of one table."""

    def __init__(
        self, table: Table, columns: Columns, today: date, policy: str, group: str
    ) -> None:
        self._columns = columns
        self._today = today
        self._group = group
        self._heads = headings(table, columns)
        self._country = self._country_of(table, policy)
        self._numbers = self._country_of(table, policy, numbers=True)
        self._faults: list[Fault] = []
        self._marks: set[Mark] = set()

    def read(self, line: Line) -> Listed:
        self._faults, self._marks = [], set()
        name = self._name(line.cells)
        born = self._born(line.cells)
        group = self._group or self._text(line.cells, Field.GROUP, "group")
        language = self._language(line.cells)
        guardians = self._guardians(line.cells)
        return Listed(
            line=line.number,
            name=name,
            born=born,
            group=group or None,
            language=language,
            guardians=guardians,
            marks=frozenset(self._marks),
            faults=tuple(self._faults),
        )

    def _country_of(self, table: Table, policy: str, *, numbers: bool = False) -> str | None:
        """Of which country short years are, or numbers; both countries say `personnummer`.

        The heading of the column says it, or else the policy, unless the rest of the list speaks
        against that: then nobody knows, and a day is only taken where both read the same. Of
        `numbers` nobody knows either unless the rest of the list speaks for it and nothing against:
        every one of our time is a day in both countries, years apart.
        """
        places = self._columns.places(Field.BORN)
        said = [self._heads[place] for place in places]
        if any(map(says_danish, said)):
            return "dk"
        if any(map(says_swedish, said)):
            return "se"
        home = "se" if policy == "se" else "dk"
        cells = [line.cells[place] for line in table.lines for place in places]
        if home == "dk" and any(isinstance(c, FromNumber) and c.is_swedish for c in cells):
            return None
        told = {language_of(heading) for heading in self._heads} - {None}
        if numbers:
            return home if told == {home} else None
        return home if home in told or not told else None

    def _wrong(self, column: int | None, error: BadInput) -> None:
        self._faults.append(Fault(column, error.problem, error.facts))

    def _text(self, cells: Sequence[Cell], field: Field, called: str) -> str:
        """The text of the field's columns together, as one clean line."""
        said = []
        for place in self._columns.places(field):
            try:
                said.append(texts.line(_plain(cells[place], called), called))
            except BadInput as error:
                self._wrong(place, error)
        return " ".join(filter(None, said))

    def _name(self, cells: Sequence[Cell]) -> str:
        parts = [self._text(cells, f, "name") for f in (Field.FIRST_NAME, Field.LAST_NAME)]
        whole = turned(self._text(cells, Field.NAME, "name")) or " ".join(filter(None, parts))
        if self._faults:
            # Already said of one of the cells it is made of.
            return whole
        try:
            return texts.person_name(whole)
        except BadInput as error:
            named = (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME)
            places = [place for field in named for place in self._columns.places(field)]
            self._wrong(places[0] if places else None, error)
            return ""

    def _born(self, cells: Sequence[Cell]) -> date | None:
        places = self._columns.places(Field.BORN)
        if not places:
            return None
        place, cell = places[0], cells[places[0]]
        try:
            found = None if cell == "" else self._day(cell)
        except BadInput as error:
            self._wrong(place, error)
            return None
        if found is None:
            missing = Problem.BORN_MISSING if cell == "" else Problem.BORN_UNREADABLE
            self._wrong(place, BadInput(missing))
            return None
        if found > self._today:
            self._wrong(place, BadInput(Problem.BORN_IN_FUTURE, day=found))
            return None
        if birthday(found, OLDEST) < self._today:
            later = _a_century_later(found)
            # A made-up number says no century; one that does is not overruled.
            if not isinstance(cell, FromNumber) or cell.exact or later is None:
                self._wrong(place, BadInput(Problem.BORN_TOO_LONG_AGO, day=found, limit=OLDEST))
                return None
            self._marks.add(Mark.CENTURY)
            found = later
        if isinstance(cell, FromNumber) and cell.repaired:
            self._marks.add(Mark.REPAIRED)
        return found

    def _day(self, cell: Cell) -> date | None:
        match cell:
            case date():
                return cell
            case FromNumber():
                # Never the other country's reading: a slip of the pen would become another day.
                return self._agreed(self._numbers, cell.danish, cell.swedish)
            case str():
                days = [day_in(cell, self._today, year_first=first) for first in (False, True)]
                return self._agreed(self._country, *days)
            case _:
                return None

    def _agreed(
        self, country: str | None, danish: date | None, swedish: date | None
    ) -> date | None:
        """The day by the country's reading, or the one both have where that isn't known."""
        if country is None and danish != swedish:
            raise BadInput(Problem.BORN_IN_TWO_WAYS)
        return swedish if country == "se" else danish

    def _language(self, cells: Sequence[Cell]) -> str | None:
        said = self._text(cells, Field.LANGUAGE, "language")
        code = language_code(said) if said else None
        if said and code is None:
            self._marks.add(Mark.LANGUAGE_UNKNOWN)
        return code

    def _guardians(self, cells: Sequence[Cell]) -> tuple[ListedGuardian, ...]:
        found: list[ListedGuardian] = []
        for named, custody in GUARDIANS:
            name = turned(self._text(cells, named, "guardian"))
            places = self._columns.places(named)
            if not name:
                continue
            try:
                name = texts.person_name(name)
            except BadInput as error:
                self._wrong(places[0], error)
                continue
            if any(plain_words(name) == plain_words(one.name) for one in found):
                continue
            found.append(ListedGuardian(name, self._custody(cells, places, custody)))
        return tuple(found)

    def _custody(self, cells: Sequence[Cell], named: Sequence[int], field: Field) -> Word:
        places = self._columns.places(field)
        if places:
            word = custody_word(_plain(cells[places[0]], "custody"))
            denied = word is not Word.UNSAID and says_without(self._heads[places[0]])
            if word is None or denied:
                self._wrong(places[0], BadInput(Problem.CUSTODY_UNREADABLE))
                return Word.NO
            return word
        if any(says_no_custody(self._heads[place]) for place in named):
            return Word.CONTACT
        told = any(self._columns.places(custody) for _, custody in GUARDIANS)
        return Word.UNSAID if told else Word.PARENT


def _a_century_later(day: date) -> date | None:
    try:
        return day.replace(year=day.year + 100)
    except ValueError:
        return None


def turned(name: str) -> str:
    """A name as it is spoken: `Lund, Noah` becomes `Noah Lund`."""
    found = re.fullmatch(r"([^,]*[^\W\d_][^,]*),([^,]*[^\W\d_][^,]*)", name)
    return f"{found[2].strip()} {found[1].strip()}" if found else name


_NAMES = ("name", "guardian")
_WORKED_OUT = re.compile(r"[+@-].*\w")
"""How a formula may begin too; no name does."""


def _plain(cell: Cell, field: str) -> str:
    """The text in a cell; BadInput where there is a number or a formula instead."""
    match cell:
        case str() if field in _NAMES and _WORKED_OUT.match(cell.strip()):
            raise BadInput(Problem.FORMULA_IN_LIST)
        case FromNumber() | Crossed():
            raise BadInput(Problem.CPR_IN_TEXT, field=field)
        case Formula():
            raise BadInput(Problem.FORMULA_IN_LIST)
        case _:
            return text_of(cell, date.isoformat)
