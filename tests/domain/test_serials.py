"""The serial on a form: what is mistyped is found, what is only written otherwise is not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consentdesk.domain.serials import (
    ALPHABET,
    LENGTH,
    further,
    new_serial,
    parse_serial,
    place_of,
    printed_number,
    shown_serial,
)
from tests.domain.ledgers import RANDOM

SERIALS = [new_serial() for _ in range(40)]


def test_every_new_serial_can_be_read_back() -> None:
    for serial in SERIALS:
        assert len(serial) == LENGTH
        assert parse_serial(serial) == serial
        assert parse_serial(shown_serial(serial)) == serial


def test_a_further_sheet_goes_by_the_printed_number_and_its_place() -> None:
    for serial in SERIALS[:5]:
        second = further(serial, 2)
        assert (printed_number(second), place_of(second)) == (serial, 2)
        assert (printed_number(serial), place_of(serial)) == (serial, 1)
        assert further(second, 3) == further(serial, 3)
        assert shown_serial(second) == f"{shown_serial(serial)}/2"
        for typed in (second, shown_serial(second), f" {serial[:4].lower()}-{serial[4:]} / 2 "):
            assert parse_serial(typed) == second
        for place in ("", "0", "1", "02", "-2", "100", "2/2", "II", "２"):
            assert parse_serial(f"{serial}/{place}") in (None, second)
            assert (parse_serial(f"{serial}/{place}") == second) == (place == "-2")


def test_every_single_wrong_sign_is_found() -> None:
    for serial in SERIALS:
        for place, right in enumerate(serial):
            for wrong in ALPHABET:
                typed = serial[:place] + wrong + serial[place + 1 :]
                assert (parse_serial(typed) is not None) == (wrong == right)


def test_every_two_signs_swapped_are_found() -> None:
    for serial in SERIALS:
        for first in range(LENGTH):
            for second in range(first + 1, LENGTH):
                signs = list(serial)
                signs[first], signs[second] = signs[second], signs[first]
                typed = "".join(signs)
                assert (parse_serial(typed) is None) == (typed != serial)


def test_neighbours_swapped_are_found_in_every_pair_of_signs() -> None:
    for one, other in pairwise(ALPHABET):
        stem = next(s for end in ALPHABET for s in [f"2345{one}{other}7{end}"] if parse_serial(s))
        assert parse_serial(f"2345{other}{one}7{stem[-1]}") is None


@pytest.mark.parametrize("shape", ["{0}-{1}", "{0} {1}", "{0}–{1}", "{0}\u2011{1}", " {0}{1}\n"])
def test_case_spaces_and_dashes_do_not_matter(shape: str) -> None:
    serial = SERIALS[0]
    assert parse_serial(shape.format(serial[:4], serial[4:]).lower()) == serial


def test_signs_that_look_alike_are_read_as_the_one_that_exists() -> None:
    serial = next(s for s in iter(new_serial, "") if "1" in s and "V" in s)
    for typed in (serial.replace("1", "I"), serial.replace("1", "l"), serial.replace("V", "U")):
        assert parse_serial(typed) == serial


@RANDOM
@given(st.text(ALPHABET + "0OILU- ß\u00a0ı🙂", max_size=10))
def test_any_other_text_is_no_serial(text: str) -> None:
    found = parse_serial(text)
    assert found is None or parse_serial(found) == found
