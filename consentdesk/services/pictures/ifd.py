"""Reading the tag directories that TIFF files and EXIF blocks are made of.

Classic and BigTIFF, both byte orders; every offset and count is held against the bytes there are.
What the tags mean is left to `tiff` and `exif`.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from consentdesk.services.pictures.limits import MAX_PARTS
from consentdesk.services.pictures.unreadable import damaged

_SIZES: Mapping[int, int] = {
    1: 1,
    2: 1,
    3: 2,
    4: 4,
    5: 8,
    6: 1,
    7: 1,
    8: 2,
    9: 4,
    10: 8,
    11: 4,
    12: 8,
    13: 4,
}
_BIG_SIZES: Mapping[int, int] = {16: 8, 17: 8, 18: 8}
_INTEGERS: Mapping[int, str] = {
    1: "B",
    3: "H",
    4: "I",
    6: "b",
    8: "h",
    9: "i",
    13: "I",
    16: "Q",
    17: "q",
    18: "Q",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One tag: field type as in the TIFF standard, number of values, and their bytes."""

    tag: int
    type: int
    count: int
    value: memoryview


class TiffBlock:
    """The bytes from a TIFF header on; ValueError where they are not one."""

    def __init__(self, data: bytes | memoryview) -> None:
        self._data = memoryview(data)
        head = bytes(self._data[:16])
        if head[:2] not in (b"II", b"MM"):
            raise ValueError("byte order")
        self.order = "<" if head[:2] == b"II" else ">"
        self.big = self._int(2, "H") == 43
        if not self.big and self._int(2, "H") != 42:
            raise ValueError("magic")
        self.first = self._int(8, "Q") if self.big else self._int(4, "I")

    def entries(self, offset: int) -> tuple[dict[int, Entry], int]:
        """The tags of the directory there (the first of each counts) and the next one's offset.

        Tags whose values lie outside the data are left out; ValueError where the directory does.
        """
        number = self._int(offset, "Q" if self.big else "H")
        size, at = (20, offset + 8) if self.big else (12, offset + 2)
        if number > MAX_PARTS:
            raise ValueError("too many tags")
        link = self._int_or(at + number * size, "Q" if self.big else "I", 0)
        found: dict[int, Entry] = {}
        for position in range(at, at + number * size, size):
            entry = self._entry(position)
            if entry is not None:
                found.setdefault(entry.tag, entry)
        return found, link

    def _entry(self, position: int) -> Entry | None:
        tag, kind = self._int(position, "H"), self._int(position + 2, "H")
        count = self._int(position + 4, "Q" if self.big else "I")
        each = _SIZES.get(kind) or (_BIG_SIZES.get(kind) if self.big else None)
        if each is None:
            return None
        room, at = (8, position + 12) if self.big else (4, position + 8)
        size = each * count
        if size > room:
            at = self._int(at, "Q" if self.big else "I")
        if size > len(self._data) or at + size > len(self._data):
            return None
        return Entry(tag, kind, count, self._data[at : at + size])

    def integers(self, entry: Entry) -> tuple[int, ...]:
        """The values of an integer tag; empty for any other type."""
        code = _INTEGERS.get(entry.type)
        if code is None or entry.count > MAX_PARTS:
            return ()
        return struct.unpack(f"{self.order}{entry.count}{code}", entry.value)

    def integer(self, entry: Entry | None) -> int | None:
        """The first value of an integer tag; None where there is none."""
        values = self.integers(entry) if entry is not None else ()
        return values[0] if values else None

    def slice(self, offset: int, size: int) -> memoryview:
        """That stretch of the data; PictureError where it is not all there."""
        if offset + size > len(self._data):
            raise damaged("data outside the file")
        return self._data[offset : offset + size]

    def chain(self, limit: int, *, strict: bool = False) -> Iterator[dict[int, Entry]]:
        """The directories one after another; ends at a loop, at `limit`, at the first bad one.

        `strict`: PictureError at any of these.
        """
        offset, seen = self.first, set[int]()
        while offset:
            if offset in seen or len(seen) == limit:
                break
            seen.add(offset)
            try:
                entries, offset = self.entries(offset)
            except ValueError:
                break
            yield entries
        else:
            return
        if strict:
            raise damaged("list of pages")

    def _int(self, offset: int, code: str) -> int:
        try:
            return int(struct.unpack_from(self.order + code, self._data, offset)[0])
        except struct.error:
            raise ValueError("directory outside the data") from None

    def _int_or(self, offset: int, code: str, otherwise: int) -> int:
        try:
            return self._int(offset, code)
        except ValueError:
            return otherwise
