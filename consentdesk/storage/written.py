"""A text as it is read: signs written in code, or that nobody sees, as they are meant.

The words keep where they stand in the text as it was, so that they can be taken out of it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from consentdesk.storage.said import Said, what_is_said
from consentdesk.storage.scripts import one_form
from consentdesk.storage.search import spellings

BETWEEN_WORDS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f][^\W\d_]*)*|\d+")
_APOSTROPHES = "'’‘‛`´′＇\u02b9-\u02bf\u02c8\u02ca\u02cb\u02ee\ua78b\ua78c"
_JOINERS = "\u200c\u200d"
_UNSEEN = (
    "\u00ad\u034f\u061c\u0640\u115f\u1160\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0001-\U000e01ef"
)
_FIGURES = re.compile(r"\d")
_CODE = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_ODD = re.compile(f"[%{_APOSTROPHES}{_UNSEEN}]")
_WITHIN = re.compile(f"(?<=[^\\W\\d_])[{_APOSTROPHES}](?=[^\\W\\d_])(?!s(?![^\\W_]))")
"""An apostrophe that belongs to a word, as the one before the s of a genitive does not."""
_UNSAID = re.compile(f"[{_UNSEEN}]")
_CODED = len("%20")
_ESCAPED = 0xDC00
"""Where Python puts a byte that is no sign in UTF-8: it may be one of an older code."""
_HALVES = re.compile(f"[{_APOSTROPHES}{_JOINERS}]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, or figures, from `start` to `end` of it."""

    text: str
    start: int
    end: int


class Written:
    """A text as it is read, and where each sign of that stood in it.

    Looked through for several names; what is asked of it is worked out once.
    """

    def __init__(self, text: str) -> None:
        self.whole = text if text.isascii() else unicodedata.normalize("NFC", text)
        """The text as it was, in which places are counted."""
        self.text, self._from, self._to = self.whole, None, None
        if _ODD.search(self.whole):
            self.text, self._from, self._to = _read(self.whole)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """In each spelling, with nothing but a space between words."""
        return plain(self.text)

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """In each spelling, with nothing between words."""
        return tuple(BETWEEN_WORDS.sub("", one) for one in spelt(self.text))

    @cached_property
    def words(self) -> list[Word]:
        """Its words in their order; figures stand apart from letters."""
        return [Word(one.group(), one.start(), one.end()) for one in _WORD.finditer(self.text)]

    @cached_property
    def forms(self) -> list[frozenset[str]]:
        """Each of the words in every spelling."""
        return [forms(word.text) for word in self.words]

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """What it says of names, as it was and as it is read."""
        return tuple(map(what_is_said, dict.fromkeys((self.whole, self.text))))

    @cached_property
    def letters(self) -> frozenset[str]:
        """In each spelling, nothing but letters: also as it was, before it was read."""
        every = list(self.runs)
        if self.text != self.whole:
            every += [BETWEEN_WORDS.sub("", one) for one in spelt(self.whole)]
        return frozenset(_FIGURES.sub("", one) for one in every)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where that stretch of what is read stood in the whole."""
        if self._from is None or self._to is None:
            return start, end
        return self._from[start], self._to[end - 1]


def ways(name: str) -> tuple[str, ...]:
    """A name as it is read, and as halves where an apostrophe or a joiner stands in a word."""
    halves = _HALVES.sub(" ", unicodedata.normalize("NFC", name))
    return tuple(dict.fromkeys((Written(name).text, Written(halves).text)))


def words_of(text: str) -> list[str]:
    """The words of a text that is read already."""
    return _WORD.findall(text)


def spelt(text: str) -> tuple[str, ...]:
    """A text folded in each way in which people spell it, its signs in one form each."""
    if text.isascii():
        return (text.casefold(),) if text else ()
    low = unicodedata.normalize("NFC", text).casefold()
    every = (*spellings(low), *(spellings(low.replace("ü", "ue")) if "ü" in low else ()))
    return tuple(dict.fromkeys(map(one_form, every)))


def plain(text: str) -> tuple[str, ...]:
    """The same, with nothing but a space between words."""
    found = (" ".join(BETWEEN_WORDS.sub(" ", one).split()) for one in spelt(text))
    return tuple(dict.fromkeys(found))


def forms(word: str) -> frozenset[str]:
    """A single word in every spelling it is looked for in."""
    return frozenset(plain(word))


def as_written(text: str | Written) -> Written:
    """The text as it is read, if it isn't that already."""
    return text if isinstance(text, Written) else Written(text)


def _read(text: str) -> tuple[str, list[int], list[int]]:
    """What is read, and from where to where each sign of it stood in the text."""
    signs = [one for one in _signs(text) if not _UNSAID.match(one[0])]
    shown = "".join(sign for sign, _start, _end in signs)
    within = {one.start() for one in _WITHIN.finditer(shown)}
    kept = [one for n, one in enumerate(signs) if n not in within]
    # Some apostrophes are letters to a computer.
    read = "".join("'" if _HALVES.match(sign) else sign for sign, _start, _end in kept)
    return read, [start for _sign, start, _end in kept], [end for _sign, _start, end in kept]


def _signs(text: str) -> Iterator[tuple[str, int, int]]:
    """Each sign with where it stands; what is written in code is a sign from there to there."""
    at = 0
    for code in _CODE.finditer(text):
        yield from ((text[n], n, n + 1) for n in range(at, code.start()))
        yield from _decoded(code.group(), code.start())
        at = code.end()
    yield from ((text[n], n, n + 1) for n in range(at, len(text)))


def _decoded(code: str, start: int) -> Iterator[tuple[str, int, int]]:
    at = start
    for sign in bytes.fromhex(code.replace("%", "")).decode(errors="surrogateescape"):
        bare = chr(ord(sign) - _ESCAPED) if _ESCAPED < ord(sign) <= _ESCAPED + 255 else sign
        end = at + _CODED * (1 if bare is not sign else len(sign.encode()))
        if bare is sign or bare.isalpha():
            yield bare, at, end
        else:
            yield from ((code[n - start], n, n + 1) for n in range(at, end))
        at = end
