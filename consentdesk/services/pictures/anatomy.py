"""A picture file taken apart: what decides its pixels, and what merely stands beside it.

The rule that keeps the gate honest is made of this one split. `essence` is a small picture file of
its own, rebuilt from nothing but what decides the pixels; `fingerprint.picture_digest` is the
SHA-256 of exactly these bytes, and decoders are handed exactly these bytes and never the file. So
nothing can reach a clean copy's pixels that the digest does not cover, except which way up the
picture is and its colour profile, which are handed on separately. A profile that could change what
is seen (`icc.telling`) counts for the digest as well.
"""

from dataclasses import dataclass
from datetime import datetime

from consentdesk.services.pictures.containers import Container, sniff
from consentdesk.services.pictures.markers import Scan
from consentdesk.services.pictures.unreadable import PictureError

Buffer = bytes | memoryview


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands around the pixels, as far as we ever look at it.

    `width` and `height` are as coded, before `orientation` (1–8 as in EXIF; 1 where the coded
    picture itself says how to turn). `channels` is known of a JPEG only. `taken_at` is the camera's
    local clock. `profile` is an ICC profile or empty; `xmp` the packets found, unread.
    """

    container: Container
    width: int
    height: int
    channels: int = 0
    orientation: int = 1
    taken_at: datetime | None = None
    profile: bytes = b""
    xmp: tuple[bytes, ...] = ()

    @property
    def seen_size(self) -> tuple[int, int]:
        """Width and height as the picture is seen, after its orientation has been applied."""
        turned = self.orientation >= 5
        return (self.height, self.width) if turned else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class Anatomy:
    """One picture file, taken apart.

    `essence` is a picture file in pieces, to be joined or hashed in order. `shown_too` are further
    frames that viewers show, of animations and of many-paged files: they count for the digest and
    are never decoded. `copyable`: the essence may leave as it is, which only a plainly built JPEG
    may. `sampling` is a JPEG's (see `frames`).
    """

    header: Header
    essence: tuple[Buffer, ...]
    shown_too: tuple[Buffer, ...] = ()
    scans: tuple[Scan, ...] = ()
    copyable: bool = False
    sampling: tuple[tuple[int, int], ...] = ()


def dissect(data: bytes) -> Anatomy:
    """Take a picture file apart, without decoding it.

    Raises PictureError for whatever is not a sound picture within the limits.
    """
    match sniff(data):
        case Container.JPEG:
            from consentdesk.services.pictures import jpeg

            return jpeg.dissect(data)
        case Container.PNG:
            from consentdesk.services.pictures import png

            return png.dissect(data)
        case Container.WEBP:
            from consentdesk.services.pictures import webp

            return webp.dissect(data)
        case Container.TIFF:
            from consentdesk.services.pictures import tiff

            return tiff.dissect(data)
        case Container.HEIF:
            from consentdesk.services.pictures import heif

            return heif.dissect(data)


def whole_pages(data: bytes) -> tuple[Anatomy, ...]:
    """Every page of a TIFF as a picture of its own; of any other file, the picture.

    Raises PictureError as `dissect` does, and for a TIFF whose list of pages breaks off.
    """
    if sniff(data) is Container.TIFF:
        from consentdesk.services.pictures import tiff

        return tiff.pages(data)
    return (dissect(data),)


def pages_of(data: bytes) -> tuple[Anatomy | PictureError, ...]:
    """The pages one by one, as `whole_pages`, but with an error in the place of a broken page.

    Raises PictureError where the file as a whole can't be read.
    """
    if sniff(data) is Container.TIFF:
        from consentdesk.services.pictures import tiff

        return tiff.pages_of(data)
    return (dissect(data),)


def header(data: bytes) -> Header:
    """Only what stands around the pixels: for a JPEG, 0.1 ms instead of a walk through it all.

    Raises PictureError as `dissect` does, but may overlook damage further down.
    """
    if sniff(data) is Container.JPEG:
        from consentdesk.services.pictures import jpeg

        return jpeg.header(data)
    return dissect(data).header
