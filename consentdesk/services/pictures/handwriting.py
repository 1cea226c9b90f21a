"""What a pen leaves on a printed form, and what a scanner makes of it: for samples only.

Knows nothing of forms: whoever calls says where the crosses, the words and the signature go, in
millimetres from the top left of an A4 sheet.
"""

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from PIL import Image, ImageDraw, ImageFilter, ImageFont
from PIL.Image import Resampling, Transform

from consentdesk.paths import font_file
from consentdesk.services.pictures.dice import Dice

SHEET_WIDTH = 210.0
_PEN = (28, 44, 118)
_FONT = "DejaVuSans.ttf"
_SHARPER = 2
_ROOM = 9.0
"""Millimetres around a place within which its strokes may end."""
_LEAN = 0.22
"""How far handwriting leans, as a fraction of its height."""


class Stroke(StrEnum):
    """What is written in a place."""

    CROSS = "cross"
    TICK = "tick"
    FILLED = "filled"
    SCRIBBLE = "scribble"
    """Over a box that was answered by mistake."""
    WORDS = "words"
    SQUARES = "squares"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing written: where (millimetres) and what; `text` for words and figures in squares.

    `pen` is how thick the line is, in millimetres; words take their font's.
    """

    stroke: Stroke
    x: float
    y: float
    w: float
    h: float
    text: str = ""
    pen: float = 0.7


def scan_of(size: tuple[int, int], rgb: bytes, marks: Iterable[Mark], seed: str) -> bytes:
    """A PNG of the sheet filled in by pen and laid on a scanner not quite straight.

    `rgb` are the sheet's pixels, three bytes each, rows from the top. The same arguments give the
    same bytes.
    """
    sheet = Image.frombytes("RGB", size, rgb)
    dice = Dice(f"pen {seed}")
    for mark in marks:
        ink, place = ink_of(mark, size[0] / SHEET_WIDTH, dice)
        sheet.paste(_PEN, place, ink)
    return _scanned(sheet, dice)


def ink_of(mark: Mark, scale: float, dice: Dice) -> tuple[Image.Image, tuple[int, int]]:
    """How thick the ink of a mark lies, 0 to 255, and where its left upper pixel is on the sheet.

    `scale` is the sheet's, in pixels a millimetre.
    """
    left, top = math.floor((mark.x - _ROOM) * scale), math.floor((mark.y - _ROOM) * scale)
    wide, high = (math.ceil((length + 2 * _ROOM) * scale) for length in (mark.w, mark.h))
    large = Image.new("L", (wide * _SHARPER, high * _SHARPER))
    moved = replace(mark, x=mark.x - left / scale, y=mark.y - top / scale)
    _write(large, moved, scale * _SHARPER, dice)
    return large.resize((wide, high), Resampling.LANCZOS), (left, top)


def _scanned(sheet: Image.Image, dice: Dice) -> bytes:
    """Paper is not white, a lid leaves a shade, and nobody lays a sheet down quite straight."""
    turned = (
        sheet.convert("L")
        .rotate(dice.number(-0.5, 0.5), Resampling.BICUBIC, fillcolor=255)
        .filter(ImageFilter.GaussianBlur(0.4))
    )
    # Few levels of grey keep the file small; a scanner set for text does the same.
    grey = turned.point([min(246, (level // 8) * 8) for level in range(256)])
    written = io.BytesIO()
    # Squeezing out the last percent takes four times as long as all else here.
    grey.save(written, "PNG", compress_level=6)
    return written.getvalue()


def _write(sheet: Image.Image, mark: Mark, scale: float, dice: Dice) -> None:
    brush = ImageDraw.Draw(sheet)
    match mark.stroke:
        case Stroke.CROSS:
            _cross(brush, mark, scale, dice)
        case Stroke.TICK:
            _tick(brush, mark, scale, dice)
        case Stroke.FILLED:
            _zigzag(brush, mark, scale, dice, beyond=-0.08 * mark.w)
        case Stroke.SCRIBBLE:
            _zigzag(brush, mark, scale, dice, beyond=0.35 * mark.w)
        case Stroke.WORDS:
            _words(sheet, mark, scale)
        case Stroke.SQUARES:
            _squares(sheet, mark, scale)
        case Stroke.SIGNATURE:
            _signature(brush, mark, scale, dice)


def _cross(brush: ImageDraw.ImageDraw, mark: Mark, scale: float, dice: Dice) -> None:
    left, top = mark.x + 0.18 * mark.w, mark.y + 0.18 * mark.h
    right, bottom = mark.x + 0.82 * mark.w, mark.y + 0.82 * mark.h

    def near(x: float, y: float) -> tuple[float, float]:
        wobble = 0.09 * mark.w
        return (
            (x + dice.number(-wobble, wobble)) * scale,
            (y + dice.number(-wobble, wobble)) * scale,
        )

    for line in ((near(left, top), near(right, bottom)), (near(right, top), near(left, bottom))):
        brush.line(line, fill=255, width=round(mark.pen * scale))


def _tick(brush: ImageDraw.ImageDraw, mark: Mark, scale: float, dice: Dice) -> None:
    """Down to the foot of the box, and up again beyond its corner."""
    reach = dice.number(0.85, 1.25)
    corners = ((0.14, 0.5), (0.4, 0.84), (reach, 1 - reach))
    points = [
        (
            (mark.x + (x + dice.number(-0.08, 0.08)) * mark.w) * scale,
            (mark.y + (y + dice.number(-0.08, 0.08)) * mark.h) * scale,
        )
        for x, y in corners
    ]
    brush.line(points, fill=255, width=round(mark.pen * scale), joint="curve")


def _zigzag(
    brush: ImageDraw.ImageDraw, mark: Mark, scale: float, dice: Dice, *, beyond: float
) -> None:
    """To and fro, line beside line, from the top of a box to its foot."""
    rows = max(6, round((mark.h + 2 * beyond) / max(0.5, 0.9 * mark.pen)))
    points = []
    for row in range(rows + 1):
        side = mark.x - beyond if row % 2 else mark.x + mark.w + beyond
        height = mark.y - beyond * 0.4 + (mark.h + 0.8 * beyond) * row / rows
        points.append(
            (
                (side + dice.number(-0.4, 0.4)) * scale,
                (height + dice.number(-0.25, 0.25)) * scale,
            )
        )
    brush.line(points, fill=255, width=max(1, round(mark.pen * scale)), joint="curve")


def _words(sheet: Image.Image, mark: Mark, scale: float) -> None:
    high = round(min(mark.h * 0.62, 6.0) * scale)
    font = _font(high)
    wide = round(font.getlength(mark.text)) + high
    strip = Image.new("L", (wide, round(high * 1.5)))
    ImageDraw.Draw(strip).text((high * 0.4, high * 0.1), mark.text, fill=255, font=font)
    leaning = strip.transform(
        strip.size,
        Transform.AFFINE,
        (1, _LEAN, -_LEAN * strip.height / 2, 0, 1, 0),
        Resampling.BICUBIC,
    )
    room = round(mark.w * scale)
    if leaning.width > room:
        leaning = leaning.resize((room, leaning.height), Resampling.LANCZOS)
    place = (round(mark.x * scale), round((mark.y + mark.h) * scale) - leaning.height)
    sheet.paste(255, place, leaning)


def _squares(sheet: Image.Image, mark: Mark, scale: float) -> None:
    """One sign in each of as many equal squares."""
    step = mark.w / max(1, len(mark.text))
    for number, sign in enumerate(mark.text):
        square = Mark(
            stroke=Stroke.WORDS,
            x=mark.x + (number + 0.15) * step,
            y=mark.y,
            w=step,
            h=mark.h * 0.98,
            text=sign,
        )
        _words(sheet, square, scale)


def _signature(brush: ImageDraw.ImageDraw, mark: Mark, scale: float, dice: Dice) -> None:
    """A wave that nobody could read, ending in a flourish."""
    wide, middle = min(mark.w * 0.5, 60.0), mark.y + mark.h * 0.55
    high, waves = mark.h * 0.3, dice.number(5, 8)
    points = []
    for step in range(240):
        part = step / 239
        swing = math.sin(part * waves * 2 * math.pi) * (1 - 0.6 * part)
        swing += 0.4 * math.sin(part * waves * 1.37 * math.pi + dice.number(0, 0.05))
        points.append(
            (
                (mark.x + 4 + wide * part + 1.5 * math.cos(part * waves * 2 * math.pi)) * scale,
                (middle - high * swing * 0.8) * scale,
            )
        )
    end = points[-1]
    points.append((end[0] + 6 * scale, end[1] - 0.25 * mark.h * scale))
    points.append((end[0] - 0.7 * wide * scale, end[1] + 0.2 * mark.h * scale))
    brush.line(points, fill=255, width=round(0.7 * mark.pen * scale), joint="curve")


def _font(high: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    found = font_file(_FONT)
    if found is None:
        return ImageFont.load_default(high)
    return ImageFont.truetype(found, high)
