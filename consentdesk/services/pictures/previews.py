"""The small picture a camera put into a JPEG's head: a stand-in on the screen for a moment.

It may show another state than the picture: what was there before somebody cropped or retouched it.
So it is never judged, hashed, kept or let out.
"""

from dataclasses import dataclass

from consentdesk.services.pictures.anatomy import header
from consentdesk.services.pictures.ifd import TiffBlock
from consentdesk.services.pictures.jpeg import EXIF
from consentdesk.services.pictures.unreadable import PictureError

_OFFSET, _LENGTH = 0x0201, 0x0202
_MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class StandIn:
    """A small JPEG as stored, and how the picture is to be turned (1–8 as in EXIF)."""

    jpeg: bytes
    orientation: int


def stand_in(data: bytes) -> StandIn | None:
    """What the camera drew; None where there is none that can be read."""
    block = _exif_block(data)
    if block is None:
        return None
    try:
        tiff = TiffBlock(block)
        _first, second = tiff.entries(tiff.first)
        if not second:
            return None
        entries, _third = tiff.entries(second)
        offset, length = (tiff.integer(entries.get(tag)) for tag in (_OFFSET, _LENGTH))
        if not offset or not length or length > _MOST:
            return None
        return StandIn(bytes(tiff.slice(offset, length)), header(data).orientation)
    except (PictureError, ValueError):
        return None


def _exif_block(data: bytes) -> memoryview | None:
    """The bytes behind the name of the first EXIF segment before the picture begins."""
    at = 2
    while data[:2] == b"\xff\xd8" and data[at : at + 1] == b"\xff":
        marker = data[at + 1]
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if not 0xE0 <= marker <= 0xFE or size < 2:
            return None
        if marker == 0xE1 and data.startswith(EXIF, at + 4):
            return memoryview(data)[at + 4 + len(EXIF) : at + 2 + size]
        at += 2 + size
    return None
