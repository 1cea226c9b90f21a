"""What lies ready in a scanner's folder brought in, and then put into the folder for what is done.

A file is moved, never deleted, and only once its pages are in the register. What can't be opened
stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.errors import Problem
from consentdesk.services.checking import Progress
from consentdesk.services.inbox.bringing import BroughtFile, bring_in
from consentdesk.services.inbox.watching import Stamp

if TYPE_CHECKING:
    from consentdesk.storage.register import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What became of the files, and where each that was brought in lies now.

    `left` are those that stay in the folder: they are no scans, or could not be moved. Hand them to
    the next `watching.ready` as `tried`. What the scanner still holds is simply ready again then.
    """

    files: tuple[BroughtFile, ...]
    moved: Mapping[str, Path]
    left: Mapping[str, Stamp]


def collect(
    register: Register,
    clerk: str,
    at: datetime,
    *,
    folder: Path,
    names: Sequence[str],
    progress: Progress | None = None,
) -> Collected:
    """Bring in those files of the folder and put each away.

    The name of the folder for what is done is in the language of the country's offices. `progress`
    as for `bring_in`; where it raises Cancelled, what is in stays in, and the next look finds the
    file again and puts it away. Raises RegisterError.
    """
    with register.read() as reader:
        done = folder / done_folder(reader.policy.name)
    before = {name: _stamp(folder / name) for name in names}
    brought = bring_in(register, clerk, at, [folder / name for name in names], progress)
    moved: dict[str, Path] = {}
    left: dict[str, Stamp] = {}
    for file in brought:
        name, stamp = file.path.name, before[file.path.name]
        put = _put_away(file.path, done, stamp) if file.problem is None else None
        if put is not None:
            moved[name] = put
        elif stamp is not None and not _is_passing(file):
            left[name] = stamp
    return Collected(files=brought, moved=moved, left=left)


def _is_passing(file: BroughtFile) -> bool:
    """Whether the same file may well be opened at the next look: the scanner still holds it."""
    problems = (Problem.SCAN_NOT_READABLE, Problem.UNREADABLE_CHANGED)
    return file.problem is not None and file.problem.problem in problems


def done_folder(policy: str) -> str:
    """What the folder for files that were brought in is called."""
    return {"se": "Behandlat"}.get(policy, "Behandlet")


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return Stamp(found.st_size, found.st_mtime_ns, 0.0)


def _put_away(path: Path, done: Path, before: Stamp | None) -> Path | None:
    """Where the file lies now; None where it can't be moved, or was written to meanwhile."""
    if before is None or _stamp(path) != before:
        return None
    try:
        done.mkdir(exist_ok=True)
        place = _claimed(done / path.name)
    except OSError:
        return None
    try:
        return path.replace(place)
    except OSError:
        with suppress(OSError):
            place.unlink()
        return None


def _claimed(wanted: Path) -> Path:
    """A name that nobody has, taken by an empty file: another seat may put one away too."""
    for place in _names(wanted):
        with suppress(FileExistsError), place.open("xb"):
            return place
    raise AssertionError(wanted)


def _names(wanted: Path) -> Iterator[Path]:
    yield wanted
    for number in count(2):
        yield wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
