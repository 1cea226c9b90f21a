"""Where a path or address may go on in the next line, and a number may not.

Qt itself breaks lines at blanks and after hyphens only.
"""

import re

_PIECE = re.compile(r"[/\\]|[^/\\]{12}(?=[^/\\]{8})")
"""A sign between two parts of a path, or the first letters of a part too long for a line."""


def breakable(place: str) -> str:
    """A path or address that may go on in the next line after each part, and within a long one."""
    return _PIECE.sub("\\g<0>\N{ZERO WIDTH SPACE}", place)


def unbroken(number: str) -> str:
    """A number or date with hyphens that is read in one piece: Qt goes on after each of them."""
    return number.replace("-", "\N{NON-BREAKING HYPHEN}")
