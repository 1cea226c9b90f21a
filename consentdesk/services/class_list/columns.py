"""Which column of a list is what: by its headings, else by what stands in it.

What was guessed can be changed, and what was chosen for headings is used again for the same ones
(`remembering`).
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from consentdesk.services.class_list.cells import Cell, FromNumber, text_of
from consentdesk.services.class_list.days import day_in
from consentdesk.services.class_list.fields import Field, field_of, plain_words
from consentdesk.services.class_list.guardian_columns import two_guardians
from consentdesk.services.class_list.languages import language_code
from consentdesk.services.class_list.reading import Line, Table

Fits: TypeAlias = Callable[[Cell], bool]
_HEADINGS_WITHIN = 30
"""Lines among which the headings are looked for; above them stand titles."""
_LOOKED_AT = 60
"""Lines by which a column without a heading is told."""
_MOST = 0.7
_LONGEST_GROUP = 12
_ONLY_ONE = frozenset(Field) - {
    Field.IGNORED,
    Field.CONTACT,
    Field.FIRST_NAME,
    Field.LAST_NAME,
    Field.GUARDIAN_1,
    Field.GUARDIAN_2,
}
"""Fields that one column fills; names may be spread over several, which are then joined."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a table is.

    `heading` is the place of the line of headings among the table's, None where there is none;
    `remembered` says that somebody chose this before.
    """

    fields: tuple[Field, ...]
    heading: int | None = None
    remembered: bool = False

    def places(self, field: Field) -> tuple[int, ...]:
        """The columns of that kind, from the left."""
        return tuple(place for place, one in enumerate(self.fields) if one is field)

    def having(self, place: int, field: Field) -> "Columns":
        """The same with that column being something else; a field only one has leaves the other."""
        only = field in _ONLY_ONE
        fields = [Field.IGNORED if only and one is field else one for one in self.fields]
        fields[place] = field
        return Columns(tuple(fields), self.heading)

    @property
    def lacks(self) -> tuple[Field, ...]:
        """What no list can do without and none of the columns is."""
        named = any(self.places(f) for f in (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME))
        lacking = () if named else (Field.NAME,)
        return lacking if self.places(Field.BORN) else (*lacking, Field.BORN)


def guess(table: Table, today: date) -> Columns:
    """What the columns are by their headings, and without any by what stands in them."""
    heading = heading_of(table)
    if heading is None:
        return Columns(_by_content(table.lines, table.width, today))
    heads = [_heading_text(cell) for cell in table.lines[heading].cells]
    said = [field_of(head) for head in heads]
    fields = _settled(said, heads)
    below = table.lines[heading + 1 :]
    if Field.BORN not in fields:
        # Whatever the heading is called, a column of days or numbers is the birth dates.
        unknown = [place for place, one in enumerate(said) if one is None]
        for place in unknown:
            if _share(below, place, lambda cell: _is_day(cell, today)) >= _MOST:
                fields[place] = Field.BORN
                break
    return Columns(tuple(fields), heading)


def heading_of(table: Table) -> int | None:
    """The line with the headings: the first of those with the most words we know.

    None where no line has a word for a name or a birth date, or only one that holds a day too.
    """
    best, found = 0, None
    for place, line in enumerate(table.lines[:_HEADINGS_WITHIN]):
        if any(isinstance(cell, date | FromNumber) for cell in line.cells):
            # Here the people begin.
            break
        said = [field_of(_heading_text(cell)) for cell in line.cells]
        known = {one for one in said if one is not None}
        telling = known & {Field.NAME, Field.FIRST_NAME, Field.LAST_NAME, Field.BORN}
        alone = table.width == 1 or len([c for c in line.cells if c != ""]) > 1
        if telling and alone and len(known) > best:
            best, found = len(known), place
    return found


def headings(table: Table, columns: Columns) -> tuple[str, ...]:
    """What stands above each column; where nothing does, its letter as a spreadsheet has it."""
    letters = tuple(letter(place) for place in range(table.width))
    if columns.heading is None:
        return letters
    said = (_heading_text(cell) for cell in table.lines[columns.heading].cells)
    return tuple(text or other for text, other in zip(said, letters, strict=True))


def fingerprint(table: Table, columns: Columns) -> str | None:
    """By what the headings are known again; nothing of what they say can be read from it."""
    if columns.heading is None:
        return None
    said = [plain_words(_heading_text(cell)) for cell in table.lines[columns.heading].cells]
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()[:32]


def letter(place: int) -> str:
    """A column's letters as a spreadsheet has them: A, B … Z, AA."""
    letters, left = "", place + 1
    while left:
        left, sign = divmod(left - 1, 26)
        letters = chr(65 + sign) + letters
    return letters


def _heading_text(cell: Cell) -> str:
    return text_of(cell, date.isoformat)


def _settled(said: Sequence[Field | None], heads: Sequence[str]) -> list[Field]:
    """One field for each column: the first that claims one has it, halves before a whole name."""
    fields: list[Field] = []
    for one in two_guardians(said, heads):
        taken = one in _ONLY_ONE and one in fields
        if one is Field.CUSTODY_1 and taken and Field.CUSTODY_2 not in fields:
            one, taken = Field.CUSTODY_2, False
        fields.append(Field.IGNORED if one is None or taken else one)
    parts = {Field.FIRST_NAME, Field.LAST_NAME} <= set(fields)
    if parts:
        fields = [Field.IGNORED if one is Field.NAME else one for one in fields]
    return fields


def _by_content(lines: Sequence[Line], width: int, today: date) -> tuple[Field, ...]:
    fields = [Field.IGNORED] * width
    days = [_share(lines, place, lambda cell: _is_day(cell, today)) for place in range(width)]
    if days and max(days) >= _MOST:
        fields[days.index(max(days))] = Field.BORN
    words = []
    for place in range(width):
        if fields[place] is Field.BORN:
            continue
        if _share(lines, place, _is_language) >= _MOST:
            fields[place] = Field.LANGUAGE
        elif _share(lines, place, _is_name) >= _MOST:
            words.append(place)
        elif _looks_like_groups(lines, place) and Field.GROUP not in fields:
            fields[place] = Field.GROUP
    _name(fields, words, lines)
    return tuple(fields)


def _name(fields: list[Field], words: Sequence[int], lines: Sequence[Line]) -> None:
    """A first column of whole names, or one for each half."""
    if not words:
        return
    first = words[0]
    if len(words) == 1 or _share(lines, first, lambda cell: " " in _heading_text(cell)) >= 0.5:
        fields[first] = Field.NAME
        return
    fields[first], fields[words[1]] = Field.FIRST_NAME, Field.LAST_NAME


def _share(lines: Sequence[Line], place: int, fits: Fits) -> float:
    """How many of the cells that hold something fit."""
    filled = [line.cells[place] for line in lines[:_LOOKED_AT] if line.cells[place] != ""]
    return sum(1 for cell in filled if fits(cell)) / len(filled) if filled else 0.0


def _is_day(cell: Cell, today: date) -> bool:
    if isinstance(cell, str):
        return day_in(cell, today) is not None
    return isinstance(cell, date | FromNumber)


def _is_language(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) > 2 and language_code(cell) is not None


def _is_name(cell: Cell) -> bool:
    return (
        isinstance(cell, str)
        and len(cell) > 1
        and "@" not in cell
        and not any(sign.isdigit() for sign in cell)
        and cell[:1].isupper()
    )


def _looks_like_groups(lines: Sequence[Line], place: int) -> bool:
    """A few short words that come again: 3.B, 3.B, 3.B."""
    said = [line.cells[place] for line in lines[:_LOOKED_AT]]
    words = [cell for cell in said if isinstance(cell, str) and cell]
    short = all(len(word) <= _LONGEST_GROUP and not word.isdigit() for word in words)
    return short and len(words) > 1 and len(Counter(words)) <= max(1, len(words) // 3)
