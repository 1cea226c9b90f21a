"""Whether somebody could read words in the coded data of a JPEG.

Behind the last block of a scan, and behind the last before each restart, decoders skip what they
don't need: room for a text of any length. Only decoding tells where the last block ends, and that
costs ten times a copy. So text is looked for, of the kinds that a person or a program writes: long
runs anywhere, short words at the ends. What is found may be chance, and most often is; `clean`
then has the picture decoded with and without those bytes.

What this can't find: bytes at the end that are no text (packed, encrypted, or the coded rows of a
picture whose height was lowered in its header), words of fewer than four letters at the end of a
scan or six before a restart, and the seven bits or fewer that fill the last byte. Whoever can put
something there can as well put it into the pixels, where no lossless copy could tell it either.
"""

import re
from collections.abc import Iterator, Sequence

from consentdesk.services.pictures.markers import Scan

ENOUGH = 4
"""Bytes at the end of a stretch whose loss is seen in the pixels, if it holds nothing else."""
_SIGNS = b" .,:;'\"@/_+=&()-" + bytes(range(48, 58)) + bytes(range(65, 91)) + bytes(range(97, 123))
_RUN = re.compile(b"[" + re.escape(_SIGNS) + b"]{24,}")
_WORD = re.compile(
    rb"[A-Za-z][a-z]{3,}|[A-Z]{4,}|[0-9][0-9 .,-]{4,}|(?:[A-Za-z ]|\xc3[\x80-\xbf]){6,}"
)
_LONG_WORD = re.compile(rb"[A-Za-z][a-z]{5,}|[A-Z]{6,}|[0-9][0-9 .,-]{6,}")
_WIDE = re.compile(rb"(?:[A-Za-z0-9 .,-]\x00){12,}|(?:\x00[A-Za-z0-9 .,-]){12,}")
_LETTERS, _DIFFERENT = 3, 8
"""Different letters of a word, different signs of a run: plain areas are coded in patterns."""
_TAIL, _SHORT_TAIL = 28, 12
_AROUND = 40
_BLOCK = 32 * 1024
_MOST_RESTARTS = 20_000


def doubtful_ends(data: bytes | memoryview, scans: Sequence[Scan]) -> tuple[int, ...]:
    """Where the stretches of coded data end that seem to hold a text, in order.

    More than a few such ends are as doubtful as a proof; the caller need not try them all.
    """
    found = set[int]()
    for scan in scans:
        ends = (*scan.restarts, scan.end)
        if _word(_WORD, data, max(scan.start, scan.end - _TAIL), scan.end):
            found.add(scan.end)
        for end in scan.restarts[:_MOST_RESTARTS]:
            if _word(_LONG_WORD, data, max(scan.start, end - _SHORT_TAIL), end):
                found.add(end)
        for place in _runs(data, scan.start, scan.end):
            found.add(next(end for end in ends if end >= place))
    return tuple(sorted(found))


def _word(pattern: re.Pattern[bytes], data: bytes | memoryview, start: int, end: int) -> bool:
    tail = bytes(data[start:end])
    return any(
        len(set(match[0])) >= _LETTERS
        # Sixteen-bit text reads like this without its zeros.
        for text in (tail, tail.replace(b"\x00", b""))
        for match in pattern.finditer(text)
    )


def _runs(data: bytes | memoryview, start: int, end: int) -> Iterator[int]:
    """Where long stretches of text lie."""
    done = start
    for place in _all_low(data, start, end):
        if place < done:
            continue
        around = bytes(data[max(start, place - _AROUND) : min(end, place + _AROUND)])
        for pattern in (_RUN, _WIDE):
            match = pattern.search(around)
            if match is not None and len(set(match[0])) >= _DIFFERENT:
                yield place
                done = place + _AROUND
                break


def _all_low(data: bytes | memoryview, start: int, end: int) -> Iterator[int]:
    """Where sixteen bytes in a row could be text; every run of 24 holds such sixteen.

    Looked at eight bytes at a time: 3 MB of coded data hold fifty such eights, hardly ever two.
    """
    import numpy as np

    values = np.frombuffer(data, np.uint8)
    first = start + -start % 8
    words = values[first : max(first, end - (end - first) % 8)].view(np.uint64)
    high, masked = np.uint64(0x8080808080808080), np.empty(_BLOCK, np.uint64)
    found = []
    for at in range(0, words.size, _BLOCK):
        block = words[at : at + _BLOCK]
        low = np.bitwise_and(block, high, out=masked[: block.size]) == 0
        found.append(at + np.flatnonzero(low))
    places = np.concatenate(found) if found else np.empty(0, np.int64)
    # No control signs; of sixteen-bit text every other sign is a zero.
    shown = (words[places] + np.uint64(0x6060606060606060)) & high
    patterns = (high, np.uint64(0x8000800080008000), np.uint64(0x0080008000800080))
    places = places[np.isin(shown, patterns)]
    signs = np.zeros(256, np.uint8)
    signs[[0, *_SIGNS]] = 1
    eights = words[places].view(np.uint8).reshape(-1, 8)
    places = places[signs[eights].sum(axis=1) >= 7]
    # Two in a row; most are alone.
    yield from (first + 8 * places[:-1][np.diff(places) == 1]).tolist()
