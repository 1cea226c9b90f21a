"""What is done with decoded pixels: shrink, hash, crop, write anew. Runs in a child only.

Gets essences (see `anatomy`), orientation and profile, and nothing else of any file. Knows no
limits of time and memory: `child` sets them before this module is even imported.
"""

import hashlib
import io
import math
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Protocol

import numpy as np
from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose
from PIL.JpegImagePlugin import JpegImageFile

from consentdesk.domain.covers import Cover
from consentdesk.domain.photos import Region
from consentdesk.services.pictures.burning import burn
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.phash import SIDE, Grey, phash, turned, window_hashes

# We have checked the number of pixels ourselves, for each container its own.
Image.MAX_IMAGE_PIXELS = None

SIDE_HASHED = 256
"""Rows and columns of the grey picture that hashes are made of."""
_REST = 1.25
"""How much larger than wanted a JPEG is decoded at the least.

It is made smaller while it is decoded, by halves, which is done well there and takes half the time;
this leaves something for a good filter to work on.
"""
_TURNS: Mapping[int, Transpose] = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


class Source:
    """One essence, opened but not decoded unless HEIC; ValueError where it isn't as it was said."""

    def __init__(
        self,
        data: bytes,
        container: Container,
        size: tuple[int, int],
        orientation: int,
        profile: bytes = b"",
        last: int = 0,
    ) -> None:
        self._file = LastApart(data, last)
        if container is Container.HEIF:
            self._image: Image.Image = _heic(data, size)
        else:
            self._image = Image.open(self._file, formats=[str(container)])
            _check_size(self._image.size, size)
        self.data = data
        """What was opened, with the pixels as they are coded."""
        self._orientation = orientation
        self._profile = profile

    @property
    def block(self) -> int:
        """How many stored pixels in a row share colours: 16 nearly everywhere, up to 32."""
        if isinstance(self._image, JpegImageFile):
            return max(8 * max(across, down) for _, across, down, _ in self._image.layer)
        return 16

    def shrink(self, edge: float, *, grey: bool = False) -> None:
        """Let a JPEG be decoded small, with no side below that many pixels; others can't."""
        self._image.draft("L" if grey else "RGB", (math.ceil(edge), math.ceil(edge)))

    def shrink_in_colours(self, edge: int) -> bool:
        """Let a JPEG be decoded small, its grey kept apart from its colours; False where it can't.

        Then the grey is the very same as that of `shrink`, and nothing is decoded twice.
        """
        image = self._image
        if not isinstance(image, JpegImageFile) or image.mode not in ("RGB", "L"):
            return not isinstance(image, JpegImageFile)
        plain = "jfif" in image.info or image.info.get("adobe_transform") == 1
        if image.mode == "RGB" and not plain:
            # Coded as red, green and blue: there is no grey to be kept apart.
            return False
        image.draft("YCbCr" if image.mode == "RGB" else "L", (edge, edge))
        return True

    def needs_its_end(self) -> bool:
        """Decode the picture; whether its lowest row waited for the last bytes of its file.

        True is certain. A decoder reads a few bytes ahead, at most eight.
        """
        image = self._image
        wide, low = image.size[0], image.size[1] - 1

        def lowest(pixels: Pixels) -> list[object]:
            return [pixels.getpixel((x, low)) for x in range(wide)]

        self._file.watch(lambda: lowest(image.im))
        image.load()
        return self._file.seen is not None and self._file.seen != lowest(image)

    @property
    def longest(self) -> int:
        """Pixels of the longer side, as it is decoded."""
        return max(self._image.size)

    def grey(self) -> Image.Image:
        """256 × 256 grey pixels of the whole picture as seen."""
        self._image.load()
        if isinstance(self._image, JpegImageFile) and self._image.mode == "YCbCr":
            image: Image.Image = self._image.getchannel("Y")
        else:
            image = _flat(self._image)
        if image.mode != "L":
            image = image.convert("L")
        return self._upright(
            image.resize((SIDE_HASHED, SIDE_HASHED), Resampling.LANCZOS, reducing_gap=3.0)
        )

    def colours(self, edge: int = 0) -> Image.Image:
        """The picture as seen, in sRGB; no longer than `edge` where that is given."""
        image = _flat(self._image)
        if edge and max(image.size) > edge:
            image.thumbnail((edge, edge), Resampling.LANCZOS, reducing_gap=2.0)
        return self._upright(_to_srgb(image, self._profile))

    def leaf(self, edge: int) -> Image.Image:
        """The picture as seen, in grey; made smaller by whole numbers until `edge` holds it."""
        wide, high = self._image.size
        factor = max(1, math.ceil(max(wide, high) / edge))
        self.shrink(min(wide, high) / factor, grey=True)
        image = _flat(self._image)
        if image.mode != "L":
            image = image.convert("L")
        left = math.ceil(max(image.size) / edge)
        return self._upright(image.reduce(left) if left > 1 else image)

    def digest(self) -> bytes:
        """The SHA-256 of all pixels as they are coded."""
        return hashlib.sha256(self._image.tobytes()).digest()

    def _upright(self, image: Image.Image) -> Image.Image:
        turn = _TURNS.get(self._orientation)
        return image.transpose(turn) if turn is not None else image


class Pixels(Protocol):
    """What can be asked for one pixel, decoded or being decoded."""

    def getpixel(self, xy: tuple[int, int], /) -> object:
        """The pixel there, counted from the top left."""
        ...


class LastApart(io.BytesIO):
    """A file whose last bytes are given out apart, with a look at what stands there before them."""

    def __init__(self, data: bytes, last: int) -> None:
        super().__init__(data)
        self._till = len(data) - last
        self._watch: Callable[[], list[object]] | None = None
        self.seen: list[object] | None = None

    def watch(self, look: Callable[[], list[object]]) -> None:
        """Look so before the last bytes are given out."""
        self._watch = look

    def read(self, size: int | None = -1, /) -> bytes:
        """The next bytes, never those before the last ones together with these."""
        at = self.tell()
        if at < self._till:
            left = self._till - at
            return super().read(left if size is None or size < 0 else min(size, left))
        if self._watch is not None:
            self.seen, self._watch = self._watch(), None
        return super().read(size)


def _check_size(found: tuple[int, int], said: tuple[int, int]) -> None:
    if found != said:
        raise ValueError(f"{found} instead of {said}")


def _heic(data: bytes, size: tuple[int, int]) -> Image.Image:
    """A HEIC, decoded: the library's own Pillow image would do so again each time it is shrunk.

    It is pillow-heif without the encoder, which is under the GPL.
    """
    library = import_module("pi_heif")
    library.options.DECODE_THREADS = 2
    found = library.open_heif(io.BytesIO(data), remove_stride=False)
    _check_size(found.size, size)
    image: Image.Image = found.to_pillow()
    return image


def _flat(image: Image.Image) -> Image.Image:
    """The picture without transparency, on white, in a mode that can be worked with."""
    image.load()
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        seen = image.convert("RGBA")
        white = Image.new("RGB", image.size, (255, 255, 255))
        white.paste(seen, mask=seen.getchannel("A"))
        return white
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    if image.mode in ("1", "P", "YCbCr"):
        return image.convert("RGB")
    raise ValueError(f"mode {image.mode}")


def _is_sound(profile: bytes, channels: int) -> bool:
    # Most children never meet one.
    from consentdesk.services.pictures.icc import Advice, clean_profile

    return clean_profile(profile, channels).advice is not Advice.DROP


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if profile and _is_sound(profile, len(image.getbands())):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            found = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except ImageCms.PyCMSError:
            found = None
        if found is not None:
            return found
    return image if image.mode == "RGB" else image.convert("RGB")


def hashes(source: Source) -> tuple[list[int], bytes]:
    """One pHash for each of WINDOWS, and the grey copy (64 × 64 bytes)."""
    source.shrink(SIDE_HASHED, grey=True)
    grey = source.grey()
    small = _small(grey)
    return [phash(small), *window_hashes(np.asarray(grey, dtype=np.uint8))], small.tobytes()


def turned_hashes(source: Source) -> tuple[list[int], bytes]:
    """The pHash of the whole picture in its eight positions, as it stands first; grey copy."""
    source.shrink(SIDE_HASHED, grey=True)
    small = _small(source.grey())
    return turned(small), small.tobytes()


def differ_small(hashed: Source, other: Source) -> bool:
    """Whether another picture has other pixels than one just hashed, as small as that was seen."""
    other.shrink(SIDE_HASHED, grey=True)
    return hashed.digest() != other.digest()


def preview(source: Source, edge: int) -> bytes:
    """A small JPEG of the picture as seen, for a screen of this machine and nothing else."""
    image = source.colours(edge)
    image.info.clear()
    written = io.BytesIO()
    image.save(written, "JPEG", quality=85)
    return written.getvalue()


def _small(grey: Image.Image) -> Grey:
    return np.asarray(grey.resize((SIDE, SIDE), Resampling.LANCZOS), dtype=np.uint8)


def render(
    source: Source,
    size: tuple[int, int],
    crop: Region | None,
    covers: Sequence[Cover],
    max_edge: int | None,
    quality: int,
    mark: str = "",
) -> bytes:
    """A JPEG of fresh pixels in sRGB, with nothing but them; `size` is the picture's as seen."""
    if max_edge:
        part = crop or Region(0, 0, 1, 1)
        longest = max(size[0] * part.w, size[1] * part.h)
        if longest > _REST * max_edge:
            source.shrink(min(size) * _REST * max_edge / longest)
    image = source.colours()
    # What was decoded small has no fine lines left that the slower filter would keep.
    is_whole = image.size == size
    burn(image, covers, size, source.block, source.data)
    if crop is not None:
        image = image.crop(_within(crop, image.size))
    if max_edge and max(image.size) > max_edge:
        how = Resampling.LANCZOS if is_whole else Resampling.BICUBIC
        image.thumbnail((max_edge, max_edge), how, reducing_gap=None)
    if mark:
        # Only here: most children never draw a letter.
        from consentdesk.services.pictures.banding import marked

        image = marked(image, mark)
    # Pillow would write a comment, a profile or a resolution that it still remembers.
    image.info.clear()
    written = io.BytesIO()
    image.save(written, "JPEG", quality=quality, subsampling=0 if covers else 2)
    return written.getvalue()


def _within(crop: Region, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels wholly inside the crop: nobody cropped away may look in by one column."""
    width, height = size
    left, top = math.ceil(crop.x * width), math.ceil(crop.y * height)
    right = min(width, math.floor((crop.x + crop.w) * width))
    bottom = min(height, math.floor((crop.y + crop.h) * height))
    if right <= left or bottom <= top:
        raise ValueError("nothing left")
    return max(0, left), max(0, top), right, bottom
