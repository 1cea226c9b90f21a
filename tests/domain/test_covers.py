"""A drawn cover hides a place wholly or not at all: exact for every form (R22)."""

from cmath import phase
from itertools import pairwise
from math import cos, pi, sin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from consentdesk.domain.covers import (
    MOST_POINTS,
    Cover,
    Fill,
    Form,
    Point,
    hides,
    is_drawable,
    rectangle,
    surely_hidden,
)
from consentdesk.domain.photos import Region

PART = st.floats(0.0, 1.0, allow_nan=False).map(lambda v: round(v, 3))
PLACE = st.builds(
    lambda x, y, w, h: Region(x * (1 - w), y * (1 - h), w, h),
    PART,
    PART,
    st.floats(0.02, 0.4),
    st.floats(0.02, 0.4),
)


def _star(points: list[float]) -> Cover:
    """A polygon around the middle, each corner at its own distance: dents, but no crossings."""
    count = len(points)
    corners = tuple(
        (0.5 + r * cos(2 * pi * n / count), 0.5 + r * sin(2 * pi * n / count))
        for n, r in enumerate(points)
    )
    return Cover(Form.POLYGON, corners)


POLYGON = st.lists(st.floats(0.05, 0.5), min_size=3, max_size=12).map(_star)
BOXED = st.builds(
    lambda form, place: Cover(form, rectangle(place).points),
    st.sampled_from([Form.RECTANGLE, Form.ELLIPSE]),
    PLACE,
)
COVER = st.one_of(BOXED, POLYGON)


def _is_under(point: Point, cover: Cover) -> bool:
    """Told apart from the code under test: by angles around the point, or by distance."""
    box = cover.box
    if cover.form is Form.RECTANGLE:
        inside = box.x - 1e-6 <= point[0] <= box.x + box.w + 1e-6
        return inside and box.y - 1e-6 <= point[1] <= box.y + box.h + 1e-6
    if cover.form is Form.ELLIPSE:
        across = (point[0] - box.x - box.w / 2) * 2 / box.w
        down = (point[1] - box.y - box.h / 2) * 2 / box.h
        return across**2 + down**2 <= 1 + 1e-6
    wound = 0.0
    around = (*cover.points, cover.points[0])
    for (ax, ay), (bx, by) in pairwise(around):
        a, b = complex(ax - point[0], ay - point[1]), complex(bx - point[0], by - point[1])
        if abs(a) < 1e-6 or abs(b) < 1e-6:
            return True
        turn = (b / a).imag, (b / a).real
        if abs(turn[0]) < 1e-6 and turn[1] < 0:
            return True
        wound += phase(b / a)
    return abs(wound) > pi


def _grid(place: Region, steps: int = 12) -> list[Point]:
    return [
        (place.x + place.w * (n + 0.5) / steps, place.y + place.h * (m + 0.5) / steps)
        for n in range(steps)
        for m in range(steps)
    ]


@given(COVER, PLACE)
@example(Cover(Form.ELLIPSE, ((0.2, 0.2), (0.8, 0.8))), Region(0.2, 0.2, 0.6, 0.6))
def test_a_place_that_is_hidden_has_no_point_beside_the_cover(cover: Cover, place: Region) -> None:
    if is_drawable(cover) and hides(cover, place):
        assert all(_is_under(point, cover) for point in _grid(place))


@given(COVER, PLACE)
def test_a_place_with_a_point_beside_the_cover_is_not_hidden(cover: Cover, place: Region) -> None:
    if is_drawable(cover) and not all(_is_under(point, cover) for point in _grid(place)):
        assert not hides(cover, place)


@given(COVER, st.one_of(st.none(), PLACE))
def test_what_is_surely_hidden_is_hidden_and_holds_the_face(
    cover: Cover, face: Region | None
) -> None:
    if not is_drawable(cover):
        return
    place = surely_hidden(cover, face)
    if place is None:
        assert face is not None and not hides(cover, face)
        return
    assert place.w > 0 and place.h > 0
    assert all(_is_under(point, cover) for point in _grid(place))
    if face is not None:
        assert place.x <= face.x + 1e-9 and place.y <= face.y + 1e-9
        assert place.x + place.w >= face.x + face.w - 1e-9


def test_a_face_in_the_dent_or_the_corner_of_a_shape_is_not_hidden() -> None:
    face = Region(0.4, 0.4, 0.1, 0.1)
    horseshoe = ((0.3, 0.3), (0.6, 0.3), (0.6, 0.6), (0.5, 0.6), (0.5, 0.35), (0.4, 0.35))
    dented = Cover(Form.POLYGON, (*horseshoe, (0.4, 0.6), (0.3, 0.6)))
    assert is_drawable(dented) and not hides(dented, face)
    thorn = Cover(Form.POLYGON, ((0.3, 0.3), (0.45, 0.42), (0.6, 0.3), (0.6, 0.6), (0.3, 0.6)))
    assert is_drawable(thorn) and not hides(thorn, face), "one corner comes into the face"
    assert not hides(Cover(Form.ELLIPSE, ((0.4, 0.4), (0.5, 0.5))), face)
    assert hides(Cover(Form.RECTANGLE, ((0.4, 0.4), (0.5, 0.5))), face)
    assert hides(Cover(Form.RECTANGLE, ((0.5, 0.5), (0.4, 0.4))), face), "whichever way drawn"


@pytest.mark.parametrize(
    "points",
    [
        (),
        ((0.1, 0.1),),
        ((0.1, 0.1), (0.2, 0.2)),
        ((0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.9)),
        ((0.1, 0.1), (0.2, 0.2), (0.3, 0.3)),
        ((0.1, 0.1), (0.1, 0.1), (0.3, 0.1), (0.2, 0.3)),
        ((0.1, 0.1), (0.5, 0.1), (0.3, 0.1), (0.3, 0.5)),
        ((0.1, 0.1), (0.5, 0.1), (0.5, float("nan"))),
        ((-0.1, 0.1), (0.5, 0.1), (0.5, 0.5)),
        ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.0), (0.0, 1.0)),
        tuple((n / 100, (n % 2) / 2) for n in range(MOST_POINTS + 1)),
    ],
)
def test_what_has_no_inside_in_one_piece_is_no_polygon(points: tuple[Point, ...]) -> None:
    assert not is_drawable(Cover(Form.POLYGON, points))


@pytest.mark.parametrize("form", [Form.RECTANGLE, Form.ELLIPSE])
def test_a_box_has_two_corners_and_a_size(form: Form) -> None:
    assert is_drawable(Cover(form, ((0.1, 0.1), (0.3, 0.4)), Fill.MOSAIC))
    for points in (((0.1, 0.1), (0.1, 0.4)), ((0.1, 0.1), (0.2, 0.2), (0.3, 0.3)), ((0.1, 0.1),)):
        assert not is_drawable(Cover(form, points))
