"""A file that is swapped for another, again and again, while it is checked and exported.

The control checks the path and then copies it by its name, as a gate with a gap would: under each
way of swapping it must get the other picture, or the swapping would be too slow to show anything.
"""

import hashlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from time import sleep

from consentdesk.errors import ConsentDeskError
from consentdesk.services import exporting
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.faults.figures import Figures
from tests.faults.school import INSTITUTION, Run
from tests.services.office import CLERK, Office, picture
from tests.templates import Founding

_SIZE = (1600, 1200)
_MORE = 200
"""So many turns more, at the most, until each thing that must be seen was seen."""
_RESTS = (0, 0.005, 0, 0.02, 0.08)
"""Seconds; an odd number of them, so that each picture is left alone for each."""


def swapped(run: Run) -> Figures:
    """Renamed, written in place, and linked: 400 exports under each in the long form.

    Under each something must leave, something be held back, and the control fail.
    """
    figures = Figures("i. a file swapped between check and export")
    at = datetime.now(UTC)
    (run.folder / "register").mkdir(mode=0o700)
    file = str(run.folder / "register" / "school.db")
    Founding(INSTITUTION, CLERK, at).make(file)
    pictures = run.folder / "pictures"
    pictures.mkdir()
    path = pictures / "swapped.jpg"
    may, may_not = _pair()
    with Register.open(file) as register:
        office = Office(register, pictures, at)
        noah, ella = office.family(), office.family("Ella Holm")
        office.permit(noah)
        path.write_bytes(may_not)
        office.portrait(ella, path=path)
        path.write_bytes(may)
        office.portrait(noah, path=path)
        plan = office.plan(path)
        assert len(plan.clear) == 1
        first = exporting.release(*office.desk, plan, office.target("first"))
        clean = first.released[0].sha256_out
    for how in (_by_renaming, _in_place, _by_link):
        path.unlink()
        path.write_bytes(may)
        with _swapping(how, path, (may_not, may)):
            name = how.__name__.strip("_").replace("_", " ")
            _export(run, figures, file, path, clean, name)
            _control(run, figures, file, path, may, name)
    return figures


def _pair() -> tuple[bytes, bytes]:
    """One that may leave and one that may not, of one length: size never tells them apart."""
    one, other = picture(1, size=_SIZE), picture(99, size=_SIZE)
    longest = max(len(one), len(other))
    return one + bytes(longest - len(one)), other + bytes(longest - len(other))


def _export(run: Run, figures: Figures, file: str, path: Path, clean: bytes, name: str) -> None:
    left_word, held_word = f"left {name}", f"held back {name}"
    with Register.open(file) as register:
        office = Office(register, path.parent, datetime.now(UTC))
        kept = None
        for turn in _turns(
            run.times(10, 400), lambda: figures.told[left_word] and figures.told[held_word]
        ):
            target = run.place("out")
            target.mkdir()
            # The plan of an earlier look, then one made while the file changes hands.
            try:
                fresh = office.plan(path)
                kept = fresh if fresh.clear else kept
                plan = fresh if turn % 2 or kept is None else kept
                exporting.release(*office.desk, plan, target)
                said = held_word
            except ConsentDeskError as error:
                said = str(error)
            left = [hashlib.sha256(p.read_bytes()).digest() for p in target.iterdir()]
            figures.told[left_word] += len(left)
            figures.told[said] += not left
            wrong = [f"{one.hex()[:16]} left" for one in left if one != clean]
            figures.add(f"{name}, {turn}", wrong)
        problems = [f"verify: {p.code} {p.detail}" for p in verify(register).problems]
        figures.wrong += problems
    figures.demand(figures.told[left_word], f"nothing {left_word}, so nothing was tried")
    figures.demand(figures.told[held_word], f"nothing was {held_word}, so nothing was swapped")


def _control(run: Run, figures: Figures, file: str, path: Path, may: bytes, name: str) -> None:
    """The same check, and then a copy of whatever lies at the path by now."""
    copied, other = (
        f"control {name}: checked and copied by path",
        f"control {name}: another picture",
    )
    with Register.open(file) as register:
        office = Office(register, path.parent, datetime.now(UTC))
        for _turn in _turns(run.times(3, 100), lambda: figures.told[other]):
            if office.plan(path).clear:
                figures.told[copied] += 1
                figures.told[other] += path.read_bytes() != may
    figures.demand(figures.told[other], f"the control got no other picture {name}")


def _turns(least: int, seen: Callable[[], object]) -> Iterator[int]:
    """So many turns, and some more until that was seen."""
    for turn in range(least + _MORE):
        if turn >= least and seen():
            return
        yield turn


def _by_renaming(path: Path, pictures: Iterator[bytes]) -> None:
    while True:
        fresh = path.with_suffix(".new")
        fresh.write_bytes(next(pictures))
        fresh.replace(path)


def _in_place(path: Path, pictures: Iterator[bytes]) -> None:
    """A file that is never whole is never read, so now and then it is left alone for a moment."""
    for rest in cycle(_RESTS):
        data = next(pictures)
        with path.open("r+b") as file:
            for start in range(0, len(data), 50_000):
                os.pwrite(file.fileno(), data[start : start + 50_000], start)
        sleep(rest)


def _by_link(path: Path, pictures: Iterator[bytes]) -> None:
    homes = [path.with_name(f"{n}.jpg") for n in range(2)]
    for home in homes:
        home.write_bytes(next(pictures))
    for home in cycle(homes):
        link = path.with_suffix(".link")
        link.unlink(missing_ok=True)
        link.symlink_to(home)
        link.replace(path)


@contextmanager
def _swapping(
    how: Callable[[Path, Iterator[bytes]], None], path: Path, pictures: tuple[bytes, ...]
) -> Iterator[None]:
    """In a process of its own, as fast as it can."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            how(path, cycle(pictures))
        finally:
            os._exit(70)
    try:
        yield
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
