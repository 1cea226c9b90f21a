"""What a text may say of names: the one rule by which it is too much to tell them (R25, R28).

Whatever leaves is refused by it, see `naming`; what is erased goes by it for what has to be told.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations
from unicodedata import category, normalize

from consentdesk.storage.scripts import (
    folded,
    is_kana,
    is_unspaced,
    letters,
    one_form,
    runs_on,
    words,
)
from consentdesk.storage.search import BETWEEN, search_key

UNSPACED = 2
"""Signs of a name that is looked for anywhere where words stand without spaces, as in Chinese."""
RUNNING_ON = 4
"""The same of the letters of an alphabet without spaces, in which three are in many a word."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a text may say: its single words, and the letters of what stands without a space."""

    words: frozenset[str]
    runs: frozenset[str]


def names_in(name: str) -> list[frozenset[str]]:
    """The parts of a name, each in every spelling of its letters, and as its halves if it has any.

    Parts are spelled apart from each other: "Soeren Sorensen" is Søren Sørensen too.
    """
    parts = [
        frozenset(
            name
            for form in _spellings(part)
            for one in (letters(form), *words(form))
            for name in (one, *_given(one))
            if counts(name)
        )
        for part in normalize("NFC", name).casefold().split()
    ]
    return [part for part in parts if part]


def _given(whole: str) -> Iterator[str]:
    """What may be the given name, or the family's, in three or four signs without a space."""
    if is_unspaced(whole) and not is_kana(whole):
        if len(whole) == 3:
            yield whole[1:]
        elif len(whole) == 4:
            yield from (whole[:2], whole[2:])


def _spellings(part: str) -> Iterator[str]:
    for written in {part, part.replace("ü", "ue")}:
        for form in search_key(written).split(BETWEEN):
            yield one_form(form)


def what_is_said(text: str) -> Said:
    """The words of a text as names may stand in them.

    Also taken apart where a capital or a figure follows a letter ("IdaHolm2026"), put together
    where single letters stand apart ("I.d.a", "I d a") or with invisible signs between, and without
    the s that stands behind a name in the genitive.
    """
    whole = normalize("NFKC", text)
    plain = "".join(c for c in whole if category(c) != "Cf")
    apart = re.sub(r"(?<=[^\W\d_])(?=\d)", " ", plain)
    apart = "".join(
        f" {c}" if c.isupper() and before.islower() else c for before, c in pairwise(f" {apart}")
    )
    # A Persian name may have halves, and is looked up as it is kept.
    halves = re.sub("[\u200c\u200d]", " ", whole)
    every = [folded(form) for form in (plain, apart, halves)]
    found = {word for one in every for word in (*words(one), *plain_words(one))}
    # Before folding, which makes two letters of an ø.
    singles = re.sub(r"(?<=\b[^\W\d_])\s+(?=[^\W\d_]\b)", "", plain.casefold())
    chunks = [*folded(plain).split(), *folded(singles).split()]
    runs = {run for one in chunks for run in (letters(one), re.sub(r"[^a-z]", "", one))}
    both = found | runs
    both |= {one[:-1] for one in both if one.endswith("s")}
    return Said(frozenset(filter(counts, both)), frozenset(runs | both - found - {""}))


def plain_words(plain: str) -> list[str]:
    """Those in a–z and figures, also where letters of another script stand beside them."""
    return re.findall(r"[a-z0-9]+", plain)


def tells(parts: Sequence[Collection[str]], said: Said) -> bool:
    """Whether two of somebody's `names_in` are among the words, or are one word together."""
    if sum(_is_among(part, said) for part in parts) > 1:
        return True
    joined = {a + b for p, q in permutations(parts, 2) for a in p for b in q}
    # Written without a space, as it mostly is, a name in Chinese is one part and yet all of it.
    whole = [max(part, key=len) for part in parts if any(map(is_unspaced, part))]
    if len(whole) == 1 and not is_kana(whole[0]):
        joined |= {*whole}
    if len(parts) == 1:
        joined |= {one for one in parts[0] if runs_on(one)}
    return not joined.isdisjoint(said.runs) or any(stands_in(one, said) for one in joined)


def _is_among(part: Collection[str], said: Said) -> bool:
    """Whether a part of a name, in any of its spellings, is a word of the text or runs on in it."""
    return any(one in said.words or (runs_on(one) and stands_in(one, said)) for one in part)


def stands_in(name: str, said: Said) -> bool:
    """Whether a name in a script without spaces stands anywhere in the text."""
    if is_unspaced(name):
        least = UNSPACED
    elif runs_on(name):
        least = RUNNING_ON
    else:
        return False
    return len(name) >= least and any(name in run for run in said.runs)


def counts(word: str) -> bool:
    """Whether it may be a name: one letter is an initial, but one sign of Chinese may be all."""
    return len(word) > 1 or is_unspaced(word)
