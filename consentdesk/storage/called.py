"""Somebody's name in texts that are about something else: names of files, reasons, places.

Goes by the folded keys of `search`, so that a name is found however it is spelt.
"""

import re
import unicodedata
from collections.abc import Sequence

from consentdesk.storage.scripts import is_unspaced, one_form, runs_on
from consentdesk.storage.search import spellings

_LONG = 3
"""Letters from which on a part of a name is looked for within longer words."""
_RUN_TOGETHER = 6
"""Letters from which on a name without its spaces is looked for: in fewer there is chance."""
_UNSPACED = 2
"""The same where words stand without spaces: two signs of Chinese are a whole name."""
_RUNNING_ON = 4
"""The same of letters of an alphabet without spaces."""
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*")
_SENTENCES = re.compile(r"[.!?;:]\s|[\n\r()]")
"""What stands between two words only where the one has nothing to do with the other."""
_NEXT_TO = re.compile(r"[\s_-]+")


class Called:
    """A person's name, looked for in other texts as people write it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._spelt = [_plain(spelt) for spelt in spellings(name)]
        self._parts = {part for spelt in self._spelt for part in spelt.split()}
        words = [_forms(found.group()) for found in _WORD.finditer(_composed(name))]
        self._rows = [words[at:] + words[:at] for at in range(len(words))]
        rarest = max(words, key=lambda forms: min(map(len, forms)), default=frozenset({""}))
        self.sought = frozenset(rarest)
        """Spellings of the longest word: a text that holds the name holds one of them."""
        self._near = {word.replace(" ", "") for word in rarest}

    @property
    def is_of_several(self) -> bool:
        """Whether it is more than one word, so that hardly anything else is called so."""
        joined = self._spelt[0].replace(" ", "")
        return len(self._rows) > 1 or is_unspaced(joined) or runs_on(joined)

    def is_same(self, name: str) -> bool:
        """Whether that is this name and nothing else, however it is spelt."""
        return any(_plain(spelt) in self._spelt for spelt in spellings(name))

    def is_whole(self, text: str) -> bool:
        """Whether the whole name stands there, run together perhaps, or the last name first."""
        if not self._is_near(text):
            return False
        found = [_plain(spelt) for spelt in spellings(text)]
        if any(_holds(one, name) for name in self._spelt for one in found):
            return True
        return any(is_sure for _start, _end, is_sure in self._found_apart(text))

    def is_apart(self, text: str) -> bool:
        """The same, but not where a longer name begins so: Noah Lund is not Noah Lundgren."""
        if not self._is_near(text):
            return False
        if self._stands_apart(text):
            return True
        return any(is_sure for _start, _end, is_sure in self._found_apart(text))

    def may_stand_in(self, text: str) -> bool:
        """Apart, also where the last name may be somebody else's: Mette Lund, Noah Dal."""
        return self._is_near(text) and (self._stands_apart(text) or bool(self._found_apart(text)))

    def is_perhaps_whole(self, text: str) -> bool:
        """Whole, also so: for texts of which nothing is left but that there was one."""
        return self.is_whole(text) or self.may_stand_in(text)

    def is_in_part(self, text: str) -> bool:
        """Whether any of the names does: for texts that may well be about the person."""
        if not text:
            return False
        found = " ".join(_plain(spelt) for spelt in spellings(text))
        words = set(found.split())
        return any(p in words or (len(p) >= _LONG and p in found) for p in self._parts)

    def without(self, text: str, instead: str) -> str:
        """The text with something else in place of the whole name, if that stands there.

        Where it is spelt in a way that can't be cut out, nothing else of the text is left.
        """
        if not self.is_apart(text):
            return text
        left = _composed(text)
        for start, end, is_sure in reversed(self._found_apart(left)):
            if is_sure:
                left = left[:start] + instead + left[end:]
        return instead if self.is_apart(left) else left

    def _is_near(self, text: str) -> bool:
        """Whether a closer look is worth it: there are a hundred thousand names of files."""
        if text.isascii():
            bare = [_BETWEEN_WORDS.sub("", text.casefold())]
        else:
            bare = [_plain(spelt).replace(" ", "") for spelt in spellings(text)]
        return any(word in one for one in bare for word in self._near)

    def _stands_apart(self, text: str) -> bool:
        found = [_plain(spelt) for spelt in spellings(text)]
        return any(_stands_apart(one, name) for name in self._spelt for one in found)

    def _found_apart(self, text: str) -> list[tuple[int, int, bool]]:
        """Where the words of the name stand, and whether they are surely this person's.

        Where the last name is first and another name touches it, it may be that one's last name.
        """
        if not self._rows:
            return []
        whole, found, at, many = _composed(text), [], 0, len(self._rows)
        words = [(one.start(), one.end()) for one in _WORD.finditer(whole)]
        forms = [_forms(whole[start:end]) for start, end in words]
        while at + many <= len(words):
            turned = self._turned_at(forms[at : at + many])
            between = [whole[words[n][1] : words[n + 1][0]] for n in range(at, at + many - 1)]
            if turned is None or any(map(_SENTENCES.search, between)):
                at += 1
                continue
            is_sure = turned == 0 or _is_alone(whole, words, at, many)
            found.append((words[at][0], words[at + many - 1][1], is_sure))
            at += many
        return found

    def _turned_at(self, forms: Sequence[frozenset[str]]) -> int | None:
        """By how many words those are the name turned round; None where they aren't the name."""
        rows = (n for n, row in enumerate(self._rows) if _is_row(forms, row))
        return next(rows, None)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _stands_apart(text: str, name: str) -> bool:
    """Whether it ends where a word does, or is run together within one."""
    joined, words, most = name.replace(" ", ""), text.split(), name.count(" ") + 1
    if is_unspaced(joined) or runs_on(joined):
        return _holds(text, name)
    runs = ("".join(words[at : at + n]) for at in range(len(words)) for n in range(1, most + 1))
    return joined in runs or any(_holds(word, name) for word in words)


def _holds(text: str, name: str) -> bool:
    if f" {name} " in f" {text} ":
        return True
    joined = name.replace(" ", "")
    if (len(joined) >= _UNSPACED and is_unspaced(joined)) or (
        len(joined) >= _RUNNING_ON and runs_on(joined)
    ):
        return joined in text.replace(" ", "")
    return joined != name and len(joined) >= _RUN_TOGETHER and joined in text.replace(" ", "")


def _plain(folded: str) -> str:
    return " ".join(_BETWEEN_WORDS.sub(" ", one_form(folded)).split())


def _forms(word: str) -> frozenset[str]:
    """A single word in every spelling it is looked for in."""
    return frozenset(map(_plain, spellings(word)))


def _is_row(found: Sequence[frozenset[str]], wanted: Sequence[frozenset[str]]) -> bool:
    return all(one & other for one, other in zip(found, wanted, strict=True))


def _is_alone(text: str, words: Sequence[tuple[int, int]], at: int, many: int) -> bool:
    """Whether no word that may be a name touches these, as far as capitals tell."""
    beside = []
    if at and _NEXT_TO.fullmatch(text[words[at - 1][1] : words[at][0]]):
        beside.append(text[words[at - 1][0]])
    last = at + many
    if last < len(words) and _NEXT_TO.fullmatch(text[words[last - 1][1] : words[last][0]]):
        beside.append(text[words[last][0]])
    is_written_large = text[words[at][0]].isupper()
    return all(c.isdecimal() or (is_written_large and c.islower()) for c in beside)
