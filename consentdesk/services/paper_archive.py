"""Makes what the pen draws a PDF/A-2 (ISO 19005-2): a PDF that can still be read in fifty years.

Knows what such a file must say of itself and of its colours. That every font is in it and nothing
is see-through is `paper_pen`'s; nothing here tells of anybody.
"""

import re
import struct
from importlib import import_module
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape

VERSION = (1, 7)
"""Of PDF, which PDF/A-2 stands on."""

_WHITE = (0.9642, 1.0, 0.8249)
_PRIMARIES = (
    (b"rXYZ", (0.4360, 0.2225, 0.0139)),
    (b"gXYZ", (0.3851, 0.7169, 0.0971)),
    (b"bXYZ", (0.1431, 0.0606, 0.7141)),
)
"""Of sRGB, as IEC 61966-2-1 has them, seen under the D50 light of a profile."""
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""How bright sRGB rises: the third form of a parametric curve (ICC.1, 10.18)."""
_FROM_D65 = (1.0479, 0.0229, -0.0502, 0.0296, 0.9905, -0.0171, -0.0092, 0.0151, 0.7517)
"""From the white of a screen to that of a profile (Bradford), row by row."""

_ENTRY = re.compile(rb"(\d{10}) 00000 n")
_LETTERS = re.compile(r"\d+ beginbfchar\n(.*?)\nendbfchar", re.DOTALL)
_OPEN_END = b"endstream\nendobj"

_PACKET = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>{level}</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{creator}</xmp:CreatorTool>
<pdf:Producer>{producer}</pdf:Producer>
</rdf:Description>{more}
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


_ALSO_UA = """
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of ISO 14289 that is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""
"""That a tagged file is PDF/UA-1 (ISO 14289-1) too; an archive must be told what that means."""


def end_page(canvas: Any) -> None:
    """End a page, without the empty transition to the next that reportlab would give it."""
    document = document_of(canvas)
    name = document.thisPageName()
    canvas.showPage()
    document.idToObject[name].Trans = None


def finished(canvas: Any, *, tagged: bool = False) -> bytes:
    """The whole file of a canvas: a PDF/A-2b, with title, creator and producer as they were set.

    One whose parts were `tagged` is a PDF/A-2a and a PDF/UA-1.
    """
    _declare(canvas, tagged=tagged)
    if tagged:
        _without_nothing(document_of(canvas))
    return _closed(canvas.getpdfdata())


def _declare(canvas: Any, *, tagged: bool) -> None:
    """Say what it is, and what red, green and blue mean in it."""
    doc = import_module("reportlab.pdfbase.pdfdoc")
    document = document_of(canvas)
    said = document.info
    packet = _PACKET.format(
        level="A" if tagged else "B",
        more=_ALSO_UA if tagged else "",
        title=escape(said.title),
        creator=escape(said.creator),
        producer=escape(said.producer),
    )
    kind = {"Type": doc.PDFName("Metadata"), "Subtype": doc.PDFName("XML")}
    catalog = document.Catalog
    # Left as it is, unpacked: whoever looks for it reads the file without knowing PDF.
    catalog.Metadata = doc.PDFStream(doc.PDFDictionary(kind), packet.encode())
    colours = doc.PDFStream(doc.PDFDictionary({"N": 3}), srgb(), [doc.PDFZCompress])
    intent = {
        "Type": doc.PDFName("OutputIntent"),
        "S": doc.PDFName("GTS_PDFA1"),
        "OutputConditionIdentifier": doc.PDFString("sRGB"),
        "Info": doc.PDFString("sRGB IEC61966-2.1"),
        "DestOutputProfile": document.Reference(colours),
    }
    # reportlab writes only the entries it knows of.
    catalog.__NoDefault__ = [*catalog.__NoDefault__, "OutputIntents"]
    catalog.OutputIntents = doc.PDFArray([doc.PDFDictionary(intent)])


def _without_nothing(document: Any) -> None:
    """Take the sign of value 0, which stands for none, out of what fonts say of their letters."""
    for font in document.delayedFonts:
        font.addObjects(document)
    document.delayedFonts = []
    for name, table in document.idToObject.items():
        if name.startswith("toUnicodeCMap:"):
            table.content = _LETTERS.sub(_told_letters, table.content)


def _told_letters(found: re.Match[str]) -> str:
    lines = [line for line in found[1].splitlines() if not line.endswith("<0000>")]
    return "\n".join([f"{len(lines)} beginbfchar", *lines, "endbfchar"])


def _closed(data: bytes) -> bytes:
    """The file with a line's end after each stream, which reportlab leaves out and PDF/A wants.

    Everything after it moves, so the table of places is written anew.
    """
    table = int(data[data.rindex(b"startxref") :].split()[1])
    places = [int(found) for found in _ENTRY.findall(data, table)]
    whole = bytearray(data[: places[0]])
    moved = []
    for first, end in pairwise([*places, table]):
        moved.append(len(whole))
        one = data[first:end]
        if one.rstrip().endswith(_OPEN_END):
            stream, mark, after = one.rpartition(_OPEN_END)
            # After a stream that ends as a line may begin to end, one sign alone would be taken
            # for the second half of that end.
            one = stream + (b"\r\n" if stream.endswith(b"\r") else b"\n") + mark + after
        whole += one
    begins = len(whole)
    lines = iter(moved)
    listed = _ENTRY.sub(lambda _found: b"%010d 00000 n" % next(lines), data[table:])
    whole += re.sub(rb"(startxref\s+)\d+", rb"\g<1>%d" % begins, listed)
    return bytes(whole)


def document_of(canvas: Any) -> Any:
    """The file behind a canvas, for which reportlab has no public name."""
    return vars(canvas)["_doc"]


def srgb() -> bytes:
    """A colour profile (ICC 4) of sRGB with nothing in it but its numbers."""
    curve = b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _fixed(*_CURVE)
    tags = [
        (b"desc", _text("sRGB")),
        (b"cprt", _text("No copyright")),
        (b"wtpt", _xyz(_WHITE)),
        (b"chad", b"sf32\0\0\0\0" + _fixed(*_FROM_D65)),
        *((name, _xyz(where)) for name, where in _PRIMARIES),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    table, body = b"", b""
    first = 128 + 4 + 12 * len(tags)
    for name, data in tags:
        table += name + struct.pack(">II", first + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    head = struct.pack(
        ">I4xI4s4s4s12x4s28x", first + len(body), 0x04300000, b"mntr", b"RGB ", b"XYZ ", b"acsp"
    )
    return head + _fixed(*_WHITE) + b"\0" * 48 + struct.pack(">I", len(tags)) + table + body


def _fixed(*numbers: float) -> bytes:
    """Numbers as a profile writes them, in parts of 65536."""
    return struct.pack(f">{len(numbers)}i", *(round(number * 65536) for number in numbers))


def _xyz(where: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(*where)


def _text(words: str) -> bytes:
    written = words.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II4sII", 1, 12, b"enUS", len(written), 28) + written
