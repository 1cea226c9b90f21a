"""A file that appears whole or not at all."""

import os
from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem
from consentdesk.services.paper_file import NewFile
from consentdesk.storage.places import Place, parse

REGISTER = Place("postgresql+psycopg://server/school", None)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A name in an empty folder."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder / "forms.pdf"


def test_nothing_has_the_name_until_it_is_put_there(target: Path) -> None:
    with NewFile(target, REGISTER) as new:
        new.file.write(b"new")
        assert not target.exists()
        new.put()
        assert target.read_bytes() == b"new"
    assert list(target.parent.iterdir()) == [target]


def test_without_put_nothing_is_left(target: Path) -> None:
    with NewFile(target, REGISTER) as new:
        new.file.write(b"new")
    assert not list(target.parent.iterdir())


@pytest.mark.parametrize("older", [None, b"%PDF-older"])
def test_a_failure_after_put_takes_it_back(target: Path, older: bytes | None) -> None:
    """As when the register can't commit what the file says."""
    if older is not None:
        target.write_bytes(older)

    class NoCommitError(Exception):
        pass

    def fail() -> None:
        with NewFile(target, REGISTER) as new:
            new.file.write(b"new")
            new.put()
            raise NoCommitError

    with pytest.raises(NoCommitError):
        fail()
    assert [p.read_bytes() for p in target.parent.iterdir()] == ([older] if older else [])


def test_clearing_begins_anew(target: Path) -> None:
    with NewFile(target, REGISTER) as new:
        new.file.write(b"a long first try")
        new.clear()
        new.file.write(b"second")
        new.put()
    assert target.read_bytes() == b"second"


def test_a_full_disk_is_told_as_such_and_leaves_nothing(target: Path) -> None:
    with pytest.raises(BadInput) as refused, NewFile(target, REGISTER) as new:
        new.file.write(b"new")
        # Writing into the full device stands in for a full disk.
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, new.file.fileno())
        os.close(full)
        new.put()
    assert refused.value.problem is Problem.PRINT_TARGET_UNUSABLE
    assert "space" in str(refused.value.facts["reason"])
    assert not list(target.parent.iterdir())


def test_a_link_stays_a_link_and_its_file_is_replaced(target: Path) -> None:
    real = target.with_name("real.pdf")
    real.write_bytes(b"%PDF-older")
    target.symlink_to(real)
    with NewFile(target, REGISTER) as new:
        new.file.write(b"new")
        new.put()
    assert target.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize("there", [b"SQLite format 3\0", b"\xff\xd8\xff", b"", b"%PD"])
def test_only_an_older_pdf_is_written_over(target: Path, there: bytes) -> None:
    """A register, another institution's, a photo: one slip of the finger would be the end of it."""
    real = target.with_name("precious")
    real.write_bytes(there)
    soft, hard = target.with_name("soft.pdf"), target.with_name("hard.pdf")
    soft.symlink_to(real)
    hard.hardlink_to(real)
    for name in (real, soft, hard):
        with pytest.raises(BadInput) as refused, NewFile(name, REGISTER):
            pass
        assert refused.value.problem is Problem.PRINT_TARGET_TAKEN
    assert real.read_bytes() == there
    assert len(list(target.parent.iterdir())) == 3


def test_what_came_there_meanwhile_is_not_written_over(target: Path) -> None:
    with pytest.raises(BadInput) as refused, NewFile(target, REGISTER) as new:
        new.file.write(b"new")
        target.write_bytes(b"precious")
        new.put()
    assert refused.value.problem is Problem.PRINT_TARGET_TAKEN
    assert target.read_bytes() == b"precious"
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
def test_names_of_the_registers_own_are_not_used(target: Path, end: str) -> None:
    """Nor a side file that isn't there: SQLite would take the PDF for its own."""
    register = parse(str(target.with_name("school.db")))
    link = target.with_name("link.pdf")
    link.symlink_to(target.with_name(f"school.db{end}"))
    for name in (target.with_name(f"school.db{end}"), link):
        with pytest.raises(BadInput) as refused, NewFile(name, register):
            pass
        assert refused.value.problem is Problem.FILE_OF_REGISTER
