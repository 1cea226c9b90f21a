"""The last look has teeth: whatever is planted in a copy is found (R24)."""

from pathlib import Path

import pytest

from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.services.pictures.icc import clean_profile
from consentdesk.services.pictures.residue import Residue, Trace, residue
from consentdesk.services.pictures.stamp import packet
from tests.services.pictures import crafted, exiftool
from tests.services.pictures.crafted import segment, with_segments

XMP = b"http://ns.adobe.com/xap/1.0/\x00"
OURS, THEIRS = "Colours".encode("utf-16-be"), "Astrid!".encode("utf-16-be")
THUMBNAIL = crafted.jpeg(16, 16)


@pytest.fixture
def copy(decoder: Decoder) -> bytes:
    """A clean copy with all that may stand beside pixels, a profile left aside."""
    data = draw_sample(1, 1, (320, 240), orientation=6)
    return clean_copy(data, Recipe(credit="Solbakken", licence="CC BY"), decoder).data


def _what(data: bytes) -> set[Trace]:
    return {r.what for r in residue(data)}


def test_a_clean_copy_has_none(copy: bytes) -> None:
    assert residue(copy) == ()


@pytest.mark.parametrize(
    ("planted", "what"),
    [
        (
            segment(0xE1, b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
            Trace.CAMERA,
        ),
        (segment(0xE1, b"Exif\x00\x00" + b"\xff" * 40), Trace.CAMERA),
        (segment(0xE1, XMP + packet("Solbakken", "").replace(b"Credit>", b"City>")), Trace.XMP),
        (segment(0xE1, XMP + packet("Solbakken", "") + b" "), Trace.XMP),
        (segment(0xE1, XMP + b"<x:xmpmeta/>"), Trace.XMP),
        (segment(0xE1, b"http://ns.adobe.com/xmp/extension/\x00" + b"0" * 40), Trace.XMP),
        (segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x00"), Trace.IPTC),
        (segment(0xFE, b"Astrid Holm"), Trace.COMMENT),
        (segment(0xFE, b""), Trace.COMMENT),
        (segment(0xE0, b"JFXX\x00\x10" + THUMBNAIL), Trace.PREVIEW),
        (segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x01\x01\x00\x00\x00"), Trace.PREVIEW),
        (segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"), Trace.UNKNOWN),
        (segment(0xE2, b"MPF\x00II*\x00"), Trace.MORE_PICTURES),
        (
            segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + crafted.text_profile(b"Astrid")),
            Trace.PROFILE,
        ),
        (segment(0xE2, b"ICC_PROFILE\x00\x01\x01short"), Trace.PROFILE),
        (segment(0xE2, b"FPXR\x00"), Trace.UNKNOWN),
        (segment(0xE5, b"Ricoh"), Trace.UNKNOWN),
        (segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01Astrid"), Trace.UNKNOWN),
        (segment(0xEB, b"JP\x00\x01 C2PA"), Trace.UNKNOWN),
    ],
)
def test_r24_what_is_planted_is_found(copy: bytes, planted: bytes, what: Trace) -> None:
    assert _what(with_segments(copy, planted)) == {what}


def test_r24_what_is_allowed_once_is_not_allowed_twice(copy: bytes) -> None:
    turned = copy.index(b"\xff\xe1")
    again = copy[turned : turned + 2 + int.from_bytes(copy[turned + 2 : turned + 4], "big")]
    assert _what(with_segments(copy, again)) == {Trace.STRAY}
    words = segment(0xE1, XMP + packet("Somebody else", ""))
    assert _what(with_segments(copy, words)) == {Trace.STRAY}


def test_r24_what_stands_amid_or_behind_the_scans_is_found(copy: bytes) -> None:
    scan = copy.index(b"\xff\xda")
    assert _what(copy[:scan] + segment(0xFE, b"Astrid") + copy[scan:]) == {Trace.COMMENT}
    late = segment(0xE1, XMP + packet("", "CC0"))
    assert _what(copy[:scan] + late + copy[scan:]) == {Trace.STRAY}
    for trailer in (b"\x00", b"PK\x03\x04 names", b"\xff\xd8\xff", crafted.jpeg()):
        assert _what(copy + trailer) == {Trace.TRAILER}
    assert _what(copy[:-2] + crafted.jpeg()) == {Trace.STRAY}


def test_r24_words_behind_tables_are_found(copy: bytes) -> None:
    for marker in (0xDB, 0xC4, 0xC0, 0xDA):
        start = copy.index(bytes([0xFF, marker]))
        length = int.from_bytes(copy[start + 2 : start + 4], "big")
        body = copy[start + 4 : start + 2 + length] + b"Astrid Holm"
        grown = copy[:start] + segment(marker, body) + copy[start + 2 + length :]
        assert Trace.STRAY in _what(grown), hex(marker)


def test_r24_strange_markers_and_padding_are_found(copy: bytes) -> None:
    after = copy.index(b"\xff\xdb")
    for stray in (b"Astrid", b"\xff", b"\x00", b"\xff\x01", b"\xff\xd0", b"\xff\xd8"):
        assert _what(copy[:after] + stray + copy[after:]) & {Trace.STRAY, Trace.UNKNOWN}, stray
    for marker in (0xC8, 0xC9, 0xCC, 0xDC, 0xDE, 0xDF, 0xF0, 0xFD):
        planted = segment(marker, b"\x00" * 8)
        assert residue(copy[:after] + planted + copy[after:]), hex(marker)


def test_r24_what_is_no_jpeg_or_breaks_off_is_no_copy(copy: bytes) -> None:
    for data in (b"", b"\xff", b"\x89PNG\r\n\x1a\n", crafted.written(crafted.noise(8, 8), "WEBP")):
        assert residue(data) == (Residue("file", Trace.NOT_A_COPY),)
    for end in range(2, len(copy) - 1, 97):
        assert residue(copy[:end])


def test_r24_everything_exiftool_can_write_is_found(decoder: Decoder, tmp_path: Path) -> None:
    plain = clean_copy(crafted.jpeg(), Recipe(), decoder).data
    planted = {
        "-EXIF:GPSLatitude=55.6": Trace.PLACE,
        "-EXIF:Artist=Astrid": Trace.CAMERA,
        "-EXIF:SerialNumber=123456": Trace.CAMERA,
        "-XMP:PersonInImage=Astrid": Trace.XMP,
        "-XMP:Credit=Astrid": Trace.XMP,
        "-XMP-xmpRights:UsageTerms=all mine": Trace.XMP,
        "-IPTC:Keywords=Astrid": Trace.IPTC,
        "-Comment=Astrid": Trace.COMMENT,
        "-Photoshop:URL=http://example.org": Trace.IPTC,
        "-JFIF:XResolution=72": Trace.UNKNOWN,
        "-trailer:all=": None,
    }
    for number, (assignment, what) in enumerate(planted.items()):
        file = tmp_path / f"{number}.jpg"
        file.write_bytes(plain)
        exiftool.write([file], assignment)
        changed = file.read_bytes()
        assert _what(changed) == ({what} if what is not None else set()), assignment


def test_r24_an_untouched_camera_file_is_full_of_it(portrait: bytes) -> None:
    assert _what(portrait) == {Trace.PLACE, Trace.XMP, Trace.IPTC, Trace.COMMENT}


def test_r24_a_profile_may_not_be_longer_than_its_tags(decoder: Decoder) -> None:
    wide = crafted.written(
        crafted.noise(64, 48), "JPEG", icc_profile=crafted.text_profile(b"words")
    )
    clean = clean_copy(wide, Recipe(), decoder).data
    assert residue(clean) == ()
    start = clean.index(b"\xff\xe2")
    end = start + 2 + int.from_bytes(clean[start + 2 : start + 4], "big")
    profile = clean[start + 18 : end]
    for changed in (profile + b"Astrid", profile.replace(OURS, THEIRS)):
        planted = segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + changed)
        assert _what(clean[:start] + planted + clean[end:]) == {Trace.PROFILE}
    assert clean_profile(profile, 3).profile == profile
