"""A scanner's folder, watched by looking: what has come and has been still long enough.

Polling, because a share tells nobody of changes. Knows no clock: whoever looks hands in seconds
that only ever grow, and what follows from two looks is worked out without waiting.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

STILL = 5.0
"""Seconds for which a file's size and time must not have changed; scanners write page by page."""
ENDINGS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})
"""What a scanner leaves. Other files in the folder are somebody's and left alone."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A file as it was when looked at: bytes, time of its last change, and since when unchanged."""

    size: int
    changed: int
    since: float


@dataclass(frozen=True, slots=True)
class Listing:
    """What was in the folder at that moment (seconds), by name.

    `away_since` is the moment from which it could not be reached, None while it can; what was there
    before is then not known any more.
    """

    at: float
    files: Mapping[str, Stamp]
    away_since: float | None = None


def list_folder(folder: Path, before: Listing | None, at: float) -> Listing:
    """Look once. A folder that can't be reached is no error: it may come back."""
    found: dict[str, tuple[int, int]] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not _may_be_a_scan(entry.name):
                    continue
                state = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(state.st_mode):
                    found[entry.name] = (state.st_size, state.st_mtime_ns)
    except OSError:
        since = before.away_since if before is not None else None
        return Listing(at, {}, at if since is None else since)
    return followed(before, found, at)


def followed(before: Listing | None, found: Mapping[str, tuple[int, int]], at: float) -> Listing:
    """The next listing, from the one before and the size and time of each file found now."""
    known = before.files if before is not None else {}
    files = {}
    for name, (size, changed) in found.items():
        old = known.get(name)
        same = old is not None and (old.size, old.changed) == (size, changed)
        files[name] = Stamp(size, changed, old.since if old is not None and same else at)
    return Listing(at, files)


def ready(listing: Listing, tried: Mapping[str, Stamp] | None = None) -> tuple[str, ...]:
    """The files that have been still for long enough, by name; an empty one is still to be written.

    `tried` are those that could not be brought in or put away, as they were then: each is left
    alone until it changes.
    """
    seen = tried or {}
    return tuple(
        name
        for name, stamp in sorted(listing.files.items())
        if stamp.size and listing.at - stamp.since >= STILL and not _is_same(stamp, seen.get(name))
    )


def _is_same(stamp: Stamp, before: Stamp | None) -> bool:
    return before is not None and (stamp.size, stamp.changed) == (before.size, before.changed)


def _may_be_a_scan(name: str) -> bool:
    """Programs that write in steps hide the file meanwhile, or give it another ending."""
    return not name.startswith((".", "~")) and PurePath(name).suffix.lower() in ENDINGS
