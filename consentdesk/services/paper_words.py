"""Sets the words of a permission form: which stand where, at what size.

A text that does not fit its place is set a little smaller, down to a floor, and then refused with
the place; boxes never move. Two languages on one sheet are `paper_pair`'s.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from consentdesk.services.paper_misfit import (
    Misfit,
    contact_too_long,
    lines_over,
    refuse,
    too_long,
)
from consentdesk.services.paper_pen import (
    ACCENT,
    GREY,
    INK,
    LINE,
    MISFIT,
    PALE,
    Face,
    Pen,
    Style,
)
from consentdesk.services.paper_places import (
    ANSWER_ROOM,
    DATE_GROUPS,
    answer_part,
    date_squares,
    field_part,
    person_cells,
)

STEPS = (1.0, 0.97, 0.94, 0.91)
"""How much smaller a text may be set before it is refused."""

KICKER = Style(8.6, 11, Face.BOLD, GREY)
TITLE = Style(20, 24, Face.BOLD, ACCENT, level=1)
SUBTITLE = Style(10.5, 13, Face.PLAIN, INK)
LABEL = Style(6.8, 8.4, Face.PLAIN, GREY)
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
MARK_AIR = 2.0
"""Millimetres between a word across the page and what it may not touch."""
CONTROLLER = ("contact", "officer")
FOOT_SHARE = 0.6
"""How far the words at the left of the foot may go."""
LABEL_GAP = 1.2
LEAD_GAP = 1.0
CONTROLLER_LINES = 2
"""Lines that a contact may take."""
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

    purpose_text = PURPOSE_TEXT

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

    def _narrowed(
        self, words: SheetWording, key: str, text: str, style: Style, width: float
    ) -> Style:
        """The style in which a text stays on one line of that width; `key` is its name."""
        for factor in STEPS:
            narrow = style.scaled(factor)
            over = self._pen.width(text, narrow) - width
            if over <= 0:
                return narrow
        return refuse(self._pen, too_long(words, key, (key,), millimetres=over), narrow)

    def _one_line(
        self, x: float, y: float, width: float, key: str, style: Style, *, align: float = 0
    ) -> None:
        """A text that must stay on one line."""
        text = self._texts[key]
        narrow = self._narrowed(self._words, key, text, style, width)
        self._pen.words(x, y, text, narrow, align=align)

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
        self._one_line(cell.x, cell.y + 3.0, cell.w, key, LABEL)

    def _lead(self, area: Place) -> None:
        keys = ("lead.ask", "lead.free")
        for factor in STEPS:
            styles = [style.scaled(factor) for style in (LEAD, FREE)]
            told = [(self._texts[k], s) for k, s in zip(keys, styles, strict=True)]
            blocks = [self._pen.wrapped(text, style, area.w) for text, style in told]
            height = sum(map(len, blocks)) * styles[0].line + LEAD_GAP
            reach = max(map(self._pen.longest, blocks, styles))
            if height <= area.h and reach <= area.w:
                break
        else:
            misfit = too_long(
                self._words,
                "lead",
                keys,
                lines=lines_over(height, area.h, styles[0]),
                millimetres=max(0.0, reach - area.w),
            )
            styles = [refuse(self._pen, misfit, styles[0]), replace(styles[1], colour=MISFIT)]
        y = area.y + styles[0].line * 0.8
        for lines, style in zip(blocks, styles, strict=True):
            y = self._pen.lines(area.x, y, lines, style) + LEAD_GAP

    def _question(self, area: Place) -> None:
        self._one_line(area.x, area.y + 4.4, area.w, "answers.question", QUESTION)
        self._one_line(area.x, area.y + 9.0, area.w, "answers.instruction", INSTRUCTION)

    def _rows(self) -> None:
        rows = [row for row in self._edition.rows if row.place.page == self._page]
        if not rows:
            return
        style, misfits = self._row_style()
        for row in rows:
            place, key = row.place, f"purposes.{row.purpose}"
            self._pen.rule(place.x, place.y, self._right_of_boxes())
            fits = f"{key}.text" not in misfits
            with self._pen.part(place):
                self._row(place, key, style if fits else replace(style, colour=MISFIT))
        self._pen.rule(rows[-1].place.x, rows[-1].place.bottom, self._right_of_boxes())
        for box in self._edition.boxes:
            if box.page == self._page:
                with self._pen.part(answer_part(self._edition, box)):
                    self._box(box)

    def _row(self, place: Place, key: str, style: Style) -> None:
        lines = self._pen.wrapped(self._texts[f"{key}.text"], style, place.w)
        top = place.y + (place.h - _row_height(lines, style)) / 2
        self._one_line(place.x, top + HEADING_RISE, place.w, f"{key}.heading", PURPOSE)
        self._pen.lines(place.x, top + HEADING_RISE + HEADING_GAP, lines, style)

    def _right_of_boxes(self) -> float:
        return self._areas["question"].right

    def _row_style(self) -> tuple[Style, frozenset[str]]:
        """The one size at which all purposes' texts fit, and the names of those that don't."""
        for factor in STEPS:
            style = self.purpose_text.scaled(factor)
            misfits = list(self._rows_too_long(style))
            if not misfits:
                return style, frozenset()
        for misfit in misfits:
            refuse(self._pen, misfit, style)
        return style, frozenset(one.place for one in misfits)

    def _rows_too_long(self, style: Style) -> Iterator[Misfit]:
        for row in self._edition.rows:
            key = f"purposes.{row.purpose}.text"
            lines = self._pen.wrapped(self._texts[key], style, row.place.w)
            over = lines_over(_row_height(lines, style), row.place.h, style)
            wide = self._pen.longest(lines, style) - row.place.w
            if over > 0 or wide > 0:
                yield too_long(self._words, key, (key,), lines=over, millimetres=wide)

    def _box(self, box: AnswerBox) -> None:
        self._answer(box, f"answers.{box.answer}")
        self._pen.frame(box.x, box.y, box.w, box.h, weight=BOX_WEIGHT)

    def _answer(self, box: AnswerBox, key: str) -> None:
        middle = box.y + box.h / 2 + ANSWER.size * 0.36 * 25.4 / 72
        self._one_line(box.x - 2.4, middle, ANSWER_ROOM - 2.4, key, ANSWER, align=1)

    def _columns(self, columns: Sequence[Column]) -> None:
        for factor in STEPS:
            heights = [self._column(column, factor, draw=False) for column in columns]
            fit = [h <= c.place.h for h, c in zip(heights, columns, strict=True)]
            if all(fit):
                break
        for number, column in enumerate(columns):
            if not fit[number]:
                self._refuse_column(number, column, heights[number], NOTE.scaled(factor))
            with self._pen.part(column.place):
                self._column(column, factor, draw=True, misfit=not fit[number])

    def _refuse_column(self, number: int, column: Column, height: float, style: Style) -> None:
        if "controller" in column.notes:
            self._refuse_contact(column.place, style)
        keys = [f"notes.{name}.{part}" for name in column.notes for part in ("heading", "text")]
        place = f"columns.{number + 1} ({', '.join(column.notes)})"
        over = lines_over(height, column.place.h, style)
        refuse(self._pen, too_long(self._words, place, keys, lines=over), style)

    def _column(self, column: Column, factor: float, *, draw: bool, misfit: bool = False) -> float:
        """Set a column; returns the height it takes, in millimetres.

        Infinite where a word or a fact takes more room than there is.
        """
        heading, note = NOTE_HEADING.scaled(factor), NOTE.scaled(factor)
        if misfit:
            heading, note = (replace(style, colour=MISFIT) for style in (heading, note))
        place, y, fits = column.place, column.place.y, True
        for number, name in enumerate(column.notes):
            y += 1.7 if number else 0
            for key, style in ((f"{name}.heading", heading), (f"{name}.text", note)):
                lines = self._pen.wrapped(self._texts[f"notes.{key}"], style, place.w)
                fits = fits and self._pen.longest(lines, style) <= place.w
                if draw:
                    self._pen.lines(place.x, y + style.line * 0.8, lines, style)
                y += len(lines) * style.line
            for part in CONTROLLER if name == "controller" else ():
                lines = self._controller_lines(place, part, note)
                fits = fits and self._holds(place, part, lines, note)
                if draw:
                    self._controller(place, y, part, lines, note)
                y += note.line * (1.5 + len(lines[1:]))
        return y - place.y if fits else float("inf")

    def _controller_lines(self, place: Place, part: str, style: Style) -> list[str]:
        """A fact about the controller: beside its label, or begun there and gone on below."""
        label, known = self._label(part), self._texts[f"controller.{part}"]
        if self._pen.width(label, style) + LABEL_GAP + self._pen.width(known, style) <= place.w:
            return [known]
        lines = self._pen.wrapped(f"{label} {known}", style, place.w)
        return [lines[0].removeprefix(label).strip(), *lines[1:]]

    def _holds(self, place: Place, part: str, lines: Sequence[str], style: Style) -> bool:
        """Whether the label stays on its line, and the fact within the lines there are for it."""
        if len(lines) > CONTROLLER_LINES or self._pen.width(self._label(part), style) > place.w:
            return False
        return self._pen.longest(lines, style) <= place.w

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
            known, label = self._texts[f"controller.{part}"], self._label(part)
            is_fact = known and self._pen.width(label, style) <= place.w
            if is_fact and len(self._controller_lines(place, part, style)) > 1:
                refuse(self._pen, contact_too_long(self._words, part, known), style)

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
        y, room = area.bottom - 1.2, area.w
        if area.page == self._page:
            self._one_line(area.x, y, area.w * FOOT_SHARE, "foot.return", FOOT)
            room -= self._pen.width(self._texts["foot.return"], FOOT) + LABEL_GAP
        line = self._foot_line(self._words.name, self._edition.pages_in(1))
        if self._words.draft:
            line = f"{line} · {self._words.draft}"
        style = self._narrowed(self._words, "foot.line", line, FOOT, room)
        self._pen.words(area.right, y, line, style, align=1)

    def _foot_line(self, languages: str, pages: int) -> str:
        """Edition, languages and number of the page."""
        line = self._texts["foot.line"].replace("{languages}", languages)
        return line.replace("{pages}", str(pages)).replace("{page}", str(self._page))
