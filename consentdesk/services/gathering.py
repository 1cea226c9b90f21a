"""From what was dropped or typed to the files to look at: folders are opened up, files kept.

A file named by the user is always judged. Within a folder only what is or claims to be a picture
is: a text file beside the pictures is nobody's question. What the bytes mean is left to `pictures`.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from consentdesk.errors import BadInput

PICTURE_NAMES = frozenset(
    {
        ".avif",
        ".bmp",
        ".gif",
        ".heic",
        ".heif",
        ".hif",
        ".jfif",
        ".jpe",
        ".jpeg",
        ".jpg",
        ".jxl",
        ".png",
        ".tif",
        ".tiff",
        ".webp",
    }
)
"""Extensions that claim to be a picture that can be looked at; such a file is never left out."""

_START = 1024


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files to look at, in the order given, and what was left out of folders."""

    files: tuple[Path, ...]
    skipped: tuple[Path, ...]


def gather(paths: Iterable[Path], *, recursive: bool = False) -> Gathered:
    """Open up folders (only their own files, unless `recursive`), each sorted by name.

    Left out of folders: hidden files and folders, links to folders, whatever is neither named nor
    made like a picture (sidecars, films, raw files). A folder that can't be read stays in the list
    as a file that can't be read.
    """
    files: list[Path] = []
    skipped: list[Path] = []
    for path in paths:
        if _is_folder(path):
            _walk(path, recursive, files, skipped)
        else:
            files.append(path)
    return Gathered(tuple(files), tuple(skipped))


def _walk(folder: Path, recursive: bool, files: list[Path], skipped: list[Path]) -> None:
    try:
        entries = sorted(_visible(folder), key=lambda e: (e.name.casefold(), e.name))
    except OSError:
        files.append(folder)
        return
    folders = []
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            folders.append(path)
        elif _is_picture(entry):
            files.append(path)
        else:
            skipped.append(path)
    for path in folders if recursive else ():
        _walk(path, recursive, files, skipped)


def _is_folder(path: Path) -> bool:
    """Whether it is a folder; a name no system can look up is a file that can't be read."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _visible(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from (e for e in entries if not e.name.startswith("."))


def _is_picture(entry: os.DirEntry[str]) -> bool:
    named = Path(entry.name).suffix.lower() in PICTURE_NAMES
    try:
        is_file, is_dir = entry.is_file(), entry.is_dir()
    except OSError:
        # A link that leads to itself, or through a folder that may not be opened.
        return named
    if entry.is_symlink() and not is_file:
        # A link that leads nowhere but claims to be a picture is told of; one to a folder isn't.
        return named and not is_dir
    if not is_file:
        return False
    return named or _starts_like_one(Path(entry.path))


def _starts_like_one(path: Path) -> bool:
    from consentdesk.services.pictures.containers import sniff

    try:
        with path.open("rb") as file:
            sniff(file.read(_START))
    except (BadInput, OSError):
        return False
    return True
