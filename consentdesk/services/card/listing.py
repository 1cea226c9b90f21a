"""What is on a card: the pictures in the order they were taken, and the raw files beside them.

Only the heads of the files are read. Leaves which raw file belongs to which picture to `raws`, and
what a picture is to `pictures`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from unicodedata import normalize

from consentdesk.errors import BadInput
from consentdesk.services.gathering import Skipped, gather
from consentdesk.services.raws import is_raw, pictures_of, raw_of, raws_beside

Progress = Callable[[int, int], None]
"""Told how much is done of how much, 0 where nobody knows; raises `Cancelled` to stop."""

_HEAD = 256 * 1024
"""Bytes in which a camera has said when: its notes and its preview stand before the picture."""
_MOST_HEADS = 5_000
"""Of more files the time of the last change has to do: it costs nothing to read."""


@dataclass(frozen=True, slots=True)
class CardFile:
    """A picture on the card; `raw` is the name of the raw file beside it, "" where there is none.

    `taken` is the camera's local clock where its head says so, else the file's last change.
    """

    path: Path
    raw: str = ""
    taken: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The pictures in the order they were taken, and the raw files without a picture beside them.

    `aside` is what else in the folders may show somebody, such as films. `day` is the one on which
    most of them were taken, as their own heads say.
    """

    files: tuple[CardFile, ...]
    raw_alone: tuple[Path, ...] = ()
    aside: tuple[Skipped, ...] = ()
    day: date | None = None


def list_card(paths: Sequence[Path], progress: Progress | None = None) -> Card:
    """The pictures among these files, and in and below these folders; a link leads nowhere.

    Each file once. What can't be read is listed with the others, and told of when it is brought in.
    """
    told = progress or _nobody_waits
    found = gather(paths, recursive=True, heed=lambda count: told(count, 0))
    raws = [path for path in (*found.files, *(o.path for o in found.left_out)) if is_raw(path)]
    pictures = [path for path in dict.fromkeys(found.files) if not is_raw(path)]
    one_by_one = set(paths)
    near = raws_beside(path for path in pictures if path in one_by_one)
    beside = raw_of(pictures, [*raws, *near])
    read_heads = len(pictures) <= _MOST_HEADS
    timed: list[tuple[CardFile, bool]] = []
    for number, path in enumerate(pictures):
        told(number, len(pictures))
        taken = _taken(path) if read_heads else None
        raw = beside.get(path)
        when = taken or _changed(path)
        timed.append((CardFile(path, "" if raw is None else raw.name, when), taken is not None))
    paired = pictures_of(raws, pictures)
    files = sorted((file for file, _said in timed), key=_in_order)
    return Card(
        files=tuple(files),
        raw_alone=tuple(raw for raw in dict.fromkeys(raws) if raw not in paired),
        aside=tuple(o for o in found.left_out if o.may_show and not is_raw(o.path)),
        day=_day(file.taken for file, said in timed if said and file.taken is not None),
    )


def _taken(path: Path) -> datetime | None:
    """When the picture was taken, as its head says; None where that can't be told from there."""
    from consentdesk.services.pictures.files import read_head
    from consentdesk.services.pictures.fingerprint import look

    try:
        return look(read_head(path, _HEAD)).taken_at
    except BadInput:
        return None


def _changed(path: Path) -> datetime | None:
    # A camera writes its local clock, and a card keeps no other.
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone().replace(tzinfo=None)
    except (OSError, ValueError, OverflowError):
        return None


def _in_order(file: CardFile) -> tuple[str, str, str]:
    """By time, those without one last; then by name."""
    at = "~" if file.taken is None else file.taken.isoformat()
    return at, normalize("NFC", file.path.name).casefold(), str(file.path)


def _day(times: Iterable[datetime]) -> date | None:
    """The day of most of them, the earliest of several such days."""
    count = Counter(at.date() for at in times)
    return min(count, key=lambda day: (-count[day], day), default=None)


def _nobody_waits(_done: int, _total: int) -> None:
    """Nobody wants to know."""
