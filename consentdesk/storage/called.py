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
_NEXT_TO = re.compile(r"[\s_-]+|\.")
_TURNED = re.compile(r"\s*,\s*")
_NO_NAMES = frozenset(
    {
        "foto",
        "fotos",
        "photo",
        "photos",
        "portraet",
        "portraett",
        "portratt",
        "portrait",
        "billede",
        "billeder",
        "bild",
        "bilder",
        "picture",
        "pictures",
        "img",
        "dsc",
        "dscf",
        "dscn",
        "pxl",
        "www",
        "konfirmation",
        "confirmation",
        "foedselsdag",
        "foddelsedag",
        "birthday",
        "gruppe",
        "grupp",
        "group",
        "album",
        "klasse",
        "klass",
        "class",
        "jpg",
        "jpeg",
        "png",
        "tif",
        "tiff",
        "webp",
        "heic",
        "dng",
        "cr2",
        "cr3",
        "nef",
        "arw",
        "raf",
        "pdf",
        "com",
        "org",
        "net",
        "dk",
        "se",
    }
)
"""Folded words beside which a name is whole however they are written."""
_OF_NOBLES = frozenset({"af", "av", "von", "van", "zu", "de", "du", "da", "del", "der"})
"""Small words with which a last name may go on."""


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
        return self.is_apart(text)

    def is_apart(self, text: str) -> bool:
        """Whether the name stands there by itself, so that it is surely this one and no longer one.

        Noah Lund is neither Noah Lundgren nor Emma Noah Lund Berg.
        """
        return self._is_near(text) and any(is_sure for *_at, is_sure in self._found(text))

    def may_stand_in(self, text: str) -> bool:
        """The same, also where part of it may be somebody else's name: Mette Lund, Noah Dal."""
        return self._is_near(text) and (self._stands_apart(text) or bool(self._found(text)))

    def may_be(self, name: str) -> bool:
        """Whether somebody of that name may be meant by this one: Noah Peter Lund by Noah Lund."""
        if not self._is_near(name):
            return False
        words = [_forms(found.group()) for found in _WORD.finditer(_composed(name))]
        return self.may_stand_in(name) or all(
            any(part & word for word in words) for part in self._rows[0]
        )

    def is_perhaps_whole(self, text: str) -> bool:
        """Whole, also so: for what is of use to nobody else, so that too much of it may go."""
        return self.is_whole(text) or self.may_stand_in(text)

    def is_in_part(self, text: str) -> bool:
        """Whether any of the names does: for texts that may well be about the person."""
        if not text:
            return False
        found = " ".join(_plain(spelt) for spelt in spellings(text))
        words = set(found.split())
        return any(p in words or (len(p) >= _LONG and p in found) for p in self._parts)

    def without(self, text: str, instead: str) -> str:
        """The text with something else wherever the name stands by itself."""
        if not self.is_apart(text):
            return text
        left = _composed(text)
        for start, end, is_sure in reversed(self._found(left)):
            if is_sure:
                left = left[:start] + instead + left[end:]
        return left

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

    def _found(self, text: str) -> list[tuple[int, int, bool]]:
        """Where the words of the name stand, and whether they are surely this person's.

        Where another name touches them it may be a longer one, or two people's.
        """
        if not self._rows:
            return []
        whole, found, at, many = _composed(text), [], 0, len(self._rows)
        words = [(one.start(), one.end()) for one in _WORD.finditer(whole)]
        forms = [_forms(whole[start:end]) for start, end in words]
        while at < len(words):
            hit = self._hit_at(whole, words, forms, at)
            if hit is None:
                at += 1
                continue
            many, could_be = hit
            is_sure = could_be and _is_alone(whole, words, at, many)
            found.append((words[at][0], words[at + many - 1][1], is_sure))
            at += many
        return found

    def _hit_at(
        self,
        whole: str,
        words: Sequence[tuple[int, int]],
        forms: Sequence[frozenset[str]],
        at: int,
    ) -> tuple[int, bool] | None:
        """How many words from there on are the name, and whether nothing but it is spelt so."""
        for many in range(min(len(self._rows), len(words) - at), 0, -1):
            here = forms[at : at + many]
            between = [whole[words[n][1] : words[n + 1][0]] for n in range(at, at + many - 1)]
            if any(map(_SENTENCES.search, between)):
                continue
            if many == len(self._rows):
                if any(_is_row(here, row) for row in self._rows):
                    return many, True
                owned = [*here[:-1], frozenset(f[:-1] for f in here[-1] if f.endswith("s"))]
                if any(_is_row(owned, row) for row in self._rows):
                    return many, False
            elif (
                is_long := self._is_joined(whole[words[at][0] : words[at + many - 1][1]])
            ) is not None:
                return many, is_long
        return None

    def _is_joined(self, text: str) -> bool | None:
        """Whether those words are the name run together, and long enough not to be by chance."""
        joined = {name.replace(" ", "") for name in self._spelt}
        found = {_plain(spelt).replace(" ", "") for spelt in spellings(text)}
        same = joined & (found | {one.strip("0123456789") for one in found})
        if not same:
            return None
        return any(len(o) >= _RUN_TOGETHER or is_unspaced(o) or runs_on(o) for o in same)


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
    """Whether no word that may be a name touches these, as far as capitals tell.

    One that stands before a comma, by itself, may be the last name of it all: Dal, Noah Lund.
    """
    is_written_large = text[words[at][0]].isupper()

    def may_be_name(n: int) -> bool:
        word = text[words[n][0] : words[n][1]]
        if word[0].isdecimal() or _forms(word) & _NO_NAMES:
            return False
        return not (is_written_large and word[0].islower())

    def between(n: int) -> str:
        return text[words[n][1] : words[n + 1][0]]

    last = at + many - 1
    if at and may_be_name(at - 1):
        if _touches(between(at - 1)):
            return False
        is_lone = at == 1 or not _touches(between(at - 2)) or not may_be_name(at - 2)
        if is_lone and _TURNED.fullmatch(between(at - 1)):
            return False
    if last + 1 == len(words) or not _touches(between(last)):
        return True
    word = text[words[last + 1][0] : words[last + 1][1]]
    is_going_on = word.casefold() in _OF_NOBLES and last + 2 < len(words) and may_be_name(last + 2)
    return not (is_going_on or may_be_name(last + 1))


def _touches(between: str) -> bool:
    """Whether words with that between them may be one name; Thai marks stand within words."""
    return bool(_NEXT_TO.fullmatch(between)) or all(
        unicodedata.category(c)[0] == "M" for c in between
    )
