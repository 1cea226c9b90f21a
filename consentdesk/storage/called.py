"""Somebody's name in texts that are about something else: names of files, reasons, places.

Goes by the folded keys of `search`, so that a name is found however it is spelt. What surely means
the person is one thing, and what may mean it another.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from consentdesk.storage.no_names import LISTING, NO_NAMES, OF_NOBLES
from consentdesk.storage.said import names_in, tells, what_is_said
from consentdesk.storage.scripts import is_unspaced, runs_on
from consentdesk.storage.written import (
    BETWEEN_WORDS,
    Word,
    Written,
    as_written,
    forms,
    plain,
    spelt,
    ways,
    words_of,
)

_LONG = 3
"""Letters from which on a part of a name is looked for within longer words."""
_RUN_TOGETHER = 6
"""Letters from which on a name without its spaces is looked for: in fewer there is chance."""
_UNSPACED = 2
"""The same where words stand without spaces: two signs of Chinese are a whole name."""
_RUNNING_ON = 4
"""The same of letters of an alphabet without spaces."""
_SENTENCES = re.compile(r"[.!?;:]\s|[\n\r()]")
"""What stands between two words only where the one has nothing to do with the other."""
_NEXT_TO = re.compile(r"[\s_\u2010\u2011-]+|\.")
_OF_ONE_NAME = re.compile(r"\s+|_+|[-.\u2010\u2011]|")
"""What stands between two words of one name, and of no two people."""
_TURNED = re.compile(r"\s*,\s*")
_LETTERED = re.compile(r"[\s._\u2010\u2011-]*|\s*,\s*")
"""What stands between names of which some are a letter."""
_LOOKED_AT = 40
"""Signs behind a name in which it shows whether others follow."""
_FIGURES = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Row:
    """The words of a name in an order in which they are written, each in every spelling.

    The last names begin in it until `turned`, 0 where they come last; `is_last`: they are the last
    word of all, as people tell the words of a name apart.
    """

    words: tuple[frozenset[str], ...]
    turned: int
    is_last: bool


class Called:
    """A person's name, looked for in other texts as people write it."""

    def __init__(self, name: str) -> None:
        self.name = name
        every = ways(name)
        self._spelt = list(dict.fromkeys(one for way in every for one in plain(way)))
        self._lengths = {len(one.replace(" ", "")) for one in self._spelt}
        self._parts = {part for one in self._spelt for part in one.split()}
        self._rows = [row for way in every for row in _rows(way)]
        self._most = max((len(row.words) for row in self._rows), default=0)
        self._near = {
            word.replace(" ", "")
            for way in every
            for word in max(
                map(forms, words_of(way)), key=lambda f: min(map(len, f)), default=frozenset({""})
            )
        }
        self._names = names_in(name)
        bare = ({_bare(one) for one in part} - {""} for part in self._names)
        self._sought = [part for part in bare if part]
        small = OF_NOBLES - set(self._spelt)
        self.own = frozenset().union(*self._names) - small
        """Its words, in each spelling."""

    @property
    def is_of_several(self) -> bool:
        """Whether it is more than one word, so that hardly anything else is called so."""
        # A name of nothing but signs that nobody sees is spelt in no way.
        joined = next(iter(self._spelt), "").replace(" ", "")
        return self._most > 1 or is_unspaced(joined) or runs_on(joined)

    def is_same(self, name: str) -> bool:
        """Whether that is this name and nothing else, however it is spelt."""
        return any(one in self._spelt for way in ways(name) for one in plain(way))

    def is_whole(self, text: str | Written) -> bool:
        """Whether the whole name stands there, run together perhaps, or the last name first."""
        written = as_written(text)
        if not self._is_near(written):
            return False
        found = written.plain
        if any(_holds(one, name) for name in self._spelt for one in found):
            return True
        return self._is_sure(written)

    def is_apart(self, text: str | Written) -> bool:
        """Whether the name stands there by itself, so that it is surely this one and no longer one.

        Noah Lund is neither Noah Lundgren nor Emma Noah Lund Berg, nor are "Noah, Lund og Emma".
        """
        written = as_written(text)
        return self._is_near(written) and self._is_sure(written)

    def may_stand_in(self, text: str | Written) -> bool:
        """The same, also where part of it may be somebody else's name: Mette Lund, Noah Dal."""
        written = as_written(text)
        return self._is_near(written) and (
            self._stands_apart(written) or any(True for _ in self._found(written))
        )

    def may_be(self, name: str) -> bool:
        """Whether somebody of that name may be meant by this one: Noah Peter Lund by Noah Lund."""
        if not self._is_near(Written(name)):
            return False
        words = [forms(word) for way in ways(name) for word in words_of(way)]
        return self.may_stand_in(name) or any(
            all(any(part & word for word in words) for part in row.words) for row in self._rows
        )

    def may_be_told_in(self, text: str | Written) -> bool:
        """Whether two of the names stand there, or one beside the other's first letter.

        By the rule that keeps them off what leaves: "Maja Krogsgaard" may be Maja Holm Krogsgaard.
        """
        written = as_written(text)
        return bool(self._told_there(written)) and any(map(self._may_be_told_on, _lines(written)))

    def is_perhaps_whole(self, text: str | Written) -> bool:
        """Whole, also so: for what is of use to nobody else, so that too much of it may go."""
        written = as_written(text)
        return self.is_whole(written) or self.may_stand_in(written)

    def is_in_part(self, text: str | Written) -> bool:
        """Whether any of the names does: for texts that may well be about the person."""
        found = " ".join(as_written(text).plain)
        words = set(found.split())
        return any(p in words or (len(p) >= _LONG and p in found) for p in self._parts)

    def has_word_in(self, text: str | Written, but: Collection[str] = ()) -> bool:
        """The same, but for what is only in a longer word, as Per is in "personer".

        `but` are words by which somebody else may be meant.
        """
        written = as_written(text)
        if not self.is_in_part(written):
            return False
        own = self.own - {*but}
        said = (*written.said, *map(what_is_said, spelt(written.text)))
        return any(not own.isdisjoint(one.words) for one in said)

    def without(self, text: str, instead: str) -> str:
        """The text with something else wherever the name stands by itself."""
        if not self.is_apart(text):
            return text
        written = as_written(text)
        left = written.whole
        for start, end, is_sure in reversed(list(self._found(written))):
            if is_sure:
                left = left[:start] + instead + left[end:]
        return left

    def _is_near(self, written: Written) -> bool:
        """Whether a closer look is worth it: there are a hundred thousand names of files."""
        return any(word in one for one in written.runs for word in self._near)

    def _is_sure(self, written: Written) -> bool:
        return any(is_sure for *_at, is_sure in self._found(written))

    def _stands_apart(self, written: Written) -> bool:
        return any(_stands_apart(one, name) for name in self._spelt for one in written.plain)

    def _told_there(self, written: Written) -> int:
        """How many of the names may be there."""
        return sum(
            any(one in run for one in part for run in written.letters) for part in self._sought
        )

    def _may_be_told_on(self, line: Written) -> bool:
        there = self._told_there(line)
        if not there:
            return False
        may_be_two = there > 1 or len(self._names) == 1
        if may_be_two and any(tells(self._names, said) for said in line.said):
            return True
        return self._is_by_letter(line)

    def _is_by_letter(self, written: Written) -> bool:
        """Whether one or more of the names stand there by their first letters alone."""
        text, words = written.text, written.words
        rows = [row.words for row in self._rows if len(row.words) > 1]
        rows += [(row[0], row[-1]) for row in rows if len(row) > 2]
        for at in range(len(words)):
            for row in rows:
                here = words[at : at + len(row)]
                if len(here) < len(row):
                    continue
                between = (text[a.end : b.start] for a, b in pairwise(here))
                if not all(map(_LETTERED.fullmatch, between)):
                    continue
                forms_here = written.forms[at : at + len(row)]
                is_whole = [bool(one & wanted) for one, wanted in zip(forms_here, row, strict=True)]
                if any(is_whole) and all(
                    whole or _is_letter_of(text, word, wanted)
                    for whole, word, wanted in zip(is_whole, here, row, strict=True)
                ):
                    return True
        return False

    def _found(self, written: Written) -> Iterator[tuple[int, int, bool]]:
        """Where the words of the name stand, and whether they are surely this person's.

        Where another name touches them it may be a longer one, or two people's.
        """
        at, words = 0, written.words
        while at < len(words):
            hit = self._hit_at(written, at)
            if hit is None:
                at += 1
                continue
            many, could_be = hit
            is_sure = could_be and _is_alone(written.text, words, at, many)
            yield *written.place(words[at].start, words[at + many - 1].end), is_sure
            at += many

    def _hit_at(self, written: Written, at: int) -> tuple[int, bool] | None:
        """How many words from there on are the name, and whether nothing but it is spelt so."""
        text, words = written.text, written.words
        for many in range(min(self._most + 1, len(words) - at), 0, -1):
            here = written.forms[at : at + many]
            between = [text[words[n].end : words[n + 1].start] for n in range(at, at + many - 1)]
            if any(map(_SENTENCES.search, between)):
                continue
            hits = [row for row in self._rows if _is_row(here, row.words)]
            if hits:
                return many, any(_is_one_name(text, words, at, row) for row in hits)
            owned = [*here[:-1], frozenset(f[:-1] for f in here[-1] if f.endswith("s"))]
            if any(_is_row(owned, row.words) for row in self._rows):
                return many, False
            if not self._is_as_long(here):
                continue
            is_long = self._is_joined(text[words[at].start : words[at + many - 1].end])
            if is_long is not None:
                return many, is_long and all(map(_is_within_name, between))
        return None

    def _is_as_long(self, here: Sequence[frozenset[str]]) -> bool:
        """Whether so many letters may be the name run together: that is soon said of most words."""
        least = sum(min(map(len, one), default=0) for one in here)
        most = sum(max(map(len, one), default=0) for one in here)
        return any(least <= long <= most for long in self._lengths)

    def _is_joined(self, text: str) -> bool | None:
        """Whether those words are the name run together, and long enough not to be by chance.

        Karina Ske is not Karin Aske, and Anna Lise may be somebody else than Annalise.
        """
        found = {one.replace(" ", ""): _ends(one) for one in plain(text)}
        same = [one for one in self._spelt if one.replace(" ", "") in found]
        fewer = [one for one in same if found[one.replace(" ", "")] <= _ends(one)]
        if not fewer and not any(found[one.replace(" ", "")] >= _ends(one) for one in same):
            return None
        joined = [one.replace(" ", "") for one in fewer]
        return any(len(o) >= _RUN_TOGETHER or is_unspaced(o) or runs_on(o) for o in joined)


def _rows(way: str) -> Iterator[_Row]:
    words = [forms(word) for word in words_of(way)]
    last = len(words_of(way.split()[-1])) if words else 0
    for at in range(len(words)):
        turned = len(words) - at if at else 0
        yield _Row((*words[at:], *words[:at]), turned, turned == last)


def _ends(spelled: str) -> set[int]:
    """After how many letters its words end."""
    return set(accumulate(map(len, spelled.split())))


def _lines(written: Written) -> Iterator[Written]:
    lines = written.whole.splitlines()
    yield from [written] if len(lines) == 1 else map(Written, lines)


def _bare(run: str) -> str:
    return _FIGURES.sub("", BETWEEN_WORDS.sub("", run))


def _stands_apart(text: str, name: str) -> bool:
    """Whether it ends where a word does, or is run together within one."""
    joined, words, most = name.replace(" ", ""), text.split(), name.count(" ") + 1
    if is_unspaced(joined) or runs_on(joined):
        return _holds(text, name)
    together = ("".join(words[at : at + n]) for at in range(len(words)) for n in range(1, most + 1))
    return joined in together or any(_holds(word, name) for word in words)


def _holds(text: str, name: str) -> bool:
    if f" {name} " in f" {text} ":
        return True
    joined = name.replace(" ", "")
    if (len(joined) >= _UNSPACED and is_unspaced(joined)) or (
        len(joined) >= _RUNNING_ON and runs_on(joined)
    ):
        return joined in text.replace(" ", "")
    return joined != name and len(joined) >= _RUN_TOGETHER and joined in text.replace(" ", "")


def _is_row(found: Sequence[frozenset[str]], wanted: Sequence[frozenset[str]]) -> bool:
    return len(found) == len(wanted) and all(
        one & other for one, other in zip(found, wanted, strict=True)
    )


def _is_letter_of(text: str, word: Word, wanted: frozenset[str]) -> bool:
    """Whether a word is the first letter of that name, and written as one."""
    if len(word.text) > 1 or not (word.text.isupper() or text[word.end : word.end + 1] == "."):
        return False
    return any(form[:1] == one for form in wanted for one in forms(word.text))


def _is_one_name(text: str, words: Sequence[Word], at: int, row: _Row) -> bool:
    """Whether nothing between the words of the row tells them apart.

    A comma does, but for the one behind a last name that comes first, where no others follow.
    """
    here = words[at : at + len(row.words)]
    between = [text[one.end : other.start] for one, other in pairwise(here)]
    apart = [n for n, one in enumerate(between) if not _is_within_name(one)]
    if not apart:
        return True
    is_turned = row.is_last and apart == [row.turned - 1]
    if not is_turned or not _TURNED.fullmatch(between[row.turned - 1]):
        return False
    rest = text[here[-1].end : here[-1].end + _LOOKED_AT]
    return not _goes_on_listing(rest, here[0].text[0].isupper())


def _goes_on_listing(rest: str, is_written_large: bool) -> bool:
    """Whether others are named behind it, so that the words before may be two people's, too."""
    after = rest.strip()
    word = next(iter(words_of(after)), "")
    if after[:1] == "," and word and _TURNED.match(after):
        return not word[0].isdecimal() and (word[0].isupper() or not is_written_large)
    return after[:1] in {"&", "+"} or word.casefold() in LISTING


def _is_within_name(between: str) -> bool:
    """Whether it stands between words of one name; Thai marks stand within words."""
    return bool(_OF_ONE_NAME.fullmatch(between)) or _is_of_marks(between)


def _is_of_marks(between: str) -> bool:
    return all(unicodedata.category(c)[0] == "M" for c in between)


def _is_alone(text: str, words: Sequence[Word], at: int, many: int) -> bool:
    """Whether no word that may be a name touches these, as far as capitals tell.

    One that stands before a comma, by itself, may be the last name of it all: Dal, Noah Lund.
    """
    is_written_large = words[at].text[0].isupper()

    def may_be_name(n: int) -> bool:
        word = words[n].text
        if word[0].isdecimal() or forms(word) & NO_NAMES:
            return False
        return not (is_written_large and word[0].islower())

    def between(n: int) -> str:
        return text[words[n].end : words[n + 1].start]

    last = at + many - 1
    if at and may_be_name(at - 1):
        if _touches(between(at - 1)):
            return False
        is_lone = at == 1 or not _touches(between(at - 2)) or not may_be_name(at - 2)
        if is_lone and _TURNED.fullmatch(between(at - 1)):
            return False
    if last + 1 == len(words) or not _touches(between(last)):
        return True
    word = words[last + 1].text
    is_going_on = word.casefold() in OF_NOBLES and last + 2 < len(words) and may_be_name(last + 2)
    return not (is_going_on or may_be_name(last + 1))


def _touches(between: str) -> bool:
    """Whether words with that between them may be one name; Thai marks stand within words."""
    return bool(_NEXT_TO.fullmatch(between)) or _is_of_marks(between)
