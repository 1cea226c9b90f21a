"""Rows below a height that was lowered in the header do not leave (R24)."""

import io

import numpy as np
import pytest
from PIL import Image

from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.services.pictures.ending import (
    ends_with_picture,
    look_at_arrival,
    look_at_whole,
)
from consentdesk.services.pictures.files import PictureError, read_picture
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.residue import residue
from tests.services.pictures import crafted, shared

CODINGS: dict[str, dict[str, object]] = {
    "plain": {},
    "full colours": {"subsampling": 0},
    "progressive": {"progressive": True},
    "a restart in each row": {"restart_marker_rows": 1},
    "one restart": {"restart_marker_blocks": 400},
}


def _drawn(**options: object) -> bytes:
    with Image.open(io.BytesIO(draw_sample(3, 4, (480, 320)))) as image:
        return crafted.written(image.convert("RGB"), "JPEG", quality=88, **options)


def _rows_below(data: bytes, height: int, seen: int) -> set[bytes]:
    """The colours of what is seen when the height is raised again, below what was seen."""
    with Image.open(io.BytesIO(crafted.raised(data, height))) as image:
        # Decoders fill the block that they were at, and soften its border.
        below = np.asarray(image.convert("RGB"))[-(-seen // 16) * 16 + 32 :]
    return {pixel.tobytes() for pixel in below.reshape(-1, 3)}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("part", [2, 10])
def test_r24_rows_below_a_lowered_height_do_not_leave(
    decoder: Decoder, coding: str, part: int
) -> None:
    data = crafted.lowered(_drawn(**CODINGS[coding]), part)
    assert len(_rows_below(data, 320, 320 // part)) > 20, "somebody could see them"
    copy = clean_copy(data, Recipe(), decoder)
    assert len(_rows_below(copy.data, 320, 320 // part)) == 1, "nothing but grey"
    assert residue(*copy.parts) == ()
    with Image.open(io.BytesIO(copy.data)) as image:
        assert image.size == (480, 320 // part)


@pytest.mark.parametrize("scan", range(10))
def test_r24_no_scan_of_a_progressive_picture_hides_rows_alone(decoder: Decoder, scan: int) -> None:
    """Each could show them: the first in blocks, those after it as outlines."""
    whole = crafted.lowered(_drawn(progressive=True))
    with Image.open(io.BytesIO(whole)) as image:
        half = crafted.written(image.convert("RGB"), "JPEG", quality=88, progressive=True)
    anatomy = dissect(half)
    assert len(anatomy.scans) == 10
    assert ends_with_picture(half, anatomy, decoder)
    end = anatomy.scans[scan].end
    more = half[:end] + bytes(range(1, 200)) + half[end:]
    assert not ends_with_picture(more, dissect(more), decoder)


@pytest.mark.parametrize("coding", CODINGS)
def test_pictures_that_end_with_their_last_row_are_copied_as_they_are(
    decoder: Decoder, coding: str
) -> None:
    for data in (_drawn(**CODINGS[coding]), crafted.jpeg(203, 117, 1, **CODINGS[coding])):
        assert look_at_whole(data, decoder)[1], coding
        assert look_at_whole(data, decoder, turned=True)[1], coding
        assert picture_digest(clean_copy(data, Recipe(), decoder).data) == picture_digest(data)


def test_plain_and_colourless_and_tiny_pictures_are_copied_as_they_are(decoder: Decoder) -> None:
    grey = crafted.noise(320, 240).convert("L")
    pictures = [
        grey,
        grey.convert("RGB"),
        Image.new("RGB", (640, 480), (255, 255, 255)),
        Image.new("RGB", (640, 480), (10, 60, 200)),
        Image.new("L", (8, 8), 77),
        crafted.noise(16, 16),
    ]
    for image in pictures:
        for progressive in (False, True):
            data = crafted.written(image, "JPEG", progressive=progressive)
            assert look_at_whole(data, decoder)[1], (image, progressive)


def test_whoever_has_looked_is_believed_and_nothing_is_decoded() -> None:
    """A child allowed no memory can decode nothing."""
    data = _drawn()
    with Decoder(memory=1) as nobody:
        copy = clean_copy(data, Recipe(), nobody, known_to_end=True)
    assert picture_digest(copy.data) == picture_digest(data)


def test_files_of_cameras_and_phones_end_with_their_last_row(decoder: Decoder) -> None:
    """Those that may be copied as they are."""
    looked_at = 0
    for path in shared.photographs():
        try:
            data = read_picture(path)
            copyable = dissect(data).copyable
        except PictureError:
            continue
        if copyable:
            looked_at += 1
            assert look_at_whole(data, decoder)[1], path.name
    assert looked_at > 80


def _wide(**options: object) -> bytes:
    """Wide enough to be decoded only once when it comes in."""
    with Image.open(io.BytesIO(draw_sample(3, 4, (1280, 960)))) as image:
        return crafted.written(image.convert("RGB"), "JPEG", quality=88, **options)


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("size", [(480, 320), (1280, 960)])
def test_what_is_seen_of_a_new_picture_in_one_go_is_what_is_seen_in_several(
    decoder: Decoder, coding: str, size: tuple[int, int]
) -> None:
    data = (_wide if size[0] > 1000 else _drawn)(**CODINGS[coding])
    looks, whole, small = look_at_arrival(data, decoder, 384, dissect(data))
    assert (looks, whole) == look_at_whole(data, decoder)
    assert whole
    with Image.open(io.BytesIO(small)) as image:
        assert max(image.size) == 384
        there = decoder.thumbnail(data, 384)
        seen = np.asarray(image, dtype=np.int16).reshape(-1)
        meant = np.frombuffer(there.rgb, dtype=np.uint8).astype(np.int16)
        assert np.abs(seen - meant).mean() < 4


@pytest.mark.parametrize("part", [2, 4, 15, 30])
@pytest.mark.parametrize("coding", ["plain", "full colours"])
def test_r24_rows_below_a_lowered_height_are_seen_in_one_go_too(
    decoder: Decoder, coding: str, part: int
) -> None:
    data = crafted.lowered(_wide(**CODINGS[coding]), part)
    _looks, whole, _small = look_at_arrival(data, decoder, 384, dissect(data))
    assert not whole
    assert not look_at_whole(data, decoder)[1]


def test_r24_a_row_more_than_is_shown_is_seen_in_one_go_too(decoder: Decoder) -> None:
    """One row of blocks below the last, on white: hardly any bytes."""
    white = Image.new("RGB", (1280, 976), (255, 255, 255))
    data = crafted.written(white, "JPEG", quality=88)
    shown = data.replace((976).to_bytes(2, "big") + (1280).to_bytes(2, "big"), b"\x03\xc0\x05\x00")
    assert shown != data
    for picture, whole in ((data, True), (shown, False)):
        assert look_at_arrival(picture, decoder, 384, dissect(picture))[1] is whole
        assert look_at_whole(picture, decoder)[1] is whole


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_pictures_in_other_colours_are_seen_in_one_go_too(decoder: Decoder, mode: str) -> None:
    with Image.open(io.BytesIO(_wide())) as image:
        data = crafted.written(image.convert(mode), "JPEG", quality=88)
    looks, whole, small = look_at_arrival(data, decoder, 384, dissect(data))
    assert (looks, whole) == look_at_whole(data, decoder)
    assert small.startswith(b"\xff\xd8")
