"""HEIC files written by hand: the encoder that others use is under the GPL, and we only read.

HEVC may code a block as its bare samples ("PCM", ITU-T H.265, 7.3.8.7). A picture of nothing else
needs no transform and no search: parameter sets, and two bytes of arithmetic code for each block.
Readers decode it like any other, to exactly the samples given.
"""

import re
from collections.abc import Iterable, Iterator
from struct import pack

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from consentdesk.services.pictures.boxes import box, full_box

_BLOCK = 16
_VPS, _SPS, _PPS, _IDR = 32, 33, 34, 19
_LEVEL = 120
_SRGB = pack(">4sHHHB", b"nclx", 1, 13, 6, 0x80)
"""Colours of a JPEG: BT.601's mixture, over the whole range."""
_ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00"
_SHARE_OF_LESS_LIKELY = bytes.fromhex(
    "f0e3d8cdc3b9afa69e968e87807a746e68635e5955504c4845413e3b383532302d2b29272523211f1e1c"
    "1b191817161514131211100f0e0e0d0c0c0b0b0a09"
)
"""Last column of Table 9-52: how much of the range the unlikely value keeps, by state."""

Item = tuple[bytes, ...]
"""Kind, data, and the item's own properties."""
Plane = NDArray[np.uint8]
Field = tuple[int, int] | int


def heic(
    image: Image.Image, *, tile: int = 0, xmp: bytes = b"", leads: Iterable[bytes] = ()
) -> bytes:
    """The picture as HEIC, with its transparency and that packet if there are any.

    With `tile` in squares of that many pixels put together, as telephones write it. `leads` are
    further references between its items, which are numbered: the picture, its tiles, the rest.
    """
    items: list[Item] = []
    references = []
    if tile:
        down, across = range(0, image.height, tile), range(0, image.width, tile)
        grid = pack(">BBBBHH", 0, 0, len(down) - 1, len(across) - 1, *image.size)
        items.append((b"grid", grid, _size_of(image), box(b"colr", _SRGB)))
        corners = [(x, y) for y in down for x in across]
        items += [_coloured(image.crop((x, y, x + tile, y + tile))) for x, y in corners]
        numbers = range(2, len(items) + 1)
        references.append(box(b"dimg", pack(f">HH{len(numbers)}H", 1, len(numbers), *numbers)))
    else:
        items.append(_coloured(image))
    if image.mode == "RGBA":
        coded = _coded(np.asarray(image.getchannel("A")), [])
        items.append((b"hvc1", *coded, _size_of(image), full_box(b"auxC", 0, _ALPHA)))
        references.append(box(b"auxl", pack(">HHH", len(items), 1, 1)))
    if xmp:
        items.append((b"mime", xmp))
        references.append(box(b"cdsc", pack(">HHH", len(items), 1, 1)))
    return _file(items, [*references, *leads])


def _coloured(image: Image.Image) -> Item:
    luma, *colours = image.convert("RGB").convert("YCbCr").split()
    half = [_padded(np.asarray(plane.reduce(2)), _BLOCK // 2) for plane in colours]
    coded = _coded(np.asarray(luma), half)
    return (b"hvc1", *coded, _size_of(image), box(b"colr", _SRGB))


def _size_of(image: Image.Image) -> bytes:
    return box(b"ispe", bytes(4), pack(">II", *image.size))


def _file(items: list[Item], references: list[bytes]) -> bytes:
    head = _head(items, references, 0)
    return _head(items, references, len(head)) + b"".join(data for _, data, *_ in items)


def _head(items: list[Item], references: list[bytes], start: int) -> bytes:
    """Everything before the data, which begins at `start`."""
    properties: list[bytes] = []
    uses, infos, places = [], [], []
    for n, (kind, data, *own) in enumerate(items, 1):
        named = b"\x00application/rdf+xml\x00" if kind == b"mime" else b"\x00"
        infos.append(full_box(b"infe", 2, pack(">HH", n, 0), kind, named))
        places.append(pack(">HHHII", n, 0, 1, start, len(data)))
        start += len(data)
        if own:
            properties += [one for one in own if one not in properties]
            codes = bytes(properties.index(one) + 1 for one in own)
            uses.append(pack(">HB", n, len(codes)) + codes)
    meta = full_box(
        b"meta",
        0,
        full_box(b"hdlr", 0, pack(">I4s12x", 0, b"pict"), b"\x00"),
        full_box(b"pitm", 0, pack(">H", 1)),
        full_box(b"iloc", 0, b"\x44\x00", pack(">H", len(places)), *places),
        full_box(b"iinf", 0, pack(">H", len(infos)), *infos),
        full_box(b"iref", 0, *references),
        box(
            b"iprp",
            box(b"ipco", *properties),
            full_box(b"ipma", 0, pack(">I", len(uses)), *uses),
        ),
    )
    whole = sum(len(data) for _, data, *_ in items)
    head = box(b"ftyp", b"heic\x00\x00\x00\x00mif1heic")
    return head + meta + pack(">I4s", 8 + whole, b"mdat")


def _padded(plane: Plane, block: int) -> Plane:
    height, width = plane.shape
    return np.pad(plane, ((0, -height % block), (0, -width % block)), "edge")


def _coded(luma: Plane, chroma: list[Plane]) -> tuple[bytes, bytes]:
    """The coded picture as an item's data, and the property that says how to read it."""
    height, width = luma.shape
    luma = _padded(luma, _BLOCK)
    sets = {
        _VPS: _nal(_VPS, _video_set()),
        _SPS: _nal(_SPS, _sequence_set(width, height, coloured=bool(chroma))),
        _PPS: _nal(_PPS, _picture_set()),
    }
    arrays = [pack(">BHH", 0x80 | kind, 1, len(nal)) + nal for kind, nal in sets.items()]
    colour = 0xFC | bool(chroma)
    record = bytes([1]) + _PROFILE + pack(">HBBBBHBB", 0xF000, 0xFC, colour, 0xF8, 0xF8, 0, 0x0F, 3)
    picture = _nal(_IDR, _slice(luma, chroma))
    return pack(">I", len(picture)) + picture, box(b"hvcC", record, *arrays)


def _nal(kind: int, payload: bytes) -> bytes:
    # Nothing within may look like the start of the next one.
    return bytes([kind << 1, 1]) + re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", payload)


_PROFILE = bytes([1]) + b"\x60\x00\x00\x00" + b"\x90\x00\x00\x00\x00\x00" + bytes([_LEVEL])
"""Main profile, progressive frames only."""


def _bits(*fields: Field) -> bytes:
    """Fields of (value, bits), or numbers in Exp-Golomb code, and the end of a parameter set."""
    text = ""
    for field in fields:
        if isinstance(field, int):
            code = f"{field + 1:b}"
            text += "0" * (len(code) - 1) + code
        else:
            text += f"{field[0]:0{field[1]}b}"
    text += "1"
    text += "0" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


_YES, _NO = (1, 1), (0, 1)
_LEVELS: tuple[tuple[int, int], ...] = ((int.from_bytes(_PROFILE, "big"), 96),)


def _video_set() -> bytes:
    one_layer = ((0, 4), _YES, _YES, (0, 6), (0, 3), _YES, (0xFFFF, 16))
    return _bits(*one_layer, *_LEVELS, _YES, 0, 0, 0, (0, 6), 0, _NO, _NO)


def _sequence_set(width: int, height: int, *, coloured: bool) -> bytes:
    beyond = (-width % _BLOCK, -height % _BLOCK)
    unit = 2 if coloured else 1
    head: list[Field] = [(0, 4), (0, 3), _YES, *_LEVELS, 0]
    size: list[Field] = [int(coloured), width + beyond[0], height + beyond[1]]
    window: list[Field] = [_YES, 0, beyond[0] // unit, 0, beyond[1] // unit]
    depths_and_order: list[Field] = [0, 0, 0, _YES, 0, 0, 0]
    blocks_and_transforms: list[Field] = [1, 0, 0, 2, 0, 0, _NO, _NO, _NO]
    bare_samples: list[Field] = [_YES, (7, 4), (7, 4), 1, 0, _YES]
    rest: list[Field] = [0, _NO, _NO, _NO, _NO, _NO]
    return _bits(
        *head, *size, *window, *depths_and_order, *blocks_and_transforms, *bare_samples, *rest
    )


def _picture_set() -> bytes:
    slices = (0, 0, _NO, _NO, (0, 3), _NO, _NO, 0, 0)
    tools = (0, _NO, _NO, _NO, 0, 0, _NO, _NO, _NO, _NO, _NO, _NO, _NO)
    unfiltered = (_YES, _NO, _YES)
    return _bits(*slices, *tools, *unfiltered, _NO, _NO, 0, _NO, _NO)


def _slice(luma: Plane, chroma: list[Plane]) -> bytes:
    """One slice with all blocks. Its head is: first, nothing from before, intra, as usual."""
    parts = [_bits(_YES, _NO, 0, 2, 0)]
    for number, samples in enumerate(_blocks(luma, chroma)):
        # "Not divided" (the likely value, ever likelier), then "bare samples", which ends the code.
        state = min(number, len(_SHARE_OF_LESS_LIKELY) - 1)
        left = (508 if number else 510) - _SHARE_OF_LESS_LIKELY[state] - 2
        parts += [pack(">H", (left | 1) << 7), samples]
    # The end of the slice.
    parts.append(pack(">H", 509 << 7))
    return b"".join(parts)


def _blocks(luma: Plane, chroma: list[Plane]) -> Iterator[bytes]:
    height, width = luma.shape
    for y in range(0, height, _BLOCK):
        for x in range(0, width, _BLOCK):
            yield luma[y : y + _BLOCK, x : x + _BLOCK].tobytes() + b"".join(
                plane[y // 2 : (y + _BLOCK) // 2, x // 2 : (x + _BLOCK) // 2].tobytes()
                for plane in chroma
            )
