"""Whatever is in a file, its reader reads it or says that it can't; nothing else, and soon.

Each begins with a whole file and spoils some of it, which gets further in than chance bytes do.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from consentdesk import paths
from consentdesk.domain.events import Event
from consentdesk.domain.photos import Destination
from consentdesk.domain.policy import PolicyError, parse_policy
from consentdesk.domain.presets import Preset
from consentdesk.errors import BadInput, ConsentDeskError, RegisterError
from consentdesk.services.check_pack import content
from consentdesk.services.check_pack.envelope import check_header
from consentdesk.services.class_list.importing import open_list
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.fingerprint import fingerprint, look
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.residue import residue
from consentdesk.services.pictures.unreadable import PictureError
from consentdesk.services.scanning.pages import pages_of
from consentdesk.services.scanning.payloads import parse_payload
from consentdesk.storage.register import Register
from tests.services.class_list.lists import sheet, xlsx
from tests.services.office import CLERK, MONDAY, SKOVSKOLEN, picture
from tests.services.pictures.heic import heic
from tests.storage.tampering import opened
from tests.storage.test_sealing import check_seal, seal
from tests.templates import Templates

TODAY = date(2026, 9, 14)
QUICK = settings(max_examples=60, suppress_health_check=list(HealthCheck))
FEW = settings(QUICK, max_examples=20)
SLOW = settings(QUICK, max_examples=5)
"""For what is looked at in a process of its own."""
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
        place = draw(st.integers(0, len(data)))
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


def _with(packet: bytes) -> bytes:
    """A JPEG file with that packet in it."""
    jpeg, body = picture(1), b"http://ns.adobe.com/xap/1.0/\0" + packet
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


PICTURES = (
    _with(XMP),
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
READERS: tuple[Callable[[bytes], object], ...] = (fingerprint, look, residue, named_people)


WORDS = st.sampled_from(
    ('{"max_edge": "x"}', "[1]", '{"a": [', "2026-13-01", "", "null", '[["a"]]')
)


def only(kinds: type[Exception] | tuple[type[Exception], ...], work: Callable[[], object]) -> None:
    """Do it; those errors are answers."""
    try:
        work()
    except kinds:
        return


@QUICK
@given(st.sampled_from(PICTURES).flatmap(spoilt), st.sampled_from(READERS))
def test_a_picture_is_read_or_refused(data: bytes, read: Callable[[bytes], object]) -> None:
    only(PictureError, partial(read, data))


@QUICK
@given(st.one_of(spoilt(XMP).map(_with), spoilt(_with(XMP))))
def test_who_is_named_in_a_picture_is_read_or_nobody(data: bytes) -> None:
    assert all(one.name for one in named_people(data))


@SLOW
@given(st.lists(st.sampled_from(PICTURES).flatmap(spoilt), min_size=5, max_size=5))
def test_pixels_are_looked_at_in_a_child_that_may_die(files: list[bytes]) -> None:
    with Decoder() as decoder:
        for data in files:
            only(PictureError, partial(decoder.thumbnail, data, 32))
            only(PictureError, partial(decoder.perceptual, data))


@SLOW
@given(st.lists(st.sampled_from((PDF, *PICTURES)).flatmap(spoilt), min_size=5, max_size=5))
def test_a_scan_is_read_page_by_page_or_said_to_be_unreadable(
    tmp_path: Path, files: list[bytes]
) -> None:
    path = tmp_path / "scan"
    with Decoder() as decoder:
        for data in files:
            path.write_bytes(data)
            for page in pages_of(path, decoder):
                assert page.at.number >= 1


@QUICK
@given(st.text(max_size=80))
def test_a_code_on_paper_is_a_sheet_or_nothing(text: str) -> None:
    parse_payload(text)
    parse_payload(f"CD1:{text}")


@pytest.fixture
def lists(tmp_path: Path) -> tuple[bytes, ...]:
    """The same class list as a text and as a workbook."""
    rows = [tuple(line.split(";")) for line in ROSTER.decode().splitlines()]
    return ROSTER, xlsx(tmp_path, {"2.A": sheet(*rows)}).read_bytes()


@QUICK
@given(data=st.data())
def test_a_class_list_is_read_or_refused(
    tmp_path: Path, lists: tuple[bytes, ...], data: st.DataObject
) -> None:
    path = tmp_path / "list"
    path.write_bytes(data.draw(st.sampled_from(lists).flatmap(spoilt)))
    only(BadInput, partial(open_list, path, TODAY))


@QUICK
@given(spoilt(paths.policy_file("dk").read_bytes()))
def test_a_policy_file_is_read_or_the_line_is_named(data: bytes) -> None:
    only(PolicyError, partial(parse_policy, data.decode("utf-8", "replace")))


@FEW
@given(data=st.data())
def test_a_seal_is_read_or_refused(
    tmp_path: Path, templates: Templates, data: st.DataObject
) -> None:
    path = templates.copy(SKOVSKOLEN, tmp_path / "register" / "school.db")
    with Register.open(str(path)) as register:
        whole = seal(register)
        for _ in range(5):
            text = data.draw(spoilt(whole.encode())).decode("utf-8", "replace")
            only(BadInput, partial(check_seal, register, text))


@QUICK
@given(spoilt(PACK))
def test_a_check_pack_is_read_or_refused(text: bytes) -> None:
    only(ConsentDeskError, partial(content.read, text, Path("pack")))
    only(ConsentDeskError, partial(check_header, text, Path("pack")))


@FEW
@given(
    name=st.sampled_from(("preset", "event")),
    value=st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.binary(), WORDS),
    data=st.data(),
)
def test_a_preset_or_an_event_is_read_or_the_register_is_damaged(
    tmp_path: Path, templates: Templates, name: str, value: object, data: st.DataObject
) -> None:
    path = _furnished(tmp_path, templates)
    with opened(path) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({name})")]
        c: sa.ColumnClause[object] = sa.column(
            data.draw(st.sampled_from([c for c in columns if c != "institution"]))
        )
        with suppress(sqlite3.IntegrityError):
            raw.execute(str(sa.update(sa.table(name, c)).values({c: sa.bindparam("v")})), [value])
    only(RegisterError, partial(_presets_and_events, path))


def _presets_and_events(path: Path) -> None:
    with Register.open(str(path)) as register, register.read() as reader:
        reader.presets()
        reader.events()


def _furnished(folder: Path, templates: Templates) -> Path:
    """A register with a preset and an event in it."""
    path = templates.copy(SKOVSKOLEN, folder / "register" / "school.db")
    with Register.open(str(path)) as register, register.write(CLERK, MONDAY) as writer:
        writer.set_preset(Preset(destination=Destination("website"), max_edge=100))
        writer.set_event(Event(name="Sommerfest", groups=("2.A",), held_on=TODAY))
    return path
