"""A disk that is really full: a file system of its own, so small that not everything fits."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, size: int) -> Iterator[Path]:
    """A new file system of that many bytes at `place`, in memory; gone again afterwards.

    Skips the test where nobody but the system may mount one.
    """
    place.mkdir()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("Mounting a small file system takes root on Linux.")
    words = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(place)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("This system lets nobody mount a small file system, not even root.")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path, leave: int) -> Path:
    """A file that takes all the room there but so many bytes."""
    taken = place / "taken"
    found = os.statvfs(place)
    taken.write_bytes(bytes(max(0, found.f_bavail * found.f_frsize - leave)))
    return taken
