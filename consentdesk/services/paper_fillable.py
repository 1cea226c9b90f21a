"""A permission form to be filled in on screen: the printed sheet, with fields where a pen writes.

Knows which field stands where and what a screen reader says of it. The sheet itself is drawn by
`paper_layout`, with a pen that says what it draws (`paper_tags`); letters are `paper_typing`'s.

There is no field for a signature. A field of that kind takes a digital identity, which a family
doesn't have: Acrobat and Okular ask for a certificate where one is clicked, Firefox and Preview
pass it over. All four draw a signature, or put a picture of one, on a page that is not locked; so
the place is left free, as it is for a pen.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, BinaryIO

from consentdesk.domain.acts import Serial
from consentdesk.domain.serials import shown_serial
from consentdesk.i18n import _, said_in
from consentdesk.services.editions import SHEET_HEIGHT, AnswerBox, Edition, FieldBox, Place
from consentdesk.services.paper_file import NewFiles
from consentdesk.services.paper_layout import Sheet, draw_page
from consentdesk.services.paper_pair import BETWEEN
from consentdesk.services.paper_pen import INK, POINT
from consentdesk.services.paper_places import DATE_GROUPS, answer_part, date_squares, field_part
from consentdesk.services.paper_tags import TaggedPen
from consentdesk.services.paper_typing import typing_font

_PRINTED = 4
"""Of a widget: it is on the printed page too (ISO 32000-1, table 165)."""
_RADIO = 1 << 15
"""Of buttons: one at most is chosen (table 226).

Acrobat takes it back when it is clicked again. Chromium and Firefox don't; there a No says the same
as no answer. Check boxes could be cleared everywhere, but not every reader keeps them to one.
"""
_COMB = 1 << 24
"""Of a text: a square for each letter (table 228)."""
_TYPED = 12.0
"""Points of what is typed."""
_CENTRED = 1
_LINE_ROOM = 7.5
"""Millimetres above the line that a typed name takes, so that it stands on the line."""
_CROSS_AIR = 1.6
_CROSS_LINE = 0.9
"""Millimetres between a cross and its box's outline, and how thick it is: a good pen's."""


def draw_fillable(edition: Edition, sheet: Sheet, file: BinaryIO) -> int:
    """Write a PDF with this form alone; returns its number of pages.

    It looks as the printed one does and is a PDF/UA-1 and PDF/A-2a: tagged, all letters in it,
    nothing chosen beforehand. Fields are named "answer.<purpose>" (yes, no, or Off), "signer" and
    "signed_on.day", ".month", ".year". Raises BadInput as `draw_forms` does.
    """
    title = f"{sheet.words.texts['head.subtitle']} {shown_serial(sheet.serial)}"
    pen = TaggedPen(file, sheet.words.wording.language, title)
    fields = _Fields(pen, sheet)
    pages = edition.pages_in(1 if sheet.other is None else 2)
    for page in range(1, pages + 1):
        draw_page(pen, edition, sheet, page)
        for purpose in edition.purposes:
            boxes = [b for b in edition.boxes if (b.purpose, b.page) == (purpose, page)]
            if boxes:
                fields.answers(edition, boxes)
        for field in edition.fields:
            if field.page == page:
                fields.written(field)
        pen.next_page()
    fields.close()
    pen.finish()
    return pages


def draw_each(
    edition: Edition,
    sheets: Sequence[Sheet],
    new: NewFiles,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write each of these forms into a file of its own, named by its number alone."""
    for number, sheet in enumerate(sheets, 1):
        one = new.add(file_name(sheet.serial))
        draw_fillable(edition, sheet, one.file)
        one.done()
        if progress is not None:
            progress(number, len(sheets))


def file_name(serial: Serial) -> str:
    """What a form's own file is called: nothing about anybody."""
    return f"{shown_serial(serial)}.pdf"


class _Fields:
    """The fields of one form."""

    def __init__(self, pen: TaggedPen, sheet: Sheet) -> None:
        self._pen = pen
        self._told = [words for words in (sheet.words, sheet.other) if words is not None]
        self._home = sheet.words.wording.language
        self._document = pen.document
        self._doc: Any = import_module("reportlab.pdfbase.pdfdoc")
        self._fields: list[Any] = []
        self._drawn: dict[str, Any] = {}

    def answers(self, edition: Edition, boxes: Sequence[AnswerBox]) -> None:
        """A Yes and a No of which one at most is chosen."""
        heading = f"purposes.{boxes[0].purpose}.heading"
        asked = self._dictionary(
            FT="/Btn",
            Ff=_RADIO,
            T=self._text(f"answer.{boxes[0].purpose}"),
            TU=self._text(self._said(heading)),
            V="/Off",
        )
        mine = self._document.Reference(asked)
        kids = []
        for box in boxes:
            with self._pen.part(answer_part(edition, box)):
                place = Place(box.page, box.x, box.y, box.w, box.h)
                states = {box.answer: self._shape(place, _cross(place)), "Off": self._shape(place)}
                kids.append(
                    self._widget(
                        place,
                        self._said(heading, f"answers.{box.answer}"),
                        Parent=mine,
                        AS="/Off",
                        AP=self._dictionary(N=self._dictionary(**states)),
                        MK=self._dictionary(CA=self._text("8")),
                    )
                )
        asked["Kids"] = self._doc.PDFArray(kids)
        self._fields.append(mine)

    def written(self, field: FieldBox) -> None:
        """What is typed, in the squares of a date one after the other."""
        with self._pen.part(field_part(field)):
            if field.name == "signed_on":
                self._date(field)
            elif field.name == "signer":
                height = min(_LINE_ROOM, field.h)
                top = field.y + field.h - height
                place = Place(field.page, field.x, top, field.w, height)
                self._fields.append(
                    self._typed(place, self._said("sign.signer"), T=self._text("signer"))
                )

    def _date(self, field: FieldBox) -> None:
        parent = self._dictionary(
            FT="/Tx", T=self._text("signed_on"), TU=self._text(self._said("sign.signed_on"))
        )
        mine = self._document.Reference(parent)
        order = said_in(self._home, lambda: _("DD-MM-YYYY"))
        squares = list(date_squares(field.x, field.y, field.w, field.h))
        kids = []
        for key, count in DATE_GROUPS:
            group, squares = squares[:count], squares[count:]
            x, y, side, height = group[0]
            kids.append(
                self._typed(
                    Place(field.page, x, y, side * count, height),
                    f"{self._said('sign.signed_on', f'sign.{key}')} ({order})",
                    T=self._text(key),
                    Parent=mine,
                    Ff=_COMB,
                    MaxLen=count,
                    Q=_CENTRED,
                )
            )
        parent["Kids"] = self._doc.PDFArray(kids)
        self._fields.append(mine)

    def close(self) -> None:
        """Name all fields, and the font that is typed in."""
        fonts = self._dictionary(Font=self._dictionary(CDType=typing_font(self._document)))
        self._document.Catalog.AcroForm = self._dictionary(
            Fields=self._doc.PDFArray(self._fields), DR=fonts, DA=self._text(_look())
        )

    def _typed(self, place: Place, said: str, **entries: Any) -> Any:
        shown = self._dictionary(N=self._shape(place, "/Tx BMC EMC"))
        return self._widget(place, said, FT="/Tx", AP=shown, DA=self._text(_look()), **entries)

    def _widget(self, place: Place, said: str, **entries: Any) -> Any:
        left, foot = place.x / POINT, (SHEET_HEIGHT - place.bottom) / POINT
        corners = (left, foot, left + place.w / POINT, foot + place.h / POINT)
        return self._pen.widget(
            {
                "Type": "/Annot",
                "Subtype": "/Widget",
                "Rect": self._doc.PDFArray([round(side, 3) for side in corners]),
                "F": _PRINTED,
                "TU": self._text(said),
                **entries,
            }
        )

    def _shape(self, place: Place, strokes: str = "") -> Any:
        """What a field shows, drawn once for all of its size."""
        key = f"{place.w:.3f} {place.h:.3f} {strokes}"
        if key not in self._drawn:
            kind = self._dictionary(
                Type="/XObject",
                Subtype="/Form",
                BBox=self._doc.PDFArray([0, 0, *(round(s / POINT, 3) for s in (place.w, place.h))]),
                Resources=self._dictionary(),
            )
            stream = self._doc.PDFStream(kind, f"{strokes}\n", filters=[])
            self._drawn[key] = self._document.Reference(stream)
        return self._drawn[key]

    def _said(self, *keys: str) -> str:
        """Texts of the sheet one after the other, in each of its languages."""
        told = [": ".join(words.texts[key] for key in keys) for words in self._told]
        return BETWEEN.join(dict.fromkeys(told))

    def _text(self, text: str) -> Any:
        return self._doc.PDFString(text)

    def _dictionary(self, **entries: Any) -> Any:
        return self._doc.PDFDictionary(entries)


def _look() -> str:
    return f"/CDType {_TYPED:g} Tf {INK[0]:g} g"


def _cross(place: Place) -> str:
    """Two strokes from corner to corner, as plain as a pen's."""
    low, wide, high = (
        side / POINT for side in (_CROSS_AIR, place.w - _CROSS_AIR, place.h - _CROSS_AIR)
    )
    ink = " ".join(f"{part:g}" for part in INK)
    return (
        f"q {_CROSS_LINE / POINT:.2f} w 1 J {ink} RG "
        f"{low:.2f} {low:.2f} m {wide:.2f} {high:.2f} l S "
        f"{low:.2f} {high:.2f} m {wide:.2f} {low:.2f} l S Q"
    )
