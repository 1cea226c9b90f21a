"""PDF files from outside, opened as far as it takes to say whether they are whole.

Runs in a child only, as `pixels` does: whatever a PDF does to its reader happens there.
"""

from importlib import import_module

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
    pdfium = import_module("pypdfium2")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code == _LOCKED:
            raise LockedError from None
        raise ValueError(str(error)) from None
    pages = len(document)
    if pages > _MOST_PAGES:
        raise ValueError(f"{pages} pages")
    for number in range(pages):
        width, height = document[number].get_size()
        if width <= 0 or height <= 0:
            raise ValueError(f"page {number} has no size")
    document.close()
    return pages
