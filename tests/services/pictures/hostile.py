"""Files made to hurt whoever opens them, and what is said of each before anything is decoded."""

import zlib
from collections.abc import Callable, Mapping

from PIL import Image

from consentdesk.errors import Problem
from tests.services.pictures import crafted


def _large_png() -> bytes:
    return crafted.png(13_000, 13_000, 16, 6, crafted.zeros(4))


def _one_bit_png() -> bytes:
    return crafted.png(60_000, 60_000, 1, 0, crafted.zeros(4))


def _fax_tiff() -> bytes:
    return crafted.written(Image.new("1", (40_000, 4_000)), "TIFF", compression="group4")


def _lying_jpeg() -> bytes:
    """65,500 × 65,500 pixels and a hundred bytes of them."""
    frame = crafted.segment(0xC0, bytes.fromhex("08ffdcffdc03012200021101031101"))
    scan = crafted.segment(0xDA, bytes.fromhex("03010002110311003f00"))
    return b"\xff\xd8" + frame + scan + bytes(100) + b"\xff\xd9"


def _many_scans() -> bytes:
    return crafted.many_scans(2_000, 2_000, 2_000)


def _much_exif() -> bytes:
    many = [crafted.segment(0xE1, b"Exif\x00\x00" + b"A" * 65_000) for _ in range(300)]
    return crafted.with_segments(crafted.jpeg(), *many)


def _many_comments() -> bytes:
    return b"\xff\xd8" + crafted.segment(0xFE, b"") * 150_000 + crafted.jpeg()[2:]


def _large_text() -> bytes:
    text = crafted.chunk(b"tEXt", b"Comment\x00" + bytes(17 * 1024 * 1024))
    return crafted.png(8, 8, 8, 0, zlib.compress(bytes(72)), [text])


HOSTILE: Mapping[str, tuple[Callable[[], bytes], Problem]] = {
    "large": (_large_png, Problem.UNREADABLE_PIXELS),
    "one-bit": (_one_bit_png, Problem.UNREADABLE_PIXELS),
    "fax": (_fax_tiff, Problem.UNREADABLE_PIXELS),
    "lying": (_lying_jpeg, Problem.UNREADABLE_PIXELS),
    "webp": (lambda: crafted.lossless_webp_header(16_000, 11_000), Problem.UNREADABLE_PIXELS),
    "no-width": (lambda: crafted.png(0, 8, 8, 0, b""), Problem.UNREADABLE_DAMAGED),
    "scans": (_many_scans, Problem.UNREADABLE_SCANS),
    "exif": (_much_exif, Problem.UNREADABLE_METADATA),
    "comments": (_many_comments, Problem.UNREADABLE_METADATA),
    "text": (_large_text, Problem.UNREADABLE_METADATA),
    "pdf": (lambda: b"%PDF-1.7 " + crafted.jpeg(), Problem.UNREADABLE_KIND),
    "zip": (lambda: b"PK\x03\x04" + crafted.jpeg(), Problem.UNREADABLE_KIND),
    "svg": (lambda: b"<svg>" + crafted.jpeg(), Problem.UNREADABLE_KIND),
}
