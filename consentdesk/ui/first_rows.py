"""The first of many rows are shown at once; the rest is looked for once they are painted."""

from time import sleep

from consentdesk.ui.tasks import Progress

FIRST = 400
"""Rows that are shown as soon as that many are found."""
_PAINTING = 0.04
"""Seconds. Python runs one thread at a time, and the painting is what somebody waits for."""


def let_paint(progress: Progress) -> None:
    """Called off the GUI thread before the rest is looked for; Cancelled where a key came first."""
    sleep(_PAINTING)
    progress(0, 1)
