"""What a file is, by its bytes; what is refused, by its name."""

import pytest

from consentdesk.errors import Problem
from consentdesk.services.pictures.containers import Container, sniff
from consentdesk.services.pictures.files import PictureError
from tests.services.pictures import crafted
from tests.services.pictures.heic import heic


def test_pictures_are_known_by_their_first_bytes() -> None:
    image = crafted.noise(64, 48)
    assert sniff(crafted.written(image, "JPEG")) is Container.JPEG
    assert sniff(crafted.written(image, "PNG")) is Container.PNG
    assert sniff(crafted.written(image, "WEBP")) is Container.WEBP
    assert sniff(crafted.written(image, "TIFF")) is Container.TIFF
    assert sniff(heic(image)) is Container.HEIF


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\n\n%PDF-1.4", "PDF"),
        (b"GIF89a", "GIF"),
        (b"BM\x00\x00", "BMP"),
        (b"PK\x03\x04", "ZIP"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"\xc5\xd0\xd3\xc6", "EPS"),
        (b"8BPS\x00\x01", "Photoshop"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"\xff\x0a\x00", "JPEG XL"),
        (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"),
        (b"\x00\x00\x01\x00\x01\x00", "icon"),
        (b"MZ\x90\x00", "program"),
        (b"\x7fELF", "program"),
        (b"RIFF\x00\x00\x00\x00WAVE", "RIFF"),
        (b"RIFF\x00\x00\x00\x00AVI ", "RIFF"),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00", "Canon CR2"),
        (b"FUJIFILMCCD-RAW 0201", "Fujifilm RAF"),
        (b"IIRO\x08\x00", "Olympus ORF"),
        (b"IIU\x00\x18\x00", "Panasonic RW2"),
        (b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom", "Canon CR3"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00mif1avif", "AVIF"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "AVIF"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "MP4"),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", "QuickTime"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- hi -->\n<svg/>', "SVG"),
        ('<?xml version="1.0" encoding="utf-16"?><svg/>'.encode("utf-16"), "SVG"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"<?xml version='1.0'?><note/>", "XML"),
    ],
)
def test_everything_else_is_refused_by_its_name(start: bytes, kind: str) -> None:
    with pytest.raises(PictureError) as refused:
        sniff(start + bytes(100))
    assert refused.value.problem is Problem.UNREADABLE_KIND
    assert refused.value.facts == {"kind": kind}


def test_nothing_known_is_unknown_and_nothing_at_all_is_empty() -> None:
    with pytest.raises(PictureError) as unknown:
        sniff(b"hello, this is a text")
    assert unknown.value.problem is Problem.UNREADABLE_UNKNOWN
    with pytest.raises(PictureError) as empty:
        sniff(b"")
    assert empty.value.problem is Problem.UNREADABLE_EMPTY
