"""Finds QR codes on a grey page, however faint, blurred or scribbled over. Runs in a child only.

Knows nothing of what the codes say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image, ImageFilter, ImageOps

EXPECTED = 2
"""A form of ours has two; where fewer are found, it is worth looking again."""
_FORMATS = zxingcpp.barcode_formats_from_str("QRCode")
_LARGEST = 3600
"""Pixels along the longer side up to which enlarging a page can help."""
_BLOCKS = 100
"""Blocks along the longer side of a page: about three millimetres each on a scan."""
_UNEVEN = 1.6
"""How much more uneven than the paper a block with anything on it is; noise alone is 1.3."""
_LEAST_UNEVEN, _MOST_UNEVEN = 2.0, 8.0
"""Grey levels; above the second there is something on it, whatever the rest looks like."""


@dataclass(frozen=True, slots=True)
class Found:
    """One code: its text, and its corners in pixels from the top left one clockwise, as it stands.

    A code that is turned has its own top left, wherever that lies on the page.
    """

    text: str
    corners: tuple[float, ...]


def find_codes(page: Image.Image) -> list[Found]:
    """The codes on a page, each once; empty if there is none.

    Where there is none, looks again as the trials showed it to help: less noise and more contrast,
    twice as large, sharper. One is enough to go by, so for the other only a cheap look is taken.
    An empty page, the back of a form, isn't looked at again: that takes a second.
    """
    found = {one.text: one for one in _read(page, 1.0)}
    half = page.reduce(2)
    if len(found) < EXPECTED:
        found = {one.text: one for one in _read(half, 0.5)} | found
    retries = _retries(page) if not found and has_anything(half) else iter(())
    while not found and (again := next(retries, None)):
        found = {one.text: one for one in _read(*again)}
    return list(found.values())


def has_anything(page: Image.Image) -> bool:
    """Whether there may be a code on a page, however faint: some place is less even than paper.

    A line, such as the edge of the sheet, is no such place: a code is as broad as it is high.
    """
    grey = np.asarray(page, dtype=np.float32)
    side = max(4, max(page.size) // _BLOCKS)
    rows, columns = page.height // side, page.width // side
    if min(rows, columns) < 2:
        return True
    blocks = grey[: rows * side, : columns * side].reshape(rows, side, columns, side)
    uneven = blocks.std(axis=(1, 3))
    threshold = min(max(_UNEVEN * float(np.median(uneven)), _LEAST_UNEVEN), _MOST_UNEVEN)
    high = uneven > threshold
    return bool((high[:-1, :-1] & high[1:, :-1] & high[:-1, 1:] & high[1:, 1:]).any())


def _retries(page: Image.Image) -> Iterator[tuple[Image.Image, float]]:
    yield ImageOps.autocontrast(page.filter(ImageFilter.MedianFilter(3)), cutoff=1), 1.0
    if max(page.size) <= _LARGEST:
        larger = page.resize((page.width * 2, page.height * 2), Image.Resampling.BICUBIC)
        yield larger.filter(ImageFilter.GaussianBlur(1.2)), 2.0
    yield page.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0)), 1.0


def _read(image: Image.Image, scale: float) -> Iterator[Found]:
    # Ours are never white on black, and looking for such takes as long again.
    pixels = np.asarray(image)
    for code in zxingcpp.read_barcodes(pixels, formats=_FORMATS, try_invert=False):
        where = code.position
        corners = (where.top_left, where.top_right, where.bottom_right, where.bottom_left)
        yield Found(code.text, tuple(c / scale for p in corners for c in (p.x, p.y)))
