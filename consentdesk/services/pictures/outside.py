"""Whether a JPEG codes anything that it does not show: beside, below or behind. Runs in a child.

Behind the last block before a restart decoders skip what there is: there the rest of every row can
stand, where width and interval were made smaller together. If it is the picture's, the picture is
another with another last byte of each interval, and so in every one of them.

Up to a block beside and below the picture is coded with it. Programs repeat the edge there, or one
level of grey; what else stands there was once a picture, as where one was cropped without decoding
it. A block is taken for the edge repeated if some picture's would be coded like that: coding rounds
each of 64 numbers by half a step at most. Chance is taken for what it is, so it takes two in a row.
What this leaves: the seven bits or fewer that fill a byte, and a level for each block that is not
shown at all.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from consentdesk.services.pictures.frames import BLOCK, unit, whole_size
from consentdesk.services.pictures.markers import scan_from

Plane = NDArray[np.uint8]
Numbers = NDArray[np.float64]

_OTHERS = (0xFF, 0xAA, 0x55, 0xF0, 0x0F)
"""Bits of the last byte that are turned, one set after the other while there are intervals to which
that did nothing: mostly the first is enough."""
_ROUNDED = 64 / 4
"""The most that half a step in each of 64 numbers comes to, squared and added up."""
_FLAT = 1.5
"""Levels of grey by which a block of one level may be uneven where pixels are rounded."""
_COLOUR = 3.0
"""Levels that colours at the edge differ by, beside what rounding makes, where they are coded
coarser than the picture and smoothed when it is decoded."""


def shows_all(data: bytes, coded: int) -> bool:
    """Whether nothing is coded outside what a JPEG shows, as far as can be told.

    Its only scan holds its last `coded` bytes but two; 0 where there are several, and restarts in
    none of them.
    """
    image = _opened(data)
    size, sampling = image.size, [(across, down) for _, across, down, _ in image.layer]
    start = len(data) - 2 - coded
    together = coded > 0
    whole = whole_size(size, sampling, together=together)
    larger = _opened(_resized(data, whole))
    steps = [np.array(larger.quantization[table], dtype=np.float64) for *_, table in larger.layer]
    pixels = _planes(larger)
    finest = [pair == max(sampling) for pair in sampling] if len(sampling) > 1 else [True]
    if not all(
        _is_edge(plane, size, table, fine=fine)
        for plane, table, fine in zip(np.moveaxis(pixels, 2, 0), steps, finest, strict=True)
    ):
        return False
    interval = _interval(data, start) if together else 0
    if not interval:
        return True
    used = np.zeros(-(-_units(pixels, unit(sampling)) // interval), dtype=np.bool_)
    for turned in _OTHERS:
        other = _planes(_opened(_resized(_altered(data, start, turned), whole)))
        used |= _differ(pixels != other, unit(sampling), interval)
        if used.all():
            return True
    return False


def _opened(data: bytes) -> JpegImageFile:
    image = Image.open(io.BytesIO(data), formats=["JPEG"])
    if not isinstance(image, JpegImageFile):
        raise TypeError(type(image))
    return image


def _planes(image: JpegImageFile) -> Plane:
    """The components, as coded as the library gives them: grey apart from colours."""
    plain = "jfif" in image.info or image.info.get("adobe_transform") == 1
    if image.mode == "RGB" and plain:
        image.draft("YCbCr", image.size)
    image.load()
    pixels = np.asarray(image)
    return pixels[:, :, None] if pixels.ndim == 2 else pixels


def _resized(data: bytes, size: tuple[int, int]) -> bytes:
    """The same, whose header says another size."""
    at = _segment(data, (0xC0, 0xC1, 0xC2))
    sides = size[1].to_bytes(2, "big") + size[0].to_bytes(2, "big")
    return data[: at + 5] + sides + data[at + 9 :]


def _segment(data: bytes, markers: tuple[int, ...]) -> int:
    """Where the last segment of that kind begins before the first scan; ValueError without one."""
    at, found = 2, -1
    while at + 4 <= len(data) and data[at + 1] != 0xDA:
        if data[at + 1] in markers:
            found = at
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    if found < 0:
        raise ValueError("no such segment")
    return found


def _interval(data: bytes, start: int) -> int:
    """Units between two restarts; 0 where there are none."""
    if not scan_from(data, start).restarts:
        return 0
    at = _segment(data, (0xDD,))
    return int.from_bytes(data[at + 4 : at + 6], "big")


def _altered(data: bytes, start: int, turned: int) -> bytes:
    """The same with those bits of the last byte of every interval turned."""
    changed = bytearray(data)
    scan = scan_from(data, start)
    begin = start
    for end in (*scan.restarts, scan.end):
        at = end - 1
        if at > begin and data[at] == 0 and data[at - 1] == 0xFF:
            # The 0 is the FF's, and is a byte like any other without it.
            at -= 1
        if at >= begin:
            changed[at] = data[at] ^ turned if data[at] ^ turned != 0xFF else 0x7F
        begin = end + 2
    return bytes(changed)


def _units(pixels: Plane, unit_: tuple[int, int]) -> int:
    return (pixels.shape[0] // unit_[1]) * (pixels.shape[1] // unit_[0])


def _differ(differs: NDArray[np.bool_], unit_: tuple[int, int], interval: int) -> NDArray[np.bool_]:
    """Which intervals have a unit with another pixel in it, its border left out.

    Where colours are coded coarser, pixels at the border take a part of what is beside them.
    """
    across, down = unit_
    rows, columns = differs.shape[0] // down, differs.shape[1] // across
    units = differs.any(axis=2).reshape(rows, down, columns, across)
    inner = units[:, 1:-1, :, 1:-1].any(axis=(1, 3)).reshape(-1)
    return np.logical_or.reduceat(inner, np.arange(0, inner.size, interval))


def _is_edge(plane: Plane, size: tuple[int, int], steps: Numbers, *, fine: bool) -> bool:
    """Whether what lies right of and below the picture is its edge, as far as can be told.

    `fine`: each pixel of the plane is one that was coded.
    """
    wide, high = size
    beside = _is_repeated(plane[:high], wide, steps.reshape(8, 8), fine=fine)
    return beside and _is_repeated(plane[:, :wide].T, high, steps.reshape(8, 8).T, fine=fine)


def _is_repeated(plane: Plane, shown: int, steps: Numbers, *, fine: bool) -> bool:
    """The same for the columns behind the first `shown` of them."""
    blocks = plane.shape[0] // BLOCK
    if plane.shape[1] == shown or not blocks:
        return True
    first = (shown - 1) // BLOCK * BLOCK
    strip = plane[: blocks * BLOCK, first:].astype(np.float64).reshape(blocks, BLOCK, -1)
    shown -= first
    if not fine:
        away = strip[:, :, shown:] - strip[:, :, shown - 1 : shown]
        most = np.sqrt((steps**2).sum() / 12) / BLOCK + _COLOUR
        return not _two_in_a_row(np.sqrt((away**2).mean(axis=(1, 2))) > most)
    for at in range(0, strip.shape[2], BLOCK):
        block = strip[:, :, at : at + BLOCK]
        odd = _beyond_rounding(block, max(1, shown - at), steps)
        if at >= shown:
            odd &= block.std(axis=(1, 2)) > _FLAT
        if _two_in_a_row(odd):
            return False
    return True


def _two_in_a_row(odd: NDArray[np.bool_]) -> bool:
    return bool(odd.all() or (odd[1:] & odd[:-1]).any())


def _beyond_rounding(blocks: Numbers, shown: int, steps: Numbers) -> NDArray[np.bool_]:
    """Which blocks no picture of so many columns, the last one repeated, would be coded as."""
    wave = np.arange(BLOCK)
    cosines = np.cos(np.pi * np.outer(wave, 2 * wave + 1) / (2 * BLOCK)) * np.sqrt(2 / BLOCK)
    cosines[0] /= np.sqrt(2)
    repeated = np.zeros((BLOCK, shown))
    repeated[wave, np.minimum(wave, shown - 1)] = 1
    weights = 1 / steps.reshape(-1)
    could_be = np.kron(cosines, cosines @ repeated) * weights[:, None]
    basis = np.linalg.qr(could_be)[0]
    found = blocks.reshape(len(blocks), -1) @ np.kron(cosines, cosines).T * weights
    # Pixels are rounded too, each by half a level at most.
    slack = _ROUNDED + (weights**2).sum() / 4
    return ((found - found @ basis @ basis.T) ** 2).sum(axis=1) > slack
