"""Sets a permission form in two languages: the institution's at the left, the family's beside it.

So the clerk can read what she files, and the family what it signs. Boxes, fields and codes stand
where they stand on a sheet in one language. A language written from right to left is set at the
right edge of its column, and its headings at the right edge of the sheet.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from consentdesk.i18n import _, said_in
from consentdesk.services.editions import (
    AnswerBox,
    Edition,
    Notes,
    Pair,
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
from consentdesk.services.paper_pen import ACCENT, INK, MISFIT, Face, Pen, Style
from consentdesk.services.paper_places import ANSWER_ROOM
from consentdesk.services.paper_words import (
    CONTROLLER,
    FOOT,
    FOOT_SHARE,
    LABEL,
    LABEL_GAP,
    STEPS,
    Words,
)

TITLE = Style(14.5, 18, Face.BOLD, ACCENT, level=1)
SUBTITLE = Style(8.6, 11, Face.PLAIN, INK)
LEAD = Style(7.7, 10.1)
FREE = Style(7.7, 10.1, Face.BOLD)
QUESTION = Style(9.2, 11.2, Face.BOLD, ACCENT, level=2)
INSTRUCTION = Style(7.6, 9.8)
PURPOSE = Style(8.6, 10.4, Face.BOLD, level=3)
PURPOSE_TEXT = Style(7.2, 8.9)
ANSWER = Style(9.0, 11, Face.BOLD)
OTHER_ANSWER = Style(8.0, 10)
NOTE_HEADING = Style(7.8, 10, Face.BOLD, ACCENT, level=2)
NOTE = Style(7.6, 9.7)
BACK_TITLE = Style(12.5, 16, Face.BOLD, ACCENT, level=2)
BACK_HEADING = Style(10, 13.6, Face.BOLD, ACCENT, level=3)
BACK_NOTE = Style(9.8, 13.4)
SIGN_HEADING = Style(10.5, 13, Face.BOLD, ACCENT, level=2)
DECLARATION = Style(7.6, 9.7)

BETWEEN = " / "
"""Between the two languages where both stand on one line."""
HEADING_RISE = 2.7
HEADING_GAP = 3.4
"""As in `paper_words`, for the smaller letters here."""
NOTE_AIR = 1.9
BACK_AIR = 4.6
"""Millimetres between one explanation and the next, on the front and on the back."""
FACT_AIR = 0.4
"""Lines above a fact about the controller."""


@dataclass(frozen=True, slots=True)
class _Voice:
    """One of the two languages: its words, and the columns they are set in (left edge, width)."""

    words: SheetWording
    column: tuple[float, float]
    in_row: tuple[float, float]

    @property
    def leftwards(self) -> bool:
        return self.words.leftwards

    def text(self, key: str) -> str:
        return self.words.texts[key]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of an explanation; one with a label is a fact about the controller, "" to be written.

    `is_fact` is of a fact that goes on below its label.
    """

    text: str
    style: Style
    label: str = ""
    is_fact: bool = False


class PairWords(Words):
    """Draws one page of everything that is the same on every sheet with these two wordings."""

    purpose_text = PURPOSE_TEXT

    def __init__(
        self, pen: Pen, edition: Edition, words: tuple[SheetWording, SheetWording], page: int
    ) -> None:
        super().__init__(pen, edition, words[0], page)
        if edition.pair is None:
            raise ValueError(f"edition {edition.name} is made for one language")
        self._pair: Pair = edition.pair
        self._areas = self._pair.areas
        self._voices = (
            _Voice(words[0], self._pair.left, self._pair.row_left),
            _Voice(words[1], self._pair.right, self._pair.row_right),
        )

    # --- lines --------------------------------------------------------------------------------

    def _set(
        self, voice: _Voice, x: float, y: float, width: float, lines: Sequence[str], style: Style
    ) -> float:
        """Lines at the edge where the language begins; returns the baseline of the next."""
        at, align = (x + width, 1) if voice.leftwards else (x, 0)
        for line in lines:
            self._say(voice, at, y, line, style, align=align)
            y += style.line
        return y

    def _say(
        self, voice: _Voice, x: float, y: float, text: str, style: Style, *, align: float = 0
    ) -> None:
        """One line in its language and direction."""
        with self._pen.speaking(voice.words.wording.language):
            self._pen.words(x, y, text, style, align=align, leftwards=voice.leftwards)

    def _single(
        self, voice: _Voice, x: float, y: float, width: float, key: str, style: Style
    ) -> None:
        """A text of one language that must stay on one line."""
        narrow = self._alone(voice, key, style, width)
        self._set(voice, x, y, width, [voice.text(key)], narrow)

    def _alone(self, voice: _Voice, key: str, style: Style, width: float) -> Style:
        return self._narrowed(voice.words, key, voice.text(key), style, width)

    def _both(self, x: float, y: float, width: float, key: str, style: Style) -> None:
        """A text in both languages on one line; said once where both say the same."""
        style = self._together(key, style, width)
        for number, voice in enumerate(self._told(key)):
            if number:
                with self._pen.unread():
                    self._pen.words(x, y, BETWEEN, style)
                x += self._pen.width(BETWEEN, style)
            self._say(voice, x, y, voice.text(key), style)
            x += self._pen.width(voice.text(key), style)

    def _together(self, key: str, style: Style, width: float) -> Style:
        """The style in which both stay on one line; the longer one is refused."""
        for factor in STEPS:
            narrow = style.scaled(factor)
            over = self._width_of_both(key, narrow) - width
            if over <= 0:
                return narrow
        longer = max(self._voices, key=lambda voice: self._pen.width(voice.text(key), style))
        misfit = too_long(longer.words, key, (key,), millimetres=over)
        return refuse(self._pen, misfit, narrow)

    def _told(self, key: str) -> tuple[_Voice, ...]:
        first, second = self._voices
        return (first,) if first.text(key) == second.text(key) else (first, second)

    def _width_of_both(self, key: str, style: Style) -> float:
        told = self._told(key)
        between = self._pen.width(BETWEEN, style) * (len(told) - 1)
        return between + sum(self._pen.width(voice.text(key), style) for voice in told)

    def _fits_both(self, key: str, style: Style, width: float) -> bool:
        return self._width_of_both(key, style.scaled(STEPS[-1])) <= width

    # --- front --------------------------------------------------------------------------------

    def _head(self, area: Place) -> None:
        self._institution(area.x, area.y + 3.2, area.w)
        for voice, y in zip(self._voices, (10.6, 17.0), strict=True):
            self._single(voice, area.x, area.y + y, area.w, "head.title", TITLE)
        self._both(area.x, area.y + 22.2, area.w, "head.subtitle", SUBTITLE)

    def _person_label(self, cell: Place, key: str) -> None:
        """Both beside each other, or below each other where the cell is narrow."""
        if self._fits_both(key, LABEL, cell.w):
            self._both(cell.x, cell.y + 3.0, cell.w, key, LABEL)
            return
        first, second = self._voices
        self._single(first, cell.x, cell.y + 2.0, cell.w, key, LABEL)
        narrow = self._alone(second, key, LABEL, cell.w)
        self._say(second, cell.x, cell.y + 4.7, second.text(key), narrow)

    def _lead(self, area: Place) -> None:
        parts = (("lead.ask", LEAD), ("lead.free", FREE))
        self._beside(area, "lead", parts, gap=1.2)

    def _question(self, area: Place) -> None:
        parts = (("answers.question", QUESTION), ("answers.instruction", INSTRUCTION))
        self._beside(area, "answers.question", parts, gap=0.6, at_foot=True)

    def _beside(
        self,
        area: Place,
        place: str,
        parts: Sequence[tuple[str, Style]],
        *,
        gap: float,
        at_foot: bool = False,
    ) -> None:
        """Paragraphs of both languages beside each other, in one size."""
        for factor in STEPS:
            blocks = [self._block(voice, parts, factor) for voice in self._voices]
            heights = [_height(block, gap) for block in blocks]
            wide = [self._too_wide(v, b) for v, b in zip(self._voices, blocks, strict=True)]
            if max(heights) <= area.h and max(wide) <= 0:
                break
        top = area.bottom - max(heights) if at_foot else area.y
        for voice, block, height, over in zip(self._voices, blocks, heights, wide, strict=True):
            if height > area.h or over > 0:
                style = block[0][1]
                misfit = too_long(
                    voice.words,
                    place,
                    [key for key, _style in parts],
                    lines=lines_over(height, area.h, style),
                    millimetres=over,
                )
                refuse(self._pen, misfit, style)
                block = [(lines, replace(style, colour=MISFIT)) for lines, style in block]
            self._draw_block(voice, top, block, gap)

    def _block(
        self, voice: _Voice, parts: Iterable[tuple[str, Style]], factor: float
    ) -> list[tuple[list[str], Style]]:
        """Paragraphs in lines."""
        _x, width = voice.column
        scaled = [(key, style.scaled(factor)) for key, style in parts]
        return [(self._pen.wrapped(voice.text(key), style, width), style) for key, style in scaled]

    def _too_wide(self, voice: _Voice, block: Iterable[tuple[list[str], Style]]) -> float:
        """Millimetres that a word reaches out of the column; 0 where none does."""
        return max(0.0, max(self._pen.longest(*one) for one in block) - voice.column[1])

    def _draw_block(
        self, voice: _Voice, y: float, block: Iterable[tuple[list[str], Style]], gap: float
    ) -> None:
        x, width = voice.column
        for lines, style in block:
            below = self._set(voice, x, y + style.line * 0.8, width, lines, style)
            y = below - style.line * 0.8 + gap

    def _rows_too_long(self, style: Style) -> Iterator[Misfit]:
        for row in self._edition.rows:
            key = f"purposes.{row.purpose}.text"
            for voice in self._voices:
                width = voice.in_row[1]
                lines = self._pen.wrapped(voice.text(key), style, width)
                over = lines_over(_row_height(lines, style), row.place.h, style)
                wide = self._pen.longest(lines, style) - width
                if over > 0 or wide > 0:
                    yield too_long(voice.words, key, (key,), lines=over, millimetres=wide)

    def _row(self, place: Place, key: str, style: Style) -> None:
        """Heading and text in both languages, the headings on one line."""
        told = [
            (voice, self._pen.wrapped(voice.text(f"{key}.text"), style, voice.in_row[1]))
            for voice in self._voices
        ]
        height = max(_row_height(lines, style) for _voice, lines in told)
        top = place.y + (place.h - height) / 2 + HEADING_RISE
        for voice, lines in told:
            x, width = voice.in_row
            self._single(voice, x, top, width, f"{key}.heading", PURPOSE)
            self._set(voice, x, top + HEADING_GAP, width, lines, style)

    def _answer(self, box: AnswerBox, key: str) -> None:
        """Both words left of the box, one below the other; once where both say the same."""
        if len(self._told(key)) == 1:
            super()._answer(box, key)
            return
        middle = box.y + box.h / 2
        for voice, y, style in zip(
            self._voices, (middle - 0.3, middle + 3.1), (ANSWER, OTHER_ANSWER), strict=True
        ):
            narrow = self._alone(voice, key, style, ANSWER_ROOM - 2.4)
            self._say(voice, box.x - 2.4, y, voice.text(key), narrow, align=1)

    def _sign(self, area: Place) -> None:
        self._both(area.x, area.y + 4.0, area.w, "sign.heading", SIGN_HEADING)
        for voice, y in zip(self._voices, (8.1, 11.6), strict=True):
            self._single(voice, area.x, area.y + y, area.w, "sign.declaration", DECLARATION)

    def _label_at(self, x: float, y: float, width: float, key: str, align: float = 0) -> None:
        narrow = self._together(key, LABEL, width)
        self._both(x - align * self._width_of_both(key, narrow), y, width, key, LABEL)

    # --- explanations, and the back -----------------------------------------------------------

    def draw(self) -> None:
        """Draw it all; the last page has a head of its own."""
        super().draw()
        area = self._areas.get("back")
        if area is not None and area.page == self._page:
            with self._pen.part(area):
                self._institution(area.x, area.y + 3.2, area.w)
                for voice, y in zip(self._voices, (11.0, 18.0), strict=True):
                    self._single(voice, area.x, area.y + y, area.w, "head.subtitle", BACK_TITLE)

    def _explain(self) -> None:
        for number, part in enumerate(self._pair.notes, 1):
            if part.page != self._page:
                continue
            with self._pen.part(Place(part.page, self._pair.left[0], part.y, 0, part.h)):
                self._notes(part, f"pair.notes.{number} ({', '.join(part.notes)})")

    def _notes(self, part: Notes, place: str) -> None:
        """Explanations in both languages, each beginning where the other's does."""
        front = part.page in self._edition.answered_pages
        for factor in STEPS:
            heading = (NOTE_HEADING if front else BACK_HEADING).scaled(factor)
            note = (NOTE if front else BACK_NOTE).scaled(factor)
            air = NOTE_AIR if front else BACK_AIR
            told = [
                [self._note(voice, name, heading, note) for voice in self._voices]
                for name in part.notes
            ]
            heights = [max(_lines_height(lines) for lines in both) for both in told]
            if sum(heights) + air * (len(heights) - 1) <= part.h:
                break
        else:
            told = self._refuse_notes(part, place, told, air, note)
        y = part.y
        for both, height in zip(told, heights, strict=True):
            for voice, lines in zip(self._voices, both, strict=True):
                self._draw_note(voice, y, lines)
            y += height + air

    def _refuse_notes(
        self, part: Notes, place: str, told: list[list[list[_Line]]], air: float, style: Style
    ) -> list[list[list[_Line]]]:
        """Refuse the language that takes the most room; returns its explanations in red."""
        airs = air * (len(told) - 1)
        sums = [sum(_lines_height(both[n]) for both in told) + airs for n in (0, 1)]
        longer = sums.index(max(sums))
        keys = [f"notes.{name}.{half}" for name in part.notes for half in ("heading", "text")]
        # Where each alone would fit, it is what stands beside it that takes the rest.
        over = max(1, lines_over(sums[longer], part.h, style))
        misfit = too_long(self._voices[longer].words, place, keys, lines=over)
        refuse(self._pen, misfit, style)
        for both in told:
            both[longer] = [
                replace(line, style=replace(line.style, colour=MISFIT)) for line in both[longer]
            ]
        return told

    def _note(self, voice: _Voice, name: str, heading: Style, note: Style) -> list[_Line]:
        """One explanation in lines."""
        found = []
        for key, style in ((f"{name}.heading", heading), (f"{name}.text", note)):
            found += self._wrapped(voice, voice.text(f"notes.{key}"), style, f"notes.{key}")
        if name == "controller":
            for part in CONTROLLER:
                found += self._fact(voice, part, note)
        return found

    def _wrapped(self, voice: _Voice, text: str, style: Style, place: str) -> list[_Line]:
        lines = self._pen.wrapped(text, style, voice.column[1])
        over = self._pen.longest(lines, style) - voice.column[1]
        if over > 0:
            misfit = too_long(voice.words, place, (place,), millimetres=over)
            style = refuse(self._pen, misfit, style)
        return [_Line(line, style) for line in lines]

    def _fact(self, voice: _Voice, part: str, style: Style) -> list[_Line]:
        """A fact about the controller beside its label, or below where that is too long."""
        label = f"{voice.text(f'notes.controller.{part}')}:"
        known, width = voice.text(f"controller.{part}"), voice.column[1]
        air = _Line("", style.scaled(FACT_AIR))
        room = width - self._pen.width(label, style) - LABEL_GAP
        if self._pen.width(known, style) <= room:
            return [air, _Line(known, style, label)]
        lines = self._pen.wrapped(known, style, width)
        if self._pen.longest(lines, style) > width:
            style = refuse(self._pen, contact_too_long(voice.words, part, known), style)
        labelled = self._wrapped(voice, label, style, f"notes.controller.{part}")
        return [air, *labelled, *(_Line(line, style, is_fact=True) for line in lines)]

    def _draw_note(self, voice: _Voice, y: float, lines: Iterable[_Line]) -> None:
        x, width = voice.column
        for line in lines:
            base = y + line.style.line * 0.8
            if line.label:
                self._labelled(voice, base, line)
            elif line.is_fact:
                self._fact_at(voice, x, base, width, line)
            else:
                self._set(voice, x, base, width, [line.text], line.style)
            y += line.style.line

    def _labelled(self, voice: _Voice, base: float, line: _Line) -> None:
        """A label, and beside it the fact or a rule to write it on."""
        x, width = voice.column
        taken = self._pen.width(line.label, line.style) + LABEL_GAP
        self._set(voice, x, base, width, [line.label], line.style)
        left = x if voice.leftwards else x + taken
        if line.text:
            self._fact_at(voice, left, base, width - taken, line)
        else:
            self._pen.rule(left, base + 0.5, left + width - taken)

    def _fact_at(self, voice: _Voice, x: float, base: float, width: float, line: _Line) -> None:
        """A number or an address keeps its own direction, whatever stands around it."""
        at, align = (x + width, 1) if voice.leftwards else (x, 0)
        self._pen.words(at, base, line.text, line.style, align=align)

    def _foot(self, area: Place) -> None:
        """Two lines: what to do with the sheet at the left, which one it is at the right."""
        first, second = self._voices
        lower, upper = area.bottom - 1.2, area.bottom - 4.2
        room = area.w
        if area.page == self._page:
            room -= self._return(area, first, upper) + LABEL_GAP
            self._return(area, second, lower)
        names = f"{first.words.name}{BETWEEN}{second.words.name}"
        line = self._foot_line(names, self._edition.pages_in(2))
        style = self._narrowed(first.words, "foot.line", line, FOOT, room)
        self._pen.words(area.right, upper, line, style, align=1)
        self._draft(area.right, lower)

    def _return(self, area: Place, voice: _Voice, y: float) -> float:
        """What to do with the sheet, in one language; returns how far the words reach."""
        text = voice.text("foot.return")
        if "back" in self._areas:
            text = f"{text} {voice.text('foot.over')}"
        style = self._narrowed(voice.words, "foot.return", text, FOOT, area.w * FOOT_SHARE)
        self._say(voice, area.x, y, text, style)
        return self._pen.width(text, style)

    def _draft(self, right: float, y: float) -> None:
        """That a text is a translation the institution has not approved, where that is so."""
        first, second = (voice.words for voice in self._voices)
        if not (first.draft or second.draft):
            return
        if second.draft:
            self._say(self._voices[1], right, y, second.draft, FOOT, align=1)
            right -= self._pen.width(second.draft, FOOT)
        said = draft_word(first.wording.language) + (BETWEEN if second.draft else "")
        self._pen.words(right, y, said, FOOT, align=1)


def draft_word(language: str) -> str:
    """What is printed at the foot of a translation nobody has approved."""
    return said_in(language, lambda: _("Draft translation"))


def _row_height(lines: Sequence[str], style: Style) -> float:
    """What a purpose's heading and text take, from the top of the one to the foot of the other."""
    return HEADING_RISE + HEADING_GAP + (len(lines) - 1) * style.line + 0.25 * style.line


def _height(block: Iterable[tuple[list[str], Style]], gap: float) -> float:
    """What paragraphs take."""
    heights = [len(lines) * style.line for lines, style in block]
    return sum(heights) + gap * (len(heights) - 1)


def _lines_height(lines: Iterable[_Line]) -> float:
    return sum(line.style.line for line in lines)
