"""A name in other texts: however it is spelt, and not in what only looks like it."""

import pytest

from consentdesk.storage.called import Called


@pytest.mark.parametrize(
    ("name", "text", "is_whole", "is_in_part"),
    [
        ("Søren Åby", "foto af Søren Åby.jpg", True, True),
        ("Søren Åby", "SOEREN_AABY-2", True, True),
        ("Søren Åby", "Soren.Aby", True, True),
        ("Søren Åby", "sorenaby2026", True, True),
        ("Søren Åby", "S\u00f8ren", False, True),
        ("Ida", "Frida griner", False, True),
        ("Ida", "Her er Ida", True, True),
        ("Bo Li", "Et symbolisk billede", False, False),
        ("Bo Li", "Bo og Li", False, True),
        ("Noah Lund", "Mette Lund", False, True),
        ("Noah Lund", "IMG_0001", False, False),
        ("Noah Lund", "", False, False),
        ("漢字", "漢字.jpg", True, True),
    ],
)
def test_a_name_is_found_as_people_write_it(
    name: str, text: str, is_whole: bool, is_in_part: bool
) -> None:
    called = Called(name)
    assert (called.is_whole(text), called.is_in_part(text)) == (is_whole, is_in_part)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Noah Lund fylder 8", "(7) fylder 8"),
        ("noah  LUND, noah lund", "(7), (7)"),
        ("NoahLund fylder 8", "(7)"),
        ("noahlund-8", "(7)"),
        ("foto-noah-lund.dk", "(7)"),
        ("Noah Lundgren", "Noah Lundgren"),
        ("Noah", "Noah"),
        ("", ""),
    ],
)
def test_only_the_whole_name_is_cut_out(text: str, left: str) -> None:
    assert Called("Noah Lund").without(text, "(7)") == left
