"""Where the files of photos were last seen on this machine: a convenience, never a record.

The register keeps no pictures and no paths; the windows want something to show. What stands here
lies in the user's cache folder, is safe to delete, and may be out of date: whoever opens such a
file compares its digest first.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from consentdesk.domain.photos import PhotoId
from consentdesk.paths import cache_dir

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
    with suppress(OSError):
        for photo, path in places.items():
            target = _file(institution, photo, _PLACE if photo in as_registered else _OTHER)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            target.write_text(str(path.absolute()), encoding="utf-8", errors="surrogateescape")


def places(institution: str, photos: Iterable[PhotoId]) -> dict[PhotoId, Path]:
    """The files last seen that are still there; whether they are still those photos is not said."""
    found = {photo: versions(institution, photo) for photo in photos}
    return {photo: paths[0] for photo, paths in found.items() if paths}


def versions(institution: str, photo: PhotoId) -> tuple[Path, ...]:
    """The files of one photo that are still there, the one it was registered from first."""
    found = []
    for suffix in (_PLACE, _OTHER):
        with suppress(OSError):
            file = _file(institution, photo, suffix)
            written = file.read_text(encoding="utf-8", errors="surrogateescape")
            if Path(written).is_file():
                found.append(Path(written))
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
        for kept in (cache_dir() / "photos" / institution).glob("*/*"):
            if kept.suffix in (_PLACE, _OTHER):
                with suppress(OSError):
                    written = kept.read_text(encoding="utf-8", errors="surrogateescape")
                    if is_meant(written):
                        kept.unlink(missing_ok=True)


def preview_file(institution: str, photo: PhotoId, sha256: bytes) -> Path:
    """Where a small copy of the photo is kept once somebody has looked at it.

    It bears the digest of the file that was registered: after a restored backup the same number may
    be given to another photo.
    """
    return _file(institution, photo, f"-{sha256.hex()[:16]}.jpg")


def keep_preview(institution: str, photo: PhotoId, sha256: bytes, small: bytes) -> None:
    """Keep a small JPEG of a photo that was registered from the file of that digest.

    As with `note`, a cache that can't be written is no reason to stop.
    """
    with suppress(OSError):
        file = preview_file(institution, photo, sha256)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Whoever looks at it meanwhile must not find half of it.
        begun = file.with_suffix(".part")
        begun.write_bytes(small)
        begun.replace(file)


def _file(institution: str, photo: PhotoId, suffix: str) -> Path:
    folder = cache_dir() / "photos" / institution / str(photo // _PER_FOLDER)
    return folder / f"{photo}{suffix}"
