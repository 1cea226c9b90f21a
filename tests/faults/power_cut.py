"""Power cuts, worked out: every change to the disk is recorded in its order, with every fsync.

A cut may lose whatever was not told to last: none of it, all of it, half a write. The control is
the same record with the fsyncs left out, as with synchronous=NORMAL or OFF: there acts are lost.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from consentdesk.errors import ConsentDeskError
from consentdesk.services import roster
from consentdesk.storage.register import Register
from consentdesk.storage.values import SubjectFilter
from tests.faults.figures import Figures
from tests.faults.school import DEEDS, Dice, Run, School, make_school
from tests.faults.tracing import Call, can_trace, traced
from tests.services.office import CLERK

_SECTOR = 512
_UNKNOWN = frozenset({"writev", "sendfile", "copy_file_range", "truncate"})
_AT_THE_DESK = tuple(f"Desk {word}" for word in ("Ash", "Beech", "Clover", "Daisy", "Elm", "Flax"))
_WAYS = ("all of it lost", "the names kept", "sectors kept", "torn in a write")
"""What a cut does to whatever was written and not told to last."""


@dataclass
class _File:
    """Bytes that last, and what was done since, in its order."""

    lasting: bytes = b""
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        self.lasting = self.after(self.since)
        self.since.clear()

    def after(self, done: Sequence[tuple[int, bytes | None]]) -> bytes:
        """The bytes when these writes came through; None cuts the file off there."""
        data = bytearray(self.lasting)
        for place, written in done:
            if written is None:
                data = data[:place] + bytes(max(0, place - len(data)))
            else:
                data += bytes(max(0, place - len(data)))
                data[place : place + len(written)] = written
        return bytes(data)

    def cut(self, way: str, dice: Dice) -> bytes:
        if way == "sectors kept":
            kept = [part for one in self.since for part in _sectors(*one) if dice.random() < 0.5]
            return self.after(kept)
        if way == "torn in a write" and self.since:
            come = self.since[: dice.randrange(len(self.since) + 1)]
            if come and come[-1][1]:
                place, written = come[-1]
                come = [
                    *come[:-1],
                    (place, (written or b"")[: dice.randrange(len(written or b""))]),
                ]
            return self.after(come)
        return self.lasting


def _sectors(place: int, data: bytes | None) -> Iterator[tuple[int, bytes | None]]:
    if data is None:
        yield place, None
        return
    for start in range(0, len(data), _SECTOR):
        yield place + start, data[start : start + _SECTOR]


class _Disk:
    """What a recorded run made of the files so far; `deaf` are ends of names never told to last."""

    def __init__(self, folder: Path, deaf: tuple[str, ...] = ()) -> None:
        self._folder = folder
        self._deaf = deaf
        self._folders = {str(p) for p in folder.rglob("*") if p.is_dir()} | {str(folder)}
        self._now = {str(p): _File(p.read_bytes()) for p in folder.rglob("*") if p.is_file()}
        self._lasting = dict(self._now)
        self.acknowledged: list[str] = []

    def does(self, call: Call) -> None:
        """The next call of the record."""
        if call.result < 0:
            return
        there = self._now.get(call.path)
        match call.name:
            case "openat" if call.flags & os.O_CREAT and there is None:
                self._now[call.path] = _File()
            case "openat" if call.flags & os.O_TRUNC and there is not None:
                there.since.append((0, None))
            case "write" | "pwrite64" if there is not None:
                there.since.append((call.offset, call.data))
            case "ftruncate" if there is not None:
                there.since.append((call.offset, None))
            case "fsync" | "fdatasync":
                self._sync(call.path, there)
            case "mkdir" | "mkdirat":
                self._folders.add(call.path)
            case "rmdir":
                self._folders.discard(call.path)
            case "unlink" | "unlinkat":
                self._now.pop(call.path, None)
                self._folders.discard(call.path)
            case "link" | "linkat":
                if there is not None:
                    self._now[call.other] = there
            case "rename" | "renameat" | "renameat2":
                if there is not None:
                    self._now[call.other] = self._now.pop(call.path)
            case _:
                pass

    def _sync(self, path: str, there: _File | None) -> None:
        if path.endswith(self._deaf):
            return
        if there is not None:
            there.sync()
        elif path in self._folders:
            inside = {p for p in (*self._now, *self._lasting) if str(Path(p).parent) == path}
            for name in inside:
                if name in self._now:
                    self._lasting[name] = self._now[name]
                else:
                    self._lasting.pop(name, None)

    def cut(self, way: str, dice: Dice) -> None:
        """Put onto the disk what is left when the power goes now."""
        shutil.rmtree(self._folder)
        names = self._now if way in ("the names kept", "sectors kept") else self._lasting
        for folder in {*map(Path, self._folders), *(Path(name).parent for name in names)}:
            folder.mkdir(parents=True, exist_ok=True)
        for name, file in names.items():
            if not name.endswith("-shm"):
                Path(name).write_bytes(file.cut(way, dice))


@dataclass(frozen=True, slots=True)
class _Record:
    """A run of all deeds: its calls, the files before it, and after which call each was told."""

    before: School
    folder: Path
    calls: Sequence[Call]
    told: dict[int, str]

    def cut(self, moment: int, way: str, dice: Dice, deaf: tuple[str, ...] = ()) -> list[str]:
        """What is wrong after a cut between that call and the next."""
        shutil.rmtree(self.folder, ignore_errors=True)
        school = self.before.again(self.folder)
        disk = _Disk(self.folder, deaf)
        for call in self.calls[:moment]:
            disk.does(call)
        disk.cut(way, dice)
        told = [deed for n, deed in self.told.items() if n < moment]
        return [*school.look(told), *_lost(school, [one for one in told if one not in DEEDS])]


def _lost(school: School, told: Sequence[str]) -> list[str]:
    """Which of these people that were told of as enrolled are not."""
    try:
        with Register.open(str(school.register)) as register, register.read() as reader:
            on = reader.today(datetime.now(UTC))
            found = [reader.find_subjects(SubjectFilter(text=name), on) for name in told]
    except ConsentDeskError as error:
        return [str(error)]
    return [f"{name} is lost" for name, ids in zip(told, found, strict=True) if len(ids) != 1]


def power_cut(run: Run) -> Figures:
    """Cuts after calls of a recorded run: after every call and in every way in the long form.

    In the short form after some, as the dice fall.
    """
    figures = Figures("h. power cuts")
    if not can_trace():
        figures.lacking.append("a run can only be recorded where ptrace is allowed")
        return figures
    record = _recorded(run)
    odd = {call.name for call in record.calls} & _UNKNOWN
    figures.demand(not odd, f"calls that can't be replayed: {', '.join(sorted(odd))}")
    figures.told["calls recorded"] = len(record.calls)
    for moment, way in _cuts(run, len(record.calls), None if run.long else 8):
        found = record.cut(moment, way, run.dice)
        call = record.calls[moment - 1]
        figures.add(f"cut after call {moment} ({call.name} {call.path}), {way}", found)
    for control, deaf in (("NORMAL", ("-wal",)), ("OFF", ("",))):
        lost = tried = 0
        for moment, _way in _cuts(run, len(record.calls), run.times(4, 20), late=True):
            tried += 1
            lost += bool(record.cut(moment, "all of it lost", run.dice, deaf))
        figures.told[f"control {control}: of {tried} cuts lose something"] = lost
        figures.demand(lost, f"the control without fsyncs ({control}) lost nothing")
    return figures


def _cuts(
    run: Run, calls: int, most: int | None, *, late: bool = False
) -> Iterator[tuple[int, str]]:
    """Moments and ways, all of them without `most`; `late` are those after some acts."""
    every = [(n, way) for n in range(calls * 5 // 6 if late else 1, calls + 1) for way in _WAYS]
    yield from every if most is None else sorted(run.dice.sample(every, most))


def _recorded(run: Run) -> _Record:
    before = make_school(run.folder / "before", pictures=2)
    school = before.again(run.folder / "school")
    lines = [school.words(deed) for deed in DEEDS]

    def work() -> int:
        status = max(school.at_work(line) for line in lines)
        # And a desk that stays open, as the window does: no closing makes its acts last.
        with Register.open(str(school.register)) as register:
            for name in _AT_THE_DESK:
                at = datetime.now(UTC)
                roster.enrol(register, CLERK, at, name=name, born=date(2019, 5, 3), group="1.A")
                sys.stdout.write(name)
                sys.stdout.flush()
        return status

    found = traced(work, school.folder, recording=True)
    assert found.status == 0, school.told(found.status)
    told: dict[int, str] = {}
    every = (*DEEDS, *_AT_THE_DESK)
    for number, call in enumerate(found.calls):
        if call.path == str(school.folder / "stdout") and call.name == "write":
            told[number] = every[len(told)]
    assert len(told) == len(every)
    return _Record(before, school.folder, found.calls, told)
