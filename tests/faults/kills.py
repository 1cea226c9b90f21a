"""Kill -9 at random moments, and at every call that touches the files; one error at every call."""

import errno
import os
import signal
import time

from tests.faults.figures import Figures
from tests.faults.school import DEEDS, Run, School, lasts, make_school
from tests.faults.tracing import NAMES, Call, Fault, can_trace, every, traced

NO_TRACING = "calls can only be followed on Linux on x86-64, where ptrace is allowed"
_FAILING = frozenset(
    ["write", "pwrite64", "writev", "fsync", "fdatasync", "rename", "openat", "ftruncate"]
)


def at_random(run: Run) -> Figures:
    """500 kills in the long form, at moments spread over the time each command takes."""
    figures = Figures("a. kill -9 at random moments")
    school = make_school(run.folder / "school")
    seconds = {deed: lasts(run, school, deed) for deed in DEEDS}
    for turn in range(run.times(4, 500)):
        deed = DEEDS[turn % len(DEEDS)]
        spoilt = school.again(run.place("spoilt"))
        child = spoilt.begins(spoilt.words(deed))
        time.sleep(run.dice.uniform(0, seconds[deed] * 1.1))
        os.kill(child, signal.SIGKILL)
        ended = spoilt.ended(child)
        acknowledged = [deed] if ended.answer is not None else []
        figures.told["acknowledged before the kill"] += len(acknowledged)
        figures.told["killed"] += ended.status < 0
        wrong = ended.faults() + spoilt.look(acknowledged)
        figures.add(f"{deed}, kill {turn}", wrong + spoilt.goes_on(deed))
    return figures


def at_every_call(run: Run) -> Figures:
    """One export killed at each of its calls that touch our files; in the short form at some."""
    figures = Figures("b. kill at every call of one export")
    if not can_trace():
        figures.lacking.append(NO_TRACING)
        return figures
    school = make_school(run.folder / "school", pictures=2)
    whole = calls_of(run, school, "export")
    figures.told["calls of one export"] = len(whole)
    met = set()
    for moment in every(len(whole), run.times(5, len(whole)), run.dice.randrange(100)):
        spoilt = school.again(run.place("spoilt"))
        met.add(_spoil(figures, spoilt, "export", Fault(moment)))
    figures.told["kinds of calls killed"] = len(met - {""})
    if run.long:
        missed = {call.name for call in whole} - met
        figures.demand(not missed, f"never killed at: {', '.join(sorted(missed))}")
    return figures


def one_error(run: Run) -> Figures:
    """Every write, fsync, rename and open of three commands failed once, as full and as broken."""
    figures = Figures("c. ENOSPC and EIO at every write")
    if not can_trace():
        figures.lacking.append(NO_TRACING)
        return figures
    school = make_school(run.folder / "school", pictures=2)
    for deed in ("export", "journal", "backup"):
        total = sum(call.name in _FAILING for call in calls_of(run, school, deed))
        figures.told[f"calls of one {deed}"] = total
        for error in (errno.ENOSPC, errno.EIO):
            for moment in every(total, run.times(2, total), run.dice.randrange(100)):
                spoilt = school.again(run.place("spoilt"))
                _spoil(figures, spoilt, deed, Fault(moment, error))
    return figures


def calls_of(run: Run, school: School, deed: str) -> list[Call]:
    """What a command does to the files when nothing goes wrong."""
    whole = school.again(run.place("whole"))
    words = whole.words(deed)
    found = traced(lambda: whole.at_work(words), whole.folder, wanted=ours(whole))
    assert found.status == 0, whole.told(found.status)
    return found.calls


class _Ours:
    """Whether a call is at the school's files, and not at what the tests keep beside them."""

    def __init__(self, school: School, *, failing: bool) -> None:
        self._beside = {str(school.folder / name) for name in ("stdout", "stderr")}
        self._failing = failing

    def __call__(self, call: Call) -> bool:
        return call.path not in self._beside and (call.name in _FAILING or not self._failing)


def ours(school: School) -> _Ours:
    """Which calls are at the school's own files."""
    return _Ours(school, failing=False)


def _spoil(figures: Figures, school: School, deed: str, fault: Fault) -> str:
    """One command with one fault; which call it met."""
    wanted = _Ours(school, failing=bool(fault.error))
    words = school.words(deed)
    found = traced(lambda: school.at_work(words), school.folder, fault, wanted=wanted)
    ended = school.told(found.status)
    acknowledged = [deed] if ended.answer is not None and ended.status in (0, -9) else []
    kind = NAMES.get(fault.error, "kill")
    where = f"{deed}, {kind} at call {fault.moment}"
    if found.hit is not None:
        where += f" ({found.hit.name} {found.hit.path.removeprefix(str(school.folder))})"
        figures.told[f"{kind} met"] += 1
    if fault.error:
        figures.told["told as an error"] += ended.status != 0
    wrong = ended.faults() + school.look(acknowledged)
    figures.add(where, wrong + school.goes_on(deed))
    return "" if found.hit is None else found.hit.name
