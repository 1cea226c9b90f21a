"""Whether a line through a box is dirt on a scanner's glass: such a line runs off the paper.

A pen that strikes something out ends on the sheet, so that both margins tell the one from the
other.
"""

import numpy as np

from consentdesk.services.edition_sheet import EDGE
from consentdesk.services.editions import SHEET_HEIGHT
from consentdesk.services.scanning.lines import without_lines
from consentdesk.services.scanning.marks import smooth
from consentdesk.services.scanning.patches import Patch
from consentdesk.services.scanning.plane import Sheet

_PER_MM = 6.0
_HIGH = 4.0
"""Millimetres of a margin that are looked at; nothing is printed there."""
_LEAN = 10.0
"""Millimetres that a line may stand aside at the far end of a sheet, for lying askew."""
_DARKER = 0.06


def dirt_on_the_glass(sheet: Sheet, patch: Patch) -> bool:
    """Whether a line as it may run through the box goes on in the upper and the lower margin."""
    x, w = patch.box.x - _LEAN, patch.box.w + 2 * _LEAN
    margins = [(x, EDGE - _HIGH), (x, SHEET_HEIGHT - EDGE)]
    grey = sheet.cuts(margins, w, _HIGH, _PER_MM)
    white = np.percentile(grey, 60, axis=(1, 2), keepdims=True)
    inks = [smooth(dark) > _DARKER for dark in 1 - grey / np.maximum(white, 1)]
    return all((without_lines(ink) != ink).any() and ink.mean() < 0.5 for ink in inks)
