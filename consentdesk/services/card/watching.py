"""A folder for photos, watched by looking: which pictures are new there and have been still.

Only ever an offer: nothing is read, moved or added. A file is new if it came after somebody last
answered; what the register knows of them is found out when they are added. Leaves what follows from
two looks to `inbox.watching`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from consentdesk.services.gathering import PICTURE_NAMES
from consentdesk.services.inbox.watching import Listing, followed, ready

MOST = 20_000
"""New files that are offered together."""
LOOKED_AT = 500_000
"""Files that are looked at; a folder with more is nobody's for what is new."""


def list_photos(folder: Path, before: Listing | None, at: float, since: float) -> Listing:
    """Look once at what has come since that moment (seconds since 1970), in and below the folder.

    A folder that can't be reached is no error: it may come back.
    """
    try:
        found = dict(_changed_since(folder, since))
    except OSError:
        away = before.away_since if before is not None else None
        return Listing(at, {}, at if away is None else away)
    return followed(before, found, at)


def new_photos(folder: Path, listing: Listing) -> tuple[Path, ...]:
    """Those that have been still for long enough: a program may be writing the others."""
    return tuple(folder / name for name in ready(listing))


def _changed_since(folder: Path, since: float) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name below the folder, bytes and time of change; links lead nowhere."""
    folders, looked_at, new = [folder], 0, 0
    while folders:
        inner = folders.pop()
        try:
            entries = list(os.scandir(inner))
        except OSError:
            if inner == folder:
                raise
            continue
        for entry in entries:
            if entry.name.startswith((".", "~")):
                continue
            if entry.is_dir(follow_symlinks=False):
                folders.append(inner / entry.name)
            elif Path(entry.name).suffix.casefold() in PICTURE_NAMES:
                looked_at += 1
                found = _stamp(entry)
                if found is not None and found[1] > since * 1e9:
                    new += 1
                    yield os.path.relpath(entry.path, folder), found
            if new >= MOST or looked_at >= LOOKED_AT:
                return


def _stamp(entry: os.DirEntry[str]) -> tuple[int, int] | None:
    """Bytes and the time of the last change; a copy keeps the time of what it was made from."""
    try:
        state = entry.stat(follow_symlinks=False)
        is_file = entry.is_file(follow_symlinks=False)
    except OSError:
        return None
    return (state.st_size, max(state.st_mtime_ns, state.st_ctime_ns)) if is_file else None
