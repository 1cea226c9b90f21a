"""The two facts we want from an EXIF block: which way up the picture is, and when it was taken.

Everything else in there (places, serial numbers, maker notes, previews) is neither read nor kept.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from consentdesk.services.pictures.ifd import Entry, TiffBlock

_ORIENTATION, _CHANGED_AT, _EXIF = 0x0112, 0x0132, 0x8769
_TAKEN_AT = (0x9003, 0x9004)
_STAMP = re.compile(rb"(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class Exif:
    """Orientation 1–8 as in EXIF; the camera's local clock, without zone."""

    orientation: int = 1
    taken_at: datetime | None = None


def read_exif(block: bytes | memoryview) -> Exif:
    """Read a TIFF-shaped EXIF block; whatever is broken or missing has its default."""
    if bytes(block[:6]) == b"Exif\0\0":
        block = block[6:]
    try:
        tiff = TiffBlock(block)
        entries, _next = tiff.entries(tiff.first)
    except ValueError:
        return Exif()
    return from_entries(tiff, entries)


def from_entries(tiff: TiffBlock, entries: dict[int, Entry]) -> Exif:
    """The same from a directory that has already been read."""
    orientation = tiff.integer(entries.get(_ORIENTATION)) or 1
    inner: dict[int, Entry] = {}
    offset = tiff.integer(entries.get(_EXIF))
    if offset:
        try:
            inner, _next = tiff.entries(offset)
        except ValueError:
            inner = {}
    stamps = [inner.get(tag) for tag in _TAKEN_AT] + [entries.get(_CHANGED_AT)]
    taken = next((t for t in map(_stamp, stamps) if t is not None), None)
    return Exif(orientation if 1 <= orientation <= 8 else 1, taken)


def _stamp(entry: Entry | None) -> datetime | None:
    found = _STAMP.match(entry.value) if entry is not None else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(n) for n in found.groups())
    try:
        return datetime.combine(date(year, month, day), time(hour, minute, second))
    except ValueError:
        return None
