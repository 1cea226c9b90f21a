"""Drawn places for sample pictures: a playground, a wood in autumn, a beach, a classroom."""

import math
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFilter

from consentdesk.services.pictures.dice import Dice

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Canvas:
    """A picture to draw on in fractions of its height, the origin at the top left."""

    def __init__(self, width: int, height: int) -> None:
        self.image = Image.new("RGB", (width, height))
        self.brush = ImageDraw.Draw(self.image, "RGBA")
        self.unit = height
        self.ratio = width / height

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[float, ...]:
        """That box in pixels."""
        u = self.unit
        return (left * u, top * u, right * u, bottom * u)

    def disc(
        self, x: float, y: float, across: float, down: float, fill: Colour, alpha: int = 255
    ) -> None:
        """An ellipse around a point, with half its width and height."""
        if across <= 0 or down <= 0:
            return
        left, top, right, bottom = self.box(x - across, y - down, x + across, y + down)
        self.brush.ellipse((left, top, right, bottom), fill=(*fill, alpha))

    def block(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        fill: Colour,
        round_by: float = 0.0,
    ) -> None:
        """A box, its corners rounded by that much."""
        a, b, c, d = self.box(left, top, right, bottom)
        self.brush.rounded_rectangle((a, b, c, d), radius=round_by * self.unit, fill=fill)

    def shape(self, points: list[Point], fill: Colour, alpha: int = 255) -> None:
        """A polygon."""
        self.brush.polygon([(x * self.unit, y * self.unit) for x, y in points], fill=(*fill, alpha))

    def stroke(self, points: list[Point], thick: float, fill: Colour) -> None:
        """A line with round ends and joints."""
        for (x, y), (to_x, to_y) in pairwise(points):
            self.brush.line(
                (x * self.unit, y * self.unit, to_x * self.unit, to_y * self.unit),
                fill=fill,
                width=max(1, round(thick * self.unit)),
            )
        for x, y in points:
            self.disc(x, y, thick / 2, thick / 2, fill)

    def fade(self, top: float, bottom: float, above: Colour, below: Colour) -> None:
        """A band that goes over from one colour to another."""
        first, last = int(top * self.unit), max(int(top * self.unit) + 1, int(bottom * self.unit))
        for y in range(first, last):
            part = (y - first) / (last - first)
            colour = tuple(round(a + (b - a) * part) for a, b in zip(above, below, strict=True))
            self.brush.line((0, y, self.image.width, y), fill=colour)

    def soften(self, by: float) -> None:
        """Blur everything drawn so far, as a lens does with what lies far away."""
        # What is blurred that much has no detail to lose, and a quarter of the pixels takes a
        # quarter of the time.
        small = self.image.reduce(2).filter(ImageFilter.GaussianBlur(by * self.unit / 2))
        self.image.paste(small.resize(self.image.size, Image.Resampling.BILINEAR))


def draw_place(canvas: Canvas, dice: Dice, place: int) -> float:
    """Draw one of the places; returns how far down people's feet stand."""
    return (_playground, _wood, _beach, _classroom)[place % 4](canvas, dice)


def _sky(canvas: Canvas, above: Colour, below: Colour, horizon: float, dice: Dice) -> None:
    canvas.fade(0, horizon, above, below)
    for _ in range(dice.whole(2, 4)):
        x, y = dice.number(0, canvas.ratio), dice.number(0.05, 0.22)
        for _ in range(6):
            size = dice.number(0.02, 0.06)
            canvas.disc(
                x + dice.number(-0.1, 0.1),
                y + dice.number(-0.02, 0.02),
                size * 1.6,
                size,
                (255, 255, 255),
                190,
            )


def _hill(canvas: Canvas, level: float, height: float, fill: Colour, dice: Dice) -> None:
    shift = dice.number(0, 6)
    points = [
        (x / 40 * canvas.ratio, level - height * (0.5 + 0.5 * math.sin(shift + x / 40 * 5)))
        for x in range(41)
    ]
    canvas.shape([*points, (canvas.ratio, 1), (0, 1)], fill)


def _tree(canvas: Canvas, x: float, foot: float, size: float, fill: Colour, dice: Dice) -> None:
    canvas.stroke([(x, foot), (x, foot - size * 0.5)], size * 0.09, (112, 84, 62))
    dark = tuple(int(c * 0.85) for c in fill)
    for i in range(9):
        shade = fill if i % 3 else (dark[0], dark[1], dark[2])
        canvas.disc(
            x + dice.number(-0.22, 0.22) * size,
            foot - size * dice.number(0.55, 0.95),
            size * 0.2,
            size * 0.18,
            shade,
        )


def _speckle(canvas: Canvas, top: float, fill: Colour, number: int, dice: Dice) -> None:
    """Tufts, leaves or pebbles that grow towards the viewer."""
    for _ in range(number):
        y = dice.number(top, 1)
        near = (y - top) / (1 - top)
        canvas.disc(
            dice.number(0, canvas.ratio), y, 0.003 + 0.006 * near, 0.002 + 0.003 * near, fill, 120
        )


def _playground(canvas: Canvas, dice: Dice) -> float:
    _sky(canvas, (120, 180, 228), (214, 236, 246), 0.6, dice)
    canvas.disc(canvas.ratio * 0.85, 0.14, 0.07, 0.07, (255, 244, 190), 230)
    _hill(canvas, 0.58, 0.08, (150, 190, 140), dice)
    for _ in range(5):
        _tree(
            canvas, dice.number(0, canvas.ratio), 0.6, dice.number(0.26, 0.4), (92, 150, 84), dice
        )
    canvas.fade(0.58, 1, (134, 190, 96), (96, 158, 72))
    _slide(canvas, canvas.ratio * dice.number(0.12, 0.3))
    _swing(canvas, canvas.ratio * dice.number(0.66, 0.8))
    _speckle(canvas, 0.62, (74, 130, 56), 160, dice)
    canvas.soften(0.0035)
    return 0.93


def _slide(canvas: Canvas, x: float) -> None:
    canvas.stroke([(x, 0.72), (x, 0.4)], 0.012, (206, 66, 58))
    canvas.stroke([(x + 0.07, 0.72), (x + 0.07, 0.4)], 0.012, (206, 66, 58))
    for step in range(5):
        y = 0.44 + step * 0.06
        canvas.stroke([(x, y), (x + 0.07, y)], 0.008, (226, 120, 60))
    canvas.shape(
        [(x + 0.07, 0.42), (x + 0.1, 0.42), (x + 0.34, 0.72), (x + 0.3, 0.72)], (250, 202, 72)
    )


def _swing(canvas: Canvas, x: float) -> None:
    wood = (150, 104, 66)
    for side in (-0.2, 0.2):
        canvas.stroke(
            [(x + side * 1.25, 0.73), (x + side, 0.3), (x + side * 0.8, 0.73)], 0.014, wood
        )
    canvas.stroke([(x - 0.2, 0.3), (x + 0.2, 0.3)], 0.014, wood)
    for seat in (-0.08, 0.08):
        for rope in (-0.025, 0.025):
            canvas.stroke([(x + seat + rope, 0.3), (x + seat + rope, 0.6)], 0.004, (90, 90, 90))
        canvas.block(x + seat - 0.035, 0.595, x + seat + 0.035, 0.61, (60, 110, 170))


def _wood(canvas: Canvas, dice: Dice) -> float:
    canvas.fade(0, 0.6, (232, 226, 204), (246, 236, 210))
    for depth in range(3):
        for _ in range(7):
            x, pale = dice.number(0, canvas.ratio), 40 * (2 - depth)
            thick = 0.012 + 0.014 * depth
            canvas.stroke([(x, -0.05), (x, 0.64)], thick, (112 + pale, 88 + pale, 68 + pale))
        for _ in range(26):
            colour = dice.one([(226, 160, 60), (204, 108, 52), (238, 196, 90), (170, 150, 70)])
            canvas.disc(
                dice.number(0, canvas.ratio),
                dice.number(-0.05, 0.3 + 0.06 * depth),
                dice.number(0.04, 0.1),
                dice.number(0.03, 0.07),
                colour,
                150,
            )
    canvas.fade(0.6, 1, (196, 148, 88), (150, 104, 60))
    for colour in ((226, 160, 60), (188, 84, 44), (240, 206, 120)):
        _speckle(canvas, 0.6, colour, 260, dice)
    canvas.soften(0.004)
    return 0.94


def _beach(canvas: Canvas, dice: Dice) -> float:
    _sky(canvas, (96, 168, 222), (220, 240, 246), 0.42, dice)
    canvas.fade(0.42, 0.62, (70, 140, 178), (140, 200, 208))
    for _ in range(40):
        x, y = dice.number(0, canvas.ratio), dice.number(0.43, 0.62)
        canvas.disc(x, y, 0.03, 0.0018, (255, 255, 255), 110)
    x = canvas.ratio * dice.number(0.6, 0.9)
    canvas.shape([(x, 0.2), (x, 0.4), (x + 0.11, 0.4)], (250, 250, 250))
    canvas.shape([(x - 0.01, 0.24), (x - 0.01, 0.4), (x - 0.07, 0.4)], (214, 70, 62))
    canvas.shape(
        [(x - 0.1, 0.41), (x + 0.13, 0.41), (x + 0.09, 0.445), (x - 0.06, 0.445)], (74, 82, 110)
    )
    canvas.fade(0.62, 1, (240, 222, 178), (222, 194, 142))
    _speckle(canvas, 0.64, (186, 158, 112), 260, dice)
    castle = canvas.ratio * dice.number(0.1, 0.35)
    for tower in (-0.06, 0, 0.06):
        canvas.block(castle + tower - 0.022, 0.7, castle + tower + 0.022, 0.79, (208, 176, 122))
    canvas.soften(0.003)
    return 0.94


def _classroom(canvas: Canvas, dice: Dice) -> float:
    canvas.fade(0, 0.68, (240, 232, 214), (228, 218, 198))
    canvas.fade(0.68, 1, (196, 158, 118), (168, 128, 90))
    window = canvas.ratio * dice.number(0.62, 0.72)
    canvas.block(window, 0.08, window + 0.36, 0.44, (250, 250, 248), 0.01)
    canvas.block(window + 0.015, 0.095, window + 0.345, 0.425, (176, 214, 236), 0.006)
    canvas.stroke([(window + 0.18, 0.09), (window + 0.18, 0.43)], 0.012, (250, 250, 248))
    board = canvas.ratio * 0.08
    canvas.block(board, 0.1, board + 0.52, 0.42, (156, 116, 78), 0.01)
    canvas.block(board + 0.015, 0.115, board + 0.505, 0.405, (58, 98, 82), 0.006)
    canvas.stroke([(board + 0.06, 0.2), (board + 0.2, 0.2)], 0.006, (232, 240, 232))
    canvas.stroke([(board + 0.06, 0.25), (board + 0.3, 0.25)], 0.006, (232, 240, 232))
    for i in range(5):
        x = board + 0.58 + (i % 3) * 0.0
        colour = dice.one([(236, 120, 96), (250, 206, 90), (110, 170, 210), (140, 190, 120)])
        canvas.block(x, 0.06 + i * 0.08, x + 0.06, 0.12 + i * 0.08, colour, 0.004)
    for i in range(9):
        x = i / 8 * canvas.ratio
        colour = ((206, 52, 56), (250, 250, 250))[i % 2]
        canvas.shape([(x - 0.03, 0.0), (x + 0.03, 0.0), (x, 0.065)], colour)
    for x in (0.15, 0.75):
        left = canvas.ratio * x - 0.1
        canvas.block(left, 0.6, left + 0.32, 0.63, (222, 190, 140), 0.008)
        canvas.stroke([(left + 0.02, 0.62), (left + 0.02, 0.78)], 0.012, (150, 150, 155))
        canvas.stroke([(left + 0.3, 0.62), (left + 0.3, 0.78)], 0.012, (150, 150, 155))
    canvas.soften(0.003)
    return 0.95
