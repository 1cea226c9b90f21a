"""Fills in a form on screen: by hand in a real reader, or straight into the file."""

import io
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pikepdf

from consentdesk.services.editions import Edition
from consentdesk.services.paper_fillable import draw_fillable
from consentdesk.services.paper_layout import Sheet

WRITTEN = {"signer": "Łukasz Ømer", "day": "14", "month": "09", "year": "2026"}
INCH = 72 / 25.4


def fillable(edition: Edition, sheet: Sheet) -> bytes:
    """The PDF of one form."""
    file = io.BytesIO()
    draw_fillable(edition, sheet, file)
    return file.getvalue()


def opened(pdf: bytes) -> pikepdf.Pdf:
    """Its objects, as another library reads them."""
    return pikepdf.open(io.BytesIO(pdf))


def fields(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """Its fields by name, those of a date by theirs in it."""
    found: dict[str, Any] = {}
    for one in pdf.Root.AcroForm.Fields:
        dated = "/FT" in one and one.FT == "/Tx" and "/Kids" in one
        for field in one.Kids if dated else [one]:
            found[str(field.T)] = field
    return found


def filled(pdf: bytes, answers: Mapping[str, str], *, signed: bool = False) -> bytes:
    """Answers ("yes" or "no") put into the file as a reader saves them; nothing is flattened.

    `signed` draws a signature on top, the way Firefox, Preview and Okular do.
    """
    form = opened(pdf)
    known = fields(form)
    for purpose, answer in answers.items():
        field = known[f"answer.{purpose}"]
        field.V = pikepdf.Name(f"/{answer}")
        for kid in field.Kids:
            kid.AS = field.V if str(field.V) in kid.AP.N else pikepdf.Name.Off
    if signed:
        page = form.pages[0]
        points = [160.0, 60, 200, 80, 240, 52, 280, 82, 320, 55, 380, 75]
        line = " ".join(
            f"{points[n]} {points[n + 1]} {'l' if n else 'm'}" for n in range(0, len(points), 2)
        )
        seen = form.make_stream(f"1.5 w 0 0 0.4 RG {line} S".encode())
        seen.Type, seen.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        seen.BBox = pikepdf.Array([150, 40, 400, 90])
        ink = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Ink,
            Rect=pikepdf.Array([150, 40, 400, 90]),
            InkList=pikepdf.Array([pikepdf.Array(points)]),
            F=4,
            AP=pikepdf.Dictionary(N=seen),
        )
        page.Annots.append(form.make_indirect(ink))
    written = io.BytesIO()
    form.save(written)
    return written.getvalue()


class Hand:
    """Clicks and types in a real reader, Chromium's, until the file is saved."""

    def __init__(self, pdf: bytes) -> None:
        self._raw: Any = import_module("pypdfium2.raw")
        self._document: Any = import_module("pypdfium2").PdfDocument(pdf)
        self._document.init_forms()
        self._page: Any = self._document[0]

    def click(self, x: float, y: float) -> None:
        """Click at a place in millimetres from the top left of the sheet."""
        where = (0, x * INCH, self._page.get_height() - y * INCH)
        for act in ("MouseMove", "LButtonDown", "LButtonUp"):
            getattr(self._raw, f"FORM_On{act}")(self._document.formenv, self._page, *where)

    def answer(self, edition: Edition, purpose: str, answer: str) -> None:
        """Click in a box."""
        box = next(b for b in edition.boxes if (b.purpose, b.answer) == (purpose, answer))
        self.click(box.x + box.w / 2, box.y + box.h / 2)

    def write(self, edition: Edition, name: str, text: str, along: float = 0.5) -> None:
        """Click in a field, so far along it, and type."""
        field = next(f for f in edition.fields if f.name == name)
        self.click(field.x + field.w * along, field.y + field.h * 0.7)
        for sign in text:
            self._raw.FORM_OnChar(self._document.formenv, self._page, ord(sign), 0)

    def saved(self) -> bytes:
        """The file as it is saved."""
        self._raw.FORM_ForceToKillFocus(self._document.formenv)
        written = io.BytesIO()
        self._document.save(written)
        self._page.close()
        self._document.close()
        return written.getvalue()


def clicked(edition: Edition, pdf: bytes, answers: Mapping[str, str]) -> bytes:
    """A form answered, dated and named by hand on screen."""
    hand = Hand(pdf)
    for purpose, answer in answers.items():
        hand.answer(edition, purpose, answer)
    hand.write(edition, "signer", WRITTEN["signer"])
    for key, along in (("day", 0.1), ("month", 0.37), ("year", 0.8)):
        hand.write(edition, "signed_on", WRITTEN[key], along)
    return hand.saved()


def in_folder(folder: Path) -> list[str]:
    """The names of what lies in it."""
    return sorted(path.name for path in folder.iterdir())
