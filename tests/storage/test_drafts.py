"""What a killed run left beside the register is cleared away, and nothing else is."""

import os
import shutil
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem
from consentdesk.storage.database import raw_file
from consentdesk.storage.drafts import COPIES, clear_dead_copies, clear_dead_drafts
from consentdesk.storage.register import Register
from consentdesk.storage.upkeep import backup, restore, verify
from tests.factories import NOW

LEFT = ".register.db.0123abcd.new"
AN_HOUR = 3600


def _leave(file: Path, *ends: str, age: int = AN_HOUR) -> list[Path]:
    """A draft as a killed run leaves it, with these side files."""
    left = [file.with_name(LEFT), *(file.with_name(LEFT + end) for end in ends)]
    for path in left:
        shutil.copyfile(file, path)
        _age(path, age)
    return left


def _age(path: Path, age: int) -> None:
    then = time.time() - age
    os.utime(path, (then, then))


def _names(file: Path) -> set[str]:
    return {p.name for p in file.parent.iterdir()}


@pytest.mark.parametrize("by", ["opening", "backing up", "restoring"])
def test_a_draft_that_was_left_is_gone_after_the_next_visit(
    file: Path, tmp_path: Path, by: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with Register.open(str(file)) as register:
        backup(register, elsewhere / "good.db")
    _leave(file, "-wal", "-shm")
    match by:
        case "opening":
            Register.open(str(file)).close()
        case "backing up":
            with Register.open(str(elsewhere / "good.db")) as register:
                backup(register, tmp_path / "again.db")
        case _:
            restore(elsewhere / "good.db", str(file), at=NOW)
    assert not {name for name in _names(file) if name.startswith(".")}


def test_a_backup_that_was_killed_with_its_name_given_leaves_no_draft(
    file: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    done = folder / "register.db"
    with Register.open(str(file)) as register:
        backup(register, done)
        (folder / LEFT).hardlink_to(done)
        _age(done, AN_HOUR)
        with pytest.raises(BadInput) as refused:
            backup(register, done)
    assert refused.value.problem is Problem.BACKUP_EXISTS
    assert _names(done) == {done.name}
    with Register.open(str(done), reading=True) as copy:
        assert verify(copy).ok


def test_looking_without_writing_clears_nothing(file: Path) -> None:
    left = _leave(file)
    Register.open(str(file), reading=True).close()
    assert left[0].exists()


def test_side_files_whose_draft_is_gone_go_too(file: Path) -> None:
    draft, wal = _leave(file, "-wal")
    draft.unlink()
    clear_dead_drafts(file)
    assert not wal.exists()


def test_a_draft_somebody_has_just_written_stays(file: Path) -> None:
    left = _leave(file, "-wal")
    _age(left[1], 5)
    clear_dead_drafts(file)
    assert all(path.exists() for path in left)


def test_a_draft_somebody_has_open_stays_until_it_is_closed(file: Path) -> None:
    (draft,) = _leave(file)
    with closing(raw_file(draft)) as other:
        other.execute("PRAGMA journal_mode=WAL")
        other.execute("SELECT count(*) FROM ledger").fetchone()
        for path in (draft, *file.parent.glob(f"{LEFT}-*")):
            _age(path, AN_HOUR)
        clear_dead_drafts(file)
        assert draft.exists()
    _age(draft, AN_HOUR)
    clear_dead_drafts(file)
    assert not draft.exists()


def test_what_only_looks_like_a_draft_stays(file: Path, tmp_path: Path) -> None:
    others = {
        tmp_path / ".register.db.0123abcd.newer": b"",
        tmp_path / "register.db.0123abcd.new": b"",
        tmp_path / ".register.db.0123ABCD.new": b"",
        tmp_path / ".notes.0123abcd.new": b"Dear diary",
    }
    for path, data in others.items():
        path.write_bytes(data)
        _age(path, AN_HOUR)
    link = tmp_path / ".register.db.89abcdef.new"
    link.symlink_to(file)
    folder = tmp_path / ".register.db.01234567.new"
    folder.mkdir()
    _age(folder, AN_HOUR)
    clear_dead_drafts(file)
    assert all(path.exists() for path in (*others, link, folder, file))


def test_a_copy_left_in_a_temporary_folder_is_gone_at_the_next_restore(
    file: Path, tmp_path: Path
) -> None:
    with Register.open(str(file)) as register:
        backup(register, tmp_path / "good.db")
    folders = {name: Path(tempfile.gettempdir()) / (COPIES + name) for name in ("old", "young")}
    for name, folder in folders.items():
        folder.mkdir()
        _leave(shutil.copyfile(file, folder / "copy"))
        (folder / "copy").unlink()
        _age(folder, AN_HOUR if name == "old" else 0)
    restore(tmp_path / "good.db", str(file), at=NOW, dry_run=True)
    assert not folders["old"].exists()
    assert (folders["young"] / LEFT).exists()


def test_a_temporary_folder_with_something_else_in_it_is_left_alone() -> None:
    folder = Path(tempfile.gettempdir()) / f"{COPIES}mine"
    folder.mkdir()
    (folder / "notes.txt").write_text("x")
    _age(folder, AN_HOUR)
    clear_dead_copies()
    assert (folder / "notes.txt").exists()
