"""Beneath a drawn cover nothing is left, whatever its form and fill, however it leaves (R22)."""

import io
import math
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.Image import Transpose

from consentdesk.domain.covers import Cover, Fill, Form, is_drawable
from consentdesk.domain.photos import Region
from consentdesk.services.covering import BLUR
from consentdesk.services.pictures.burning import ACROSS, LEVELS, NOISE, burn
from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from tests.services.pictures import crafted

STORED = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
"""How a camera held that way stores what it sees."""
SLOW = settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SIDES = st.integers(64, 520)
FORMS = st.sampled_from(list(Form))


def _corners(form: Form, place: Region, dent: float) -> tuple[tuple[float, float], ...]:
    left, top, right, bottom = place.x, place.y, place.x + place.w, place.y + place.h
    if form is not Form.POLYGON:
        return (left, top), (right, bottom)
    middle = (left + right) / 2
    return (
        (left, top),
        (middle, top + dent * place.h),
        (right, top),
        (right, bottom),
        (left, bottom),
    )


COVERS = st.builds(
    lambda form, x, y, w, h, dent: Cover(
        form, _corners(form, Region(x * (1 - w), y * (1 - h), w, h), dent)
    ),
    FORMS,
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0.08, 0.6),
    st.floats(0.08, 0.6),
    st.floats(0, 0.8),
)


def _beneath(cover: Cover, size: tuple[int, int]) -> Image.Image:
    """The pixels whose middles lie under the shape, worked out without the code under test."""
    wide, high = size
    xs, ys = (np.arange(wide) + 0.5) / wide, (np.arange(high) + 0.5) / high
    x, y = np.meshgrid(xs, ys)
    box = cover.box
    if cover.form is Form.RECTANGLE:
        inside = (x >= box.x) & (x <= box.x + box.w) & (y >= box.y) & (y <= box.y + box.h)
    elif cover.form is Form.ELLIPSE:
        across, down = (x - box.x - box.w / 2) * 2 / box.w, (y - box.y - box.h / 2) * 2 / box.h
        inside = across**2 + down**2 <= 1
    else:
        inside = np.zeros(x.shape, dtype=bool)
        points = cover.points
        for (ax, ay), (bx, by) in zip(points, (*points[1:], points[0]), strict=True):
            if ay != by:
                inside ^= ((ay > y) != (by > y)) & (x < ax + (y - ay) * (bx - ax) / (by - ay))
    return Image.fromarray(np.where(inside, 255, 0).astype(np.uint8), "L")


def _sources(mask: Image.Image, orientation: int, kind: crafted.Kind, seed: int) -> Iterator[bytes]:
    """Two pictures that differ beneath the mask and nowhere else, as a camera stores them."""
    around = crafted.noise(*mask.size, seed)
    turn = STORED[orientation]
    exif = Image.Exif()
    exif[0x112] = orientation
    for other in (seed + 1, seed + 2):
        image = around.copy()
        image.paste(crafted.noise(*mask.size, other), (0, 0), mask)
        stored = image if turn is None else image.transpose(turn)
        # A lossy WebP is coded as a whole: what is in one corner changes what is left of another.
        lossless = {"lossless": True} if kind == "WEBP" else {}
        yield crafted.written(stored, kind, exif=exif, **lossless)


@SLOW
@given(
    cover=COVERS,
    size=st.tuples(SIDES, SIDES),
    orientation=st.sampled_from(list(STORED)),
    kind=st.sampled_from(["JPEG", "JPEG", "JPEG", "PNG", "WEBP", "TIFF"]),
    max_edge=st.one_of(st.none(), st.integers(20, 600)),
    crop=st.one_of(st.none(), st.just(Region(0.13, 0.07, 0.71, 0.66))),
)
def test_r22_whatever_is_beneath_a_drawn_cover_the_copy_is_the_same_to_the_last_byte(
    decoder: Decoder,
    cover: Cover,
    size: tuple[int, int],
    orientation: int,
    kind: crafted.Kind,
    max_edge: int | None,
    crop: Region | None,
) -> None:
    """So no pixel of it is left, neither in the picture nor in a preview or anything beside it."""
    assert is_drawable(cover)
    recipe = Recipe(max_edge=max_edge, covers=(cover,), crop=crop)
    sources = list(_sources(_beneath(cover, size), orientation, kind, seed=size[0]))
    assert sources[0] != sources[1]
    assert len({clean_copy(data, recipe, decoder).data for data in sources}) == 1


@SLOW
@given(
    size=st.tuples(st.integers(200, 700), st.integers(200, 700)),
    orientation=st.sampled_from(list(STORED)),
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    max_edge=st.one_of(st.none(), st.integers(20, 400)),
    side=st.sampled_from(["left", "right", "above", "below"]),
)
def test_r22_what_is_a_little_beyond_the_crop_leaves_no_mark(
    decoder: Decoder,
    size: tuple[int, int],
    orientation: int,
    kind: crafted.Kind,
    max_edge: int | None,
    side: str,
) -> None:
    crop = Region(0.4, 0.4, 0.2, 0.2)
    aside, above = BLUR / size[0], BLUR / size[1]
    far = {
        "left": Region(0, 0, 0.4 - aside, 1),
        "right": Region(0.6 + aside, 0, 0.4 - aside, 1),
        "above": Region(0, 0, 1, 0.4 - above),
        "below": Region(0, 0.6 + above, 1, 0.4 - above),
    }[side]
    mask = _beneath(Cover(Form.RECTANGLE, _corners(Form.RECTANGLE, far, 0)), size)
    sources = list(_sources(mask, orientation, kind, seed=size[1]))
    recipe = Recipe(max_edge=max_edge, crop=crop)
    assert len({clean_copy(data, recipe, decoder).data for data in sources}) == 1


def _burnt(image: Image.Image, cover: Cover, original: bytes = b"1") -> np.ndarray:
    made = image.copy()
    burn(made, (cover,), image.size, 1, original)
    return np.asarray(made).astype(int)


MOSAICS = COVERS.map(lambda c: Cover(c.form, c.points, Fill.MOSAIC))


@SLOW
@given(cover=MOSAICS, size=st.tuples(SIDES, SIDES), seed=st.integers(0, 9))
def test_r22_a_mosaic_of_two_pictures_is_the_same_but_for_the_noise(
    cover: Cover, size: tuple[int, int], seed: int
) -> None:
    """Pictures that differ beneath it, and of which each block has the same step of each colour."""
    step = 256 // LEVELS
    dice = np.random.default_rng(seed)
    level = step * dice.integers(0, LEVELS, 3) + step // 2
    mask = np.asarray(_beneath(cover, size)) > 0
    made = []
    for amplitude in (5, 12):
        wave = amplitude * (np.indices(mask.shape).sum(axis=0) % 2 * 2 - 1)
        picture = np.clip(level + wave[..., None], 0, 255).astype(np.uint8)
        made.append(_burnt(Image.fromarray(picture, "RGB"), cover, bytes([amplitude])))
    one, other = (picture[mask] for picture in made)
    assert np.abs(one - level).max() <= NOISE
    assert np.abs(one - other).max() <= 2 * NOISE
    if mask.any():
        assert (one != other).any(), "the noise is of each original's own"


@SLOW
@given(cover=MOSAICS, size=st.tuples(SIDES, SIDES), seed=st.integers(1, 99))
def test_r22_a_mosaic_reproduces_no_block_and_has_few(
    cover: Cover, size: tuple[int, int], seed: int
) -> None:
    image = crafted.noise(*size, seed)
    mask = np.asarray(_beneath(cover, size)) > 0
    shown, source = _burnt(image, cover), np.asarray(image).astype(int)
    colours = {tuple(c) for c in shown[mask].tolist()}
    longer = max(cover.box.w * size[0], cover.box.h * size[1])
    shorter = min(cover.box.w * size[0], cover.box.h * size[1])
    assert len(colours) <= (ACROSS + 1) * (math.ceil(ACROSS * longer / shorter) + 1)
    same = (shown == source).all(axis=2) & mask
    assert same.sum() <= 0.002 * mask.sum() + 3, "chance hits among random colours at the most"


def test_the_noise_is_wider_than_a_step_so_that_no_step_can_be_read_off() -> None:
    step = 256 // LEVELS
    assert step < 2 * NOISE
    cover = Cover(Form.RECTANGLE, ((0.1, 0.1), (0.9, 0.9)), Fill.MOSAIC)
    image = Image.new("RGB", (400, 400), (96, 96, 96))
    seen = {
        tuple(c) for n in range(40) for c in _burnt(image, cover, bytes([n]))[200, ::20].tolist()
    }
    steps = {value // step for colour in seen for value in colour}
    assert steps >= {0, 1, 2}, "one colour beneath gives several steps above"


@pytest.mark.parametrize("fill", Fill)
@pytest.mark.parametrize("form", Form)
def test_the_same_picture_and_cover_give_the_same_copy_at_any_size(
    decoder: Decoder, form: Form, fill: Fill
) -> None:
    """Noise that differed from copy to copy could be averaged away."""
    cover = Cover(form, _corners(form, Region(0.2, 0.2, 0.5, 0.6), 0.3), fill)
    data = crafted.jpeg(800, 600)
    whole = [clean_copy(data, Recipe(covers=(cover,)), decoder).data for _ in range(2)]
    assert whole[0] == whole[1]
    small = clean_copy(data, Recipe(covers=(cover,), max_edge=400), decoder).data
    large = Image.open(io.BytesIO(whole[0])).convert("RGB")
    halved = np.asarray(large.resize((400, 300), Image.Resampling.LANCZOS)).astype(int)
    inner = np.asarray(_beneath(cover, (400, 300))) > 0
    apart = np.abs(np.asarray(Image.open(io.BytesIO(small))).astype(int) - halved)[inner]
    assert np.median(apart) <= 3


def test_a_later_cover_lies_over_an_earlier_one() -> None:
    image = crafted.noise(200, 200)
    solid = Cover(Form.RECTANGLE, ((0.2, 0.2), (0.8, 0.8)))
    over = Cover(Form.ELLIPSE, ((0.3, 0.3), (0.7, 0.7)), Fill.MOSAIC)
    made = image.copy()
    burn(made, (solid, over), image.size, 1, b"")
    plain = Image.new("RGB", (200, 200))
    ImageDraw.Draw(plain).rectangle((0, 0, 200, 200), fill=made.getpixel((45, 45)))
    # What the mosaic is made of is the colour of the cover beneath it.
    ground = np.asarray(plain).astype(int)[100, 100]
    assert np.abs(np.asarray(made).astype(int)[100, 100] - ground).max() <= NOISE + 256 // LEVELS
