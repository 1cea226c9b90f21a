"""Which parts of a picture are hashed when it is registered, so that crops of it are found."""

from consentdesk.domain.photos import Region

_GRIDS = ((0.93, 3), (0.86, 4), (0.78, 5))
"""How much of width and height a window holds, and how many there are in a row and in a column.

The smaller a window, the closer they lie: a hash bears being off by a share of the window's side.
Found by trial: as many windows in five sizes of nine found fewer crops, at twice as many places.
"""


def _windows() -> tuple[Region, ...]:
    """The whole; then the corners and the middle of each grid, then what lies between them."""
    first: list[Region] = []
    between: list[Region] = []
    for side, number in _GRIDS:
        last = number - 1
        places = [n * (1 - side) / last for n in range(number)]
        outer, middle = {0, last}, last / 2
        for row, y in enumerate(places):
            for column, x in enumerate(places):
                is_first = {row, column} <= outer or row == column == middle
                (first if is_first else between).append(Region(x, y, side, side))
    return (Region(0.0, 0.0, 1.0, 1.0), *first, *between)


WINDOWS = _windows()
"""In the order of `Perceptual.hashes`; the first is the whole picture.

A register of very many photos only looks at the first of them (see `storage.near.FEW`), and one
that was made by an earlier version of the program holds thirteen others.
"""
