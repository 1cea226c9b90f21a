"""Opening files: regular ones only, once, and never waiting for anybody."""

import hashlib
import os
import socket
from pathlib import Path

import pytest

from consentdesk.errors import Problem
from consentdesk.services.pictures.files import PictureError, digest_file, read_picture


def _refusal(path: Path, limit: int = 1000) -> Problem:
    with pytest.raises(PictureError) as read:
        read_picture(path, limit)
    with pytest.raises(PictureError) as digested:
        digest_file(path, limit)
    assert read.value.problem is digested.value.problem
    return read.value.problem


def test_all_bytes_are_read_and_digested(tmp_path: Path) -> None:
    for size in (1, 4096, 256 * 1024, 256 * 1024 + 1, 3_000_000):
        path = tmp_path / "a.jpg"
        path.write_bytes(os.urandom(size))
        assert read_picture(path) == path.read_bytes()
        assert digest_file(path) == hashlib.sha256(path.read_bytes()).digest()


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"picture")
    (tmp_path / "b.jpg").symlink_to(tmp_path / "a.jpg")
    assert read_picture(tmp_path / "b.jpg") == b"picture"


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("nothing.jpg", "file/within", "dangling"):
        assert _refusal(tmp_path / name) is Problem.UNREADABLE_MISSING


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    assert _refusal(tmp_path) is Problem.UNREADABLE_NOT_A_FILE


def test_a_pipe_nobody_writes_to_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert _refusal(tmp_path / "pipe.jpg") is Problem.UNREADABLE_NOT_A_FILE


def test_a_device_is_not_a_file() -> None:
    assert _refusal(Path("/dev/zero")) is Problem.UNREADABLE_NOT_A_FILE
    assert _refusal(Path("/dev/null")) is Problem.UNREADABLE_NOT_A_FILE


def test_a_socket_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # By its bare name: the address of a socket has room for a hundred bytes only.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.jpg")
        assert _refusal(tmp_path / "socket.jpg") is Problem.UNREADABLE_IO


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    assert _refusal(tmp_path / "empty.jpg") is Problem.UNREADABLE_EMPTY


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    path.write_bytes(bytes(1001))
    assert _refusal(path) is Problem.UNREADABLE_TOO_BIG
    os.truncate(path, 50_000_000_000)
    with pytest.raises(PictureError) as refused:
        read_picture(path)
    assert refused.value.facts == {"megabytes": 50_000, "limit": 200}


def test_a_name_with_a_zero_in_it_is_an_error_and_no_crash() -> None:
    assert _refusal(Path("a\0b.jpg")) is Problem.UNREADABLE_IO


@pytest.mark.parametrize("read", [read_picture, digest_file])
def test_a_file_that_is_touched_while_being_read_is_refused(
    read: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(bytes(600_000))
    real = os.fstat
    calls: list[int] = []

    def meddling(descriptor: int) -> os.stat_result:
        """The second look at the file comes after somebody has written to it."""
        if calls:
            with path.open("ab") as file:
                file.write(b"more")
        calls.append(descriptor)
        return real(descriptor)

    monkeypatch.setattr(os, "fstat", meddling)
    assert callable(read)
    with pytest.raises(PictureError) as refused:
        read(path)
    assert refused.value.problem is Problem.UNREADABLE_CHANGED


def test_no_descriptor_stays_open(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x" * 2000)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        read_picture(tmp_path / "a.jpg")
        digest_file(tmp_path / "a.jpg")
        for path in (tmp_path, tmp_path / "none", Path("/dev/zero")):
            _refusal(path)
        _refusal(tmp_path / "a.jpg")
    assert len(list(Path("/proc/self/fd").iterdir())) == before
