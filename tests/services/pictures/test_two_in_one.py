"""A file with two pictures in it, of which programs show the one or the other, is none of ours."""

import io
import struct
from collections.abc import Callable
from functools import partial

import pytest
from PIL import Image, ImageDraw

from consentdesk.domain.photos import PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import Problem
from consentdesk.services import photographs
from consentdesk.services.pictures.boxes import box, boxes, full_box
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.unreadable import PictureError
from tests.services.office import Office
from tests.services.pictures.crafted import riff
from tests.services.pictures.heic import heic

SIZE = 128


def _drawn(ground: str, mark: str) -> Image.Image:
    image = Image.new("RGB", (SIZE, SIZE), ground)
    ImageDraw.Draw(image).ellipse((30, 30, 100, 100), fill=mark)
    return image


OURS, ANOTHER = _drawn("blue", "white"), _drawn("red", "yellow")


def _webp(image: Image.Image) -> bytes:
    """The bitstream of the picture as WebP."""
    target = io.BytesIO()
    image.save(target, "WEBP", quality=80)
    return target.getvalue()[20:]


def _animated(image: Image.Image) -> bytes:
    stream = _webp(image)
    edge = (SIZE - 1).to_bytes(3, "little")
    return bytes(6) + edge + edge + bytes(4) + struct.pack("<4sI", b"VP8 ", len(stream)) + stream


def _heic_again(kind: bytes) -> bytes:
    """Ours, with that table of another picture's items behind it."""
    another = memoryview(heic(ANOTHER))
    (meta,) = (content for found, content in boxes(another) if found == b"meta")
    (table,) = (bytes(content) for found, content in boxes(meta[4:]) if found == kind)
    whole = heic(OURS)
    at = whole.index(b"meta") - 4
    end = at + int.from_bytes(whole[at : at + 4], "big")
    return whole[:at] + box(b"meta", whole[at + 8 : end], box(kind, table)) + whole[end:]


def _tiff(*, strips: bool = False) -> bytes:
    """Ours in one tile, and with `strips` another picture in one strip."""
    pictures = [OURS.tobytes(), *([ANOTHER.tobytes()] if strips else [])]
    entries = [
        *((tag, 3, SIZE) for tag in (256, 257, 278, 322, 323)),
        *((tag, 3, value) for tag, value in ((258, 8), (259, 1), (262, 2), (277, 3), (284, 1))),
    ]
    at = 8 + 2 + 12 * (len(entries) + 2 * len(pictures)) + 4
    for (place, size), picture in zip(((324, 325), (273, 279)), pictures, strict=False):
        entries += [(place, 4, at), (size, 4, len(picture))]
        at += len(picture)
    table = b"".join(
        struct.pack("<HHI", tag, kind, 1) + value.to_bytes(4, "little")
        for tag, kind, value in sorted(entries)
    )
    head = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", len(entries))
    return head + table + bytes(4) + b"".join(pictures)


CASES: dict[str, tuple[Callable[[], bytes], Callable[[], bytes]]] = {
    "webp, animated too": (
        lambda: riff((b"VP8 ", _webp(OURS))),
        lambda: riff((b"VP8 ", _webp(ANOTHER)), (b"ANMF", _animated(OURS))),
    ),
    "webp, twice": (
        lambda: riff((b"VP8 ", _webp(OURS))),
        lambda: riff((b"VP8 ", _webp(OURS)), (b"VP8 ", _webp(ANOTHER))),
    ),
    "heic, items twice": (
        lambda: heic(OURS),
        lambda: heic(OURS) + full_box(b"meta", 0, full_box(b"pitm", 0, b"\x00\x01")),
    ),
    **{
        f"heic, {kind.decode()} twice": (lambda: heic(OURS), partial(_heic_again, kind))
        for kind in (b"pitm", b"iloc", b"iinf", b"iprp")
    },
    "tiff, tile and strip": (_tiff, lambda: _tiff(strips=True)),
}


@pytest.mark.parametrize("case", CASES)
def test_what_programs_may_show_otherwise_is_not_taken_for_ours(office: Office, case: str) -> None:
    made, mixed = (make() for make in CASES[case])
    noah = office.family()
    office.permit(noah)
    path = office.folder / "ours"
    path.write_bytes(made)
    photographs.add_photos(*office.desk, [path], kind=PhotoKind.PORTRAIT, shows=[noah], alone=True)
    assert office.check(path) == [Outcome.CLEAR]
    assert picture_digest(made)
    other = office.folder / "other"
    other.write_bytes(mixed)
    assert office.check(other) != [Outcome.CLEAR]
    with pytest.raises(PictureError) as refused:
        picture_digest(mixed)
    assert refused.value.problem is Problem.UNREADABLE_DAMAGED
