"""What kind of file it is, by its first bytes alone: the extension is never trusted.

Names what is refused as well, so that the clerk reads "this is a PDF" and not "unreadable". What
stands inside a container is left to the module of that container.
"""

from collections.abc import Mapping
from enum import StrEnum

from consentdesk.errors import Problem
from consentdesk.services.pictures.unreadable import PictureError


class Container(StrEnum):
    """The picture files that can be read."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    TIFF = "TIFF"
    HEIF = "HEIF"


_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2", b"mif3"})
_REFUSED_BRANDS: Mapping[bytes, str] = {
    b"avif": "AVIF",
    b"avis": "AVIF",
    b"hevc": "HEIC sequence",
    b"hevx": "HEIC sequence",
    b"msf1": "HEIC sequence",
    b"crx ": "Canon CR3",
    b"jp2 ": "JPEG 2000",
    b"jpx ": "JPEG 2000",
    b"qt  ": "QuickTime",
}

_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"%!PS", "PostScript"),
    (b"\xc5\xd0\xd3\xc6", "EPS"),
    (b"8BPS", "Photoshop"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"\x1aE\xdf\xa3", "Matroska"),
    (b"ID3", "MP3"),
    (b"OggS", "Ogg"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"FUJIFILMCCD-RAW", "Fujifilm RAF"),
    (b"IIRO", "Olympus ORF"),
    (b"IIRS", "Olympus ORF"),
    (b"IIU\x00", "Panasonic RW2"),
)


def sniff(data: bytes) -> Container:
    """The container; what follows the picture (a ZIP glued to it, say) plays no part.

    Raises PictureError: UNREADABLE_EMPTY, UNREADABLE_KIND with its `kind`, UNREADABLE_UNKNOWN.
    """
    if not data:
        raise PictureError(Problem.UNREADABLE_EMPTY)
    start = data[:1024]
    if start.startswith(b"\xff\xd8\xff"):
        return Container.JPEG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return Container.PNG
    if start.startswith(b"RIFF"):
        if start[8:12] == b"WEBP":
            return Container.WEBP
        raise _kind("RIFF")
    if start[:4] in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"):
        if start[8:10] == b"CR":
            raise _kind("Canon CR2")
        return Container.TIFF
    if start[4:8] == b"ftyp":
        return _brand(start)
    for signature, kind in _REFUSED:
        if start.startswith(signature):
            raise _kind(kind)
    raise _markup(start)


def _brand(start: bytes) -> Container:
    major = start[8:12]
    length = int.from_bytes(start[:4], "big")
    brands = {start[i : i + 4] for i in range(16, min(length, len(start)) - 3, 4)}
    if major in _REFUSED_BRANDS:
        raise _kind(_REFUSED_BRANDS[major])
    # Files with the general brand say among the compatible ones how they are coded.
    if b"avif" in brands and not brands & {b"heic", b"heix"}:
        raise _kind("AVIF")
    if major in _HEIC_BRANDS:
        return Container.HEIF
    raise _kind("MP4")


def _markup(start: bytes) -> PictureError:
    """Text files last: any of them may begin with a byte order mark, spaces or a comment."""
    text = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(b"%pdf") or b"%pdf-" in start.lower():
        return _kind("PDF")
    if text.startswith(b"<") and b"<svg" in text:
        return _kind("SVG")
    if text.startswith((b"<!doctype html", b"<html")):
        return _kind("HTML")
    if text.startswith(b"<"):
        return _kind("XML")
    return PictureError(Problem.UNREADABLE_UNKNOWN)


def _kind(kind: str) -> PictureError:
    return PictureError(Problem.UNREADABLE_KIND, kind=kind)
