"""Cameras' raw files: known by their names, and each belongs to the picture of its name beside it.

Nothing here can look into one, whatever it begins with: many begin as a TIFF does, with a small
picture that is not the one taken. So a raw file is never a picture of its own, and is never clear.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

from consentdesk.errors import BadInput, Problem

RAW_NAMES = frozenset(
    {
        *(".3fr", ".arw", ".cr2", ".cr3", ".crw", ".dng", ".erf", ".fff", ".iiq", ".kdc"),
        *(".mef", ".mos", ".mrw", ".nef", ".nrw", ".orf", ".pef", ".raf", ".raw", ".rw2"),
        *(".rwl", ".sr2", ".srf", ".srw", ".x3f"),
    }
)
"""How the names of cameras' raw files end."""

_BESIDE = (".jpg", ".jpeg", ".heic", ".heif", ".hif", ".tif", ".tiff", ".png", ".webp", ".avif")
"""How the name of the picture ends that a camera or a developer puts beside a raw file."""

_PART = 256 * 1024
"""Bytes of a raw file from which it is known: at its beginning, in its middle and at its end."""

Key = tuple[str, str]
"""What a picture and its raw file have in common."""


def is_raw(path: Path) -> bool:
    """Whether a file is called as cameras call their raw files."""
    return is_raw_name(path.name)


def is_raw_name(name: str) -> bool:
    """The same of a name alone, a hundred thousand of which may lie in a folder."""
    return ending_of(name) in RAW_NAMES and not name.startswith("._")


def ending_of(name: str) -> str:
    """How a file's name ends, with the dot, in small letters."""
    stem, dot, tail = name.rpartition(".")
    return dot + tail.casefold() if stem else ""


def key(path: Path) -> Key:
    """The same for a picture and its raw file: `IMG_1.JPG` and `img_1.cr3`, in one folder."""
    return str(path.parent), normalize("NFC", path.stem).casefold()


def pictures_of(raws: Iterable[Path], pictures: Iterable[Path]) -> dict[Path, Path]:
    """Which of the pictures each raw file belongs to; one that belongs to none is left out."""
    named: dict[Key, Path] = {}
    for path in pictures:
        if not is_raw(path):
            named.setdefault(key(path), path)
    return {raw: named[key(raw)] for raw in raws if key(raw) in named}


def raw_of(pictures: Iterable[Path], raws: Iterable[Path]) -> dict[Path, Path]:
    """Which of the raw files is noted beside each picture, the first of several."""
    named: dict[Key, Path] = {}
    for raw in raws:
        named.setdefault(key(raw), raw)
    return {path: named[key(path)] for path in pictures if key(path) in named}


def raws_beside(pictures: Iterable[Path]) -> list[Path]:
    """The raw files in the folders of these pictures; each folder is read once."""
    found: list[Path] = []
    for folder in dict.fromkeys(path.parent for path in pictures):
        try:
            with os.scandir(folder) as entries:
                found += [folder / e.name for e in entries if is_raw_name(e.name) and e.is_file()]
        except OSError:
            continue
    return sorted(found)


def why_not(path: Path) -> BadInput | None:
    """Why a file with that name is not looked at: it is a raw file, with its picture or alone.

    None for one that isn't there: that is for whoever wants to read it to say.
    """
    if not is_raw(path) or not os.path.lexists(path):
        return None
    for ending in _BESIDE:
        for name in (path.with_suffix(ending), path.with_suffix(ending.upper())):
            if os.path.lexists(name):
                return BadInput(Problem.RAW_OF_PICTURE, path=path, name=name.name)
    return BadInput(Problem.UNREADABLE_RAW, path=path)


def refuse_raws(paths: Sequence[Path]) -> None:
    """Raise BadInput, RAW_OF_PICTURE or UNREADABLE_RAW, where one of these is a raw file."""
    for path in paths:
        refused = why_not(path)
        if refused is not None:
            raise refused


@dataclass(frozen=True, slots=True)
class Noted:
    """The raw file noted with a photo: its name, and what it is known by; None was never told."""

    name: str = ""
    digest: bytes | None = None


def note(raw: Path | None) -> Noted | None:
    """What is noted of a raw file; nothing where there is none, or it can't be read."""
    from consentdesk.services.texts import file_label

    digest = None if raw is None else _digest(raw)
    return None if raw is None or digest is None else Noted(file_label(raw.name), digest)


def is_noted(raw: Path, noted: Noted) -> bool:
    """Whether that is the raw file that was noted with a photo, and no other under its name."""
    from consentdesk.services.texts import file_label

    if not noted.name or noted.digest is None:
        return False
    return _folded(file_label(raw.name)) == _folded(noted.name) and _digest(raw) == noted.digest


def _digest(raw: Path) -> bytes | None:
    """What a raw file is known by: its length, and parts from its beginning, middle and end.

    Two pictures differ in every part of it: in their notes, in their previews, in what the sensor
    saw. All of it would be the fifty megabytes of each that a card can't give at once. None where
    it can't be read, or isn't a file.
    """
    try:
        # Opening what only looks like a file may wait for ever.
        if not raw.is_file():
            return None
        with raw.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            told = sha256(size.to_bytes(8, "big"))
            last = max(0, size - _PART)
            for start in (0, last // 2, last):
                file.seek(start)
                told.update(file.read(_PART))
    except OSError:
        return None
    return told.digest()


def _folded(name: str) -> str:
    return normalize("NFC", name).casefold()
