"""What a clerk may type: characters, lengths, and nothing that looks like a personal number."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consentdesk.errors import BadInput, Problem
from consentdesk.services.texts import (
    file_label,
    holds_personal_number,
    line,
    link_address,
    passage,
    person_name,
)


@pytest.mark.parametrize(
    "text",
    [
        "010119-1234",
        "0101191234",
        "010119 1234",
        "Noah 311224–4321",
        "ring til 290200-1234",
        "610119-1234",
        "20190101-1234",
        "190101-1234",
        "120101+1234",
        "٠١٠١١٩-١٢٣٤",
        "0101\u200b19-1234",
        "8112189876",
        "nr.010119-1234.",
    ],
)
def test_a_personal_number_is_found_however_it_is_written(text: str) -> None:
    assert holds_personal_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-0131",
        "7K3M-9QX2",
        "IMG_20260914_101512",
        "IMG_20260914101512",
        "86 12 34 56",
        "27.00.00-G01-12-19",
        "321319-1234",
        "011319-1234",
        "12345678901234",
        "556677-8899",
        "2026-09-14 10:15",
    ],
)
def test_other_figures_are_left_alone(text: str) -> None:
    assert not holds_personal_number(text)


def test_a_number_is_refused_wherever_text_is_typed() -> None:
    for clean in (line, passage):
        with pytest.raises(BadInput) as refused:
            clean("Noah 010119-1234", "group")
        assert refused.value.problem is Problem.CPR_IN_TEXT


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2066", "\u200b", "\ufeff", "\x07", "\x1b", "\u2028", "\ue000", "\ud800"]
)
def test_signs_nobody_sees_are_refused(sign: str) -> None:
    with pytest.raises(BadInput) as refused:
        person_name(f"Noah{sign}Lund")
    assert refused.value.problem is Problem.CHARACTER_NOT_ALLOWED
    assert refused.value.facts["character"] == f"U+{ord(sign):04X}"


def test_a_name_is_one_clean_line() -> None:
    assert person_name("  Zoe\u0308   Møller ") == "Zoë Møller"
    assert person_name("می‌خواهم") == "می‌خواهم"
    for empty in ("", "   "):
        with pytest.raises(BadInput) as refused:
            person_name(empty)
        assert refused.value.problem is Problem.NAME_MISSING
    for odd in ("123", "-", "Zoë Møller/2019-05-03"):
        with pytest.raises(BadInput) as refused:
            person_name(odd)
        assert refused.value.problem is Problem.NAME_UNUSABLE


def test_a_line_break_belongs_in_a_reason_and_not_in_a_name() -> None:
    assert passage("They play.\r\n\tNobody is exposed. \n", "reason") == (
        "They play.\n Nobody is exposed."
    )
    with pytest.raises(BadInput) as refused:
        line("2.A\nx", "group")
    assert refused.value.problem is Problem.LINE_BREAK


def test_what_is_too_long_or_missing_is_named() -> None:
    with pytest.raises(BadInput) as refused:
        line("x" * 201, "album")
    assert refused.value.facts == {"field": "album", "limit": 200}
    with pytest.raises(BadInput) as refused:
        passage("  ", "reason", required=True)
    assert refused.value.problem is Problem.TEXT_MISSING


def test_a_link_is_a_web_address_or_nothing() -> None:
    assert link_address(" https://facebook.com/skovskolen/posts/0101191234 ") == (
        "https://facebook.com/skovskolen/posts/0101191234"
    )
    assert link_address("") == ""
    for text in ("facebook", "javascript:alert(1)", "file:///etc/passwd", "https://a b", "http://"):
        with pytest.raises(BadInput) as refused:
            link_address(text)
        assert refused.value.problem is Problem.NOT_A_LINK


def test_a_file_keeps_its_name_as_far_as_it_can_be_shown() -> None:
    assert file_label("IMG_0412.jpg") == "IMG_0412.jpg"
    assert file_label("a\udcff\x07b\u202e.jpg") == "a??b?.jpg"
    assert file_label("010119-1234.jpg") == "xxxxxx-xxxx.jpg"
    assert len(file_label("x" * 255 + ".jpg")) == 200


@settings(database=None)
@given(st.text(st.sampled_from("aZ0 1-\t\n\r\x00ëe\u0308\u200b\u202e\u00a0\u2028ß'漢\ud800")))
def test_any_text_is_cleaned_or_refused_and_cleaning_twice_changes_nothing(text: str) -> None:
    for clean in (line, passage):
        try:
            once = clean(text, "note")
        except BadInput:
            continue
        assert clean(once, "note") == once
    assert file_label(file_label(text)) == file_label(text)
