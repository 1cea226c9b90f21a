"""Drawn samples: like a camera's to every program, the same every time, and somebody on them."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from consentdesk.services.pictures.camera import ARTIST, SERIAL_NUMBER
from consentdesk.services.pictures.dice import Dice
from consentdesk.services.pictures.drawing import draw_sample, draw_scene
from tests.services.pictures import exiftool


def test_the_same_arguments_give_the_same_bytes() -> None:
    one, two = (draw_sample(4, 2, (240, 160), names=("Ida",), gps=(55.7, 12.6)) for _ in range(2))
    assert one == two
    assert draw_sample(5, 2, (240, 160)) != draw_sample(6, 2, (240, 160))


def test_exiftool_takes_a_sample_for_a_photograph(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    names = ("Astrid Holm", "Noah Lund")
    file.write_bytes(draw_sample(7, 2, (640, 480), names=names, gps=(-33.85678, 151.21530)))
    (found,) = exiftool.tags([file])
    assert found["IFD0:Model"] == "Nordlys N-20"
    assert found["IFD0:Artist"] == ARTIST
    assert found["ExifIFD:SerialNumber"] == SERIAL_NUMBER
    assert found["XMP-iptcExt:PersonInImage"] == list(names)
    assert found["XMP-mwg-rs:RegionName"] == list(names)
    assert str(found["Composite:GPSPosition"]).startswith("33 deg 51' 24")
    assert str(found["IFD1:ThumbnailImage"]).startswith("(Binary data")
    assert found["IPTC:Caption-Abstract"] == "Sommerfest: Astrid Holm, Noah Lund"
    assert found["ExifIFD:DateTimeOriginal"] == "2026:08:08 10:07:00"
    # Its maker's notes are as secret as any maker's; nothing else is odd.
    assert str(found.get("ExifTool:Warning", "[minor]")).startswith("[minor]")


@pytest.mark.parametrize("people", [0, 1, 2, 4, 7, 12])
@pytest.mark.parametrize("size", [(320, 240), (240, 320), (200, 200)])
def test_as_many_heads_as_asked_are_drawn_within_the_picture(
    people: int, size: tuple[int, int]
) -> None:
    image, heads = draw_scene(people, people, size)
    assert image.size == size
    assert len(heads) == people
    assert [h.x for h in heads] == sorted(h.x for h in heads)
    for head in heads:
        assert -0.1 < head.x < head.x + head.w < 1.1
        assert 0 <= head.y < head.y + head.h < 1


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_sample_is_seen_upright(orientation: int) -> None:
    from PIL import ImageOps

    upright = np.asarray(Image.open(io.BytesIO(draw_sample(9, 1, (160, 120))))).astype(int)
    stored = Image.open(io.BytesIO(draw_sample(9, 1, (160, 120), orientation=orientation)))
    seen = ImageOps.exif_transpose(stored)
    assert seen is not None
    assert np.abs(np.asarray(seen).astype(int) - upright).mean() < 3


def test_dice_fall_the_same_way_for_ever() -> None:
    dice = Dice("practice")
    assert [dice.whole(1, 6) for _ in range(6)] == [4, 1, 3, 5, 1, 2]
    assert all(0 <= Dice(str(n)).number() < 1 for n in range(50))
