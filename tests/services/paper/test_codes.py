"""The codes on the sheet: read back by another program from pages as a scanner would see them."""

import numpy as np
import pytest

from consentdesk.domain.serials import new_serial
from consentdesk.services.editions import load_edition
from consentdesk.services.paper_pen import modules
from tests.services.paper.pages import SERIAL, Ink, a_sheet, codes, drawn, ink

BOTH = [f"CD1:{SERIAL}:2026-2:P1:A", f"CD1:{SERIAL}:2026-2:P1:B"]


@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
def test_both_codes_are_read_back(dpi: int) -> None:
    assert codes(ink(drawn(a_sheet(load_edition())), dpi)) == BOTH


def test_codes_are_read_back_for_any_serial() -> None:
    edition = load_edition()
    serials = [new_serial() for _ in range(40)]
    pdf = drawn(*[a_sheet(edition, serial=serial) for serial in serials])
    for page, serial in enumerate(serials, 1):
        assert codes(ink(pdf, 150, page)) == [f"CD1:{serial}:2026-2:P1:{c}" for c in "AB"]


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_sheet_lying_the_wrong_way_round_is_read_all_the_same(turns: int) -> None:
    page = ink(drawn(a_sheet(load_edition())), 150)
    assert codes(np.rot90(page, turns)) == BOTH


def _crossed_out(page: Ink, x: float, y: float, size: float, dpi: int) -> Ink:
    """The page with pen strokes over a place given in millimetres."""
    spoilt = page.copy()
    a, b, side = (round(v * dpi / 25.4) for v in (x, y, size))
    pen = max(2, dpi // 40)
    for step in range(side):
        for row in (b + step, b + side - step):
            spoilt[row : row + pen, a + step : a + step + pen] = 1
    return spoilt


@pytest.mark.parametrize(("corner", "left"), [("A", "B"), ("B", "A")])
def test_one_code_crossed_out_leaves_the_other_and_tells_which(corner: str, left: str) -> None:
    edition = load_edition()
    x, y = edition.codes.corners[corner]
    page = _crossed_out(ink(drawn(a_sheet(edition)), 200), x, y, edition.codes.size, 200)
    assert f"CD1:{SERIAL}:2026-2:P1:{left}" in codes(page)


def test_nothing_is_printed_in_the_clear_zone_of_a_code() -> None:
    """Four modules all round, beyond the finder patterns' outer edge."""
    edition = load_edition()
    page = ink(drawn(a_sheet(edition)), 300)
    scale = 300 / 25.4
    quiet = 4 * edition.codes.size / 25
    for x, y in edition.codes.corners.values():
        outer = _cut(page, x - quiet, y - quiet, edition.codes.size + 2 * quiet, scale)
        inner = _cut(page, x - 0.2, y - 0.2, edition.codes.size + 0.4, scale)
        assert outer.sum() == pytest.approx(inner.sum())
        assert inner.sum() > 0


def _cut(page: Ink, x: float, y: float, size: float, scale: float) -> Ink:
    a, b, c, d = (round(v * scale) for v in (x, y, x + size, y + size))
    return page[b:d, a:c]


def test_a_code_is_the_smallest_that_holds_its_text() -> None:
    assert len(modules(BOTH[0])) == 25
    assert len(modules(BOTH[0].replace("2026-2", "2026-2234567"))) == 29


def test_any_of_the_eight_masks_may_come_out_best() -> None:
    """The two signs that name the mask stand beside the upper left finder pattern."""
    masks = {modules(f"CD1:{new_serial()}:2026-2:P1:A")[8][2:5] for _ in range(60)}
    assert len(masks) > 3
