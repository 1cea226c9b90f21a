"""Whether the scans of a JPEG add up to its picture, each of them something new.

Decoders put up with a scan that repeats another: the later one wins, and the former, a whole other
picture perhaps, stays in the file unseen. They also put up with restarts that nobody announced and
with numbers that mean nothing. Used by `jpeg`, which then has the picture rendered anew, and by
`residue`, which then refuses the copy.
"""

from itertools import cycle

from consentdesk.services.pictures.markers import Scan

_RESTART, _SCAN, _PROGRESSIVE = 0xDD, 0xDA, 0xC2
_FRAMES = frozenset({0xC0, 0xC1, _PROGRESSIVE})
_NAMES = frozenset(
    {
        *(b"\x00", b"\x01", b"\x00\x01\x02", b"\x01\x02\x03", b"RGB", b"rgb", b"\x01\x22\x33"),
        *(b"\x00\x01\x02\x03", b"\x01\x02\x03\x04", b"CMYK", b"Cmyk"),
    }
)
"""What the software there is calls components; in three letters there is room for a name."""
_UNTOLD = 255
"""No bit of a coefficient has been told; otherwise the number of bits still missing."""
_MOST_MISSING = 13


class Passes:
    """What the scans so far have told of one picture."""

    def __init__(self) -> None:
        self._sampling: dict[int, tuple[int, int]] = {}
        self._missing: dict[int, bytearray] = {}
        self._size = (0, 0)
        self._progressive = False
        self._interval = 0
        self._announced = False
        self._scanned: tuple[int, ...] = ()

    def take(self, marker: int, body: memoryview) -> bool:
        """Whether a frame, an interval or the head of a scan (each sound) says nothing in vain."""
        if marker == _SCAN:
            self._announced = False
            return self._scan(body)
        if marker == _RESTART:
            self._interval = int.from_bytes(body, "big")
            again, self._announced = self._announced, True
            return not again
        if marker in _FRAMES:
            return self._frame(body, progressive=marker == _PROGRESSIVE)
        return True

    def ended(self, data: bytes | memoryview, scan: Scan) -> bool:
        """Whether that scan has as many restarts as it has intervals, and in their order."""
        if not self._scanned:
            return False
        wanted = (self._blocks() - 1) // self._interval if self._interval else 0
        if len(scan.restarts) != wanted:
            return False
        order = cycle(range(0xD0, 0xD8))
        return all(data[place + 1] == n for place, n in zip(scan.restarts, order, strict=False))

    def all_used(self) -> bool:
        """Whether no interval was announced for a scan that never came."""
        return not self._announced

    def _frame(self, body: memoryview, *, progressive: bool) -> bool:
        self._size = (int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big"))
        self._progressive = progressive
        names = bytes(body[6::3])
        self._sampling = {
            name: (factors >> 4, factors & 15)
            for name, factors in zip(names, body[7::3], strict=True)
        }
        self._missing = {name: bytearray([_UNTOLD]) * 64 for name in names}
        factors = {n for both in self._sampling.values() for n in both}
        return names in _NAMES and factors <= {1, 2, 3, 4} and all(q <= 3 for q in body[8::3])

    def _scan(self, body: memoryview) -> bool:
        names = tuple(body[1 : 1 + 2 * body[0] : 2])
        first, last, bits = body[-3:]
        before, after = divmod(bits, 16)
        self._scanned = names if set(names) <= self._missing.keys() else ()
        if not self._scanned or len(set(names)) != len(names):
            return False
        if not self._progressive:
            sound = (first, last, bits) == (0, 63, 0)
        elif first == 0:
            sound = last == 0
        else:
            sound = first <= last <= 63 and len(names) == 1
        if not sound or after > _MOST_MISSING or (before and before != after + 1):
            return False
        told = [self._tell(name, first, last, before or _UNTOLD, after) for name in names]
        return all(told)

    def _tell(self, name: int, first: int, last: int, before: int, after: int) -> bool:
        """Note what is told of these coefficients; False where it is no news."""
        missing = self._missing[name]
        if any(n != before for n in missing[first : last + 1]):
            return False
        missing[first : last + 1] = bytes([after]) * (last + 1 - first)
        return True

    def _blocks(self) -> int:
        """How many units the scan is made of: blocks of one colour, or of all of them together."""
        most = [max(factors) for factors in zip(*self._sampling.values(), strict=True)]
        if len(self._scanned) == 1:
            mine = self._sampling[self._scanned[0]]
            sizes = [_up(n * own, m) for n, own, m in zip(self._size, mine, most, strict=True)]
            most = [1, 1]
        else:
            sizes = list(self._size)
        across, down = (_up(n, 8 * m) for n, m in zip(sizes, most, strict=True))
        return across * down


def _up(number: int, divisor: int) -> int:
    """The quotient, rounded up."""
    return (number + divisor - 1) // divisor
