"""Hostile files and cards pulled out, at every door: one is named, and nothing else is the worse.

What makes them hostile, and that nothing is decoded of them, is `pictures`' to try.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.domain.verdict import Outcome, ReasonCode
from consentdesk.errors import BadInput, Problem
from consentdesk.services import checking, exporting, photographs
from consentdesk.services.card.bringing import Slice, bring_in
from consentdesk.services.card.listing import list_card
from consentdesk.services.card.told import Told
from consentdesk.storage.upkeep import verify
from consentdesk.storage.values import PhotoFilter
from tests.services.cards import BEGINS, fill, taken
from tests.services.office import CLERK, WEBSITE, Office
from tests.services.pictures.hostile import HOSTILE
from tests.services.refusing import refused


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """May be shown everywhere."""
    child = office.family()
    office.permit(child)
    return child


@pytest.fixture(scope="module")
def hostile() -> dict[str, tuple[bytes, Problem]]:
    """Made once."""
    return {name: (make(), problem) for name, (make, problem) in HOSTILE.items()}


Hostile = dict[str, tuple[bytes, Problem]]


def _laid(hostile: Hostile, folder: Path) -> dict[Path, Problem]:
    """All of them as pictures of a camera, by name; between what is there."""
    folder.mkdir(exist_ok=True, parents=True)
    found = {}
    for name, (data, problem) in hostile.items():
        path = folder / f"IMG_{name}.JPG"
        path.write_bytes(data)
        found[path] = problem
    return found


def _pulling(card: Path, after: int) -> Callable[[int, int], None]:
    """A progress that pulls the card out once so many are done."""

    def progress(done: int, _total: int) -> None:
        if done >= after and card.exists():
            shutil.rmtree(card)

    return progress


def test_the_check_names_every_hostile_file_and_judges_the_rest(
    office: Office, noah: SubjectId, hostile: Hostile
) -> None:
    first, last = office.portrait(noah), office.portrait(noah)
    bad = _laid(hostile, office.folder / "bad")
    report = checking.check_files(
        office.register, [first, *bad, last], at=office.at, destinations=[WEBSITE]
    )
    found = {f.path: f for f in report.findings}
    assert (found[first].outcome, found[last].outcome) == (Outcome.CLEAR, Outcome.CLEAR)
    for path, problem in bad.items():
        told = found[path].problem
        assert told is not None and told.problem is problem, path
        assert found[path].outcome is Outcome.UNDECIDED
        assert {r.code for v in found[path].verdicts for r in v.reasons} == {ReasonCode.UNREADABLE}


@pytest.mark.parametrize("name", HOSTILE)
def test_adding_a_hostile_file_is_refused_and_nothing_of_the_others_is_written(
    office: Office, hostile: Hostile, name: str
) -> None:
    data, problem = hostile[name]
    good, bad = office.draw(), office.folder / "bad.jpg"
    bad.write_bytes(data)
    with refused(office, problem, BadInput):
        photographs.add_photos(*office.desk, [good, bad])
    with office.register.read() as reader:
        assert reader.find_photos(PhotoFilter()) == ()


def test_a_card_with_hostile_files_comes_in_without_them(
    office: Office, tmp_path: Path, hostile: Hostile
) -> None:
    card = tmp_path / "card"
    paths = fill(card, [3, 3])
    bad = _laid(hostile, paths[0].parent)
    slices: list[Slice] = []
    gone = bring_in(
        office.register,
        CLERK,
        lambda: office.at,
        list_card([card]),
        Told(),
        came_in=slices.append,
        progress=lambda _done, _total: None,
    )
    assert gone is None
    unread = {path: error.problem for one in slices for path, error in one.unread}
    assert unread == bad
    assert len([photo for one in slices for photo in one.new]) == len(paths)


def test_a_hostile_file_in_the_place_of_one_that_may_go_stays_and_the_rest_leaves(
    office: Office, noah: SubjectId, hostile: Hostile
) -> None:
    good = office.portrait(noah)
    paths = {name: office.portrait(noah) for name in hostile}
    plan = office.plan(good, *paths.values())
    assert len(plan.clear) == 1 + len(paths)
    for name, path in paths.items():
        path.write_bytes(hostile[name][0])
    done = exporting.release(*office.desk, plan, office.target())
    assert [one.path for one in done.released] == [good]
    assert {one.path for one in done.withheld} == {*paths.values()}
    assert len(list(office.target().iterdir())) == 1
    assert {one.path for one in office.plan(*paths.values()).withheld} == {*paths.values()}


def test_a_card_pulled_out_while_it_is_checked_leaves_its_rest_unread(
    office: Office, noah: SubjectId, tmp_path: Path
) -> None:
    card = tmp_path / "card"
    paths = fill(card, [3, 60])
    good = office.portrait(noah)
    report = checking.check_files(
        office.register,
        [*paths, good],
        at=office.at,
        destinations=[WEBSITE],
        progress=_pulling(card, 3),
    )
    assert len(report.findings) == len(paths) + 1
    told = [f.problem.problem for f in report.findings if f.problem is not None]
    assert told and set(told) <= {Problem.UNREADABLE_MISSING, Problem.UNREADABLE_CHANGED}
    assert [f.outcome for f in report.findings[:-1]] == [Outcome.UNDECIDED] * len(paths)
    assert report.findings[-1].outcome is Outcome.CLEAR


def test_a_card_pulled_out_while_photos_are_added_adds_none(office: Office, tmp_path: Path) -> None:
    card = tmp_path / "card"
    paths = fill(card, [40])
    with refused(office, Problem.UNREADABLE_FILES, BadInput):
        photographs.add_photos(*office.desk, paths, progress=_pulling(card, 2))
    with office.register.read() as reader:
        assert reader.find_photos(PhotoFilter()) == ()


def test_a_card_pulled_out_while_copies_are_made_lets_out_what_was_copied(
    office: Office, noah: SubjectId, tmp_path: Path
) -> None:
    paths = [office.portrait(noah) for _ in range(20)]
    plan = office.plan(*paths)
    target = tmp_path / "out"
    done = exporting.release(*office.desk, plan, target, progress=_pulling(office.folder, 2))
    left = [one.path for one in done.released]
    assert 2 <= len(left) < len(paths)
    # Two are read at a time, so that a later one may have been quicker.
    assert {*left, *(one.path for one in done.withheld)} == {*paths}
    assert len(left) + len(done.withheld) == len(paths)
    assert {one.problem.problem for one in done.withheld if one.problem is not None} == {
        Problem.UNREADABLE_MISSING
    }
    assert len(list(target.iterdir())) == len(left)
    assert verify(office.register).ok


def test_a_file_that_grows_is_unread_until_it_is_whole(office: Office, tmp_path: Path) -> None:
    """As a card reader writes it: cut off at first, then longer with every look."""
    whole = taken(9, BEGINS)
    growing = tmp_path / "growing.jpg"
    for part in (len(whole) // 3, len(whole) - 600):
        growing.write_bytes(whole[:part])
        with refused(office, Problem.UNREADABLE_DAMAGED, BadInput):
            photographs.add_photos(*office.desk, [growing])
        (found,) = checking.check_files(office.register, [growing], at=office.at).findings
        assert found.problem is not None
        assert found.problem.problem is Problem.UNREADABLE_DAMAGED
    growing.write_bytes(whole)
    assert len(photographs.add_photos(*office.desk, [growing]).photos) == 1
