"""Days as spreadsheets and people write them."""

import re
from contextlib import suppress
from datetime import date, timedelta

_TIME = r"(?:[T ]\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/. ])(\d{{1,2}})\2(\d{{1,2}}){_TIME}\.?", re.ASCII)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:\. ?|[-/ ])(\d{{1,2}})(?:\. ?|[-/ ])(\d{{4}}|\d{{2}}){_TIME}", re.ASCII
)
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})|(\d{2})(\d{2})(\d{4})", re.ASCII)
_SERIAL = re.compile(r"\d{5}", re.ASCII)
_DAY_EATEN = re.compile(r"[1-9](0[1-9]|1[0-2])\d{2}", re.ASCII)
"""Six figures of which a spreadsheet has taken the zero in front: 40919 was 040919."""
_WORDS = re.compile(r"(\d{1,2})\.? ([^\W\d_]{3,9})\.? (\d{4})")
_EPOCH = date(1899, 12, 30)
"""The day before the first of a spreadsheet, which counts a 29 February 1900 there never was."""
_SERIALS = range(7_000, 80_000)
"""Days in 1919–2119 as a spreadsheet counts them."""
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_OTHERWISE = (("may", "maj"), ("oct", "okt"))


def day_in(text: str, today: date, *, year_first: bool = False) -> date | None:
    """The day a text says, or None.

    2019-09-14, 14-09-2019, 14.9.2019, 14/9 2019, 14-9-19, 20190914, 14. september 2019, any with a
    clock behind, and a spreadsheet's number of days unless that may be a day without its zero. Of
    two figures for a year, the latest year that has begun is meant; `year_first` says that they
    come first (19-09-14).
    """
    plain = text.strip()
    if found := _YEAR_FIRST.fullmatch(plain):
        return _day(found[1], found[3], found[4])
    if found := _DAY_FIRST.fullmatch(plain):
        if year_first and len(found[3]) == 2:
            return _day(_full(f"{found[1]:0>2}", today), found[2], found[3])
        return _day(_full(found[3], today), found[2], found[1])
    if found := _TOGETHER.fullmatch(plain):
        # 2019.. is no day and month, so only one of the two can be meant by figures of our time.
        return _in_our_time(plain[:4], plain[4:6], plain[6:]) or _in_our_time(
            plain[4:], plain[2:4], plain[:2]
        )
    if _DAY_EATEN.fullmatch(plain):
        # Nothing tells the 4th of September 2019 from a day in 2012 as a spreadsheet counts.
        return None
    if _SERIAL.fullmatch(plain) and int(plain) in _SERIALS:
        return _EPOCH + timedelta(days=int(plain))
    if found := _WORDS.fullmatch(plain.casefold()):
        return _in_words(found[1], found[2][:3], found[3])
    return None


def _in_words(day: str, month: str, year: str) -> date | None:
    known = dict(_OTHERWISE).get(month, month)
    return _day(year, str(_MONTHS.index(known) + 1), day) if known in _MONTHS else None


def _full(year: str, today: date) -> str:
    if len(year) == 4:
        return year
    latest = 100 * (today.year // 100) + int(year)
    return str(latest if latest <= today.year else latest - 100)


def _in_our_time(year: str, month: str, day: str) -> date | None:
    return _day(year, month, day) if 1900 <= int(year) < 2100 else None


def _day(year: str, month: str, day: str) -> date | None:
    with suppress(ValueError):
        return date(int(year), int(month), int(day))
    return None
