"""A band below a picture with words in it, as part of its pixels. Runs in a child only."""

from PIL import Image, ImageDraw, ImageFont

from consentdesk.paths import font_file

_FONT = "DejaVuSans.ttf"
_HEIGHT, _LEAST = 0.05, 20
"""Of the longer side, and pixels: words that can still be read where the copy is small."""
_LETTERS = 0.56
"""The size of the letters, in parts of the band."""
_GROUND, _INK = (20, 20, 20), (255, 255, 255)


def marked(image: Image.Image, words: str) -> Image.Image:
    """The picture with the band below it; nothing of it is hidden by that.

    Words too long for one line are drawn smaller. Raises OSError where the font is missing.
    """
    high = max(_LEAST, round(_HEIGHT * max(image.size)))
    font = _font(words, image.width - high, high)
    whole = Image.new("RGB", (image.width, image.height + high), _GROUND)
    whole.paste(image, (0, 0))
    middle = (image.width / 2, image.height + high / 2)
    ImageDraw.Draw(whole).text(middle, words, fill=_INK, font=font, anchor="mm")
    return whole


def _font(words: str, wide: float, high: int) -> ImageFont.FreeTypeFont:
    """As large as the band is high, or as the words are long."""
    path = font_file(_FONT)
    if path is None:
        raise OSError(_FONT)
    size = max(1, round(_LETTERS * high))
    long = ImageFont.truetype(str(path), size).getlength(words)
    return ImageFont.truetype(str(path), max(1, int(min(size, size * wide / long))))
