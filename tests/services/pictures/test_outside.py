"""What is coded beside what a picture shows does not leave: columns, half rows, edges (R24)."""

import io
import re
import struct

import numpy as np
import pytest
from PIL import Image

from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_sample
from consentdesk.services.pictures.ending import ends_with_picture, shows_all_it_codes
from consentdesk.services.pictures.files import PictureError, read_picture
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.frames import whole_size
from consentdesk.services.pictures.residue import residue
from tests.services.pictures import crafted, heic, shared

WIDE, HIGH = 640, 480


def _whole() -> Image.Image:
    with Image.open(io.BytesIO(draw_sample(3, 4, (WIDE, HIGH)))) as image:
        return image.convert("RGB")


def _said(data: bytes, size: tuple[int, int], interval: int = 0) -> bytes:
    """A JPEG whose header says another size, and where given another interval."""
    changed = bytearray(data)
    frame = next(at for at in map(data.find, (b"\xff\xc0", b"\xff\xc2")) if at >= 0)
    struct.pack_into(">HH", changed, frame + 5, size[1], size[0])
    if interval:
        struct.pack_into(">H", changed, data.index(b"\xff\xdd\x00\x04") + 4, interval)
    return bytes(changed)


def _intervals(data: bytes) -> tuple[bytes, list[bytes]]:
    start = dissect(data).scans[0].start
    return data[:start], re.split(rb"\xff[\xd0-\xd7]", data[start:-2])


def _half_hidden(full: Image.Image, shown: int, every: int = 1, **options: object) -> bytes:
    """Only so many columns are shown; the rest of the rows stands behind them, before a restart.

    The last of them ends with what is shown, as whoever hides it would see to. `every`: in each
    row, or in every other one.
    """
    options = {"quality": 85, "restart_marker_rows": 1, **options}
    left = full.crop((0, 0, shown, full.height))
    _head, all_ = _intervals(crafted.written(full, "JPEG", **options))
    head, shown_only = _intervals(crafted.written(left, "JPEG", **options))
    rows = [
        a if n % every == 0 else b for n, (a, b) in enumerate(zip(all_, shown_only, strict=True))
    ]
    rows[-1] = shown_only[-1]
    data = head
    for n, row in enumerate(rows):
        data += (bytes([0xFF, 0xD0 + (n - 1) % 8]) if n else b"") + row
    return data + b"\xff\xd9"


def _pixels(data: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.int16]]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16)


def _is_made_anew(data: bytes, decoder: Decoder) -> bool:
    """Whether the copy, asked of somebody who found that it ends with its last row, is another."""
    copy = clean_copy(data, Recipe(), decoder, known_to_end=True)
    assert residue(*copy.parts) == ()
    with Image.open(io.BytesIO(copy.data)) as image, Image.open(io.BytesIO(data)) as seen:
        assert image.size == seen.size
    assert np.abs(_pixels(copy.data) - _pixels(data)).mean() < 4, "it still shows the same"
    return picture_digest(copy.data) != picture_digest(data)


@pytest.mark.parametrize("sampling", [0, 1, 2])
@pytest.mark.parametrize("every", [1, 2])
def test_r24_half_of_each_row_hidden_before_a_restart_does_not_leave(
    decoder: Decoder, sampling: int, every: int
) -> None:
    """Width and interval made smaller together: the twin of a lowered height."""
    full = _whole()
    data = _half_hidden(full, WIDE // 2, every, subsampling=sampling)
    across = 8 if sampling == 0 else 16
    again = _pixels(_said(data, (WIDE, HIGH), WIDE // across))
    there = np.abs(again - np.asarray(full, dtype=np.int16))[:8, WIDE // 2 :]
    assert there.mean() < 6, "somebody could see it"
    assert ends_with_picture(data, dissect(data), decoder), "its last row is its end"
    assert _is_made_anew(data, decoder)
    assert b"\xff\xdd" not in clean_copy(data, Recipe(), decoder).data


@pytest.mark.parametrize("more", [b"\x5a", b"\x12\x34\x56", bytes(range(1, 200))])
@pytest.mark.parametrize("place", [0, 7, -1])
def test_r24_a_single_byte_before_any_restart_does_not_leave(
    decoder: Decoder, more: bytes, place: int
) -> None:
    plain = crafted.written(_whole(), "JPEG", quality=88, restart_marker_rows=1)
    assert not _is_made_anew(plain, decoder)
    at = dissect(plain).scans[0].restarts[place]
    assert _is_made_anew(plain[:at] + more + plain[at:], decoder)


@pytest.mark.parametrize(
    "options",
    [
        {"restart_marker_rows": 1},
        {"restart_marker_rows": 3},
        {"restart_marker_blocks": 1},
        {"restart_marker_blocks": 7},
        {"restart_marker_rows": 1, "subsampling": 0},
        {"restart_marker_rows": 1, "subsampling": 1, "optimize": True},
    ],
)
def test_pictures_with_restarts_are_copied_as_they_are(
    decoder: Decoder, options: dict[str, object]
) -> None:
    for seed in range(4):
        for size in ((320, 240), (203, 117)):
            data = crafted.jpeg(*size, seed, **options)
            assert not _is_made_anew(data, decoder), (seed, size)
    grey = crafted.written(crafted.noise(203, 117).convert("L"), "JPEG", **options)
    assert not _is_made_anew(grey, decoder)


def test_restarts_in_one_of_several_scans_are_not_vouched_for(decoder: Decoder) -> None:
    data = crafted.jpeg(320, 240, progressive=True, restart_marker_rows=2)
    assert not shows_all_it_codes(dissect(data), decoder)
    assert _is_made_anew(data, decoder)


@pytest.mark.parametrize("quality", [60, 85, 95])
@pytest.mark.parametrize("sampling", [0, 2])
@pytest.mark.parametrize("shown", [(625, 480), (640, 465), (625, 465), (633, 473)])
def test_r24_a_strip_cut_off_in_the_header_does_not_leave(
    decoder: Decoder, quality: int, sampling: int, shown: tuple[int, int]
) -> None:
    """So do programs that crop without decoding: what is beside the new edge stays in its block."""
    full = Image.blend(_whole(), crafted.noise(WIDE, HIGH), 0.3)
    data = crafted.written(full, "JPEG", quality=quality, subsampling=sampling)
    coded = whole_size(shown, ((2, 2), (1, 1)) if sampling else ((1, 1), (1, 1)), together=True)
    if coded != (WIDE, HIGH):
        # Blocks that lie wholly outside would not be there.
        full = full.crop((0, 0, *coded))
        data = crafted.written(full, "JPEG", quality=quality, subsampling=sampling)
    assert _is_made_anew(_said(data, shown), decoder)
    copy = clean_copy(_said(data, shown), Recipe(), decoder).data
    beside = _pixels(_said(copy, coded))[: shown[1], shown[0] :]
    edge = _pixels(copy)[:, -1:]
    assert beside.shape[1] == 0 or np.abs(beside - edge).mean() < 16, "nothing but the edge"


@pytest.mark.parametrize("progressive", [False, True])
def test_r24_a_strip_in_a_block_of_a_picture_of_several_scans_does_not_leave(
    decoder: Decoder, progressive: bool
) -> None:
    full = crafted.noise(WIDE, HIGH)
    options: dict[str, object] = {"quality": 90, "subsampling": 0, "progressive": progressive}
    data = _said(crafted.written(full, "JPEG", **options), (WIDE - 6, HIGH - 6))
    assert _is_made_anew(data, decoder)
    honest = crafted.written(full.crop((0, 0, WIDE - 6, HIGH - 6)), "JPEG", **options)
    assert not _is_made_anew(honest, decoder)


@pytest.mark.parametrize("quality", [20, 50, 75, 90, 95, 100])
@pytest.mark.parametrize("sampling", [0, 1, 2])
def test_pictures_of_any_size_are_copied_as_they_are(
    decoder: Decoder, quality: int, sampling: int
) -> None:
    """The edge repeated, or one level of grey, is what stands beside them."""
    picture = Image.blend(_whole(), crafted.noise(WIDE, HIGH), 0.3)
    for size in ((625, 465), (633, 479), (401, 300), (640, 361), (9, 9), (1, 1)):
        for progressive in (False, True):
            data = crafted.written(
                picture.resize(size),
                "JPEG",
                quality=quality,
                subsampling=sampling,
                progressive=progressive,
            )
            assert not _is_made_anew(data, decoder), (size, progressive)


def test_pictures_of_whole_units_are_not_decoded() -> None:
    """As cameras write them; a child allowed no memory can decode nothing."""
    with Decoder(memory=1) as nobody:
        assert shows_all_it_codes(dissect(crafted.jpeg(320, 240)), nobody)
        assert shows_all_it_codes(dissect(crafted.jpeg(320, 240, progressive=True)), nobody)
        assert not shows_all_it_codes(dissect(crafted.jpeg(321, 240)), nobody)
        with_restarts = crafted.jpeg(320, 240, restart_marker_rows=1)
        assert not shows_all_it_codes(dissect(with_restarts), nobody)


def test_most_files_of_cameras_and_phones_show_all_they_code(decoder: Decoder) -> None:
    """All but those that hold another picture's edge beside their own."""
    asked, others = 0, []
    for path in shared.photographs():
        try:
            anatomy = dissect(read_picture(path))
        except PictureError:
            continue
        if anatomy.copyable:
            asked += 1
            if not shows_all_it_codes(anatomy, decoder):
                others.append(path.name)
    assert asked > 80
    assert len(others) <= 5, others


def _png_said(image: Image.Image, size: tuple[int, int]) -> bytes:
    data = crafted.written(image, "PNG")
    head = struct.pack(">II", *size) + data[24:29]
    return data[:8] + crafted.chunk(b"IHDR", head) + data[33:]


def _webp_said(image: Image.Image, size: tuple[int, int]) -> bytes:
    data = bytearray(crafted.written(image, "WEBP", quality=90))
    struct.pack_into("<HH", data, data.index(b"\x9d\x01\x2a") + 3, *size)
    return bytes(data)


def _tiff_said(image: Image.Image, size: tuple[int, int]) -> bytes:
    data = bytearray(crafted.written(image, "TIFF"))
    at = int.from_bytes(data[4:8], "little")
    for n in range(int.from_bytes(data[at : at + 2], "little")):
        entry = at + 2 + 12 * n
        tag = int.from_bytes(data[entry : entry + 2], "little")
        if tag in (256, 257, 278):
            data[entry + 8 : entry + 12] = struct.pack("<HH", size[tag != 256], 0)
    return bytes(data)


def _heic_said(image: Image.Image, size: tuple[int, int]) -> bytes:
    """The squares it is put together from hold all of the picture."""
    data = heic.heic(image, tile=160)
    for form in (">HH", ">II"):
        assert struct.pack(form, *image.size) in data
        data = data.replace(struct.pack(form, *image.size), struct.pack(form, *size))
    return data


SMALLER = {
    "HEIC": (_heic_said, (WIDE, HIGH - 100)),
    "PNG": (_png_said, (WIDE, HIGH // 2)),
    "WebP": (_webp_said, (WIDE, HIGH // 2)),
    "TIFF": (_tiff_said, (WIDE, HIGH // 2)),
}


@pytest.mark.parametrize("kind", SMALLER)
def test_r24_rows_below_what_other_containers_say_do_not_leave(decoder: Decoder, kind: str) -> None:
    """They are always made anew: beside and below the copy is what its own encoder put there."""
    said, size = SMALLER[kind]
    copy = clean_copy(said(_whole(), size), Recipe(), decoder).data
    with Image.open(io.BytesIO(copy)) as image:
        assert image.size == size
    below = _pixels(_said(copy, (size[0], size[1] * 2)))[size[1] + 32 :]
    assert len({pixel.tobytes() for pixel in below.reshape(-1, 3)}) == 1, "nothing but grey"
