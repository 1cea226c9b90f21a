"""How a drawn cover changes under the hand: moved, made larger, taken by a handle, given a form.

Pure: shapes in, shapes out, all in fractions of the picture as seen, and never off it.
"""

from collections.abc import Sequence
from math import cos, pi, sin

from consentdesk.domain.covers import MOST_POINTS, Cover, Fill, Form, Point
from consentdesk.domain.photos import Region

LEAST = 0.02
"""No side is made smaller than this."""
LARGER = 1.1
"""How much one press of a button changes a shape."""
CORNERS = 8
"""Of the polygon that an ellipse becomes."""


def box_of(points: Sequence[Point]) -> Region:
    """The smallest upright rectangle around these."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return Region(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def on_the_picture(region: Region) -> Region:
    """What of a region lies on the picture."""
    left, top = min(max(region.x, 0.0), 1.0), min(max(region.y, 0.0), 1.0)
    right, bottom = min(region.x + region.w, 1.0), min(region.y + region.h, 1.0)
    return Region(left, top, max(0.0, right - left), max(0.0, bottom - top))


def moved(points: Sequence[Point], across: float, down: float) -> tuple[Point, ...]:
    """All of it elsewhere, up to the picture's edge."""
    box = box_of(points)
    dx = min(max(across, -box.x), 1 - box.x - box.w)
    dy = min(max(down, -box.y), 1 - box.y - box.h)
    return tuple((_part(x + dx), _part(y + dy)) for x, y in points)


def stretched(points: Sequence[Point], across: float, down: float) -> tuple[Point, ...]:
    """Wider and higher by so much, to the right and below."""
    box = box_of(points)
    wide = min(max(box.w + across, LEAST), 1 - box.x)
    high = min(max(box.h + down, LEAST), 1 - box.y)
    return fitted(points, Region(box.x, box.y, wide, high))


def scaled(points: Sequence[Point], factor: float) -> tuple[Point, ...]:
    """Larger or smaller all around, as far as the picture reaches."""
    box = box_of(points)
    wide, high = max(box.w * factor, LEAST), max(box.h * factor, LEAST)
    larger = Region(box.x + (box.w - wide) / 2, box.y + (box.h - high) / 2, wide, high)
    return fitted(points, on_the_picture(larger))


def fitted(points: Sequence[Point], into: Region) -> tuple[Point, ...]:
    """The same shape with that box around it."""
    box = box_of(points)
    across = into.w / box.w if box.w else 1.0
    down = into.h / box.h if box.h else 1.0
    return tuple(
        (_part(into.x + (x - box.x) * across), _part(into.y + (y - box.y) * down))
        for x, y in points
    )


def corners(region: Region) -> tuple[Point, Point]:
    """The two points that a rectangle is kept as."""
    return (region.x, region.y), (_part(region.x + region.w), _part(region.y + region.h))


def handles(cover: Cover) -> tuple[Point, ...]:
    """Where the shape can be taken: the corners of a polygon, or of the box around another one."""
    return cover.points if cover.form is Form.POLYGON else box_handles(cover.box)


def box_handles(box: Region) -> tuple[Point, ...]:
    """The four corners of a box, in the order of reading."""
    right, bottom = box.x + box.w, box.y + box.h
    return (box.x, box.y), (right, box.y), (box.x, bottom), (right, bottom)


def dragged(cover: Cover, handle: int, to: Point) -> Cover:
    """The shape with that handle drawn to there."""
    at = (_part(to[0]), _part(to[1]))
    if cover.form is Form.POLYGON:
        points = (*cover.points[:handle], at, *cover.points[handle + 1 :])
        return Cover(cover.form, points, cover.fill)
    return Cover(cover.form, box_dragged(cover.box, handle, at), cover.fill)


def box_dragged(box: Region, handle: int, at: Point) -> tuple[Point, Point]:
    """The two points of a box with that corner drawn to there."""
    fixed = box_handles(box)[3 - handle]
    x, y = (_apart(at[n], fixed[n]) for n in (0, 1))
    return (min(x, fixed[0]), min(y, fixed[1])), (max(x, fixed[0]), max(y, fixed[1]))


def as_form(cover: Cover, form: Form) -> Cover:
    """Another form that hides no less, as far as the picture reaches."""
    box = cover.box
    if form is cover.form:
        return cover
    if form is Form.RECTANGLE:
        return Cover(form, corners(box), cover.fill)
    if form is Form.ELLIPSE:
        return Cover(form, around(box), cover.fill)
    if cover.form is Form.RECTANGLE:
        (left, top), (right, bottom) = corners(box)
        points = ((left, top), (right, top), (right, bottom), (left, bottom))
        return Cover(form, points, cover.fill)
    away = 1 / cos(pi / CORNERS)
    angles = [2 * pi * (n + 0.5) / CORNERS for n in range(CORNERS)]
    outline = tuple(
        (
            _part(box.x + box.w / 2 * (1 + away * cos(a))),
            _part(box.y + box.h / 2 * (1 + away * sin(a))),
        )
        for a in angles
    )
    return Cover(form, outline, cover.fill)


def around(box: Region) -> tuple[Point, Point]:
    """The box of the ellipse through the corners of that one.

    At the picture's edge it is moved inwards rather than cut, or the corners there would show.
    """
    wide, high = min(1.0, box.w * 2**0.5), min(1.0, box.h * 2**0.5)
    x = min(max(0.0, box.x + (box.w - wide) / 2), 1 - wide)
    y = min(max(0.0, box.y + (box.h - high) / 2), 1 - high)
    return corners(Region(x, y, wide, high))


def with_fill(cover: Cover, fill: Fill) -> Cover:
    """The same shape, filled otherwise."""
    return Cover(cover.form, cover.points, fill)


def has_room(points: Sequence[Point]) -> bool:
    """Whether an outline may have one more corner."""
    return len(points) < MOST_POINTS


def handles_of(shape: Cover | Region) -> tuple[Point, ...]:
    """Where a cover or a crop can be taken."""
    return box_handles(shape) if isinstance(shape, Region) else handles(shape)


def pulled(shape: Cover | Region, handle: int, to: Point) -> Cover | Region:
    """A cover or a crop with that handle drawn to there."""
    if isinstance(shape, Region):
        return box_of(box_dragged(shape, handle, to))
    return dragged(shape, handle, to)


def moved_by(shape: Cover | Region, across: float, down: float) -> Cover | Region:
    """A cover or a crop elsewhere."""
    if isinstance(shape, Region):
        return box_of(moved(corners(shape), across, down))
    return Cover(shape.form, moved(shape.points, across, down), shape.fill)


def sized_by(shape: Cover | Region, across: float, down: float) -> Cover | Region:
    """A cover or a crop, wider and higher."""
    if isinstance(shape, Region):
        return box_of(stretched(corners(shape), across, down))
    return Cover(shape.form, stretched(shape.points, across, down), shape.fill)


def _apart(value: float, fixed: float) -> float:
    """At least so far from the other corner, on the side it is on."""
    if abs(value - fixed) >= LEAST:
        return value
    on_that_side = fixed + LEAST if value >= fixed else fixed - LEAST
    return on_that_side if 0 <= on_that_side <= 1 else fixed - (on_that_side - fixed)


def _part(value: float) -> float:
    return min(max(value, 0.0), 1.0)
