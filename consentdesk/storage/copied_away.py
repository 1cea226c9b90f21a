"""Whether a folder is one that some service copies to other computers: OneDrive, Dropbox and such.

A register there would leave the house with every name in it, and two computers would take turns in
overwriting each other's half of it. Told by what the service says of itself, or by the name that it
gives its folder.
"""

import re
from collections.abc import Mapping
from pathlib import Path

_SAID = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
"""Variables in which Windows says where OneDrive's folders are."""
_NAMES = re.compile(
    r"(onedrive|sharepoint)( - .+)?|onedrive-.+|dropbox( \(.+\))?|google ?drive(-.+)?|my drive"
    r"|nextcloud\d*|owncloud|icloud ?drive|mobile documents|cloudstorage|box sync|pcloud ?drive",
    re.IGNORECASE,
)
_MARKS = (".dropbox", ".sync_*.db", "._sync_*.db", ".owncloudsync.log", ".nextcloudsync.log")


def copied_by(path: Path, environ: Mapping[str, str]) -> str | None:
    """The name of the folder that is copied elsewhere and holds that path, or None."""
    told = [Path(environ[name]) for name in _SAID if environ.get(name)]
    for folder in path.parents:
        is_named = folder.name and _NAMES.fullmatch(folder.name)
        if folder in told or is_named or _is_marked(folder):
            return str(folder)
    return None


def _is_marked(folder: Path) -> bool:
    try:
        return any(next(folder.glob(mark), None) is not None for mark in _MARKS)
    except OSError:
        return False
