"""Search keys: the one place where names are folded.

Leaves the looking-up to the readers, who ask for every word of the query within the stored key.
"""

import unicodedata
from collections.abc import Sequence

_EXPANDED = str.maketrans(
    {"å": "aa", "ä": "ae", "æ": "ae", "ö": "oe", "ø": "oe", "œ": "oe", "ß": "ss"}
    | {"đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)
_STRIPPED = str.maketrans({"æ": "a", "ø": "o", "œ": "o", "ß": "s"} | {"đ": "d", "ð": "d", "ł": "l"})
BETWEEN = "\x1f"
KEY_LENGTH = 500
"""Signs of a key that are kept; some letters fold to eighteen, and an index has its limits."""


def fold(text: str) -> str:
    """A text without case and accents; å, æ and ø (ä, ö) become aa, ae and oe."""
    composed = unicodedata.normalize("NFC", text).casefold()
    return _bare(composed.translate(_EXPANDED))


def search_key(text: str) -> str:
    """What is stored beside a name: the folded name, then its form with bare letters, if other.

    So "Søren" is found as Søren, Soeren and Soren alike.
    """
    return BETWEEN.join(spellings(text))[:KEY_LENGTH]


def spellings(text: str) -> tuple[str, ...]:
    """The whole text folded, and with bare letters where that is another; none of no text."""
    if not text or text.isascii():
        return (text.casefold(),) if text else ()
    composed = unicodedata.normalize("NFC", text).casefold()
    expanded = _bare(composed.translate(_EXPANDED))
    bare = _bare(composed.translate(_STRIPPED))
    return (expanded,) if bare == expanded else (expanded, bare)


def words(query: str) -> tuple[str, ...]:
    """The folded words of what somebody typed; each must stand in the key."""
    return tuple(w for w in fold(query).replace(BETWEEN, " ").split() if w)


def begins(key: str, wanted: Sequence[str]) -> bool:
    """Whether each of the `words` begins a word of that key, in one of its spellings."""
    said = key.replace(BETWEEN, " ").replace("-", " ").split()
    return all(any(word.startswith(begun) for word in said) for begun in wanted)


def _bare(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(c for c in apart if not unicodedata.combining(c))
