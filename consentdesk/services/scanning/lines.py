"""Lines that no pen drew: dirt on the glass of a scanner, or a fold, from edge to edge."""

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.bool_]

_LEAN = 0.06
"""By how much a line may lean: three degrees and a little."""
_EDGE_TO_EDGE = 0.9


def without_lines(ink: Bits) -> Bits:
    """Without what runs in a line from the upper edge to the lower one.

    A sheet lies up to three degrees askew, and so does its picture to such a line.
    """
    high, wide = ink.shape
    if ink.any(axis=1).mean() < _EDGE_TO_EDGE:
        return ink
    kept = ink.copy()
    rows = np.arange(high)
    for lean in np.linspace(-_LEAN, _LEAN, 2 * round(_LEAN * high) + 1):
        moves = np.round(lean * (rows - high / 2)).astype(int)
        columns = (np.arange(wide)[None, :] + moves[:, None]) % wide
        lines = np.flatnonzero(ink[rows[:, None], columns].mean(axis=0) > _EDGE_TO_EDGE)
        for line in lines:
            for aside in (-2, -1, 0, 1, 2):
                kept[rows, np.clip(line + moves + aside, 0, wide - 1)] = False
    return kept
