"""What a cell of a list holds, once it has been read: text, a day, or the days of a number.

Personal numbers end here. A cell that is one keeps the days it may stand for and nothing else; one
that holds one among other words keeps the words, with crosses for the figures.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from consentdesk.services.class_list.days import day_in
from consentdesk.services.texts import holds_personal_number

LONGEST = 500
"""Signs of a cell that are kept; nothing that is asked of a list is longer."""

_NUMBER = re.compile(r"(\d{6}|\d{8})\s*([-+\u2010-\u2015\u2212]?)\s*([0-9A-Z]{4})")
"""A few temporary numbers end with letters."""
_EATEN = re.compile(r"\d{9}")
"""Ten figures of which a spreadsheet has taken the zero in front for nothing."""
_RUN = re.compile(r"(?<!\d)(?:\d{9}|(?:\d{6}|\d{8})[\W_]{0,4}\d{4})(?!\d)")
"""So many figures among words may be a number too, whatever they are; nothing here needs them."""
_AS_FLOAT = re.compile(r"(\d{6,12})[.,]0+")
_AS_TEXT = re.compile(r'="([^"=]*)"')
"""How exports tell a spreadsheet that figures are a text; nothing is worked out here."""
_LONG_AGO = timedelta(days=36525)


@dataclass(frozen=True, slots=True)
class FromNumber:
    """A personal number that was read and dropped.

    The same ten figures may be another day in Denmark than in Sweden, so both are kept; None where
    they are no day there. `repaired`: a zero was put back in front. `exact`: it says the century,
    with a year of four figures or a plus. `is_swedish`: nobody writes a Danish one like that.
    """

    danish: date | None
    swedish: date | None
    repaired: bool = False
    exact: bool = False
    is_swedish: bool = False


@dataclass(frozen=True, slots=True)
class Crossed:
    """A text that holds a personal number, whose figures have been crossed out."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula; it is never worked out, nor shown."""


Cell: TypeAlias = str | date | FromNumber | Crossed | Formula
Raw: TypeAlias = str | int | float | bool | date | datetime | time | timedelta


def cell_of(raw: Raw, today: date) -> Cell:
    """What a file says in one cell, without any number it may hold."""
    match raw:
        case datetime():
            return raw.date()
        case date():
            return raw
        case bool():
            return str(raw).lower()
        case float() if raw.is_integer():
            return _told(str(int(raw)), today)
        case _:
            return _told(str(raw), today)


def _told(text: str, today: date) -> Cell:
    plain = " ".join(text.split())[:LONGEST]
    if as_text := _AS_TEXT.fullmatch(plain):
        plain = as_text[1].strip()
    if plain.startswith("=") and len(plain) > 1:
        return Formula()
    if as_float := _AS_FLOAT.fullmatch(plain):
        plain = as_float[1]
    if day_in(plain, today) is not None:
        return plain
    return _number(plain, today) or _without_number(plain)


def _without_number(plain: str) -> Cell:
    if holds_personal_number(plain, loosely=True) or _RUN.search(plain):
        return Crossed(re.sub(r"\d", "x", plain))
    return plain


def _number(plain: str, today: date) -> FromNumber | None:
    repaired = bool(_EATEN.fullmatch(plain))
    found = _NUMBER.fullmatch("0" + plain if repaired else plain)
    if found is None:
        return None
    day, sign, rest = found.groups()
    if len(day) == 8:
        exact = _day(int(day[:4]), day[4:6], day[6:])
        # Some write a Danish number with the year in full.
        other = _day(int(day[4:]), day[2:4], day[:2])
        return FromNumber(exact or other, exact or other, exact=True, is_swedish=exact is not None)
    plus = sign == "+"
    danish = None if plus else _danish(day, rest)
    return FromNumber(danish, _swedish(day, sign, today), repaired, exact=plus, is_swedish=plus)


def _danish(day: str, rest: str) -> date | None:
    """The day of a CPR number, its century by the seventh figure."""
    year, seventh = int(day[4:]), rest[0]
    if seventh in "0123":
        century = 1900
    elif seventh in "5678":
        century = 2000 if year <= 57 else 1800
    else:
        century = 2000 if year <= 36 else 1900
    return _day(century + year, day[2:4], day[:2])


def _swedish(day: str, sign: str, today: date) -> date | None:
    """The day of a personnummer: the latest there has been, a hundred years before with a plus."""
    year = int(day[:2])
    for century in (2000, 1900, 1800):
        found = _day(century + year, day[2:4], day[4:])
        if found is not None and found <= (today - _LONG_AGO if sign == "+" else today):
            return found
    return None


def _day(year: int, month: str, day: str) -> date | None:
    number = int(day)
    try:
        # Replacement and co-ordination numbers add 60 to the day.
        return date(year, int(month), number - 60 if number > 60 else number)
    except ValueError:
        return None


def text_of(cell: Cell, written: Callable[[date], str]) -> str:
    """How a cell is shown; of a number there is nothing to show."""
    match cell:
        case FromNumber():
            return "••••••-••••"
        case Crossed():
            return cell.text
        case Formula():
            return "=…"
        case date():
            return written(cell)
        case str():
            return cell
