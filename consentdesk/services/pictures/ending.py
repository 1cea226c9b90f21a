"""Whether the coded data of a JPEG end where its picture ends, below and at its sides.

Whoever lowers the height in the header hides the rows below, and whoever raises it again sees them.
Where the last row ends only decoding tells, which costs ten copies: so it is found out when a
picture comes in, where it is decoded anyway. What is the picture's can't be missing without a trace
in the pixels, so a scan ends with its picture if the picture is another without the scan's last
bytes. Also used by `clean` for a picture of which nobody says that this was looked at.

What lies beside the picture, and before its restarts, is asked of every copy that would leave as it
is (`shows_all_it_codes`, worked out in `outside`).

What this leaves: fewer bytes than are cut off, too few for a row of blocks even without anything on
them, and scans of `_SHORT` bytes at most, as are those of the colours of a picture in black and
white, without which it is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from consentdesk.services.pictures.anatomy import Anatomy, dissect
from consentdesk.services.pictures.frames import whole_size
from consentdesk.services.pictures.markers import Scan
from consentdesk.services.pictures.unreadable import PictureError

if TYPE_CHECKING:
    from consentdesk.domain.photos import Perceptual
    from consentdesk.services.pictures.decoding import Decoder

ENOUGH = 4
"""Bytes at the end of a stretch whose loss is seen in the pixels, if it holds nothing else."""
_ENOUGH_SMALL = 64
"""The same where only the mean of each block is looked at; with a fine one go its neighbours."""
_ENOUGH_OF_MANY = 8
"""In full again, where there are several scans: two runs of plain blocks fill five bytes."""
_READ_AHEAD = 8
"""Bytes a decoder has in hand before it needs them."""
_SHORT = 32
_END = b"\xff\xd9"
_MOST_DECODED = 130_000_000
"""Pixels of all scans together: those of twelve megapixels take some three seconds, once."""


def look_at_whole(
    data: bytes, decoder: Decoder, *, turned: bool = False
) -> tuple[Perceptual, bool]:
    """What a picture looks like, and whether nothing is coded below its last row.

    `turned`: for looking up (see `Decoder.perceptual_query`). True also of what is never copied as
    it is coded. Raises PictureError.
    """
    anatomy = dissect(data)
    scans = anatomy.scans if anatomy.copyable else ()
    if len(scans) == 1 and _is_cut_easily(data, scans[0]):
        looks, differs = decoder.perceptual_and_without(
            data, _less_than_a_row(anatomy), turned=turned
        )
        return looks, differs or ends_with_picture(data, anatomy, decoder)
    looks = decoder.perceptual_query(data) if turned else decoder.perceptual(data)
    return looks, not scans or ends_with_picture(data, anatomy, decoder)


def look_at_arrival(
    data: bytes, decoder: Decoder, edge: int, anatomy: Anatomy
) -> tuple[Perceptual, bool, bytes]:
    """What `look_at_whole` says of a picture that is new, and a small JPEG of it for the screen.

    Decoded once, where it is one scan and wide enough: a decoder that is still waiting for the last
    row when only the last bytes are missing needs them. What a decoder reads ahead is counted in.
    `anatomy` is that of these very bytes.
    """
    scans = anatomy.scans if anatomy.copyable else ()
    is_plain = len(scans) == 1 and _is_cut_easily(data, scans[0])
    last = _less_than_a_row(anatomy) - _READ_AHEAD if is_plain else 0
    if is_plain and last < _READ_AHEAD:
        # Too narrow to tell by so few: looked at twice, which is quick where it is small.
        looks, whole = look_at_whole(data, decoder)
        return looks, whole, decoder.arrival(anatomy, 0, edge)[2]
    looks, differs, small = decoder.arrival(anatomy, last, edge)
    return looks, not scans or differs or ends_with_picture(data, anatomy, decoder), small


def ends_with_picture(data: bytes, anatomy: Anatomy, decoder: Decoder) -> bool:
    """Whether every scan of a picture that may be copied as coded ends with its last row."""
    scans = [scan for scan in anatomy.scans if not _is_short(scan)]
    many = len(anatomy.scans) > 1
    if many and len(scans) * anatomy.header.width * anatomy.header.height > _MOST_DECODED:
        return False
    try:
        if not many:
            return not needless(data, [scan.end for scan in scans], decoder)
        whole = decoder.pixels(data)
        pieces = (data[: scan.end - _ENOUGH_OF_MANY] + data[scan.end :] for scan in scans)
        return all(decoder.pixels(piece) != whole for piece in pieces)
    except PictureError:
        # Too large to be decoded in full: what that leaves open counts against it.
        return False


def shows_all_it_codes(anatomy: Anatomy, decoder: Decoder) -> bool:
    """Whether nothing is coded beside or below the picture, nor hidden before a restart.

    True at once of whole units (see `frames`) without restarts, as cameras mostly write them; the
    others are decoded, which takes as long as to make them anew. With restarts in one of several
    scans nobody could tell which of them a pixel waits for: no.
    """
    restarts = any(scan.restarts for scan in anatomy.scans)
    together = len(anatomy.scans) == 1
    if restarts and not together:
        return False
    size = anatomy.header.width, anatomy.header.height
    if not restarts and whole_size(size, anatomy.sampling, together=together) == size:
        return True
    try:
        return decoder.shows_all(anatomy)
    except PictureError:
        return False


def _is_cut_easily(data: bytes, scan: Scan) -> bool:
    """Whether the scan is the last thing in its file, and longer than what is cut off."""
    return scan.end - scan.start > _ENOUGH_SMALL and data.startswith(_END, scan.end)


def _is_short(scan: Scan) -> bool:
    return scan.end - scan.start <= _SHORT


def _less_than_a_row(anatomy: Anatomy) -> int:
    """Too few bytes for a row of blocks: of sixteen columns each, at two bits a block."""
    return min(_ENOUGH_SMALL, max(ENOUGH, anatomy.header.width // 16))


def needless(data: bytes, ends: Iterable[int], decoder: Decoder) -> Sequence[int]:
    """Those of the places before which a few bytes change nothing in the picture.

    Mostly it is another even when decoded small, which takes a quarter of the time.
    """
    left = tuple(ends)
    for small in (True, False):
        if not left:
            break
        whole = decoder.pixels(data, small=small)
        pieces = ((end, data[: end - ENOUGH] + data[end:]) for end in left)
        left = tuple(end for end, rest in pieces if decoder.pixels(rest, small=small) == whole)
    return left
