"""Counts faces, and knows nothing else of them (R17). Runs in a child only.

The detector (dlib's, of histograms of oriented gradients, from the front) needs no model file and
tells nobody from anybody: where it found something is forgotten with the picture. It finds most
grown-up faces that look into the camera, fewer from the side, and was never tried on children: a
count asks somebody to look again, and says nothing where it is low.
"""

from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from PIL import Image

EDGE = 3200
"""Pixels of the longer side that is looked at: a fortieth of that is the smallest face found."""
_SMALL = 1600
"""A picture shorter than this is looked at in double size."""


def count(grey: Image.Image) -> int:
    """How many faces there are on a grey picture as seen."""
    twice = 1 if max(grey.size) < _SMALL else 0
    return len(_detector()(np.asarray(grey), twice))


@cache
def _detector() -> Any:
    # Carries no types, and is there only where somebody asked for it.
    return import_module("dlib").get_frontal_face_detector()
