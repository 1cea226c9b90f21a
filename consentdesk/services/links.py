"""Files that have several names: what a link leads to, and which paths are one file."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def itself(path: Path) -> Path:
    """What a link leads to, whether it is there or not; any other path as it is."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def by_file(paths: Iterable[Path]) -> list[tuple[Path, ...]]:
    """The paths by what they name; of several ways to one name, only the first."""
    files: dict[object, dict[str, Path]] = {}
    for path in paths:
        real = os.path.realpath(path)
        files.setdefault(_identity(path) or real, {}).setdefault(real, path)
    return [tuple(names.values()) for names in files.values()]


def linked(path: Path, folders: Iterable[Path | None]) -> tuple[Path, ...]:
    """The further names (hard links) of a file in those folders."""
    identity, found = _identity(path), dict[Path, None]()
    if identity is None or path.stat().st_nlink == 1:
        return ()
    for folder in folders:
        with suppress(OSError):
            names = [] if folder is None else list(folder.absolute().iterdir())
            found.update((n, None) for n in map(itself, names) if _identity(n) == identity)
    return by_file([path, *found])[0][1:]


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from every other; None where the file system doesn't say."""
    with suppress(OSError):
        seen = path.stat()
        return (seen.st_dev, seen.st_ino) if seen.st_ino else None
    return None
