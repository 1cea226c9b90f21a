"""R21: how surely an edited copy is known again; what looks alike is a question, never a yes.

The figures for photographs, and for more edits, are `tests.bench.bench_near`'s.
"""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image

from consentdesk.domain.photos import Match, Perceptual, Photo, PhotoId, Recognition
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.drawing import draw_scene
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.storage.register import Register
from tests.bench.bench_near import edits
from tests.services.office import CLERK, MONDAY, SKOVSKOLEN
from tests.services.pictures.earlier import looks_before
from tests.templates import Templates

DRAWN = 50
WANTED = [title for title in edits() if "resized" in title or "quality" in title]
CROPS = ((0, 0, 430, 340), (30, 5, 470, 330), (44, 33, 470, 360), (10, 30, 428, 352))
"""Of 480 × 360: a fifth less at the most, none of them as a window lies."""


@dataclass(frozen=True)
class Shelf:
    """Drawn pictures in a register, one photo each, and what it takes to ask of others."""

    register: Register
    decoder: Decoder
    known: Mapping[PhotoId, Image.Image]

    def ask(self, data: bytes) -> Recognition:
        """How the register knows a file."""
        asked = replace(fingerprint(data), perceptual=self.decoder.perceptual_query(data))
        with self.register.read() as reader:
            return reader.recognise([asked])[0]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory, templates: Templates) -> Iterator[Shelf]:
    """As they come in now."""
    with Decoder(1) as decoder:
        # A child that wakes up during a test would be taken for one left behind.
        decoder.thumbnail(_jpeg(_drawn(0)), 32)
        path = templates.copy(SKOVSKOLEN, tmp_path_factory.mktemp("recall") / "school.consentdesk")
        with Register.open(str(path)) as register:
            known = {}
            for image in map(_drawn, range(DRAWN)):
                data = _jpeg(image)
                known[_registered(register, data, decoder.perceptual(data))] = image
            yield Shelf(register, decoder, known)


def _drawn(number: int) -> Image.Image:
    return draw_scene(number, number % 5, (480, 360))[0]


def _registered(register: Register, data: bytes, looks: Perceptual) -> PhotoId:
    with register.write(CLERK, MONDAY) as writer:
        photo = Photo(id=PhotoId(0), name="drawn.jpg")
        return writer.register_photo(photo, replace(fingerprint(data), perceptual=looks))


def _jpeg(image: Image.Image, quality: int = 92) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


@pytest.mark.parametrize("title", WANTED)
def test_r21_a_smaller_or_coarser_copy_is_known_again_98_times_in_100(
    shelf: Shelf, title: str
) -> None:
    edit = edits()[title]
    found = {photo: shelf.ask(edit(image)) for photo, image in shelf.known.items()}
    right = [photo for photo, one in found.items() if one == Recognition(Match.NEAR, photo)]
    assert len(right) >= 0.98 * len(found)


def test_r21_what_is_left_of_a_cropped_picture_is_known_again_nine_times_in_ten(
    shelf: Shelf,
) -> None:
    asked = [(photo, image.crop(box)) for photo, image in shelf.known.items() for box in CROPS]
    right = [shelf.ask(_jpeg(part)).photo == photo for photo, part in asked]
    assert sum(right) >= 0.9 * len(right)


def test_r21_a_photo_registered_by_an_earlier_version_is_known_again(
    shelf: Shelf, tmp_path: Path, templates: Templates
) -> None:
    """Fewer windows and a smaller grey copy are compared as they are."""
    path = templates.copy(SKOVSKOLEN, tmp_path / "school.consentdesk")
    with Register.open(str(path)) as register:
        before = replace(shelf, register=register)
        for number in range(10):
            image = _drawn(number)
            photo = _registered(register, _jpeg(image), looks_before(image))
            other = image.resize((300, 225)).transpose(Image.Transpose.ROTATE_90)
            assert before.ask(_jpeg(other, 60)) == Recognition(Match.NEAR, photo)
            assert before.ask(_jpeg(image.crop((0, 0, 432, 324)), 80)).photo == photo
