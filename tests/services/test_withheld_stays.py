"""A withheld picture never gets into the target, whatever goes wrong or is tried on the way out."""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from consentdesk.domain.people import SubjectId
from consentdesk.errors import BadInput, RegisterError
from consentdesk.services import exporting, planning, presets, resuming, withdrawing
from consentdesk.services.outgoing import PREFIX
from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from tests.services.office import CLERK, WEBSITE, Office
from tests.services.small_disk import small_disk

Tell = Callable[[int, int], None]


@pytest.fixture
def ella(office: Office) -> SubjectId:
    """Somebody who may be shown, as yet."""
    child = office.family("Ella Holm")
    office.permit(child)
    return child


@pytest.fixture
def noah(office: Office) -> SubjectId:
    """Somebody who may be shown."""
    child = office.family()
    office.permit(child)
    return child


def _shown(folder: Path) -> set[bytes | None]:
    """Whatever lies anywhere in there, by its picture, under whichever name."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.stat().st_size)
    return {picture_digest(p.read_bytes()) for p in files}


def _rooms(office: Office) -> list[Path]:
    return [*office.folder.glob(f"**/{PREFIX}*")]


def _withdraw(office: Office, subject: SubjectId) -> Tell:
    """At another desk, once the last copy is made."""

    def tell(done: int, total: int) -> None:
        if done == total:
            with Register.open(office.register.location) as other:
                withdrawing.withdraw(other, CLERK, office.at, subject=subject)

    return tell


def test_who_withdraws_after_the_last_copy_is_made_is_on_none_of_them(
    office: Office, noah: SubjectId, ella: SubjectId
) -> None:
    """R7: stopped and kept, and gone on with the day after, too."""
    hers = office.portrait(ella)
    paths, target = [office.portrait(noah), hers, office.portrait(noah)], office.target()
    plan = office.plan(*paths)
    assert len(plan.clear) == 3
    told: list[int] = []

    def tell(done: int, _total: int) -> None:
        told.append(done)
        _withdraw(office, ella)(done, 2)

    done = exporting.release(
        *office.desk, plan, target, progress=tell, enough=lambda: len(told) == 2
    )
    assert [f.path for f in done.released] == paths[:1]
    assert picture_digest(hers.read_bytes()) not in _shown(target)
    # The plan of the day before lets nobody out either.
    left = [one.path for one in resuming.already_there(office.register, plan, target)]
    done = exporting.release(*office.desk, resuming.without(plan, left), target)
    assert [f.path for f in done.released] == paths[2:]
    assert picture_digest(hers.read_bytes()) not in _shown(target)
    assert verify(office.register).ok


def test_who_withdraws_meanwhile_is_on_nothing_that_ever_lay_on_the_stick(
    office: Office, noah: SubjectId, ella: SubjectId
) -> None:
    """R7: a target that is a file system of its own, in which copies wait for the ledger."""
    hers, his = office.portrait(ella), office.portrait(noah)
    plan = office.plan(hers, his)
    seen: list[bytes] = []
    withdraw = _withdraw(office, ella)

    with small_disk(office.folder / "stick", 2 * 1024 * 1024) as stick:

        def tell(done: int, total: int) -> None:
            withdraw(done, total)
            seen.extend(p.read_bytes() for p in stick.rglob("*") if p.is_file())

        done = exporting.release(*office.desk, plan, stick, progress=tell)
        assert [f.path for f in done.released] == [his]
        assert [p.name for p in stick.iterdir()] == [f.output.name for f in done.released]
        assert picture_digest(done.released[0].output.read_bytes()) == picture_digest(
            his.read_bytes()
        )
    sizes = {len(b"".join(dissect(path.read_bytes()).essence)) for path in (hers, his)}
    assert sizes <= {len(data) for data in seen}, "both copies were finished and lay there"
    for path in (hers, his):
        (scan,) = dissect(data := path.read_bytes()).scans
        coded = [data[at : at + 12] for at in range(scan.start, scan.end - 12, 12)]
        assert not any(piece in there for piece in coded for there in seen)
    assert verify(office.register).ok


@pytest.mark.parametrize("table", ["release", "release_copy", "release_subject", "ledger"])
def test_where_the_ledger_can_not_be_written_no_copy_leaves(
    office: Office, noah: SubjectId, table: str
) -> None:
    """The copies are finished by then, and their names are held."""
    target = office.target()
    plan = office.plan(office.portrait(noah), office.portrait(noah))

    def refuse(done: int, total: int) -> None:
        if done == total:
            raw = sqlite3.connect(office.register.location)
            raw.execute(
                f"CREATE TRIGGER no BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
            raw.commit()
            raw.close()

    with pytest.raises(RegisterError):
        exporting.release(*office.desk, plan, target, progress=refuse)
    assert list(target.iterdir()) == []
    assert _rooms(office) == []
    with office.register.read() as reader:
        assert reader.releases() == ()


EVENTS = [
    "../../elsewhere",
    "/etc/passwd",
    "..",
    ".hidden",
    "a/b\\c:d",
    "C:\\Windows",
    "con",
    "nul.txt",
    "x\u202egpj.exe",
    "a\x00b",
    "a\nb",
    "{event}%s",
    " ",
    "~root",
]


@pytest.mark.parametrize("event", EVENTS)
def test_no_event_leads_a_copy_out_of_the_folder(
    office: Office, noah: SubjectId, event: str
) -> None:
    plan, target = office.plan(office.portrait(noah)), office.target()
    before = set(office.folder.rglob("*"))
    try:
        done = exporting.release(*office.desk, plan, target, event=event)
    except BadInput:
        assert list(target.iterdir()) == []
        return
    new = set(office.folder.rglob("*")) - before
    assert new == {f.output for f in done.released}
    (output,) = new
    assert output.parent == target
    assert output.name.isascii()
    assert all(sign.isalnum() or sign in "-." for sign in output.name)
    assert "-" in output.stem, "no device is called so"


def test_a_folder_of_a_preset_swapped_for_a_link_is_refused(office: Office) -> None:
    place, outside = office.target("place"), office.target("outside")
    with office.register.read() as reader:
        how = presets.preset(reader, WEBSITE)
    how = presets.keep(*office.desk, replace(how, folder="web"))
    (place / "web").symlink_to(outside)
    with pytest.raises(BadInput):
        presets.folder_in(place, how)
    assert list(outside.iterdir()) == []


def test_two_desks_export_into_one_folder_at_once(
    office: Office, noah: SubjectId, ella: SubjectId
) -> None:
    """One of them must not let out what the other must not either, and neither loses a copy."""
    target, hers = office.target(), office.portrait(ella)
    mine = [office.portrait(noah) for _ in range(3)]
    plan = office.plan(*mine, hers)
    withdrawing.withdraw(*office.desk, subject=ella)

    def desk(_number: int) -> exporting.Exported:
        with Register.open(office.register.location) as register:
            return exporting.release(register, CLERK, office.at, plan, target)

    with ThreadPoolExecutor(2) as desks:
        both = list(desks.map(desk, range(2)))
    released = [f for done in both for f in done.released]
    assert len({f.output for f in released}) == len(released) == 6
    assert {hashlib.sha256(p.read_bytes()).digest() for p in target.iterdir()} == {
        f.sha256_out for f in released
    }
    assert picture_digest(hers.read_bytes()) not in _shown(target)
    assert len(list(target.iterdir())) == 6
    assert _rooms(office) == []
    assert verify(office.register).ok


def test_a_hard_link_to_a_source_in_the_target_is_neither_copied_nor_overwritten(
    office: Office, noah: SubjectId, ella: SubjectId
) -> None:
    """The name a copy would get is a withheld picture already, of somebody's own making."""
    withdrawing.withdraw(*office.desk, subject=ella)
    hers, target = office.portrait(ella), office.target()
    name = "sommerfest-2026-001.jpg"
    os.link(hers, target / name)
    before = hers.read_bytes()
    plan: planning.Plan = office.plan(office.portrait(noah), hers, target / name)
    assert len(plan.clear) == 1
    done = exporting.release(*office.desk, plan, target / "." / "new")
    (file,) = done.released
    assert file.output.parent.name == "new"
    done = exporting.release(*office.desk, office.plan(*[f.path for f in plan.clear]), target)
    assert [f.output.name for f in done.released] == ["sommerfest-2026-002.jpg"]
    assert hers.read_bytes() == before == (target / name).read_bytes()
