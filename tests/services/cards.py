"""Cards as photographers bring them: pictures with the times of their camera, drawn by code."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.services.office import picture

BEGINS = datetime.fromisoformat("2026-06-12T10:00:00")
"""A camera knows no time zone."""


def taken(seed: int, at: datetime | None, size: tuple[int, int] = (320, 240)) -> bytes:
    """A JPEG like no other seed's, with that time in its head."""
    written = BytesIO()
    with Image.open(BytesIO(picture(seed, size=size))) as image:
        exif = Image.Exif()
        if at is not None:
            exif[0x0132] = at.strftime("%Y:%m:%d %H:%M:%S")
        image.save(written, "JPEG", quality=90, exif=exif)
    return written.getvalue()


def fill(
    folder: Path, bursts: Sequence[int], *, seed: int = 500, pause: int = 60
) -> tuple[Path, ...]:
    """Bursts of so many pictures, a second between two and `pause` seconds between bursts.

    As on a card, `DCIM/100CAMRA/IMG_0001.JPG` and on.
    """
    place = folder / "DCIM" / "100CAMRA"
    place.mkdir(parents=True, exist_ok=True)
    at, paths = BEGINS, list[Path]()
    for burst in bursts:
        for _ in range(burst):
            paths.append(place / f"IMG_{len(paths) + 1:04}.JPG")
            paths[-1].write_bytes(taken(seed + len(paths), at))
            at += timedelta(seconds=1)
        at += timedelta(seconds=pause)
    return tuple(paths)


def state_of(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Everything in a folder to the byte, with the times of change and the rights."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else b"",
            path.lstat().st_mtime_ns,
            path.lstat().st_mode,
        )
        for path in sorted(folder.rglob("*"))
    }
