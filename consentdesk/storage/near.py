"""Pictures that look alike: all stored perceptual hashes in one array, kept between transactions.

A near match only ever tightens a verdict, but a missed one is not harmless: the picture is then a
new one, of which something else may be said than of the one it was made from. Whether the hashes
are all there, and are those that came in, is for `reading_looks` to find out. What a hash is made
of is left to the pictures service; here it is 64 bits, and few differing bits mean that it is worth
looking closer, at the small grey copies: see `likeness`.
"""

from collections.abc import Sequence
from threading import Lock
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
S = TypeVar("S", bound=np.generic)
MOST = 1 << 24
"""Hashes held of one institution, 128 MB: all of some 330,000 photos.

Asked about a picture they answer within a tenth of a second. All 51 million of a million photos
would take 400 MB and 0.3 to 0.5 s, several times as long as decoding the picture.
"""
FEW = 15
"""Hashes of each photo that are looked at where there would be more than that: see `WINDOWS`."""
_AT_ONCE = 1 << 15
"""Hashes compared at once: few enough to stay in the processor's cache for all queries."""


def pack(hashes: Sequence[int]) -> bytes:
    """Hashes as they are stored: 64 bits each, little-endian."""
    return np.array(hashes, dtype="<u8").tobytes()


def unpack(data: bytes) -> tuple[int, ...]:
    """The hashes that were stored so."""
    return tuple(int(one) for one in np.frombuffer(data, dtype="<u8"))


class Looks:
    """The hashes of one institution, in the order of their fingerprints; shared by threads."""

    def __init__(self, most: int = MOST, *, whole: int = 0) -> None:
        self.lock = Lock()
        self.whole = whole
        """Up to which act every photo that should be known by its looks was found to be."""
        self._most = most
        self._per: int | None = None
        self._hashes: Hashes = np.empty(1024, dtype=np.uint64)
        self._owners: Numbers = np.empty(64, dtype=np.int64)
        self._ends: Numbers = np.empty(64, dtype=np.int64)
        # What is there to be searched; replaced as one, for a search doesn't wait for the lock.
        self._there = (self._hashes[:0], self._owners[:0], self._ends[:0])

    def copied(self) -> "Looks":
        """The same once more, to go on from by oneself."""
        with self.lock:
            other = Looks(self._most, whole=self.whole)
            hashes, owners, ends = self._there
            other._per = self._per
            other._hashes, other._owners, other._ends = hashes.copy(), owners.copy(), ends.copy()
            other._there = (other._hashes, other._owners, other._ends)
            return other

    @property
    def last(self) -> int:
        """The highest fingerprint read so far."""
        owners = self._there[1]
        return int(owners[-1]) if len(owners) else 0

    def extend(self, rows: Sequence[tuple[int, bytes]]) -> None:
        """Take in further fingerprints, ascending, each with its packed hashes."""
        if not rows:
            return
        hashes, owners, ends = self._there
        if self._per is None and len(hashes) + sum(len(d) for _, d in rows) // 8 > self._most:
            self._per = FEW
            hashes, ends = self._thin()
        kept = [data if self._per is None else data[: 8 * self._per] for _, data in rows]
        new = np.frombuffer(b"".join(kept), dtype="<u8")
        many, pictures = len(hashes) + len(new), len(owners) + len(rows)
        self._hashes = _roomy(self._hashes, many)
        self._owners = _roomy(self._owners, pictures)
        self._ends = _roomy(self._ends, pictures)
        self._hashes[len(hashes) : many] = new
        self._owners[len(owners) : pictures] = [fingerprint for fingerprint, _ in rows]
        self._ends[len(ends) : pictures] = len(hashes) + np.cumsum([len(d) // 8 for d in kept])
        self._there = (self._hashes[:many], self._owners[:pictures], self._ends[:pictures])

    def _thin(self) -> tuple[Hashes, Numbers]:
        """Keep only the first hashes of each fingerprint, in arrays of their own."""
        hashes, _, ends = self._there
        sizes = np.diff(ends, prepend=0)
        first = np.arange(len(hashes)) - np.repeat(ends - sizes, sizes) < FEW
        self._hashes = hashes[first]
        self._ends = np.cumsum(np.minimum(sizes, FEW))
        return self._hashes, self._ends

    def within(self, hashes: Sequence[int], distance: int) -> tuple[int, ...]:
        """Fingerprints with a hash at most that many bits from one of these, the nearest first."""
        asked = np.array(list(dict.fromkeys(hashes)), dtype=np.uint64)
        known, owners, ends = self._there
        places, bits = _close(known, asked, distance)
        found: dict[int, int] = {}
        for at, apart in zip(np.searchsorted(ends, places, side="right"), bits, strict=True):
            owner = int(owners[at])
            found[owner] = min(int(apart), found.get(owner, int(apart)))
        return tuple(sorted(found, key=lambda f: (found[f], f)))


def _close(known: Hashes, asked: Hashes, distance: int) -> tuple[Numbers, Numbers]:
    """Where in `known` there is a hash close to an asked one, and by how many bits they differ."""
    places, bits = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    apart = np.empty(_AT_ONCE, dtype=np.uint64)
    count = np.empty(_AT_ONCE, dtype=np.uint8)
    for start in range(0, len(known), _AT_ONCE):
        part = known[start : start + _AT_ONCE]
        for value in asked:
            np.bitwise_xor(part, value, out=apart[: len(part)])
            np.bitwise_count(apart[: len(part)], out=count[: len(part)])
            if count[: len(part)].min() <= distance:
                here = np.flatnonzero(count[: len(part)] <= distance)
                places.append(here + start)
                bits.append(count[here].astype(np.int64))
    return np.concatenate(places), np.concatenate(bits)


def _roomy(array: npt.NDArray[S], size: int) -> npt.NDArray[S]:
    """The array, or a copy of twice the size where it is too short; views of the old one stay."""
    if size <= len(array):
        return array
    longer = np.empty(max(size, 2 * len(array)), dtype=array.dtype)
    longer[: len(array)] = array
    return longer
