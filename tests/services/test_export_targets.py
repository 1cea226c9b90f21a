"""Where copies go: full, read-only, missing, taken away; always a sentence, never a stray file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from consentdesk.domain.releases import Release
from consentdesk.errors import BadInput, PartlyDone, Problem
from consentdesk.services import exporting, planning
from consentdesk.services.outgoing import PREFIX
from tests.memory import MEMORY
from tests.services.office import Office
from tests.services.refusing import refused
from tests.source import ROOT


@pytest.fixture
def plan(office: Office) -> planning.Plan:
    """Three portraits that may leave."""
    noah = office.family()
    office.permit(noah)
    return office.plan(*(office.portrait(noah) for _ in range(3)))


def _everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def _releases(office: Office) -> tuple[Release, ...]:
    with office.register.read() as reader:
        return reader.releases()


def test_a_new_folder_is_made_where_the_one_above_exists(
    office: Office, plan: planning.Plan
) -> None:
    done = exporting.release(*office.desk, plan, office.folder / "new")
    assert len(_everything(office.folder / "new")) == len(done.released) == 3


def test_a_target_that_can_not_be_is_refused(office: Office, plan: planning.Plan) -> None:
    file = office.folder / "file"
    file.write_text("mine")
    before = _everything(office.folder)
    for target, problem in (
        (office.folder / "none" / "new", Problem.TARGET_MISSING),
        (file, Problem.TARGET_NOT_A_FOLDER),
        (file / "new", Problem.TARGET_NOT_A_FOLDER),
        (office.folder / ("x" * 300), Problem.TARGET_UNUSABLE),
    ):
        with refused(office, problem, BadInput):
            exporting.release(*office.desk, plan, target)
    assert _everything(office.folder) == before


def test_nothing_is_put_beside_the_register(office: Office, plan: planning.Plan) -> None:
    assert office.register.place.path is not None
    home = office.register.place.path.parent
    detour = office.folder / "detour"
    detour.symlink_to(home)
    for target in (home, detour, home / ".." / home.name):
        with refused(office, Problem.TARGET_IS_REGISTER, BadInput):
            exporting.release(*office.desk, plan, target)


def test_copies_are_not_put_among_the_pictures(office: Office, plan: planning.Plan) -> None:
    """The next export of that folder would let out copies of copies."""
    (home,) = {finding.path.parent for finding in plan.clear}
    detour = office.folder / "detour"
    detour.symlink_to(home)
    before = _everything(home)
    for target in (home, detour, home / "new" / ".."):
        with refused(office, Problem.TARGET_IS_SOURCE, BadInput):
            exporting.release(*office.desk, plan, target)
    assert _everything(home) == before


def test_a_folder_is_known_by_itself_and_not_by_its_name(
    office: Office, plan: planning.Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where case makes no difference, or one folder is mounted in two places."""
    (home,) = {finding.path.parent for finding in plan.clear}
    detour = office.folder / "Pictures"
    detour.symlink_to(home)
    monkeypatch.setattr(os.path, "realpath", lambda path, **_how: str(path))
    before = _everything(home)
    with refused(office, Problem.TARGET_IS_SOURCE, BadInput):
        exporting.release(*office.desk, plan, detour)
    assert _everything(home) == before


def test_links_that_go_round_in_a_circle_are_no_folder(office: Office, plan: planning.Plan) -> None:
    circle = office.folder / "circle"
    circle.symlink_to(circle)
    with refused(office, Problem.TARGET_NOT_A_FOLDER, BadInput):
        exporting.release(*office.desk, plan, circle)


_TRY_THERE = """
import sys
from datetime import datetime
from pathlib import Path
from consentdesk.domain.photos import Destination
from consentdesk.errors import ConsentDeskError
from consentdesk.services import exporting, planning
from consentdesk.storage.register import Register

place, at, target, *paths = sys.argv[1:]
with Register.open(place) as register:
    now = datetime.fromisoformat(at)
    plan = planning.plan(register, now, map(Path, paths), Destination("website"))
    try:
        exporting.release(register, "Anna Holm", now, plan, Path(target))
    except ConsentDeskError as error:
        print(type(error).__name__, error.problem)
"""


def test_a_read_only_place_is_refused(office: Office, plan: planning.Plan) -> None:
    """In a process of its own, because even trying to write elsewhere fails a test here.

    The kernel's own folders are read-only for root, too, whom a folder's mode would not stop.
    """
    before = _releases(office)
    paths = [str(f.path) for f in plan.clear]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _TRY_THERE,
            office.register.location,
            office.at.isoformat(),
            "/sys/kernel",
            *paths,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["BadInput", "TARGET_READ_ONLY"], done.stderr
    assert _releases(office) == before


def test_a_target_taken_away_while_copies_are_made_is_told_of(
    office: Office, plan: planning.Plan
) -> None:
    target = office.target()

    def remove(done: int, total: int) -> None:
        if done == total:
            target.rmdir()

    with refused(office, Problem.TARGET_MISSING, BadInput):
        exporting.release(*office.desk, plan, target, progress=remove)


class _Taker:
    """Takes the target away at the last moment: when the ledger has the release."""

    def __init__(self, target: Path) -> None:
        self.target, self.armed = target, True
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.armed and event == "os.rename" and str(arguments[1]).endswith("-002.jpg"):
            self.armed = False
            (self.target / "sommerfest-2026-002.jpg").unlink()
            (self.target / "sommerfest-2026-002.jpg").mkdir()


def test_copies_that_can_not_be_put_in_place_are_told_of(
    office: Office, plan: planning.Plan
) -> None:
    """The ledger then says too much, and says so."""
    target = office.target()
    taker = _Taker(target)
    with pytest.raises(PartlyDone) as caught:
        exporting.release(*office.desk, plan, target)
    assert not taker.armed
    done = caught.value.facts["done"]
    assert isinstance(done, exporting.Exported)
    assert [f.output.name for f in done.released] == [
        "sommerfest-2026-001.jpg",
        "sommerfest-2026-003.jpg",
    ]
    assert caught.value.problem is Problem.EXPORT_UNFINISHED
    assert caught.value.facts["files"] == ("sommerfest-2026-002.jpg",)
    (release,) = _releases(office)
    assert (release.id, len(release.copies)) == (done.release, 3)


def test_two_exports_into_one_folder_do_not_meet(office: Office, plan: planning.Plan) -> None:
    target = office.target()
    inner: list[exporting.Exported] = []

    def meanwhile(done: int, total: int) -> None:
        if done == total:
            inner.append(exporting.release(*office.desk, plan, target))

    outer = exporting.release(*office.desk, plan, target, progress=meanwhile)
    outputs = [f.output for f in (*inner[0].released, *outer.released)]
    assert len({*outputs}) == 6
    assert all(p.stat().st_size for p in outputs)


def test_another_run_s_waiting_room_is_left_alone_while_it_lives(
    office: Office, plan: planning.Plan
) -> None:
    seen: list[list[Path]] = []

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            exporting.release(*office.desk, plan, office.target("other"))
            seen.append(list(office.folder.glob(f"{PREFIX}*")))

    done = exporting.release(*office.desk, plan, office.target(), progress=meanwhile)
    assert len(done.released) == 3
    assert len(seen[0]) == 1
    assert not list(office.folder.glob(f"{PREFIX}*"))


def test_what_a_dead_run_left_is_cleared_away(office: Office, plan: planning.Plan) -> None:
    target = office.target()
    room = office.folder / f"{PREFIX}dead"
    room.mkdir()
    (room / "lock").write_bytes(b"")
    (room / "copy").write_bytes(b"a copy that never left")
    (target / "held-001.jpg").write_bytes(b"")
    (target / "mine-001.jpg").write_bytes(b"mine")
    names = [str(target), "held-001.jpg", "mine-001.jpg", "../../register/school.consentdesk"]
    (room / "held").write_bytes("\0".join(names).encode())
    young = target / f"{PREFIX}young"
    young.mkdir()
    (office.folder / f"{PREFIX}link").symlink_to(target)
    exporting.release(*office.desk, plan, target)
    assert not room.exists()
    assert young.exists()
    assert not (target / "held-001.jpg").exists()
    assert (target / "mine-001.jpg").read_bytes() == b"mine"
    assert office.register.place.path is not None
    assert office.register.place.path.stat().st_size


def test_on_another_file_system_the_room_is_within_the_target(
    office: Office, plan: planning.Plan
) -> None:
    """As for a stick that is plugged in: renaming from outside would not be atomic there."""
    # The tests lie in memory where there is room; what pytest remembers lies with the program.
    memory = MEMORY.is_dir() and office.folder.stat().st_dev != MEMORY.stat().st_dev
    other = MEMORY if memory else Path(__file__).resolve().parents[2] / ".pytest_cache"
    target = other / f"consentdesk-test-{os.getpid()}"
    target.mkdir(parents=True, exist_ok=True)
    elsewhere = target.stat().st_dev != target.parent.stat().st_dev
    rooms: list[Path] = []

    def look(_done: int, _total: int) -> None:
        rooms.extend(target.glob(f"{PREFIX}*") if elsewhere else target.parent.glob(f"{PREFIX}*"))

    link = office.folder / "stick"
    link.symlink_to(target)
    try:
        done = exporting.release(*office.desk, plan, link, progress=look)
        assert rooms
        assert len(done.released) == len(list(target.iterdir())) == 3
    finally:
        for path in target.iterdir():
            path.unlink()
        target.rmdir()
