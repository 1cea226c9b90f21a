"""Picture files made by hand for the tests: of every container, odd, broken and hostile."""

import io
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

import numpy as np
from PIL import Image


def noise(width: int, height: int, seed: int = 1) -> Image.Image:
    """An RGB picture of coarse noise: no two blocks alike, not a hard case for any codec."""
    chance = np.random.Generator(np.random.PCG64(seed))
    small = chance.integers(0, 255, (max(2, height // 8), max(2, width // 8), 3), dtype=np.uint8)
    return Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC)


Kind = Literal["JPEG", "PNG", "WEBP", "TIFF"]


def written(image: Image.Image, kind: Kind, **options: object) -> bytes:
    """The picture in that container, as Pillow writes it."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def jpeg(width: int = 96, height: int = 64, seed: int = 1, **options: object) -> bytes:
    """A small JPEG of noise."""
    return written(noise(width, height, seed), "JPEG", **{"quality": 90, **options})


def lowered(picture: bytes, part: int = 2) -> bytes:
    """A JPEG whose header says that it is only a half as high, or another part of it."""
    frame = next(at for at in map(picture.find, (b"\xff\xc0", b"\xff\xc2")) if at >= 0)
    height = int.from_bytes(picture[frame + 5 : frame + 7], "big")
    return picture[: frame + 5] + struct.pack(">H", height // part) + picture[frame + 7 :]


def raised(picture: bytes, height: int) -> bytes:
    """A JPEG whose header says that it is that high."""
    frame = next(at for at in map(picture.find, (b"\xff\xc0", b"\xff\xc2")) if at >= 0)
    return picture[: frame + 5] + struct.pack(">H", height) + picture[frame + 7 :]


def segment(marker: int, body: bytes) -> bytes:
    """A JPEG segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def with_segments(picture: bytes, *segments: bytes) -> bytes:
    """A JPEG with those segments behind its JFIF header."""
    after = 4 + int.from_bytes(picture[4:6], "big") if picture[3] == 0xE0 else 2
    return picture[:after] + b"".join(segments) + picture[after:]


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk."""
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)


def png(
    width: int, height: int, depth: int, colour: int, packed: bytes, before: Iterable[bytes] = ()
) -> bytes:
    """A PNG by hand: `packed` is the deflated pixels, `before` what stands ahead of them."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = [chunk(b"IHDR", head), *before, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@cache
def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros, deflated: a thousandth of that."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    parts = [packer.compress(block) for _ in range(megabytes)]
    return b"".join(parts) + packer.flush()


def many_scans(width: int, height: int, scans: int) -> bytes:
    """A progressive JPEG whose last scan is repeated: each is cheap to write, dear to decode."""
    whole = written(Image.new("L", (width, height)), "JPEG", progressive=True)
    start = whole.rfind(b"\xff\xda")
    length = 2 + int.from_bytes(whole[start + 2 : start + 4], "big")
    head = whole[start : start + length]
    return whole[:start] + (head + b"\x00\x00") * scans + b"\xff\xd9"


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    """A WebP file by hand."""
    body = b"".join(
        struct.pack("<4sI", kind, len(data)) + data + b"\x00" * (len(data) % 2)
        for kind, data in chunks
    )
    return struct.pack("<4sI4s", b"RIFF", 4 + len(body), b"WEBP") + body


def lossless_webp_header(width: int, height: int) -> bytes:
    """A WebP of under a hundred bytes that says it has that many pixels, all alike."""
    bits = (width - 1) | (height - 1) << 14
    return riff(
        (b"VP8L", b"\x2f" + struct.pack("<I", bits) + b"\x07\x10\x11\x11\x88\x88\xfe\x07\x00")
    )


def text_profile(words: bytes) -> bytes:
    """An RGB profile unlike sRGB whose description and private tag are those words."""
    from PIL import ImageCms

    from consentdesk.services.pictures.icc import clean_profile

    base = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    number = int.from_bytes(base[128:132], "big")
    tags = {}
    for i in range(number):
        name, offset, size = struct.unpack_from(">4sII", base, 132 + 12 * i)
        tags[name] = base[offset : offset + size]
    # Other primaries, so that it can't be taken for sRGB and left out.
    tags[b"gXYZ"] = b"XYZ \x00\x00\x00\x00" + struct.pack(">3i", 14000, 46000, 5000)
    tags[b"desc"] = b"desc\x00\x00\x00\x00" + struct.pack(">I", len(words)) + words + bytes(80)
    tags[b"cprt"] = b"text\x00\x00\x00\x00" + words
    tags[b"priv"] = b"text\x00\x00\x00\x00" + words
    table, body, at = b"", b"", 132 + 12 * len(tags)
    for name, block in tags.items():
        table += struct.pack(">4sII", name, at + len(body), len(block))
        body += block + bytes(-len(block) % 4)
    head = struct.pack(">I", at + len(body)) + base[4:48] + words[:4].ljust(4) + base[52:128]
    profile = head + struct.pack(">I", len(tags)) + table + body
    assert clean_profile(profile, 3).profile
    return profile


def with_names(data: bytes, names: Sequence[str]) -> bytes:
    """A JPEG in which a photographer's program has written who is on it (PersonInImage)."""
    bag = "".join(f"<rdf:li>{name}</rdf:li>" for name in names)
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about=""'
        ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">'
        f"<Iptc4xmpExt:PersonInImage><rdf:Bag>{bag}</rdf:Bag></Iptc4xmpExt:PersonInImage>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    body = b"http://ns.adobe.com/xap/1.0/\x00" + packet.encode()
    return with_segments(data, segment(0xE1, body))
