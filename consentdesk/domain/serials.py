"""The serial on a printed form: eight signs, the last a check digit.

Thirty-one signs (no 0, I, L, O or U), a prime number of them, so that the weighted sum finds every
single wrong sign and every two signs swapped. A serial is random and says nothing about anyone.
"""

import secrets

from consentdesk.domain.acts import Serial

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
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

    Case, white space and hyphens or dashes don't matter; I and L are read as 1, U as V.
    """
    signs = "".join(c for c in text.upper() if not c.isspace() and c not in _DASHES)
    signs = signs.translate(_MISREAD)
    if len(signs) != LENGTH or any(sign not in ALPHABET for sign in signs):
        return None
    return Serial(signs) if _check(signs[:-1]) == signs[-1] else None


def shown_serial(serial: Serial) -> str:
    """The serial as it is printed and shown: two groups of four."""
    return f"{serial[:4]}-{serial[4:]}"
