"""What a copy carries besides pixels: the last look before it leaves (R24).

Reads the very bytes to be written, knows only the one form that clean copies have, and reports
everything else, known or not. Shares neither walk nor constants with the code that makes the
copies, so that one mistake does not blind both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from consentdesk.services.pictures.icc import Advice, clean_profile
from consentdesk.services.pictures.ifd import TiffBlock
from consentdesk.services.pictures.markers import end_of_scan
from consentdesk.services.pictures.stamp import read_packet
from consentdesk.services.pictures.tables import Tables


class Trace(StrEnum):
    """What was found that must not leave."""

    NOT_A_COPY = "NOT_A_COPY"
    """No JPEG, or one that breaks off."""
    CAMERA = "CAMERA"
    """EXIF with more than an orientation: camera, date, artist …"""
    PLACE = "PLACE"
    MAKER_NOTE = "MAKER_NOTE"
    PREVIEW = "PREVIEW"
    XMP = "XMP"
    IPTC = "IPTC"
    COMMENT = "COMMENT"
    PROFILE = "PROFILE"
    """A colour profile that is not one of the rebuilt ones."""
    MORE_PICTURES = "MORE_PICTURES"
    TRAILER = "TRAILER"
    """Something behind the end of the picture."""
    STRAY = "STRAY"
    """Something between the segments, or hidden behind the tables of one."""
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Residue:
    """One thing that must not leave, and where: segment and offset in bytes."""

    place: str
    what: Trace


_PLAIN_START = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_COLOUR_START = re.compile(rb"\xff\xee\x00\x0eAdobe\x00\x64\x00{4}[\x00\x02]")
_TURNED = re.compile(
    rb"Exif\x00\x00II\*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00{3}[\x02-\x08]\x00{7}"
)


def residue(data: bytes) -> tuple[Residue, ...]:
    """Everything in a copy that must not leave; empty means clean."""
    if data[:2] != b"\xff\xd8":
        return (Residue("file", Trace.NOT_A_COPY),)
    return tuple(_found(data))


def _found(data: bytes) -> Iterator[Residue]:
    at, coding, tables = 2, False, Tables()
    seen = set[str]()
    while True:
        if data[at : at + 1] != b"\xff" or at + 2 > len(data):
            yield Residue(f"byte {at}", Trace.NOT_A_COPY if at >= len(data) else Trace.STRAY)
            return
        marker = data[at + 1]
        if marker == 0xD9:
            if at + 2 != len(data):
                yield Residue(f"byte {at + 2}", Trace.TRAILER)
            if not tables.all_used():
                yield Residue(f"byte {at}", Trace.STRAY)
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker < 0xC0 or 0xD0 <= marker <= 0xD8 or marker == 0xFF or end < at + 4:
            yield Residue(f"byte {at}", Trace.STRAY)
            return
        if end > len(data):
            yield Residue(f"byte {at}", Trace.NOT_A_COPY)
            return
        place = f"{marker:02X} at byte {at}"
        if marker >= 0xE0:
            # Beside the pixels: each kind once, before the coded picture begins.
            what, kind = _beside(data, at, end)
            if what is None and (coding or kind in seen):
                what = Trace.STRAY
            if what is None:
                seen.add(kind)
            else:
                yield Residue(place, what)
        else:
            coding = True
            if not tables.take(marker, memoryview(data)[at + 4 : end]):
                yield Residue(place, Trace.STRAY)
            if marker == 0xDA:
                after = end_of_scan(data, end)
                end = after if after >= 0 else len(data)
        at = end


def _beside(data: bytes, at: int, end: int) -> tuple[Trace | None, str]:
    """What is wrong with a segment beside the pixels (None: nothing), and what kind it is."""
    marker, body = data[at + 1], data[at + 4 : end]
    if marker in (0xE0, 0xEE):
        return _start(data, at, end), "start"
    if marker == 0xE1 and body.startswith(b"Exif\x00"):
        return (None if _TURNED.fullmatch(body) else _exif(body[6:])), "exif"
    if marker == 0xE1 and body.startswith(b"http://ns.adobe.com/x"):
        ours = read_packet(body.removeprefix(b"http://ns.adobe.com/xap/1.0/\x00"))
        return (None if ours else Trace.XMP), "xmp"
    if marker == 0xE2 and body.startswith(b"ICC_PROFILE\x00"):
        return (None if _rebuilt(body[12:]) else Trace.PROFILE), "profile"
    if marker == 0xE2 and body.startswith(b"MPF\x00"):
        return Trace.MORE_PICTURES, "pictures"
    if marker == 0xED:
        return Trace.IPTC, "iptc"
    if marker == 0xFE:
        return Trace.COMMENT, "comment"
    return Trace.UNKNOWN, "unknown"


def _start(data: bytes, at: int, end: int) -> Trace | None:
    """The marker that says how to read the colours: right behind the start, in one form."""
    whole = data[at:end]
    if at == 2 and (whole == _PLAIN_START or _COLOUR_START.fullmatch(whole)):
        return None
    body = whole[4:]
    if body.startswith(b"JFXX\x00") or (body.startswith(b"JFIF\x00") and len(body) > 14):
        return Trace.PREVIEW
    return Trace.UNKNOWN


def _rebuilt(body: bytes) -> bool:
    """Whether a profile comes in one piece and holds nothing but what we write."""
    profile = body[2:]
    if body[:2] != b"\x01\x01":
        return False
    cleaned = [clean_profile(profile, channels) for channels in (1, 3)]
    return any(c.advice is Advice.REBUILT and c.profile == profile for c in cleaned)


def _exif(block: bytes) -> Trace:
    """The most telling thing in an EXIF block that is not ours."""
    try:
        tiff = TiffBlock(block)
        entries, more = tiff.entries(tiff.first)
        inner = tiff.integer(entries.get(0x8769))
        camera = tiff.entries(inner)[0] if inner else {}
    except ValueError:
        return Trace.CAMERA
    if 0x8825 in entries:
        return Trace.PLACE
    if 0x927C in camera:
        return Trace.MAKER_NOTE
    return Trace.PREVIEW if more else Trace.CAMERA
