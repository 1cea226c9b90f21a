"""The waiting room itself: nobody else looks into it, and no name is taken twice."""

import fcntl
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from consentdesk.errors import BadInput, Problem
from consentdesk.services.outgoing import waiting_room
from tests.services.small_disk import small_disk

COPY = (b"\xff\xd8 a finished copy ", memoryview(bytes(range(256)) * 9000))
"""In pieces, and of more than a megabyte."""


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """An empty folder in one of its own."""
    folder = tmp_path / "desk" / "out"
    folder.mkdir(parents=True)
    return folder


def test_copies_that_may_not_leave_yet_are_the_owner_s_alone(target: Path) -> None:
    with waiting_room(target) as room:
        assert room.folder.parent == target.parent
        assert stat.S_IMODE(room.folder.stat().st_mode) == 0o700
    assert list(target.parent.iterdir()) == [target]


def test_a_name_somebody_took_in_the_same_moment_is_not_taken_again(target: Path) -> None:
    theirs = target / "summer-001.jpg"
    theirs.write_bytes(b"")
    with waiting_room(target) as room:
        with pytest.raises(BadInput) as caught:
            room.hold(lambda _taken: ["summer-000.jpg", theirs.name])
        assert caught.value.problem is Problem.TARGET_UNUSABLE
    # Even an empty file of somebody else's stays; the name held before it is let go.
    assert list(target.iterdir()) == [theirs]


def test_an_interruption_just_after_a_folder_was_made_leaves_none(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir, made = Path.mkdir, list[Path]()

    def interrupted(path: Path, mode: int = 0o777) -> None:
        mkdir(path, mode)
        made.append(path)
        if len(made) == at:
            raise KeyboardInterrupt

    # The room itself, and the probe within the target.
    for at in (1, 2):
        made.clear()
        with monkeypatch.context() as patched:
            patched.setattr(Path, "mkdir", interrupted)
            with pytest.raises(KeyboardInterrupt), waiting_room(target):
                pytest.fail("nobody may get so far")
        assert len(made) == at
        assert list(target.parent.iterdir()) == [target]
        assert list(target.iterdir()) == []


def test_a_room_whose_lock_is_just_being_taken_is_left_alone(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock, others = fcntl.flock, list[Path]()

    def slowly(file: int, how: int) -> None:
        if not others:
            # Another desk begins, and clears away what dead runs have left.
            others.append(target)
            with waiting_room(target) as other:
                others.append(other.folder)
        flock(file, how)

    with monkeypatch.context() as patched:
        patched.setattr(fcntl, "flock", slowly)
        with waiting_room(target) as room:
            assert len(others) == 2
            assert room.folder.is_dir()
            room.reserve(1)
            assert room.keep(b"copy").read_bytes() == b"copy"
    assert list(target.parent.iterdir()) == [target]


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, all of which is the target."""
    with small_disk(tmp_path / "stick", 8 * 1024 * 1024) as place:
        yield place


def test_what_waits_within_the_target_can_not_be_read_before_it_is_put_in_place(
    stick: Path,
) -> None:
    whole = b"".join(COPY)
    with waiting_room(stick) as room:
        assert room.folder.parent == stick
        first, second, left = room.keep(*COPY), room.keep(*COPY), room.keep(*COPY)
        there = [path.read_bytes() for path in (first, second, left)]
        assert [len(data) for data in there] == [len(whole)] * 3
        # Of two copies of one picture nobody could tell that they are the same.
        assert len(set(there)) == 3
        for data in there:
            pieces = (whole[at : at + 8] for at in range(0, 4096, 8))
            assert not any(piece in data for piece in pieces)
        room.hold(lambda _taken: ["summer-001.jpg", "summer-002.jpg"])
        assert room.put([(first, "summer-001.jpg"), (second, "summer-002.jpg")]) == ()
        assert left.read_bytes() == there[2], "what may not leave stays as it is"
    assert {p.name: p.read_bytes() for p in stick.iterdir()} == {
        "summer-001.jpg": whole,
        "summer-002.jpg": whole,
    }


@pytest.mark.parametrize("change", ["a byte", "shorter", "longer"])
def test_what_somebody_changed_on_the_stick_meanwhile_is_not_put_in_place(
    stick: Path, change: str
) -> None:
    with waiting_room(stick) as room:
        path, other = room.keep(*COPY), room.keep(*COPY)
        data = path.read_bytes()
        path.write_bytes(
            {
                "a byte": data[:500] + bytes([data[500] ^ 1]) + data[501:],
                "shorter": data[:-1],
                "longer": data + b"\x00",
            }[change]
        )
        room.hold(lambda _taken: ["summer-001.jpg", "summer-002.jpg"])
        put = room.put([(path, "summer-001.jpg"), (other, "summer-002.jpg")])
        assert put == ("summer-001.jpg",)
    assert [p.name for p in stick.iterdir()] == ["summer-002.jpg"]
