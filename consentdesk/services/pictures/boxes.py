"""Reading and writing the boxes of ISO base media files, as far as HEIF still pictures use them.

Knows sizes, versions and the item tables of ISO/IEC 23008-12; which items make up a picture is
left to `heif`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from struct import pack, unpack_from

from consentdesk.services.pictures.limits import MAX_PARTS, check_metadata
from consentdesk.services.pictures.unreadable import PictureError, damaged, unknown_coding


def boxes(view: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    """The boxes in a stretch: four-letter kind and content; PictureError where one overruns."""
    at = parts = 0
    while at + 8 <= len(view):
        size, kind = unpack_from(">I4s", view, at)
        start = at + 8
        if size == 1:
            if at + 16 > len(view):
                raise damaged("box outside the file")
            size, start = int.from_bytes(view[at + 8 : at + 16], "big"), at + 16
        elif size == 0:
            size = len(view) - at
        if size < start - at or at + size > len(view):
            raise damaged("box outside the file")
        parts += 1
        check_metadata(0, parts)
        yield kind, view[start : at + size]
        at += size


def box(kind: bytes, *content: bytes) -> bytes:
    """A box around that content."""
    return pack(">I4s", 8 + sum(len(c) for c in content), kind) + b"".join(content)


def full_box(kind: bytes, version: int, *content: bytes, flags: int = 0) -> bytes:
    """A box with version and flags before its content."""
    return box(kind, bytes([version]) + flags.to_bytes(3, "big"), *content)


class Fields:
    """Big-endian fields read one after another; PictureError at the end of the box."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._at = 0

    def number(self, size: int) -> int:
        """An unsigned integer of that many bytes; 0 bytes are 0."""
        end = self._at + size
        if end > len(self._view):
            raise damaged("box too short")
        value = int.from_bytes(self._view[self._at : end], "big")
        self._at = end
        return value

    def version(self) -> tuple[int, int]:
        """Version and flags of a full box."""
        return self.number(1), self.number(3)

    def text(self) -> bytes:
        """A text that ends with a zero byte."""
        rest = bytes(self._view[self._at :])
        found, _zero, _more = rest.partition(b"\x00")
        self._at = min(self._at + len(found) + 1, len(self._view))
        return found

    def rest(self) -> memoryview:
        """What is left."""
        return self._view[self._at :]

    def count(self, size: int) -> int:
        """A number of things to come, refused where no honest file would have as many."""
        value = self.number(size)
        if value > MAX_PARTS:
            raise damaged("too many entries")
        return value


@dataclass(frozen=True, slots=True)
class Property:
    """A property of items, as it stands; `essential` as the item that uses it says."""

    kind: bytes
    content: bytes
    essential: bool = False


@dataclass(slots=True)
class Items:
    """The item tables of a `meta` box."""

    primary: int = 0
    kinds: dict[int, bytes] = field(default_factory=dict)
    content_types: dict[int, bytes] = field(default_factory=dict)
    places: dict[int, tuple[int, list[tuple[int, int]]]] = field(default_factory=dict)
    references: list[tuple[bytes, int, list[int]]] = field(default_factory=list)
    properties: dict[int, list[Property]] = field(default_factory=dict)
    inside: memoryview = field(default_factory=lambda: memoryview(b""))

    def targets(self, kind: bytes, item: int) -> list[int]:
        """The items which that item refers to in that way, in order."""
        return [to for k, who, whom in self.references if k == kind and who == item for to in whom]

    def data(self, file: memoryview, item: int) -> list[memoryview]:
        """The pieces of an item's data; PictureError where one lies outside."""
        method, extents = self.places.get(item, (0, []))
        if method not in (0, 1):
            raise unknown_coding("HEIF item offsets")
        source = self.inside if method == 1 else file
        found = []
        for offset, length in extents:
            if offset + length > len(source):
                raise damaged("item outside the file")
            # No length: everything there is.
            found.append(source[offset : offset + length if length else len(source)])
        return found


def read_items(meta: memoryview) -> Items:
    """Read the tables of a `meta` box (its content, version included).

    PictureError where one stands there twice, or an item in one: which counts, readers don't agree.
    """
    items = Items()
    seen: set[bytes] = set()
    for kind, content in boxes(meta[4:]):
        reader = _READERS.get(kind)
        if reader is not None:
            if kind in seen:
                raise twice(kind)
            seen.add(kind)
            reader(items, content)
    return items


def twice(kind: bytes) -> PictureError:
    """What stands there twice, or says two things of one item."""
    return damaged(f"{kind.decode('ascii', 'replace')} twice")


def _primary(items: Items, content: memoryview) -> None:
    fields = Fields(content)
    version, _flags = fields.version()
    items.primary = fields.number(2 if version == 0 else 4)


def _infos(items: Items, content: memoryview) -> None:
    fields = Fields(content)
    version, _flags = fields.version()
    fields.number(2 if version == 0 else 4)
    for kind, entry in boxes(fields.rest()):
        if kind == b"infe":
            _info(items, Fields(entry))


def _info(items: Items, fields: Fields) -> None:
    version, _flags = fields.version()
    if version < 2:
        return
    item = fields.number(2 if version == 2 else 4)
    fields.number(2)
    kind = fields.number(4).to_bytes(4, "big")
    fields.text()
    if item in items.kinds:
        raise twice(b"infe")
    items.kinds[item] = kind
    if kind == b"mime":
        items.content_types[item] = fields.text()


def _locations(items: Items, content: memoryview) -> None:
    fields = Fields(content)
    version, _flags = fields.version()
    sizes, more = fields.number(1), fields.number(1)
    offset_size, length_size, base_size, index_size = sizes >> 4, sizes & 15, more >> 4, more & 15
    for _ in range(fields.count(2 if version < 2 else 4)):
        item = fields.number(2 if version < 2 else 4)
        method = fields.number(2) & 15 if version else 0
        fields.number(2)
        base = fields.number(base_size)
        extents = []
        for _ in range(fields.count(2)):
            if version:
                fields.number(index_size)
            offset = fields.number(offset_size)
            extents.append((base + offset, fields.number(length_size)))
        if item in items.places:
            raise twice(b"iloc")
        items.places[item] = (method, extents)


def _references(items: Items, content: memoryview) -> None:
    fields = Fields(content)
    version, _flags = fields.version()
    size = 2 if version == 0 else 4
    for kind, entry in boxes(fields.rest()):
        inner = Fields(entry)
        item = inner.number(size)
        if kind == b"dimg" and items.targets(kind, item):
            raise twice(kind)
        items.references.append((kind, item, [inner.number(size) for _ in range(inner.count(2))]))


def _properties(items: Items, content: memoryview) -> None:
    known: list[Property] = []
    for kind, inner in boxes(content):
        if kind == b"ipco":
            if known:
                raise twice(kind)
            known = [Property(k, bytes(c)) for k, c in boxes(inner)]
        elif kind == b"ipma":
            _associations(items, Fields(inner), known)


def _associations(items: Items, fields: Fields, known: list[Property]) -> None:
    version, flags = fields.version()
    wide = flags & 1
    for _ in range(fields.count(4)):
        item = fields.number(2 if version == 0 else 4)
        if item in items.properties:
            raise twice(b"ipma")
        mine = items.properties.setdefault(item, [])
        for _ in range(fields.number(1)):
            bits = fields.number(2 if wide else 1)
            essential, index = divmod(bits, 0x8000 if wide else 0x80)
            if 0 < index <= len(known):
                found = known[index - 1]
                mine.append(Property(found.kind, found.content, bool(essential)))


def _inside(items: Items, content: memoryview) -> None:
    items.inside = content


_READERS: Mapping[bytes, Callable[[Items, memoryview], None]] = {
    b"pitm": _primary,
    b"iinf": _infos,
    b"iloc": _locations,
    b"iref": _references,
    b"iprp": _properties,
    b"idat": _inside,
}
