"""Covers burned into pixels: beneath them nothing of the picture is left. Runs in a child only.

Solid is one opaque colour, the default and the safest: it tells of a person no more than where
somebody stood. A mosaic tells a little more, and plain ones tell far too much. Networks trained for
it name faces behind ordinary mosaics (McPherson, Shokri, Shmatikov: Defeating Image Obfuscation
with Deep Learning, arXiv 1609.00408, 2016), and since the mean of a block follows from what was
there, candidates can be tried out until one gives the same mosaic (Hill, Zhou, Saul, Shacham: On
the (In)effectiveness of Mosaicing and Blurring, PoPETs 2016). So this one is as poor as a mosaic
can be: ACROSS blocks over the shorter side of the whole shape, however large the picture is; of
each only one of LEVELS steps of each colour; and noise wider than such a step, so that not even the
step can be read off (that noise is what makes such a mosaic tell less: Fan, Differential Privacy
for Image Publication, TPDP 2019). The noise is drawn from a digest of the whole original, which
nobody outside has: several copies of one picture bear the same, so there is nothing to be averaged.
"""

import math
from collections.abc import Iterator, Sequence
from hashlib import sha256, shake_256

import numpy as np
from PIL import Image, ImageDraw
from PIL.Image import Resampling

from consentdesk.domain.covers import Cover, Fill, Form, Point
from consentdesk.domain.photos import Region

COLOUR = (116, 124, 138)
"""Of a solid cover."""
ACROSS = 4
"""Blocks of a mosaic over the shorter side of its shape, at the most."""
LEAST_BLOCK = 12
"""Pixels of the shorter side of a block, at the least: of a small shape there are fewer blocks."""
LEVELS = 4
"""Steps of each colour."""
NOISE = 48
"""How far a block may be from its step, either way; a step is 256 / LEVELS wide."""
_SMEAR = 4
"""Pixels by which decoders soften the borders of the blocks in which a JPEG mixes colours."""
_GROWTH = 0.06
_SIDES = 180
"""Of the polygon around an ellipse."""

Box = tuple[int, int, int, int]


def burn(
    image: Image.Image,
    covers: Sequence[Cover],
    stored: tuple[int, int],
    block: int,
    original: bytes,
) -> None:
    """Put the covers on the picture; each takes a margin with it.

    `stored` is the size before a JPEG was decoded small, `block` how many stored pixels in a row
    share colours; `original` are the bytes that nobody outside has.
    """
    # Solid ones first: a mosaic beside one must not be made of what that hides.
    for cover in sorted(covers, key=lambda c: c.fill is not Fill.SOLID):
        box = _box(cover.box, image.size, stored, block)
        size = (box[2] - box[0], box[3] - box[1])
        if min(size) <= 0:
            continue
        mask = _mask(cover, image.size, box, _margin(image.size, stored, block))
        if cover.fill is Fill.SOLID:
            image.paste(COLOUR, box, mask)
        else:
            seed = sha256(original).digest() + repr(cover).encode()
            image.paste(_mosaic(image.crop(box), cover.box, stored, seed), box, mask)


def _margin(size: tuple[int, int], stored: tuple[int, int], block: int) -> int:
    """Something of what is beneath may stand one block further, and be softened on from there."""
    return math.ceil((block + _SMEAR) * size[0] / stored[0]) + 2


def _box(place: Region, size: tuple[int, int], stored: tuple[int, int], block: int) -> Box:
    """The pixels to cover: the place, a margin, and on to whole pixels.

    The fill goes into fresh pixels without coarser colours, so nothing needs to end on a border of
    their blocks.
    """
    width, height = size
    smeared = _margin(size, stored, block)
    aside = max(place.w * _GROWTH * width, smeared)
    above = max(place.h * _GROWTH * height, smeared)
    left, top = math.floor(place.x * width - aside), math.floor(place.y * height - above)
    right = math.ceil((place.x + place.w) * width + aside)
    bottom = math.ceil((place.y + place.h) * height + above)
    return max(0, left), max(0, top), min(width, right), min(height, bottom)


def _mask(cover: Cover, size: tuple[int, int], box: Box, margin: int) -> Image.Image | None:
    """Which pixels of the box are covered, None for all of them: the shape and the margin."""
    if cover.form is Form.RECTANGLE:
        return None
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]), 0)
    brush = ImageDraw.Draw(mask)
    corners = [(x * size[0] - box[0], y * size[1] - box[1]) for x, y in _outline(cover)]
    brush.polygon(corners, fill=255)
    # Pillow rounds corners to whole pixels, and lines to whole widths.
    reach = margin + 2
    brush.line([*corners, corners[0]], fill=255, width=2 * reach + 1)
    for x, y in corners:
        brush.ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    return mask


def _outline(cover: Cover) -> Iterator[Point]:
    """The corners of the shape; of an ellipse, those of a polygon around it."""
    if cover.form is not Form.ELLIPSE:
        yield from cover.points
        return
    box = cover.box
    away = 1 / math.cos(math.pi / _SIDES)
    for side in range(_SIDES):
        angle = 2 * math.pi * side / _SIDES
        across, down = math.cos(angle) * box.w / 2, math.sin(angle) * box.h / 2
        yield box.x + box.w / 2 + away * across, box.y + box.h / 2 + away * down


def _mosaic(part: Image.Image, place: Region, stored: tuple[int, int], seed: bytes) -> Image.Image:
    """The part of the picture as coarse blocks of uncertain colours.

    How many there are follows from the shape and the size as stored, so that a small copy has the
    same ones as a large copy.
    """
    wide, high = place.w * stored[0], place.h * stored[1]
    block = max(min(wide, high) / ACROSS, LEAST_BLOCK)
    count = [
        max(1, min(int(there / block), pixels // LEAST_BLOCK))
        for there, pixels in zip((wide, high), part.size, strict=True)
    ]
    means = np.asarray(part.resize((count[0], count[1]), Resampling.BOX), dtype=np.int16)
    step = 256 // LEVELS
    dice = np.frombuffer(shake_256(seed).digest(2 * means.size), dtype=np.uint16)
    noise = (dice % (2 * NOISE + 1)).astype(np.int16).reshape(means.shape) - NOISE
    blocks = np.clip(means // step * step + step // 2 + noise, 0, 255).astype(np.uint8)
    return Image.fromarray(blocks, "RGB").resize(part.size, Resampling.NEAREST)
