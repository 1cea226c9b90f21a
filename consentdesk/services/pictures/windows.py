"""Which parts of a picture are hashed when it is registered, so that crops of it are found."""

from consentdesk.domain.photos import Region


def _windows() -> tuple[Region, ...]:
    """The whole; then at two sizes the middle and the corners; then two larger middles."""
    found = [Region(0.0, 0.0, 1.0, 1.0)]
    for side in (0.9, 0.8):
        rest = 1 - side
        found += [
            Region(x, y, side, side)
            for x, y in ((rest / 2, rest / 2), (0, 0), (rest, 0), (0, rest), (rest, rest))
        ]
    found += [Region((1 - side) / 2, (1 - side) / 2, side, side) for side in (0.95, 0.7)]
    return tuple(found)


WINDOWS = _windows()
"""In the order of `Perceptual.hashes`; the first is the whole picture."""
