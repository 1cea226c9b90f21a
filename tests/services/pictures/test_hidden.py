"""Words hidden in every place of a file that a copy could carry through do not leave (R24)."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from consentdesk.errors import Problem
from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.files import PictureError
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.legible import doubtful_ends
from consentdesk.services.pictures.residue import Trace, residue
from tests.services.pictures import crafted, exiftool
from tests.services.pictures.crafted import segment

NAME = b"Astrid Holm"
PLACE = b"55.6761 12.5683"
LONG = b"Astrid Holm, Elmegade 4, 2200 Kobenhavn N, class 3.B, 011015-1234"
TEXTS = {
    "name": NAME,
    "short": b"Freja",
    "shouted": b"ASTRID HOLM",
    "number": b"011015-1234",
    "place": PLACE,
    "danish": "Søren Ærø".encode(),
    "wide": "Astrid".encode("utf-16-le"),
    "wide the other way": "Astrid".encode("utf-16-be"),
    "long": LONG,
    "long and wide": LONG.decode().encode("utf-16-le"),
    "in the middle": b"\x01\x9a\x13" * 20 + LONG + b"\x91\x07\xb3" * 20,
}


def _before_the_end(data: bytes, words: bytes) -> bytes:
    return data[:-2] + words + data[-2:]


def _coded(data: bytes) -> bytes:
    return data[dissect(data).scans[0].start :]


def _left(decoder: Decoder, data: bytes, words: bytes, folder: Path) -> None:
    """Whatever becomes of the file, the words are not in the copy and the copy is clean."""
    copy = clean_copy(data, Recipe(), decoder)
    assert words not in copy.data
    assert residue(*copy.parts) == ()
    file = folder / "copy.jpg"
    file.write_bytes(copy.data)
    (found,) = exiftool.tags([file])
    assert not any("Warning" in tag or tag.startswith(("XMP", "EXIF", "IFD")) for tag in found)


@pytest.mark.parametrize("options", [{}, {"restart_marker_rows": 1}, {"progressive": True}])
@pytest.mark.parametrize("text", TEXTS)
def test_r24_text_behind_the_last_coded_block_does_not_leave(
    decoder: Decoder, text: str, options: dict[str, object], tmp_path: Path
) -> None:
    plain = crafted.jpeg(320, 240, 1, **options)
    data = _before_the_end(plain, TEXTS[text])
    assert picture_digest(data) != picture_digest(plain)
    _left(decoder, data, TEXTS[text], tmp_path)


@pytest.mark.parametrize("text", ["name", "shouted", "number", "long", "long and wide"])
def test_r24_text_before_a_restart_does_not_leave(
    decoder: Decoder, text: str, tmp_path: Path
) -> None:
    plain = crafted.jpeg(320, 240, restart_marker_rows=1)
    (scan,) = dissect(plain).scans
    for place in (scan.restarts[0], scan.restarts[-1]):
        _left(decoder, plain[:place] + TEXTS[text] + plain[place:], TEXTS[text], tmp_path)


@pytest.mark.parametrize("text", ["name", "place", "long", "long and wide"])
def test_r24_text_between_the_scans_of_a_progressive_picture_does_not_leave(
    decoder: Decoder, text: str, tmp_path: Path
) -> None:
    plain = crafted.jpeg(320, 240, progressive=True)
    scans = dissect(plain).scans
    assert len(scans) > 5
    for scan in (scans[0], scans[3]):
        _left(decoder, plain[: scan.end] + TEXTS[text] + plain[scan.end :], TEXTS[text], tmp_path)


@pytest.mark.parametrize("options", [{}, {"restart_marker_rows": 1}])
def test_coded_data_that_read_like_a_text_by_chance_stay_as_they_are(
    decoder: Decoder, options: dict[str, object]
) -> None:
    """Found by trying out: the copy is still the coded picture itself.

    One in three hundred is doubted; each doubt costs as much as ten copies.
    """
    doubted = 0
    for seed in range(3000):
        data = crafted.jpeg(24, 24, seed, **options)
        if doubtful_ends(data, dissect(data).scans):
            doubted += 1
            assert picture_digest(clean_copy(data, Recipe(), decoder).data) == picture_digest(data)
    assert 0 < doubted < 30


def test_pictures_that_differ_when_decoded_small_differ(decoder: Decoder) -> None:
    plain = crafted.jpeg(320, 240)
    end = dissect(plain).scans[-1].end
    cut = plain[: end - 200] + plain[end:]
    assert decoder.pixels(cut, small=True) != decoder.pixels(plain, small=True)
    assert decoder.pixels(cut) != decoder.pixels(plain)
    named = plain[:end] + NAME + plain[end:]
    assert decoder.pixels(named, small=True) == decoder.pixels(plain, small=True)
    assert decoder.pixels(named, small=True) != decoder.pixels(plain)


def test_plain_pictures_raise_no_doubt() -> None:
    """Areas of one colour are coded in patterns that look like letters."""
    for colour in ((255, 255, 255), (0, 0, 0), (128, 128, 128), (10, 60, 200)):
        for options in ({}, {"progressive": True}, {"quality": 95}, {"restart_marker_rows": 1}):
            data = crafted.written(Image.new("RGB", (1600, 1200), colour), "JPEG", **options)
            assert doubtful_ends(data, dissect(data).scans) == (), (colour, options)


def _restart_too_many(data: bytes) -> bytes:
    return _before_the_end(data, b"\xff\xd0" + NAME)


def _another_picture_first(data: bytes) -> bytes:
    """A scan that the next one replaces: a whole picture that nobody sees."""
    start = data.index(b"\xff\xda")
    return data[:start] + data[start:-2] + data[start:]


def _scan_of_nothing(data: bytes) -> bytes:
    """Numbers in the head of a scan that a sequential picture has no use for."""
    start = data.index(b"\xff\xda")
    length = int.from_bytes(data[start + 2 : start + 4], "big")
    end = start + 2 + length
    return data[: end - 3] + b"Ida" + data[end:]


def _component_names(data: bytes) -> bytes:
    frame, scan = data.index(b"\xff\xc0"), data.index(b"\xff\xda")
    changed = bytearray(data)
    for n, letter in enumerate(b"Ida"):
        changed[frame + 10 + 3 * n] = changed[scan + 5 + 2 * n] = letter
    return bytes(changed)


def _intervals(data: bytes) -> bytes:
    start = data.index(b"\xff\xda")
    words = b"".join(segment(0xDD, NAME[n : n + 2].ljust(2)) for n in range(0, len(NAME), 2))
    return data[:start] + words + segment(0xDD, b"\x00\x00") + data[start:]


def _interval_behind(data: bytes) -> bytes:
    return _before_the_end(data, segment(0xDD, b"As"))


def _line_number(data: bytes) -> bytes:
    return _before_the_end(data, segment(0xDC, b"As"))


def _comment_behind(data: bytes) -> bytes:
    return _before_the_end(data, segment(0xFE, NAME))


def _quantisation_of_a_grey_picture(data: bytes) -> bytes:
    """No colours: any number will do to multiply nothing with."""
    grey = crafted.written(Image.open(io.BytesIO(data)).convert("L").convert("RGB"), "JPEG")
    place = grey.index(b"\xff\xdb", grey.index(b"\xff\xdb") + 2)
    return grey[: place + 6] + NAME + grey[place + 6 + len(NAME) :]


def _codes_that_never_come(data: bytes) -> bytes:
    """A Huffman table may have codes that the picture does without."""
    place = data.index(b"\xff\xc4", data.index(b"\xff\xc4") + 2)
    length = int.from_bytes(data[place + 2 : place + 4], "big")
    end = place + 2 + length
    return data[: end - len(NAME)] + NAME + data[end:]


def _fill(data: bytes) -> bytes:
    start = data.index(b"\xff\xda")
    return data[:start] + b"\xff" * 30 + data[start:]


HIDDEN: dict[str, Callable[[bytes], bytes]] = {
    "a restart too many": _restart_too_many,
    "a scan replaced by the next": _another_picture_first,
    "numbers without use": _scan_of_nothing,
    "the names of components": _component_names,
    "intervals replaced": _intervals,
    "an interval behind the last scan": _interval_behind,
    "a number of lines": _line_number,
    "a comment behind the last scan": _comment_behind,
    "multiples of nothing": _quantisation_of_a_grey_picture,
    "codes that never come": _codes_that_never_come,
    "fill bytes": _fill,
}


@pytest.mark.parametrize("place", HIDDEN)
def test_r24_what_decoders_pass_over_does_not_leave(
    decoder: Decoder, place: str, tmp_path: Path
) -> None:
    data = HIDDEN[place](crafted.jpeg(96, 64))
    try:
        copy = clean_copy(data, Recipe(), decoder)
    except PictureError as refused:
        assert refused.problem in (Problem.UNREADABLE_DAMAGED, Problem.UNREADABLE_CODING)
        return
    assert residue(*copy.parts) == ()
    assert NAME not in copy.data
    assert copy.data.count(b"\xff\xda") == 1
    assert b"\xff\xdd" not in copy.data
    frame, scan = copy.data.index(b"\xff\xc0"), copy.data.index(b"\xff\xda")
    assert copy.data[frame + 10 : frame + 19 : 3] != b"Ida"
    assert copy.data[scan + 11 : scan + 14] == b"\x00\x3f\x00"
    file = tmp_path / "copy.jpg"
    file.write_bytes(copy.data)
    (found,) = exiftool.tags([file])
    assert "File:Comment" not in found


@pytest.mark.parametrize("place", HIDDEN)
def test_r24_the_last_look_sees_what_decoders_pass_over(decoder: Decoder, place: str) -> None:
    plain = clean_copy(crafted.jpeg(96, 64), Recipe(), decoder).data
    assert residue(plain) == ()
    assert {r.what for r in residue(HIDDEN[place](plain))} & {
        *(Trace.STRAY, Trace.COMMENT, Trace.UNKNOWN, Trace.NOT_A_COPY)
    }


def test_progressive_pictures_of_other_programs_are_copied_as_they_are(decoder: Decoder) -> None:
    """Each scan is news in them, too."""
    for seed in range(3):
        for options in ({}, {"subsampling": 0}, {"subsampling": 1}):
            data = crafted.jpeg(203, 117, seed, **{"progressive": True, **options})
            assert dissect(data).copyable
            assert picture_digest(clean_copy(data, Recipe(), decoder).data) == picture_digest(data)
    grey = crafted.written(crafted.noise(203, 117).convert("L"), "JPEG", progressive=True)
    assert dissect(grey).copyable


def _places_in_containers() -> Iterator[tuple[str, bytes]]:
    image = crafted.noise(64, 48)
    png = crafted.written(image, "PNG")
    end = png.index(b"IEND") - 4
    start = 33
    for kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"prVt", b"iCCP", b"sPLT", b"hIST"):
        yield f"PNG {kind!r} first", png[:start] + crafted.chunk(kind, LONG) + png[start:]
        yield f"PNG {kind!r} last", png[:end] + crafted.chunk(kind, LONG) + png[end:]
    yield "PNG IEND", png[:end] + crafted.chunk(b"IEND", LONG)
    yield "PNG IDAT", png[:end] + crafted.chunk(b"IDAT", LONG) + png[end:]
    yield "PNG behind", png + LONG
    webp = crafted.written(image, "WEBP")
    frame = webp[20 : 20 + int.from_bytes(webp[16:20], "little")]
    for kind in (b"EXIF", b"XMP ", b"ICCP", b"NAME"):
        yield f"WebP {kind!r}", crafted.riff((b"VP8 ", frame), (kind, LONG))
    yield "WebP in the frame", crafted.riff((b"VP8 ", frame + LONG))
    yield "WebP behind", webp + LONG
    for tag in (269, 270, 271, 272, 285, 305, 306, 315, 316, 337, 33432, 700, 33723, 34377, 65000):
        value = LONG if tag >= 700 and tag != 33432 else LONG.decode()
        types = {700: 7, 33723: 7, 34377: 7, 65000: 7}
        info = {tag: value} if tag not in types else {}
        yield f"TIFF {tag}", crafted.written(image, "TIFF", tiffinfo=info) + LONG


@pytest.mark.parametrize(("place", "data"), list(_places_in_containers()))
def test_r24_nothing_but_pixels_comes_out_of_other_containers(
    decoder: Decoder, place: str, data: bytes, tmp_path: Path
) -> None:
    assert LONG in data
    for recipe in (Recipe(), Recipe(max_edge=40)):
        try:
            copy = clean_copy(data, recipe, decoder)
        except PictureError:
            continue
        assert LONG[:11] not in copy.data, place
        assert residue(*copy.parts) == ()
        file = tmp_path / "copy.jpg"
        file.write_bytes(copy.data)
        (found,) = exiftool.tags([file])
        assert not any(t.startswith(("EXIF", "IFD0", "XMP", "IPTC", "ICC")) for t in found), place
