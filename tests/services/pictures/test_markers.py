"""The end of a scan, found by a pattern in small files and by numpy in large ones."""

import re

from hypothesis import given
from hypothesis import strategies as st

from consentdesk.services.pictures.markers import end_of_scan

BORDER = 128 * 1024


def _plainly(data: bytes, start: int) -> int:
    found = re.compile(rb"\xff[^\x00\xd0-\xd7]").search(data, start)
    return found.start() if found else -1


@given(
    st.lists(
        st.tuples(
            st.integers(-4, 4),
            st.integers(0, 3),
            st.sampled_from([0x00, 0xD0, 0xD7, 0xD8, 0xD9, 0xCF, 0x01, 0xFF]),
        ),
        max_size=6,
    ),
    st.integers(0, 3 * BORDER + 6),
)
def test_both_ways_find_the_same_marker(marks: list[tuple[int, int, int]], size: int) -> None:
    data = bytearray(size)
    for off, block, value in marks:
        at = block * BORDER + off
        if 0 <= at < size - 1:
            data[at : at + 2] = bytes([0xFF, value])
    for start in (0, 1, 5):
        assert end_of_scan(bytes(data), start) == _plainly(bytes(data), start)
