"""Letters in the order and shape they are drawn in."""

import unicodedata

import pytest

from consentdesk.services.paper_letters import drawn


@pytest.mark.parametrize(
    "text", ["", "Ida Åkjær", "Łukasz Öztürk", "Олена", "Nguyễn Thị Ánh", "3.A"]
)
def test_text_from_left_to_right_stays_as_it_is(text: str) -> None:
    assert drawn(text) == text


def test_a_letter_and_its_mark_become_one() -> None:
    assert drawn("A\N{COMBINING RING ABOVE}se") == "Åse"


def test_hebrew_is_drawn_backwards_with_marks_behind_their_letter() -> None:
    assert drawn("שרה לוי") == "יול הרש"
    pointed = "שָׂרָה"
    shown = drawn(pointed)
    assert sorted(shown) == sorted(unicodedata.normalize("NFC", pointed))
    assert unicodedata.category(shown[0]) == "Lo"


def test_arabic_letters_join_their_neighbours() -> None:
    """Muhammad: meem begins, haa and meem stand within, dal ends."""
    names = [unicodedata.name(sign) for sign in reversed(drawn("محمد"))]
    assert names == [
        "ARABIC LETTER MEEM INITIAL FORM",
        "ARABIC LETTER HAH MEDIAL FORM",
        "ARABIC LETTER MEEM MEDIAL FORM",
        "ARABIC LETTER DAL FINAL FORM",
    ]


def test_a_letter_that_joins_nothing_after_it_breaks_the_word() -> None:
    names = [unicodedata.name(sign) for sign in reversed(drawn("داود"))]
    assert all(name.endswith("ISOLATED FORM") for name in names)


def test_lam_and_alef_are_drawn_as_one() -> None:
    (ligature, *_rest) = [s for s in drawn("علاء") if "LAM WITH ALEF" in unicodedata.name(s)]
    assert unicodedata.name(ligature) == "ARABIC LIGATURE LAM WITH ALEF FINAL FORM"


def test_persian_letters_join_too() -> None:
    assert unicodedata.name(drawn("پری")[-1]) == "ARABIC LETTER PEH INITIAL FORM"


def test_a_mark_between_two_letters_does_not_part_them() -> None:
    joined = drawn("م\N{ARABIC SHADDA}د")
    assert "ARABIC LETTER MEEM INITIAL FORM" in [unicodedata.name(sign) for sign in joined]


def test_a_latin_name_beside_an_arabic_one_keeps_its_direction() -> None:
    shown = drawn("فاطمة (Fatima) 2.A")
    assert "2.A (Fatima) " in shown
    assert drawn("Fatima (سارة)").startswith("Fatima (")
    assert drawn("Fatima (سارة)").endswith(")")


def test_brackets_within_a_line_from_the_right_still_open_and_close() -> None:
    shown = drawn("סבא (יוסי) לוי")
    assert shown.index("(") < shown.index(")")
