"""What a copy carries besides pixels: the last look before it leaves (R24).

Reads the very bytes to be written, knows only the one form that clean copies have, and reports
everything else, known or not. Shares neither walk nor constants with the code that makes the
copies, so that one mistake does not blind both.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from consentdesk.services.pictures.anatomy import Buffer
from consentdesk.services.pictures.icc import Advice, clean_profile
from consentdesk.services.pictures.ifd import TiffBlock
from consentdesk.services.pictures.markers import Scan, scan_from
from consentdesk.services.pictures.passes import Passes
from consentdesk.services.pictures.stamp import is_packet
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
    """Something between the segments, hidden behind the tables of one, or told twice."""
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Residue:
    """One thing that must not leave, and where: segment and offset in bytes."""

    place: str
    what: Trace


_PLAIN_START = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_COLOUR_START = re.compile(rb"\xff\xee\x00\x0eAdobe\x00\x64\x00{4}[\x00\x02]")
_END = b"\xff\xd9"
_TURNED = re.compile(
    rb"Exif\x00\x00II\*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00{3}[\x02-\x08]\x00{7}"
)


def residue(*parts: Buffer) -> tuple[Residue, ...]:
    """Everything in a copy that must not leave; empty means clean.

    Takes the bytes to be written, in one piece or in the pieces they will be written in.
    """
    strip = _Strip(parts)
    if strip.piece(0, 2) != b"\xff\xd8":
        return (Residue("file", Trace.NOT_A_COPY),)
    return tuple(_found(strip))


class _Strip:
    """Pieces of bytes, read as one."""

    def __init__(self, parts: Sequence[Buffer]) -> None:
        self._parts = parts
        self._starts = list(accumulate((len(p) for p in parts), initial=0))
        self.size = self._starts.pop()

    def piece(self, start: int, end: int) -> bytes:
        """The bytes there, as many as there are."""
        at = max(0, bisect_right(self._starts, start) - 1)
        found = b""
        while at < len(self._parts) and self._starts[at] < end:
            border = self._starts[at]
            found += self._parts[at][max(0, start - border) : end - border]
            at += 1
        return found

    def scan_from(self, start: int) -> tuple[Buffer, Scan]:
        """The coded data from there on, and the bytes that the places in it count from.

        They end within the piece they begin in or just behind it, or all the rest is joined.
        """
        at = max(0, bisect_right(self._starts, start) - 1)
        part = self._parts[at] if self._parts else b""
        scan = scan_from(part, start - self._starts[at])
        border = self._starts[at] + len(part)
        if scan.end >= 0:
            return part, scan
        if self.piece(border - 1, border) != b"\xff" and self.piece(border, border + 2) == _END:
            return part, Scan(scan.start, len(part), scan.restarts)
        rest = self.piece(start, self.size)
        return rest, scan_from(rest, 0)


def _found(strip: _Strip) -> Iterator[Residue]:
    at, coding, tables, passes = 2, False, Tables(), Passes()
    seen = set[str]()
    while True:
        head = strip.piece(at, at + 4)
        if head[:1] != b"\xff" or len(head) < 2:
            yield Residue(f"byte {at}", Trace.NOT_A_COPY if at >= strip.size else Trace.STRAY)
            return
        marker = head[1]
        if marker == 0xD9:
            if at + 2 != strip.size:
                yield Residue(f"byte {at + 2}", Trace.TRAILER)
            if not tables.all_used() or not passes.all_used():
                yield Residue(f"byte {at}", Trace.STRAY)
            return
        end = at + 2 + int.from_bytes(head[2:], "big")
        if marker < 0xC0 or 0xD0 <= marker <= 0xD8 or marker == 0xFF or end < at + 4:
            yield Residue(f"byte {at}", Trace.STRAY)
            return
        if end > strip.size:
            yield Residue(f"byte {at}", Trace.NOT_A_COPY)
            return
        whole, place = strip.piece(at, end), f"{marker:02X} at byte {at}"
        if marker >= 0xE0:
            # Beside the pixels: each kind once, before the coded picture begins.
            what, kind = _beside(whole, at)
            if what is None and (coding or kind in seen):
                what = Trace.STRAY
            if what is None:
                seen.add(kind)
            else:
                yield Residue(place, what)
        else:
            coding = True
            body = memoryview(whole)[4:]
            sound = tables.take(marker, body) and passes.take(marker, body)
            if marker == 0xDA:
                coded, scan = strip.scan_from(end)
                end = end + scan.end - scan.start if scan.end >= 0 else strip.size
                sound = sound and passes.ended(coded, scan)
            if not sound:
                yield Residue(place, Trace.STRAY)
        at = end


def _beside(whole: bytes, at: int) -> tuple[Trace | None, str]:
    """What is wrong with a segment beside the pixels (None: nothing), and what kind it is."""
    marker, body = whole[1], whole[4:]
    if marker in (0xE0, 0xEE):
        return _start(whole, at), "start"
    if marker == 0xE1 and body.startswith(b"Exif\x00"):
        return (None if _TURNED.fullmatch(body) else _exif(body[6:])), "exif"
    if marker == 0xE1 and body.startswith(b"http://ns.adobe.com/x"):
        ours = is_packet(body.removeprefix(b"http://ns.adobe.com/xap/1.0/\x00"))
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


def _start(whole: bytes, at: int) -> Trace | None:
    """The marker that says how to read the colours: right behind the start, in one form."""
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
