"""Drafts that a killed run left: a whole register under a name nobody would look for.

Restoring, backing up and making a register each write a draft beside the file it is to become. What
was killed meanwhile is cleared away by whoever next comes by, and never anything else.
"""

import re
import time
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import gettempdir

from consentdesk.errors import RegisterError
from consentdesk.storage.database import driver_error, raw_file
from consentdesk.storage.keys import MARK
from consentdesk.storage.places import HEADER, SIDE_FILES, files_of

DRAFT = ".new"
"""How a draft's name ends."""
COPIES = "consentdesk-copy-"
"""How the temporary folder of a copy that is only to be looked at begins."""
_YOUNG = 60
"""Seconds within which a draft may be somebody's who is about to open it."""
_NAME = re.compile(rf"(\..+\.[0-9a-f]{{8}}{re.escape(DRAFT)})({'|'.join(SIDE_FILES)})?")


def clear_dead_drafts(path: Path) -> None:
    """Remove the drafts beside the path that nobody works on any more."""
    with suppress(OSError):
        found: dict[Path, list[Path]] = defaultdict(list)
        for beside in path.parent.iterdir():
            name = _NAME.fullmatch(beside.name)
            if name is not None:
                found[beside.with_name(name[1])].append(beside)
        for draft, files in found.items():
            if _is_dead(draft, files):
                # The draft itself last: where this stops halfway, it is found again.
                for file in reversed(files_of(draft)):
                    file.unlink(missing_ok=True)


def clear_dead_copies() -> None:
    """Remove copies made only to be looked at, with the temporary folders they were made in."""
    with suppress(OSError):
        for folder in Path(gettempdir()).glob(f"{COPIES}*"):
            if not folder.is_symlink() and time.time() - folder.stat().st_mtime >= _YOUNG:
                clear_dead_drafts(folder / "copy")
                with suppress(OSError):
                    # Only an empty one lets itself be removed.
                    folder.rmdir()


def _is_dead(draft: Path, files: Iterable[Path]) -> bool:
    """Whether these are a database's, have lain there for a while, and nobody has it open."""
    if any(file.is_symlink() or not file.is_file() for file in files):
        return False
    if time.time() - max(file.stat().st_mtime for file in files) < _YOUNG:
        return False
    if not draft.exists():
        return True
    with draft.open("rb") as file:
        start = file.read(len(HEADER))
    ours = start in (b"", HEADER) or start.startswith(MARK)
    return ours and not _is_open(draft)


def _is_open(draft: Path) -> bool:
    """Whether anybody, in this process or another, holds SQLite's lock on it."""
    try:
        with closing(raw_file(draft, wait=0)) as alone:
            # In this mode no side file is made, so that it works on a full disk too.
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
    except (driver_error(), UnicodeDecodeError) as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    except RegisterError:
        # Encrypted, and nobody has given the passphrase: it waits until somebody has.
        return True
    return False
