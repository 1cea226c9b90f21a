"""HEIC files taken apart by their items; nothing is decoded.

The essence is a HEIF of its own with the primary picture, the tiles it is made of and its
transparency, each with the properties that decide its pixels (turning and clipping among them).
Thumbnails, depth and gain maps, further pictures and metadata stay behind.
"""

from collections.abc import Iterator
from struct import pack

from consentdesk.services.pictures.anatomy import Anatomy, Buffer, Header
from consentdesk.services.pictures.boxes import (
    Fields,
    Items,
    Property,
    box,
    boxes,
    full_box,
    read_items,
)
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.exif import Exif, read_exif
from consentdesk.services.pictures.limits import MAX_PROFILE, MAX_XMP, check_size
from consentdesk.services.pictures.unreadable import damaged, unknown_coding

_CODED = b"hvc1"
_ALPHA = (b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1")
_DECIDING = frozenset({b"hvcC", b"ispe", b"irot", b"imir", b"clap", b"pixi", b"auxC", b"pasp"})
_MAX_TILES = 4096


def dissect(data: bytes) -> Anatomy:
    """Take a HEIC apart; raises PictureError as `anatomy.dissect` does."""
    view = memoryview(data)
    metas = [content for kind, content in boxes(view) if kind == b"meta"]
    if not metas:
        raise damaged("no items")
    if len(metas) > 1:
        # Which of them counts, readers don't agree on.
        raise damaged("items twice")
    (meta,) = metas
    items = read_items(meta)
    width, height = _size(items)
    exif = _exif(items, view)
    return Anatomy(
        header=Header(
            container=Container.HEIF,
            width=width,
            height=height,
            # Which way up stands in the picture's own properties; EXIF only repeats it.
            orientation=1,
            taken_at=exif.taken_at,
            profile=_profile(items),
            xmp=_xmp(items, view),
        ),
        essence=_essence(items, view),
    )


def _size(items: Items) -> tuple[int, int]:
    """Width and height as seen: clipped first, then turned (ISO/IEC 23008-12, 6.5)."""
    width = height = 0
    for found in items.properties.get(items.primary, []):
        fields = Fields(memoryview(found.content))
        if found.kind == b"ispe":
            fields.version()
            width, height = fields.number(4), fields.number(4)
            check_size(width, height)
        elif found.kind == b"clap":
            across, by, down, over = (fields.number(4) for _ in range(4))
            if not by or not over:
                raise damaged("clipping")
            width, height = min(width, across // by), min(height, down // over)
        elif found.kind == b"irot" and fields.number(1) & 1:
            width, height = height, width
    check_size(width, height)
    return width, height


def _members(items: Items) -> list[int]:
    """The items that decide the pixels: the picture, its transparency, their tiles."""
    members: list[int] = []
    for item in _wholes(items):
        kind = items.kinds.get(item, b"")
        tiles = items.targets(b"dimg", item) if kind == b"grid" else []
        if kind not in (_CODED, b"grid") or len(tiles) > _MAX_TILES:
            raise unknown_coding(f"HEIF {kind.decode('ascii', 'replace')}")
        if any(items.kinds.get(tile) != _CODED for tile in tiles):
            raise unknown_coding("HEIF grid")
        members += [m for m in (item, *tiles) if m not in members]
    return members


def _wholes(items: Items) -> list[int]:
    """The picture, and its transparency if it has one."""
    alphas = [
        who
        for kind, who, whom in items.references
        if kind == b"auxl"
        and who != items.primary
        and items.primary in whom
        and _is_alpha(items, who)
    ]
    return [items.primary, *alphas[:1]]


def _is_alpha(items: Items, item: int) -> bool:
    return any(
        p.kind == b"auxC" and p.content[4:].startswith(_ALPHA)
        for p in items.properties.get(item, [])
    )


def _deciding(found: Property) -> bool:
    """Colour profiles are handed on separately; how luma and chroma mix (nclx) decides pixels."""
    return found.kind in _DECIDING or (found.kind == b"colr" and found.content[:4] == b"nclx")


def _essence(items: Items, view: memoryview) -> tuple[Buffer, ...]:
    members = _members(items)
    number = {item: n for n, item in enumerate(members, 1)}
    data = {item: items.data(view, item) for item in members}
    sizes = [sum(len(p) for p in data[item]) for item in members]
    if sum(sizes) > len(view):
        raise damaged("items longer than the file")
    head = _head(items, number, sizes, 0)
    return (_head(items, number, sizes, len(head)), *(p for i in members for p in data[i]))


def _head(items: Items, number: dict[int, int], sizes: list[int], start: int) -> bytes:
    """Everything before the data; `start` is where that will begin."""
    infos = [
        full_box(b"infe", 2, pack(">HH", n, 0), items.kinds[item], b"\x00")
        for item, n in number.items()
    ]
    references = [
        box(kind, pack(f">HH{len(whom)}H", number[who], len(whom), *(number[to] for to in whom)))
        for kind, who, whom in _references(items)
    ]
    places, at = [], start
    for n, size in enumerate(sizes, 1):
        places.append(pack(">HHHII", n, 0, 1, at, size))
        at += size
    meta = full_box(
        b"meta",
        0,
        full_box(b"hdlr", 0, pack(">I4s12x", 0, b"pict"), b"\x00"),
        full_box(b"pitm", 0, pack(">H", 1)),
        full_box(b"iloc", 0, b"\x44\x00", pack(">H", len(places)), *places),
        full_box(b"iinf", 0, pack(">H", len(infos)), *infos),
        full_box(b"iref", 0, *references) if references else b"",
        _properties(items, number),
    )
    head = box(b"ftyp", b"heic\x00\x00\x00\x00mif1heicheix")
    return head + meta + pack(">I4s", 8 + sum(sizes), b"mdat")


def _references(items: Items) -> Iterator[tuple[bytes, int, list[int]]]:
    """From a grid to its tiles and from the transparency to the picture; nothing else.

    A reader that follows others can be led round and round.
    """
    wholes = _wholes(items)
    for kind, who, whom in items.references:
        if who not in wholes:
            continue
        if kind == b"dimg" and items.kinds[who] == b"grid":
            yield kind, who, whom
        elif kind == b"auxl" and who != items.primary and items.primary in whom:
            yield kind, who, [items.primary]


def _properties(items: Items, number: dict[int, int]) -> bytes:
    """The properties once each, and which item has which, in the order they are applied."""
    index: dict[tuple[bytes, bytes], int] = {}
    uses = []
    for item, n in number.items():
        mine = [p for p in items.properties.get(item, []) if _deciding(p)]
        codes = [
            index.setdefault((p.kind, p.content), len(index) + 1) | (p.essential << 15)
            for p in mine
        ]
        uses.append(pack(f">HB{len(codes)}H", n, len(codes), *codes))
    known = box(b"ipco", *(box(kind, content) for kind, content in index))
    return box(b"iprp", known, full_box(b"ipma", 0, pack(">I", len(uses)), *uses, flags=1))


def _profile(items: Items) -> bytes:
    for found in items.properties.get(items.primary, []):
        if found.kind == b"colr" and found.content[:4] in (b"prof", b"rICC"):
            return found.content[4:] if len(found.content) <= MAX_PROFILE else b""
    return b""


def _exif(items: Items, view: memoryview) -> Exif:
    item = next((i for i, kind in items.kinds.items() if kind == b"Exif"), None)
    data = b"".join(items.data(view, item)) if item is not None else b""
    # The block begins where its first four bytes say, counted from behind them.
    return read_exif(data[4 + int.from_bytes(data[:4], "big") :])


def _xmp(items: Items, view: memoryview) -> tuple[bytes, ...]:
    found = []
    for item, kind in items.content_types.items():
        if kind == b"application/rdf+xml":
            packet = b"".join(items.data(view, item))
            found.append(packet if len(packet) <= MAX_XMP else b"")
    return tuple(found)
