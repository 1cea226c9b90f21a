"""What a picture looks like: near matches survive what people do to their pictures."""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.photos import Perceptual
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_scene
from consentdesk.services.pictures.phash import for_looking_up
from consentdesk.services.pictures.windows import WINDOWS
from consentdesk.storage.likeness import ALIKE, likeness
from tests.services.pictures import crafted

NEAR = 8


def _jpeg(image: Image.Image, quality: int = 88) -> bytes:
    return crafted.written(image, "JPEG", quality=quality)


def _near(stored: Perceptual, asked: Perceptual) -> bool:
    return any((a ^ b).bit_count() <= NEAR for a in stored.hashes for b in asked.hashes)


def _cropped(image: Image.Image, part: float) -> Image.Image:
    """Without that part of either side, from the bottom right."""
    return image.crop((0, 0, int(image.width * (1 - part)), int(image.height * (1 - part))))


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image.resize((image.width // 3, image.height // 3), Image.Resampling.LANCZOS),
        lambda image: image.convert("L"),
        lambda image: image.transpose(Image.Transpose.ROTATE_90),
        lambda image: image.transpose(Image.Transpose.ROTATE_180),
        lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        lambda image: image.transpose(Image.Transpose.TRANSVERSE),
        lambda image: Image.open(io.BytesIO(_jpeg(image, 35))),
        lambda image: image.point(lambda v: min(255, int(v * 1.15))),
        lambda image: _cropped(image, 0.1),
        lambda image: _cropped(image, 0.2),
        lambda image: image.crop((60, 20, 590, 420)),
    ],
    ids=[
        *("smaller", "grey", "turned", "fallen", "mirrored", "both", "worse", "bright"),
        *("10", "20", "off the middle"),
    ],
)
def test_r21_a_changed_copy_is_a_near_match(
    decoder: Decoder, change: Callable[[Image.Image], Image.Image]
) -> None:
    for seed in range(3):
        image, _heads = draw_scene(seed, 1 + seed, (640, 480))
        stored = decoder.perceptual(_jpeg(image))
        assert _near(stored, decoder.perceptual_query(_jpeg(change(image))))


def test_different_pictures_are_no_near_match(decoder: Decoder) -> None:
    """With so many windows two drawings may have like hashes by chance: the grey copies tell."""
    looks = [decoder.perceptual(_jpeg(draw_scene(n, n % 4, (320, 240))[0])) for n in range(8)]
    pairs = [(a, b) for a in looks for b in looks if a is not b]
    by_hash = [(a, b) for a, b in pairs if _near(a, for_looking_up(b.grey))]
    assert len(by_hash) <= 2
    assert [pair for pair in by_hash if likeness(pair[1].grey, pair[0].grey) >= ALIKE] == []


def test_what_is_stored_and_what_is_asked_begin_alike(decoder: Decoder) -> None:
    data = crafted.jpeg(400, 300)
    stored, asked = decoder.perceptual(data), decoder.perceptual_query(data)
    assert len(stored.hashes) == len(WINDOWS) == 51
    assert len(asked.hashes) == 8
    assert stored.hashes[0] == asked.hashes[0]
    assert stored.grey == asked.grey
    assert len(stored.grey) == 64 * 64
    assert all(0 <= h < 1 << 64 for h in (*stored.hashes, *asked.hashes))


def test_orientation_is_applied_before_hashing(decoder: Decoder) -> None:
    image = draw_scene(4, 2, (480, 320))[0]
    exif = Image.Exif()
    exif[0x112] = 8
    turned = image.transpose(Image.Transpose.ROTATE_270)
    straight = decoder.perceptual(crafted.written(image, "PNG"))
    stored = decoder.perceptual(crafted.written(turned, "PNG", exif=exif))
    assert stored.hashes[0] == straight.hashes[0]
    assert stored.grey == straight.grey


def test_the_hash_is_the_usual_one(decoder: Decoder) -> None:
    """64 low frequencies of 64 × 64 greys against their median, worked out the slow way."""
    image = draw_scene(5, 1, (256, 256))[0].convert("L")
    found = decoder.perceptual(crafted.written(image, "PNG"))
    greys = np.frombuffer(found.grey, np.uint8).reshape(64, 64).astype(float)
    steps = np.arange(64)
    low = np.array(
        [
            [
                (
                    greys
                    * np.outer(
                        np.cos(np.pi * v * (2 * steps + 1) / 128),
                        np.cos(np.pi * u * (2 * steps + 1) / 128),
                    )
                ).sum()
                for u in range(8)
            ]
            for v in range(8)
        ]
    )
    bits = "".join("1" if value else "0" for value in (low > np.median(low)).flatten())
    assert int(bits, 2) == found.hashes[0]


def test_windows_begin_with_the_whole_and_stay_within() -> None:
    assert (WINDOWS[0].x, WINDOWS[0].y, WINDOWS[0].w, WINDOWS[0].h) == (0, 0, 1, 1)
    assert len(set(WINDOWS)) == len(WINDOWS)
    for window in WINDOWS:
        assert 0 <= window.x < window.x + window.w <= 1.0000001
        assert 0 <= window.y < window.y + window.h <= 1.0000001
