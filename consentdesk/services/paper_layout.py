"""Sets the permission form: which words stand where, at what size.

Draws with `paper_pen` at the places the edition gives. A text that does not fit its place is set a
little smaller, down to a floor, and then refused with the place; boxes never move. What is the
same on every sheet is drawn once and placed on each, so a thousand forms stay small.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import BinaryIO

from consentdesk.domain.acts import Serial
from consentdesk.domain.serials import shown_serial
from consentdesk.errors import BadInput, Problem
from consentdesk.services.edition_sheet import QUIET_MODULES as QUIET
from consentdesk.services.edition_sheet import SMALLEST_CODE
from consentdesk.services.editions import (
    CORNERS,
    AnswerBox,
    Audience,
    Column,
    Edition,
    FieldBox,
    Place,
    SheetWording,
)
from consentdesk.services.paper_pen import ACCENT, GREY, INK, LINE, PALE, Face, Pen, Style

STEPS = (1.0, 0.97, 0.94, 0.91)
"""How much smaller a text may be set before it is refused."""
NAME_STEPS = (1.0, 0.9, 0.8, 0.7)

KICKER = Style(8.6, 11, Face.BOLD, GREY)
TITLE = Style(20, 24, Face.BOLD, ACCENT, level=1)
SUBTITLE = Style(10.5, 13, Face.PLAIN, INK)
LABEL = Style(6.8, 8.4, Face.PLAIN, GREY)
VALUE = Style(11, 13)
LEAD = Style(8.4, 11.4)
FREE = Style(8.4, 11.4, Face.BOLD)
QUESTION = Style(11.5, 14, Face.BOLD, ACCENT, level=2)
INSTRUCTION = Style(8.2, 10.5, Face.PLAIN, INK)
PURPOSE = Style(9.6, 11.4, Face.BOLD, level=3)
PURPOSE_TEXT = Style(7.8, 9.8, Face.PLAIN, INK)
ANSWER = Style(9.6, 12, Face.BOLD)
NOTE_HEADING = Style(7.8, 10, Face.BOLD, ACCENT, level=2)
NOTE = Style(7.6, 9.7)
SIGN_HEADING = QUESTION
DECLARATION = Style(8.2, 10.5)
FOOT = Style(6.8, 8.4, Face.PLAIN, GREY)
SERIAL = Style(9.2, 11, Face.BOLD)
MARK = Style(100, 100, Face.BOLD, PALE)

BOX_WEIGHT = 1.1
"""Points; dark enough to be found again at 150 dpi."""
ANSWER_ROOM = 14.4
"""Millimetres left of a box for its word."""
MARK_AIR = 2.0
"""Millimetres between a word across the page and what it may not touch."""
CONTROLLER = ("contact", "officer")
FOOT_SHARE = 0.6
"""How far the words at the left of the foot may go."""
LABEL_GAP = 1.2
CONTROLLER_LINES = 2
"""Lines that a contact may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One form to draw: its number, its words, and what is known of the person ("" is a line).

    `other` are the words in the family's language, where these stand beside `words`.
    """

    serial: Serial
    words: SheetWording
    other: SheetWording | None = None
    name: str = ""
    born: date | None = None
    group: str = ""
    guardians: tuple[str, ...] = ()


def draw_forms(
    edition: Edition,
    sheets: Sequence[Sheet],
    file: BinaryIO,
    progress: Callable[[int, int], None] | None = None,
    cover: Callable[[Pen, int], None] | None = None,
) -> int:
    """Write a PDF with these forms one after the other; returns its number of pages.

    `cover` draws a page in front of each, given its place from 0. It takes as many pages as a form,
    so that a form never stands on the back of what is kept.

    All have as many pages as the longest, so that paper printed on both sides holds one form a
    sheet. Raises BadInput: EDITION_TEXT_TOO_LONG or NAME_TOO_LONG with the place, FONT_MISSING,
    LETTERS_NOT_IN_FONT. The bytes depend on edition, sheets and fonts alone.
    """
    languages = {sheet.words.wording.language for sheet in sheets}
    pen = Pen(file, languages.pop() if len(languages) == 1 else edition.language)
    kept: list[tuple[SheetWording, SheetWording | None]] = []
    pages = pages_each(edition, sheets)
    for number, sheet in enumerate(sheets, 1):
        told = (sheet.words, sheet.other)
        own = edition.pages_in(1 if sheet.other is None else 2)
        if told not in kept:
            kept.append(told)
            for page in range(1, own + 1):
                with pen.block(f"words-{len(kept) - 1}-{page}"):
                    _words(pen, edition, sheet, page).draw()
        if cover is not None:
            cover(pen, number - 1)
            for _ in range(pages):
                pen.next_page()
        for page in range(1, pages + 1):
            if page <= own:
                pen.place(f"words-{kept.index(told)}-{page}")
                _draw_own(pen, edition, sheet, page)
            pen.next_page()
        if progress is not None:
            progress(number, len(sheets))
    pen.finish()
    return len(sheets) * pages * (1 if cover is None else 2)


def draw_page(pen: Pen, edition: Edition, sheet: Sheet, page: int) -> None:
    """Draw one page of a form that shares its words with no other; raises as `draw_forms`."""
    _words(pen, edition, sheet, page).draw()
    _draw_own(pen, edition, sheet, page)


def answer_part(edition: Edition, box: AnswerBox) -> Place:
    """Where a box is read: after the words of its purpose."""
    row = next(row.place for row in edition.rows if row.purpose == box.purpose)
    return Place(box.page, box.x, row.y, box.w, row.h)


def field_part(field: FieldBox) -> Place:
    """Where a field is read."""
    return Place(field.page, field.x, field.y, field.w, field.h)


def pages_each(edition: Edition, sheets: Iterable[Sheet]) -> int:
    """How many pages each form has in one PDF with these."""
    return edition.pages_in(2 if any(sheet.other is not None for sheet in sheets) else 1)


def _words(pen: Pen, edition: Edition, sheet: Sheet, page: int) -> "Words":
    if sheet.other is None:
        return Words(pen, edition, sheet.words, page)
    from consentdesk.services.paper_pair import PairWords

    return PairWords(pen, edition, (sheet.words, sheet.other), page)


def payload(edition: str, serial: Serial, page: int, corner: str) -> str:
    """What a code says: program and format, serial, edition, page within the form, corner."""
    return f"CD1:{serial}:{edition}:P{page}:{corner}"


def _draw_own(pen: Pen, edition: Edition, sheet: Sheet, page: int) -> None:
    """What no other sheet has."""
    _draw_codes(pen, edition, sheet.serial, page)
    _draw_person(pen, edition, sheet, page)


def _draw_codes(pen: Pen, edition: Edition, serial: Serial, page: int) -> None:
    size = edition.codes.size
    for corner, (x, y) in edition.codes.corners.items():
        pen.code(x, y, size, payload(edition.name, serial, page, corner))
        # The serial stands towards the middle of the sheet, beyond the clear zone.
        quiet = QUIET * size / SMALLEST_CODE
        baseline = y + size + quiet + SERIAL.line * 0.75 if corner == "A" else y - quiet - 0.8
        # Read once on a page.
        with pen.part(Place(page, x, y, size, size)) if corner == "A" else pen.unread():
            pen.words(x + size / 2, baseline, shown_serial(serial), SERIAL, align=0.5)


def person_cells(area: Place) -> dict[str, Place]:
    """Where the person's own words stand: name, born and group above, guardians below."""
    half, w = area.h / 2, area.w
    cells = {"name": (0.0, 0.56), "born": (0.59, 0.76), "group": (0.79, 1.0)}
    return {
        key: Place(area.page, area.x + w * a, area.y, w * (b - a), half)
        for key, (a, b) in cells.items()
    } | {"guardians": Place(area.page, area.x, area.y + half, w, half)}


def _draw_person(pen: Pen, edition: Edition, sheet: Sheet, page: int) -> None:
    areas = edition.areas
    if sheet.other is not None and edition.pair is not None:
        areas = edition.pair.areas
    if areas["person"].page != page:
        return
    texts = sheet.words.texts
    born = sheet.born
    values = {
        "name": sheet.name,
        "born": _written(texts["date"], born) if born else "",
        "group": sheet.group,
        "guardians": ", ".join(sheet.guardians),
    }
    cells = person_cells(areas["person"])
    for key, value in values.items():
        cell = cells[key]
        for factor in NAME_STEPS:
            style = VALUE.scaled(factor)
            room = 1 if factor > NAME_STEPS[-1] else 2
            lines = pen.wrap(value, style, cell.w)
            if lines is not None and len(lines) <= room:
                # The last line stands on the rule, a second one above it.
                first = cell.bottom - 1.9 - (len(lines) - 1) * style.line * 0.86
                with pen.part(cell):
                    for number, line in enumerate(lines):
                        pen.words(cell.x, first + number * style.line * 0.86, line, style)
                break
        else:
            raise BadInput(Problem.NAME_TOO_LONG, name=value, place=key)


def _written(pattern: str, day: date) -> str:
    return pattern.format(day=f"{day.day:02}", month=f"{day.month:02}", year=day.year)


DATE_GROUPS = (("day", 2), ("month", 2), ("year", 4))
DATE_GAP = 1.5
"""Millimetres between day, month and year."""


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


HEADING_RISE = 2.9
HEADING_GAP = 3.8
"""A purpose's heading: millimetres from its top to its baseline, and on to its text's baseline."""


def _row_height(lines: Sequence[str], style: Style) -> float:
    """What a purpose's heading and text take, from the top of the one to the foot of the other."""
    return HEADING_RISE + HEADING_GAP + (len(lines) - 1) * style.line + 0.25 * style.line


def mark_place(edition: Edition, page: int) -> Place:
    """Where a word may run across a page: clear of all that a pen fills in or a reader looks at.

    Left of the answers and of the upper code, above the fields and the lower code.
    """
    quiet = QUIET * edition.codes.size / SMALLEST_CODE
    upper, lower = (edition.codes.corners[corner] for corner in CORNERS)
    rights = [upper[0] - quiet, *(b.x - ANSWER_ROOM for b in edition.boxes if b.page == page)]
    bottoms = [lower[1] - quiet - SERIAL.line, *(f.y for f in edition.fields if f.page == page)]
    x, y = edition.areas["head"].x, upper[1]
    return Place(page, x, y, min(rights) - MARK_AIR - x, min(bottoms) - MARK_AIR - y)


class Words:
    """Draws one page of everything that is the same on every sheet with this wording."""

    def __init__(self, pen: Pen, edition: Edition, words: SheetWording, page: int) -> None:
        self._pen = pen
        self._edition = edition
        self._words = words
        self._page = page
        self._texts = words.texts
        self._areas = edition.areas

    def draw(self) -> None:
        """Draw it all."""
        if self._words.mark:
            where = mark_place(self._edition, self._page)
            with self._pen.part(where):
                self._pen.across(where.x, where.y, where.w, where.h, self._words.mark, MARK)
        parts = {
            "head": self._head,
            "person": self._person,
            "lead": self._lead,
            "question": self._question,
            "sign": self._sign,
        }
        for name, part in parts.items():
            area = self._areas[name]
            if area.page == self._page:
                with self._pen.part(area):
                    part(area)
        self._rows()
        self._explain()
        self._fields()
        with self._pen.part(replace(self._areas["foot"], page=self._page)):
            self._foot(self._areas["foot"])

    def _explain(self) -> None:
        self._columns([c for c in self._edition.columns if c.place.page == self._page])

    def _too_long(self, place: str) -> BadInput:
        return BadInput(
            Problem.EDITION_TEXT_TOO_LONG,
            edition=self._words.wording.edition,
            language=self._words.wording.language,
            place=place,
        )

    def _one_line(
        self, x: float, y: float, width: float, key: str, style: Style, *, align: float = 0
    ) -> None:
        """A text that must stay on one line."""
        for factor in STEPS:
            if self._pen.width(self._texts[key], style.scaled(factor)) <= width:
                self._pen.words(x, y, self._texts[key], style.scaled(factor), align=align)
                return
        raise self._too_long(key)

    def _head(self, area: Place) -> None:
        self._institution(area.x, area.y + 3.2, area.w)
        self._one_line(area.x, area.y + 13.0, area.w, "head.title", TITLE)
        self._one_line(area.x, area.y + 20.0, area.w, "head.subtitle", SUBTITLE)

    def _institution(self, x: float, y: float, width: float) -> None:
        self._one_line(x, y, width, "controller.name", KICKER)

    def _person(self, area: Place) -> None:
        for key, cell in person_cells(area).items():
            if key == "guardians" and self._words.audience in (Audience.SELF, Audience.STAFF):
                continue
            with self._pen.part(cell):
                self._person_label(cell, f"person.{key}")
            self._pen.rule(cell.x, cell.bottom - 0.6, cell.right)

    def _person_label(self, cell: Place, key: str) -> None:
        self._pen.words(cell.x, cell.y + 3.0, self._texts[key], LABEL)

    def _lead(self, area: Place) -> None:
        for factor in STEPS:
            ask, free = LEAD.scaled(factor), FREE.scaled(factor)
            first = self._pen.wrap(self._texts["lead.ask"], ask, area.w)
            second = self._pen.wrap(self._texts["lead.free"], free, area.w)
            if first is None or second is None:
                continue
            if (len(first) + len(second)) * ask.line + 1.0 <= area.h:
                y = self._pen.lines(area.x, area.y + ask.line * 0.8, first, ask)
                self._pen.lines(area.x, y + 1.0, second, free)
                return
        raise self._too_long("lead")

    def _question(self, area: Place) -> None:
        self._one_line(area.x, area.y + 4.4, area.w, "answers.question", QUESTION)
        self._one_line(area.x, area.y + 9.0, area.w, "answers.instruction", INSTRUCTION)

    def _rows(self) -> None:
        rows = [row for row in self._edition.rows if row.place.page == self._page]
        if not rows:
            return
        style = self._row_style()
        for row in rows:
            place, key = row.place, f"purposes.{row.purpose}"
            self._pen.rule(place.x, place.y, self._right_of_boxes())
            with self._pen.part(place):
                self._row(place, key, style)
        self._pen.rule(rows[-1].place.x, rows[-1].place.bottom, self._right_of_boxes())
        for box in self._edition.boxes:
            if box.page == self._page:
                with self._pen.part(answer_part(self._edition, box)):
                    self._box(box)

    def _row(self, place: Place, key: str, style: Style) -> None:
        lines = self._pen.wrap(self._texts[f"{key}.text"], style, place.w) or []
        top = place.y + (place.h - _row_height(lines, style)) / 2
        self._one_line(place.x, top + HEADING_RISE, place.w, f"{key}.heading", PURPOSE)
        self._pen.lines(place.x, top + HEADING_RISE + HEADING_GAP, lines, style)

    def _right_of_boxes(self) -> float:
        return self._areas["question"].right

    def _row_style(self) -> Style:
        """The one size at which the texts of all purposes take two lines or fewer."""
        for factor in STEPS:
            style = PURPOSE_TEXT.scaled(factor)
            if not any(self._rows_too_long(style)):
                return style
        raise self._too_long(next(self._rows_too_long(PURPOSE_TEXT.scaled(STEPS[-1]))))

    def _rows_too_long(self, style: Style) -> Iterator[str]:
        for row in self._edition.rows:
            key = f"purposes.{row.purpose}.text"
            lines = self._pen.wrap(self._texts[key], style, row.place.w)
            if lines is None or _row_height(lines, style) > row.place.h:
                yield key

    def _box(self, box: AnswerBox) -> None:
        self._answer(box, f"answers.{box.answer}")
        self._pen.frame(box.x, box.y, box.w, box.h, weight=BOX_WEIGHT)

    def _answer(self, box: AnswerBox, key: str) -> None:
        middle = box.y + box.h / 2 + ANSWER.size * 0.36 * 25.4 / 72
        self._one_line(box.x - 2.4, middle, ANSWER_ROOM - 2.4, key, ANSWER, align=1)

    def _columns(self, columns: Sequence[Column]) -> None:
        for factor in STEPS:
            heights = [self._column(column, factor, draw=False) for column in columns]
            if all(h <= c.place.h for h, c in zip(heights, columns, strict=True)):
                for column in columns:
                    with self._pen.part(column.place):
                        self._column(column, factor, draw=True)
                return
        floor = STEPS[-1]
        for number, column in enumerate(columns, 1):
            if self._column(column, floor, draw=False) > column.place.h:
                if "controller" in column.notes:
                    self._refuse_contact(column.place, NOTE.scaled(floor))
                raise self._too_long(f"columns.{number} ({', '.join(column.notes)})")

    def _column(self, column: Column, factor: float, *, draw: bool) -> float:
        """Set a column; returns the height it takes, in millimetres."""
        heading, note = NOTE_HEADING.scaled(factor), NOTE.scaled(factor)
        y = column.place.y
        for number, name in enumerate(column.notes):
            y += 1.7 if number else 0
            for key, style in ((f"{name}.heading", heading), (f"{name}.text", note)):
                lines = self._pen.wrap(self._texts[f"notes.{key}"], style, column.place.w)
                if lines is None:
                    return float("inf")
                if draw:
                    self._pen.lines(column.place.x, y + style.line * 0.8, lines, style)
                y += len(lines) * style.line
            if name == "controller":
                for part in CONTROLLER:
                    lines = self._controller_lines(column.place, part, note)
                    if lines is None:
                        return float("inf")
                    if draw:
                        self._controller(column.place, y, part, lines, note)
                    y += note.line * (1.5 + len(lines[1:]))
        return y - column.place.y

    def _controller_lines(self, place: Place, part: str, style: Style) -> list[str] | None:
        """A fact about the controller: beside its label, or begun there and gone on below.

        None where it takes more room than there is.
        """
        label, known = self._label(part), self._texts[f"controller.{part}"]
        if self._pen.width(label, style) + LABEL_GAP + self._pen.width(known, style) <= place.w:
            return [known]
        lines = self._pen.wrap(f"{label} {known}", style, place.w)
        if lines is None or len(lines) > CONTROLLER_LINES:
            return None
        return [lines[0].removeprefix(label).strip(), *lines[1:]]

    def _controller(
        self, place: Place, y: float, part: str, lines: Sequence[str], style: Style
    ) -> None:
        """The label and the fact, or a rule to write it on."""
        base = y + style.line * 1.25
        self._pen.words(place.x, base, self._label(part), style)
        x = place.x + self._pen.width(self._label(part), style)
        if not any(lines):
            self._pen.rule(x + LABEL_GAP, base + 0.5, place.right)
            return
        # A space is narrower than the gap, and so what was wrapped by spaces fits.
        gap = LABEL_GAP if len(lines) == 1 else self._pen.width(" ", style)
        self._pen.words(x + gap, base, lines[0], style)
        self._pen.lines(place.x, base + style.line, lines[1:], style)

    def _label(self, part: str) -> str:
        return f"{self._texts[f'notes.controller.{part}']}:"

    def _refuse_contact(self, place: Place, style: Style) -> None:
        """Say which fact about the controller leaves no room for the edition's own words."""
        for part in CONTROLLER:
            lines = self._controller_lines(place, part, style)
            if lines is None or len(lines) > 1:
                raise BadInput(
                    Problem.NAME_TOO_LONG, name=self._texts[f"controller.{part}"], place=part
                )

    def _sign(self, area: Place) -> None:
        self._one_line(area.x, area.y + 4.4, area.w, "sign.heading", SIGN_HEADING)
        self._one_line(area.x, area.y + 9.0, area.w, "sign.declaration", DECLARATION)

    def _fields(self) -> None:
        for field in self._edition.fields:
            if field.page != self._page:
                continue
            with self._pen.part(field_part(field)):
                self._field(field)

    def _field(self, field: FieldBox) -> None:
        if field.name == "signed_on":
            self._date_squares(field_part(field))
            return
        self._pen.rule(field.x, field.y + field.h, field.x + field.w, weight=0.8, colour=INK)
        self._label_at(field.x, field.y + field.h + 3.2, field.w, f"sign.{field.name}")

    def _date_squares(self, place: Place) -> None:
        """Eight squares, and below them what goes into each group."""
        self._label_at(place.x, place.y - 1.2, place.w, "sign.signed_on")
        squares = list(date_squares(place.x, place.y, place.w, place.h))
        for x, y, w, h in squares:
            self._pen.frame(x, y, w, h, weight=0.6, colour=LINE)
        first = 0
        for key, count in DATE_GROUPS:
            x, _, side, _ = squares[first]
            middle, width = x + count * side / 2, count * side
            self._label_at(middle, place.bottom + 2.7, width, f"sign.{key}", align=0.5)
            first += count

    def _label_at(self, x: float, y: float, width: float, key: str, align: float = 0) -> None:
        """What a pen writes in a field, told in small."""
        self._one_line(x, y, width, key, LABEL, align=align)

    def _foot(self, area: Place) -> None:
        line = self._foot_line(self._words.name, self._edition.pages_in(1))
        if self._words.draft:
            line = f"{line} · {self._words.draft}"
        self._pen.words(area.right, area.bottom - 1.2, line, FOOT, align=1)
        if area.page == self._page:
            self._one_line(area.x, area.bottom - 1.2, area.w * FOOT_SHARE, "foot.return", FOOT)

    def _foot_line(self, languages: str, pages: int) -> str:
        """Edition, languages and number of the page."""
        line = self._texts["foot.line"].replace("{languages}", languages)
        return line.replace("{pages}", str(pages)).replace("{page}", str(self._page))
