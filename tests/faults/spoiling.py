"""Whole files, and what spoils them: that gets further into a reader than chance bytes do."""

import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from PIL import Image

from consentdesk.domain.photos import Region
from consentdesk.services.pictures.camera import Shot, with_metadata
from tests.services.class_list.lists import ods, sheet, xlsx
from tests.services.office import picture
from tests.services.pictures.heic import heic

TIMES = int(os.environ.get("CONSENTDESK_FUZZ", "1"))
"""How many times as much as with the other tests is tried."""
QUICK = settings(max_examples=60 * TIMES, suppress_health_check=list(HealthCheck))
FEW = settings(QUICK, max_examples=20 * TIMES)
SLOW = settings(QUICK, max_examples=12 * TIMES)
"""For what is looked at in a process of its own."""
_END = 400
"""Bytes at either end, where heads and tables lie."""
XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/" '
    b'xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#"><mwg-rs:Regions '
    b'rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag><rdf:li><rdf:Description '
    b'mwg-rs:Name="Noah Lund" mwg-rs:Type="Face"><mwg-rs:Area stArea:x="0.5" stArea:y="0.5" '
    b'stArea:w="0.1" stArea:h="0.1" stArea:unit="normalized"/></rdf:Description></rdf:li></rdf:Bag>'
    b"</mwg-rs:RegionList></mwg-rs:Regions></rdf:Description></rdf:RDF></x:xmpmeta>"
)


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """The file with some bytes changed, left out, doubled, or put in."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        end = len(data)
        place = draw(
            st.one_of(
                st.integers(0, end),
                st.integers(0, min(end, _END)),
                st.integers(max(0, end - _END), end),
            )
        )
        size = draw(st.sampled_from((1, 1, 2, 4, 16, 300)))
        match draw(st.integers(0, 4)):
            case 0 | 1:
                given = draw(st.binary(min_size=1, max_size=size))
                data[place : place + len(given)] = given
            case 2:
                del data[place : place + size]
            case 3:
                data[place:place] = data[place : place + size]
            case _:
                extremes = (b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\x80\0\0\0")
                data[place : place + 4] = draw(st.sampled_from(extremes))
    return bytes(data)


@st.composite
def spoilt_within(draw: st.DrawFn, whole: bytes) -> bytes:
    """The zip file with one of its parts spoilt and packed again, so that its sum is right."""
    with ZipFile(io.BytesIO(whole)) as parts:
        held = {name: parts.read(name) for name in parts.namelist()}
    name = draw(st.sampled_from([name for name in held if name.endswith(".xml")]))
    held[name] = draw(spoilt(held[name]))
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as parts:
        for part, data in held.items():
            parts.writestr(part, data)
    return written.getvalue()


def with_packet(packet: bytes) -> bytes:
    """A JPEG file with that packet in it."""
    jpeg, body = picture(1), b"http://ns.adobe.com/xap/1.0/\0" + packet
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


PICTURES = (
    with_packet(XMP),
    with_metadata(
        picture(5),
        Shot(
            number=7,
            size=(40, 30),
            orientation=6,
            people=(("Noah Lund", Region(0.4, 0.4, 0.2, 0.2)),),
            gps=(55.7, 12.6),
            preview=picture(6),
        ),
    ),
    picture(2, "PNG", (40, 30)),
    picture(3, "WEBP", (40, 30)),
    picture(4, "TIFF", (40, 30)),
    heic(Image.new("RGB", (48, 32), "teal")),
)
PDF = b"".join(
    (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\n",
        b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n",
        b"0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n",
    )
)
ROSTER = "Navn;Født;Klasse;Værge 1\nNoah Lund;03-05-2019;2.A;Mette Lund\n".encode()
PACK = json.dumps(
    {
        "institution": "Skovskolen",
        "made_at": "2026-09-14T08:00:00+00:00",
        "good_until": "2026-09-20",
        "zone": "Europe/Copenhagen",
        "acts": 7,
        "head": "0" * 64,
        "near_distance": 6,
        "destinations": ["website"],
        "people": ["Noah Lund"],
        "photos": [],
    }
).encode()


def workbooks(folder: Path) -> tuple[bytes, ...]:
    """The class list as Excel and as LibreOffice would write it."""
    rows = [tuple(line.split(";")) for line in ROSTER.decode().splitlines()]
    return xlsx(folder, {"2.A": sheet(*rows)}).read_bytes(), ods(folder, *rows).read_bytes()


def only(kinds: type[Exception] | tuple[type[Exception], ...], work: Callable[[], object]) -> None:
    """Do it; those errors are answers."""
    try:
        work()
    except kinds:
        return
