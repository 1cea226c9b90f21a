"""Files made to hurt: every one is UNREADABLE, soon, and the next picture is none the worse."""

import zlib
from struct import pack

import pytest
from PIL import Image

from consentdesk.errors import Problem
from consentdesk.services.pictures.anatomy import dissect
from consentdesk.services.pictures.boxes import box
from consentdesk.services.pictures.clean import Recipe, clean_copy
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.files import PictureError
from consentdesk.services.pictures.fingerprint import picture_digest
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.residue import residue
from consentdesk.services.pictures.windows import WINDOWS
from tests.services.pictures import crafted
from tests.services.pictures.heic import heic
from tests.services.pictures.hostile import HOSTILE


@pytest.mark.parametrize("name", HOSTILE)
def test_what_asks_too_much_is_refused_before_anything_is_decoded(
    name: str,
) -> None:
    make, problem = HOSTILE[name]
    data = make()
    # No child may be asked at all.
    nobody = Decoder(workers=0)
    for work in (
        lambda: picture_digest(data),
        lambda: nobody.perceptual(data),
        lambda: nobody.thumbnail(data, 64),
        lambda: clean_copy(data, Recipe(), nobody),
    ):
        with pytest.raises(PictureError) as refused:
            work()
        assert refused.value.problem is problem
    assert named_people(data) == ()


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP", b"iTXt"])
def test_a_gigabyte_in_a_text_is_never_inflated(decoder: Decoder, kind: bytes) -> None:
    names = {b"zTXt": b"Comment\x00\x00", b"iCCP": b"x\x00\x00"}
    packed = crafted.zeros(1024)
    head = names.get(kind, b"XML:com.adobe.xmp\x00\x01\x00\x00\x00")
    image = crafted.png(8, 8, 8, 0, zlib.compress(bytes(72)), [crafted.chunk(kind, head + packed)])
    assert len(picture_digest(image)) == 32
    assert decoder.thumbnail(image, 8).rgb == bytes(8 * 8 * 3)
    assert named_people(image) == ()


def test_a_solid_bomb_within_the_pixel_limit_is_decoded_or_refused_in_time() -> None:
    # 63 megapixels from 60 kB: allowed to be a picture, not to take the machine along.
    data = crafted.png(9_000, 7_000, 8, 2, crafted.zeros(181))
    with Decoder() as decoder:
        assert decoder.thumbnail(data, 64).width == 64
        assert len(decoder.perceptual(data).hashes) == len(WINDOWS)


def test_a_png_that_promises_more_rows_than_it_has_is_damaged(decoder: Decoder) -> None:
    data = crafted.png(500, 500, 8, 2, zlib.compress(bytes(1000)))
    for work in (decoder.perceptual, lambda d: clean_copy(d, Recipe(), decoder)):
        with pytest.raises(PictureError) as refused:
            work(data)
        assert refused.value.problem is Problem.UNREADABLE_DAMAGED


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_file_that_breaks_off_is_refused(decoder: Decoder, kind: crafted.Kind) -> None:
    data = crafted.written(crafted.noise(200, 150), kind)
    for part in (0.1, 0.5, 0.9, 0.99):
        cut = data[: int(len(data) * part)]
        with pytest.raises(PictureError) as refused:
            clean_copy(cut, Recipe(max_edge=64), decoder)
        assert refused.value.problem is Problem.UNREADABLE_DAMAGED


def test_a_heic_that_breaks_off_is_refused(decoder: Decoder) -> None:
    data = heic(crafted.noise(200, 150))
    for part in (0.05, 0.5, 0.9):
        with pytest.raises(PictureError) as refused:
            clean_copy(data[: int(len(data) * part)], Recipe(), decoder)
        assert refused.value.problem is Problem.UNREADABLE_DAMAGED


def test_a_zip_glued_to_a_picture_is_never_copied(decoder: Decoder) -> None:
    secret = b"PK\x03\x04" + b"names-of-all-children.csv" * 400
    for kind in ("JPEG", "PNG", "WEBP", "TIFF"):
        plain = crafted.written(crafted.noise(64, 48), kind)
        copy = clean_copy(plain + secret, Recipe(), decoder)
        assert copy.data == clean_copy(plain, Recipe(), decoder).data
        assert residue(copy.data) == ()


def test_a_tiff_that_names_its_strip_a_thousand_times_is_refused() -> None:
    data = crafted.written(crafted.noise(64, 48), "TIFF")
    places = (273).to_bytes(2, "little") + b"\x04\x00\x01\x00\x00\x00"
    sizes = (279).to_bytes(2, "little") + b"\x04\x00\x01\x00\x00\x00"
    assert places in data
    assert sizes in data
    count = (1000).to_bytes(4, "little")
    end = len(data)
    broken = data.replace(places, places[:4] + count).replace(sizes, sizes[:4] + count)
    at = broken.index(places[:4] + count) + 8
    broken = broken[:at] + end.to_bytes(4, "little") + broken[at + 4 :]
    at = broken.index(sizes[:4] + count) + 8
    broken = broken[:at] + (end + 4000).to_bytes(4, "little") + broken[at + 4 :]
    broken += (8).to_bytes(4, "little") * 1000 + (end // 2).to_bytes(4, "little") * 1000
    with pytest.raises(PictureError) as refused:
        picture_digest(broken)
    assert refused.value.problem is Problem.UNREADABLE_DAMAGED


def test_raw_camera_files_are_refused_by_name() -> None:
    data = crafted.written(crafted.noise(64, 48), "TIFF", tiffinfo={254: 1})
    with pytest.raises(PictureError) as refused:
        picture_digest(data)
    assert refused.value.problem is Problem.UNREADABLE_KIND
    assert refused.value.facts == {"kind": "RAW"}


def test_directories_that_lead_in_a_circle_end(decoder: Decoder) -> None:
    data = bytearray(crafted.written(crafted.noise(64, 48), "TIFF"))
    first = int.from_bytes(data[4:8], "little")
    number = int.from_bytes(data[first : first + 2], "little")
    link = first + 2 + 12 * number
    data[link : link + 4] = first.to_bytes(4, "little")
    assert picture_digest(bytes(data)) == picture_digest(
        crafted.written(crafted.noise(64, 48), "TIFF")
    )
    assert decoder.thumbnail(bytes(data), 64).width == 64


def test_every_refusal_has_its_sentence() -> None:
    from consentdesk.wording import problem_sentence

    for problem in Problem:
        if problem.startswith("UNREADABLE_"):
            sentence = problem_sentence(PictureError(problem, kind="PDF", limit=1))
            assert sentence.endswith((".", "?")), problem
            assert len(sentence) < 220, problem


def _reference(kind: bytes, who: int, *whom: int) -> bytes:
    return box(kind, pack(f">HH{len(whom)}H", who, len(whom), *whom))


@pytest.mark.parametrize(
    "leads",
    [
        [_reference(b"dimg", 2, 1)],
        [_reference(b"dimg", 6, 2, 3)],
        [_reference(b"auxl", 1, 6)],
        [_reference(b"auxl", 2, 1), _reference(b"auxl", 3, 2)],
        [_reference(b"dimg", 2, 3), _reference(b"dimg", 3, 2)],
    ],
    ids=["a tile of its whole", "transparency of tiles", "round", "tiles", "tiles round"],
)
def test_no_reference_leads_the_decoder_round(leads: list[bytes]) -> None:
    """It follows those of a grid to its tiles and of the transparency to the picture."""
    picture = Image.new("RGBA", (64, 64), (200, 80, 40, 128))
    plain = dissect(heic(picture, tile=32)).essence
    assert b"".join(dissect(heic(picture, tile=32, leads=leads)).essence) == b"".join(plain)
