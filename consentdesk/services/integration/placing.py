"""Laying the desktop's files where they belong, and taking them away; says what became of each.

Only files of these names are ever touched. Doing it again changes nothing, and after the program
has moved it puts that right.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from secrets import token_hex

from consentdesk.errors import BadInput, Problem
from consentdesk.services.integration import linux, macos, windows
from consentdesk.services.integration.pieces import Piece, Program, this_program

_REFRESH = (("update-desktop-database", "applications"), ("update-mime-database", "mime"))


class Became(StrEnum):
    """What became of a file; promised to scripts."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Placed:
    """A file, and what became of it; in a trial, what would."""

    path: Path
    became: Became


def integrate(
    *,
    remove: bool = False,
    trial: bool = False,
    system: str = sys.platform,
    home: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    program: Program | None = None,
) -> tuple[Placed, ...]:
    """Lay the files of this system, or take them away; with `trial` nothing is touched.

    A file that was not there and stays away is not told of. Raises BadInput: PLACE_UNWRITABLE with
    the first one that can't be written, PROGRAM_PATH_TOO_LONG.
    """
    kinds = {"win32": windows.pieces, "darwin": macos.pieces}
    find = kinds.get(system, linux.pieces)
    pieces = find(home or Path.home(), environ, program or this_program())
    if remove:
        pieces = tuple(Piece(piece.path, None) for piece in pieces)
    found = tuple(filter(None, (_place(piece, trial=trial) for piece in pieces)))
    if system not in kinds and not trial:
        _refresh(pieces)
    return found


def _place(piece: Piece, *, trial: bool) -> Placed | None:
    path, data = piece.path, piece.data
    try:
        if data is None:
            if not os.path.lexists(path):
                return None
            if not trial:
                path.unlink()
                _drop_empty(path.parent)
            return Placed(path, Became.REMOVED)
        if _is_there(piece, data):
            return Placed(path, Became.UNCHANGED)
        if not trial:
            _write(piece, data)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(Problem.PLACE_UNWRITABLE, path=path, reason=reason) from None
    return Placed(path, Became.WRITTEN)


def _is_there(piece: Piece, data: bytes) -> bool:
    path = piece.path
    if path.is_symlink() or not path.is_file() or path.read_bytes() != data:
        return False
    return not piece.executable or os.access(path, os.X_OK)


def _write(piece: Piece, data: bytes) -> None:
    """All of it or nothing; a link at the place is replaced, not followed."""
    path = piece.path
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{token_hex(8)}")
    try:
        draft.write_bytes(data)
        draft.chmod(0o755 if piece.executable else 0o644)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _drop_empty(folder: Path) -> None:
    """The folders of a workflow are its own; any other that is empty does no harm."""
    with suppress(OSError):
        if folder.parent.suffix == ".workflow":
            folder.rmdir()
            folder.parent.rmdir()


def _refresh(pieces: Sequence[Piece]) -> None:
    """Have the desktop look again, where there is a program for it; it finds out later anyway."""
    parents = {parent for piece in pieces for parent in piece.path.parents}
    for tool, name in _REFRESH:
        found = shutil.which(tool)
        for folder in parents:
            if found and folder.name == name and folder.is_dir():
                with suppress(OSError, subprocess.SubprocessError):
                    subprocess.run(
                        [found, str(folder)], capture_output=True, timeout=20, check=False
                    )
