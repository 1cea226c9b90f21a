"""Colour profiles, rebuilt so that nothing but colours is left in them.

A profile is a small file with a description, a copyright line, maker, model and private tags: room
for any name. What leaves is either nothing (sRGB, which everybody assumes anyway) or a profile
written here from the few numbers that say where red, green and blue lie and how bright they rise.
Profiles made of tables can't be checked number by number; their pictures are rendered to sRGB.

A profile can also turn a picture into another one: a curve that is black nearly to the end and then
steep shows what was too faint to be seen. `telling` knows those, for the digest of the picture.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

_SRGB: Mapping[bytes, tuple[float, float, float]] = {
    b"rXYZ": (0.4360, 0.2225, 0.0139),
    b"gXYZ": (0.3851, 0.7169, 0.0971),
    b"bXYZ": (0.1431, 0.0606, 0.7141),
}
_NEAR = 0.004
_MAX_CURVE = 4096
_FAR = 16 << 16
_RGB_TAGS = (b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC")
_WHITE = (0.9642, 1.0, 0.8249)
_OFF_WHITE, _LEAST, _MOST = 0.35, -0.5, 1.5
"""Of red, green and blue together, and of each: wide enough for the widest colours on sale."""
_STEEP = 4 / 255
"""Between two of 256 steps; a display with a gamma of 2.6 rises by 2.6 at most."""
_PARAMETERS: Mapping[int, int] = {0: 1, 1: 3, 2: 4, 3: 5, 4: 7}
"""Numbers in each type of parametric curve (ICC.1, 10.18)."""


class Advice(StrEnum):
    """What is to become of a picture with such a profile."""

    DROP = "drop"
    """It says nothing that everybody does not assume: leave it out."""
    REBUILT = "rebuilt"
    """Write the rebuilt one in its place."""
    RENDER = "render"
    """Only tables tell: the pixels must be converted."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The advice, and the rebuilt profile where that is the advice."""

    advice: Advice
    profile: bytes = b""


def clean_profile(profile: bytes, channels: int) -> Cleaned:
    """What to do with the profile of a picture of 1, 3 or 4 channels.

    One that is broken or made for another number of channels is ignored, as viewers do. A rebuilt
    profile rebuilds to itself, byte by byte.
    """
    space = profile[16:20]
    if len(profile) < 132 or profile[36:40] != b"acsp":
        return Cleaned(Advice.DROP)
    if space != {1: b"GRAY", 3: b"RGB ", 4: b"CMYK"}.get(channels):
        return Cleaned(Advice.DROP)
    try:
        tags = _tags(profile)
        wanted = (b"kTRC",) if channels == 1 else _RGB_TAGS
        if any(t.startswith((b"A2B", b"B2A", b"D2B")) for t in tags) or channels == 4:
            return Cleaned(Advice.RENDER)
        if profile[20:24] != b"XYZ " or any(t not in tags for t in wanted):
            return Cleaned(Advice.RENDER)
        clean = {t: _colour(tags[t]) for t in (*wanted, b"wtpt", b"chad") if t in tags}
    except (ValueError, struct.error):
        return Cleaned(Advice.DROP)
    if any(c is None for c in clean.values()):
        return Cleaned(Advice.RENDER)
    sound = {t: c for t, c in clean.items() if c is not None}
    if _like_srgb(sound):
        return Cleaned(Advice.DROP)
    return Cleaned(
        Advice.REBUILT, _build(sound, space, new=profile[8] >= 4, intent=profile[67] & 3)
    )


def telling(profile: bytes) -> bytes:
    """The profile where it may decide what is seen on a picture, empty where it only tints it.

    It only tints where its colours lie as those of a display do, and its curves rise like theirs.
    One that viewers ignore decides nothing.
    """
    space = profile[16:20]
    cleaned = clean_profile(profile, {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}.get(space, 0))
    if cleaned.advice is Advice.DROP:
        return b""
    tints = cleaned.advice is Advice.REBUILT and _tints(_tags(cleaned.profile))
    return b"" if tints else profile


def _tints(tags: Mapping[bytes, bytes]) -> bool:
    curves = {tags[t] for t in (b"rTRC", b"gTRC", b"bTRC", b"kTRC") if t in tags}
    columns = [_numbers(tags[t], 3) for t in (b"rXYZ", b"gXYZ", b"bXYZ") if t in tags]
    white = map(sum, zip(*columns, strict=True)) if columns else _WHITE
    return (
        all(_LEAST <= n <= _MOST for column in columns for n in column)
        and all(abs(a - b) <= _OFF_WHITE for a, b in zip(white, _WHITE, strict=True))
        and all(map(_rises_as_displays, curves))
    )


def _rises_as_displays(curve: bytes) -> bool:
    """Whether a curve keeps to what lies between a gamma of 1.5 and of 3, and is nowhere steep."""
    steps = [n / 255 for n in range(256)]
    values = [_value(curve, x) for x in steps]
    return all(
        x**3 - 0.03 <= y <= x**1.5 + 0.01 for x, y in zip(steps, values, strict=True)
    ) and all(-1e-4 <= b - a <= _STEEP for a, b in pairwise(values))


def _numbers(tag: bytes, count: int) -> tuple[float, ...]:
    return tuple(n / 65536 for n in struct.unpack_from(f">{count}i", tag, 8))


def _tags(profile: bytes) -> dict[bytes, bytes]:
    (number,) = struct.unpack_from(">I", profile, 128)
    if number > 200:
        raise ValueError("tags")
    found = {}
    for i in range(number):
        name, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * i)
        if offset + size > len(profile):
            raise ValueError("tag outside the profile")
        found[name] = profile[offset : offset + size]
    return found


def _colour(tag: bytes) -> bytes | None:
    """The tag with nothing but its numbers; None for a type that holds more than such."""
    kind = tag[:4]
    size = 0
    if kind == b"XYZ ":
        size = 20
    elif kind == b"sf32":
        size = 44
    elif kind == b"curv":
        (count,) = struct.unpack_from(">I", tag, 8)
        if count > _MAX_CURVE:
            return None
        size = 12 + 2 * count
        values = struct.unpack_from(f">{count}H", tag, 12)
        # A tone curve never falls; a table that does may be anything, a text for one.
        if any(b < a for a, b in pairwise(values)):
            return None
    elif kind == b"para":
        (form,) = struct.unpack_from(">H", tag, 8)
        if form not in _PARAMETERS:
            return None
        size = 12 + 4 * _PARAMETERS[form]
        tag = tag[:10] + b"\x00\x00" + tag[12:]
    else:
        return None
    if len(tag) < size:
        raise ValueError("tag too short")
    # Four letters read as a number are some thousands; no colour and no curve lies that far out.
    fixed = {b"XYZ ": 8, b"sf32": 8, b"para": 12}.get(kind, size)
    numbers = struct.unpack(f">{(size - fixed) // 4}i", tag[fixed:size])
    if any(abs(n) > _FAR for n in numbers):
        return None
    return kind + b"\x00" * 4 + tag[8:size]


def _like_srgb(tags: dict[bytes, bytes]) -> bool:
    for name, wanted in _SRGB.items():
        if name in tags:
            found = (n / 65536 for n in struct.unpack(">3i", tags[name][8:20]))
            if any(abs(a - b) > _NEAR for a, b in zip(found, wanted, strict=True)):
                return False
    curves = [tags[t] for t in (b"rTRC", b"gTRC", b"bTRC", b"kTRC") if t in tags]
    points = [i / 16 for i in range(17)]
    return all(abs(_value(c, x) - _srgb_curve(x)) <= 0.012 for c in curves for x in points)


def _srgb_curve(x: float) -> float:
    if x <= 0.04045:
        return x / 12.92
    return float(((x + 0.055) / 1.055) ** 2.4)


def _value(curve: bytes, x: float) -> float:
    """A tone curve at x, both 0–1; 2.0, which is like nothing, where it can't be worked out."""
    if curve[:4] == b"curv":
        count = int.from_bytes(curve[8:12], "big")
        if count == 0:
            return x
        table: tuple[int, ...] = struct.unpack_from(f">{count}H", curve, 12)
        if count == 1:
            return float(x ** (table[0] / 256))
        place = x * (count - 1)
        low = min(int(place), count - 2)
        return (table[low] + (table[low + 1] - table[low]) * (place - low)) / 65535
    (form,) = struct.unpack_from(">H", curve, 8)
    numbers = [n / 65536 for n in struct.unpack_from(f">{_PARAMETERS[form]}i", curve, 12)]
    g, a, b, c, d, e, f = (numbers + [0.0] * 7)[:7]
    try:
        return _parametric(form, x, (g, a, b, c, d, e, f))
    except (ArithmeticError, TypeError, ValueError):
        # A root of a negative number is complex.
        return 2.0


def _parametric(form: int, x: float, n: tuple[float, ...]) -> float:
    g, a, b, c, d, e, f = n
    if form == 0:
        return float(x**g)
    if form in (1, 2):
        c, d = (c if form == 2 else 0.0), -b / a
        return float((a * x + b) ** g) + c if x >= d else c
    if x >= d:
        return float((a * x + b) ** g) + (e if form == 4 else 0.0)
    return c * x + (f if form == 4 else 0.0)


def _build(tags: dict[bytes, bytes], space: bytes, *, new: bool, intent: int) -> bytes:
    texts = {
        b"desc": _text(b"Colours", new=new, old_kind=b"desc"),
        b"cprt": _text(b"None", new=new, old_kind=b"text"),
    }
    blocks: dict[bytes, int] = {}
    table, body = b"", b""
    start = 132 + 12 * (len(tags) + len(texts))
    for name, block in {**texts, **tags}.items():
        # The three curves are one and the same in nearly every profile.
        if block not in blocks:
            blocks[block] = start + len(body)
            body += block + b"\x00" * (-len(block) % 4)
        table += struct.pack(">4sII", name, blocks[block], len(block))
    head = struct.pack(
        ">I4sI4s4s4s6H4s6I3i48x",
        start + len(body),
        b"",
        0x04300000 if new else 0x02400000,
        b"mntr",
        space,
        b"XYZ ",
        *(2000, 1, 1, 0, 0, 0),
        b"acsp",
        *(0, 0, 0, 0, 0, 0),
        *(0, 0, 0),
    )
    head = head[:64] + struct.pack(">I3I", intent, 0xF6D6, 0x10000, 0xD32D) + b"\x00" * 48
    return head + struct.pack(">I", len(texts) + len(tags)) + table + body


def _text(words: bytes, *, new: bool, old_kind: bytes) -> bytes:
    """A text tag of ours: many-language in version 4, plain before."""
    if new:
        wide = words.decode().encode("utf-16-be")
        return b"mluc" + struct.pack(">4xII2s2sII", 1, 12, b"en", b"US", len(wide), 28) + wide
    if old_kind == b"text":
        return b"text\x00\x00\x00\x00" + words + b"\x00"
    return (
        b"desc\x00\x00\x00\x00"
        + struct.pack(">I", len(words) + 1)
        + words
        + b"\x00" * 12
        + b"\x00" * 67
    )
