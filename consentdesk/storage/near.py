"""Pictures that look alike: all stored perceptual hashes in one array, kept between transactions.

A near match only ever tightens a verdict, so a missed one is harmless: the picture is then unknown,
which lets nothing out either. What a hash is made of is left to the pictures service.
"""

from collections.abc import Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
EDGE = 32
"""Rows and columns of a grey copy."""
ALIKE = 0.9
"""Correlation from which two grey copies show the same picture."""


def pack(hashes: Sequence[int]) -> bytes:
    """Hashes as they are stored: 64 bits each, little-endian."""
    return np.array(hashes, dtype="<u8").tobytes()


class Looks:
    """The hashes of one institution, in the order of their fingerprints; shared by threads."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._hashes: Hashes = np.empty(0, dtype=np.uint64)
        self._owners: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._last = 0

    @property
    def last(self) -> int:
        """The highest fingerprint read so far."""
        return self._last

    def extend(self, rows: Sequence[tuple[int, bytes]]) -> None:
        """Take in further fingerprints, ascending, each with its packed hashes."""
        if not rows:
            return
        counts = [len(data) // 8 for _, data in rows]
        hashes = np.frombuffer(b"".join(data for _, data in rows), dtype="<u8")
        owners = np.repeat(np.array([f for f, _ in rows], dtype=np.int64), counts)
        self._hashes = np.concatenate([self._hashes, hashes.astype(np.uint64)])
        self._owners = np.concatenate([self._owners, owners])
        self._last = rows[-1][0]

    def within(self, hashes: Sequence[int], distance: int) -> tuple[int, ...]:
        """Fingerprints with a hash at most that many bits from one of these, the nearest first."""
        known, owners = self._hashes, self._owners
        found: dict[int, int] = {}
        for value in dict.fromkeys(hashes):
            apart = np.bitwise_count(known ^ np.uint64(value))
            for at in np.flatnonzero(apart <= distance):
                owner, bits = int(owners[at]), int(apart[at])
                found[owner] = min(bits, found.get(owner, bits))
        return tuple(sorted(found, key=lambda f: (found[f], f)))


def likeness(one: bytes, other: bytes) -> float:
    """The best correlation of two grey copies over the eight ways to turn and mirror one."""
    first = _centred(one)
    second = _centred(other).reshape(EDGE, EDGE)
    turned = [np.rot90(m, quarter) for m in (second, second.T) for quarter in range(4)]
    return max(float(first @ np.ascontiguousarray(t).ravel()) for t in turned)


def _centred(grey: bytes) -> npt.NDArray[np.float64]:
    values = np.frombuffer(grey, dtype=np.uint8).astype(np.float64)
    values -= values.mean()
    length = float(np.linalg.norm(values))
    return values / length if length else values
