"""Where the files of photos were last seen on this machine: a convenience, never a record.

The register keeps no pictures and no paths; the windows want something to show. What stands here
lies in the user's cache folder, is safe to delete, and may be out of date: whoever opens such a
file compares its digest first. Of an encrypted register it is encrypted (`cached`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from consentdesk.domain.photos import PhotoId
from consentdesk.errors import RegisterError
from consentdesk.paths import cache_dir
from consentdesk.services import cached

PREVIEW_EDGE = 384
"""Pixels of the longer side of a small copy: enough for a cell of the grid at 200 %."""
_PER_FOLDER = 1000


_PLACE, _OTHER = ".place", ".other"
"""The file that was registered, and another one that is the photo too, or may be."""


def note(
    institution: str, places: Mapping[PhotoId, Path], *, as_registered: Collection[PhotoId] = ()
) -> None:
    """Remember where files are; `institution` is its uuid.

    Of the photos in `as_registered`, it is the file they were registered from. Another version does
    not push that one out, because places can only be marked on it. A cache that can't be written is
    no reason to stop: the pictures then show no preview.
    """
    for photo, path in places.items():
        target = _file(institution, photo, _PLACE if photo in as_registered else _OTHER)
        written = str(path.absolute()).encode("utf-8", "surrogateescape")
        cached.keep(institution, target, written)


def places(institution: str, photos: Iterable[PhotoId]) -> dict[PhotoId, Path]:
    """The files last seen that are still there; whether they are still those photos is not said."""
    found = {photo: versions(institution, photo) for photo in photos}
    return {photo: paths[0] for photo, paths in found.items() if paths}


def versions(institution: str, photo: PhotoId) -> tuple[Path, ...]:
    """The files of one photo that are still there, the one it was registered from first."""
    found = []
    for suffix in (_PLACE, _OTHER):
        written = cached.kept(institution, _file(institution, photo, suffix))
        with suppress(OSError):
            if written is not None and _path(written).is_file():
                found.append(_path(written))
    return tuple(dict.fromkeys(found))


def forget(institution: str, photos: Iterable[PhotoId]) -> None:
    """Remove what is kept of photos that are no longer in the register, previews too."""
    for photo in photos:
        folder = _file(institution, photo, "").parent
        with suppress(OSError):
            for kept in (*folder.glob(f"{photo}.*"), *folder.glob(f"{photo}-*")):
                kept.unlink(missing_ok=True)


def forget_paths(institution: str, is_meant: Callable[[str], bool]) -> None:
    """Remove the notes of where files are whose paths are meant: a path may name somebody."""
    with suppress(OSError):
        for file in (cache_dir() / "photos" / institution).glob("*/*"):
            noted = file.with_name(file.name.removesuffix(cached.SEALED))
            if noted.suffix not in (_PLACE, _OTHER):
                continue
            written = cached.kept(institution, noted)
            if written is None or is_meant(str(_path(written))):
                file.unlink(missing_ok=True)


def forget_all(institution: str) -> None:
    """Remove everything kept about an institution, its bytes overwritten: it is encrypted now."""
    with suppress(OSError):
        for file in (cache_dir() / "photos" / institution).glob("*/*"):
            cached.shred(file)


def preview_file(institution: str, photo: PhotoId, sha256: bytes) -> Path:
    """Where a small copy of the photo is kept once somebody has looked at it.

    It bears the digest of the file that was registered: after a restored backup the same number may
    be given to another photo. RegisterError PHRASE_NEEDED while the register is locked.
    """
    return cached.place(institution, _preview(institution, photo, sha256))


def preview(institution: str, photo: PhotoId, sha256: bytes) -> bytes | None:
    """The small JPEG that is kept, if there is one."""
    with suppress(RegisterError):
        return cached.kept(institution, _preview(institution, photo, sha256))
    return None


def keep_preview(institution: str, photo: PhotoId, sha256: bytes, small: bytes) -> None:
    """Keep a small JPEG of the very file of that digest, from which the photo was registered.

    Never one of another version: it would be taken for the photo long after that file has gone.
    Earlier previews of the photo go. As with `note`, a cache that can't be written is no reason to
    stop.
    """
    with suppress(RegisterError, OSError):
        target = _preview(institution, photo, sha256)
        cached.keep(institution, target, small)
        for kept in target.parent.glob(f"{photo}-*"):
            if kept.name.removesuffix(cached.SEALED) != target.name:
                kept.unlink(missing_ok=True)


def _path(written: bytes) -> Path:
    return Path(written.decode("utf-8", "surrogateescape"))


def _preview(institution: str, photo: PhotoId, sha256: bytes) -> Path:
    # Those in ".jpg" alone, of the program's earlier versions, may be of another version of the
    # photo.
    return _file(institution, photo, f"-{cached.told_by(institution, sha256)}.own.jpg")


def _file(institution: str, photo: PhotoId, suffix: str) -> Path:
    folder = cache_dir() / "photos" / institution / str(photo // _PER_FOLDER)
    return folder / f"{photo}{suffix}"
