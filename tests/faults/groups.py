"""The groups of faults by their letters."""

from collections.abc import Callable, Mapping

from tests.faults import attempts, bypasses, cable, crowd, damage, kills, places, power_cut, swaps
from tests.faults.figures import Figures
from tests.faults.school import Run

GROUPS: Mapping[str, tuple[str, Callable[[Run], Figures]]] = {
    "a": ("random kills", kills.at_random),
    "b": ("a kill at every call", kills.at_every_call),
    "c": ("an error at every write", kills.one_error),
    "c2": ("a full disk", places.full),
    "d": ("read-only and vanishing places", places.read_only),
    "e": ("a flipped bit on every page", damage.flipped),
    "f": ("16 writers at once", crowd.many),
    "g": ("a server stopped in mid-transaction", crowd.stopped),
    "h": ("power cuts", power_cut.power_cut),
    "i": ("a file swapped", swaps.swapped),
    "j": ("ways round the gate", bypasses.bypassed),
    "k": ("export attempts at random", attempts.attempted),
    "l": ("a cable that is pulled", cable.pulled),
}
