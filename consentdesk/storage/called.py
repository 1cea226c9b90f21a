"""Somebody's name in texts that are about something else: names of files, reasons, places.

Goes by the folded keys of `search`, so that a name is found however it is spelt.
"""

import re
import unicodedata

from consentdesk.storage.scripts import is_unspaced, one_form, runs_on
from consentdesk.storage.search import BETWEEN, fold, search_key

_LONG = 3
"""Letters from which on a part of a name is looked for within longer words."""
_RUN_TOGETHER = 6
"""Letters from which on a name without its spaces is looked for: in fewer there is chance."""
_UNSPACED = 2
"""The same where words stand without spaces: two signs of Chinese are a whole name."""
_RUNNING_ON = 4
"""The same of letters of an alphabet without spaces."""
_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Called:
    """A person's name, looked for in other texts as people write it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._spelt = [_plain(spelt) for spelt in search_key(name).split(BETWEEN)]
        self._parts = {part for spelt in self._spelt for part in spelt.split()}
        typed = r"\s+".join(re.escape(word) for word in _composed(name).split())
        self._typed = re.compile(rf"(?<!\w){typed}(?!\w)", re.IGNORECASE)

    def is_whole(self, text: str) -> bool:
        """Whether the whole name stands there, run together perhaps."""
        found = [_plain(spelt) for spelt in search_key(text).split(BETWEEN)] if text else []
        return any(_holds(one, name) for name in self._spelt for one in found)

    def is_apart(self, text: str) -> bool:
        """The same, but not where a longer name begins so: Noah Lund is not Noah Lundgren."""
        found = [_plain(spelt) for spelt in search_key(text).split(BETWEEN)] if text else []
        return any(_stands_apart(one, name) for name in self._spelt for one in found)

    def is_in_part(self, text: str) -> bool:
        """Whether any of the names does: for texts that may well be about the person."""
        if not text:
            return False
        found = _plain(fold(text))
        words = set(found.split())
        return any(p in words or (len(p) >= _LONG and p in found) for p in self._parts)

    def without(self, text: str, instead: str) -> str:
        """The text with something else in place of the whole name, if that stands there.

        Where it is spelt in a way that can't be cut out, nothing else of the text is left.
        """
        if not self.is_apart(text):
            return text
        left = self._typed.sub(lambda _found: instead, _composed(text))
        return instead if self.is_apart(left) else left


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
