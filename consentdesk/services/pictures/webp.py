"""WebP files taken apart by their chunks; nothing is decoded.

The essence is a WebP of its own with the first frame only: the bitstream, and its transparency
where that stands apart. Pixels are left to the decoder.
"""

import struct
from struct import pack, unpack_from

from consentdesk.services.pictures.anatomy import Anatomy, Buffer, Header
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.exif import Exif, read_exif
from consentdesk.services.pictures.limits import (
    MAX_PROFILE,
    MAX_XMP,
    check_metadata,
    check_size,
)
from consentdesk.services.pictures.unreadable import damaged

_PICTURE = frozenset({b"VP8 ", b"VP8L"})
_ALPHA_FLAG = 0x10


def dissect(data: bytes) -> Anatomy:
    """Take a WebP apart; raises PictureError as `anatomy.dissect` does."""
    view = memoryview(data)
    size = int.from_bytes(data[4:8], "little")
    if size + 8 > len(data) or size < 12:
        raise damaged("shorter than it says")
    chunks = _chunks(view[12 : size + 8])
    frames = [body for kind, body in chunks if kind == b"ANMF"]
    if frames and any(kind in _PICTURE for kind, _body in chunks):
        # Which of them is shown, readers don't agree on.
        raise damaged("a picture beside an animation")
    # A frame of an animation: position, size, duration and flags, then chunks as in a still.
    first = _chunks(frames[0][16:]) if frames else chunks
    essence, (width, height) = _still(first)
    exif, profile, xmp = _beside(chunks)
    return Anatomy(
        header=Header(
            container=Container.WEBP,
            width=width,
            height=height,
            orientation=exif.orientation,
            taken_at=exif.taken_at,
            profile=profile,
            xmp=xmp,
        ),
        essence=essence,
        shown_too=tuple(frames[1:]),
    )


def _chunks(view: memoryview) -> list[tuple[bytes, memoryview]]:
    found: list[tuple[bytes, memoryview]] = []
    at = beside = 0
    while at + 8 <= len(view):
        kind, length = unpack_from("<4sI", view, at)
        if at + 8 + length > len(view):
            raise damaged("chunk outside the file")
        found.append((kind, view[at + 8 : at + 8 + length]))
        if kind not in _PICTURE and kind not in (b"ALPH", b"ANMF"):
            beside += length
        check_metadata(beside, len(found))
        at += 8 + length + length % 2
    return found


def _still(chunks: list[tuple[bytes, memoryview]]) -> tuple[tuple[Buffer, ...], tuple[int, int]]:
    """A WebP of one picture, and its width and height as the bitstream has them."""
    if sum(kind in _PICTURE for kind, _body in chunks) > 1:
        raise damaged("two pictures in one")
    if sum(kind == b"ALPH" for kind, _body in chunks) > 1:
        raise damaged("two transparencies in one")
    kind, body = next((c for c in chunks if c[0] in _PICTURE), (b"", memoryview(b"")))
    try:
        size = _lossy_size(body) if kind == b"VP8 " else _lossless_size(body)
    except struct.error:
        raise damaged("no bitstream") from None
    check_size(*size)
    alpha = next((b for k, b in chunks if k == b"ALPH"), None) if kind == b"VP8 " else None
    parts: list[Buffer] = []
    if alpha is not None:
        width, height = ((n - 1).to_bytes(3, "little") for n in size)
        parts += _chunk(b"VP8X", bytes([_ALPHA_FLAG, 0, 0, 0]) + width + height)
        parts += _chunk(b"ALPH", alpha)
    parts += _chunk(kind, body)
    length = 4 + sum(len(p) for p in parts)
    return (pack("<4sI4s", b"RIFF", length, b"WEBP"), *parts), size


def _chunk(kind: bytes, body: Buffer) -> list[Buffer]:
    return [pack("<4sI", kind, len(body)), body, b"\x00" * (len(body) % 2)]


def _lossy_size(body: memoryview) -> tuple[int, int]:
    tag, start, width, height = unpack_from("<3s3sHH", body)
    if tag[0] & 1 or start != b"\x9d\x01\x2a":
        raise damaged("no key frame")
    return width & 0x3FFF, height & 0x3FFF


def _lossless_size(body: memoryview) -> tuple[int, int]:
    signature, bits = unpack_from("<BI", body)
    if signature != 0x2F:
        raise damaged("no lossless bitstream")
    return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1


def _beside(chunks: list[tuple[bytes, memoryview]]) -> tuple[Exif, bytes, tuple[bytes, ...]]:
    exif, profile, xmp = Exif(), b"", []
    for kind, body in chunks:
        if kind == b"EXIF":
            exif = read_exif(body)
        elif kind == b"ICCP" and len(body) <= MAX_PROFILE:
            profile = bytes(body)
        elif kind == b"XMP " and len(body) <= MAX_XMP:
            xmp.append(bytes(body))
    return exif, profile, tuple(xmp)
