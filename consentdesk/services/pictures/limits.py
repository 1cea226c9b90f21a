"""How much of a file we are willing to look at; beyond these it is UNREADABLE.

The figures are those at which ordinary cameras stay well below and hostile files are stopped
before they cost more than a second: a 669 kB progressive JPEG with 2,000 scans decodes for 38 s,
a WebP of 1 kB with 176 megapixels takes 2.7 GB.
"""

from consentdesk.errors import Problem
from consentdesk.services.pictures.unreadable import PictureError, damaged

MAX_BYTES = 200 * 1024 * 1024
MAX_PIXELS_JPEG = 120_000_000
MAX_PIXELS = 64_000_000
MAX_SCANS = 100
MAX_METADATA = 16 * 1024 * 1024
MAX_PROFILE = 4 * 1024 * 1024
MAX_XMP = 2 * 1024 * 1024
MAX_PAGES = 500
"""Of one scan: a school's forms come in stacks of a class, and each page costs time."""
MAX_PARTS = 100_000
"""Segments, chunks, strips or boxes in one file: every one costs a round of the interpreter."""


def check_size(width: int, height: int, limit: int = MAX_PIXELS) -> None:
    """Raise PictureError for a picture without pixels, or with more than `limit` of them."""
    if width < 1 or height < 1:
        raise damaged("no pixels")
    if width * height > limit:
        raise PictureError(
            Problem.UNREADABLE_PIXELS,
            megapixels=round(width * height / 1e6),
            limit=limit // 1_000_000,
        )


def check_metadata(size: int, parts: int) -> None:
    """Raise PictureError where more than a camera would write stands around the picture."""
    if size > MAX_METADATA or parts > MAX_PARTS:
        raise PictureError(Problem.UNREADABLE_METADATA, limit=MAX_METADATA // (1024 * 1024))
