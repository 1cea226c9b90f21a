"""The picture digest: what decides the pixels, all of it, and nothing else (R21)."""

import io
import struct
import zlib
from datetime import datetime
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.services.pictures.files import PictureError
from consentdesk.services.pictures.fingerprint import look, picture_digest
from tests.services.pictures import crafted, exiftool, shared
from tests.services.pictures.heic import heic

WORDS = (
    "-XMP:PersonInImage=Astrid Holm",
    "-XMP:Subject=sommerfest",
    "-XMP:Title=Astrid i haven",
    "-EXIF:Artist=Bo Lund",
    "-EXIF:ImageDescription=Astrid",
    "-EXIF:GPSLatitude=55.676",
    "-EXIF:GPSLatitudeRef=N",
    "-IPTC:Caption-Abstract=Astrid leger",
    "-Comment=hej",
)


def _one_of_each() -> dict[str, bytes]:
    image = crafted.noise(96, 64)
    see_through = image.copy()
    see_through.putalpha(Image.linear_gradient("L").resize(image.size))
    return {
        "a.jpg": crafted.written(image, "JPEG", quality=90),
        "progressive.jpg": crafted.written(image, "JPEG", quality=90, progressive=True),
        "grey.jpg": crafted.written(image.convert("L"), "JPEG"),
        "print.jpg": crafted.written(image.convert("CMYK"), "JPEG"),
        "a.png": crafted.written(image, "PNG"),
        "palette.png": crafted.written(image.quantize(16), "PNG"),
        "alpha.png": crafted.written(see_through, "PNG"),
        "lossy.webp": crafted.written(image, "WEBP"),
        "lossless.webp": crafted.written(image, "WEBP", lossless=True),
        "alpha.webp": crafted.written(see_through, "WEBP"),
        "a.tif": crafted.written(image, "TIFF"),
        "lzw.tif": crafted.written(image, "TIFF", compression="tiff_lzw"),
        "jpeg.tif": crafted.written(image, "TIFF", compression="jpeg"),
        "alpha.tif": crafted.written(see_through, "TIFF", compression="tiff_deflate"),
        "a.heic": heic(image),
        "alpha.heic": heic(see_through),
        "tiled.heic": heic(image, tile=32),
    }


def _files(folder: Path) -> dict[Path, bytes]:
    files = {folder / name: data for name, data in _one_of_each().items()}
    for path, data in files.items():
        path.write_bytes(data)
    return files


def test_r21_words_written_by_exiftool_do_not_change_the_digest(tmp_path: Path) -> None:
    files = _files(tmp_path)
    exiftool.write(list(files), *WORDS)
    for path, before in files.items():
        after = path.read_bytes()
        assert after != before, path.name
        assert picture_digest(after) == picture_digest(before), path.name
    exiftool.write(list(files), "-all=")
    for path, before in files.items():
        assert picture_digest(path.read_bytes()) == picture_digest(before), path.name


def test_a_turned_picture_is_the_same_picture(tmp_path: Path) -> None:
    files = _files(tmp_path)
    exiftool.write(list(files), "-EXIF:Orientation#=6")
    for path, before in files.items():
        after = path.read_bytes()
        assert picture_digest(after) == picture_digest(before), path.name
        if path.suffix == ".jpg":
            assert look(after).orientation == 6
            assert (look(after).width, look(after).height) == (64, 96)


def test_every_coded_byte_counts() -> None:
    for name, data in _one_of_each().items():
        essence = b"".join(dissect(data).essence)
        digest = picture_digest(data)
        # The last fifth of the essence is coded pixels in every one of these.
        for part in (0.8, 0.9, 0.95):
            at = data.find(essence[int(len(essence) * part) :][:24])
            assert at > 0, name
            # In a JPEG, a byte that becomes FF or follows one may end the scan.
            while {0, 0xFE, 0xFF} & set(data[at - 1 : at + 2]):
                at += 1
            changed = bytearray(data)
            changed[at] ^= 0x01
            assert picture_digest(bytes(changed)) != digest, name


def test_no_two_of_them_are_the_same_picture() -> None:
    digests = [picture_digest(data) for data in _one_of_each().values()]
    assert len(set(digests)) == len(digests)
    assert {len(d) for d in digests} == {32}


def test_the_essence_decodes_to_the_very_pixels_of_the_file() -> None:
    import_module("pi_heif").register_heif_opener()
    for name, data in _one_of_each().items():
        essence = b"".join(dissect(data).essence)
        whole, kept = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(essence))
        assert (whole.mode, whole.size) == (kept.mode, kept.size), name
        assert np.array_equal(np.asarray(whole), np.asarray(kept)), name


def test_the_essence_is_its_own_essence() -> None:
    for name, data in _one_of_each().items():
        essence = b"".join(dissect(data).essence)
        assert b"".join(dissect(essence).essence) == essence, name


def test_what_is_glued_behind_a_picture_plays_no_part() -> None:
    for name, data in _one_of_each().items():
        if name.endswith((".jpg", ".png", ".webp", ".tif")):
            glued = data + b"PK\x03\x04" + b"names.txt Astrid Holm" * 50
            assert picture_digest(glued) == picture_digest(data), name


def test_a_profile_more_or_less_is_the_same_picture() -> None:
    image = crafted.noise(96, 64)
    profile = crafted.text_profile(b"Colours of Astrid")
    for kind in ("JPEG", "PNG", "WEBP"):
        plain = crafted.written(image, kind)
        assert picture_digest(crafted.written(image, kind, icc_profile=profile)) == picture_digest(
            plain
        )


def test_a_missing_jfif_header_changes_nothing_where_it_decides_nothing() -> None:
    data = crafted.jpeg()
    length = int.from_bytes(data[4:6], "big")
    assert picture_digest(data[:2] + data[4 + length :]) == picture_digest(data)


def test_how_colours_are_coded_counts() -> None:
    data = crafted.jpeg()
    length = int.from_bytes(data[4:6], "big")
    bare = data[:2] + data[4 + length :]
    adobe = crafted.segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x00")
    assert picture_digest(bare[:2] + adobe + bare[2:]) != picture_digest(data)


def test_further_frames_of_an_animation_count_too() -> None:
    first, second, third = (crafted.noise(64, 48, seed) for seed in (1, 2, 3))
    for kind in ("PNG", "WEBP"):
        one = crafted.written(first, kind, save_all=True, append_images=[second], duration=90)
        other = crafted.written(first, kind, save_all=True, append_images=[third], duration=90)
        assert picture_digest(one) != picture_digest(other)
        assert b"".join(dissect(one).essence) == b"".join(dissect(other).essence)


def test_further_pages_count_too() -> None:
    first, second, third = (crafted.noise(64, 48, seed) for seed in (1, 2, 3))
    one = crafted.written(first, "TIFF", save_all=True, append_images=[second])
    other = crafted.written(first, "TIFF", save_all=True, append_images=[third])
    alone = crafted.written(first, "TIFF")
    assert len({picture_digest(d) for d in (one, other, alone)}) == 3


def test_the_second_picture_of_an_mpo_is_not_part_of_the_first() -> None:
    first, second = crafted.jpeg(seed=1), crafted.jpeg(seed=2)
    index = crafted.segment(0xE2, b"MPF\x00II*\x00\x08\x00\x00\x00\x00\x00")
    assert picture_digest(crafted.with_segments(first, index) + second) == picture_digest(first)


def test_big_and_little_tiffs_of_either_kind_are_read() -> None:
    image = crafted.noise(96, 64)
    found = {picture_digest(crafted.written(image, "TIFF", big_tiff=big)) for big in (True, False)}
    assert len(found) == 1


def test_looking_tells_size_orientation_and_date() -> None:
    seen = look(draw_sample(3, 1, (300, 400), orientation=8))
    assert (seen.width, seen.height, seen.orientation) == (300, 400, 8)
    assert seen.container is Container.JPEG
    assert seen.taken_at == datetime.fromisoformat("2026-04-04T10:03:00")


def test_a_date_or_orientation_that_makes_no_sense_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(crafted.jpeg())
    exiftool.write([path], "-n", "-EXIF:DateTimeOriginal=2026:13:45 99:00:00")
    assert look(path.read_bytes()).taken_at is None
    block = b"II*\x00\x08\x00\x00\x00\x01\x00" + struct.pack("<HHIHH", 0x112, 3, 1, 9, 0) + bytes(4)
    odd = crafted.with_segments(crafted.jpeg(), crafted.segment(0xE1, b"Exif\x00\x00" + block))
    assert look(odd).orientation == 1


@pytest.mark.parametrize("length", [0, 1, 3, 7, 8, 20, 60])
def test_exif_that_breaks_off_is_no_reason_to_refuse_a_picture(length: int) -> None:
    block = b"II*\x00\x08\x00\x00\x00" + struct.pack("<HHHIHH", 9, 0x112, 3, 1, 6, 0) + b"\xff" * 80
    broken = crafted.segment(0xE1, b"Exif\x00\x00" + block[:length])
    data = crafted.with_segments(crafted.jpeg(), broken)
    assert picture_digest(data) == picture_digest(crafted.jpeg())
    assert look(data).orientation in (1, 6)


def test_orientation_is_read_from_every_container_that_has_one() -> None:
    image = crafted.noise(64, 48)
    exif = Image.Exif()
    exif[0x112] = 6
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        seen = look(crafted.written(image, kind, exif=exif))
        assert (seen.orientation, seen.width, seen.height) == (6, 48, 64), kind


def test_a_fuzzed_file_is_read_or_refused_and_nothing_else() -> None:
    chance = np.random.Generator(np.random.PCG64(5))
    for name, data in _one_of_each().items():
        for _ in range(120):
            broken = bytearray(data[: int(chance.integers(1, len(data) + 1))])
            for _ in range(int(chance.integers(0, 6))):
                at = int(chance.integers(0, min(len(broken), 600)))
                broken[at] = int(chance.integers(0, 256))
            try:
                assert len(picture_digest(bytes(broken))) == 32
                look(bytes(broken))
            except PictureError as refused:
                assert refused.problem.startswith("UNREADABLE_"), name


def test_real_photographs_keep_their_digest_whatever_is_written_into_them(tmp_path: Path) -> None:
    digests = {}
    for number, path in enumerate(shared.photographs()):
        try:
            digest = picture_digest(path.read_bytes())
        except PictureError:
            continue
        copy = tmp_path / f"{number:03}{path.suffix}"
        copy.write_bytes(path.read_bytes())
        digests[copy] = digest
    assert len(digests) > 90
    exiftool.write(list(digests), *WORDS, "-EXIF:Orientation#=8")
    assert [p.name for p, d in digests.items() if picture_digest(p.read_bytes()) != d] == []
    exiftool.write(list(digests), "-all=")
    assert [p.name for p, d in digests.items() if picture_digest(p.read_bytes()) != d] == []


def test_png_text_is_never_inflated_for_a_digest() -> None:
    text = crafted.chunk(b"zTXt", b"Comment\x00\x00" + crafted.zeros(64))
    plain = crafted.png(8, 8, 8, 0, zlib.compress(bytes(72)))
    wordy = crafted.png(8, 8, 8, 0, zlib.compress(bytes(72)), [text])
    assert picture_digest(plain) == picture_digest(wordy)
