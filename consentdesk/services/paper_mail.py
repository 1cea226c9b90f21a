"""Draws what goes out beside the form: a letter in front of it, and the withdrawal slip.

One page each, set with `paper_pen`. The words are finished when they come here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from consentdesk.errors import BadInput, Problem
from consentdesk.services.editions import Edition, Place, SheetWording
from consentdesk.services.letter_wording import LetterWording
from consentdesk.services.paper_layout import HEAD, LOWEST, NAME_STEPS, VALUE
from consentdesk.services.paper_pen import ACCENT, GREY, INK, LINE, PALE, Face, Pen, Style
from consentdesk.services.paper_places import DATE_GROUPS, date_squares, person_cells
from consentdesk.services.paper_words import LABEL

KICKER = Style(8.6, 11, Face.BOLD, GREY)
TITLE = Style(18, 23, Face.BOLD, ACCENT)
SUBTITLE = Style(10.5, 13)
BODY = Style(11, 16.5)
ITEM = Style(11, 16.5, Face.BOLD)
HEADING = Style(11.5, 14, Face.BOLD, ACCENT)
SMALL = Style(9, 12.6)
FREE = Style(9.4, 13, Face.BOLD)
ANSWER = Style(11, 13)
ALL = Style(11, 13, Face.BOLD)
MARK = Style(100, 100, Face.BOLD, PALE)

LEFT, WIDTH = 25.0, 160.0
TOP = 22.0
FOOT = 280.0
"""Millimetres of the sheet that a letter may fill."""
AIR = 3.2
"""Between two paragraphs."""
SMALLER = (1.0, 0.94, 0.88, 0.82)
BOX = 6.0
BOX_WEIGHT = 1.1
ROW = 10.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter of one page; `items` are lines of their own behind the paragraph `before`.

    `mark` is a word across the page: that it is only for practice.
    """

    asker: str
    to: str
    dated: str
    title: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...] = ()
    before: int = 0
    contact: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One withdrawal slip; an empty name, or no birth date, leaves a line to write on."""

    words: SheetWording
    letter: LetterWording
    name: str = ""
    born: date | None = None
    group: str = ""


def draw_letter(pen: Pen, letter: Letter) -> None:
    """Set a letter on the page, a little smaller where it is long.

    Raises BadInput NAME_TOO_LONG where it doesn't fit all the same.
    """
    if letter.mark:
        pen.across(LEFT, TOP, WIDTH, FOOT - TOP, letter.mark, MARK)
    for factor in SMALLER:
        lines = _set(pen, letter, factor)
        if lines is not None:
            for y, text, style in lines:
                pen.words(LEFT, y, text, style)
            return
    raise BadInput(Problem.NAME_TOO_LONG, name=letter.to, place="letter")


def covers(letters: Sequence[Letter]) -> Callable[[Pen, int], None] | None:
    """What draws these letters each in front of its form; None where there are none."""
    if not letters:
        return None
    return lambda pen, number: draw_letter(pen, letters[number])


def _set(pen: Pen, letter: Letter, factor: float) -> list[tuple[float, str, Style]] | None:
    """Every line with its baseline; None where they don't fit the page."""
    body, item = BODY.scaled(factor), ITEM.scaled(factor)
    blocks = [
        (letter.asker, KICKER, 16.0),
        (letter.to, body, 8.0),
        (letter.dated, SMALL, 14.0),
        (letter.title, TITLE.scaled(factor), 5.0),
    ]
    for number, text in enumerate(letter.paragraphs):
        last = number == letter.before and letter.items
        blocks.append((text, body, 1.0 if last else AIR))
        if last:
            blocks += [(one, item, 0.0) for one in letter.items[:-1]]
            blocks.append((letter.items[-1], item, AIR))
    blocks.append((letter.contact, body, 0.0))
    y, placed = TOP, []
    for text, style, gap in blocks:
        lines = pen.wrap(text, style, WIDTH)
        if lines is None:
            return None
        for line in lines:
            y += style.line
            placed.append((y, line, style))
        y += gap if lines else 0.0
    return placed if y <= FOOT else None


def draw_slips(edition: Edition, slips: Sequence[Slip], file: BinaryIO, head: str = "") -> int:
    """Write a PDF with these slips, a page each; returns how many pages.

    `head` says where the journal stood, in small below all else, as on a form.
    Raises BadInput as `draw_letter` does, FONT_MISSING and LETTERS_NOT_IN_FONT.
    """
    languages = {slip.letter.language for slip in slips}
    pen = Pen(file, languages.pop() if len(languages) == 1 else edition.language)
    for slip in slips:
        _SlipPage(pen, edition, slip).draw()
        if head:
            with pen.unread():
                pen.words(LEFT + WIDTH, LOWEST, head, HEAD, align=1)
        pen.next_page()
    pen.finish()
    return len(slips)


class _SlipPage:
    """Draws one slip from the top down."""

    def __init__(self, pen: Pen, edition: Edition, slip: Slip) -> None:
        self._pen = pen
        self._edition = edition
        self._slip = slip
        self._texts = slip.words.texts

    def _say(self, key: str) -> str:
        return self._slip.letter.text(f"slip.{key}")

    def draw(self) -> None:
        """Draw it all."""
        pen = self._pen
        if self._slip.words.mark:
            pen.across(LEFT, TOP, WIDTH, FOOT - TOP, self._slip.words.mark, MARK)
        y = self._lines(TOP, self._texts["controller.name"], KICKER) + 3.5
        y = self._lines(y, self._say("title"), TITLE)
        y = self._lines(y, self._say("subtitle"), SUBTITLE) + 5.0
        y = self._person(y) + 5.0
        y = self._lines(y, self._say("which"), HEADING) + 0.5
        y = self._lines(y, self._say("instruction"), SMALL) + 4.0
        y = self._choices(y) + 4.0
        y = self._lines(y, self._say("heading"), HEADING) + 0.5
        y = self._lines(y, self._say("then"), SMALL) + 3.0
        y = self._lines(y, self._say("easy"), FREE) + 5.0
        y = self._sign(y)
        self._lines(y, self._back(), SMALL)

    def _lines(self, y: float, text: str, style: Style) -> float:
        """A paragraph below y; returns its foot."""
        lines = self._pen.wrap(text, style, WIDTH)
        if lines is None:
            raise BadInput(Problem.NAME_TOO_LONG, name=text, place="slip")
        self._pen.lines(LEFT, y + style.line * 0.8, lines, style)
        return y + len(lines) * style.line

    def _person(self, y: float) -> float:
        """Name, birth day and group: known, or lines to write on."""
        slip = self._slip
        known = {
            "name": slip.name,
            "born": slip.letter.day(slip.born) if slip.born is not None else "",
            "group": slip.group,
        }
        area = Place(1, LEFT, y, WIDTH, 26.0)
        for key, cell in person_cells(area).items():
            if key not in known:
                continue
            self._pen.words(cell.x, cell.y + 3.0, self._texts[f"person.{key}"], LABEL)
            self._pen.rule(cell.x, cell.bottom - 0.6, cell.right)
            for factor in NAME_STEPS:
                style = VALUE.scaled(factor)
                if self._pen.width(known[key], style) <= cell.w:
                    self._pen.words(cell.x, cell.bottom - 1.9, known[key], style)
                    break
            else:
                raise BadInput(Problem.NAME_TOO_LONG, name=known[key], place=key)
        return y + area.h / 2

    def _choices(self, y: float) -> float:
        """A box for everything, and one for each purpose."""
        headings = [self._texts[f"purposes.{p}.heading"] for p in self._edition.purposes]
        for number, text in enumerate((self._say("all"), *headings)):
            style = ANSWER if number else ALL
            self._pen.frame(LEFT, y, BOX, BOX, weight=BOX_WEIGHT)
            self._pen.words(LEFT + BOX + 3.5, y + BOX / 2 + 1.4, text, style)
            y += ROW
        return y

    def _sign(self, y: float) -> float:
        """Who, when, and the signature."""
        texts, pen = self._texts, self._pen
        y = self._lines(y, texts["sign.heading"], HEADING) + 0.5
        signs = self._slip.letter.text("slip.signs", self._slip.words.audience)
        y = self._lines(y, signs, SMALL) + 11.0
        right = LEFT + WIDTH
        pen.rule(LEFT, y, LEFT + 100.0, weight=0.8, colour=INK)
        pen.words(LEFT, y + 3.2, texts["sign.signer"], LABEL)
        x, w = right - 47.0, 47.0
        pen.words(x, y - 9.2, texts["sign.signed_on"], LABEL)
        squares = list(date_squares(x, y - 8.0, w, 8.0))
        for square in squares:
            pen.frame(*square, weight=0.6, colour=LINE)
        first = 0
        for key, count in DATE_GROUPS:
            middle = squares[first][0] + count * squares[first][2] / 2
            pen.words(middle, y + 2.7, texts[f"sign.{key}"], LABEL, align=0.5)
            first += count
        y += 18.0
        pen.rule(LEFT, y, right, weight=0.8, colour=INK)
        pen.words(LEFT, y + 3.2, texts["sign.signature"], LABEL)
        return y + 8.0

    def _back(self) -> str:
        contact = self._texts["controller.contact"]
        said = self._say("back")
        return f"{said} {self._slip.letter.text('contact', contact=contact)}" if contact else said
