"""The serial on a printed form: eight signs, the last a check digit.

Thirty-one signs (no 0, I, L, O or U), a prime number of them, so that the weighted sum finds every
single wrong sign and every two signs swapped. A serial is random and says nothing about anyone.

A second sheet with the same printed number, a copy that was signed too, goes by that number and its
place: `7K3M9QX2/2`.
"""

import re
import secrets

from consentdesk.domain.acts import Serial

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
PLACE = "/"
"""Stands between a printed number and a further sheet's place."""
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"
_MISREAD = str.maketrans({"I": "1", "L": "1", "U": "V"})


def _check(signs: str) -> str:
    total = sum(place * ALPHABET.index(sign) for place, sign in enumerate(signs, 2))
    return ALPHABET[total % len(ALPHABET)]


def new_serial() -> Serial:
    """A fresh random serial, about 27.5 thousand million of them; the register refuses a repeat."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return Serial(signs + _check(signs))


def parse_serial(text: str) -> Serial | None:
    """The serial somebody typed, or None if it can't be one.

    Case, white space and hyphens or dashes don't matter; I and L are read as 1, U as V. A further
    sheet's place may follow, from 2 to 99.
    """
    signs = "".join(c for c in text.upper() if not c.isspace() and c not in _DASHES)
    signs, sign, place = signs.partition(PLACE)
    signs = signs.translate(_MISREAD)
    if len(signs) != LENGTH or any(sign not in ALPHABET for sign in signs):
        return None
    if sign and (not re.fullmatch("[1-9][0-9]?", place) or place == "1"):
        return None
    return Serial(f"{signs}{sign}{place}") if _check(signs[:-1]) == signs[-1] else None


def printed_number(serial: Serial) -> Serial:
    """The number as it is printed on the sheet, without a place."""
    return Serial(serial.partition(PLACE)[0])


def place_of(serial: Serial) -> int:
    """Which of the sheets with that printed number it is: 1 for the one that was printed."""
    return int(serial.partition(PLACE)[2] or 1)


def further(serial: Serial, place: int) -> Serial:
    """The number of a further sheet with the same printed number."""
    return Serial(f"{printed_number(serial)}{PLACE}{place}")


def shown_serial(serial: Serial) -> str:
    """The serial as it is printed and shown: two groups of four, and a further sheet's place."""
    return f"{serial[:4]}-{serial[4:]}"
