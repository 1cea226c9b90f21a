"""Search keys in memory, many in one text: a third of what they take one by one.

A text that lacks a word is passed over whole, so that what few hold is found in no time. Which keys
they are, and in which order, is the business of whoever reads them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import TypeVar

Id = TypeVar("Id")

TOGETHER = 512
"""Keys in one text."""
_END = "\x00"
"""Between two keys; no text of the register holds it."""


def together(keys: Sequence[str]) -> Iterator[str]:
    """The texts for these keys; only the last may be of fewer than `TOGETHER`."""
    for first in range(0, len(keys), TOGETHER):
        yield _END.join(keys[first : first + TOGETHER])


def holding(
    texts: Iterable[str], ids: Sequence[Id], wanted: Sequence[str]
) -> Iterator[tuple[list[Id], list[str]]]:
    """Text by text, the ids whose key holds each of the `wanted`, and these keys.

    Without a loop of its own within a text, because one letter is held by most.
    """
    for number, text in enumerate(texts):
        if not all(word in text for word in wanted):
            continue
        keys = text.split(_END)
        some = list(ids[number * TOGETHER : (number + 1) * TOGETHER])
        for word in wanted:
            held = [word in key for key in keys]
            some, keys = list(compress(some, held)), list(compress(keys, held))
        yield some, keys
