"""Files as they come from scanners, phones and strangers: pages, or a sentence why not."""

import io
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

import pytest
from PIL import Image

from consentdesk.domain.sheets import ReadPage
from consentdesk.errors import Problem
from consentdesk.services.editions import Edition
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.scanning.pages import Page, UnreadablePage, pages_of
from consentdesk.services.scanning.reading import read_page
from consentdesk.wording import problem_sentence
from tests.services.paper.pages import a_sheet, drawn
from tests.services.pictures import crafted
from tests.services.scanning.returned import Returned, returned
from tests.services.wrong_scans import plain_pdf


@pytest.fixture(scope="session")
def sheets(edition: Edition) -> tuple[Returned, ...]:
    """Three sheets as they came back."""
    return tuple(returned(edition, f"file {n}", colour=n == 1) for n in range(3))


def _saved(pictures: Iterable[Image.Image], kind: str, **options: object) -> bytes:
    first, *more = pictures
    written = io.BytesIO()
    first.save(written, kind, save_all=True, append_images=more, **options)
    return written.getvalue()


def _pages(folder: Path, data: bytes, decoder: Decoder) -> list[Page | UnreadablePage]:
    path = folder / "from the scanner"
    path.write_bytes(data)
    return list(pages_of(path, decoder))


def _problem(page: Page | UnreadablePage) -> Problem:
    assert isinstance(page, UnreadablePage)
    assert problem_sentence(page.error)
    return page.error.problem


@pytest.mark.parametrize(
    "written",
    [
        lambda pictures: _saved(pictures, "PDF", resolution=200),
        lambda pictures: _saved([p.convert("L") for p in pictures], "TIFF"),
        lambda pictures: _saved(
            [p.convert("RGB") for p in pictures], "TIFF", compression="tiff_lzw"
        ),
        lambda pictures: _saved([p.convert("1") for p in pictures], "TIFF", compression="group4"),
    ],
    ids=["PDF", "TIFF", "TIFF packed", "TIFF of a fax"],
)
def test_a_stack_in_one_file_comes_out_page_by_page(
    tmp_path: Path,
    decoder: Decoder,
    edition: Edition,
    sheets: tuple[Returned, ...],
    written: Callable[[list[Image.Image]], bytes],
) -> None:
    pages = _pages(tmp_path, written([sheet.picture for sheet in sheets]), decoder)
    assert [page.at.number for page in pages] == [1, 2, 3]
    for page, sheet in zip(pages, sheets, strict=True):
        assert isinstance(page, Page)
        read = read_page(page, {edition.name: edition})
        assert isinstance(read, ReadPage)
        assert read.serial == sheet.serial


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_one_page_the_way_the_camera_was_held(
    tmp_path: Path, decoder: Decoder, edition: Edition, sheets: tuple[Returned, ...], kind: str
) -> None:
    exif = Image.Exif()
    exif[0x112] = 6
    turned = sheets[0].picture.transpose(Image.Transpose.ROTATE_90)
    written = io.BytesIO()
    turned.save(written, kind, exif=exif)
    (page,) = _pages(tmp_path, written.getvalue(), decoder)
    assert isinstance(page, Page)
    assert page.height > page.width
    read = read_page(page, {edition.name: edition})
    assert isinstance(read, ReadPage)
    assert (read.serial, read.placing.turn) == (sheets[0].serial, 0)


def test_a_picture_at_600_dpi_is_made_smaller_before_it_is_read(
    tmp_path: Path, decoder: Decoder, edition: Edition, sheets: tuple[Returned, ...]
) -> None:
    large = sheets[1].picture.resize((4960, 7016), Image.Resampling.BILINEAR)
    written = io.BytesIO()
    large.save(written, "JPEG", quality=70)
    (page,) = _pages(tmp_path, written.getvalue(), decoder)
    assert isinstance(page, Page)
    assert max(page.width, page.height) <= 4400
    assert isinstance(read_page(page, {edition.name: edition}), ReadPage)


def test_a_pdf_that_was_never_on_paper_is_read_as_pixels_too(
    tmp_path: Path, decoder: Decoder, edition: Edition
) -> None:
    pdf = drawn(a_sheet(edition)).replace(
        b"/Type /Catalog",
        b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        1,
    )
    (page,) = _pages(tmp_path, pdf, decoder)
    assert isinstance(page, Page)
    assert isinstance(read_page(page, {edition.name: edition}), ReadPage)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (plain_pdf(1, locked=True), Problem.SCAN_LOCKED),
        (plain_pdf(600), Problem.SCAN_TOO_MANY_PAGES),
        (plain_pdf(20)[:-500], Problem.SCAN_DAMAGED),
        (b"%PDF-1.7 nothing\n%%EOF", Problem.SCAN_DAMAGED),
        (b"PK\x03\x04" * 200, Problem.NOT_A_SCAN),
        (b"", Problem.SCAN_NOT_READABLE),
        (crafted.jpeg(400, 300)[:4000], Problem.SCAN_DAMAGED),
        (crafted.png(13_000, 13_000, 16, 6, crafted.zeros(4)), Problem.UNREADABLE_PIXELS),
    ],
    ids=["locked", "600 pages", "cut", "no pages", "zip", "empty", "cut picture", "bomb"],
)
def test_a_file_that_can_not_be_read_is_one_page_with_one_sentence(
    tmp_path: Path, decoder: Decoder, data: bytes, problem: Problem
) -> None:
    (page,) = _pages(tmp_path, data, decoder)
    assert _problem(page) is problem


def test_a_file_that_is_not_there_is_a_page_too(tmp_path: Path, decoder: Decoder) -> None:
    (page,) = pages_of(tmp_path / "gone.pdf", decoder)
    assert _problem(page) is Problem.SCAN_NOT_READABLE


def test_one_bad_page_stops_nothing(
    tmp_path: Path, decoder: Decoder, sheets: tuple[Returned, ...]
) -> None:
    data = bytearray(
        _saved([s.picture.convert("L") for s in sheets], "TIFF", compression="tiff_adobe_deflate")
    )
    whole = _pages(tmp_path, bytes(data), decoder)
    assert all(isinstance(page, Page) for page in whole)
    data[len(data) // 2 : len(data) // 2 + 400] = bytes(400)
    pages = _pages(tmp_path, bytes(data), decoder)
    assert [isinstance(page, Page) for page in pages] == [True, False, True]
    assert _problem(pages[1]) is Problem.SCAN_PAGE_DAMAGED
    assert pages[1].at.number == 2


def test_a_page_that_takes_too_long_is_given_up_and_the_next_one_is_read(
    tmp_path: Path,
) -> None:
    """The child that held the open PDF is gone with it; another opens it again."""
    written = io.BytesIO()
    canvas = import_module("reportlab.pdfgen.canvas").Canvas(written)
    for number in range(3):
        canvas.drawString(72, 700, f"Page {number + 1}")
        if number == 1:
            canvas.setFillAlpha(0.5)
            for _ in range(6000):
                canvas.circle(300, 400, 280, fill=1)
        canvas.showPage()
    canvas.save()
    path = tmp_path / "slow.pdf"
    path.write_bytes(written.getvalue())
    with Decoder(workers=1, seconds=2.0) as impatient:
        pages = list(pages_of(path, impatient))
    assert [isinstance(page, Page) for page in pages] == [True, False, True]
    assert _problem(pages[1]) is Problem.SCAN_PAGE_TOO_HARD
