"""Bursts: what was taken in one go, in order, nothing twice and nothing lost."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from consentdesk.domain.bursts import GAP, bursts, bursts_of
from consentdesk.domain.photos import Photo, PhotoId

NOON = datetime.fromisoformat("2026-06-12T12:00")


def photo(number: int, seconds: float | None, photographer: str = "Eva", album: str = "") -> Photo:
    at = None if seconds is None else NOON + timedelta(seconds=seconds)
    return Photo(
        id=PhotoId(number),
        name=f"IMG_{number:04}.JPG",
        taken_at=at,
        photographer=photographer,
        album=album,
    )


def test_a_pause_parts_two_bursts_and_a_second_less_does_not() -> None:
    taken = [photo(1, 0), photo(2, 10), photo(3, 20), photo(4, 30.5)]
    assert bursts(taken) == ((1, 2, 3), (4,))
    assert bursts(taken, timedelta(seconds=11)) == ((1, 2, 3, 4),)
    assert bursts(taken, timedelta(0)) == ((1,), (2,), (3,), (4,))


def test_the_order_is_the_cameras_whatever_the_order_of_the_files() -> None:
    assert bursts([photo(3, 100), photo(2, 1), photo(1, 0)]) == ((1, 2), (3,))
    assert bursts([photo(2, 0), photo(1, 0)]) == ((1, 2),)


def test_two_cameras_make_two_bursts() -> None:
    taken = [photo(1, 0), photo(2, 1, "Bo"), photo(3, 2), photo(4, 3, "Bo")]
    assert bursts(taken) == ((1, 3), (2, 4))


def test_a_photo_without_a_time_stands_alone_and_last() -> None:
    assert bursts([photo(1, None), photo(2, 5), photo(3, None)]) == ((2,), (1,), (3,))


@given(
    st.lists(
        st.tuples(
            st.none() | st.floats(0, 500, allow_nan=False), st.sampled_from(["Eva", "Bo", ""])
        ),
        max_size=40,
    ),
    st.floats(0, 60, allow_nan=False),
)
def test_every_photo_is_in_exactly_one_burst_and_no_pause_within_is_longer(
    taken: list[tuple[float | None, str]], gap: float
) -> None:
    photos = {PhotoId(n): photo(n, at, who) for n, (at, who) in enumerate(taken)}
    found = bursts(photos.values(), timedelta(seconds=gap))
    assert sorted(id for burst in found for id in burst) == sorted(photos)
    for burst in found:
        times = [photos[id].taken_at for id in burst]
        assert len(burst) == 1 or None not in times
        known = [at for at in times if at is not None]
        assert known == sorted(known)
        assert all(b - a <= timedelta(seconds=gap) for a, b in pairwise(known))
        assert len({photos[id].photographer for id in burst}) == 1


def test_ten_seconds_unless_somebody_says_otherwise() -> None:
    assert timedelta(seconds=10) == GAP


def test_each_event_has_a_pause_of_its_own_and_no_burst_is_of_two_events() -> None:
    taken = [
        photo(1, 0, album="Trip"),
        photo(2, 20, album="Trip"),
        photo(3, 22, album="Party"),
        photo(4, 42, album="Party"),
        photo(5, None, album="Trip"),
    ]
    gaps = {"Trip": timedelta(seconds=30)}
    assert bursts_of(taken, gaps) == ((1, 2), (3,), (4,), (5,))
    assert bursts_of(taken[:2], {}) == ((1,), (2,))
