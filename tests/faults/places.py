"""Places that fail under us: a disk that is full for real, one that can only be read, one gone."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.faults.figures import Figures
from tests.faults.kills import NO_TRACING, calls_of, ours
from tests.faults.school import DEEDS, Run, School, make_school
from tests.faults.tracing import Fault, can_trace, every, traced

_NO_MOUNT = "on a disk of its own: only root may mount one"
_KB = 1024


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A real disk of so many bytes there; False where it can't be had."""
    folder.mkdir(parents=True, exist_ok=True)
    line = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", str(folder)]
    if os.geteuid() != 0 or subprocess.run(line, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


def full(run: Run) -> Figures:
    """Disks on which one after another of the writes finds no room, and room is made later."""
    figures = Figures("c2. a disk that is full")
    school = make_school(run.folder / "school", pictures=2)
    needs = sum(p.stat().st_size for p in school.folder.rglob("*") if p.is_file())
    sizes = run.times(3, 24)
    for turn in range(sizes):
        for deed in DEEDS if run.long else ("export", DEEDS[turn % len(DEEDS)]):
            room = turn * (900 // sizes) * _KB
            with small_disk(run.place("disk"), 2 * needs + 8192 * _KB) as there:
                if not there:
                    figures.lacking.append(_NO_MOUNT)
                    return figures
                figures.add(
                    f"{deed}, {room} bytes free", _on_full(figures, run, school, deed, room)
                )
    return figures


def _on_full(figures: Figures, run: Run, school: School, deed: str, room: int) -> list[str]:
    disk = run.folder / "disk"
    spoilt = school.again(disk / "school")
    ballast = disk / "ballast"
    free = shutil.disk_usage(disk).free
    with ballast.open("wb") as file:
        file.write(bytes(max(0, free - room)))
    ended = spoilt.does(deed)
    acknowledged = [deed] if ended.answer is not None and ended.status == 0 else []
    figures.told["found room" if acknowledged else "told that it is full"] += 1
    wrong = ended.faults()
    if not acknowledged and ended.out and not ended.code and ended.status == 0:
        wrong.append("neither done nor told")
    ballast.unlink()
    return wrong + spoilt.look(acknowledged) + spoilt.goes_on(deed)


def read_only(run: Run) -> Figures:
    """A register, then a target, on a disk that can only be read; and a target that goes away."""
    figures = Figures("d. read-only and vanishing places")
    school = make_school(run.folder / "school", pictures=2)
    with small_disk(run.folder / "disk", 1 << 25) as there:
        if there:
            _only_readable(figures, run, school)
            spoilt = school.again(run.place("spoilt"))
            figures.add("a target on a read-only disk", _read_only_target(spoilt))
        else:
            figures.lacking.append(_NO_MOUNT)
    if not can_trace():
        figures.lacking.append(NO_TRACING)
        return figures
    total = len(calls_of(run, school, "export"))
    for way in ("removed", "unmounted") if there else ("removed",):
        # Most calls come before there is anything at the target.
        for late in every(total // 2, run.times(2, total), run.dice.randrange(100)):
            moment = total - total // 2 + late
            figures.add(
                f"target {way} at call {moment}",
                _vanishing(figures, school.again(run.place("spoilt")), way, moment),
            )
    return figures


def _only_readable(figures: Figures, run: Run, school: School) -> None:
    disk = run.folder / "disk"
    spoilt = school.again(disk / "school")
    _remount(disk, "ro")
    for deed in DEEDS:
        # What it prints goes where it can.
        elsewhere = replace(spoilt, prints=run.folder)
        ended = elsewhere.does(deed)
        wrong = ended.faults()
        if ended.status in (0, 1):
            wrong.append(f"{deed} claims to be done")
        figures.add(f"{deed} on a read-only disk", wrong)
    checked = replace(spoilt, prints=run.folder).types("check", spoilt.withheld, *_WEBSITE)
    figures.add("a check on a read-only disk", [*checked.faults(), *_clear(checked.status)])
    _remount(disk, "rw")
    figures.add("afterwards", spoilt.look([]) + spoilt.goes_on("export"))


def _read_only_target(school: School) -> list[str]:
    """Only the target can't be written, as a stick that is locked; afterwards it can."""
    with small_disk(school.out, 1 << 22) as there:
        if not there:
            return ["no second disk could be had"]
        _remount(school.out, "ro")
        ended = school.does("export")
        wrong = ended.faults() + school.look([])
        if ended.status in (0, 1):
            wrong.append("claims to be done")
        _remount(school.out, "rw")
        return wrong + school.goes_on("export")


def _remount(disk: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", str(disk)], check=True)


_WEBSITE = ("--destination", "website")


def _clear(status: int) -> list[str]:
    return ["a picture nobody may see is clear"] if status == 0 else []


def _vanishing(figures: Figures, school: School, way: str, moment: int) -> list[str]:
    """The target goes away at that call of an export."""
    with small_disk(school.out, 1 << 22) if way == "unmounted" else _as_it_is():
        words = school.words("export")
        gone = Fault(moment, deed=_Gone(school.out, way))
        found = traced(lambda: school.at_work(words), school.folder, gone, wanted=ours(school))
        ended = school.told(found.status)
    figures.told[f"{way}: ended with {ended.status}"] += 1
    school.out.mkdir(exist_ok=True)
    # Copies that were put in place went with the folder; the ledger must still know of them.
    return ended.faults() + school.look([]) + school.goes_on("export")


@dataclass(frozen=True, slots=True)
class _Gone:
    """Takes a folder away while it is in use."""

    folder: Path
    way: str

    def __call__(self) -> None:
        if self.way == "unmounted":
            subprocess.run(["umount", "-l", str(self.folder)], capture_output=True, check=False)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def _as_it_is() -> Iterator[bool]:
    yield True
