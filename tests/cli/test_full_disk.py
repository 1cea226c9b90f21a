"""`export` onto a disk that is really too small: what left is listed, and why not all did."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, assert_sentence
from tests.services.office import picture
from tests.services.small_disk import fill, small_disk

WEBSITE = ("--destination", "website")
PICTURES = 8


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "stick", 1024 * 1024) as place:
        yield place


@pytest.fixture
def card(terminal: Terminal) -> list[Path]:
    """Pictures of somebody who may be shown."""
    terminal.child("Noah Lund")
    terminal.permitted("Noah Lund")
    paths = [terminal.draw() for _ in range(PICTURES)]
    for number, path in enumerate(paths, 50):
        path.write_bytes(picture(number, "JPEG", (640, 480)))
    terminal.does("add-photo", *paths, "--kind", "portrait", "--shows", "Noah Lund")
    return paths


def test_a_disk_that_is_full_half_way(terminal: Terminal, card: list[Path], disk: Path) -> None:
    fill(disk, 110 * 1024)
    ran = terminal("export", *card, *WEBSITE, "--to", disk / "out", "--json")
    assert ran.status == 5, ran
    left, rest = ran.json["released"], ran.json["rest"]
    assert 0 < len(left) < PICTURES
    assert {one["path"] for one in left} | {*rest} == {*map(str, card)}
    there = sorted(map(str, (disk / "out").iterdir()))
    assert there == sorted(one["output"] for one in left)
    for one in left:
        data = Path(one["output"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == one["sha256_out"]
    said = f"The export stopped after {len(left)} of {PICTURES} pictures: there is no more room"
    assert said in ran.err
    assert "are in order and in the journal" in ran.err
    assert "Traceback" not in ran.err
    (told,) = terminal.does("releases")["releases"]
    assert (told["id"], len(told["copies"])) == (ran.json["release"], len(left))
    assert terminal.does("verify")["ok"]


def test_a_disk_that_is_full_from_the_start(
    terminal: Terminal, card: list[Path], disk: Path
) -> None:
    taken = fill(disk, 0)
    ran = terminal("export", *card, *WEBSITE, "--to", disk)
    assert (ran.status, ran.out) == (2, ""), ran
    assert_sentence(ran.err)
    assert terminal.refuses(2, "export", *card, *WEBSITE, "--to", disk) == "TARGET_FULL"
    assert [*disk.iterdir()] == [taken]
    assert terminal.does("releases")["releases"] == []
