"""Files that are swapped while they are exported: the bytes judged are the bytes written."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import pytest

from consentdesk.errors import Problem
from consentdesk.services import exporting
from consentdesk.services.pictures import jpeg
from tests.services.office import Office, picture

TRIALS = 60


def _by_renaming(path: Path, pictures: Iterator[bytes], stop: Event) -> None:
    while not stop.is_set():
        fresh = path.with_suffix(".new")
        fresh.write_bytes(next(pictures))
        fresh.replace(path)


def _in_place(path: Path, pictures: Iterator[bytes], stop: Event) -> None:
    while not stop.is_set():
        data = next(pictures)
        with path.open("r+b") as file:
            for start in range(0, len(data), 50_000):
                os.pwrite(file.fileno(), data[start : start + 50_000], start)


def _by_link(path: Path, pictures: Iterator[bytes], stop: Event) -> None:
    homes = [path.with_name(f"{n}.jpg") for n in range(2)]
    for home in homes:
        home.write_bytes(next(pictures))
    for home in cycle(homes):
        if stop.is_set():
            break
        link = path.with_suffix(".link")
        link.symlink_to(home)
        link.replace(path)


@contextmanager
def _swapping(
    how: Callable[[Path, Iterator[bytes], Event], None], path: Path, pictures: Iterator[bytes]
) -> Iterator[None]:
    stop = Event()
    swapper = Thread(target=how, args=(path, pictures, stop))
    swapper.start()
    try:
        yield
    finally:
        stop.set()
        swapper.join()


@pytest.mark.parametrize("how", [_by_renaming, _in_place, _by_link])
def test_a_picture_swapped_while_it_leaves_never_leaves(
    office: Office, how: Callable[[Path, Iterator[bytes], Event], None]
) -> None:
    """One may leave, the other not; they take turns under one name while it is exported."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    path = office.draw(size=(1600, 1200))
    permitted = path.read_bytes()
    forbidden = picture(99, size=(1600, 1200))
    # The same length, so that writing in place never shows by size.
    longest = max(len(permitted), len(forbidden))
    permitted, forbidden = (p + bytes(longest - len(p)) for p in (permitted, forbidden))
    path.write_bytes(permitted)
    office.portrait(noah, path=path)
    other = office.draw()
    other.write_bytes(forbidden)
    office.portrait(ella, path=other)
    path.write_bytes(permitted)
    plan = office.plan(path)
    assert len(plan.clear) == 1
    clean = exporting.release(*office.desk, plan, office.target()).released[0].sha256_out
    left, held = 0, 0
    with _swapping(how, path, cycle([forbidden, permitted])):
        for _ in range(TRIALS):
            done = exporting.release(*office.desk, plan, office.target())
            for file in done.released:
                assert hashlib.sha256(file.output.read_bytes()).digest() == clean
                left += 1
            for finding in done.withheld:
                assert finding.problem is not None
                assert finding.problem.problem in (
                    Problem.FILE_CHANGED,
                    Problem.UNREADABLE_CHANGED,
                )
                held += 1
    assert left + held == TRIALS
    assert {hashlib.sha256(p.read_bytes()).digest() for p in office.target().iterdir()} == {clean}


def test_a_folder_swapped_for_another_changes_nothing(office: Office) -> None:
    noah = office.family()
    office.permit(noah)
    there, elsewhere = office.folder / "there", office.folder / "elsewhere"
    there.mkdir()
    elsewhere.mkdir()
    path = office.portrait(noah, path=office.draw("there/a.jpg"))
    (elsewhere / "a.jpg").write_bytes(picture(99))
    plan = office.plan(path)
    there.rename(office.folder / "away")
    there.symlink_to(elsewhere)
    done = exporting.release(*office.desk, plan, office.target())
    assert done.released == ()
    assert done.withheld[0].problem is not None
    assert done.withheld[0].problem.problem is Problem.FILE_CHANGED


def test_a_copy_in_which_anything_is_left_never_leaves(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R24: should copies one day be made wrongly, the reader that looks at them still sees it."""
    comment = b"\xff\xfe\x00\x0dAstrid Holm"
    monkeypatch.setattr("consentdesk.services.pictures.jpeg.JFIF", jpeg.JFIF + comment)
    noah = office.family()
    office.permit(noah)
    path, before = office.portrait(noah), office.acts()
    plan = office.plan(path)
    assert plan.clear
    done = exporting.release(*office.desk, plan, office.target())
    (held,) = done.withheld
    assert held.problem is not None
    assert held.problem.problem is Problem.RESIDUE_LEFT
    assert (done.release, list(office.target().iterdir())) == (None, [])
    # Nothing was written down either.
    assert office.acts() == before


def test_a_picture_never_leaves_as_another_photo(office: Office) -> None:
    """Both may go, but the ledger would say of the one what was done with the other."""
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    office.permit(ella)
    one, other = office.portrait(noah), office.portrait(ella)
    plan = office.plan(one)
    (finding,) = plan.clear
    moved = replace(plan, clear=(replace(finding, photo=office.photo(other)),))
    done = exporting.release(*office.desk, moved, office.target())
    (held,) = done.withheld
    assert held.problem is not None
    assert held.problem.problem is Problem.FILE_CHANGED
    assert (done.release, list(office.target().iterdir())) == (None, [])
