"""With large letters every window shows all it says, in each language, and no letter twice."""

from collections.abc import Iterator

import pytest

from consentdesk.ui.application import speak
from tests.ui.driving import Driver
from tests.ui.fitting import cut_off, letters_of, letters_used_twice
from tests.ui.openings import PAGES, PAPER, WINDOWS, Opener


@pytest.fixture(scope="module", autouse=True)
def _large() -> Iterator[None]:
    """Letters of 14 points in all windows, until the last test here."""
    with letters_of(14):
        yield


@pytest.mark.parametrize("language", ["da", "sv", "en"])
@pytest.mark.parametrize("name", WINDOWS)
def test_nothing_is_cut_off_and_no_letter_leads_to_two_fields(
    opened: Opener, driver: Driver, name: str, language: str
) -> None:
    """Two looks at the same window, because opening it is what takes the time."""
    speak(language)
    window = opened(name)
    driver.settle()
    assert not cut_off(window)
    # A page shares its letters with the menus: `test_no_letter_of_a_page_is_a_letter_of_the_menus`.
    if name not in (*PAGES, *PAPER):
        assert not letters_used_twice(window, even_off=True)
