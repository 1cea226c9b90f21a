"""Where the list of an export may be saved: never among pictures, with which it might go along.

Those are the folders of all exports with what is below them, and each folder in which a picture of
the register lies: as far as this computer remembers where, and as the files there can tell.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from consentdesk.errors import BadInput, Problem
from consentdesk.services import originals
from consentdesk.services.gathering import PICTURE_NAMES
from consentdesk.services.pictures.files import PictureError, digest_file
from consentdesk.services.raws import ending_of
from consentdesk.services.texts import file_label

if TYPE_CHECKING:
    from consentdesk.domain.releases import Release
    from consentdesk.storage.reading import Reader


def check_place(reader: Reader, release: Release, path: Path) -> None:
    """Refuse a place for the list of that export.

    Raises BadInput: LIST_AMONG_COPIES in or below the folder of any export, LIST_AMONG_PICTURES
    beside a picture of the register.
    """
    folder = Path(os.path.realpath(path.parent))
    if any(folder.is_relative_to(os.path.realpath(one)) for one in reader.release_folders()):
        raise BadInput(Problem.LIST_AMONG_COPIES, path=path)
    if _is_remembered(reader, release, folder) or _holds_known(reader, folder):
        raise BadInput(Problem.LIST_AMONG_PICTURES, path=path)


def _is_remembered(reader: Reader, release: Release, folder: Path) -> bool:
    """Whether a picture of this export was last seen there, under whatever name."""
    home = reader.institution.uuid
    photos = {copy.photo for copy in release.copies}
    # A file may be a link: neither where it lies nor where it leads is a place for the list.
    return any(
        folder in (Path(os.path.realpath(file)).parent, Path(os.path.realpath(file.parent)))
        for photo in photos
        for file in originals.versions(home, photo)
    )


def _holds_known(reader: Reader, folder: Path) -> bool:
    """Whether a file there is a photo of the register, byte for byte.

    Only those called like one are read: there may be any number of other pictures.
    """
    found = {path: file_label(path.name) for path in _pictures(folder)}
    called = reader.photo_names_among(found.values())
    return any(label in called and _is_known(reader, path) for path, label in found.items())


def _pictures(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if ending_of(entry.name) in PICTURE_NAMES:
                    yield folder / entry.name
    except OSError:
        return


def _is_known(reader: Reader, path: Path) -> bool:
    try:
        return reader.photo_with(digest_file(path)) is not None
    except PictureError:
        return False
