"""Pictures with drawn faces that look into the camera, drawn so that a detector finds them."""

import io

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
_SKIN: Colour = (214, 170, 140)
_HAIR: Colour = (70, 45, 30)


def faces(number: int, *, size: tuple[int, int] = (1600, 1000), width: int = 140) -> Image.Image:
    """So many people beside each other, with faces that many pixels wide."""
    image = Image.new("RGB", size, (150, 180, 200))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, size[1] * 0.6, *size), fill=(90, 130, 70))
    for place in range(number):
        x, y = size[0] * (place + 0.5) / number, size[1] * 0.4
        body = (x - width * 0.9, y + width * 0.6, x + width * 0.9, y + width * 3)
        pen.rectangle(body, fill=(60, 90, 160))
        neck = (x - width * 0.2, y + width * 0.5, x + width * 0.2, y + width * 0.8)
        pen.rectangle(neck, fill=(190, 150, 120))
        _face(pen, x, y, width)
    return image


def photo(
    number: int, *, orientation: int = 1, size: tuple[int, int] = (1600, 1000), width: int = 140
) -> bytes:
    """The same as a JPEG; a camera that was turned says so."""
    image = faces(number, size=size, width=width)
    exif = Image.Exif()
    exif[0x0112] = orientation
    turns = {6: Image.Transpose.ROTATE_90, 3: Image.Transpose.ROTATE_180}
    stored = image.transpose(turns[orientation]) if orientation in turns else image
    out = io.BytesIO()
    stored.save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


def _face(pen: ImageDraw.ImageDraw, x: float, y: float, w: float) -> None:
    h, shade = w * 1.3, _darker(0.8)
    pen.ellipse((x - w * 0.62, y - h * 0.66, x + w * 0.62, y + h * 0.45), fill=_HAIR)
    pen.ellipse((x - w / 2, y - h / 2, x + w / 2, y + h / 2), fill=_SKIN)
    pen.pieslice((x - w * 0.52, y - h * 0.62, x + w * 0.52, y + h * 0.1), 180, 360, fill=_HAIR)
    for side in (-1, 1):
        _eye(pen, x + side * w * 0.2, y - h * 0.06, w, h)
    nose = [(x - w * 0.03, y), (x + w * 0.03, y)]
    nose += [(x + w * 0.09, y + h * 0.15), (x - w * 0.09, y + h * 0.15)]
    pen.polygon(nose, fill=shade)
    foot = (x - w * 0.09, y + h * 0.15, x + w * 0.09, y + h * 0.15)
    pen.line(foot, fill=_darker(0.6), width=max(2, int(w * 0.03)))
    pen.ellipse((x - w * 0.19, y + h * 0.21, x + w * 0.19, y + h * 0.32), fill=(170, 80, 80))
    lips = (x - w * 0.19, y + h * 0.265, x + w * 0.19, y + h * 0.265)
    pen.line(lips, fill=(100, 40, 40), width=max(2, int(w * 0.025)))


def _eye(pen: ImageDraw.ImageDraw, x: float, y: float, w: float, h: float) -> None:
    pen.ellipse((x - w * 0.13, y - h * 0.06, x + w * 0.13, y + h * 0.05), fill=_darker(0.8))
    pen.ellipse((x - w * 0.1, y - h * 0.035, x + w * 0.1, y + h * 0.035), fill=(245, 245, 245))
    pen.ellipse((x - w * 0.05, y - h * 0.04, x + w * 0.05, y + h * 0.04), fill=(40, 30, 25))
    brow = (x - w * 0.15, y - h * 0.15, x + w * 0.15, y + h * 0.02)
    pen.arc(brow, 200, 340, fill=_HAIR, width=max(2, int(w * 0.04)))


def _darker(by: float) -> Colour:
    red, green, blue = (int(c * by) for c in _SKIN)
    return red, green, blue
