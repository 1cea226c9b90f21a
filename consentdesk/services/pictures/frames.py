"""How a JPEG is divided into blocks, and how much of them its header shows.

Coded is always a whole number of blocks, so up to a block of each side lies outside the picture.
"""

from collections.abc import Sequence

BLOCK = 8
Sampling = Sequence[tuple[int, int]]
"""For each component how many of its blocks a unit has across, and how many down."""


def unit(sampling: Sampling) -> tuple[int, int]:
    """Pixels across and down that are coded together; with one component a single block is."""
    if len(sampling) == 1:
        return BLOCK, BLOCK
    across, down = (max(factors) for factors in zip(*sampling, strict=True))
    return BLOCK * across, BLOCK * down


def whole_size(size: tuple[int, int], sampling: Sampling, *, together: bool) -> tuple[int, int]:
    """Width and height with all that is coded beside and below the picture.

    `together`: all components in one scan, which codes whole units. Else as many pixels as are
    coded of every component, for the scans of one alone end sooner.
    """
    sides = []
    for length, most, factors in zip(
        size, unit(sampling), zip(*sampling, strict=True), strict=True
    ):
        if together or len(sampling) == 1:
            sides.append(_up(length, most) * most)
            continue
        coded = (_up(length * n, most) * most // n for n in factors)
        sides.append(min(coded))
    return sides[0], sides[1]


def _up(number: int, divisor: int) -> int:
    """The quotient, rounded up."""
    return (number + divisor - 1) // divisor
