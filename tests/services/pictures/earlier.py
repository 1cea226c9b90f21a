"""What a picture looks like as versions before 0012 stored it: 13 windows, 32 × 32 greys."""

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.Image import Resampling

from consentdesk.domain.photos import Perceptual

_SIDE = 32


def looks_before(image: Image.Image) -> Perceptual:
    """By the arithmetic of then."""
    grey = image.convert("L").resize((256, 256), Resampling.LANCZOS)
    boxes = [(0.0, 0.0, 1.0)]
    for side in (0.9, 0.8):
        rest = 1 - side
        places = ((rest / 2, rest / 2), (0, 0), (rest, 0), (0, rest), (rest, rest))
        boxes += [(x, y, side) for x, y in places]
    boxes += [((1 - side) / 2, (1 - side) / 2, side) for side in (0.95, 0.7)]
    small = [
        np.asarray(
            grey.resize(
                (_SIDE, _SIDE),
                Resampling.LANCZOS,
                (x * 256, y * 256, (x + side) * 256, (y + side) * 256),
            )
        )
        for x, y, side in boxes
    ]
    return Perceptual(tuple(map(_hash, small)), small[0].tobytes())


def _hash(small: npt.NDArray[np.uint8]) -> int:
    waves = np.cos(np.pi * np.outer(np.arange(_SIDE), 2 * np.arange(_SIDE) + 1) / (2 * _SIDE))
    low = (waves @ small.astype(np.float64) @ waves.T)[:8, :8]
    return int.from_bytes(np.packbits((low > np.median(low)).flatten()).tobytes(), "big")
