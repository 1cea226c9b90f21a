"""PDF files from outside: whether they are whole, and their first page drawn small.

Runs in a child only, as `pixels` does: whatever a PDF does to its reader happens there.
"""

from importlib import import_module
from typing import Any

_MOST_PAGES = 500
"""Of one scan; more are no signed form, and each costs time."""
_LOCKED = 4
"""FPDF_ERR_PASSWORD."""


class LockedError(Exception):
    """The file opens with a password only."""


def count_pages(data: bytes) -> int:
    """How many pages there are, each of which opens; ValueError where one does not.

    Raises LockedError.
    """
    document = _opened(data)
    pages = len(document)
    if pages > _MOST_PAGES:
        raise ValueError(f"{pages} pages")
    for number in range(pages):
        width, height = document[number].get_size()
        if width <= 0 or height <= 0:
            raise ValueError(f"page {number} has no size")
    document.close()
    return pages


def first_page(data: bytes, edge: int) -> tuple[int, int, bytes]:
    """Width, height and pixels of the first page, its longer side at most `edge` pixels.

    Three bytes (red, green, blue) a pixel, rows from the top. Raises as `count_pages`.
    """
    page = _opened(data)[0]
    longer = max(page.get_size())
    if longer <= 0:
        raise ValueError("page 0 has no size")
    # pdfium rounds a side up to the next whole pixel.
    bitmap = page.render(scale=(edge - 1) / longer, rev_byteorder=True)
    width, height, row = bitmap.width, bitmap.height, bitmap.width * 3
    pixels = bytes(bitmap.buffer)
    starts = range(0, height * bitmap.stride, bitmap.stride)
    return width, height, b"".join(pixels[start : start + row] for start in starts)


def _opened(data: bytes) -> Any:
    pdfium = import_module("pypdfium2")
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == _LOCKED:
            raise LockedError from None
        raise ValueError(str(error)) from None
