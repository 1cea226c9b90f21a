"""Returned sheets with known truth: printed, filled in by many pens, and scanned badly.

The sheet is really printed (`paper_layout`) and rastered; `handwriting` draws what pens leave. What
scanners, copiers and phones add is drawn here. The same seed gives the same picture.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter
from PIL.Image import Resampling, Transform

from consentdesk.domain.acts import Serial
from consentdesk.domain.languages import JOINED
from consentdesk.domain.serials import ALPHABET, parse_serial
from consentdesk.domain.sheets import Answer
from consentdesk.services.editions import AnswerBox, Edition
from consentdesk.services.paper_preview import preview_pages
from consentdesk.services.pictures.dice import Dice
from consentdesk.services.pictures.handwriting import Mark, Stroke, ink_of
from tests.services.paper.pages import a_sheet, drawn

Grey = NDArray[np.uint8]


class Way(StrEnum):
    """How a sheet came back."""

    FLAT = "flat"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Pen:
    """A pen: its colour, how thick its line is (millimetres), how well it covers (0 to 1)."""

    name: str
    colour: tuple[int, int, int]
    width: float
    cover: float


PENS = (
    Pen("thin blue", (40, 60, 150), 0.35, 0.9),
    Pen("blue", (28, 44, 118), 0.6, 0.95),
    Pen("thick black", (20, 20, 22), 0.9, 1.0),
    Pen("pencil", (95, 95, 98), 0.5, 0.75),
    Pen("faint pencil", (120, 120, 122), 0.4, 0.55),
    Pen("felt", (30, 30, 60), 1.5, 0.95),
    Pen("red", (170, 30, 40), 0.6, 0.9),
)
MARKS = (Stroke.TICK, Stroke.CROSS, Stroke.FILLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """One picture of a returned sheet, and what is really on it.

    `made` tells how it was made, for whoever looks into a failure.
    """

    picture: Image.Image
    dpi: int
    serial: Serial
    answers: Mapping[str, Answer]
    fields: Mapping[str, bool]
    way: Way
    made: Mapping[str, object] = field(default_factory=dict)

    def jpeg(self, quality: int = 80) -> bytes:
        """The picture as a JPEG file."""
        return self._written("JPEG", quality=quality, dpi=(self.dpi, self.dpi))

    def pdf(self, quality: int = 75) -> bytes:
        """The picture as the one page of a scanner's PDF."""
        return self._written("PDF", quality=quality, resolution=self.dpi)

    def _written(self, kind: str, **options: object) -> bytes:
        written = io.BytesIO()
        self.picture.save(written, kind, **options)
        return written.getvalue()


def a_serial(dice: Dice) -> Serial:
    """A serial that follows from the dice."""
    start = "".join(dice.one(ALPHABET) for _ in range(7))
    return next(s for s in map(parse_serial, (start + sign for sign in ALPHABET)) if s)


@dataclass(frozen=True, slots=True)
class Printed:
    """A stack of sheets in one PDF: printed together they cost a fifth each."""

    pdf: bytes
    serials: tuple[Serial, ...]
    pages: int

    @classmethod
    def of(cls, edition: Edition, seeds: Iterable[str], languages: Sequence[str] = ("da",)) -> Self:
        """The sheets that these seeds will ask for, in these languages by turns."""
        serials = tuple(a_serial(Dice(seed)) for seed in seeds)
        told = [languages[n % len(languages)] for n in range(len(serials))]
        sheets = [a_sheet(edition, t, serial=s) for t, s in zip(told, serials, strict=True)]
        return cls(
            drawn(*sheets, edition=edition),
            serials,
            edition.pages_in(2 if JOINED in "".join(told) else 1),
        )

    def find(self, serial: Serial) -> tuple[bytes, int]:
        """The PDF, and the page that sheet begins on."""
        return self.pdf, self.serials.index(serial) * self.pages + 1


def returned(
    edition: Edition,
    seed: str,
    *,
    dpi: int = 200,
    way: Way = Way.FLAT,
    colour: bool = False,
    turns: int = 0,
    crossed_code: str = "",
    pen: Pen | None = None,
    answers: Mapping[str, Answer] | None = None,
    signed: bool | None = None,
    clean: bool = False,
    printed: "Printed | None" = None,
) -> Returned:
    """A sheet with one page, filled in and returned; what is not given is thrown.

    `turns` are quarters clockwise; `crossed_code` is a corner; `clean`: nothing but ink, turned
    by nothing and with no fault of a scanner. `printed` holds the sheets of many seeds.
    """
    dice = Dice(seed)
    serial = a_serial(dice)
    pdf, number = printed.find(serial) if printed else (_alone(edition, serial), 1)
    (page,) = preview_pages(pdf, dpi, [number])
    sheet = Image.frombytes("RGB", (page.width, page.height), page.rgb)
    hand = _Hand(sheet, dpi / 25.4, dice, pen or dice.one(PENS))
    truth = dict(answers) if answers is not None else _thrown(edition, dice)
    fixed: list[str] = []
    for purpose, answer in truth.items():
        boxes = {b.answer: b for b in edition.boxes if b.purpose == purpose}
        if hand.answer(boxes, answer, correct=answers is None and dice.number() < 0.02):
            fixed.append(purpose)
    fields = _fill_in(edition, hand, dice, signed)
    if crossed_code:
        hand.cross_out(edition, crossed_code)
    made: dict[str, object] = {"seed": seed, "pen": hand.pen.name, "fixed": fixed}
    image = sheet if colour else sheet.convert("L")
    if not clean:
        if way is Way.FLAT:
            image = _scanned(image, dice, dpi, made)
        else:
            image = _photographed(image, dice, made)
    for _ in range(turns % 4):
        image = image.transpose(Image.Transpose.ROTATE_270)
    return Returned(
        picture=image,
        dpi=dpi,
        serial=serial,
        answers=truth,
        fields=fields,
        way=way,
        made=made,
    )


def _alone(edition: Edition, serial: Serial) -> bytes:
    return drawn(a_sheet(edition, serial=serial), edition=edition)


def _thrown(edition: Edition, dice: Dice) -> dict[str, Answer]:
    choices = (*[Answer.YES] * 9, *[Answer.NO] * 8, *[Answer.BLANK] * 3)
    return {str(purpose): dice.one(choices) for purpose in edition.purposes}


def _fill_in(edition: Edition, hand: "_Hand", dice: Dice, signed: bool | None) -> dict[str, bool]:
    strokes = {
        "signer": (Stroke.WORDS, "Mette Åkjær"),
        "signed_on": (Stroke.SQUARES, "14092026"),
        "signature": (Stroke.SIGNATURE, ""),
    }
    written = {}
    for place in edition.fields:
        stroke, text = strokes[place.name]
        written[place.name] = signed if signed is not None else dice.number() < 0.85
        if written[place.name]:
            hand.write(
                Mark(
                    stroke=stroke,
                    x=place.x,
                    y=place.y,
                    w=place.w,
                    h=place.h,
                    text=text,
                    pen=hand.pen.width,
                )
            )
    return written


class _Hand:
    """Writes on one sheet with one pen."""

    def __init__(self, sheet: Image.Image, scale: float, dice: Dice, pen: Pen) -> None:
        self._sheet = sheet
        self._scale = scale
        self._dice = dice
        self.pen = pen

    def write(self, mark: Mark) -> None:
        ink, place = ink_of(mark, self._scale, self._dice)
        cover = self.pen.cover
        self._sheet.paste(self.pen.colour, place, ink.point(lambda level: level * cover))

    def answer(self, boxes: Mapping[str, AnswerBox], answer: Answer, *, correct: bool) -> bool:
        """Mark a box; sometimes the other one first, which is then scribbled out."""
        if answer is Answer.BLANK:
            return False
        other = "no" if answer is Answer.YES else "yes"
        style = self._dice.one(MARKS[:2] if correct else MARKS)
        self._mark(boxes[str(answer)], style)
        if correct:
            self._mark(boxes[other], self._dice.one(MARKS[:2]))
            self._mark(boxes[other], Stroke.SCRIBBLE)
        return correct

    def _mark(self, box: AnswerBox, stroke: Stroke) -> None:
        move = [self._dice.number(-0.6, 0.6) for _ in "xy"]
        self.write(
            Mark(
                stroke=stroke,
                x=box.x + move[0],
                y=box.y + move[1],
                w=box.w,
                h=box.h,
                pen=self.pen.width,
            )
        )

    def cross_out(self, edition: Edition, corner: str) -> None:
        """Somebody's pen right through a code."""
        x, y = edition.codes.corners[corner]
        size = edition.codes.size
        for _ in range(3):
            self.write(Mark(stroke=Stroke.CROSS, x=x - 2, y=y - 2, w=size + 4, h=size + 4, pen=1.2))


def _scanned(image: Image.Image, dice: Dice, dpi: int, made: dict[str, object]) -> Image.Image:
    """What a scanner with a feeder does to a sheet."""
    tilt = dice.number(-3, 3)
    white: float | tuple[float, ...] = 250 if image.mode == "L" else (250, 250, 248)
    image = image.rotate(tilt, Resampling.BICUBIC, fillcolor=white)
    made["tilt"] = round(tilt, 2)
    if dice.number() < 0.15:
        _line_of_a_copier(image, dice, dpi)
        made["line"] = True
    if dice.number() < 0.15:
        _staple(image, dice, dpi)
        made["staple"] = True
    blur = dice.number(0.0, 0.10) * dpi / 25.4
    if dice.number() < 0.6:
        image = image.filter(ImageFilter.GaussianBlur(blur))
        made["blur"] = round(blur, 2)
    pixels = np.asarray(image).astype(np.float32)
    if dice.number() < 0.4:
        pixels *= _shade(image.size, dice)[(..., None)[: pixels.ndim - 1]]
        made["shade"] = True
    ink = dice.number(0.75, 1.0)
    pixels = 255 - (255 - pixels) * ink
    pixels *= dice.number(0.86, 1.0)
    return _coded(_noisy(pixels, dice, dice.number(0, 6)), dice, made)


def _photographed(image: Image.Image, dice: Dice, made: dict[str, object]) -> Image.Image:
    """A sheet on a table, seen from a little aside, in the light of a lamp."""
    wide, high = image.size
    room = 0.08
    view = (round(wide * (1 + 2 * room)), round(high * (1 + 2 * room)))

    def near(x: float, y: float) -> tuple[float, float]:
        return (
            view[0] * (room + x * (1 - 2 * room)) + dice.number(-0.06, 0.06) * wide,
            view[1] * (room + y * (1 - 2 * room)) + dice.number(-0.05, 0.05) * high,
        )

    corners = [near(0, 0), near(1, 0), near(1, 1), near(0, 1)]
    table: float | tuple[float, ...] = 110 if image.mode == "L" else (120, 105, 90)
    data = _coefficients(corners, [(0, 0), (wide, 0), (wide, high), (0, high)])
    image = image.transform(view, Transform.PERSPECTIVE, data, Resampling.BICUBIC, fillcolor=table)
    image = image.filter(ImageFilter.GaussianBlur(dice.number(0.3, 1.1) * view[1] / 2500))
    pixels = np.asarray(image).astype(np.float32)
    pixels *= _shade(view, dice, 0.55)[(..., None)[: pixels.ndim - 1]]
    pixels *= dice.number(0.75, 1.02)
    made["photo"] = True
    return _coded(_noisy(pixels, dice, dice.number(2, 7)), dice, made)


def _coefficients(
    seen: list[tuple[float, float]], sheet: list[tuple[float, float]]
) -> tuple[float, ...]:
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, sheet, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows, float), np.array(values, float)))


def _shade(size: tuple[int, int], dice: Dice, darkest: float = 0.7) -> NDArray[np.float32]:
    """Light that falls off towards one side, with a soft shadow somewhere."""
    # Drawn small and enlarged: light has no fine detail.
    row = np.linspace(-1, 1, 220, dtype=np.float32)
    across, down = np.meshgrid(row, row)
    angle = dice.number(0, 6.283)
    along = across * np.cos(angle) + down * np.sin(angle)
    low = dice.number(darkest, 0.95)
    light = low + (1 - low) * (along + 1.42) / 2.84
    edge = dice.number(-0.8, 0.8)
    soft = 1 / (1 + np.exp(-(along - edge) * dice.number(12, 60)))
    small = (light * (1 - dice.number(0, 0.25) * soft)).astype(np.float32)
    return np.asarray(Image.fromarray(small).resize(size, Resampling.BILINEAR))


def _line_of_a_copier(image: Image.Image, dice: Dice, dpi: int) -> None:
    """Dirt on the glass of a feeder draws a line down the whole page."""
    brush = ImageDraw.Draw(image)
    for _ in range(dice.whole(1, 2)):
        x, level = dice.number(0, image.width), dice.whole(90, 210)
        fill: float | tuple[int, ...] = level if image.mode == "L" else (level, level, level)
        width = max(1, round(dice.number(0.1, 0.4) * dpi / 25.4))
        brush.line([(x, 0), (x, image.height)], fill=fill, width=width)


def _staple(image: Image.Image, dice: Dice, dpi: int) -> None:
    """The shadow of a staple and of the fold it holds."""
    scale = dpi / 25.4
    x, y = dice.one((12.0, 185.0)) * scale, dice.number(6, 14) * scale
    brush = ImageDraw.Draw(image)
    grey: float | tuple[int, ...] = 90 if image.mode == "L" else (90, 90, 90)
    pale: float | tuple[int, ...] = 190 if image.mode == "L" else (190, 190, 190)
    brush.polygon([(0, 0), (x * 1.2, 0), (0, y * 1.6)], fill=pale)
    brush.line([(x, y), (x + 11 * scale, y + 3 * scale)], fill=grey, width=max(1, round(scale)))


def _noisy(pixels: NDArray[np.float32], dice: Dice, sigma: float) -> Grey:
    random = np.random.default_rng(dice.whole(0, 2**31))
    tile = random.standard_normal((512, 509), dtype=np.float32) * np.float32(sigma)
    high, wide = pixels.shape[:2]
    noise = np.tile(tile, (high // 512 + 1, wide // 509 + 1))[:high, :wide]
    return np.clip(pixels + noise[(..., None)[: pixels.ndim - 1]], 0, 255).astype(np.uint8)


def _coded(pixels: Grey, dice: Dice, made: dict[str, object]) -> Image.Image:
    quality = dice.whole(40, 90)
    made["quality"] = quality
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "JPEG", quality=quality)
    return Image.open(io.BytesIO(written.getvalue()))
