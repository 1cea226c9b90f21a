"""Whether a table segment of a JPEG holds its tables and nothing else.

Decoders skip what stands behind the last table of a segment, so a word could hide there. Used by
`jpeg`, which then has the picture rendered anew, and by `residue`, which then refuses the copy.
"""

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
