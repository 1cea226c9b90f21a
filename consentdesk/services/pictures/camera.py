"""What a camera and a photographer's software write into a JPEG: for drawn samples only.

EXIF with maker, serial number, date, place and a preview, XMP with persons and face regions, IPTC
with a caption, a comment. All of it made up, none of it may survive a clean copy.
"""

from dataclasses import dataclass
from html import escape
from struct import pack

from consentdesk.domain.photos import Region

SERIAL_NUMBER = "NL20077431"
ARTIST = "Freja Lindegaard"

_Field = tuple[int, int, int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One press of the button: size as stored, orientation, and who is where as seen."""

    number: int
    size: tuple[int, int]
    orientation: int
    people: tuple[tuple[str, Region], ...]
    gps: tuple[float, float] | None
    preview: bytes


def with_metadata(jpeg: bytes, shot: Shot) -> bytes:
    """The JPEG with everything a camera and a diligent photographer would add."""
    after_jfif = 4 + int.from_bytes(jpeg[4:6], "big")
    beside = _segment(0xE1, b"Exif\x00\x00" + _exif(shot))
    beside += _segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + _xmp(shot))
    beside += _segment(0xED, _iptc(shot)) + _segment(0xFE, _caption(shot).encode())
    return jpeg[:after_jfif] + beside + jpeg[after_jfif:]


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + pack(">H", len(body) + 2) + body


def _caption(shot: Shot) -> str:
    names = ", ".join(name for name, _region in shot.people)
    return f"Sommerfest: {names}" if names else "Sommerfest"


def _text(tag: int, text: str) -> _Field:
    value = text.encode() + b"\x00"
    return tag, 2, len(value), value


def _short(tag: int, value: int) -> _Field:
    return tag, 3, 1, pack("<H", value)


def _long(tag: int, value: int) -> _Field:
    return tag, 4, 1, pack("<I", value)


def _ratios(tag: int, *values: float) -> _Field:
    pairs = b"".join(pack("<II", round(v * 10_000), 10_000) for v in values)
    return tag, 5, len(values), pairs


def _directory(fields: list[_Field], start: int, following: int = 0) -> bytes:
    """A directory that begins at that offset, with its values behind it."""
    table, behind = pack("<H", len(fields)), b""
    data_at = start + 2 + 12 * len(fields) + 4
    for tag, kind, count, value in sorted(fields):
        table += pack("<HHI", tag, kind, count)
        if len(value) <= 4:
            table += value.ljust(4, b"\x00")
        else:
            table += pack("<I", data_at + len(behind))
            behind += value + b"\x00" * (len(value) % 2)
    return table + pack("<I", following) + behind


def _exif(shot: Shot) -> bytes:
    day = f"2026:{1 + shot.number % 12:02}:{1 + shot.number % 28:02} 10:{shot.number % 60:02}:00"
    camera = [
        *(_text(0x9003, day), _text(0x9004, day), _text(0xA431, SERIAL_NUMBER)),
        *(
            _ratios(0x829A, 1 / 250),
            _ratios(0x829D, 4.0),
            _ratios(0x920A, 35.0),
            _short(0x8827, 200),
        ),
        (0x9000, 7, 4, b"0231"),
        (0x927C, 7, 64, b"NORDLYS\x00" + SERIAL_NUMBER.encode().ljust(56, b"\x00")),
    ]
    place = _place(shot.gps) if shot.gps is not None else []
    main = [
        *(_text(0x010F, "Nordlys"), _text(0x0110, "Nordlys N-20"), _text(0x010E, _caption(shot))),
        *(_short(0x0112, shot.orientation), _text(0x0132, day), _text(0x013B, ARTIST)),
        *(_ratios(0x011A, 300.0), _ratios(0x011B, 300.0), _short(0x0128, 2)),
        _long(0x8769, 0),
        *([_long(0x8825, 0)] if place else []),
    ]
    camera_at = 8 + len(_directory(main, 8))
    place_at = camera_at + len(_directory(camera, 0))
    small_at = place_at + (len(_directory(place, 0)) if place else 0)
    small = [_short(0x0103, 6), _long(0x0201, 0), _long(0x0202, len(shot.preview))]
    preview_at = small_at + len(_directory(small, 0))
    small[1] = _long(0x0201, preview_at)
    links = {0x8769: _long(0x8769, camera_at), 0x8825: _long(0x8825, place_at)}
    main = [links.get(field[0], field) for field in main]
    return (
        b"II*\x00"
        + pack("<I", 8)
        + _directory(main, 8, small_at)
        + _directory(camera, camera_at)
        + (_directory(place, place_at) if place else b"")
        + _directory(small, small_at)
        + shot.preview
    )


def _place(gps: tuple[float, float]) -> list[_Field]:
    north, east = gps
    return [
        (0, 1, 4, b"\x02\x03\x00\x00"),
        _text(1, "N" if north >= 0 else "S"),
        _ratios(2, *_sexagesimal(north)),
        _text(3, "E" if east >= 0 else "W"),
        _ratios(4, *_sexagesimal(east)),
    ]


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(degrees), 1)
    minutes, rest = divmod(rest * 60, 1)
    return whole, minutes, rest * 60


def _xmp(shot: Shot) -> bytes:
    people = "".join(f"<rdf:li>{escape(name)}</rdf:li>" for name, _region in shot.people)
    regions = "".join(_region_item(name, region, shot) for name, region in shot.people)
    width, height = shot.size
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
        ' xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"'
        ' xmlns:stDim="http://ns.adobe.com/xap/1.0/sType/Dimensions#"'
        ' xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#">'
        f"<dc:creator><rdf:Seq><rdf:li>{ARTIST}</rdf:li></rdf:Seq></dc:creator>"
        f"<Iptc4xmpExt:PersonInImage><rdf:Bag>{people}</rdf:Bag></Iptc4xmpExt:PersonInImage>"
        '<mwg-rs:Regions rdf:parseType="Resource">'
        f'<mwg-rs:AppliedToDimensions stDim:w="{width}" stDim:h="{height}" stDim:unit="pixel"/>'
        f"<mwg-rs:RegionList><rdf:Bag>{regions}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def _region_item(name: str, seen: Region, shot: Shot) -> str:
    x, y, w, h = _as_stored(seen, shot.orientation)
    return (
        '<rdf:li rdf:parseType="Resource"><mwg-rs:Type>Face</mwg-rs:Type>'
        f"<mwg-rs:Name>{escape(name)}</mwg-rs:Name>"
        f'<mwg-rs:Area stArea:x="{x + w / 2:.5f}" stArea:y="{y + h / 2:.5f}"'
        f' stArea:w="{w:.5f}" stArea:h="{h:.5f}" stArea:unit="normalized"/></rdf:li>'
    )


def _as_stored(seen: Region, orientation: int) -> tuple[float, float, float, float]:
    """Where a region of the picture as seen lies in the picture as stored."""
    x, y, w, h = seen.x, seen.y, seen.w, seen.h
    if orientation in (2, 3):
        x = 1 - x - w
    if orientation in (3, 4):
        y = 1 - y - h
    match orientation:
        case 5:
            return y, x, h, w
        case 6:
            return y, 1 - x - w, h, w
        case 7:
            return 1 - y - h, 1 - x - w, h, w
        case 8:
            return 1 - y - h, x, h, w
        case _:
            return x, y, w, h


def _iptc(shot: Shot) -> bytes:
    def field(number: int, text: str) -> bytes:
        value = text.encode()[:2000]
        return b"\x1c\x02" + bytes([number]) + pack(">H", len(value)) + value

    records = field(80, ARTIST) + field(90, "Solbakken") + field(120, _caption(shot))
    body = b"8BIM\x04\x04\x00\x00" + pack(">I", len(records)) + records
    return b"Photoshop 3.0\x00" + body + b"\x00" * (len(records) % 2)
