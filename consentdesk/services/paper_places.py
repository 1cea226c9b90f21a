"""Where things stand on a form beside what the edition says: parts of its areas, and their squares.

The drawing, the fields of a fillable form and the reading of a scan all ask here.
"""

from collections.abc import Iterator

from consentdesk.services.editions import AnswerBox, Edition, FieldBox, Place

ANSWER_ROOM = 14.4
"""Millimetres left of a box for its word."""
DATE_GROUPS = (("day", 2), ("month", 2), ("year", 4))
DATE_GAP = 1.5
"""Millimetres between day, month and year."""


def answer_part(edition: Edition, box: AnswerBox) -> Place:
    """Where a box is read: after the words of its purpose."""
    row = next(row.place for row in edition.rows if row.purpose == box.purpose)
    return Place(box.page, box.x, row.y, box.w, row.h)


def field_part(field: FieldBox) -> Place:
    """Where a field is read."""
    return Place(field.page, field.x, field.y, field.w, field.h)


def person_cells(area: Place) -> dict[str, Place]:
    """Where the person's own words stand: name, born and group above, guardians below."""
    half, w = area.h / 2, area.w
    cells = {"name": (0.0, 0.56), "born": (0.59, 0.76), "group": (0.79, 1.0)}
    return {
        key: Place(area.page, area.x + w * a, area.y, w * (b - a), half)
        for key, (a, b) in cells.items()
    } | {"guardians": Place(area.page, area.x, area.y + half, w, half)}


def date_squares(
    x: float, y: float, w: float, h: float
) -> Iterator[tuple[float, float, float, float]]:
    """The squares of a date in a field: left, top, width and height of each."""
    side = (w - (len(DATE_GROUPS) - 1) * DATE_GAP) / sum(count for _, count in DATE_GROUPS)
    for _, count in DATE_GROUPS:
        for _ in range(count):
            yield x, y, side, h
            x += side
        x += DATE_GAP
