"""The cards of cameras among what is plugged in: whatever holds a folder as cameras make it.

Which places there are is for the system to say; nothing is read but names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from consentdesk.services.gathering import PICTURE_NAMES

CAMERA_FOLDER = "DCIM"
"""Where every camera puts its pictures (CIPA DC-009)."""


@dataclass(frozen=True, slots=True)
class MountedCard:
    """Where a card is, what it is called, and how many pictures are on it."""

    place: Path
    name: str
    pictures: int


def cards_among(places: Iterable[tuple[Path, str]]) -> tuple[MountedCard, ...]:
    """Those of the places, each with its name, that are cards with pictures."""
    found = []
    for place, name in places:
        count = _pictures(place / CAMERA_FOLDER)
        if count:
            found.append(MountedCard(place / CAMERA_FOLDER, name or place.name, count))
    return tuple(found)


def _pictures(folder: Path) -> int:
    """Pictures in the folders of the camera's folder; cameras go no deeper."""
    try:
        with os.scandir(folder) as entries:
            folders = [Path(e.path) for e in entries if e.is_dir(follow_symlinks=False)]
        return sum(_named_so(inner) for inner in folders)
    except OSError:
        return 0


def _named_so(folder: Path) -> int:
    try:
        with os.scandir(folder) as entries:
            return sum(
                Path(e.name).suffix.casefold() in PICTURE_NAMES and e.name[0] != "."
                for e in entries
            )
    except OSError:
        return 0
