"""Plane geometry: from millimetres on a sheet to pixels in a picture of it, and samples of these.

A map is a 3 × 3 matrix (homography). Points are rows of x and y.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Samples = NDArray[np.float32]

_LEAST = 1e-9
"""The smallest depth that is divided by."""


def affine(sheet: Floats, picture: Floats) -> Floats:
    """The map without perspective that fits best, by least squares; three points or more."""
    known = np.column_stack([sheet, np.ones(len(sheet))])
    solved = np.linalg.lstsq(known, picture, rcond=None)[0]
    return np.vstack([solved.T, [0.0, 0.0, 1.0]])


def similarity(sheet: Floats, picture: Floats) -> Floats:
    """The map that only turns, scales and moves; two points or more."""
    x, y = sheet.T
    one, zero = np.ones_like(x), np.zeros_like(x)
    rows = np.vstack([np.column_stack([x, -y, one, zero]), np.column_stack([y, x, zero, one])])
    a, b, c, d = np.linalg.lstsq(rows, np.concatenate([picture[:, 0], picture[:, 1]]), rcond=None)[
        0
    ]
    return np.array([[a, -b, c], [b, a, d], [0.0, 0.0, 1.0]])


def homography(sheet: Floats, picture: Floats) -> Floats:
    """The map with perspective that fits best, from four points; not finite if they lie badly."""
    to_unit, from_unit = _unit(sheet), _unit(picture)
    (x, y), (u, v) = apply(to_unit, sheet).T, apply(from_unit, picture).T
    one, zero = np.ones_like(x), np.zeros_like(x)
    rows = np.vstack(
        [
            np.column_stack([x, y, one, zero, zero, zero, -u * x, -u * y, -u]),
            np.column_stack([zero, zero, zero, x, y, one, -v * x, -v * y, -v]),
        ]
    )
    # The smallest of nine eigenvectors: an SVD of all rows gives the same and takes far longer.
    solved = np.linalg.eigh(rows.T @ rows)[1][:, 0].reshape(3, 3)
    whole: Floats = np.linalg.inv(from_unit) @ solved @ to_unit
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled: Floats = whole / whole[2, 2]
    return scaled


def _unit(points: Floats) -> Floats:
    """Brings points around zero and to size one, without which the solution is mostly noise."""
    middle = points.mean(axis=0)
    scale = 1.0 / max(float(np.abs(points - middle).mean()), 1e-9)
    return np.array([[scale, 0, -scale * middle[0]], [0, scale, -scale * middle[1]], [0, 0, 1.0]])


def apply(matrix: Floats, points: Floats) -> Floats:
    """Where points come to lie."""
    u, v, depth = matrix @ np.column_stack([points, np.ones(len(points))]).T
    depth = np.where(np.abs(depth) < _LEAST, _LEAST, depth)
    return np.column_stack([u / depth, v / depth])


def far(matrix: Floats, sheet: Floats, picture: Floats) -> Floats:
    """How far each point lies from where the map takes it, in pixels."""
    lengths: Floats = np.hypot(*(apply(matrix, sheet) - picture).T)
    return lengths


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture of a sheet, and how the sheet lies in it."""

    grey: NDArray[np.uint8]
    matrix: Floats

    def cut(self, x: float, y: float, w: float, h: float, per_mm: float) -> Samples:
        """A rectangle of the sheet, straight and upright; 0 is black, 255 white.

        What lies outside the picture repeats its edge.
        """
        only: Samples = self.cuts([(x, y)], w, h, per_mm)[0]
        return only

    def cuts(
        self, corners: Sequence[tuple[float, float]], w: float, h: float, per_mm: float
    ) -> Samples:
        """Rectangles of one size by their left upper corners, one behind the other."""
        starts = np.array(corners, np.float32)
        across = (np.arange(round(w * per_mm), dtype=np.float32) + 0.5) / np.float32(per_mm)
        down = (np.arange(round(h * per_mm), dtype=np.float32) + 0.5) / np.float32(per_mm)
        x = (starts[:, 0, None] + across)[:, None, :]
        y = (starts[:, 1, None] + down)[:, :, None]
        (a, b, c), (d, e, f), (g, i, j) = self.matrix.astype(np.float32)
        depth = g * x + (i * y + j)
        # A map may be nonsense, made of corners that are: then there is no such place.
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            # Pixels are squares: the middle of the first one is at one half.
            u = (a * x + (b * y + c)) / depth - np.float32(0.5)
            v = (d * x + (e * y + f)) / depth - np.float32(0.5)
        return self._between(np.nan_to_num(u), np.nan_to_num(v))

    def _between(self, u: Samples, v: Samples) -> Samples:
        """The grey at places between pixels, from the four around each."""
        height, width = self.grey.shape
        np.clip(u, 0, width - 1.01, out=u)
        np.clip(v, 0, height - 1.01, out=v)
        left, top = u.astype(np.int32), v.astype(np.int32)
        right, below = u - left, v - top
        flat, at = self.grey.reshape(-1), top * width + left
        upper, lower = flat[at].astype(np.float32), flat[at + width].astype(np.float32)
        upper += (flat[at + 1] - upper) * right
        lower += (flat[at + width + 1] - lower) * right
        upper += (lower - upper) * below
        mixed: Samples = upper
        return mixed

    def scale(self, x: float, y: float) -> float:
        """How many pixels a millimetre has around a place."""
        around = np.array([[x, y], [x + 1, y], [x, y + 1]])
        here, right, below = apply(self.matrix, around)
        return float((np.hypot(*(right - here)) + np.hypot(*(below - here))) / 2)

    def holds(self, x: float, y: float) -> bool:
        """Whether a place on the sheet is in the picture."""
        u, v = apply(self.matrix, np.array([[x, y]]))[0]
        height, width = self.grey.shape
        return bool(0 <= u <= width and 0 <= v <= height)
