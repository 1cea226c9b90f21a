"""TIFF files taken apart by their directories; nothing is decoded.

The essence of a page is a classic TIFF of one directory with the tags that decide decoding, in a
fixed order, followed by its strips or tiles. The first page is the picture; the others only count
for the digest. Raw camera files, which are TIFF outside, are refused: their first page is a
preview.
"""

import struct
from dataclasses import dataclass

from consentdesk.errors import Problem
from consentdesk.services.pictures.anatomy import Anatomy, Buffer, Header
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.exif import from_entries
from consentdesk.services.pictures.ifd import Entry, TiffBlock
from consentdesk.services.pictures.limits import (
    MAX_BYTES,
    MAX_PARTS,
    MAX_PROFILE,
    MAX_XMP,
    check_metadata,
    check_size,
)
from consentdesk.services.pictures.unreadable import PictureError, damaged, unknown_coding

_WIDTH, _HEIGHT, _COMPRESSION = 256, 257, 259
_STRIPS, _STRIP_SIZES, _TILES, _TILE_SIZES = 273, 279, 324, 325
_XMP, _PROFILE, _DNG, _REDUCED = 700, 34675, 50706, 254
_COMPRESSIONS = frozenset({1, 2, 3, 4, 5, 7, 8, 32773, 32946})
_JPEG_TABLES = 347
# Sizes and depth, colours, order of bits and rows, the codecs' own options, palette, tiles,
# transparency, how samples are to be read. Resolution, texts, dates, orientation: not among them.
_DECODING = frozenset(
    {
        *(256, 257, 258, 259, 262, 266, 277, 278, 284, 292, 293, 317, 320, 322, 323),
        *(332, 338, 339, 347, 529, 530, 531, 532),
    }
)
_MAX_PAGES = 1000


def dissect(data: bytes) -> Anatomy:
    """Take a TIFF apart; raises PictureError as `anatomy.dissect` does."""
    try:
        block = TiffBlock(data)
    except ValueError as error:
        raise damaged(str(error)) from None
    pages = list(block.chain(_MAX_PAGES))
    if not pages:
        raise damaged("no directory")
    first = pages[0]
    if _DNG in first or (block.integer(first.get(_REDUCED)) or 0) & 1:
        raise PictureError(Problem.UNREADABLE_KIND, kind="RAW")
    # Pages may share strips, and a list of strips may name the same megabytes a thousand times.
    budget = _Budget(min(len(data), MAX_BYTES))
    essence = _Page(block, first).essence(budget)
    shown_too = [part for page in pages[1:] for part in _Page(block, page).essence(budget)]
    check_metadata(0, len(essence) + len(shown_too))
    exif = from_entries(block, first)
    return Anatomy(
        header=Header(
            container=Container.TIFF,
            width=block.integer(first.get(_WIDTH)) or 0,
            height=block.integer(first.get(_HEIGHT)) or 0,
            orientation=exif.orientation,
            taken_at=exif.taken_at,
            profile=_bytes(first.get(_PROFILE), MAX_PROFILE),
            xmp=tuple(x for x in [_bytes(first.get(_XMP), MAX_XMP)] if x),
        ),
        essence=essence,
        shown_too=tuple(shown_too),
    )


def pages(data: bytes) -> tuple[Anatomy, ...]:
    """Every page as a picture; PictureError where the list of pages breaks off or goes round."""
    whole = dissect(data)
    block = TiffBlock(data)
    budget = _Budget(min(len(data), MAX_BYTES))
    found = []
    for entries in block.chain(_MAX_PAGES, strict=True):
        width, height = (block.integer(entries.get(n)) or 0 for n in (_WIDTH, _HEIGHT))
        header = Header(container=Container.TIFF, width=width, height=height)
        found.append(Anatomy(header=header, essence=_Page(block, entries).essence(budget)))
    return tuple(found) if len(found) > 1 else (whole,)


def pages_of(data: bytes) -> tuple[Anatomy | PictureError, ...]:
    """Every page as a picture, or what is wrong with it.

    Raises PictureError where the list of pages breaks off.
    """
    try:
        block = TiffBlock(data)
        chain = list(block.chain(_MAX_PAGES, strict=True))
    except ValueError as error:
        raise damaged(str(error)) from None
    budget = _Budget(min(len(data), MAX_BYTES))
    return tuple(_page_or_error(block, entries, budget) for entries in chain)


def _page_or_error(
    block: TiffBlock, entries: dict[int, Entry], budget: "_Budget"
) -> Anatomy | PictureError:
    try:
        return _page_of(block, entries, budget)
    except PictureError as error:
        return error


def _page_of(block: TiffBlock, entries: dict[int, Entry], budget: "_Budget") -> Anatomy:
    width, height = (block.integer(entries.get(n)) or 0 for n in (_WIDTH, _HEIGHT))
    turned = from_entries(block, entries).orientation
    header = Header(container=Container.TIFF, width=width, height=height, orientation=turned)
    return Anatomy(header=header, essence=_Page(block, entries).essence(budget))


def _bytes(entry: Entry | None, limit: int) -> bytes:
    return bytes(entry.value) if entry is not None and len(entry.value) <= limit else b""


@dataclass(slots=True)
class _Budget:
    """How many bytes of strips may still be taken; no file holds more than itself."""

    left: int

    def take(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise damaged("strips longer than the file")


class _Page:
    """One directory, to be written anew."""

    def __init__(self, block: TiffBlock, entries: dict[int, Entry]) -> None:
        self._block = block
        self._entries = entries
        size = (block.integer(entries.get(n)) or 0 for n in (_WIDTH, _HEIGHT))
        check_size(*size)
        coding = block.integer(entries.get(_COMPRESSION)) or 1
        if coding not in _COMPRESSIONS:
            raise unknown_coding(f"TIFF {coding}")

    def essence(self, budget: _Budget) -> tuple[Buffer, ...]:
        tiled = _TILES in self._entries
        if tiled and (_STRIPS in self._entries or _STRIP_SIZES in self._entries):
            # Which of them is shown, readers don't agree on.
            raise damaged("tiles and strips")
        places_tag, sizes_tag = (_TILES, _TILE_SIZES) if tiled else (_STRIPS, _STRIP_SIZES)
        strips = self._strips(places_tag, sizes_tag, budget)
        fields = {tag: self._field(e) for tag, e in self._entries.items() if tag in _DECODING}
        sizes = [len(s) for s in strips]
        # The places have room for themselves before they are known.
        fields[sizes_tag] = self._longs(sizes)
        fields[places_tag] = self._longs([0] * len(strips))
        at, places = len(self._directory(fields)), []
        for size in sizes:
            places.append(at)
            at += size
        fields[places_tag] = self._longs(places)
        return (self._directory(fields), *strips)

    def _strips(self, places_tag: int, sizes_tag: int, budget: _Budget) -> list[memoryview]:
        places_entry, sizes_entry = self._entries.get(places_tag), self._entries.get(sizes_tag)
        if places_entry is None or sizes_entry is None:
            raise damaged("no strips")
        places, sizes = self._block.integers(places_entry), self._block.integers(sizes_entry)
        if not places or len(places) != len(sizes) or len(places) > MAX_PARTS:
            raise damaged("list of strips")
        strips = []
        for place, size in zip(places, sizes, strict=True):
            budget.take(size)
            strips.append(self._block.slice(place, size))
        return strips

    def _field(self, entry: Entry) -> tuple[int, int, bytes]:
        """A tag as type, count and bytes, with the eight-byte integers of BigTIFF made four."""
        if entry.type in (16, 17, 18):
            return self._longs([n & 0xFFFFFFFF for n in self._block.integers(entry)])
        return entry.type, entry.count, bytes(entry.value)

    def _longs(self, values: list[int]) -> tuple[int, int, bytes]:
        return 4, len(values), struct.pack(f"{self._block.order}{len(values)}I", *values)

    def _directory(self, fields: dict[int, tuple[int, int, bytes]]) -> bytes:
        order = self._block.order
        head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
        table = struct.pack(f"{order}H", len(fields))
        # Values of more than four bytes stand behind the directory, each at an even place.
        behind, start = b"", len(head) + 2 + 12 * len(fields) + 4
        for tag, (kind, count, value) in sorted(fields.items()):
            table += struct.pack(f"{order}HHI", tag, kind, count)
            if len(value) <= 4:
                table += value.ljust(4, b"\x00")
            else:
                table += struct.pack(f"{order}I", start + len(behind))
                behind += value + b"\x00" * (len(value) % 2)
        return head + table + struct.pack(f"{order}I", 0) + behind
