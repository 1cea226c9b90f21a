"""What a text typed by a clerk may hold before it goes into the register.

Knows characters, lengths and what looks like a personal number; leaves what the text means to the
service that asked for it. Nothing here is about pictures: `exporting` has the names of files.
"""

import re
import unicodedata
from datetime import date

from consentdesk.errors import BadInput, Problem

LINE_LIMIT = 200
"""Characters in a name, a group, a place or a subject line."""
PASSAGE_LIMIT = 2000
"""Characters in a reason or a note."""

_JOINERS = "\u200c\u200d"
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
# DDMMYY-SSSS (Danish CPR) and (YY)YYMMDD-SSSS (Swedish personnummer); the separator may be left
# out, a Swedish + stands for a person over a hundred.
_NUMBER = re.compile(r"(?<!\d)(\d{2})?(\d{2})(\d{2})(\d{2})([ \-+]?)(\d{4})(?!\d)")
_LOOSE_NUMBER = re.compile(
    r"(?<!\d)(\d{2})?(\d{2})[ ._/\-]?(\d{2})[ ._/\-]?(\d{2})([ ._\-+]?)(\d{4})(?!\d)"
)
_BETWEEN = r"[\W_]{0,4}(?:(?!kl(?![^\W\d_]))[^\W\d_]{1,3}[\W_]{0,4})?"
"""What may stand before the last four figures: signs and a short word, but not one for a time."""
_SIX_APART = re.compile(
    rf"(?<!\d)(\d{{2}})[\W_]?(\d{{2}})[\W_]?(\d{{2}})({_BETWEEN})\d{{4}}(?!\d)", re.IGNORECASE
)
# With the year in full it is more often a day: written in one, any sign may follow it; written
# apart, no space ("14-06-2026 1530" is a day and a time).
_EIGHT_APART = re.compile(
    r"(?<!\d)(?:(\d{8})([\W_]{0,4})|(\d{2}[\W_]\d{2}[\W_]\d{4}|\d{4}[\W_]\d{2}[\W_]\d{2})"
    r"((?:[^\w\s]|_){1,4}))\d{4}(?!\d)"
)
_CENTURIES = frozenset({"18", "19", "20"})
_SINGLES = re.compile(r"(?<!\d)\d(?:[\W_]+\d(?!\d)){3,}")


def line(text: str, field: str, *, required: bool = False, limit: int = LINE_LIMIT) -> str:
    """The text as one clean line: NFC, outer space gone, inner runs of space made one.

    `field` goes into the error's facts. Raises BadInput: TEXT_MISSING, TEXT_TOO_LONG,
    LINE_BREAK, CHARACTER_NOT_ALLOWED, CPR_IN_TEXT.
    """
    clean = " ".join(_allowed(unicodedata.normalize("NFC", text), field, "").split())
    return _checked(clean, field, required=required, limit=limit)


def passage(text: str, field: str, *, required: bool = False, limit: int = PASSAGE_LIMIT) -> str:
    """The text as a clean passage, line breaks kept; refuses what `line` refuses."""
    whole = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    rows = [" ".join(row.split(" ")).rstrip() for row in _allowed(whole, field, "\n").split("\n")]
    return _checked("\n".join(rows).strip(), field, required=required, limit=limit)


def person_name(text: str) -> str:
    """A person's name as one clean line.

    Raises BadInput: NAME_MISSING, and NAME_UNUSABLE where it has no letter or ends with a date, as
    `Name/YYYY-MM-DD` does, by which people are found.
    """
    clean = line(text, "name")
    if not clean:
        raise BadInput(Problem.NAME_MISSING)
    letters = any(unicodedata.category(c).startswith("L") for c in clean)
    if not letters or _is_written_day(clean.rpartition("/")[2]):
        raise BadInput(Problem.NAME_UNUSABLE, name=clean)
    return clean


def _is_written_day(text: str) -> bool:
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def link_address(text: str) -> str:
    """A web address as typed or pasted, "" for none; raises BadInput(NOT_A_LINK)."""
    link = text.strip()
    if link and not re.fullmatch(r"https?://[^\s<>\"]{1,2000}", link, re.ASCII | re.IGNORECASE):
        raise BadInput(Problem.NOT_A_LINK)
    return _allowed(link, "link", "")


def holds_personal_number(text: str, *, loosely: bool = False) -> bool:
    """Whether the text holds what looks like a Danish CPR number or a Swedish personnummer.

    Danish numbers count by their date alone (the check digit was given up in 2007), Swedish ones
    written without a separator only with the right check digit, so that a telephone number or a
    date with a time seldom counts. `loosely`, also with dots, hyphens or spaces within the date
    (`01.01.14-1234`), which in a sentence are more often a date and a time, with any sign or a
    short word before the last four (`010114 nr 1234`), with the year in full (`01012014-1234`), and
    with its figures one by one.
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    for c in _JOINERS + "\u200b\ufeff\u00ad\u2060":
        plain = plain.replace(c, "")
    if not loosely:
        return any(_personal(found) for found in _NUMBER.finditer(plain))
    plain = _SINGLES.sub(lambda found: re.sub(r"\D", "", found.group()), plain)
    return (
        any(_personal(found) for found in _LOOSE_NUMBER.finditer(plain))
        or any(_personal_apart(*found.groups()) for found in _SIX_APART.finditer(plain))
        or any(_personal_in_full(found) for found in _EIGHT_APART.finditer(plain))
    )


def file_label(name: str) -> str:
    """The name of a file as it is shown: always something that can be stored, never a number.

    What a file system allows in a name and a register does not becomes a question mark; figures of
    a personal number become crosses.
    """
    readable = name.encode("utf-8", "replace").decode("utf-8")
    plain = "".join(c if c.isprintable() else "?" for c in unicodedata.normalize("NFC", readable))
    if holds_personal_number(plain):
        plain = re.sub(r"\d", "x", plain)
    return plain[-LINE_LIMIT:]


def _personal(found: re.Match[str]) -> bool:
    century, first, second, third, separator, rest = found.groups()
    # A replacement number adds 60 to the day, a Swedish coordination number too.
    danish = century is None and separator != "+" and _is_day(third, second, first)
    swedish = _is_day(first, second, third) and (
        bool(separator.strip()) or _luhn(first + second + third + rest)
    )
    return danish or swedish


def _personal_apart(first: str, second: str, third: str, between: str) -> bool:
    if _is_day(third, second, first):
        return True
    # A Swedish number with nothing but spaces in it has its check digit; that is looked at above.
    return bool(between.strip()) and _is_day(first, second, third)


def _personal_in_full(found: re.Match[str]) -> bool:
    day = re.sub(r"\D", "", found.group(1) or found.group(3))
    between = found.group(2) or found.group(4) or ""
    if day[4:6] in _CENTURIES and _is_day(day[6:], day[2:4], day[:2]):
        return True
    swedish = day[:2] in _CENTURIES and _is_day(day[2:4], day[4:6], day[6:])
    return swedish and bool(between.strip())


def _is_day(year: str, month: str, day: str) -> bool:
    number = int(day)
    if number > 60:
        number -= 60
    try:
        date(2000 + int(year), int(month), number)
    except ValueError:
        # 29 February may exist in another century of the same two figures.
        return int(month) == 2 and number == 29
    return True


def _luhn(figures: str) -> bool:
    doubled = [int(f) * (2 - place % 2) for place, f in enumerate(figures)]
    return sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def _allowed(text: str, field: str, breaks: str) -> str:
    for c in text:
        if c in breaks or c in _JOINERS:
            continue
        if c in "\n\r" and not breaks:
            raise BadInput(Problem.LINE_BREAK, field=field)
        # Control, format (bidi overrides, zero width), private, unassigned, lone surrogates, and
        # the two Unicode separators that break lines.
        if unicodedata.category(c) in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}:
            raise BadInput(Problem.CHARACTER_NOT_ALLOWED, field=field, character=f"U+{ord(c):04X}")
    return text


def _checked(text: str, field: str, *, required: bool, limit: int) -> str:
    if required and not text:
        raise BadInput(Problem.TEXT_MISSING, field=field)
    if len(text) > limit:
        raise BadInput(Problem.TEXT_TOO_LONG, field=field, limit=limit)
    if holds_personal_number(text):
        raise BadInput(Problem.CPR_IN_TEXT, field=field)
    return text
