"""The perceptual hash: which of a picture's 64 lowest frequencies lie above their median.

Pure arithmetic on a grey copy, so that it needs neither the picture nor a child process.
"""

import numpy as np
import numpy.typing as npt

from consentdesk.domain.photos import Perceptual

SIDE = 32
"""Rows and columns of a grey copy."""
Grey = npt.NDArray[np.uint8]
_FREQUENCIES = np.cos(np.pi * np.outer(np.arange(SIDE), 2 * np.arange(SIDE) + 1) / (2 * SIDE))
"""The discrete cosine transform (type II) of 32 values as a matrix."""


def phash(small: Grey) -> int:
    """The 64 bits of one grey copy."""
    spectrum = _FREQUENCIES @ small.astype(np.float64) @ _FREQUENCIES.T
    low = spectrum[:8, :8]
    bits = (low > np.median(low)).flatten()
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def turned(small: Grey) -> list[int]:
    """The hash in the eight positions, as it stands first."""
    return [phash(np.rot90(side, k)) for side in (small, np.fliplr(small)) for k in range(4)]


def for_looking_up(grey: bytes) -> Perceptual:
    """What `Decoder.perceptual_query` says of the picture with this grey copy (32 × 32 bytes)."""
    small = np.frombuffer(grey, dtype=np.uint8).reshape(SIDE, SIDE)
    return Perceptual(tuple(turned(small)), grey)
