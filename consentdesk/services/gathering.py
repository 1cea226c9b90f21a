"""From what was dropped or typed to the files to look at: folders are opened up, files kept.

A file named by the user is always judged. Within a folder only what is or claims to be a picture
is: a text file beside the pictures is nobody's question. What the bytes mean is left to `pictures`.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from consentdesk.errors import BadInput
from consentdesk.services.raws import RAW_NAMES, ending_of, is_raw, is_raw_name, pictures_of

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

OTHER_NAMES = RAW_NAMES | frozenset(
    {
        ".3g2",
        ".3gp",
        ".apng",
        ".avi",
        ".bay",
        ".cap",
        ".dib",
        ".eps",
        ".exr",
        ".flv",
        ".heics",
        ".ico",
        ".insv",
        ".j2k",
        ".jp2",
        ".jpf",
        ".jpx",
        ".jxr",
        ".lrv",
        ".m2ts",
        ".m4v",
        ".mkv",
        ".mov",
        ".mp4",
        ".mpeg",
        ".mpg",
        ".mts",
        ".mxf",
        ".ogv",
        ".psb",
        ".psd",
        ".psdt",
        ".r3d",
        ".svg",
        ".svgz",
        ".tga",
        ".vob",
        ".wdp",
        ".webm",
        ".wmv",
        ".xcf",
    }
)
"""Extensions of films, raw files and drawings, which nothing here can look at."""

Heed = Callable[[int], None]
"""Told after each entry of a folder how many files there are; raises `Cancelled` to stop."""

_START = 1024
_SIDE_FILE, _NOTE = "._", b"\0\x05\x16\x07"
"""How macOS begins the name of what it notes about a file, and the note; no picture is in it."""


class Skip(StrEnum):
    """Why something was not looked at; promised to scripts, never renamed.

    RAW is a camera's raw file beside a picture that is; one alone is NOT_A_PICTURE.
    """

    NOT_A_PICTURE = "NOT_A_PICTURE"
    HIDDEN = "HIDDEN"
    LINK = "LINK"
    FOLDER = "FOLDER"
    RAW = "RAW"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a folder that was not looked at, or a raw file with its `picture`.

    `may_show`: by its name it is a picture or a film, or holds one. Whoever sends the whole folder
    sends that too.
    """

    path: Path
    why: Skip
    may_show: bool
    picture: Path | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """The files to look at, in the order given, what was left out, and the folders given."""

    files: tuple[Path, ...]
    left_out: tuple[Skipped, ...]
    folders: tuple[Path, ...] = ()

    @property
    def skipped(self) -> tuple[Path, ...]:
        """The files that are no pictures."""
        return no_pictures(self.left_out)


def no_pictures(left_out: Iterable[Skipped]) -> tuple[Path, ...]:
    """The files among them that are no pictures."""
    return tuple(one.path for one in left_out if one.why in (Skip.NOT_A_PICTURE, Skip.LINK))


def harmless_raws(left_out: Iterable[Skipped]) -> list[Skipped]:
    """The same where nothing but pictures is taken: a raw file beside one is no open question."""
    return [one if one.picture is None else replace(one, may_show=False) for one in left_out]


def gather(paths: Iterable[Path], *, recursive: bool = False, heed: Heed | None = None) -> Gathered:
    """Open up folders (only their own files, unless `recursive`), each sorted by name.

    Left out of folders: hidden files and folders, links to folders, whatever is neither named nor
    made like a picture (sidecars, films), and raw files, whatever they hold. A raw file that was
    given is left out too where its picture is among the files. A folder that can't be read stays in
    the list as a file that can't be read.
    """
    files: list[Path] = []
    skipped: list[Skipped] = []
    folders: list[Path] = []
    for path in paths:
        if is_folder(path):
            folders.append(path)
            _walk(path, recursive, files, skipped, heed)
        else:
            files.append(path)
    return replace(_with_raws_told(files, skipped), folders=tuple(folders))


def _with_raws_told(files: Sequence[Path], skipped: Sequence[Skipped]) -> Gathered:
    """Each raw file with the picture it belongs to, where that is looked at."""
    raws = [path for path in (*files, *(one.path for one in skipped)) if is_raw(path)]
    if not raws:
        return Gathered(tuple(files), tuple(skipped))
    belong = pictures_of(raws, files)
    told = [_told_of(one, belong) for one in skipped]
    given = [path for path in dict.fromkeys(files) if path in belong]
    told += [Skipped(path, Skip.RAW, True, belong[path]) for path in given]
    return Gathered(tuple(path for path in files if path not in belong), tuple(told))


def _told_of(one: Skipped, belong: Mapping[Path, Path]) -> Skipped:
    picture = belong.get(one.path) if one.why is Skip.NOT_A_PICTURE else None
    return one if picture is None else Skipped(one.path, Skip.RAW, True, picture)


def _walk(
    folder: Path,
    recursive: bool,
    files: list[Path],
    skipped: list[Skipped],
    heed: Heed | None,
) -> None:
    try:
        entries = sorted(_entries(folder), key=lambda e: (e.name.casefold(), e.name))
    except OSError:
        files.append(folder)
        return
    folders = []
    for entry in entries:
        if heed is not None:
            heed(len(files))
        path = folder / entry.name
        why = _why_not(entry, recursive=recursive)
        if why is not None:
            skipped.append(Skipped(path, why, _may_show(path)))
        elif entry.is_dir(follow_symlinks=False):
            folders.append(path)
        else:
            files.append(path)
    for path in folders:
        _walk(path, recursive, files, skipped, heed)


def is_folder(path: Path) -> bool:
    """Whether it is a folder; a name no system can look up is a file that can't be read."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from entries


def _why_not(entry: os.DirEntry[str], *, recursive: bool) -> Skip | None:
    """Why it is neither looked at nor entered."""
    if entry.name.startswith("."):
        return Skip.HIDDEN
    if entry.is_dir(follow_symlinks=False):
        return None if recursive else Skip.FOLDER
    if not is_raw_name(entry.name) and _is_picture(entry):
        return None
    return Skip.LINK if entry.is_symlink() else Skip.NOT_A_PICTURE


def _may_show(path: Path) -> bool:
    """Whether it is called like a picture or a film, or holds something that is."""
    if not is_folder(path):
        return _is_called_so(path)
    return any(
        _is_called_so(Path(folder, name))
        for folder, _folders, names in os.walk(path)
        for name in names
    )


def _is_called_so(path: Path) -> bool:
    ending = ending_of(path.name)
    if ending not in PICTURE_NAMES and ending not in OTHER_NAMES:
        return False
    return not path.name.startswith(_SIDE_FILE) or not _is_note(path)


def _is_note(path: Path) -> bool:
    """Whether it is what macOS notes about a file, and no picture that is only called so."""
    try:
        with path.open("rb") as file:
            return file.read(len(_NOTE)) == _NOTE
    except OSError:
        return False


def _is_picture(entry: os.DirEntry[str]) -> bool:
    named = ending_of(entry.name) in PICTURE_NAMES
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
