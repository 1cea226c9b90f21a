"""Whether a table segment of a JPEG holds its tables and nothing else.

Decoders skip what stands behind the last table of a segment, and never look at a table that no scan
asks for, so a word could hide in either. Used by `jpeg`, which then has the picture rendered anew,
and by `residue`, which then refuses the copy.
"""

from collections.abc import Iterator

_QUANTISATION, _HUFFMAN, _RESTART, _SCAN = 0xDB, 0xC4, 0xDD, 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive with Huffman coding: what every viewer reads."""


def sound(marker: int, body: memoryview) -> bool:
    """Whether that marker may stand in a copy, and its content is exactly as long as it says."""
    if marker == _QUANTISATION:
        return _quantisation(body)
    if marker == _HUFFMAN:
        return _huffman(body)
    if marker == _RESTART:
        return len(body) == 2
    if marker == _SCAN:
        return len(body) >= 6 and len(body) == 4 + 2 * body[0] and body[0] <= 4
    return (
        marker in _FRAMES
        and len(body) >= 9
        and body[0] == 8
        and body[5] in (1, 3, 4)
        and len(body) == 6 + 3 * body[5]
    )


class Tables:
    """Which tables of one picture no scan has asked for yet.

    One that repeats a table in use tells nothing and is let be: some cameras write it.
    """

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, int], bytes] = {}
        self._known: dict[tuple[int, int], bytes] = {}
        self._used: set[bytes] = set()
        self._wanted: dict[int, int] = {}

    def take(self, marker: int, body: memoryview) -> bool:
        """Whether the segment is sound and replaces no table that was never asked for."""
        if not sound(marker, body):
            return False
        if marker in (_QUANTISATION, _HUFFMAN):
            return all(self._put(place, table) for place, table in _tables(marker, body))
        if marker in _FRAMES:
            self._wanted = {body[i]: body[i + 2] for i in range(6, len(body), 3)}
        elif marker == _SCAN:
            for i in range(1, 1 + 2 * body[0], 2):
                direct, alternating = divmod(body[i + 1], 16)
                self._ask(_QUANTISATION, self._wanted.get(body[i], -1))
                self._ask(_HUFFMAN, direct)
                self._ask(_HUFFMAN, 16 + alternating)
        return True

    def all_used(self) -> bool:
        """Whether every table so far was asked for by a scan, or is the like of one that was."""
        return self._used.issuperset(self._waiting.values())

    def _put(self, place: tuple[int, int], table: bytes) -> bool:
        before = self._waiting.get(place, table)
        self._known[place] = self._waiting[place] = table
        return before == table or before in self._used

    def _ask(self, kind: int, place: int) -> None:
        self._waiting.pop((kind, place), None)
        if (kind, place) in self._known:
            self._used.add(self._known[kind, place])


def _tables(marker: int, body: memoryview) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Kind and place of each table in a sound segment, and what stands in it."""
    at = 0
    while at < len(body):
        if marker == _QUANTISATION:
            place, size = body[at] & 15, 65 if body[at] < 16 else 129
        else:
            place, size = body[at], 17 + sum(body[at + 1 : at + 17])
        yield (marker, place), bytes(body[at + 1 : at + size])
        at += size


def _quantisation(body: memoryview) -> bool:
    at = 0
    while at < len(body):
        precision, place = divmod(body[at], 16)
        if precision > 1 or place > 3:
            return False
        at += 65 if precision == 0 else 129
    return at == len(body)


def _huffman(body: memoryview) -> bool:
    at = 0
    while at + 17 <= len(body):
        kind, place = divmod(body[at], 16)
        symbols = sum(body[at + 1 : at + 17])
        if kind > 1 or place > 3 or symbols > 256:
            return False
        at += 17 + symbols
    return at == len(body)
