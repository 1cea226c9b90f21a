"""How many edited copies are recognised as near matches (R21), and of how many other pictures.

    python -m tests.bench.bench_near [DRAWN] [FOLDER OF PHOTOGRAPHS]

Registers that many drawn pictures (200 unless said), and the photographs in the folder that are
unlike each other, in a real register of its own, and asks it about edited copies: smaller, coarser,
cropped, brighter, darker, grey. Tells, for each kind of edit, the share that is a near match with
its own picture; and of pictures of one burst and of others, how many are a near match, and how many
are taken for sure (which must be none). Last, how long a picture is looked for among the hashes of
so many photos of one institution, without decoding it. Nothing is asserted.
"""

import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PIL import Image, ImageEnhance, UnidentifiedImageError
from PIL.Image import Resampling

from consentdesk.domain.photos import Match, Photo, PhotoId, Recognition
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_scene
from consentdesk.services.pictures.files import PictureError
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.pictures.windows import WINDOWS
from consentdesk.storage.near import Looks
from consentdesk.storage.register import Register
from tests.services.pictures.bursts import frames

AT = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)
LEAST = 64
"""Pixels of the shorter side; below that nobody posts anything."""
MOST = 64_000_000
"""Pixels of one that is looked at."""
Edit = Callable[[Image.Image], bytes]


def main(arguments: Sequence[str]) -> None:
    """Draw, register, edit, ask, print."""
    number = int(arguments[0]) if arguments else 200
    folder = Path(arguments[1]) if len(arguments) > 1 else None
    kinds = {"drawn": [draw_scene(n, n % 5, (1200, 900))[0] for n in range(number)]}
    if folder is not None:
        kinds["photographs"] = list(_photographs(folder))
    with tempfile.TemporaryDirectory() as name, Decoder(2) as decoder:
        for kind, images in kinds.items():
            place = str(Path(name) / f"{kind}.db")
            with Register.create(
                place, institution="Bench", policy="dk", clerk="Bench", at=AT
            ) as register:
                known = _registered(register, decoder, images)
                _say(f"\n{kind}: {len(known)} pictures\n")
                for title, edit in edits().items():
                    _recall(register, decoder, known, title, edit)
                _others(register, decoder, list(known.values()))
    _lookups()


def edits() -> Mapping[str, Edit]:
    """What people do to pictures, by name."""
    resized: dict[str, Edit] = {
        f"resized to {part} %": _resized(part) for part in (25, 33, 50, 67, 75, 90)
    }
    coarse: dict[str, Edit] = {
        f"JPEG quality {quality}": _coarse(quality) for quality in (40, 55, 70, 85, 95)
    }
    return {
        **resized,
        **coarse,
        "50 % and quality 60": lambda image: _jpeg(_smaller(image, 50), 60),
        "25 % and quality 40": lambda image: _jpeg(_smaller(image, 25), 40),
        "1 % cropped off each side": _cropped(1),
        "2.5 % cropped off each side": _cropped(2.5),
        "5 % cropped off the right": lambda image: _jpeg(
            image.crop((0, 0, round(image.width * 0.95), image.height))
        ),
        "a tenth to a fifth cropped off": lambda image: _jpeg(
            image.crop(
                (
                    round(image.width * 0.11),
                    round(image.height * 0.03),
                    round(image.width * 0.97),
                    round(image.height * 0.86),
                )
            )
        ),
        "brightness 70 %": _brightness(0.7),
        "brightness 90 %": _brightness(0.9),
        "brightness 110 %": _brightness(1.1),
        "brightness 130 %": _brightness(1.3),
        "grey": lambda image: _jpeg(image.convert("L")),
    }


def _resized(part: int) -> Edit:
    return lambda image: _jpeg(_smaller(image, part))


def _coarse(quality: int) -> Edit:
    return lambda image: _jpeg(image, quality)


def _brightness(by: float) -> Edit:
    return lambda image: _jpeg(ImageEnhance.Brightness(image).enhance(by))


def _cropped(percent: float) -> Edit:
    def edit(image: Image.Image) -> bytes:
        x, y = image.width * percent / 100, image.height * percent / 100
        return _jpeg(
            image.crop((round(x), round(y), round(image.width - x), round(image.height - y)))
        )

    return edit


def _smaller(image: Image.Image, part: int) -> Image.Image:
    size = (max(1, image.width * part // 100), max(1, image.height * part // 100))
    return image.resize(size, Resampling.LANCZOS)


def _jpeg(image: Image.Image, quality: int = 88) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _photographs(folder: Path) -> Iterator[Image.Image]:
    """Those that can be opened, as pixels."""
    for path in sorted(folder.rglob("*")):
        try:
            with Image.open(path) as image:
                image.load()
                seen = image.convert("RGB")
                # One that is a single colour looks like nothing.
                shades = seen.convert("L").getextrema()
                is_blank = shades[0] == shades[1]
                if min(seen.size) >= LEAST and seen.width * seen.height < MOST and not is_blank:
                    yield seen
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError):
            continue


def _registered(
    register: Register, decoder: Decoder, images: Sequence[Image.Image]
) -> dict[PhotoId, Image.Image]:
    """Those that look like none before them, in the register under their numbers."""
    known = {}
    for number, image in enumerate(images):
        data = _jpeg(image, 92)
        if _asked(register, decoder, data).match is not Match.NONE:
            continue
        print_ = replace(fingerprint(data), perceptual=decoder.perceptual(data))
        with register.write("Bench", AT) as writer:
            photo = Photo(id=PhotoId(0), name=f"{number}.jpg", width=image.width)
            known[writer.register_photo(photo, print_)] = image
    return known


def _asked(register: Register, decoder: Decoder, data: bytes) -> Recognition:
    asked = fingerprint(data)
    try:
        asked = replace(asked, perceptual=decoder.perceptual_query(data))
    except PictureError:
        return Recognition(Match.NONE)
    with register.read() as reader:
        return reader.recognise([asked])[0]


def _recall(
    register: Register,
    decoder: Decoder,
    known: Mapping[PhotoId, Image.Image],
    title: str,
    edit: Edit,
) -> None:
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda i: _asked(register, decoder, edit(i)), known.values()))
    right = sum(
        one.match is Match.NEAR and one.photo == photo
        for one, photo in zip(found, known, strict=True)
    )
    wrong = sum(
        one.photo is not None and one.photo != photo
        for one, photo in zip(found, known, strict=True)
    )
    other = f"   {wrong} taken for another" if wrong else ""
    _say(f"  {title:28} {100 * right / len(known):6.1f} %{other}\n")


def _others(register: Register, decoder: Decoder, images: Sequence[Image.Image]) -> None:
    """Further frames of the bursts these are from, and pictures of other places."""
    for title, others in (
        ("frames of one burst", [f for n, i in enumerate(images) for f in frames(i, n, 3)]),
        ("other pictures", [draw_scene(10_000 + n, n % 5, (1200, 900))[0] for n in range(200)]),
    ):
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(lambda i: _asked(register, decoder, _jpeg(i)), others))
        near = sum(one.match is Match.NEAR for one in found)
        sure = sum(one.match.is_sure for one in found)
        _say(f"  {title:28} {100 * near / len(found):6.1f} % near, {sure} of {len(found)} sure\n")


def _lookups() -> None:
    """Random hashes, eight asked at once as for a picture in all positions."""
    chance = np.random.default_rng(7)
    _say("\nlooked for among\n")
    for photos in (3_300, 50_000, 300_000, 1_000_000):
        looks, taken = Looks(), []
        for start in range(0, photos, 10_000):
            rows = range(start + 1, min(start + 10_000, photos) + 1)
            looks.extend([(row, chance.bytes(8 * len(WINDOWS))) for row in rows])
        for _ in range(9):
            asked = [int(one) for one in chance.integers(0, 2**64, 8, dtype=np.uint64)]
            begun = time.perf_counter()
            looks.within(asked, 8)
            taken.append(1000 * (time.perf_counter() - begun))
        _say(f"  {photos:9,} photos {min(taken):8.1f} ms, median {sorted(taken)[4]:8.1f} ms\n")


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
