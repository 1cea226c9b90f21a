"""PNG files taken apart by their chunks; nothing but a profile or an XMP packet is inflated.

The chunks that decide pixels are kept as they stand; gamma and other hints about colour are left
out, as browsers without colour management do. Pixels are left to the decoder.
"""

import struct
import zlib
from struct import unpack_from

from consentdesk.services.pictures.anatomy import Anatomy, Buffer, Header
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.exif import Exif, read_exif
from consentdesk.services.pictures.limits import MAX_PROFILE, MAX_XMP, check_metadata, check_size
from consentdesk.services.pictures.unreadable import damaged, unknown_coding

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_XMP = b"XML:com.adobe.xmp\x00"
_FRAMES = frozenset({b"acTL", b"fcTL", b"fdAT"})


def dissect(data: bytes) -> Anatomy:
    """Take a PNG apart; raises PictureError as `anatomy.dissect` does."""
    walk = _Walk(data)
    return Anatomy(
        header=walk.header(),
        essence=(_SIGNATURE, *walk.kept),
        shown_too=tuple(walk.frames),
    )


class _Walk:
    """One pass over the chunks."""

    def __init__(self, data: bytes) -> None:
        self._view = memoryview(data)
        self.kept: list[Buffer] = []
        self.frames: list[Buffer] = []
        self._beside: list[tuple[bytes, memoryview]] = []
        self._width = self._height = 0
        at, beside, parts, pixels = len(_SIGNATURE), 0, 0, 0
        kind = b""
        while kind != b"IEND":
            kind, end = self._chunk(at)
            whole = self._view[at:end]
            if not self.kept:
                self._start(kind, whole)
            if kind in (b"IHDR", b"IDAT", b"IEND") or (kind in (b"PLTE", b"tRNS") and not pixels):
                self._keep(kind, whole)
                pixels += kind == b"IDAT"
            elif kind in _FRAMES:
                self.frames.append(whole)
            elif not kind[0] & 0x20 and kind != b"PLTE":
                raise unknown_coding(f"PNG {kind.decode('ascii', 'replace')}")
            else:
                self._beside.append((kind, whole[8:-4]))
                beside += len(whole)
            parts += 1
            check_metadata(beside, parts)
            at = end
        if not pixels:
            raise damaged("no pixels")

    def _chunk(self, at: int) -> tuple[bytes, int]:
        try:
            length, kind = unpack_from(">I4s", self._view, at)
        except struct.error:
            raise damaged("no end chunk") from None
        end = at + 12 + length
        if end > len(self._view):
            raise damaged("chunk outside the file")
        return kind, end

    def _start(self, kind: bytes, whole: memoryview) -> None:
        if kind != b"IHDR" or len(whole) != 25:
            raise damaged("no header chunk")
        self._width, self._height = unpack_from(">II", whole, 8)
        check_size(self._width, self._height)

    def _keep(self, kind: bytes, whole: memoryview) -> None:
        if kind == b"IHDR" and self.kept:
            raise damaged("two headers")
        self.kept.append(whole)

    def header(self) -> Header:
        exif, profile, xmp = Exif(), b"", []
        for kind, body in self._beside:
            if kind == b"eXIf":
                exif = read_exif(body)
            elif kind == b"iCCP":
                profile = _profile(bytes(body))
            elif kind == b"iTXt" and body[: len(_XMP)] == _XMP:
                xmp.append(_text(bytes(body)))
        return Header(
            container=Container.PNG,
            width=self._width,
            height=self._height,
            orientation=exif.orientation,
            taken_at=exif.taken_at,
            profile=profile,
            xmp=tuple(xmp),
        )


def _profile(body: bytes) -> bytes:
    _name, found, rest = body.partition(b"\x00")
    return _inflated(rest[1:], MAX_PROFILE) if found and rest[:1] == b"\x00" else b""


def _text(body: bytes) -> bytes:
    """The text of an iTXt chunk: keyword, compression flag and method, language, translation."""
    packed, rest = body[len(_XMP) : len(_XMP) + 1], body[len(_XMP) + 2 :]
    parts = rest.split(b"\x00", 2)
    if len(parts) < 3:
        return b""
    return parts[2][:MAX_XMP] if packed == b"\x00" else _inflated(parts[2], MAX_XMP)


def _inflated(data: bytes, limit: int) -> bytes:
    """Inflate up to `limit` bytes; empty for more, and for damage: a gigabyte fits in a chunk."""
    inflater = zlib.decompressobj()
    try:
        found = inflater.decompress(data, limit)
    except zlib.error:
        return b""
    return found if inflater.eof else b""
