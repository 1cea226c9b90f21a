"""PDF files from outside: whether they are whole, and their pages drawn.

Runs in a child only, as `pixels` does: whatever a PDF does to its reader happens there. No script
in it is ever run; a page is pixels.
"""

import io
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from PIL import Image, ImageOps

from consentdesk.services.pictures.limits import MAX_PAGES

_LOCKED = 4
"""FPDF_ERR_PASSWORD."""
_LONGEST_INCHES = 11.7
"""The longer side of A4."""


class LockedError(Exception):
    """The file opens with a password only."""


class TooManyPagesError(Exception):
    """The file has more pages than are looked at; `pages` says how many."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


def opened(data: bytes) -> Any:
    """The document, to be asked for its pages; ValueError where it is none or has no pages.

    Raises LockedError and TooManyPagesError. `data` must live as long as the document does.
    """
    document = _document(data)
    if len(document) > MAX_PAGES:
        raise TooManyPagesError(len(document))
    return document


def count_pages(data: bytes) -> int:
    """How many pages there are, each of which opens; ValueError where one does not.

    Raises as `opened` does.
    """
    document = opened(data)
    pages = len(document)
    for number in range(pages):
        _size(document[number], number)
    document.close()
    return pages


def first_page(data: bytes, edge: int) -> tuple[int, int, bytes]:
    """Width, height and pixels of the first page, its longer side at most `edge` pixels.

    Three bytes (red, green, blue) a pixel, rows from the top. ValueError and LockedError as above.
    """
    page = _document(data)[0]
    # pdfium rounds a side up to the next whole pixel.
    bitmap = page.render(scale=(edge - 1) / max(_size(page, 0)), rev_byteorder=True)
    width, height, row = bitmap.width, bitmap.height, bitmap.width * 3
    pixels = bytes(bitmap.buffer)
    starts = range(0, height * bitmap.stride, bitmap.stride)
    return width, height, b"".join(pixels[start : start + row] for start in starts)


def grey_page(document: Any, number: int, edge: int) -> Image.Image:
    """A page (from 0) in grey, `edge` pixels long on its longer side; ValueError if it has none."""
    page = document[number]
    size = _size(page, number)
    # In grey pdfium takes twice the time it takes in colour.
    bitmap = page.render(scale=edge / max(size))
    image: Image.Image = bitmap.to_pil().convert("L")
    bitmap.close()
    page.close()
    return image


def cut_page(document: Any, number: int) -> bytes:
    """A page (from 0) as a PDF of its own, with its pictures as they were; no script comes along.

    What a file does when it is opened belongs to the file and not to its pages. So do the names of
    its fields; what was filled in becomes part of the page, or it would be seen no more.
    """
    alone = import_module("pypdfium2").PdfDocument.new()
    alone.import_pages(document, [number])
    if document.formenv:
        raw = import_module("pypdfium2.raw")
        page = alone[0]
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_FAIL:
            raise ValueError(f"page {number} can't be kept with what was filled in")
        page.close()
    return _written(alone)


def joined(parts: Iterable[bytes]) -> bytes:
    """Pages, each a PDF or a picture, as one PDF in their order; ValueError for anything else."""
    whole = import_module("pypdfium2").PdfDocument.new()
    for part in parts:
        data = part if b"%PDF-" in part[:1024] else _as_pdf(part)
        page = _document(data)
        whole.import_pages(page)
        page.close()
    return _written(whole)


def _as_pdf(picture: bytes) -> bytes:
    """A picture on a page of its own, the way up that it is seen."""
    written = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        dpi = image.info.get("dpi", (200, 200))
        upright = ImageOps.exif_transpose(image)
        plain = upright if upright.mode in ("1", "L", "RGB") else upright.convert("RGB")
        # On a page about as large as the paper was, whatever a phone says of its pixels.
        resolution = max(72.0, float(dpi[0] or 0), max(plain.size) / _LONGEST_INCHES)
        plain.save(written, "PDF", resolution=resolution, quality=90)
    return written.getvalue()


def _written(document: Any) -> bytes:
    written = io.BytesIO()
    document.save(written)
    document.close()
    return written.getvalue()


def _size(page: Any, number: int) -> tuple[float, float]:
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ValueError(f"page {number} has no size")
    return width, height


def _document(data: bytes) -> Any:
    pdfium = import_module("pypdfium2")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == _LOCKED:
            raise LockedError from None
        raise ValueError(str(error)) from None
    # Before the first page is asked for: what was filled in on screen is drawn like ink, but only
    # by whoever knows of forms. Scripts stay asleep; this pdfium has nothing to run them with.
    document.init_forms()
    return document
