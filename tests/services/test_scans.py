"""Signed sheets as files: a scan is kept only if it opens from beginning to end."""

from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from consentdesk.errors import BadInput, Problem
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.scans import read_scan, read_scan_document
from consentdesk.wording import problem_sentence
from tests.services.pictures import crafted
from tests.services.wrong_scans import plain_pdf


def _tiff(pages: int = 3, **options: object) -> bytes:
    first, *more = (crafted.noise(160, 120, n) for n in range(1, 1 + pages))
    return crafted.written(first, "TIFF", save_all=True, append_images=more, **options)


def _fax() -> bytes:
    first, second = (crafted.noise(160, 120, n).convert("1") for n in (1, 2))
    options = {"save_all": True, "append_images": [second], "compression": "group4"}
    return crafted.written(first, "TIFF", **options)


def _refused(folder: Path, data: bytes) -> BadInput:
    scan = folder / "scan.pdf"
    scan.write_bytes(data)
    with pytest.raises(BadInput) as refused:
        read_scan(scan)
    assert "scan.pdf" in problem_sentence(refused.value) or refused.value.facts["path"] == scan
    return refused.value


@pytest.mark.parametrize(
    "data",
    [
        crafted.jpeg(400, 300),
        crafted.jpeg(400, 300, progressive=True),
        crafted.jpeg(400, 300, restart_marker_rows=1),
        crafted.written(crafted.noise(400, 300).convert("CMYK"), "JPEG"),
        crafted.written(Image.new("L", (400, 300), 255), "JPEG"),
        crafted.written(Image.new("L", (400, 300), 128), "JPEG"),
        crafted.written(crafted.noise(400, 300), "PNG"),
        crafted.written(crafted.noise(400, 300).convert("1"), "PNG"),
        _tiff(1),
        _tiff(3),
        _tiff(2, compression="tiff_lzw"),
        _tiff(2, compression="jpeg"),
        _fax(),
        plain_pdf(1),
        plain_pdf(3),
        b"\n\n" + plain_pdf(1) + b"\n" * 1000,
    ],
)
def test_every_whole_scan_is_taken_as_it_is(tmp_path: Path, data: bytes) -> None:
    scan = tmp_path / "scan"
    scan.write_bytes(data)
    assert read_scan(scan) == data
    assert read_scan_document(scan).data == data


@pytest.mark.parametrize(
    "data",
    [
        crafted.jpeg(400, 300),
        crafted.jpeg(400, 300, progressive=True),
        crafted.written(crafted.noise(400, 300), "PNG"),
        _tiff(1),
        _tiff(3),
        _tiff(2, compression="tiff_lzw"),
        plain_pdf(2),
    ],
)
def test_a_scan_that_breaks_off_is_refused(tmp_path: Path, data: bytes) -> None:
    for part in (0.2, 0.5, 0.8, 0.97):
        assert _refused(tmp_path, data[: int(len(data) * part)]).problem is Problem.SCAN_DAMAGED


@pytest.mark.parametrize(
    "data",
    [
        crafted.jpeg(400, 300),
        crafted.jpeg(400, 300, progressive=True),
        crafted.jpeg(400, 300, restart_marker_rows=1),
    ],
)
def test_a_jpeg_that_only_pretends_to_end_is_refused(tmp_path: Path, data: bytes) -> None:
    """Programs that mend files glue an end on; decoders fill what is missing with grey."""
    for part in (0.5, 0.9, 0.99):
        cut = data[: int(len(data) * part)].rstrip(b"\xff") + b"\xff\xd9"
        assert _refused(tmp_path, cut).problem is Problem.SCAN_DAMAGED


def test_a_png_with_a_damaged_middle_is_refused(tmp_path: Path) -> None:
    data = bytearray(crafted.written(crafted.noise(400, 300), "PNG"))
    data[len(data) // 2] ^= 0x55
    assert _refused(tmp_path, bytes(data)).problem is Problem.SCAN_DAMAGED


def test_the_last_page_of_a_tiff_counts_as_much_as_the_first(tmp_path: Path) -> None:
    data = bytearray(_tiff(2, compression="tiff_adobe_deflate"))
    data[-60:-40] = bytes(20)
    lost = bytes(data)
    assert _refused(tmp_path, lost).problem is Problem.SCAN_DAMAGED


def test_pages_that_lead_in_a_circle_are_refused(tmp_path: Path) -> None:
    data = bytearray(_tiff(1))
    first = int.from_bytes(data[4:8], "little")
    number = int.from_bytes(data[first : first + 2], "little")
    link = first + 2 + 12 * number
    for target in (first, 0x00FFFFFF):
        data[link : link + 4] = target.to_bytes(4, "little")
        assert _refused(tmp_path, bytes(data)).problem is Problem.SCAN_DAMAGED


def test_a_pdf_must_have_pages_and_an_end(tmp_path: Path) -> None:
    for data in (
        b"%PDF-1.7\n1 0 obj\n",
        b"%PDF-1.7\n1 0 obj\ntrailer\n%%EOF\n",
        b"%PDF-1.7\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
        b"2 0 obj <</Type/Pages/Kids[]/Count 0>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n",
        plain_pdf(2).removesuffix(b"%%EOF\n").removesuffix(b"%%EOF"),
    ):
        assert _refused(tmp_path, data).problem is Problem.SCAN_DAMAGED


def test_a_pdf_with_a_password_is_refused_by_its_own_sentence(tmp_path: Path) -> None:
    error = _refused(tmp_path, plain_pdf(1, locked=True))
    assert error.problem is Problem.SCAN_LOCKED
    assert "password" in problem_sentence(error)


def test_other_files_are_no_scans(tmp_path: Path) -> None:
    for data in (b"my scan", crafted.written(crafted.noise(64, 48), "WEBP"), b"PK\x03\x04" * 9):
        assert _refused(tmp_path, data).problem is Problem.NOT_A_SCAN


def test_a_scan_that_asks_too_much_is_refused_and_costs_nothing(tmp_path: Path) -> None:
    bomb = crafted.png(13_000, 13_000, 16, 6, crafted.zeros(4))
    assert _refused(tmp_path, bomb).problem is Problem.UNREADABLE_PIXELS


def _small(data: bytes, edge: int = 100) -> Image.Image:
    with Decoder(1) as decoder:
        found = decoder.first_page(data, edge)
    return Image.frombytes("RGB", (found.width, found.height), found.rgb)


@pytest.mark.parametrize("size", [(595, 842), (842, 595), (3000, 20), (101, 100)])
def test_the_first_page_of_a_pdf_is_drawn_small(size: tuple[int, int]) -> None:
    written = BytesIO()
    canvas = import_module("reportlab.pdfgen.canvas").Canvas(written, pagesize=size)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, size[0] / 2, size[1], stroke=0, fill=1)
    canvas.showPage()
    canvas.drawString(72, 72, "The second page.")
    canvas.save()
    small = _small(written.getvalue())
    assert 98 <= max(small.size) <= 100
    wide, tall = small.size
    assert abs(wide / tall - size[0] / size[1]) <= 0.05 * size[0] / size[1] or min(wide, tall) <= 2
    middle = tall // 2
    assert small.getpixel((1, middle)) == (255, 0, 0)
    assert small.getpixel((wide - 2, middle)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 and no more", plain_pdf(1)[:300], plain_pdf(1, locked=True)]
)
def test_a_pdf_that_does_not_open_has_no_first_page(data: bytes) -> None:
    with pytest.raises(BadInput), Decoder(1) as decoder:
        decoder.first_page(data, 100)
