"""Sample pictures, drawn: for the practice register, for tests and for the handbook.

They look like photographs to every program: a camera's EXIF, a place, a preview, names and face
regions, so that it can be seen that clean copies lose all of it. Nobody real is in them.
"""

import io
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image
from PIL.Image import Resampling, Transpose

from consentdesk.domain.photos import Region
from consentdesk.services.pictures.camera import Shot, with_metadata
from consentdesk.services.pictures.dice import Dice
from consentdesk.services.pictures.figures import draw_person
from consentdesk.services.pictures.scenery import Canvas, draw_place

_SHARPER = 2
"""Drawn at twice the size: Pillow's brushes have jagged edges."""
_STORED: Mapping[int, Transpose] = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
"""How a camera held that way stores what it sees."""


def draw_sample(
    seed: int,
    people: int,
    size: tuple[int, int],
    *,
    orientation: int = 1,
    names: Sequence[str] = (),
    gps: tuple[float, float] | None = None,
) -> bytes:
    """A JPEG of that many people somewhere; the same arguments give the same bytes.

    `size` is width and height as seen. The first people from the left get `names`, with a face
    region each. `gps` is latitude and longitude in degrees. Without people it is a landscape.
    """
    image, heads = draw_scene(seed, people, size)
    turn = _STORED.get(orientation)
    stored = image.transpose(turn) if turn is not None else image
    written, preview = io.BytesIO(), io.BytesIO()
    stored.save(written, "JPEG", quality=88)
    small = stored.copy()
    small.thumbnail((160, 160), Resampling.LANCZOS)
    small.save(preview, "JPEG", quality=70)
    shot = Shot(
        number=seed,
        size=stored.size,
        orientation=orientation,
        people=tuple(zip(names, heads, strict=False)),
        gps=gps,
        preview=preview.getvalue(),
    )
    return with_metadata(written.getvalue(), shot)


def draw_scene(
    seed: int, people: int, size: tuple[int, int]
) -> tuple[Image.Image, tuple[Region, ...]]:
    """The same as pixels, with the region of each head from the left."""
    width, height = size
    canvas = Canvas(width * _SHARPER, height * _SHARPER)
    dice = Dice(f"scene {seed}")
    foot = draw_place(canvas, dice, dice.whole(0, 3))
    heads: dict[int, Region] = {}
    step = canvas.ratio / max(1, people)
    # Of a group, every other one stands in the second row and is drawn first.
    rows = 2 if people > 4 else 1
    tall = min(0.78, step * 1.75 * rows)
    for row in range(rows):
        for n in range(people):
            if n % rows != row:
                continue
            x = step * (n + 0.5) + dice.number(-0.08, 0.08) * step
            back = rows - 1 - row
            grown = tall * dice.number(0.88, 1.0) * (1 - 0.1 * back)
            heads[n] = draw_person(canvas, dice, x, foot - 0.1 * back, grown)
    image = canvas.image.resize(size, Resampling.LANCZOS)
    return _photographed(image, seed), tuple(heads[n] for n in sorted(heads))


def _photographed(image: Image.Image, seed: int) -> Image.Image:
    """What a lens and a sensor add: darker corners, a little grain."""
    pixels = np.asarray(image, dtype=np.float32)
    height, width = pixels.shape[:2]
    down, across = (np.linspace(-1, 1, n, dtype=np.float32) ** 2 for n in (height, width))
    corners = 1 - np.float32(0.13) * (down[:, None] + across[None, :])
    luck = np.random.Generator(np.random.PCG64(seed))
    grain = luck.standard_normal((height, width), dtype=np.float32) * np.float32(2.2)
    seen = pixels * corners[..., None] + grain[..., None]
    return Image.fromarray(np.clip(seen, 0, 255).astype(np.uint8))
