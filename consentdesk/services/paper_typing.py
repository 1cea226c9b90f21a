"""The letters that may be typed into a form: a font that comes along whole.

The page's own fonts hold only what is printed. Nobody knows beforehand how a guardian is called, so
the fields have one with all Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew and Arabic letters.
It is told by glyph (Identity-H, ISO 32000-1, 9.7.5), since one byte a letter would hold no Ł beside
an Ø. Shaping what is typed is the reader's business; the joined Arabic forms are there for it.
"""

import zlib
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from consentdesk.services.paper_pen import Face

_SCRIPTS = (
    (0x0020, 0x0250),
    (0x02BB, 0x02DE),
    (0x0300, 0x0530),
    (0x0531, 0x0590),
    (0x05D0, 0x06FF),
    (0x10A0, 0x1100),
    (0x1E00, 0x1F00),
    (0x2010, 0x2028),
    (0x20A0, 0x20C0),
    (0xFB50, 0xFE00),
    (0xFE70, 0xFF00),
)
"""First and behind the last sign of each block that a name may need."""
_AT_ONCE = 100
"""Lines in one table of a CMap, at most."""


@dataclass(frozen=True, slots=True)
class _Letters:
    """The packed font and its table of letters, and how wide each glyph is from the first on."""

    font: bytes
    length: int
    table: bytes
    widths: tuple[int, ...]


def typing_font(document: Any) -> Any:
    """A reference to the font in that file; `Pen` has made the face known before."""
    doc = import_module("reportlab.pdfbase.pdfdoc")
    face = import_module("reportlab.pdfbase.pdfmetrics").getFont(Face.PLAIN).face
    letters = _letters()
    name = f"/CDTYPE+{Face.PLAIN}"
    packed = {"Filter": "/FlateDecode"}
    file = doc.PDFStream(
        doc.PDFDictionary({**packed, "Length1": letters.length}), letters.font, filters=[]
    )
    table = doc.PDFStream(doc.PDFDictionary(packed), letters.table, filters=[])
    descriptor = {
        "Type": "/FontDescriptor",
        "FontName": name,
        "Flags": 4,
        "FontBBox": doc.PDFArray(face.bbox),
        "ItalicAngle": face.italicAngle,
        "Ascent": face.ascent,
        "Descent": face.descent,
        "CapHeight": face.capHeight,
        "StemV": face.stemV,
        "FontFile2": document.Reference(file),
    }
    system = {
        "Registry": doc.PDFString("Adobe"),
        "Ordering": doc.PDFString("Identity"),
        "Supplement": 0,
    }
    glyphs = {
        "Type": "/Font",
        "Subtype": "/CIDFontType2",
        "BaseFont": name,
        "CIDSystemInfo": doc.PDFDictionary(system),
        "FontDescriptor": document.Reference(doc.PDFDictionary(descriptor)),
        "DW": letters.widths[0],
        "W": doc.PDFArray([1, doc.PDFArray(letters.widths[1:])]),
        "CIDToGIDMap": "/Identity",
    }
    whole = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": name,
        "Encoding": "/Identity-H",
        "DescendantFonts": doc.PDFArray([document.Reference(doc.PDFDictionary(glyphs))]),
        "ToUnicode": document.Reference(table),
    }
    return document.Reference(doc.PDFDictionary(whole))


@cache
def _letters() -> _Letters:
    """Cut out of the system's font, once in the program's life: it takes a tenth of a second."""
    face = import_module("reportlab.pdfbase.pdfmetrics").getFont(Face.PLAIN).face
    codes = [c for first, end in _SCRIPTS for c in range(first, end) if c in face.charToGlyph]
    # The subset counts glyphs in the order in which they are first met, from 1.
    first_met: dict[int, int] = {}
    for code in codes:
        first_met.setdefault(face.charToGlyph[code], code)
    font = face.makeSubset(codes)
    table = _table(list(first_met.values()))
    widths = (face.defaultWidth, *(round(face.getCharWidth(c)) for c in first_met.values()))
    return _Letters(zlib.compress(font, 9), len(font), zlib.compress(table), widths)


def _table(codes: list[int]) -> bytes:
    """Which letter each glyph is, as a ToUnicode CMap."""
    lines = [f"<{glyph:04X}> <{code:04X}>" for glyph, code in enumerate(codes, 1)]
    blocks = [lines[n : n + _AT_ONCE] for n in range(0, len(lines), _AT_ONCE)]
    told = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{told}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
""".encode()
