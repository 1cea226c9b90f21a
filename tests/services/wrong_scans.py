"""Files that are no scanned form, or none that can be read, for whoever takes scans in."""

from importlib import import_module
from io import BytesIO
from zipfile import ZipFile


def plain_pdf(pages: int, *, locked: bool = False) -> bytes:
    """A PDF of as many pages, each with its number and nothing else; `locked` by a password."""
    written = BytesIO()
    encryption = import_module("reportlab.lib.pdfencrypt").StandardEncryption
    encrypt = encryption("sommerfest") if locked else None
    canvas = import_module("reportlab.pdfgen.canvas").Canvas(written, encrypt=encrypt)
    for number in range(pages):
        canvas.drawString(72, 700, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def plain_zip() -> bytes:
    """A packed folder with one text in it."""
    written = BytesIO()
    with ZipFile(written, "w") as packed:
        packed.writestr("forms.txt", b"no form")
    return written.getvalue()
