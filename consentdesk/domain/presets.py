"""How copies for one destination are made, unless somebody says otherwise for once.

Says nothing of who may be seen: a preset opens no gate. What it writes into a copy is looked at by
the gate each time, since it depends on who is on the pictures.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from consentdesk.domain.acts import Purpose
from consentdesk.domain.photos import Destination
from consentdesk.domain.releases import ON_PAPER

SHORTEST_EDGE, LONGEST_EDGE = 16, 30_000
LOWEST_QUALITY, HIGHEST_QUALITY = 60, 95
"""Below, faces fall into squares; above, files grow and nothing is gained."""
FEWEST_FIGURES, MOST_FIGURES = 3, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """What is usual for one destination.

    `max_edge`: no side longer than that many pixels, None for the picture as it is. `quality` is
    the JPEG's where pixels are made anew. `credit` and `terms` are written into the copies. The
    files are called after the event and a number of at least so many `figures`, and after nothing
    else (R25). `folder` is the name of a folder within the place that is chosen, "" for that place
    itself. `status` writes what PLUS calls the model release, `ids` also what stands behind it.
    """

    destination: Destination
    max_edge: int | None = None
    quality: int = 90
    credit: str = ""
    terms: str = ""
    figures: int = FEWEST_FIGURES
    folder: str = ""
    status: bool = False
    ids: bool = False


_EDGES: Mapping[Destination, int] = {
    Destination("facebook"): 2048,
    Destination("instagram"): 1440,
    Destination("website"): 1600,
    Destination("intranet"): 1600,
}
_EDGE = 2048


def usual(destination: Destination, purpose: Purpose) -> Preset:
    """What is usual as long as nobody has said otherwise.

    Social media keep no more pixels than that. What is printed goes out as it is, and to the press
    with the word that an editor looks for.
    """
    if purpose in ON_PAPER:
        is_press = purpose == Purpose("press")
        return Preset(destination=destination, quality=95, status=is_press)
    return Preset(destination=destination, max_edge=_EDGES.get(destination, _EDGE))
