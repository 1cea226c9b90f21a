"""What lies beside a picture shows who is covered too: previews, second pictures, films (R22)."""

import io
from collections.abc import Callable
from struct import pack

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.covers import Cover, Fill, Form
from consentdesk.services.pictures.burning import LEVELS, burn
from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from tests.services.pictures import crafted
from tests.services.pictures.heic import heic

SIZE = (320, 256)
SHAPES = [
    Cover(Form.RECTANGLE, ((0.25, 0.25), (0.75, 0.75))),
    Cover(Form.ELLIPSE, ((0.2, 0.2), (0.8, 0.8))),
    Cover(Form.POLYGON, ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8))),
    Cover(Form.RECTANGLE, ((0.0, 0.0), (0.75, 1.0))),
]
BENEATH = (104, 80, 216, 176)
"""Pixels that lie under each of these shapes."""


def _seen(colour: tuple[int, int, int]) -> Image.Image:
    image = Image.new("RGB", SIZE, (190, 215, 200))
    image.paste(colour, BENEATH)
    return image


def _jpeg(image: Image.Image, **options: object) -> bytes:
    return crafted.written(image, "JPEG", quality=92, **options)


def _with_thumbnail(image: Image.Image) -> bytes:
    """A camera's own preview, in which nobody is covered."""
    small = _jpeg(image.resize((160, 128)))
    upright = pack(">HHII", 0x0112, 3, 1, 1 << 16)
    entries = ((0x0103, 3, 6 << 16), (0x0201, 4, 68), (0x0202, 4, len(small)))
    told = b"".join(pack(">HHII", tag, kind, 1, value) for tag, kind, value in entries)
    head = b"Exif\0\0MM\0*" + pack(">IH", 8, 1) + upright + pack(">IH", 26, len(entries))
    body = head + told + bytes(4) + small
    data = crafted.with_segments(_jpeg(image), crafted.segment(0xE1, body))
    with Image.open(io.BytesIO(data)) as read:
        assert read.getexif()[0x0112] == 1
    return data


def _with_second(image: Image.Image) -> bytes:
    """What a phone writes that keeps the picture as it was beside the one it made of it."""
    made = io.BytesIO()
    image.save(made, "MPO", save_all=True, append_images=[image], quality=92)
    return made.getvalue()


def _with_film(image: Image.Image) -> bytes:
    """A motion photo: a film behind the last byte of the picture."""
    return _jpeg(image) + b"\0\0\0\x18ftypmp42" + _jpeg(image) + image.tobytes()


def _with_pages(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "TIFF", save_all=True, append_images=[image.resize((160, 128))])
    return made.getvalue()


BESIDE: dict[str, Callable[[Image.Image], bytes]] = {
    "thumbnail": _with_thumbnail,
    "second picture": _with_second,
    "film": _with_film,
    "pages": _with_pages,
    "heic": heic,
    "heic in tiles": lambda image: heic(image, tile=128),
}


@pytest.mark.parametrize("cover", SHAPES)
@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("max_edge", [None, 100])
def test_r22_nothing_beside_the_picture_shows_who_is_covered(
    decoder: Decoder, beside: str, cover: Cover, max_edge: int | None
) -> None:
    """The copy is the same to the last byte, whoever is beneath."""
    sources = [BESIDE[beside](_seen(colour)) for colour in ((230, 20, 20), (20, 20, 230))]
    assert sources[0] != sources[1]
    recipe = Recipe(max_edge=max_edge, covers=(cover,))
    one, other = (clean_copy(data, recipe, decoder).data for data in sources)
    assert one == other
    assert one.count(b"\xff\xd8\xff") == 1, "no other picture within"


@pytest.mark.parametrize("cover", SHAPES)
@pytest.mark.parametrize("beside", ["thumbnail", "second picture", "film"])
def test_r22_a_mosaic_leaves_no_preview_either(decoder: Decoder, beside: str, cover: Cover) -> None:
    cover = Cover(cover.form, cover.points, Fill.MOSAIC)
    data = BESIDE[beside](_seen((230, 20, 20)))
    copy = clean_copy(data, Recipe(covers=(cover,)), decoder).data
    assert copy.count(b"\xff\xd8\xff") == 1
    with Image.open(io.BytesIO(copy)) as image:
        left, top, right, bottom = BENEATH
        inner = np.asarray(image.convert("RGB")).astype(int)[
            top + 8 : bottom - 8, left + 8 : right - 8
        ]
    # Steps and noise, and never the colour that was there.
    assert np.abs(inner.astype(int) - (230, 20, 20)).sum(axis=2).min() > 24


@pytest.mark.parametrize("form", [Form.RECTANGLE, Form.ELLIPSE])
@pytest.mark.parametrize("original", [b"", b"1", b"2"])
def test_r22_of_a_mosaic_nothing_follows_but_a_step_for_each_block(
    form: Form, original: bytes
) -> None:
    """Quite different pictures with the same steps give the very same mosaic with the same noise.

    So what is seen tells of the picture nothing but these steps: they are blurred by noise wider
    than a step, which is drawn from the original alone and not from what lies beneath the shape.
    """
    cover = Cover(form, ((0.1, 0.1), (0.9, 0.9)), Fill.MOSAIC)
    step = 256 // LEVELS
    middle = step + step // 2
    flat = np.full((*SIZE[::-1], 3), middle, dtype=np.uint8)
    checked = flat + np.where(np.indices(SIZE[::-1]).sum(axis=0) % 2, 20, -20)[..., None]
    noisy = flat + np.random.default_rng(5).integers(-25, 26, flat.shape)
    made = []
    for pixels in (flat, checked, noisy):
        image = Image.fromarray(pixels.astype(np.uint8), "RGB")
        burn(image, (cover,), SIZE, 1, original)
        made.append(np.asarray(image)[64:-64, 80:-80])
    assert (made[0] == made[1]).all()
    assert (made[0] == made[2]).all()
    assert len({tuple(c) for c in made[0].reshape(-1, 3).tolist()}) > 1
