"""A screen of 1280 by 800 at 200 % has room for every window, with its buttons."""

import pytest
from tests.ui.fitting import too_large
from tests.ui.openings import WINDOWS, Opener


@pytest.mark.parametrize("name", WINDOWS)
def test_every_page_and_window_fits_a_small_screen(opened: Opener, name: str) -> None:
    assert too_large(opened(name)) == ""
