"""The perceptual hash: which of a picture's 64 lowest frequencies lie above their median.

Pure arithmetic on a grey copy, so that it needs neither the picture nor a child process. The
frequencies are those of the picture whatever its size in pixels, so hashes of grey copies of
32 × 32 pixels, as they were stored before, differ by a bit or two at the most from those of now.
"""

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from consentdesk.domain.photos import Perceptual
from consentdesk.services.pictures.windows import WINDOWS

SIDE = 64
"""Rows and columns of a grey copy."""
_LOW = 8
"""Frequencies looked at in either direction."""
Grey = npt.NDArray[np.uint8]
_Plane = npt.NDArray[np.float64]


def phash(grey: Grey) -> int:
    """The 64 bits of one square grey copy."""
    return _hashes([grey])[0]


def window_hashes(grey: Grey) -> list[int]:
    """The bits of each of WINDOWS but the whole, cut out of one large square grey copy."""
    waves, places = _stretches(len(grey))
    spectra = waves @ grey.astype(np.float64) @ waves.T
    return _bits(np.stack([spectra[y : y + _LOW, x : x + _LOW] for x, y in places]))


def turned(small: Grey) -> list[int]:
    """The hash in the eight positions, as it stands first."""
    return _hashes([np.rot90(side, k) for side in (small, np.fliplr(small)) for k in range(4)])


def for_looking_up(grey: bytes) -> Perceptual:
    """What `Decoder.perceptual_query` says of the picture with this grey copy, however large."""
    side = math.isqrt(len(grey))
    small = np.frombuffer(grey, dtype=np.uint8).reshape(side, side)
    return Perceptual(tuple(turned(small)), grey)


def _hashes(greys: Sequence[Grey]) -> list[int]:
    """The hash of each of several square grey copies of one size."""
    waves = _waves(len(greys[0]), 0.0, 1.0)
    return _bits(waves @ np.stack(greys).astype(np.float64) @ waves.T)


def _bits(lows: _Plane) -> list[int]:
    """The bits of each of several blocks of low frequencies."""
    flat = lows.reshape(len(lows), _LOW * _LOW)
    packed = np.packbits(flat > np.median(flat, axis=1, keepdims=True), axis=1)
    return [int.from_bytes(row.tobytes(), "big") for row in packed]


@cache
def _waves(pixels: int, start: float, length: float) -> _Plane:
    """A matrix that takes the lowest frequencies out of a part of so many pixels in a row.

    The discrete cosine transform (type II). All but the first take no notice of how bright the
    part is as a whole, however it lies on the pixels.
    """
    places = ((np.arange(pixels) + 0.5) / pixels - start) / length
    within = (places >= 0) & (places <= 1)
    waves = np.cos(np.pi * np.outer(np.arange(_LOW), places)) * within
    waves[1:] -= within * (waves[1:].sum(axis=1, keepdims=True) / within.sum())
    found: _Plane = waves / within.sum()
    return found


@cache
def _stretches(pixels: int) -> tuple[_Plane, list[tuple[int, int]]]:
    """The waves of all stretches that windows take up, one below the other; where each begins."""
    windows = WINDOWS[1:]
    both = [(w.x, w.w) for w in windows] + [(w.y, w.h) for w in windows]
    rows = {stretch: _LOW * n for n, stretch in enumerate(dict.fromkeys(both))}
    waves = np.concatenate([_waves(pixels, *stretch) for stretch in rows])
    return waves, [(rows[w.x, w.w], rows[w.y, w.h]) for w in windows]
