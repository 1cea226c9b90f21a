"""Where on this computer the files of the register's photos lie, known by their bytes alone.

Reads files, writes nothing: `originals` remembers what was found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.services import gathering, originals
from consentdesk.services.pictures.files import PictureError, digest_file
from consentdesk.storage.values import PhotoFilter

if TYPE_CHECKING:
    from consentdesk.domain.photos import PhotoId
    from consentdesk.storage.register import Register

ASKED_AT_ONCE = 50
BESIDE = 2_000
"""Pictures near a register that are looked at unasked; with more, somebody should say where."""


def find_pictures(
    register: Register,
    folders: Iterable[Path],
    progress: Callable[[int, int], None] | None = None,
) -> dict[PhotoId, Path]:
    """The files in and below the folders that are, byte for byte, photos of the register.

    Of two that are the same photo, the one it was registered from is taken. What can't be read is
    passed over.
    """
    return _known(register, gathering.gather(folders, recursive=True).files, progress)


def find_beside(register: Register, place: Path) -> dict[PhotoId, Path]:
    """The photos that lie in folders beside the register's file, if any has no known place.

    Only such folders are opened, not the files beside it: a register in somebody's home folder is
    no reason to read everything there.
    """
    folders = [f for f in sorted(place.parent.iterdir()) if f.is_dir() and f.name[0] != "."]
    files = gathering.gather(folders).files
    if not 0 < len(files) <= BESIDE:
        return {}
    with register.read() as reader:
        photos, home = reader.find_photos(PhotoFilter()), reader.institution.uuid
    # One place is one small file: with many photos the first that is missing is enough to know.
    if all(originals.versions(home, photo) for photo in photos):
        return {}
    return _known(register, files, None)


def _known(
    register: Register, files: tuple[Path, ...], progress: Callable[[int, int], None] | None
) -> dict[PhotoId, Path]:
    found: dict[PhotoId, Path] = {}
    for first in range(0, len(files), ASKED_AT_ONCE):
        digests: dict[bytes, Path] = {}
        for place, path in enumerate(files[first : first + ASKED_AT_ONCE], first):
            if progress is not None:
                progress(place, len(files))
            try:
                digests.setdefault(digest_file(path), path)
            except PictureError:
                continue
        with register.read() as reader:
            for digest, path in digests.items():
                photo = reader.photo_with(digest)
                if photo is None:
                    continue
                if photo not in found or reader.registered(photo).sha256 == digest:
                    found[photo] = path
    return found
