"""Whether a table segment of a JPEG holds its tables and nothing else.

Decoders skip what stands behind the last table of a segment, and never look at a table that no scan
asks for, nor at the numbers in a table that no coefficient needs, so a word could hide in any of
them. Used by `jpeg`, which then has the picture rendered anew, and by `residue`, which then refuses
the copy. Left to chance: the order of the codes in a Huffman table, which spells nothing longer
than the letters that are codes allow, each once.
"""

import re
from collections.abc import Iterator

_QUANTISATION, _HUFFMAN, _RESTART, _SCAN = 0xDB, 0xC4, 0xDD, 0xDA
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive with Huffman coding: what every viewer reads."""

_MOST_BITS = 11
_WORDS = re.compile(rb"[A-Za-z][a-z]{4,}|[A-Z]{2,}[ -][A-Z]{2,}")
_DIFFERENT = 4
_LUMINANCE = bytes.fromhex(
    "100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933"
    "383740485c4e404457453738506d51575f626768673e4d71797064785c656763"
)
_CHROMINANCE = bytes.fromhex(
    "1112121815182f1a1a2f63423842636363636363636363636363636363636363"
    "6363636363636363636363636363636363636363636363636363636363636363"
)


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
        size = 65 if precision == 0 else 129
        if precision > 1 or place > 3 or not _numbers(bytes(body[at + 1 : at + size])):
            return False
        at += size
    return at == len(body)


def _numbers(table: bytes) -> bool:
    """Whether a table of 64 numbers does not read like a text.

    Tables have numbers as high as small letters only where quality is low; those of the standard
    are known.
    """
    texts = (table, table[::2], table[1::2]) if len(table) > 64 else (table,)
    words = (w[0] for text in texts for w in _WORDS.finditer(text))
    return not any(len(set(w)) >= _DIFFERENT for w in words) or table in set(_standard())


def _standard() -> Iterator[bytes]:
    """The tables of ITU-T T.81, K.1 and K.2, at every quality that software offers."""
    for table in (_LUMINANCE, _CHROMINANCE):
        for quality in range(1, 101):
            scale = 5000 // quality if quality < 50 else 200 - 2 * quality
            yield bytes(min(255, max(1, (n * scale + 50) // 100)) for n in table)


def _huffman(body: memoryview) -> bool:
    at = 0
    while at + 17 <= len(body):
        kind, place = divmod(body[at], 16)
        lengths = body[at + 1 : at + 17]
        codes = body[at + 17 : at + 17 + sum(lengths)]
        if kind > 1 or place > 3 or not _codes(kind, lengths, codes):
            return False
        at += 17 + len(codes)
    return at == len(body)


def _codes(kind: int, lengths: memoryview, codes: memoryview) -> bool:
    """Whether each code means something else, and all of them something (eight bits a sample)."""
    room = sum(number << (16 - length) for length, number in enumerate(lengths, 1))
    most = (
        (max(codes, default=0) <= _MOST_BITS)
        if kind == 0
        else all(code & 15 < _MOST_BITS for code in codes)
    )
    return most and room <= 1 << 16 and len(set(codes)) == len(codes) == sum(lengths)
