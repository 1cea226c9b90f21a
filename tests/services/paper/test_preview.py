"""Pages as pixels for windows."""

from pathlib import Path
from threading import Thread

import pytest

from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import load_edition
from consentdesk.services.paper_preview import PagePicture, line_at, page_count, preview_pages
from tests.services.paper.pages import a_sheet, drawn

PDF = drawn(a_sheet(load_edition()), a_sheet(load_edition(), "en"), a_sheet(load_edition()))


def test_a_page_is_a4_in_the_resolution_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "forms.pdf"
    file.write_bytes(PDF)
    for picture in preview_pages(file, 100):
        assert (picture.width, picture.height) == (827, 1170)
        assert len(picture.rgb) == picture.width * picture.height * 3


def test_rows_have_no_padding_whatever_the_width() -> None:
    for dpi in (50, 51, 52, 53):
        (picture,) = preview_pages(PDF, dpi, [1])
        assert len(picture.rgb) == picture.width * picture.height * 3
        assert picture.rgb[: picture.width * 3] == b"\xff" * (picture.width * 3)


def test_colours_are_red_green_blue() -> None:
    """The title is blue-green: somewhere blue is clearly stronger than red."""
    (picture,) = preview_pages(PDF, 100, [1])
    reds, blues = picture.rgb[0::3], picture.rgb[2::3]
    assert max(blue - red for red, blue in zip(reds, blues, strict=True)) > 60
    assert max(red - blue for red, blue in zip(reds, blues, strict=True)) < 20


def test_pages_are_counted_and_chosen() -> None:
    assert page_count(PDF) == 3
    assert len(list(preview_pages(PDF, 20))) == 3
    first, third, first_again = preview_pages(PDF, 20, [1, 3, 9, 0, -1, 1])
    assert first == third == first_again
    (second,) = preview_pages(PDF, 20, [2])
    assert second != first


def test_the_line_at_a_point_is_told_and_none_where_there_is_none() -> None:
    assert line_at(PDF, 1, 40, 25) == "Må vi vise billeder af dit barn?"
    assert line_at(PDF, 2, 25, 116) == "Website"
    assert line_at(PDF, 1, 100, 5) == ""
    with pytest.raises(BadInput) as caught:
        line_at(b"no pdf", 1, 40, 25)
    assert caught.value.problem is Problem.PDF_UNREADABLE


def test_the_resolution_is_kept_within_bounds() -> None:
    (tiny,) = preview_pages(PDF, 0, [1])
    assert tiny.width > 80


def test_what_is_no_pdf_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "forms.pdf"
    text.write_text("no PDF")
    for pdf in (text, tmp_path / "missing.pdf", b"", PDF[:500]):
        with pytest.raises(BadInput) as refused:
            list(preview_pages(pdf))
        assert refused.value.problem is Problem.PDF_UNREADABLE


def test_several_threads_may_ask_at_once() -> None:
    seen: list[tuple[PagePicture, ...]] = []
    threads = [Thread(target=lambda: seen.append(tuple(preview_pages(PDF, 40)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert all(pages == seen[0] for pages in seen)
