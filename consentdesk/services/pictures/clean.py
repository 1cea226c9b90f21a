"""Clean copies: the pixels, and nothing that says who, where, when or with what (R24).

Where no pixel changes, the coded picture is copied byte by byte out of a JPEG, if it is plainly
built (`tables`, `passes`), ends with its last row and codes nothing beside what it shows (`ending`)
and nobody could read words in it (`legible`, which says what that leaves to chance); else fresh
pixels are made in a decoding child.
Only `services.copying_out` may call this, for the export gate, which asks first whether the picture
may go, and for a person's own access pack, where everybody else is covered. `residue` reads what
came out with eyes of its own.
"""

import hashlib
import math
from dataclasses import dataclass

from consentdesk.domain.covers import Cover
from consentdesk.domain.photos import Region
from consentdesk.domain.plus import ModelRelease
from consentdesk.errors import BadInput, Problem
from consentdesk.services.pictures.anatomy import Anatomy, Buffer, Header, dissect
from consentdesk.services.pictures.decoding import Decoder, Rendering
from consentdesk.services.pictures.ending import ends_with_picture, needless, shows_all_it_codes
from consentdesk.services.pictures.icc import Advice, clean_profile
from consentdesk.services.pictures.legible import doubtful_ends
from consentdesk.services.pictures.stamp import packet
from consentdesk.services.pictures.unreadable import damaged

SUFFIX = ".jpg"
"""Of every clean copy, whatever the picture came as."""
_TRIED = 4
"""Each trial decodes the whole picture."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the copy is to be.

    `max_edge`: no side longer than that many pixels (never enlarged). `covers` and `crop` are in
    fractions of the whole picture as seen; covers are widened, the crop is narrowed to whole
    pixels. `credit` and `licence` are written into the copy and name nobody, which the caller
    has made sure of; `status` and `ids` are what PLUS calls the model release. `quality` is that
    of pixels made anew, 1–95. `mark` is written into a band below the picture: then the pixels are
    always made anew, and no copy can be taken for its original.
    """

    max_edge: int | None = None
    covers: tuple[Cover, ...] = ()
    crop: Region | None = None
    credit: str = ""
    licence: str = ""
    status: ModelRelease | None = None
    ids: tuple[str, ...] = ()
    quality: int = 90
    mark: str = ""


@dataclass(frozen=True, slots=True)
class CleanCopy:
    """The bytes to write, in pieces, and the ending of their file name.

    Pieces, because megabytes of coded data are best left where they were read: to join them costs
    as much as all the rest of a copy.
    """

    parts: tuple[Buffer, ...]
    suffix: str

    @property
    def data(self) -> bytes:
        """The bytes in one piece, joined at each asking."""
        return b"".join(self.parts)

    @property
    def sha256(self) -> bytes:
        """The SHA-256 of the bytes (32 bytes), worked out at each asking."""
        digest = hashlib.sha256()
        for part in self.parts:
            digest.update(part)
        return digest.digest()


def clean_copy(
    data: bytes, recipe: Recipe, decoder: Decoder, *, known_to_end: bool = False
) -> CleanCopy:
    """Make the copy; the same bytes and recipe always give the same copy.

    `known_to_end`: it was found out before that nothing is coded below the picture's last row, and
    need not be found out again, which takes ten times as long as a copy.
    Raises PictureError where the picture can't be read, BadInput (REGION_OUTSIDE,
    CREDIT_UNUSABLE) where the recipe can't be followed.
    """
    words = packet(recipe.credit, recipe.licence, recipe.status, recipe.ids)
    anatomy = dissect(data)
    header = anatomy.header
    _check(recipe, header)
    if anatomy.copyable and not _redraws(recipe, header):
        profile = clean_profile(header.profile, header.channels)
        ends = known_to_end or ends_with_picture(data, anatomy, decoder)
        if (
            profile.advice is not Advice.RENDER
            and ends
            and not _hides(data, anatomy, decoder)
            and shows_all_it_codes(anatomy, decoder)
        ):
            return _assembled(anatomy, header.orientation, profile.profile, words)
    rendering = Rendering(
        crop=recipe.crop,
        covers=recipe.covers,
        max_edge=recipe.max_edge,
        quality=recipe.quality,
        mark=recipe.mark,
    )
    fresh = dissect(decoder.render(data, rendering))
    if not fresh.copyable:
        raise damaged("rendering")
    return _assembled(fresh, 1, b"", words)


def _hides(data: bytes, anatomy: Anatomy, decoder: Decoder) -> bool:
    """Whether coded data that read like a text change nothing in the picture.

    If they are the picture's, it can't be the same without the last of them. A picture in which
    many stretches read like a text is not tried out.
    """
    ends = doubtful_ends(data, anatomy.scans)
    return len(ends) > _TRIED or bool(needless(data, ends, decoder))


def _check(recipe: Recipe, header: Header) -> None:
    """A cover or a crop that misses the picture would leave somebody uncovered."""
    if recipe.max_edge is not None and recipe.max_edge < 1:
        raise ValueError(recipe.max_edge)
    width, height = header.seen_size
    boxes = [cover.box for cover in recipe.covers if cover.points]
    if len(boxes) < len(recipe.covers):
        raise BadInput(Problem.REGION_OUTSIDE)
    for region in (*boxes, *((recipe.crop,) if recipe.crop else ())):
        sides = (region.x, region.y, region.w, region.h)
        if not all(math.isfinite(n) and -1 <= n <= 2 for n in sides):
            raise BadInput(Problem.REGION_OUTSIDE)
        across = min(1.0, region.x + region.w) - max(0.0, region.x)
        down = min(1.0, region.y + region.h) - max(0.0, region.y)
        # Two pixels, because a crop loses a part of one at either side.
        if region.w <= 0 or region.h <= 0 or across * width < 2 or down * height < 2:
            raise BadInput(Problem.REGION_OUTSIDE)


def _redraws(recipe: Recipe, header: Header) -> bool:
    too_long = recipe.max_edge is not None and max(header.seen_size) > recipe.max_edge
    return too_long or bool(recipe.covers or recipe.mark) or recipe.crop is not None


def _assembled(anatomy: Anatomy, orientation: int, profile: bytes, words: bytes) -> CleanCopy:
    start, *coded = anatomy.essence
    parts: list[Buffer] = [start, *_beside(orientation, profile, words), *coded]
    return CleanCopy(tuple(parts), SUFFIX)


def _beside(orientation: int, profile: bytes, words: bytes) -> list[bytes]:
    """The three things that may stand beside the pixels, in this order, each only if needed."""
    found = []
    if orientation != 1:
        found.append(_segment(0xE1, b"Exif\x00\x00" + _orientation_block(orientation)))
    if profile:
        found.append(_segment(0xE2, b"ICC_PROFILE\x00\x01\x01" + profile))
    if words:
        found.append(_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + words))
    return found


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def _orientation_block(orientation: int) -> bytes:
    """A TIFF header and one directory with one tag: Orientation, one short integer."""
    entry = b"\x12\x01\x03\x00\x01\x00\x00\x00" + bytes([orientation, 0, 0, 0])
    return b"II*\x00\x08\x00\x00\x00" + b"\x01\x00" + entry + b"\x00\x00\x00\x00"
