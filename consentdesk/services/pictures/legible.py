"""Whether somebody could read words in the coded data of a JPEG.

Behind the last block of a scan, and behind the last before each restart, decoders skip what they
don't need: room for a text of any length. Only decoding tells where the last block ends, and that
costs ten times a copy. So text is looked for, of the kinds that a person or a program writes: long
runs anywhere, short words at the ends. What is found may be chance, and most often is; `clean`
then has the picture decoded with and without those bytes.

What this can't find: bytes that are no text (packed or encrypted; behind the last block of a scan,
where the rows of a picture whose height was lowered in its header would lie, `ending` finds all but
a few), a text with as much noise behind it as `_REACH` says, words of fewer than six letters (at
the very end of a scan: four), and the seven bits or fewer that fill the last byte. Whoever can put
something there can as well put it into the pixels, where no lossless copy could tell it either.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from consentdesk.services.pictures.markers import Scan

_SIGNS = b" .,:;'\"@/_+=&()-" + bytes(range(48, 58)) + bytes(range(65, 91)) + bytes(range(97, 123))
_RUN = re.compile(b"[" + re.escape(_SIGNS) + b"]{24,}")
_WORD = re.compile(
    rb"(?:[A-Za-z][a-z]{3,}|[A-Z]{4,})[^A-Za-z]{0,2}\Z"
    rb"|[A-Za-z][a-z]{5,}|[A-Z]{6,}|[0-9][0-9 .,-]{4,}|(?:[A-Za-z ]|\xc3[\x80-\xbf]){6,}"
)
"""Four letters anywhere near the end would be chance in every hundredth picture."""
_LONG_WORD = re.compile(rb"[A-Za-z][a-z]{5,}|[A-Z]{6,}|[0-9][0-9 .,-]{6,}")
_WIDE = re.compile(rb"(?:[A-Za-z0-9 .,-]\x00){12,}|(?:\x00[A-Za-z0-9 .,-]){12,}")
_LETTERS, _DIFFERENT = 3, 8
"""Different letters of a word, different signs of a run: plain areas are coded in patterns."""
_TAIL, _SHORT_TAIL = 28, 12
_AROUND = 40
_BLOCK = 64 * 1024
_REACH = 256 * 1024
_MOST_RESTARTS = 50_000
"""One for each block of 12 megapixels; to look before more takes longer than to draw anew."""
_MOST_PLACES = 2_000
_MANY_SIGNS = 3


def doubtful_ends(data: bytes | memoryview, scans: Sequence[Scan]) -> tuple[int, ...]:
    """Where the stretches of coded data end that seem to hold a text, in order."""
    found = set[int]()
    for scan in scans:
        if len(scan.restarts) > _MOST_RESTARTS:
            return scan.restarts
        if _word(_WORD, data, max(scan.start, scan.end - _TAIL), scan.end):
            found.add(scan.end)
        for end in scan.restarts:
            if _word(_LONG_WORD, data, max(scan.start, end - _SHORT_TAIL), end):
                found.add(end)
        found.update(_ends_of_runs(data, scan))
    return tuple(sorted(found))


def _word(pattern: re.Pattern[bytes], data: bytes | memoryview, start: int, end: int) -> bool:
    tail = bytes(data[start:end])
    return any(
        len(set(match[0])) >= _LETTERS
        # Sixteen-bit text reads like this without its zeros.
        for text in (tail, tail.replace(b"\x00", b""))
        for match in pattern.finditer(text)
    )


def _ends_of_runs(data: bytes | memoryview, scan: Scan) -> Iterator[int]:
    """The ends of the stretches that long runs of text lie in."""
    ends = (*scan.restarts, scan.end)
    left, done = _MOST_PLACES, scan.start
    # What is too much reaches to the end of its stretch: the middle of a long one need not be read.
    start = scan.start if scan.restarts else max(scan.start, scan.end - _REACH)
    for places in _low(data, start, scan.end):
        at = bisect_left(places, done)
        while at < len(places):
            place = places[at]
            left -= 1
            # So many can't be chance: whoever made them need not be understood.
            if left < 0 or _run(data, max(scan.start, place - _AROUND), place + _AROUND):
                done = ends[bisect_left(ends, place)]
                yield done
                at = bisect_left(places, done)
            else:
                at += 1


def _run(data: bytes | memoryview, start: int, end: int) -> bool:
    around = bytes(data[start:end])
    matches = (pattern.search(around) for pattern in (_RUN, _WIDE))
    return any(match is not None and len(set(match[0])) >= _DIFFERENT for match in matches)


def _low(data: bytes | memoryview, start: int, end: int) -> Iterator[list[int]]:
    """Where sixteen bytes in a row could be text; every run of 24 holds such sixteen.

    Looked at eight bytes at a time, and only at every other eight: 3 MB of coded data hold some
    twenty that could be text, hardly ever with such a neighbour.
    """
    import numpy as np

    values = np.frombuffer(data, np.uint8)
    first = start + -start % 8
    words = values[first : max(first, end - (end - first) % 8)].view(np.uint64)
    high, masked = np.uint64(0x8080808080808080), np.empty(_BLOCK, np.uint64)
    # No control signs; of sixteen-bit text every other sign is a zero.
    shapes = (high, np.uint64(0x8000800080008000), np.uint64(0x0080008000800080))
    signs = np.zeros(256, np.uint8)
    signs[[0, *_SIGNS]] = 1
    for at in range(0, words.size, 2 * _BLOCK):
        block = words[at : at + 2 * _BLOCK : 2]
        low = np.flatnonzero(np.bitwise_and(block, high, out=masked[: block.size]) == 0)
        shown = (block[low] + np.uint64(0x6060606060606060)) & high
        low = low[(shown == shapes[0]) | (shown == shapes[1]) | (shown == shapes[2])]
        places = at + 2 * low
        beside = [places, np.maximum(places - 1, 0), np.minimum(places + 1, words.size - 1)]
        eights = [words[n].view(np.uint8).reshape(-1, 8) for n in beside]
        here, before, after = (signs[eight].sum(axis=1) >= 7 for eight in eights)
        different = (np.diff(np.sort(eights[0], axis=1), axis=1) != 0).sum(axis=1)
        places = places[here & (before | after) & (different >= _MANY_SIGNS)]
        if places.size:
            yield (first + 8 * places).tolist()
