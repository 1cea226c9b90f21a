"""A full disk: what was being written is refused as a whole, and nothing else is lost."""

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from consentdesk.errors import BadInput, Problem, RegisterError
from consentdesk.storage.database import driver_error, raw_file
from consentdesk.storage.faults import of_file
from consentdesk.storage.making import settle_file
from consentdesk.storage.places import Place
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import verify
from consentdesk.wording import problem_sentence
from tests.factories import NOW
from tests.storage.desk import CLERK, HOUSE, PDF, child, writing


def test_a_full_disk_takes_back_what_was_being_written(file: Path) -> None:
    with Register.open(str(file)) as register:
        with writing(register) as writer:
            child(writer)
        with register.connected(writes=False) as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 10}")
        with pytest.raises(RegisterError) as caught, writing(register) as writer:
            child(writer, "Never Saved")
            writer.store_document(PDF + bytes(1_000_000), "application/pdf")
        assert caught.value.problem is Problem.REGISTER_FULL
        assert "full" in problem_sentence(caught.value)
        with register.read() as reader:
            assert reader.head().number == 3
        with register.connected(writes=False) as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        with writing(register) as writer:
            child(writer, "Saved After All")
        assert verify(register).ok


def test_a_name_too_long_for_the_system_is_said_so(tmp_path: Path) -> None:
    path = str(tmp_path / ("x" * 300) / "register.db")
    for problem in (_made(path), _opened(path)):
        assert problem in {
            Problem.REGISTER_MISSING,
            Problem.REGISTER_READ_ONLY,
            Problem.REGISTER_UNREACHABLE,
        }


def test_a_file_is_no_folder_to_put_a_register_in(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("Dear diary")
    path = str(tmp_path / "diary.txt" / "register.db")
    assert _made(path) is Problem.REGISTER_READ_ONLY
    assert _opened(path) in {Problem.REGISTER_MISSING, Problem.REGISTER_UNREACHABLE}


def test_a_register_that_does_not_fit_leaves_nothing_behind(tmp_path: Path) -> None:
    outcomes = set()
    for kilobytes in (0, 100, 200, 220, 240, 300, 1000):
        folder = tmp_path / str(kilobytes)
        folder.mkdir()
        done = _init_within(kilobytes * 1024, folder / "register.db")
        outcomes.add(done)
        left = [p.name for p in folder.iterdir()]
        assert left == ([] if done else ["register.db"])
        if done == 0:
            with Register.open(str(folder / "register.db")) as register:
                assert verify(register).ok
    assert outcomes == {0, 4}


def test_a_draft_that_is_not_all_in_one_file_yet_gets_no_name(file: Path) -> None:
    with Register.open(str(file)) as register, register.connected(writes=False):
        with closing(raw_file(file, wait=0)) as other, pytest.raises(driver_error()):
            other.execute("PRAGMA journal_mode=DELETE")
        with pytest.raises(RegisterError) as caught:
            settle_file(file)
    assert caught.value.problem is Problem.REGISTER_LOCKED


@pytest.mark.parametrize("name", ["SQLITE_IOERR_SHMSIZE", "SQLITE_CANTOPEN", None])
def test_what_fails_where_there_is_no_room_fails_for_lack_of_room(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    error = driver_error()("disk I/O error")
    if name is not None:
        error.__dict__["sqlite_errorname"] = name
    assert of_file(error, Place(str(file), file)).problem is not Problem.REGISTER_FULL
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=8192))
    told = of_file(error, Place(str(file), file))
    assert told.problem is Problem.REGISTER_FULL
    assert "network" not in problem_sentence(told)


def _init_within(limit: int, path: Path) -> int:
    """Make a register where no file may become larger than that; the exit status, 0 or 4."""
    line = [sys.executable, "-m", "consentdesk", "--register", str(path), "init"]
    done = subprocess.run(
        [*line, "--institution", HOUSE],
        capture_output=True,
        check=False,
        preexec_fn=_limited(limit),
    )
    return done.returncode


def _limited(size: int) -> Callable[[], None]:
    def limit() -> None:
        _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

    return limit


def _made(path: str) -> Problem:
    with pytest.raises((RegisterError, BadInput)) as caught:
        Register.create(path, institution=HOUSE, policy="dk", clerk=CLERK, at=NOW)
    return caught.value.problem


def _opened(path: str) -> Problem:
    with pytest.raises((RegisterError, BadInput)) as caught:
        Register.open(path)
    return caught.value.problem
