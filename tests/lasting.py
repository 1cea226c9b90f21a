"""Watches files get their names: are their bytes on the disk by then, and is the name soon.

A power cut can't be had in a test. What keeps a file through one is the order of three calls: fsync
of the file, the name, fsync of the folder; so these are recorded as they come, and still made.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class Step:
    """One call: which, on what, with what in it just then."""

    call: str
    path: Path
    content: bytes
    target: Path | None = None


class DiskWatch:
    """Every fsync, rename, replace and link of this process, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[Step] = []
        fsync = os.fsync

        def synced(handle: int) -> None:
            # Noted afterwards: a call that fails is none.
            fsync(handle)
            path = Path(f"/proc/self/fd/{handle}").readlink()
            self.steps.append(Step("fsync", path, _content(path)))

        monkeypatch.setattr(os, "fsync", synced)
        for name in ("rename", "replace", "link"):
            monkeypatch.setattr(os, name, self._naming(name))

    def _naming(self, name: str) -> Callable[..., None]:
        call: Callable[..., None] = getattr(os, name)

        def named(old: os.PathLike[str], new: os.PathLike[str], **options: object) -> None:
            content = _content(Path(old))
            call(old, new, **options)
            self.steps.append(Step(name, Path(old), content, Path(new)))

        return named

    def assert_lasting(self, path: Path) -> Step:
        """The name was given last to a file whose very bytes were on the disk; returns that step.

        Before that the bytes were waited for, after it the folder.
        """
        names = [n for n, step in enumerate(self.steps) if step.target == path]
        assert names, f"{path.name} was never given to a finished file"
        at = names[-1]
        step = self.steps[at]
        kept = [s.content for s in self.steps[:at] if (s.call, s.path) == ("fsync", step.path)]
        assert kept, f"{path.name} got its name before its bytes were on the disk"
        assert kept[-1] == step.content, f"{path.name} was written to after it was waited for"
        folders = [s.path for s in self.steps[at:] if s.call == "fsync"]
        assert path.parent in folders, f"the name {path.name} may not be on the disk"
        return step

    def assert_written(self, path: Path) -> None:
        """A file that was written under its own name is on the disk with all that is in it."""
        kept = [s for s in self.steps if (s.call, s.path) == ("fsync", path)]
        assert kept, f"{path.name} was not waited for"
        assert kept[-1].content == _content(path)
        folders = [s.path for s in self.steps[self.steps.index(kept[-1]) :]]
        assert path.parent in folders, f"the name {path.name} may not be on the disk"


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
