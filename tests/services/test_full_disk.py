"""Copies for a disk that is really too small: what found room is whole and written down."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.errors import BadInput, PartlyDone, Problem
from consentdesk.services import exporting, resuming
from consentdesk.services.outgoing import PREFIX
from consentdesk.services.pictures.containers import sniff
from consentdesk.storage.upkeep import verify
from tests.services.office import Office
from tests.services.refusing import refused
from tests.services.small_disk import fill, small_disk

PICTURES = 12
ROOM = 130 * 1024
"""What is set aside, and a few of the copies."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "stick", 1024 * 1024) as place:
        yield place


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """Somebody who may be shown."""
    child = office.family()
    office.permit(child)
    return child


def _recorded(office: Office) -> dict[str, bytes]:
    with office.register.read() as reader:
        return {c.output: c.sha256_out for r in reader.releases() for c in r.copies}


def _there(target: Path) -> dict[str, bytes]:
    return {
        p.name: hashlib.sha256(p.read_bytes()).digest()
        for p in target.iterdir()
        if p.name != "taken"
    }


def _nothing_half(disk: Path, target: Path) -> None:
    assert not list(disk.rglob(f"{PREFIX}*"))
    for name in _there(target):
        sniff((target / name).read_bytes()[:64])


@pytest.mark.parametrize("within", ["out", ""])
def test_what_found_room_on_a_full_disk_is_whole_and_journaled(
    office: Office, noah: SubjectId, disk: Path, within: str
) -> None:
    """A folder on it, whose copies wait beside it, and the disk itself, in which they wait."""
    paths = [office.portrait(noah, path=office.draw(size=(640, 480))) for _ in range(PICTURES)]
    fill(disk, ROOM)
    target = disk / within
    with pytest.raises(PartlyDone) as caught:
        exporting.release(*office.desk, office.plan(*paths), target)
    error = caught.value
    done = error.facts["done"]
    assert isinstance(done, exporting.Exported)
    assert error.problem is Problem.EXPORT_STOPPED
    assert 0 < len(done.released) < PICTURES
    assert (error.facts["count"], error.facts["total"]) == (len(done.released), PICTURES)
    assert {f.path for f in done.released} | {*done.rest} == {*paths}
    assert _there(target) == _recorded(office)
    assert len(_recorded(office)) == len(done.released)
    _nothing_half(disk, target)
    assert verify(office.register).ok


def test_with_room_made_the_rest_follows(office: Office, noah: SubjectId, disk: Path) -> None:
    paths = [office.portrait(noah, path=office.draw(size=(640, 480))) for _ in range(PICTURES)]
    taken = fill(disk, ROOM)
    with pytest.raises(PartlyDone):
        exporting.release(*office.desk, office.plan(*paths), disk / "out")
    taken.unlink()
    plan = office.plan(*paths)
    left = [one.path for one in resuming.already_there(office.register, plan, disk / "out")]
    done = exporting.release(*office.desk, resuming.without(plan, left), disk / "out")
    assert (len(left) + len(done.released), done.rest) == (PICTURES, ())
    assert _there(disk / "out") == _recorded(office)


@pytest.mark.parametrize("leave", [0, 8 * 1024, 72 * 1024], ids=["none", "little", "reserve"])
def test_where_not_even_the_first_fits_nothing_leaves(
    office: Office, noah: SubjectId, disk: Path, leave: int
) -> None:
    """No room for a folder, none for what is set aside, and none for a copy beside that."""
    paths = [office.portrait(noah, path=office.draw(size=(640, 480))) for _ in range(2)]
    plan = office.plan(*paths)
    fill(disk, leave)
    with refused(office, Problem.TARGET_FULL, BadInput):
        exporting.release(*office.desk, plan, disk)
    assert _there(disk) == {}
    assert _recorded(office) == {}
    _nothing_half(disk, disk)
