"""Filled-in forms for the practice register: a printed page, a pen, a scanner.

Knows which box a cross belongs in; the page is `paper_preview`'s, the strokes `handwriting`'s.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from consentdesk.services.paper import PrintedForm, PrintedForms
from consentdesk.services.paper_preview import preview_pages

DPI = 150.0


def scan_filled_in(
    pdf: Path,
    printed: PrintedForms,
    form: PrintedForm,
    *,
    yes: Collection[str],
    signer: str,
    signed_on: date,
) -> bytes:
    """A PNG of the form's first page: every question answered, signed and dated."""
    from consentdesk.services.pictures.handwriting import Mark, Stroke, scan_of

    page = next(preview_pages(pdf, DPI, [form.first_page]))
    marks = [
        Mark(stroke=Stroke.CROSS, x=box.x, y=box.y, w=box.w, h=box.h)
        for box in printed.boxes
        if box.page == 1 and (box.answer == "yes") == (box.purpose in yes)
    ]
    written = {
        "signer": (Stroke.WORDS, signer),
        "signed_on": (Stroke.SQUARES, f"{signed_on:%d%m%Y}"),
        "signature": (Stroke.SIGNATURE, ""),
    }
    for field in printed.fields:
        if field.page == 1:
            stroke, text = written[field.name]
            marks.append(Mark(stroke=stroke, x=field.x, y=field.y, w=field.w, h=field.h, text=text))
    return scan_of((page.width, page.height), page.rgb, marks, form.serial)
