"""Clean copies: pixels and nothing else (R24), covers that hide (R22), lossless where possible."""

import hashlib
import io
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.covers import rectangle
from consentdesk.domain.photos import Region
from consentdesk.errors import BadInput, Problem
from consentdesk.services.pictures.camera import ARTIST, SERIAL_NUMBER
from consentdesk.services.pictures.clean import CleanCopy, Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.services.pictures.files import PictureError
from consentdesk.services.pictures.fingerprint import look, picture_digest
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.residue import residue
from tests.services.pictures import crafted, exiftool
from tests.services.pictures.heic import heic

PIXELS_ONLY = {
    *("SourceFile", "File:FileType", "File:FileTypeExtension", "File:MIMEType"),
    *("File:ImageWidth", "File:ImageHeight", "File:EncodingProcess", "File:BitsPerSample"),
    *("File:ColorComponents", "File:YCbCrSubSampling", "Composite:ImageSize"),
    *("Composite:Megapixels", "JFIF:JFIFVersion", "JFIF:ResolutionUnit", "JFIF:XResolution"),
    "JFIF:YResolution",
}


def beyond_pixels(copy: CleanCopy, folder: Path) -> set[str]:
    """What exiftool finds in a copy that a copy without profile and orientation does not need."""
    file = folder / f"copy{copy.suffix}"
    file.write_bytes(copy.data)
    (found,) = exiftool.tags([file])
    return {t for t in found if not t.startswith(("System:", "ExifTool:"))} - PIXELS_ONLY


def _pixels(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(Image.open(io.BytesIO(data)), dtype=np.uint8)


def test_r24_names_place_maker_and_preview_stay_behind(
    decoder: Decoder, portrait: bytes, tmp_path: Path
) -> None:
    assert {p.name for p in named_people(portrait)} == {"Astrid Holm", "Noah Lund"}
    copy = clean_copy(portrait, Recipe(), decoder)
    assert residue(copy.data) == ()
    assert beyond_pixels(copy, tmp_path) == set()
    for word in ("Astrid", "Holm", "Noah", "Nordlys", ARTIST, SERIAL_NUMBER, "Sommerfest"):
        assert word.encode() in portrait
        assert word.encode() not in copy.data
    assert named_people(copy.data) == ()


def test_a_lossless_copy_has_the_very_coded_bytes(decoder: Decoder, portrait: bytes) -> None:
    copy = clean_copy(portrait, Recipe(), decoder)
    coded = portrait[portrait.rindex(b"\xff\xda") :]
    assert copy.data.endswith(coded)
    assert picture_digest(copy.data) == picture_digest(portrait)
    assert copy.suffix == ".jpg"
    assert copy.sha256 == hashlib.sha256(copy.data).digest()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_lossless_copy_stays_the_right_way_up(
    decoder: Decoder, orientation: int, tmp_path: Path
) -> None:
    data = draw_sample(2, 1, (320, 240), orientation=orientation)
    copy = clean_copy(data, Recipe(), decoder)
    assert look(copy.data).orientation == orientation
    assert (look(copy.data).width, look(copy.data).height) == (320, 240)
    allowed = set() if orientation == 1 else {"File:ExifByteOrder", "IFD0:Orientation"}
    assert beyond_pixels(copy, tmp_path) == allowed
    assert residue(copy.data) == ()


def test_a_copy_of_a_copy_is_the_same(decoder: Decoder) -> None:
    data = draw_sample(2, 1, (320, 240), orientation=6)
    recipe = Recipe(credit="Solbakken", licence="CC BY-ND")
    once = clean_copy(data, recipe, decoder).data
    assert clean_copy(once, recipe, decoder).data == once
    assert clean_copy(data, recipe, decoder).data == once


def test_a_copy_is_no_longer_than_asked_and_never_enlarged(decoder: Decoder) -> None:
    data = draw_sample(2, 1, (640, 480), orientation=8)
    small = clean_copy(data, Recipe(max_edge=200), decoder)
    assert (look(small.data).width, look(small.data).height) == (200, 150)
    assert look(small.data).orientation == 1
    same = clean_copy(data, Recipe(max_edge=640), decoder)
    assert picture_digest(same.data) == picture_digest(data)
    cut = Recipe(max_edge=5000, crop=Region(0, 0, 0.5, 0.5))
    assert look(clean_copy(data, cut, decoder).data).width == 320


def test_pictures_of_every_container_leave_as_jpeg(decoder: Decoder, tmp_path: Path) -> None:
    image = crafted.noise(96, 64)
    exif = Image.Exif()
    exif[0x13B] = "Freja Lindegaard"
    exif[0x112] = 6
    for kind in ("PNG", "WEBP", "TIFF", "JPEG"):
        copy = clean_copy(crafted.written(image, kind, exif=exif), Recipe(max_edge=95), decoder)
        assert residue(copy.data) == ()
        assert beyond_pixels(copy, tmp_path) == set()
        assert _pixels(copy.data).shape == (95, 63, 3)
    for data in (heic(image), heic(image, tile=32)):
        assert _pixels(clean_copy(data, Recipe(), decoder).data).shape == (64, 96, 3)
        assert decoder.thumbnail(data, 48).height == 32


def test_only_the_first_of_several_pictures_leaves(decoder: Decoder) -> None:
    first, second = crafted.noise(64, 48, 1), crafted.noise(64, 48, 2)
    several = {"save_all": True, "append_images": [second], "duration": 90}
    for kind in ("PNG", "WEBP", "TIFF"):
        alone = _pixels(clean_copy(crafted.written(first, kind), Recipe(), decoder).data)
        options = {k: v for k, v in several.items() if kind != "TIFF" or k != "duration"}
        among = _pixels(clean_copy(crafted.written(first, kind, **options), Recipe(), decoder).data)
        assert np.abs(alone.astype(int) - among).max() <= (0 if kind != "WEBP" else 40)
    motion = crafted.jpeg(seed=1) + crafted.jpeg(seed=2) + b"\x00\x00\x00\x18ftypmp42 film"
    copy = clean_copy(motion, Recipe(), decoder).data
    assert copy.count(b"\xff\xd8") == 1
    assert b"ftyp" not in copy


@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("orientation", [1, 2, 3, 5, 6, 7, 8])
def test_r22_nothing_beneath_a_cover_leaves_its_mark(
    decoder: Decoder, orientation: int, subsampling: int
) -> None:
    """Whatever is beneath, the copy is the same to the last byte."""
    seen = Region(0.3, 0.25, 0.25, 0.5)
    stored = {
        1: seen,
        2: Region(0.45, 0.25, 0.25, 0.5),
        3: Region(0.45, 0.25, 0.25, 0.5),
        5: Region(0.25, 0.3, 0.5, 0.25),
        6: Region(0.25, 0.45, 0.5, 0.25),
        7: Region(0.25, 0.45, 0.5, 0.25),
        8: Region(0.25, 0.3, 0.5, 0.25),
    }[orientation]
    size = (647, 481) if orientation < 5 else (481, 647)
    exif = Image.Exif()
    exif[0x112] = orientation
    plain = crafted.noise(*size, 3)
    box = (math.ceil(stored.x * size[0]), math.ceil(stored.y * size[1]))
    hidden = (math.floor(stored.w * size[0]), math.floor(stored.h * size[1]))
    for max_edge in (None, 400, 90):
        copies = set()
        for seed in (4, 5):
            plain.paste(crafted.noise(*hidden, seed), box)
            data = crafted.written(plain, "JPEG", exif=exif, subsampling=subsampling)
            copies.add(
                clean_copy(data, Recipe(max_edge=max_edge, covers=(rectangle(seen),)), decoder).data
            )
        assert len(copies) == 1, max_edge


def test_r22_nothing_beneath_a_cover_shows_through_a_clear_png(decoder: Decoder) -> None:
    copies = set()
    for seed in (4, 5):
        image = crafted.noise(320, 240, 3)
        image.paste(crafted.noise(80, 120, seed), (80, 60))
        cover = Region(0.25, 0.25, 0.25, 0.5)
        copies.add(
            clean_copy(
                crafted.written(image, "PNG"), Recipe(covers=(rectangle(cover),)), decoder
            ).data
        )
    assert len(copies) == 1


@pytest.mark.parametrize("max_edge", [None, 500, 120])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_r22_a_cover_is_solid_and_generous(
    decoder: Decoder, max_edge: int | None, orientation: int
) -> None:
    region = Region(0.4, 0.3, 0.21, 0.33)
    data = draw_sample(6, 3, (960, 720), orientation=orientation)
    copy = clean_copy(data, Recipe(max_edge=max_edge, covers=(rectangle(region),)), decoder)
    pixels = _pixels(copy.data).astype(int)
    height, width = pixels.shape[:2]
    assert width > height
    # Shrinking mixes two columns of what stands beside the cover into its rim, none from beneath.
    inner = pixels[
        math.floor(region.y * height) + 2 : math.ceil((region.y + region.h) * height) - 2,
        math.floor(region.x * width) + 2 : math.ceil((region.x + region.w) * width) - 2,
    ]
    assert np.abs(inner - inner[inner.shape[0] // 2, inner.shape[1] // 2]).max() <= 6
    assert pixels[: height // 5].std() > 10


def test_covers_reach_the_edge_of_the_picture(decoder: Decoder) -> None:
    corner = Region(-0.2, 0.9, 0.4, 0.5)
    pixels = _pixels(
        clean_copy(crafted.jpeg(333, 217), Recipe(covers=(rectangle(corner),)), decoder).data
    )
    assert np.ptp(pixels[197:, :66].astype(int), axis=(0, 1)).max() <= 6


def test_r22_whoever_is_cropped_away_does_not_look_in(decoder: Decoder) -> None:
    image = Image.new("RGB", (200, 100), (240, 240, 240))
    image.paste((0, 0, 0), (100, 0, 200, 100))
    for kind in ("PNG", "JPEG"):
        data = crafted.written(image, kind)
        recipe = Recipe(crop=Region(0.0, 0.0, 0.5, 1.0))
        assert _pixels(clean_copy(data, recipe, decoder).data).min() > 225


@pytest.mark.parametrize(
    "region",
    [
        Region(1.1, 0.1, 0.2, 0.2),
        Region(0.1, -0.5, 0.2, 0.4),
        Region(0.1, 0.1, 0.0, 0.4),
        Region(0.1, 0.1, -0.1, 0.4),
        Region(0.5, 0.5, 0.001, 0.001),
        Region(float("nan"), 0.1, 0.2, 0.2),
        Region(0.1, 0.1, float("inf"), 0.2),
        Region(0.999, 0.1, 0.5, 0.5),
    ],
)
def test_r22_a_cover_that_hides_nobody_is_refused(decoder: Decoder, region: Region) -> None:
    # A shape has two corners and no left or right.
    covers = (rectangle(region),) if not region.w < 0 else ()
    for recipe in (*(Recipe(covers=(one,)) for one in covers), Recipe(crop=region)):
        with pytest.raises(BadInput) as refused:
            clean_copy(crafted.jpeg(), recipe, decoder)
        assert refused.value.problem is Problem.REGION_OUTSIDE


def test_a_credit_line_and_terms_leave_if_wished(
    decoder: Decoder, portrait: bytes, tmp_path: Path
) -> None:
    credit, terms = 'Børnehuset "Solbakken" & Søn', "CC BY-ND 4.0 <må ikke beskæres>"
    for max_edge in (None, 100):
        recipe = Recipe(max_edge=max_edge, credit=credit, licence=terms)
        copy = clean_copy(portrait, recipe, decoder)
        assert residue(copy.data) == ()
        assert beyond_pixels(copy, tmp_path) == {
            "XMP-photoshop:Credit",
            "XMP-xmpRights:UsageTerms",
        }
        (found,) = exiftool.tags([tmp_path / "copy.jpg"])
        assert found["XMP-photoshop:Credit"] == credit
        assert found["XMP-xmpRights:UsageTerms"] == terms


@pytest.mark.parametrize("words", ["x" * 301, "a\nb", "a\x00b", "abc\u202edef", "\ud800", "\ue000"])
def test_words_that_no_line_of_text_has_are_refused(decoder: Decoder, words: str) -> None:
    for recipe in (Recipe(credit=words), Recipe(licence=words)):
        with pytest.raises(BadInput) as refused:
            clean_copy(crafted.jpeg(), recipe, decoder)
        assert refused.value.problem is Problem.CREDIT_UNUSABLE


def _words_behind_a_table(data: bytes) -> bytes:
    """A quantisation table whose segment is longer than the table."""
    start = data.index(b"\xff\xdb")
    length = int.from_bytes(data[start + 2 : start + 4], "big")
    body = data[start + 4 : start + 2 + length] + b"Astrid Holm"
    return data[:start] + crafted.segment(0xDB, body) + data[start + 2 + length :]


def _words_in_a_strange_segment(data: bytes) -> bytes:
    """JPEG-LS, number of lines, expansion: known to the standard, not to cameras."""
    start = data.index(b"\xff\xda")
    return data[:start] + crafted.segment(0xDC, b"Astrid Holm") + data[start:]


def _words_as_a_table(number: int, body: bytes) -> Callable[[bytes], bytes]:
    """A table no scan asks for: decoders read it and never look at it."""

    def hide(data: bytes) -> bytes:
        return data[:2] + crafted.segment(number, body) + data[2:]

    return hide


_UNUSED = b"\x03" + b"Astrid Holm".ljust(64)
_UNUSED_CODE = b"\x13" + bytes(15) + b"\x0bAstrid Holm"


def _a_table_replaced(data: bytes) -> bytes:
    """One in a place that is asked for later, when another one stands there."""
    return data[:2] + crafted.segment(0xDB, b"\x00" + b"Astrid Holm".ljust(64)) + data[2:]


@pytest.mark.parametrize(
    "hide",
    [
        _words_behind_a_table,
        _words_in_a_strange_segment,
        _words_as_a_table(0xDB, _UNUSED),
        _words_as_a_table(0xC4, _UNUSED_CODE),
        _a_table_replaced,
    ],
)
def test_r24_words_hidden_among_the_tables_do_not_leave(
    decoder: Decoder, hide: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    data = hide(crafted.jpeg())
    assert b"Astrid Holm" in data
    try:
        copy = clean_copy(data, Recipe(), decoder)
    except PictureError as refused:
        assert refused.problem is Problem.UNREADABLE_DAMAGED
    else:
        assert b"Astrid" not in copy.data
        assert residue(copy.data) == ()
        assert beyond_pixels(copy, tmp_path) == set()


def test_a_table_that_repeats_another_is_let_be(decoder: Decoder) -> None:
    """Some cameras write one for each colour and use the second for both."""
    data = crafted.jpeg()
    place = data.index(b"\xff\xdb")
    table = data[place + 5 : place + 69]
    doubled = data[:2] + crafted.segment(0xDB, b"\x03" + table) + data[2:]
    copy = clean_copy(doubled, Recipe(), decoder)
    assert residue(copy.data) == ()
    assert picture_digest(copy.data) == picture_digest(doubled)


def test_r24_a_profile_keeps_its_colours_and_loses_its_words(
    decoder: Decoder, tmp_path: Path
) -> None:
    profile = crafted.text_profile(b"Astrid Holm's screen")
    data = crafted.written(crafted.noise(96, 64), "JPEG", icc_profile=profile)
    copy = clean_copy(data, Recipe(), decoder)
    assert b"Astrid" in data
    assert b"Astrid" not in copy.data
    assert b"Holm" not in copy.data
    assert residue(copy.data) == ()
    assert picture_digest(copy.data) == picture_digest(data)
    found = beyond_pixels(copy, tmp_path)
    assert found
    assert all(t.startswith(("ICC-header:", "ICC_Profile:")) for t in found)
    before, after = (decoder.thumbnail(d, 96).rgb for d in (data, copy.data))
    assert (
        np.abs(np.frombuffer(before, np.uint8).astype(int) - np.frombuffer(after, np.uint8)).max()
        <= 1
    )


def test_a_profile_of_srgb_is_left_out(decoder: Decoder, tmp_path: Path) -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = crafted.written(crafted.noise(96, 64), "JPEG", icc_profile=profile)
    assert beyond_pixels(clean_copy(data, Recipe(), decoder), tmp_path) == set()


def test_pictures_for_print_leave_as_they_are_or_in_srgb(decoder: Decoder) -> None:
    image = crafted.noise(96, 64).convert("CMYK")
    plain = crafted.written(image, "JPEG")
    copy = clean_copy(plain, Recipe(), decoder)
    assert picture_digest(copy.data) == picture_digest(plain)
    assert residue(copy.data) == ()
    assert np.array_equal(_pixels(copy.data), _pixels(plain))
    small = clean_copy(plain, Recipe(max_edge=48), decoder)
    assert _pixels(small.data).shape == (32, 48, 3)


def test_arithmetic_coding_is_rendered_anew(decoder: Decoder) -> None:
    import subprocess

    data = crafted.jpeg()
    coded = subprocess.run(
        ["jpegtran", "-arithmetic", "-copy", "none"], input=data, capture_output=True, check=True
    ).stdout
    copy = clean_copy(coded, Recipe(), decoder)
    assert b"\xff\xc0" in copy.data
    assert residue(copy.data) == ()
    assert np.abs(_pixels(copy.data).astype(int) - _pixels(data)).mean() < 3


def test_restarts_and_progressive_scans_are_copied_losslessly(decoder: Decoder) -> None:
    image = crafted.noise(640, 480)
    for options in ({"restart_marker_rows": 1}, {"progressive": True}, {"subsampling": 0}):
        data = crafted.written(image, "JPEG", **options)
        copy = clean_copy(data, Recipe(), decoder)
        assert picture_digest(copy.data) == picture_digest(data)
        assert np.array_equal(_pixels(copy.data), _pixels(data))
        assert residue(copy.data) == ()


def test_fill_bytes_before_markers_do_not_stay(decoder: Decoder) -> None:
    data = crafted.jpeg()
    end = data.rindex(b"\xff\xd9")
    start = data.index(b"\xff\xda")
    filled = data[:start] + b"\xff\xff" + data[start:end] + b"\xff\xff\xff" + data[end:]
    copy = clean_copy(filled, Recipe(), decoder)
    assert copy.data == clean_copy(data, Recipe(), decoder).data
    assert residue(copy.data) == ()
