"""Chance that falls the same way everywhere and for ever: drawn samples are made from it."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A row of numbers that follows from a seed alone, whatever the version of any library."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._thrown = 0

    def number(self, low: float = 0.0, high: float = 1.0) -> float:
        """A number from low to high."""
        self._thrown += 1
        digest = hashlib.sha256(f"{self._seed}/{self._thrown}".encode()).digest()
        return low + (high - low) * int.from_bytes(digest[:6], "big") / (1 << 48)

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.number() * (high - low + 1))

    def one(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.whole(0, len(choices) - 1)]
