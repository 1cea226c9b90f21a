"""Draws the shoot sheet: a table to be read at arm's length in a gym, in black and white too.

Each answer is a shape and a word; what is a no also stands on a grey ground. Every page says in a
bar until when it is good. What is long takes another line; whoever can't be named in the letters of
the font is not on the paper, as on no form either, and it says how many those are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

from consentdesk.errors import BadInput, Problem
from consentdesk.i18n import _, format_date, format_datetime, format_number, language, ngettext
from consentdesk.services.paper_pen import (
    ACCENT,
    GREY,
    INK,
    LINE,
    PALE,
    Colour,
    Face,
    Pen,
    Style,
    unprintable,
)
from consentdesk.services.shoot_sheet import OTHERS
from consentdesk.wording import destination_word

if TYPE_CHECKING:
    from consentdesk.domain.photos import Destination
    from consentdesk.services.shoot_sheet import Listed, Part, ShootSheet

LEFT, RIGHT, TOP, FOOT = 10.0, 200.0, 9.0, 284.0
"""Millimetres of the sheet that most printers reach."""
BAR = 10.0
ROW = 7.6
"""The least height of a person's row."""
SIGN = 5.2
LEAST_NAME = 58.0
"""The least width of the column of names."""
AIR = 1.6
MOST_COLUMNS = 7
LEAST_HEAD = 0.7
"""How much smaller the names of destinations are made before a word is cut."""
HEADING = 8.6

WHITE: Colour = (1.0, 1.0, 1.0)
YES: Colour = (0.02, 0.44, 0.45)
NO: Colour = (0.72, 0.21, 0.0)
SHADE: Colour = (0.89, 0.89, 0.89)
TINT: Colour = (0.93, 0.95, 0.96)

UNTIL = Style(12.5, 15, Face.BOLD, WHITE)
KICKER = Style(9, 11.5, Face.BOLD, GREY)
TITLE = Style(19, 23, Face.BOLD, ACCENT)
LEAD = Style(9.4, 12.4)
STRONG = Style(9.4, 12.4, Face.BOLD)
HEAD = Style(9, 10.8, Face.BOLD)
GROUP = Style(12.5, 15, Face.BOLD, ACCENT)
NAME = Style(12.5, 14.6, Face.BOLD)
NOTE = Style(8.8, 10.6, Face.PLAIN)
WORD = Style(10, 12, Face.BOLD)
SMALL = Style(8, 10, Face.PLAIN, GREY)
MARK = Style(100, 100, Face.BOLD, PALE)


@dataclass(frozen=True, slots=True)
class _Row:
    """One person or one heading, with its lines and its height."""

    lines: tuple[str, ...]
    height: float
    person: Listed | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """The rows of one page, and for which places."""

    columns: tuple[tuple[Destination, ...], ...]
    rows: tuple[_Row, ...]
    is_first: bool


def legible(sheet: ShootSheet) -> ShootSheet:
    """The sheet without those whom nobody could tell apart on paper, who are `unprinted` then.

    BadInput LETTERS_NOT_IN_FONT where that is everybody, FONT_MISSING.
    """
    parts: list[Part] = []
    left: list[Listed] = []
    letters, text = "", ""
    for part in sheet.parts:
        of_group = unprintable(part.group, Face)
        people: list[Listed] = []
        for person in part.people:
            lacking = unprintable(person.name, Face) or of_group
            if lacking:
                left.append(person)
                letters, text = lacking, part.group if lacking is of_group else person.name
            else:
                people.append(person)
        if people:
            parts.append(replace(part, people=tuple(people)))
    if left and not parts:
        raise BadInput(Problem.LETTERS_NOT_IN_FONT, letters=letters, text=text)
    return replace(sheet, parts=tuple(parts), unprinted=tuple(left))


def unprinted_words(sheet: ShootSheet) -> str:
    """How many are missing on the paper, and what that means; "" for nobody."""
    count = len(sheet.unprinted)
    if not count:
        return ""
    said = ngettext(
        "{count} person of these groups is not on this sheet, because the font lacks letters of "
        "the name: ask at the office.",
        "{count} people of these groups are not on this sheet, because the font lacks letters of "
        "their names: ask at the office.",
        count,
    )
    return said.format(count=format_number(count))


def draw_sheet(sheet: ShootSheet, file: BinaryIO) -> int:
    """Write the sheet as a PDF/A; returns its number of pages.

    Raises BadInput FONT_MISSING, and LETTERS_NOT_IN_FONT for a sheet that is not `legible`.
    """
    pen = Pen(file, language(), title=_("Shoot sheet"))
    drawing = _Drawing(pen, sheet)
    pages = list(drawing.pages())
    for number, page in enumerate(pages, 1):
        drawing.draw(page, number, len(pages))
        pen.next_page()
    pen.finish()
    return len(pages)


def group_word(part: Part) -> str:
    """What a part of the sheet is called."""
    if part.is_staff:
        return _("Staff")
    return part.group if part.group != OTHERS else _("In no group")


def good_until(sheet: ShootSheet) -> str:
    """Until when it is good."""
    return _("Good until the evening of {day}. Destroy afterwards.").format(
        day=format_date(sheet.on)
    )


def as_of(sheet: ShootSheet) -> str:
    """When it was made, and whether it must be made again."""
    said = _("As of {moment}.").format(moment=format_datetime(sheet.at, sheet.zone))
    if not sheet.is_ahead:
        return said
    again = _("Print it again on {day}: until then, answers may change.")
    return f"{said} {again.format(day=format_date(sheet.on))}"


def what_it_means() -> str:
    """What an answer on it is about, and what it isn't."""
    return _(
        "The signs are about portraits. Whoever is not on this sheet may not be shown. Every "
        "picture is checked again before it leaves."
    )


def kept_out_word() -> str:
    """That somebody is to stay off situation photos as well."""
    return _("not on situation photos either")


class _Drawing:
    """One sheet, first laid out and then drawn page after page."""

    def __init__(self, pen: Pen, sheet: ShootSheet) -> None:
        self._pen = pen
        self._sheet = sheet
        self._may, self._may_not = _("may"), _("may not")
        answer = SIGN + 1.2 + pen.longest((self._may, self._may_not), WORD) + 2 * AIR
        heads = [destination_word(d) for places in sheet.columns for d in places]
        longest = pen.longest((w for head in heads for w in head.split()), HEAD)
        room = RIGHT - LEFT - LEAST_NAME
        share = room / min(max(len(sheet.columns), 1), MOST_COLUMNS)
        self._wide = min(max(answer, longest + 2 * AIR), max(answer, share))
        # A word in two pieces is read as two; a little smaller it stays whole.
        fits = (self._wide - 2 * AIR) / max(longest, 1.0)
        self._head = HEAD.scaled(min(1.0, max(LEAST_HEAD, fits)))
        self._most = max(1, int(room / self._wide))

    # --- laying out ---------------------------------------------------------------------------

    def pages(self) -> Iterator[_Page]:
        """All pages; places that don't fit beside each other follow on pages of their own."""
        columns = self._sheet.columns
        runs = -(-len(columns) // self._most)
        each = -(-len(columns) // runs)
        for start in range(0, len(columns), each):
            yield from self._run(columns[start : start + each], is_first=start == 0)

    def _run(
        self, columns: tuple[tuple[Destination, ...], ...], *, is_first: bool
    ) -> Iterator[_Page]:
        width = self._name_width(columns)
        rows: list[_Row] = []
        room = self._room(columns, is_first=is_first)
        for part in self._sheet.parts:
            heading = _Row(self._lines(group_word(part), GROUP, width), 0.0)
            heading = _Row(heading.lines, len(heading.lines) * GROUP.line + 2.4)
            for number, person in enumerate(part.people):
                row = self._row(person, width)
                # No heading stands alone at the foot of a page.
                wanted = row.height + (0.0 if number else heading.height)
                if rows and wanted > room:
                    yield _Page(columns, tuple(rows), is_first)
                    is_first, rows = False, []
                    room = self._room(columns, is_first=False)
                if not number or not rows:
                    rows.append(heading)
                    room -= heading.height
                rows.append(row)
                room -= row.height
        yield _Page(columns, tuple(rows), is_first)

    def _row(self, person: Listed, width: float) -> _Row:
        lines = self._lines(person.name, NAME, width)
        notes = self._lines(kept_out_word(), NOTE, width) if person.kept_out else ()
        high = len(lines) * NAME.line + len(notes) * NOTE.line + 2.2
        return _Row(lines, max(ROW, high), person, notes)

    def _room(self, columns: Sequence[Sequence[Destination]], *, is_first: bool) -> float:
        lead = self._lead_height() if is_first else 0.0
        return FOOT - TOP - BAR - 2.0 - lead - self._head_height(columns)

    def _name_width(self, columns: Sequence[object]) -> float:
        return RIGHT - LEFT - len(columns) * self._wide - AIR

    def _lines(self, text: str, style: Style, width: float) -> tuple[str, ...]:
        """The text in as many lines as it takes; a word longer than one is cut."""
        found: list[str] = []
        for line in self._pen.wrapped(text, style, width):
            rest = line
            while self._pen.width(rest, style) > width and len(rest) > 1:
                fits = next(
                    n
                    for n in range(len(rest) - 1, 0, -1)
                    if n == 1 or self._pen.width(rest[:n], style) <= width
                )
                found.append(rest[:fits])
                rest = rest[fits:]
            found.append(rest)
        return tuple(found)

    # --- drawing ------------------------------------------------------------------------------

    def draw(self, page: _Page, number: int, count: int) -> None:
        """One page."""
        sheet, pen = self._sheet, self._pen
        if sheet.mark:
            pen.across(LEFT, TOP + BAR, RIGHT - LEFT, FOOT - TOP - BAR, sheet.mark, MARK)
        y = self._draw_bar()
        if page.is_first:
            y = self._draw_lead(y)
        y = self._draw_head(page.columns, y)
        for row in page.rows:
            if row.person is None:
                self._draw_heading(row, y)
            else:
                self._draw_person(row, row.person, page.columns, y)
            y += row.height
        told = _("Page {number} of {count}").format(
            number=format_number(number), count=format_number(count)
        )
        foot = f"{sheet.head} · {told}" if sheet.head else told
        pen.words(RIGHT, FOOT + 5.4, foot, SMALL, align=1)
        for line in self._lines(sheet.institution, SMALL, 100.0)[:1]:
            pen.words(LEFT, FOOT + 5.4, line, SMALL)

    def _draw_bar(self) -> float:
        self._fill(LEFT, TOP, RIGHT - LEFT, BAR, INK)
        said, room = good_until(self._sheet), RIGHT - LEFT - 2 * AIR
        style = UNTIL.scaled(min(1.0, room / self._pen.width(said, UNTIL)))
        middle = TOP + BAR / 2 + 0.36 * style.size * 25.4 / 72
        self._pen.words((LEFT + RIGHT) / 2, middle, said, style, align=0.5)
        return TOP + BAR + 2.0

    def _lead(self) -> list[tuple[str, Style]]:
        """What stands once, above the table."""
        sheet, room = self._sheet, RIGHT - LEFT
        told = [
            (sheet.institution, KICKER),
            (_("Who may be shown"), TITLE),
            (as_of(sheet), STRONG),
            (what_it_means(), LEAD),
            (unprinted_words(sheet), STRONG),
        ]
        return [(line, style) for text, style in told for line in self._lines(text, style, room)]

    def _lead_height(self) -> float:
        return sum(style.line for _line, style in self._lead()) + 3.0

    def _draw_lead(self, y: float) -> float:
        for line, style in self._lead():
            self._pen.words(LEFT, y + 0.8 * style.line, line, style)
            y += style.line
        return y + 3.0

    def _heads(self, columns: Sequence[Sequence[Destination]]) -> list[list[str]]:
        room = self._wide - 2 * AIR
        return [
            [line for d in places for line in self._lines(destination_word(d), self._head, room)]
            for places in columns
        ]

    def _head_height(self, columns: Sequence[Sequence[Destination]]) -> float:
        return max(len(head) for head in self._heads(columns)) * self._head.line + 2.4

    def _draw_head(self, columns: Sequence[Sequence[Destination]], y: float) -> float:
        bottom = y + self._head_height(columns)
        self._fill(LEFT, y, RIGHT - LEFT, bottom - y, TINT)
        for place, head in enumerate(self._heads(columns)):
            x = self._column(columns, place) + AIR
            base = bottom - 1.6 - (len(head) - 1) * self._head.line
            for number, line in enumerate(head):
                self._pen.words(x, base + number * self._head.line, line, self._head)
        self._pen.rule(LEFT, bottom, RIGHT, weight=1.2, colour=INK)
        return bottom

    def _column(self, columns: Sequence[object], place: int) -> float:
        """Where a column begins; they stand at the right."""
        return RIGHT - (len(columns) - place) * self._wide

    def _draw_heading(self, row: _Row, y: float) -> None:
        for number, line in enumerate(row.lines):
            base = y + 1.4 + 0.8 * GROUP.line + number * GROUP.line
            self._pen.words(LEFT, base, line, GROUP)
        self._pen.rule(LEFT, y + row.height, RIGHT, weight=0.8, colour=ACCENT)

    def _draw_person(
        self, row: _Row, person: Listed, columns: Sequence[Sequence[Destination]], y: float
    ) -> None:
        pen = self._pen
        taken = len(row.lines) * NAME.line + len(row.notes) * NOTE.line
        top = y + (row.height - taken) / 2
        for number, line in enumerate(row.lines):
            pen.words(LEFT, top + 0.79 * NAME.line + number * NAME.line, line, NAME)
        top += len(row.lines) * NAME.line
        for number, line in enumerate(row.notes):
            pen.words(LEFT, top + 0.79 * NOTE.line + number * NOTE.line, line, NOTE)
        for place, places in enumerate(columns):
            x = self._column(columns, place)
            self._draw_answer(x, y, row.height, may=person.places.issuperset(places))
        pen.rule(LEFT, y + row.height, RIGHT, weight=0.4, colour=LINE)

    def _draw_answer(self, x: float, y: float, high: float, *, may: bool) -> None:
        if not may:
            self._fill(x + 0.4, y + 0.3, self._wide - 0.8, high - 0.6, SHADE)
        middle = y + high / 2
        draw_sign(self._pen, x + AIR + SIGN / 2, middle, SIGN / 2, may=may)
        word = self._may if may else self._may_not
        base = middle + 0.36 * WORD.size * 25.4 / 72
        self._pen.words(x + AIR + SIGN + 1.2, base, word, WORD)

    def _fill(self, x: float, y: float, w: float, h: float, colour: Colour) -> None:
        self._pen.area(((x, y), (x + w, y), (x + w, y + h), (x, y + h)), colour)


def draw_sign(pen: Pen, x: float, y: float, radius: float, *, may: bool) -> None:
    """The shapes that mean the same on the screen: a tick in a circle, a cross in an octagon."""
    weight = radius * 1.15
    if may:
        pen.disc(x, y, radius, YES)
        tick = ((-0.46, 0.03), (-0.12, 0.37), (0.47, -0.32))
        pen.stroke([(x + radius * a, y + radius * b) for a, b in tick], weight=weight, colour=WHITE)
        return
    turns = [math.pi / 8 + k * math.pi / 4 for k in range(8)]
    far = radius * 1.06
    pen.area([(x + far * math.cos(t), y + far * math.sin(t)) for t in turns], NO)
    arm = radius * 0.36
    for one in (1, -1):
        pen.stroke(
            [(x - arm, y - one * arm), (x + arm, y + one * arm)], weight=weight, colour=WHITE
        )
