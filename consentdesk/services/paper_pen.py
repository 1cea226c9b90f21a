"""Draws on A4 sheets in millimetres from the top left: words, rules, boxes and codes.

The only importer of reportlab. Knows fonts, how wide a word is and how a code is made; where
anything stands is left to `paper_layout`. The same strokes always give the same bytes.
"""

import math
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO

from consentdesk import paths
from consentdesk.errors import BadInput, Problem
from consentdesk.services import paper_archive
from consentdesk.services.editions import SHEET_HEIGHT, SHEET_WIDTH, Place
from consentdesk.services.paper_letters import drawn

if TYPE_CHECKING:
    from consentdesk.services.paper_misfit import Misfit

# reportlab carries no types, and loading it costs a fifth of a second that only printing needs, so
# its modules are fetched by name where they are used.

POINT = 25.4 / 72
"""Millimetres in a typographic point."""

ACROSS_HEIGHT = 1.0
"""What a capital with its mark above takes, in parts of the font's size, and a little air."""
CAPITAL = 0.73
"""The height of a capital letter, likewise."""

Colour = tuple[float, float, float]
INK: Colour = (0.07, 0.07, 0.07)
GREY: Colour = (0.36, 0.38, 0.40)
LINE: Colour = (0.55, 0.57, 0.59)
PALE: Colour = (0.86, 0.84, 0.90)
"""Large letters behind the text; a black-and-white printer makes a light grey of it."""
ACCENT: Colour = (0.03, 0.27, 0.34)
"""A deep blue-green; a black-and-white printer makes a dark grey of it."""
MISFIT: Colour = (0.72, 0.11, 0.0)
"""Of words that don't fit; never on paper."""


class Face(StrEnum):
    """The fonts, by the name of their file; both come with fonts-dejavu-core."""

    PLAIN = "DejaVuSans"
    BOLD = "DejaVuSans-Bold"


@dataclass(frozen=True, slots=True)
class Style:
    """How words look: face, size and line height in points, colour.

    `level` is that of a heading, 1 the highest; 0 is of text.
    """

    size: float
    leading: float
    face: Face = Face.PLAIN
    colour: Colour = INK
    level: int = 0

    def scaled(self, factor: float) -> "Style":
        """The same a little smaller."""
        return replace(self, size=self.size * factor, leading=self.leading * factor)

    @property
    def line(self) -> float:
        """Millimetres from one line to the next."""
        return self.leading * POINT


class Pen:
    """Draws one PDF, page after page, into an open file.

    Raises BadInput: FONT_MISSING where the system lacks a font, LETTERS_NOT_IN_FONT for letters
    that would come out as empty boxes. What doesn't fit is refused, unless there are `misfits` to
    be collected: then see `paper_misfit`.
    """

    def __init__(
        self,
        file: BinaryIO,
        language: str,
        misfits: "list[Misfit] | None" = None,
        title: str = "Permission form",
    ) -> None:
        self.misfits = misfits
        self._metrics = import_module("reportlab.pdfbase.pdfmetrics")
        self._letters = {face: _loaded(face) for face in Face}
        canvas = import_module("reportlab.pdfgen.canvas")
        self._file = file
        size = (SHEET_WIDTH / POINT, SHEET_HEIGHT / POINT)
        self._canvas: Any = canvas.Canvas(
            None,
            pagesize=size,
            invariant=1,
            pageCompression=1,
            initialFontName=Face.PLAIN,
            lang=language,
            pdfVersion=paper_archive.VERSION,
        )
        # No word about anybody: a PDF's properties are read by whoever gets the file.
        self._canvas.setTitle(title)
        self._canvas.setAuthor("")
        self._canvas.setSubject("")
        self._canvas.setCreator("ConsentDesk")

    def lacking(self, text: str, face: Face = Face.PLAIN) -> str:
        """The signs of the text that the font has no picture of, each once."""
        return _missing(text, self._letters[face])

    def width(self, text: str, style: Style) -> float:
        """How long the text is on the paper, in millimetres."""
        return float(self._metrics.stringWidth(drawn(text), style.face, style.size)) * POINT

    def longest(self, lines: Iterable[str], style: Style) -> float:
        """How long the longest of these lines is, in millimetres."""
        return max((self.width(line, style) for line in lines), default=0.0)

    def wrap(self, text: str, style: Style, width: float) -> list[str] | None:
        """The text in lines no longer than `width` mm; None if one word alone is longer."""
        lines = self.wrapped(text, style, width)
        return lines if self.longest(lines, style) <= width else None

    def wrapped(self, text: str, style: Style, width: float) -> list[str]:
        """The same, with a word that is longer on a line of its own."""
        lines: list[str] = []
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.width(longer, style) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def words(
        self,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        align: float = 0,
        leftwards: bool | None = None,
    ) -> None:
        """One line with its baseline at y; `align` 0 begins at x, 0.5 centres, 1 ends there.

        `leftwards` as in `paper_letters.drawn`; it moves nothing but the letters within the line.
        """
        missing = self.lacking(text, style.face)
        if missing:
            raise BadInput(Problem.LETTERS_NOT_IN_FONT, letters=missing, text=text)
        if align:
            x -= align * self.width(text, style)
        self._canvas.setFillColorRGB(*style.colour)
        self._canvas.setFont(style.face, style.size)
        self._canvas.drawString(x / POINT, self._up(y), drawn(text, leftwards))

    def lines(self, x: float, y: float, lines: Sequence[str], style: Style) -> float:
        """Lines below each other, the first with its baseline at y; returns the next baseline."""
        for line in lines:
            self.words(x, y, line, style)
            y += style.line
        return y

    def rule(
        self, x: float, y: float, right: float, *, weight: float = 0.5, colour: Colour = LINE
    ) -> None:
        """A horizontal rule, `weight` points thick."""
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(weight)
        self._canvas.line(x / POINT, self._up(y), right / POINT, self._up(y))

    def frame(
        self, x: float, y: float, w: float, h: float, *, weight: float, colour: Colour = INK
    ) -> None:
        """The outline of a rectangle, its middle on the edges given."""
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x / POINT, self._up(y + h), w / POINT, h / POINT, stroke=1, fill=0)

    def area(self, corners: Sequence[tuple[float, float]], colour: Colour) -> None:
        """A filled shape with these corners."""
        with self.unread():
            path = self._canvas.beginPath()
            for number, (x, y) in enumerate(corners):
                (path.lineTo if number else path.moveTo)(x / POINT, self._up(y))
            path.close()
            self._canvas.setFillColorRGB(*colour)
            self._canvas.drawPath(path, stroke=0, fill=1)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """A filled circle around that point."""
        with self.unread():
            self._canvas.setFillColorRGB(*colour)
            self._canvas.circle(x / POINT, self._up(y), radius / POINT, stroke=0, fill=1)

    def stroke(
        self, points: Sequence[tuple[float, float]], *, weight: float, colour: Colour
    ) -> None:
        """A line through these points with round ends, `weight` points thick."""
        with self.unread():
            path = self._canvas.beginPath()
            for number, (x, y) in enumerate(points):
                (path.lineTo if number else path.moveTo)(x / POINT, self._up(y))
            self._canvas.saveState()
            self._canvas.setStrokeColorRGB(*colour)
            self._canvas.setLineWidth(weight)
            self._canvas.setLineCap(1)
            self._canvas.setLineJoin(1)
            self._canvas.drawPath(path, stroke=1, fill=0)
            self._canvas.restoreState()

    def across(self, x: float, y: float, w: float, h: float, word: str, style: Style) -> None:
        """A word rising across a rectangle, as large as fits in it whatever the style's size."""
        one = Style(1 / POINT, 0, style.face)
        long, high = self.width(word, one), ACROSS_HEIGHT
        angle = math.atan2(h, w)
        sine, cosine = math.sin(angle), math.cos(angle)
        size = min(w / (long * cosine + high * sine), h / (long * sine + high * cosine)) / POINT
        self._canvas.saveState()
        self._canvas.setFillColorRGB(*style.colour)
        self._canvas.setFont(style.face, size)
        self._canvas.translate((x + w / 2) / POINT, self._up(y + h / 2))
        self._canvas.rotate(math.degrees(angle))
        self._canvas.drawCentredString(0, -size * CAPITAL / 2, word)
        self._canvas.restoreState()

    def code(self, x: float, y: float, size: float, payload: str) -> None:
        """A QR code, level Q, `size` mm across without its clear zone."""
        rows = modules(payload)
        side = size / len(rows) / POINT
        # Whole numbers in a scaled frame, filled in one go: no seams between modules at any size.
        squares = [
            f"{run.start()} {len(rows) - 1 - number} {run.end() - run.start()} 1 re"
            for number, row in enumerate(rows)
            for run in re.finditer("1+", row)
        ]
        self._canvas.saveState()
        self._canvas.setFillColorRGB(0, 0, 0)
        self._canvas.transform(side, 0, 0, side, x / POINT, self._up(y + size))
        self._canvas.addLiteral(" ".join([*squares, "f"]))
        self._canvas.restoreState()

    @contextmanager
    def block(self, name: str) -> Iterator[None]:
        """What is drawn within is kept under that name and not yet on the page."""
        self._canvas.beginForm(name)
        yield
        self._canvas.endForm()

    def place(self, name: str) -> None:
        """Put a kept block on the page."""
        self._canvas.doForm(name)

    def part(self, place: Place) -> AbstractContextManager[None]:
        """What is drawn within belongs together and is read where `place` stands on the sheet.

        On paper the eye finds that by itself; so here it makes no difference, nor do the next two.
        """
        del place
        return nullcontext()

    def speaking(self, language: str) -> AbstractContextManager[None]:
        """The words within are in that language."""
        del language
        return nullcontext()

    def unread(self) -> AbstractContextManager[None]:
        """What is drawn within is not read aloud."""
        return nullcontext()

    def next_page(self) -> None:
        """End the page."""
        paper_archive.end_page(self._canvas)

    def finish(self) -> None:
        """Write everything into the file."""
        self._file.write(paper_archive.finished(self._canvas))

    @staticmethod
    def _up(y: float) -> float:
        """PDF counts upwards from the bottom of the page."""
        return (SHEET_HEIGHT - y) / POINT


def modules(payload: str) -> list[str]:
    """The QR code of a text as rows of 0 and 1, level Q, in the smallest version that holds it."""
    encoder = import_module("reportlab.graphics.barcode.qrencoder")
    code = encoder.QRCode(None, encoder.QRErrorCorrectLevel.Q)
    code.addData(payload)
    code.version = code.calculate_version()
    masked = []
    for mask in range(8):
        code.makeImpl(False, mask)
        masked.append(["".join("1" if dark else "0" for dark in row) for row in code.modules])
    return min(masked, key=_penalty)


_LONG_RUN = re.compile("0{5,}|1{5,}")
_LIKE_A_FINDER = re.compile("(?=10111010000|00001011101)")


def _penalty(rows: list[str]) -> float:
    """How hard a masked code is to read, by the four rules of ISO/IEC 18004.

    reportlab can count too, but takes seven milliseconds a code, which a thousand forms feel.
    """
    columns = ["".join(column) for column in zip(*rows, strict=True)]
    points = 0.0
    for line in (*rows, *columns):
        points += sum(len(run) - 2 for run in _LONG_RUN.findall(line))
        points += 40 * len(_LIKE_A_FINDER.findall(line))
    numbers = [int(row, 2) for row in rows]
    full = (1 << len(rows)) - 1
    for above, below in pairwise(numbers):
        for both in (above & below, ~above & ~below & full):
            points += 3 * (both & both >> 1).bit_count()
    dark = sum(number.bit_count() for number in numbers) / len(rows) ** 2
    return points + 10 * int(abs(dark - 0.5) * 20)


def unprintable(text: str, faces: Iterable[Face] = (Face.PLAIN,)) -> str:
    """The signs of a text that no form can show, each once; BadInput FONT_MISSING.

    `faces` are those it is written in: the bold one has fewer letters.
    """
    return "".join(dict.fromkeys(c for face in faces for c in _missing(text, _loaded(face))))


def _missing(text: str, letters: Container[int]) -> str:
    return "".join(dict.fromkeys(c for c in drawn(text) if ord(c) not in letters))


def _loaded(face: Face) -> Container[int]:
    """Make a font known to reportlab, once in the program's life; returns its letters."""
    metrics = import_module("reportlab.pdfbase.pdfmetrics")
    if face not in metrics.getRegisteredFontNames():
        path = paths.font_file(f"{face}.ttf")
        if path is None:
            raise BadInput(Problem.FONT_MISSING, font=f"{face}.ttf")
        ttfonts = import_module("reportlab.pdfbase.ttfonts")
        try:
            metrics.registerFont(ttfonts.TTFont(str(face), str(path)))
        except (OSError, ttfonts.TTFError):
            raise BadInput(Problem.FONT_MISSING, font=path) from None
    letters: Mapping[int, int] = metrics.getFont(face).face.charToGlyph
    return letters
