"""Real camera and phone files: everything that opens leaves clean, the rest says why."""

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.covers import rectangle
from consentdesk.domain.photos import Region
from consentdesk.errors import Problem
from consentdesk.services.pictures.clean import CleanCopy, Recipe, clean_copy
from consentdesk.services.pictures.containers import Container
from consentdesk.services.pictures.decoding import Decoder
from consentdesk.services.pictures.files import PictureError, read_picture
from consentdesk.services.pictures.fingerprint import look, picture_digest
from consentdesk.services.pictures.metadata import named_people
from consentdesk.services.pictures.residue import residue
from consentdesk.services.pictures.windows import WINDOWS
from consentdesk.wording import problem_sentence
from tests.services.pictures import exiftool, shared

RECIPES = {
    "whole": Recipe(),
    "small": Recipe(max_edge=120),
    "covered": Recipe(max_edge=640, covers=(rectangle(Region(0.3, 0.3, 0.2, 0.2)),)),
}
ALLOWED = {
    *("SourceFile", "File:FileType", "File:FileTypeExtension", "File:MIMEType"),
    *("File:ImageWidth", "File:ImageHeight", "File:EncodingProcess", "File:BitsPerSample"),
    *("File:ColorComponents", "File:YCbCrSubSampling", "Composite:ImageSize"),
    *("Composite:Megapixels", "JFIF:JFIFVersion", "JFIF:ResolutionUnit", "JFIF:XResolution"),
    *("JFIF:YResolution", "File:ExifByteOrder", "IFD0:Orientation"),
    *("Adobe:DCTEncodeVersion", "Adobe:APP14Flags0", "Adobe:APP14Flags1", "Adobe:ColorTransform"),
}
WRITTEN_BY_US = {
    "ICC_Profile:ProfileDescription": "Colours",
    "ICC_Profile:ProfileCopyright": "None",
}


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, tuple[Path, CleanCopy]]:
    """Clean copies of every photograph by each recipe, written out: file to source and copy."""
    folder = tmp_path_factory.mktemp("copies")
    made = {}
    with Decoder() as decoder:
        for number, source in enumerate(shared.photographs()):
            for name, recipe in RECIPES.items():
                try:
                    copy = clean_copy(read_picture(source), recipe, decoder)
                except PictureError:
                    continue
                file = folder / f"{number:03}-{name}{copy.suffix}"
                file.write_bytes(copy.data)
                made[file] = (source, copy)
    return made


def test_nearly_all_open_and_the_rest_say_why_in_one_sentence(decoder: Decoder) -> None:
    refused = {}
    for path in shared.photographs():
        try:
            data = read_picture(path)
            assert len(picture_digest(data)) == 32
            assert len(decoder.perceptual(data).hashes) == len(WINDOWS)
            seen = look(data)
            small = decoder.thumbnail(data, 64)
            assert (small.width > small.height) == (seen.width > seen.height)
            named_people(data)
        except PictureError as error:
            refused[path.name] = error
    assert {name: said.problem for name, said in refused.items()} == {
        "README.md": Problem.UNREADABLE_UNKNOWN,
        "README": Problem.UNREADABLE_UNKNOWN,
        "corrupted.jpg": Problem.UNREADABLE_DAMAGED,
    }
    for said in refused.values():
        assert "…" not in problem_sentence(said)


def test_r24_our_own_reader_finds_nothing_in_any_copy(
    copies: dict[Path, tuple[Path, CleanCopy]],
) -> None:
    assert len(copies) > 300
    left = {file.name: residue(copy.data) for file, (_, copy) in copies.items()}
    assert {name: found for name, found in left.items() if found} == {}


def test_r24_exiftool_finds_nothing_but_pixels_and_colours(
    copies: dict[Path, tuple[Path, CleanCopy]],
) -> None:
    for found in exiftool.tags(list(copies)):
        for tag, value in found.items():
            if tag in ALLOWED or tag.startswith(("System:", "ExifTool:")):
                continue
            assert tag.startswith(("ICC-header:", "ICC_Profile:")), (found["SourceFile"], tag)
            assert value == WRITTEN_BY_US.get(tag, value), (found["SourceFile"], tag)


def test_r24_no_word_and_no_place_of_a_source_is_in_its_copies(
    copies: dict[Path, tuple[Path, CleanCopy]],
) -> None:
    sources = sorted({source for source, _ in copies.values()})
    words = {Path(str(found["SourceFile"])): set(_words(found)) for found in exiftool.tags(sources)}
    assert sum(map(len, words.values())) > 1000
    hits = [
        (source.name, word)
        for source, copy in copies.values()
        for word in words[source] | _places(source)
        if word in copy.data
    ]
    assert hits == []


def _words(found: dict[str, object]) -> Iterator[bytes]:
    """Everything of five bytes or more that a camera or a person wrote; less occurs by chance."""
    beside = ("System:", "ExifTool:", "File:", "Composite:", "JFIF:", "ICC", "SourceFile", "Adobe:")
    for tag, value in found.items():
        if not tag.startswith(beside):
            for one in value if isinstance(value, list) else [value]:
                word = str(one).strip().encode()
                if len(word) >= 5 and not word.startswith(b"(Binary data"):
                    yield word


def _places(source: Path) -> set[bytes]:
    """Latitude, longitude and time of day of a JPEG's place, as the bytes that code them."""
    data = source.read_bytes()
    start = data.find(b"Exif\x00\x00", 0, 70_000)
    if start < 0 or data[:2] != b"\xff\xd8":
        return set()
    block = data[start + 6 :]
    order = "<" if block[:2] == b"II" else ">"
    found = set()
    for tag in (2, 4, 7):
        entry = struct.pack(f"{order}HHI", tag, 5, 3)
        at = block.find(entry, 0, 70_000)
        if at >= 0:
            (offset,) = struct.unpack_from(f"{order}I", block, at + 8)
            value = block[offset : offset + 24]
            if len(value) == 24 and any(value):
                found.add(value)
    return found


def test_places_are_found_to_be_looked_for() -> None:
    photographs = [p for p in shared.photographs() if p.parent.name == "gps"]
    assert all(len(_places(p)) == 3 for p in photographs)


def test_jpegs_are_copied_without_touching_a_pixel(
    copies: dict[Path, tuple[Path, CleanCopy]],
) -> None:
    """But for those few that hold more of the picture than they show: they are made anew."""
    lossless, anew = 0, []
    for file, (source, copy) in copies.items():
        data = source.read_bytes()
        if not file.name.endswith("-whole.jpg") or look(data).container is not Container.JPEG:
            continue
        before, after = (np.asarray(Image.open(io.BytesIO(d))) for d in (data, copy.data))
        if picture_digest(copy.data) != picture_digest(data):
            anew.append(source.name)
            assert np.abs(before.astype(int) - after).mean() < 5, source.name
            continue
        lossless += 1
        assert np.array_equal(before, after), source.name
    assert lossless > 85
    assert len(anew) < 5, anew


def test_copies_are_seen_as_the_originals_are(
    copies: dict[Path, tuple[Path, CleanCopy]],
) -> None:
    for file, (source, copy) in copies.items():
        before, after = look(source.read_bytes()), look(copy.data)
        if file.name.endswith("-whole.jpg"):
            assert (before.width, before.height) == (after.width, after.height), source.name
        else:
            assert max(after.width, after.height) <= 640
            assert after.orientation == 1
        if before.width != before.height:
            assert (before.width > before.height) == (after.width >= after.height), source.name


def test_the_nine_ways_to_hold_a_camera_show_one_picture(decoder: Decoder) -> None:
    files = [
        p for p in shared.photographs() if p.parent.name == "orientation" and "Portrait" in p.name
    ]
    first = decoder.perceptual(files[0].read_bytes())
    for file in files[1:]:
        other = decoder.perceptual(file.read_bytes())
        assert (first.hashes[0] ^ other.hashes[0]).bit_count() <= 6, file.name
