"""Shapes that somebody draws over a person, and whether a shape hides a place wholly (R22).

All is measured in fractions (0–1) of the picture as it is seen. To hide is the same before and
after a picture is stretched, so nothing here has to know its size. Burning a shape into pixels is
`services.pictures`' business, what it means at the gate `services.covering`'s.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import isfinite

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Region

Point = tuple[float, float]
"""Across from the left, and down from the top."""
MOST_POINTS = 60
"""Corners of a polygon: more than anybody sets by hand."""
_SLACK = 1e-9
"""Fractions do not add up exactly."""
_STEPS = 40
"""Halvings when the edge of a shape is looked for: far finer than any pixel."""


class Form(StrEnum):
    """What a cover looks like."""

    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    POLYGON = "polygon"


class Fill(StrEnum):
    """What it is filled with; solid is the default, since nothing at all is left beneath it."""

    SOLID = "solid"
    MOSAIC = "mosaic"


@dataclass(frozen=True, slots=True)
class Cover:
    """A shape over one person.

    `points` are two opposite corners of a rectangle, or of the box around an ellipse; or the
    corners of a polygon in their order.
    """

    form: Form
    points: tuple[Point, ...]
    fill: Fill = Fill.SOLID

    @property
    def box(self) -> Region:
        """The smallest upright rectangle around it."""
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return Region(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))

    @property
    def area(self) -> float:
        """How much of the picture it takes; of an ellipse, of that with straight sides inside."""
        box = self.box
        match self.form:
            case Form.RECTANGLE:
                return box.w * box.h
            case Form.ELLIPSE:
                return 0.75 * box.w * box.h
            case Form.POLYGON:
                twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in _edges(self.points))
                return abs(twice) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What somebody drew for all copies of one photo: covers, and the part that they show.

    Covers are by whom they hide; whom nobody knows, `unknown` stands for.
    """

    covers: tuple[tuple[SubjectId, Cover], ...] = ()
    crop: Region | None = None


def unknown(number: int) -> SubjectId:
    """A stand-in for a person on a photo without a name, counted from 1: never in the register."""
    return SubjectId(-number)


def is_unknown(subject: SubjectId) -> bool:
    """Whether it is such a stand-in."""
    return subject < 0


def meet(one: Cover, other: Cover) -> bool:
    """Whether the middle of either lies under the other: then both may hide the same person."""
    return hides(one, _seed(other)) or hides(other, _seed(one))


def rectangle(region: Region, fill: Fill = Fill.SOLID) -> Cover:
    """A cover just as large as that region."""
    corners = ((region.x, region.y), (region.x + region.w, region.y + region.h))
    return Cover(Form.RECTANGLE, corners, fill)


def is_drawable(cover: Cover) -> bool:
    """Whether it is a shape at all: of points on the picture, with an inside that is one piece."""
    on_it = all(isfinite(v) and 0 <= v <= 1 for point in cover.points for v in point)
    if not on_it or len(cover.points) < 2 or cover.box.w <= 0 or cover.box.h <= 0:
        return False
    if cover.form is not Form.POLYGON:
        return len(cover.points) == 2
    return 3 <= len(cover.points) <= MOST_POINTS and cover.area > 0 and not _crosses(cover.points)


def hides(cover: Cover, place: Region) -> bool:
    """Whether every point of the place lies under the shape; exact for every form."""
    match cover.form:
        case Form.RECTANGLE:
            return _is_within(place, cover.box)
        case Form.ELLIPSE:
            # It has no dents, so the corners tell.
            return all(_is_in_ellipse(corner, cover.box) for corner in _corners(place))
        case Form.POLYGON:
            # Where no edge comes into the place, all of it is on one side of them all.
            inner = _shrunk(place)
            middle = (place.x + place.w / 2, place.y + place.h / 2)
            is_cut = any(_enters(a, b, inner) for a, b in _edges(cover.points))
            return not is_cut and _is_in_polygon(middle, cover.points)


def surely_hidden(cover: Cover, face: Region | None) -> Region | None:
    """A large upright rectangle under the shape, around the face where there is one.

    For telling later whether another place was hidden too: never more than the shape hides. None
    where the shape does not hide the face.
    """
    inner = _seed(cover) if face is None else face
    if cover.form is Form.RECTANGLE:
        return cover.box if hides(cover, inner) else None
    if not hides(cover, inner):
        return None
    box = cover.box
    sides = [inner.x, inner.y, inner.x + inner.w, inner.y + inner.h]
    ends = [box.x, box.y, box.x + box.w, box.y + box.h]
    # All four sides together first, so that no side takes the room of the others.
    _grow(cover, sides, ends, (0, 1, 2, 3))
    for side in range(4):
        _grow(cover, sides, ends, (side,))
    return _region(sides)


def _grow(cover: Cover, sides: list[float], ends: Sequence[float], which: Sequence[int]) -> None:
    """Move these sides outwards, as far as the shape still hides what is between all of them."""
    begun = list(sides)
    good, bad = 0.0, 1.0
    for _ in range(_STEPS):
        part = (good + bad) / 2
        tried = list(begun)
        for side in which:
            tried[side] = begun[side] + part * (ends[side] - begun[side])
        if hides(cover, _region(tried)):
            good, sides[:] = part, tried
        else:
            bad = part


def _region(sides: Sequence[float]) -> Region:
    return Region(sides[0], sides[1], sides[2] - sides[0], sides[3] - sides[1])


def _seed(cover: Cover) -> Region:
    """A point well inside: the middle, or in a polygon that of the widest stretch half-way down."""
    box = cover.box
    x, y = box.x + box.w / 2, box.y + box.h / 2
    if cover.form is Form.POLYGON:
        # Not where a corner is.
        heights = sorted({p[1] for p in cover.points})
        y = min(((a + b) / 2 for a, b in pairwise(heights)), key=lambda v: abs(v - y))
        cuts = sorted(_cuts(cover.points, y))
        left, right = max(zip(cuts[::2], cuts[1::2], strict=True), key=lambda c: c[1] - c[0])
        x = (left + right) / 2
    return Region(x, y, 0.0, 0.0)


def _is_within(inner: Region, outer: Region) -> bool:
    return (
        inner.x >= outer.x - _SLACK
        and inner.y >= outer.y - _SLACK
        and inner.x + inner.w <= outer.x + outer.w + _SLACK
        and inner.y + inner.h <= outer.y + outer.h + _SLACK
    )


def _corners(place: Region) -> Iterator[Point]:
    for x in (place.x, place.x + place.w):
        for y in (place.y, place.y + place.h):
            yield x, y


def _is_in_ellipse(point: Point, box: Region) -> bool:
    across = (point[0] - box.x - box.w / 2) / (box.w / 2)
    down = (point[1] - box.y - box.h / 2) / (box.h / 2)
    return across * across + down * down <= 1 + _SLACK


def _shrunk(place: Region) -> Region:
    """Without its border: an edge of the shape may lie on that."""
    aside, above = min(_SLACK, place.w / 4), min(_SLACK, place.h / 4)
    return Region(place.x + aside, place.y + above, place.w - 2 * aside, place.h - 2 * above)


def _edges(points: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    return pairwise((*points, points[0]))


def _cuts(points: Sequence[Point], y: float) -> Iterator[float]:
    """Where the outline crosses that height."""
    for a, b in _edges(points):
        if (a[1] > y) != (b[1] > y):
            yield a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])


def _is_in_polygon(point: Point, points: Sequence[Point]) -> bool:
    return sum(x > point[0] for x in _cuts(points, point[1])) % 2 == 1


def _enters(a: Point, b: Point, place: Region) -> bool:
    """Whether the line from one point to the other has a point in that place (Liang–Barsky)."""
    first, last = 0.0, 1.0
    dx, dy = b[0] - a[0], b[1] - a[1]
    for step, room in (
        (-dx, a[0] - place.x),
        (dx, place.x + place.w - a[0]),
        (-dy, a[1] - place.y),
        (dy, place.y + place.h - a[1]),
    ):
        if step == 0:
            if room < 0:
                return False
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    return first <= last


def _crosses(points: Sequence[Point]) -> bool:
    """Whether two sides that are not neighbours meet, or neighbours lie on one another."""
    edges = list(_edges(points))
    count = len(edges)
    for n, (a, b) in enumerate(edges):
        if a == b:
            return True
        for m in range(n + 1, count):
            c, d = edges[m]
            if m == n + 1 or (n == 0 and m == count - 1):
                shared, one, other = (b, a, d) if m == n + 1 else (a, b, c)
                if _turn(shared, one, other) == 0 and _leads_along(shared, one, other):
                    return True
            elif _meet(a, b, c, d):
                return True
    return False


def _leads_along(start: Point, one: Point, other: Point) -> bool:
    """Whether two ways that are on one line leave that point in the same direction."""
    across = (one[0] - start[0]) * (other[0] - start[0])
    return across + (one[1] - start[1]) * (other[1] - start[1]) > 0


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two lines have a point in common, their ends included."""
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if 0 not in turns:
        return (turns[0] > 0) != (turns[1] > 0) and (turns[2] > 0) != (turns[3] > 0)
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(
        turn == 0 and _is_between(one, other, point)
        for turn, (one, other, point) in zip(turns, ends, strict=True)
    )


def _is_between(a: Point, b: Point, point: Point) -> bool:
    """Whether a point that is on the line through both lies between them."""
    return all(min(a[n], b[n]) <= point[n] <= max(a[n], b[n]) for n in (0, 1))
