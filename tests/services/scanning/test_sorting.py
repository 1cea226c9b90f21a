"""A stack in groups: nothing is dropped, whatever lay in the feeder."""

from dataclasses import replace

import numpy as np
from PIL import Image

from consentdesk.domain.acts import Serial
from consentdesk.domain.sheets import Oddity, OddPage, PageAt, Placing, ReadPage
from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import Edition
from consentdesk.services.paper_pen import modules
from consentdesk.services.pictures.dice import Dice
from consentdesk.services.scanning.pages import UnreadablePage
from consentdesk.services.scanning.payloads import parse_payload
from consentdesk.services.scanning.sorting import AnyPage, sort_pages
from tests.services.scanning.reader import look
from tests.services.scanning.returned import a_serial, returned

_LYING = Placing((1, 0, 0, 0, 1, 0, 0, 0, 1), 0)


def _page(number: int, serial: Serial, page: int = 1, edition: str = "2026-2") -> ReadPage:
    return ReadPage(
        at=PageAt("scan.pdf", number),
        serial=serial,
        edition=edition,
        page=page,
        corners=("A", "B"),
        answers=(),
        fields=(),
        placing=_LYING,
    )


def _serials(many: int) -> list[Serial]:
    return [a_serial(Dice(f"sorting {n}")) for n in range(many)]


def test_pages_of_one_form_are_joined_in_whatever_order_they_lie(edition: Edition) -> None:
    two = {"TWO": replace(edition, name="TWO", pages=2)}
    first, second, third = _serials(3)
    pages = [
        _page(1, first, 2, "TWO"),
        _page(2, second, 1, "TWO"),
        _page(3, first, 1, "TWO"),
        _page(4, third, 2, "TWO"),
        _page(5, second, 2, "TWO"),
    ]
    stack = sort_pages(pages, two)
    assert [(f.serial, [p.page for p in f.pages]) for f in stack.forms] == [
        (first, [1, 2]),
        (second, [1, 2]),
    ]
    assert [(f.serial, f.missing) for f in stack.incomplete] == [(third, (1,))]
    assert stack.pages == 5


def test_a_form_without_its_back_is_whole(edition: Edition) -> None:
    """The back holds explanations; a scanner of one side leaves it out."""
    first, second = _serials(2)
    pages = [_page(1, first), _page(2, second), _page(3, second, 2)]
    stack = sort_pages(pages, {edition.name: edition})
    assert [(f.serial, len(f.pages)) for f in stack.forms] == [(first, 1), (second, 2)]
    assert not stack.incomplete


def test_every_page_is_in_exactly_one_group(edition: Edition) -> None:
    first, second = _serials(2)
    damaged = BadInput(Problem.SCAN_PAGE_DAMAGED, path="scan.pdf", page=4)
    pages: list[AnyPage] = [
        _page(1, first),
        _page(2, second),
        _page(3, first),
        UnreadablePage(PageAt("scan.pdf", 4), damaged),
        *(OddPage(at=PageAt("scan.pdf", 5 + n), why=why) for n, why in enumerate(Oddity)),
    ]
    stack = sort_pages(pages, {edition.name: edition})
    assert [f.serial for f in stack.forms] == [first, second]
    assert [p.at.number for p in stack.duplicates] == [3]
    assert [p.at.number for p in stack.unreadable] == [4]
    assert set(stack.odd) == set(Oddity)
    assert stack.pages == len(pages)


def _code(text: str) -> Image.Image:
    """A page with a code that is not ours."""
    rows = modules(text)
    dots = np.array([[255 * (sign == "0") for sign in row] for row in rows], np.uint8)
    page = Image.new("L", (1654, 2339), 250)
    page.paste(Image.fromarray(dots).resize((200, 200), Image.Resampling.NEAREST), (700, 900))
    return page


def _why(picture: Image.Image, edition: Edition) -> Oddity:
    found = look(picture, edition)
    assert isinstance(found, OddPage)
    return found.why


def test_what_is_no_form_of_ours_says_why(edition: Edition) -> None:
    sheet = returned(edition, "odd").picture
    assert _why(_code("HTTPS://EXAMPLE.DK/MADPLAN"), edition) is Oddity.FOREIGN
    assert _why(sheet.crop((0, 700, sheet.width, 1900)), edition) is Oddity.NO_CODE
    two = Image.new("L", (sheet.width * 2, sheet.height), 250)
    two.paste(sheet, (0, 0))
    two.paste(returned(edition, "odd too").picture, (sheet.width, 0))
    assert _why(two, edition) is Oddity.TWO_FORMS
    assert _why(sheet, replace(edition, name="2031-2")) is Oddity.OTHER_EDITION


def test_the_back_of_a_sheet_is_blank_though_grey_and_shadowed(edition: Edition) -> None:
    down, across = np.mgrid[0:2339, 0:1654]
    noise = np.random.default_rng(1).normal(0, 4, down.shape)
    paper = 235 - 60 * (across / 1654) ** 2 - 20 * down / 2339 + noise
    assert _why(Image.fromarray(paper.astype(np.uint8)), edition) is Oddity.BLANK


def test_only_whole_and_right_payloads_are_ours() -> None:
    (serial,) = _serials(1)
    found = parse_payload(f"CD1:{serial}:2026-1:P2:B")
    assert found is not None
    assert (found.serial, found.edition, found.page, found.corner) == (serial, "2026-1", 2, "B")
    swapped = serial[1] + serial[0] + serial[2:]
    for text in (
        f"CD1:{swapped}:2026-1:P1:A",
        f"CD2:{serial}:2026-1:P1:A",
        f"CD1:{serial}:2026-1:P0:A",
        f"CD1:{serial}:2026-1:P1:C",
        f"CD1:{serial.lower()}:2026-1:P1:A",
        f" CD1:{serial}:2026-1:P1:A",
    ):
        assert parse_payload(text) is None, text
