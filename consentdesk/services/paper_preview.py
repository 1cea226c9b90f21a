"""Shows the pages of a PDF as pixels, for windows.

pypdfium2 must not be used by two threads at once: one lock for all. Meant for what ConsentDesk
printed itself; a PDF from outside is opened in a process of its own only (`pictures.pdf`).
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, Final

from consentdesk.errors import BadInput, Problem

_ONE_AT_A_TIME: Final = Lock()
LOWEST_DPI = 10.0
HIGHEST_DPI = 600.0
_POINTS = 72 / 25.4
"""In a millimetre."""
_BESIDE, _ABOVE = 4.0, 1.5
"""Millimetres that a point may be beside and above a letter: within a line there are spaces."""


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page in pixels: rows from the top, three bytes (red, green, blue) a pixel, no padding."""

    width: int
    height: int
    rgb: bytes


def page_count(pdf: Path | bytes) -> int:
    """How many pages a PDF has; BadInput PDF_UNREADABLE as in `preview_pages`."""
    with _opened(pdf) as document:
        return len(document)


def preview_pages(
    pdf: Path | bytes, dpi: float = 96.0, pages: Sequence[int] | None = None
) -> Iterator[PagePicture]:
    """The pages of a PDF one by one, all of them or those numbered (from 1) in `pages`.

    Numbers beyond the last page are passed over. `dpi` is kept between 10 and 600. Raises BadInput
    PDF_UNREADABLE for a file that is missing, locked by a password or no PDF.
    """
    scale = min(max(dpi, LOWEST_DPI), HIGHEST_DPI) / 72
    count = page_count(pdf)
    for number in pages if pages is not None else range(1, count + 1):
        if 1 <= number <= count:
            # Opened for each page (a third of a millisecond), so that the lock is never held while
            # somebody looks at what came out.
            with _opened(pdf) as document:
                picture = _picture(document[number - 1], scale)
            yield picture


def line_at(pdf: Path | bytes, page: int, x: float, y: float) -> str:
    """The line of text at a point of a page (from 1), in millimetres from its top left; or "".

    Raises BadInput PDF_UNREADABLE as `preview_pages`.
    """
    # What is left open by an error is closed whenever, beside another thread's page perhaps.
    with (
        _opened(pdf) as document,
        closing(document[page - 1]) as shown,
        closing(shown.get_textpage()) as text,
    ):
        beside, above = _BESIDE * _POINTS, _ABOVE * _POINTS
        at = text.get_index(x * _POINTS, shown.get_height() - y * _POINTS, beside, above)
        whole = text.get_text_range() if at is not None else ""
    if at is None or at >= len(whole):
        return ""
    # One letter is one place in the text, and a line ends with two.
    start, end = whole.rfind("\n", 0, at) + 1, whole.find("\r", at)
    return whole[start : end if end >= 0 else len(whole)].strip()


@contextmanager
def _opened(pdf: Path | bytes) -> Iterator[Any]:
    pdfium = import_module("pypdfium2")
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(pdf)
        except (OSError, pdfium.PdfiumError):
            place = pdf if isinstance(pdf, Path) else "PDF"
            raise BadInput(Problem.PDF_UNREADABLE, path=place) from None
        # Before the first page is asked for; else what is in a field would not be shown.
        document.init_forms()
        try:
            yield document
        finally:
            document.close()


def _picture(page: Any, scale: float) -> PagePicture:
    bitmap = page.render(scale=scale, rev_byteorder=True)
    width, height, used = bitmap.width, bitmap.height, bitmap.width * 3
    data = bytes(bitmap.buffer)
    if bitmap.stride != used:
        # pdfium begins every row at a multiple of four bytes.
        starts = range(0, height * bitmap.stride, bitmap.stride)
        data = b"".join(data[start : start + used] for start in starts)
    bitmap.close()
    page.close()
    return PagePicture(width, height, data)
