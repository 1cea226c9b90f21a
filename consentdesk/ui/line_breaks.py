"""Where a path or address may go on in the next line; Qt itself breaks lines at blanks only."""

import re

_PIECE = re.compile(r"[/\\]|[^/\\]{12}(?=[^/\\]{8})")
"""A sign between two parts of a path, or the first letters of a part too long for a line."""


def breakable(place: str) -> str:
    """A path or address that may go on in the next line after each part, and within a long one."""
    return _PIECE.sub("\\g<0>\N{ZERO WIDTH SPACE}", place)
