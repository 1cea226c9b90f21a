"""Further frames of a burst: the same moment a little later, by a hand that is not quite still."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageEnhance
from PIL.Image import Resampling


def frame(
    image: Image.Image,
    *,
    aside: float = 0.01,
    down: float = 0.01,
    turned: float = 0.5,
    light: float = 1.0,
    moved: float = 0.1,
    seed: int = 1,
) -> Image.Image:
    """One more: shifted by parts of its size, turned by degrees, in other light.

    Somebody in the middle has moved by `moved` of the width. The grain is the sensor's own.
    """
    wide, high = image.size
    luck = np.random.Generator(np.random.PCG64(seed))
    seen = image.copy()
    box = (wide * 4 // 10, high // 4, wide * 6 // 10, high)
    seen.paste(image.crop(box), (round(box[0] + moved * wide), box[1]))
    shift = (round(aside * wide), round(down * high))
    seen = seen.rotate(turned, Resampling.BICUBIC, translate=shift)
    edge = 0.03
    inner = (wide * edge, high * edge, wide * (1 - edge), high * (1 - edge))
    seen = seen.resize(image.size, Resampling.LANCZOS, inner)
    lit = np.asarray(ImageEnhance.Brightness(seen).enhance(light), dtype=np.float32)
    grain = luck.standard_normal(lit.shape, dtype=np.float32) * np.float32(3)
    return Image.fromarray(np.clip(lit + grain, 0, 255).astype(np.uint8))


def frames(image: Image.Image, seed: int, number: int) -> Iterator[Image.Image]:
    """So many more, each moved a little otherwise."""
    luck = np.random.Generator(np.random.PCG64(seed))
    for place in range(number):
        aside, down, moved = luck.uniform(-0.02, 0.02, 3)
        yield frame(
            image,
            aside=float(aside),
            down=float(down),
            turned=float(luck.uniform(-1, 1)),
            light=float(luck.uniform(0.93, 1.07)),
            moved=float(moved) * 5,
            seed=seed * 100 + place,
        )
