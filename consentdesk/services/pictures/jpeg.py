"""JPEG files taken apart by their markers (ITU-T T.81); nothing is decoded.

Knows which segments decide the pixels and how decoders guess the colours (JFIF, Adobe, component
names, in libjpeg's order). Leaves the checking of what we write to `residue`, which reads for
itself.
"""

import re
from dataclasses import dataclass

from consentdesk.errors import Problem
from consentdesk.services.pictures.anatomy import Anatomy, Buffer, Header
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.exif import Exif, read_exif
from consentdesk.services.pictures.limits import (
    MAX_PIXELS_JPEG,
    MAX_PROFILE,
    MAX_SCANS,
    MAX_XMP,
    check_metadata,
    check_size,
)
from consentdesk.services.pictures.markers import Scan, scan_from
from consentdesk.services.pictures.passes import Passes
from consentdesk.services.pictures.tables import Tables
from consentdesk.services.pictures.unreadable import PictureError, damaged, unknown_coding

JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
ADOBE = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"
"""Followed by one byte: 0 RGB or CMYK, 1 YCbCr, 2 YCCK."""
EXIF, XMP, PROFILE = b"Exif\x00\x00", b"http://ns.adobe.com/xap/1.0/\x00", b"ICC_PROFILE\x00"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\x00"

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC9, 0xCA})
_OTHER_FRAMES = frozenset({0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xCB, 0xCD, 0xCE, 0xCF, 0xDE})
_STRAY = frozenset({*range(0x01, 0xC0), *range(0xD0, 0xD8), *range(0xF0, 0xFE)})
_BESIDE = frozenset({*range(0xE0, 0xF0), _COM})

_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff]")


def dissect(data: bytes) -> Anatomy:
    """Take a JPEG apart; raises PictureError as `anatomy.dissect` does."""
    walk = _Walk(data)
    walk.to_end()
    return Anatomy(
        header=walk.header(),
        essence=(b"\xff\xd8" + walk.colours(), *walk.kept(), b"\xff\xd9"),
        scans=tuple(walk.scans),
        copyable=walk.plain,
        sampling=walk.sampling(),
    )


def header(data: bytes) -> Header:
    """What stands before the first scan; raises PictureError as `anatomy.header` does."""
    walk = _Walk(data)
    walk.to_first_scan()
    return walk.header()


@dataclass(slots=True)
class _Frame:
    width: int
    height: int
    components: bytes
    sampling: tuple[tuple[int, int], ...]


class _Walk:
    """One pass over the markers, remembering what it met."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._view = memoryview(data)
        self._at = 2
        self._frame: _Frame | None = None
        self._stretches: list[list[int]] = []
        self._beside: list[tuple[int, int, int]] = []
        self._segments = self._beside_size = self._scans = 0
        self._tables = Tables()
        self._passes = Passes()
        self.scans: list[Scan] = []
        self.plain = True

    def to_first_scan(self) -> None:
        while not self._scans:
            self._step(whole=False)

    def to_end(self) -> None:
        while self._step(whole=True):
            pass
        self.plain &= self._tables.all_used() and self._passes.all_used()

    def _step(self, *, whole: bool) -> bool:
        """Take in one segment; False at the end of the picture."""
        found = _NEXT_MARKER.search(self._data, self._at)
        if found is None:
            raise damaged("no end of image")
        start = found.start()
        marker = self._data[start + 1]
        self._segments += 1
        # Cameras pad their headers now and then; amid the scans it is a hole in the picture, unless
        # it is the FF that may stand before any marker as often as one likes.
        if marker in _STRAY or (self._scans and self._data[self._at : start].strip(b"\xff")):
            raise damaged("stray bytes")
        if marker == _EOI:
            if not self._scans:
                raise damaged("no scan")
            return False
        if marker == _SOI:
            raise damaged("a picture within the picture")
        end = start + 2 + int.from_bytes(self._data[start + 2 : start + 4], "big")
        if end < start + 4 or end > len(self._data):
            raise damaged("segment outside the file")
        if marker in _BESIDE:
            self._beside.append((marker, start + 4, end))
            self._beside_size += end - start
        else:
            end = self._coded(marker, start, end, whole=whole)
        check_metadata(self._beside_size, self._segments)
        self._at = end
        return True

    def _coded(self, marker: int, start: int, end: int, *, whole: bool) -> int:
        """Keep a segment that decides pixels; returns where it ends, scan data included."""
        body = self._view[start + 4 : end]
        if marker in _FRAMES:
            self._take_frame(body)
        elif marker in _OTHER_FRAMES:
            raise unknown_coding(f"JPEG {marker:02X}")
        elif marker == _SOS:
            end = self._scan(end, whole=whole)
        self.plain &= self._tables.take(marker, body) and self._passes.take(marker, body)
        if marker == _SOS and whole:
            self.plain &= self._passes.ended(self._data, self.scans[-1])
        if self._stretches and self._stretches[-1][1] == start:
            self._stretches[-1][1] = end
        else:
            self._stretches.append([start, end])
        return end

    def _take_frame(self, body: memoryview) -> None:
        if self._frame is not None:
            raise damaged("two frames")
        if len(body) < 6 or len(body) != 6 + 3 * body[5] or body[5] not in (1, 3, 4):
            raise damaged("frame header")
        height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
        check_size(width, height, MAX_PIXELS_JPEG)
        sampling = tuple(divmod(both, 16) for both in body[7::3])
        self._frame = _Frame(width, height, bytes(body[6::3]), sampling)

    def _scan(self, start: int, *, whole: bool) -> int:
        if self._frame is None:
            raise damaged("scan without a frame")
        self._scans += 1
        if self._scans > MAX_SCANS:
            raise PictureError(Problem.UNREADABLE_SCANS, limit=MAX_SCANS)
        if not whole:
            return start
        scan = scan_from(self._data, start)
        if scan.end < 0:
            raise damaged("no end of image")
        self.scans.append(scan)
        return scan.end

    def kept(self) -> list[Buffer]:
        return [self._view[start:end] for start, end in self._stretches]

    def sampling(self) -> tuple[tuple[int, int], ...]:
        return self._frame.sampling if self._frame is not None else ()

    def header(self) -> Header:
        if self._frame is None:
            raise damaged("no frame")
        exif = self._exif()
        return Header(
            container=Container.JPEG,
            width=self._frame.width,
            height=self._frame.height,
            channels=len(self._frame.components),
            orientation=exif.orientation,
            taken_at=exif.taken_at,
            profile=self._profile(),
            xmp=self._xmp(),
        )

    def _bodies(self, marker: int, signature: bytes) -> list[memoryview]:
        return [
            self._view[start + len(signature) : end]
            for kind, start, end in self._beside
            if kind == marker and self._data.startswith(signature, start, end)
        ]

    def _exif(self) -> Exif:
        found = self._bodies(0xE1, EXIF)
        return read_exif(found[0]) if found else Exif()

    def _profile(self) -> bytes:
        """The ICC profile from its numbered pieces; empty where one is missing."""
        pieces = {p[0]: p for p in self._bodies(0xE2, PROFILE) if len(p) > 2}
        numbers = range(1, len(pieces) + 1)
        if any(n not in pieces or pieces[n][1] != len(pieces) for n in numbers):
            return b""
        whole = b"".join(pieces[n][2:] for n in numbers)
        return whole if len(whole) <= MAX_PROFILE else b""

    def _xmp(self) -> tuple[bytes, ...]:
        packets = [bytes(p) for p in self._bodies(0xE1, XMP)]
        more: dict[bytes, list[tuple[int, memoryview]]] = {}
        for piece in self._bodies(0xE1, _MORE_XMP):
            name = bytes(piece[:32])
            # Anybody can append a second packet; only the one named in the first belongs here.
            if len(piece) > 40 and any(name in packet for packet in packets):
                place = int.from_bytes(piece[36:40], "big")
                more.setdefault(name, []).append((place, piece[40:]))
        packets += [
            b"".join(p for _place, p in sorted(pieces, key=lambda x: x[0]))
            for pieces in more.values()
            if sum(len(p) for _place, p in pieces) <= MAX_XMP
        ]
        return tuple(packets)

    def colours(self) -> bytes:
        """One marker that says how to read the colours, worked out as libjpeg would.

        JFIF stands before Adobe, Adobe before the names of the components. Saying it in one way
        makes the digest independent of tools that add or drop a JFIF header.
        """
        names = self._frame.components if self._frame is not None else b""
        adobe = [a[6] for a in self._bodies(0xEE, b"Adobe") if len(a) >= 7]
        if len(names) == 4:
            return ADOBE + bytes([2 if adobe[-1] else 0]) if adobe else b""
        if len(names) == 3 and not self._bodies(0xE0, b"JFIF\x00"):
            red_green_blue = adobe[-1] == 0 if adobe else names == b"RGB"
            if red_green_blue:
                return ADOBE + b"\x00"
        return JFIF
