"""The order of names: the one place that knows the alphabets.

A key is made of bytes that both engines compare one by one, so a list comes in the same order from
a file and from any server, whatever collations that has. The letters are those of the Unicode
Locale Data for Danish and Swedish.
"""

import re
import unicodedata
from collections.abc import Mapping

_ALIKE = {"ü": "y", "ű": "y", "ß": "ss"} | {
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "ħ": "h",
}
_DANISH = str.maketrans(
    {**_ALIKE, "æ": "{", "ä": "{", "ø": "|", "ö": "|", "œ": "|", "ő": "|", "å": "}"}
)
"""After z come the three signs that follow z in ASCII."""
_SWEDISH = str.maketrans(
    {**_ALIKE, "å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "œ": "}", "ő": "}"}
)
_ALPHABETS: Mapping[str, Mapping[int, str]] = {"se": _SWEDISH}
_BETWEEN_WORDS = str.maketrans({"-": " ", "‐": " ", "–": " ", "'": None, "’": None})
_FIGURES = 10
KEY_BYTES = 400
"""Bytes of a key that are kept: an index has its limits, and nobody looks that far."""


def order_key(text: str, policy: str) -> bytes:
    """What to sort a name or a group by, at an institution under that policy file.

    Danish puts Aa with Å, after Z; Swedish does not. Numbers sort by value, so 2.A precedes 10.A.
    """
    said = unicodedata.normalize("NFC", text).casefold().translate(_BETWEEN_WORDS)
    if policy not in _ALPHABETS:
        said = said.replace("aa", "å")
    apart = unicodedata.normalize("NFKD", said.translate(_ALPHABETS.get(policy, _DANISH)))
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    valued = re.sub(r"[0-9]+", lambda n: n[0].zfill(_FIGURES), bare)
    return " ".join(valued.split()).encode()[:KEY_BYTES]
