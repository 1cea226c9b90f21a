"""Hostile and odd files of every kind: each ends as a sentence or as a copy with nothing in it."""

import os
import struct
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from consentdesk.domain.covers import rectangle
from consentdesk.domain.photos import Region
from consentdesk.errors import BadInput, Problem
from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.files import PictureError, digest_file, read_picture
from consentdesk.services.pictures.fingerprint import look, picture_digest
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.residue import residue
from consentdesk.wording import problem_sentence
from tests.services.pictures import crafted, exiftool
from tests.services.pictures.heic import heic
from tests.services.pictures.test_clean import PIXELS_ONLY

NAME = b"Astrid Holm"
ALLOWED = PIXELS_ONLY | {
    *("File:ExifByteOrder", "IFD0:Orientation", "Adobe:DCTEncodeVersion", "Adobe:APP14Flags0"),
    *("Adobe:APP14Flags1", "Adobe:ColorTransform"),
}
RECIPES = (
    Recipe(),
    Recipe(max_edge=40),
    Recipe(covers=(rectangle(Region(0.2, 0.2, 0.3, 0.3)),), crop=Region(0.1, 0.1, 0.8, 0.8)),
)


def _exif(*entries: bytes) -> bytes:
    body = struct.pack("<H", len(entries)) + b"".join(entries) + bytes(4)
    return crafted.segment(0xE1, b"Exif\x00\x00II*\x00\x08\x00\x00\x00" + body)


def _turned(kind: int, count: int, value: bytes) -> bytes:
    entry = struct.pack("<HHI", 0x112, kind, count) + value.ljust(4, b"\x00")[:4]
    return crafted.with_segments(crafted.jpeg(), _exif(entry))


def _orientations() -> Iterator[tuple[str, bytes]]:
    for value in (0, 9, 255, 65535):
        yield f"orientation {value}", _turned(3, 1, struct.pack("<H", value))
    yield "orientation as text", _turned(2, 11, NAME)
    yield "orientation a million times", _turned(3, 1_000_000, b"\x08")
    yield "orientation of four thousand millions", _turned(4, 1, b"\xff" * 4)
    yield "orientation below zero", _turned(9, 1, b"\xff" * 4)
    yield "orientation of no kind", _turned(77, 1, b"\x06")


def _profiles() -> Iterator[tuple[str, bytes]]:
    def piece(number: int, of: int, body: bytes) -> bytes:
        return crafted.segment(0xE2, b"ICC_PROFILE\x00" + bytes([number, of]) + body)

    full = crafted.text_profile(NAME * 20)
    yield "a profile", crafted.with_segments(crafted.jpeg(), piece(1, 1, full))
    yield (
        "a profile of 250 pieces",
        crafted.with_segments(crafted.jpeg(), *(piece(n, 250, NAME * 1000) for n in range(1, 251))),
    )
    yield (
        "a profile out of order",
        crafted.with_segments(crafted.jpeg(), piece(2, 2, full[300:]), piece(1, 2, full[:300])),
    )
    many = full[:128] + struct.pack(">I", 0xFFFFFFFF) + full[132:]
    yield "a profile of endless tags", crafted.with_segments(crafted.jpeg(), piece(1, 1, many))
    numbers = full.replace(struct.pack(">3i", 14000, 46000, 5000), b"Astrid Holm ")
    assert b"XYZ \x00\x00\x00\x00Astrid Holm " in numbers
    yield "a profile of wordy numbers", crafted.with_segments(crafted.jpeg(), piece(1, 1, numbers))


def _polyglots() -> Iterator[tuple[str, bytes]]:
    html = b"<html><script>alert('" + NAME + b"')</script></html>"
    zipped = b"PK\x03\x04" + NAME * 50 + b"PK\x05\x06" + bytes(18)
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        plain = crafted.written(crafted.noise(96, 64), kind)
        yield f"{kind} and ZIP", plain + zipped
        yield f"{kind} and HTML", plain + html
        yield f"{kind} and JPEG", plain + crafted.jpeg(seed=9)
        yield f"{kind} and PDF", plain + b"%PDF-1.7 " + NAME
    for words in (html, zipped, b"%PDF-1.7 " + NAME, b"GIF89a" + NAME):
        commented = crafted.with_segments(crafted.jpeg(), crafted.segment(0xFE, words))
        yield f"JPEG with {words[:6]!r} in a comment", commented
    twice = crafted.jpeg(seed=1) + crafted.jpeg(seed=2)
    index = crafted.segment(0xE2, b"MPF\x00II*\x00" + NAME)
    yield "MPO", crafted.with_segments(twice, index)
    yield "JPEG in JPEG", b"\xff\xd8" + crafted.jpeg()
    yield (
        "thumbnail of the uncropped",
        crafted.with_segments(
            crafted.jpeg(), crafted.segment(0xE0, b"JFXX\x00\x10" + crafted.jpeg(32, 32, 3))
        ),
    )


def _modes() -> Iterator[tuple[str, bytes]]:
    image = crafted.noise(96, 64)
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", NAME.decode())
    clear = image.convert("RGBA")
    clear.putalpha(Image.linear_gradient("L").resize(image.size))
    palette = image.quantize(16)
    yield (
        "PNG palette with transparency",
        crafted.written(palette, "PNG", transparency=bytes(range(0, 256, 16)), pnginfo=info),
    )
    yield (
        "PNG with one clear colour",
        crafted.written(image, "PNG", transparency=(0, 0, 0), pnginfo=info),
    )
    yield "PNG grey and clear", crafted.written(clear.convert("LA"), "PNG", pnginfo=info)
    yield "PNG colours and clear", crafted.written(clear, "PNG", pnginfo=info)
    deep = np.arange(96 * 64, dtype=np.uint16).reshape(64, 96) * 10
    yield "PNG of sixteen bits", crafted.written(Image.fromarray(deep), "PNG", pnginfo=info)
    rows = b"".join(b"\x00" + os.urandom(96 * 6) for _ in range(64))
    yield "PNG of sixteen bits and colours", crafted.png(96, 64, 16, 2, zlib.compress(rows))
    rows = b"".join(b"\x00" + os.urandom(96 * 8) for _ in range(64))
    yield "PNG of sixteen bits and clear", crafted.png(96, 64, 16, 6, zlib.compress(rows))
    yield "PNG black and white", crafted.written(image.convert("1"), "PNG", pnginfo=info)
    yield "JPEG CMYK", crafted.written(image.convert("CMYK"), "JPEG", comment=NAME)
    yield "JPEG RGB", crafted.written(image, "JPEG", keep_rgb=True, comment=NAME)
    yield "JPEG grey", crafted.written(image.convert("L"), "JPEG", comment=NAME)
    for mode in ("1", "L", "P", "RGB", "RGBA", "CMYK", "LAB", "I;16", "I", "F", "YCbCr"):
        data = crafted.written(
            image.convert("L").convert(mode)
            if mode in {"I;16", "I", "F"}
            else image.convert(mode)
            if mode != "LAB"
            else Image.new("LAB", (96, 64)),
            "TIFF",
            tiffinfo={315: NAME.decode()},
        )
        yield f"TIFF {mode}", data
    several = {"save_all": True, "append_images": [crafted.noise(96, 64, n) for n in range(2, 40)]}
    yield "TIFF of many pages", crafted.written(image, "TIFF", **several)
    yield "TIFF of many strips", crafted.written(image, "TIFF", tiffinfo={278: 1}, strip_size=300)
    for packing in ("packbits", "tiff_lzw", "jpeg", "tiff_adobe_deflate", "zstd"):
        yield f"TIFF {packing}", crafted.written(image, "TIFF", compression=packing)
    yield "moving PNG", crafted.written(image, "PNG", **several, pnginfo=info)
    yield "moving WebP", crafted.written(image, "WEBP", **several)
    yield "lossless WebP", crafted.written(clear, "WEBP", lossless=True, exif=b"Exif\0\0" + NAME)
    yield "HEIC", heic(image) + NAME
    yield "HEIC clear", heic(clear)


def _lies() -> Iterator[tuple[str, bytes]]:
    plain = crafted.jpeg()
    frame = plain.index(b"\xff\xc0") + 5
    for size in ((1, 1), (64, 96), (4000, 4000), (65535, 1), (1, 65535), (0, 96)):
        lying = plain[:frame] + struct.pack(">HH", *size) + plain[frame + 4 :]
        yield f"JPEG that says {size}", lying
    png = crafted.written(crafted.noise(96, 64), "PNG")
    for size in ((1, 1), (96, 65), (0x7FFFFFFF, 1), (97, 64)):
        head = struct.pack(">II", *size) + png[24:29]
        yield f"PNG that says {size}", png[:8] + crafted.chunk(b"IHDR", head) + png[33:]
    whole = heic(crafted.noise(96, 64))
    place = whole.index(b"ispe") + 8
    for size in ((1, 1), (96, 640), (0xFFFFFFFF, 0xFFFFFFFF), (9000, 7000)):
        lying = whole[:place] + struct.pack(">II", *size) + whole[place + 8 :]
        yield f"HEIC that says {size}", lying
    yield "WebP that says less", crafted.riff((b"VP8L", b"\x2f\x00\x00\x00\x00"))
    yield "fill without end", b"\xff\xd8" + b"\xff" * 3_000_000
    yield "restarts without end", plain[:-2] + b"\xff\xd0" * 600_000 + plain[-2:]
    yield "text without end", plain[:-2] + NAME * 200_000 + plain[-2:]
    yield "text in pieces", plain[:-2] + (NAME + b"Elme" + b"\xfe\x90" * 4) * 50_000 + plain[-2:]
    yield "zeros without end", plain[:-2] + bytes(3_000_000) + plain[-2:]
    yield "a start and an end", b"\xff\xd8\xff\xd9"
    yield "a start", b"\xff\xd8\xff"


INVENTIONS = {
    **dict(_orientations()),
    **dict(_profiles()),
    **dict(_polyglots()),
    **dict(_modes()),
    **dict(_lies()),
}


@pytest.mark.parametrize("name", INVENTIONS)
def test_r24_an_odd_file_gives_a_clean_copy_or_a_sentence(
    decoder: Decoder, name: str, tmp_path: Path
) -> None:
    data = INVENTIONS[name]
    made = []
    for number, recipe in enumerate(RECIPES):
        try:
            copy = clean_copy(data, recipe, decoder)
        except BadInput as refused:
            assert refused.problem is Problem.REGION_OUTSIDE or type(refused) is PictureError
            assert "…" not in problem_sentence(refused)
            continue
        assert NAME not in copy.data
        assert residue(*copy.parts) == residue(copy.data) == ()
        file = tmp_path / f"{number}{copy.suffix}"
        file.write_bytes(copy.data)
        made.append(file)
    for found in exiftool.tags(made):
        beyond = {t for t in found if not t.startswith(("System:", "ExifTool:", "ICC"))} - ALLOWED
        assert beyond == set()
        assert NAME.decode() not in str(found)
    named_people(data)


@pytest.mark.parametrize("name", INVENTIONS)
def test_an_odd_file_is_recognised_or_refused_with_a_sentence(decoder: Decoder, name: str) -> None:
    for work in (picture_digest, look, decoder.perceptual, lambda d: decoder.thumbnail(d, 64)):
        try:
            work(INVENTIONS[name])
        except PictureError as refused:
            assert "…" not in problem_sentence(refused)


def test_what_is_no_file_of_its_own_is_never_waited_for(tmp_path: Path) -> None:
    folder, pipe, loop, empty = (tmp_path / f"{n}.jpg" for n in ("folder", "pipe", "loop", "empty"))
    folder.mkdir()
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    empty.write_bytes(b"")
    for path, problem in (
        (folder, Problem.UNREADABLE_NOT_A_FILE),
        (pipe, Problem.UNREADABLE_NOT_A_FILE),
        (Path("/dev/zero"), Problem.UNREADABLE_NOT_A_FILE),
        (loop, Problem.UNREADABLE_IO),
        (empty, Problem.UNREADABLE_EMPTY),
        (folder / "none.jpg", Problem.UNREADABLE_MISSING),
        (empty / "below.jpg", Problem.UNREADABLE_MISSING),
        (tmp_path / ("x" * 300), Problem.UNREADABLE_IO),
        (Path("a\x00b"), Problem.UNREADABLE_IO),
    ):
        for read in (read_picture, digest_file):
            with pytest.raises(PictureError) as refused:
                read(path)
            assert refused.value.problem is problem, path


def test_a_file_that_grows_while_it_is_read_is_refused_or_read_whole(tmp_path: Path) -> None:
    path, stop = tmp_path / "growing.jpg", threading.Event()
    data = crafted.jpeg(800, 600)
    path.write_bytes(data)

    def grow() -> None:
        with path.open("ab") as file:
            while not stop.is_set():
                file.write(NAME)
                file.flush()

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        for _ in range(50):
            try:
                found = read_picture(path)
            except PictureError as refused:
                assert refused.problem is Problem.UNREADABLE_CHANGED
            else:
                assert found.startswith(data)
    finally:
        stop.set()
        writer.join()
