"""`access-pack`: somebody asks, and gets everything about one person and nothing about another."""

import zipfile
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """Noah, whose mother said yes to everything, alone on a picture."""
    terminal.child("Noah Lund")
    terminal.permitted("Noah Lund")
    terminal.portrait("Noah Lund")
    return terminal


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as pack:
        return set(pack.namelist())


def test_a_request_is_noted_and_its_answer_holds_the_picture(office: Terminal) -> None:
    noted = office.does("access-pack", "Noah Lund", "--requested-on", "2026-09-01")
    assert (noted["requested_on"], noted["due"]) == ("2026-09-01", "2026-10-01")
    assert noted["file"] is None
    out = office.folder / "access.zip"
    done = office.does("access-pack", "Noah Lund", "--output", out)
    assert (done["requested_on"], done["due"]) == ("2026-09-01", "2026-10-01")
    ((photo, included),) = [(one["photo"], one["included"]) for one in done["photos"]]
    assert included
    assert {"access.pdf", "access.json", f"photos/photo-{photo:05d}.jpg"} <= names(out)
    assert office.does("verify")["ok"]
    assert office.refuses(2, "access-pack", "Noah Lund", "-o", out) == "PACK_EXISTS"
    named = office.folder / "noah-lund.zip"
    assert office.refuses(1, "access-pack", "Noah Lund", "-o", named) == "NAME_IN_FILE"


def test_a_day_still_to_come_is_no_request(office: Terminal) -> None:
    words = ("access-pack", "Noah Lund", "--requested-on", "2999-01-01")
    assert office.refuses(2, *words) == "ASKED_IN_FUTURE"


def test_what_is_left_out_is_told_of(office: Terminal) -> None:
    out = office.folder / "access.zip"
    done = office.does("access-pack", "Noah Lund", "-o", out, "--leave-out", 1)
    assert [one["omission"] for one in done["photos"]] == ["LEFT_OUT"]
    assert not [name for name in names(out) if name.startswith("photos/")]


def test_a_moved_picture_is_found_in_a_folder_that_is_named(office: Terminal) -> None:
    path = office.draw()
    office.does("add-photo", path, "--kind", "portrait", "--shows", "Noah Lund")
    moved = office.folder / "moved" / path.name
    moved.parent.mkdir()
    path.rename(moved)
    lost = office("access-pack", "Noah Lund", "-o", office.folder / "one.zip").out
    assert "Photo 2: its file was not found on this computer" in lost
    words = ("access-pack", "Noah Lund", "-o", office.folder / "two.zip")
    found = office.does(*words, "--photos", moved.parent)
    assert [one["included"] for one in found["photos"]] == [True, True]
