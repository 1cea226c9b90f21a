"""Drawn people for sample pictures: cheerful, all different, like nobody in particular."""

from dataclasses import dataclass

from consentdesk.domain.photos import Region
from consentdesk.services.pictures.dice import Dice
from consentdesk.services.pictures.scenery import Canvas, Colour

_SKINS: tuple[Colour, ...] = (
    (250, 220, 196),
    (244, 205, 174),
    (228, 180, 142),
    (198, 144, 104),
    (150, 102, 70),
    (112, 74, 52),
)
_HAIRS: tuple[Colour, ...] = (
    (240, 210, 140),
    (214, 166, 92),
    (150, 98, 56),
    (92, 60, 40),
    (44, 34, 32),
    (186, 90, 46),
)
_CLOTHES: tuple[Colour, ...] = (
    (226, 86, 78),
    (64, 130, 190),
    (250, 196, 70),
    (92, 164, 110),
    (150, 104, 176),
    (240, 140, 100),
    (70, 90, 130),
    (236, 236, 230),
    (90, 180, 180),
)
_LEGS: tuple[Colour, ...] = (
    (62, 84, 122),
    (92, 92, 98),
    (140, 112, 84),
    (70, 110, 96),
    (110, 70, 90),
)
_STYLES = ("short", "bob", "tails", "curls", "bun", "long", "cap", "hat")


@dataclass(frozen=True, slots=True)
class _Person:
    skin: Colour
    hair: Colour
    top: Colour
    legs: Colour
    style: str
    pose: str
    dress: bool
    stripes: bool
    laughs: bool
    glasses: bool


def draw_person(canvas: Canvas, dice: Dice, x: float, foot: float, height: float) -> Region:
    """Draw somebody whose feet stand there; returns where the head is, in fractions."""
    skin = dice.one((0, 0, 1, 1, 2, 2, 3, 4, 5))
    person = _Person(
        skin=_SKINS[skin],
        hair=dice.one(_HAIRS if skin < 3 else _HAIRS[2:5]),
        top=dice.one(_CLOTHES),
        legs=dice.one(_LEGS),
        style=dice.one(_STYLES),
        pose=dice.one(("down", "wave", "wide", "up", "down")),
        dress=dice.number() < 0.3,
        stripes=dice.number() < 0.35,
        laughs=dice.number() < 0.55,
        glasses=dice.number() < 0.2,
    )
    canvas.disc(x, foot, height * 0.2, height * 0.03, (30, 30, 40), 70)
    middle = foot - height * 0.83
    radius = height * 0.15
    _below(canvas, person, x, foot, height)
    _hair_behind(canvas, person, x, middle, radius)
    _body(canvas, person, x, foot, height)
    _head(canvas, person, x, middle, radius)
    box = (x - radius * 1.15, middle - radius * 1.35, radius * 2.3, radius * 2.6)
    return Region(box[0] / canvas.ratio, box[1], box[2] / canvas.ratio, box[3])


def _below(canvas: Canvas, person: _Person, x: float, foot: float, h: float) -> None:
    for side in (-1, 1):
        hip, knee = x + side * h * 0.055, x + side * h * 0.062
        colour = person.skin if person.dress else person.legs
        canvas.stroke([(hip, foot - h * 0.36), (knee, foot - h * 0.03)], h * 0.085, colour)
        canvas.disc(knee + side * h * 0.015, foot - h * 0.012, h * 0.06, h * 0.03, (70, 60, 66))


def _body(canvas: Canvas, person: _Person, x: float, foot: float, h: float) -> None:
    top, waist = foot - h * 0.68, foot - h * (0.24 if person.dress else 0.33)
    spread = 0.19 if person.dress else 0.125
    sleeve = _darker(person.top, 0.92)
    for side in (-1, 1):
        shoulder = (x + side * h * 0.105, top + h * 0.045)
        elbow, hand = _arm(person.pose, side, x, top, h)
        canvas.stroke([shoulder, elbow], h * 0.07, sleeve)
        canvas.stroke([elbow, hand], h * 0.06, person.skin)
        canvas.disc(*hand, h * 0.038, h * 0.038, person.skin)
    canvas.shape(
        [
            (x - h * 0.11, top + h * 0.01),
            (x + h * 0.11, top + h * 0.01),
            (x + h * spread, waist),
            (x - h * spread, waist),
        ],
        person.top,
    )
    canvas.disc(x, top + h * 0.03, h * 0.125, h * 0.045, person.top)
    canvas.disc(x, waist, h * spread, h * 0.03, person.top)
    if person.stripes:
        for i in range(1, 4):
            y = top + (waist - top) * i / 4
            wide = h * (0.108 + (spread - 0.11) * i / 4)
            canvas.block(x - wide, y - h * 0.012, x + wide, y + h * 0.012, (250, 250, 246))
    canvas.stroke([(x, top + h * 0.01), (x, top - h * 0.04)], h * 0.06, _darker(person.skin, 0.93))


def _arm(pose: str, side: int, x: float, top: float, h: float) -> tuple[tuple[float, float], ...]:
    if pose == "up" or (pose == "wave" and side > 0):
        return (x + side * h * 0.2, top - h * 0.02), (x + side * h * 0.23, top - h * 0.2)
    if pose == "wide":
        return (x + side * h * 0.2, top + h * 0.12), (x + side * h * 0.3, top + h * 0.08)
    return (x + side * h * 0.15, top + h * 0.18), (x + side * h * 0.14, top + h * 0.34)


def _head(canvas: Canvas, person: _Person, x: float, y: float, r: float) -> None:
    for side in (-1, 1):
        canvas.disc(
            x + side * r * 0.97, y + r * 0.08, r * 0.17, r * 0.22, _darker(person.skin, 0.95)
        )
    canvas.disc(x, y, r, r * 1.05, person.skin)
    _face(canvas, person, x, y, r)
    _hair_before(canvas, person, x, y, r)


def _face(canvas: Canvas, person: _Person, x: float, y: float, r: float) -> None:
    for side in (-1, 1):
        eye = x + side * r * 0.36
        canvas.disc(eye, y + r * 0.02, r * 0.105, r * 0.14, (46, 38, 38))
        canvas.disc(eye + r * 0.035, y - r * 0.03, r * 0.036, r * 0.045, (255, 255, 255))
        canvas.disc(x + side * r * 0.56, y + r * 0.34, r * 0.17, r * 0.12, (236, 110, 100), 80)
        canvas.stroke(
            [(eye - r * 0.12, y - r * 0.24), (eye + r * 0.12, y - r * 0.24)],
            r * 0.05,
            _darker(person.hair, 0.8),
        )
    canvas.disc(x, y + r * 0.2, r * 0.07, r * 0.05, _darker(person.skin, 0.86))
    left, top, right, bottom = canvas.box(x - r * 0.34, y + r * 0.1, x + r * 0.34, y + r * 0.66)
    if person.laughs:
        middle = (left, (top + bottom) / 2 - (bottom - top) * 0.2, right, bottom)
        canvas.brush.chord(middle, 0, 180, fill=(170, 60, 60))
        canvas.block(x - r * 0.25, y + r * 0.464, x + r * 0.25, y + r * 0.52, (255, 255, 255))
    else:
        width = max(1, round(r * 0.07 * canvas.unit))
        canvas.brush.arc((left, top, right, bottom), 25, 155, fill=(150, 62, 58), width=width)
    if person.glasses:
        for side in (-1, 1):
            a, b, c, d = canvas.box(
                x + side * r * 0.36 - r * 0.25,
                y - r * 0.2,
                x + side * r * 0.36 + r * 0.25,
                y + r * 0.26,
            )
            width = max(1, round(r * 0.055 * canvas.unit))
            canvas.brush.ellipse((a, b, c, d), outline=(60, 60, 80), width=width)
        canvas.stroke([(x - r * 0.11, y), (x + r * 0.11, y)], r * 0.05, (60, 60, 80))


def _hair_behind(canvas: Canvas, person: _Person, x: float, y: float, r: float) -> None:
    match person.style:
        case "bob":
            canvas.block(
                x - r * 1.12, y - r * 0.6, x + r * 1.12, y + r * 0.85, person.hair, r * 0.6
            )
        case "long":
            canvas.block(x - r * 1.1, y - r * 0.6, x + r * 1.1, y + r * 1.7, person.hair, r * 0.5)
        case "tails":
            for side in (-1, 1):
                canvas.disc(x + side * r * 1.3, y + r * 0.25, r * 0.32, r * 0.6, person.hair)
                canvas.disc(x + side * r * 1.08, y - r * 0.2, r * 0.12, r * 0.12, person.top)
        case "curls":
            for along in (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0):
                canvas.disc(
                    x + along * r * 1.05,
                    y - r * 0.75 * (1 - along * along),
                    r * 0.42,
                    r * 0.42,
                    person.hair,
                )
        case "bun":
            canvas.disc(x, y - r * 1.2, r * 0.38, r * 0.36, person.hair)
        case _:
            pass


def _hair_before(canvas: Canvas, person: _Person, x: float, y: float, r: float) -> None:
    if person.style in ("cap", "hat"):
        _hat(canvas, person, x, y, r)
        return
    left, top, right, bottom = canvas.box(x - r * 1.05, y - r * 1.13, x + r * 1.05, y + r * 0.75)
    canvas.brush.chord((left, top, right, bottom), 196, 344, fill=person.hair)
    if person.style in ("short", "curls"):
        for i in range(5):
            canvas.disc(x + (i - 2) * r * 0.36, y - r * 0.62, r * 0.26, r * 0.2, person.hair)
    else:
        canvas.shape(
            [
                (x - r * 0.95, y - r * 0.35),
                (x + r * 0.1, y - r * 0.85),
                (x - r * 0.2, y - r * 1.05),
            ],
            person.hair,
        )
        canvas.shape(
            [
                (x + r * 0.95, y - r * 0.35),
                (x - r * 0.05, y - r * 0.85),
                (x + r * 0.3, y - r * 1.05),
            ],
            person.hair,
        )


def _hat(canvas: Canvas, person: _Person, x: float, y: float, r: float) -> None:
    colour = _darker(person.legs, 1.1)
    left, top, right, bottom = canvas.box(x - r * 1.08, y - r * 1.3, x + r * 1.08, y + r * 0.5)
    canvas.brush.chord((left, top, right, bottom), 180, 360, fill=colour)
    if person.style == "cap":
        canvas.block(
            x - r * 0.2, y - r * 0.5, x + r * 1.45, y - r * 0.34, _darker(colour, 0.8), r * 0.08
        )
    else:
        canvas.block(x - r * 1.14, y - r * 0.56, x + r * 1.14, y - r * 0.3, person.top, r * 0.12)
        canvas.disc(x, y - r * 1.36, r * 0.24, r * 0.24, person.top)


def _darker(colour: Colour, by: float) -> Colour:
    red, green, blue = (min(255, int(c * by)) for c in colour)
    return red, green, blue
