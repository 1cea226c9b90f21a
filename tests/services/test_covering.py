"""A cover lies over the face, whatever the file says and whichever version is at hand (R22)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PIL.Image import Transpose

from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import Fingerprint, Match, Photo, PhotoId, PhotoKind, Region
from consentdesk.errors import BadInput, Problem
from consentdesk.services import checking, exporting, photographs, planning, suggesting
from consentdesk.services.covering import cover, is_a_face
from consentdesk.services.pictures.fingerprint import fingerprint
from tests.services.office import WEBSITE, Office
from tests.services.pictures import crafted
from tests.services.refusing import refused

RED = (230, 20, 20)
STORED = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}
"""How a camera held that way stores what it sees."""
KINDS: tuple[crafted.Kind, ...] = ("JPEG", "JPEG", "JPEG", "PNG", "WEBP", "TIFF")
FACE = Region(0.1, 0.2, 0.15, 0.2)


@dataclass
class Class:
    """Noah, who may be shown, and Ella, who may not and has a red face."""

    office: Office
    noah: SubjectId
    ella: SubjectId

    def add(self, *paths: Path, same_as: PhotoId | None = None) -> None:
        photographs.add_photos(
            *self.office.desk,
            paths,
            kind=PhotoKind.PORTRAIT,
            shows=(self.noah, self.ella),
            photographer="Line Holm",
            rights="own",
            same_as=same_as,
        )

    def place(self, path: Path, region: Region) -> None:
        """Say where Ella is, as seen on that file."""
        photographs.name(
            *self.office.desk,
            photo=self.photo(path),
            shows={self.noah: None, self.ella: region},
            seen=fingerprint(path.read_bytes()),
        )
        photographs.attest(*self.office.desk, photo=self.photo(path))

    def photo(self, path: Path) -> PhotoId:
        with self.office.register.read() as reader:
            known = reader.recognise([fingerprint(path.read_bytes())])[0]
        assert known.photo is not None
        return known.photo

    def placed(self, path: Path) -> Region | None:
        """Where Ella is said to be."""
        photo = self.photo(path)
        with self.office.register.read() as reader:
            return next(d.region for d in reader.depicted([photo])[photo] if d.subject == self.ella)

    def plan(self, *paths: Path) -> planning.Plan:
        return self.office.plan(*paths, covered=[self.ella])

    def red_left(self, *paths: Path, max_edge: int | None = None) -> dict[str, int]:
        """How many pixels of Ella's face are to be seen in each exported copy."""
        plan = self.plan(*paths)
        target = self.office.target(f"out{max_edge}")
        done = exporting.release(*self.office.desk, plan, target, max_edge=max_edge)
        assert [f.covered for f in done.released] == [(self.ella,)] * len(paths)
        return {f.path.name: _reddish(f.output) for f in done.released}


@pytest.fixture
def two(office: Office) -> Class:
    noah, ella = office.family(), office.family("Ella Holm")
    office.permit(noah)
    return Class(office, noah, ella)


def _scene(size: tuple[int, int], face: tuple[int, int, int, int], seed: int = 1) -> Image.Image:
    """A picture without anything red but that face: left, top, width and height in pixels."""
    dice = np.random.default_rng(seed)
    image = Image.new("RGB", size, (190, 215, 200))
    pen = ImageDraw.Draw(image)
    for _ in range(30):
        x, y = _roll(dice, 0, size[0]), _roll(dice, 0, size[1])
        green, blue = _roll(dice, 80, 250), _roll(dice, 80, 250)
        pen.rectangle((x, y, x + 40, y + 25), fill=(_roll(dice, 0, 60), green, blue))
    left, top, width, height = face
    pen.rectangle((left, top, left + width - 1, top + height - 1), fill=RED)
    return image


def _written(
    path: Path,
    seen: Image.Image,
    orientation: int = 1,
    *,
    kind: crafted.Kind = "JPEG",
    regions: bytes = b"",
) -> Path:
    """The picture as a camera held that way writes it; `regions` is an XMP packet."""
    turn = STORED[orientation]
    stored = seen if turn is None else seen.transpose(turn)
    options: dict[str, object] = {"quality": 90} if kind in ("JPEG", "WEBP") else {}
    data = crafted.written(stored, kind, exif=_exif(orientation), **options)
    if regions:
        body = b"http://ns.adobe.com/xap/1.0/\x00" + regions
        data = crafted.with_segments(data, crafted.segment(0xE1, body))
    path.write_bytes(data)
    return path


def _mwg(size: tuple[int, int], name: str, places: Iterable[Region]) -> bytes:
    """Face regions as a photographer's software writes them, measured on a picture of that size."""
    faces = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<m:Name>{name}</m:Name><m:Type>Face</m:Type><m:Area a:unit='normalized'"
        f" a:x='{r.x + r.w / 2}' a:y='{r.y + r.h / 2}' a:w='{r.w}' a:h='{r.h}'/></rdf:li>"
        for r in places
    )
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        'xmlns:m="http://www.metadataworkinggroup.com/schemas/regions/" '
        'xmlns:a="http://ns.adobe.com/xmp/sType/Area#" '
        'xmlns:d="http://ns.adobe.com/xap/1.0/sType/Dimensions#"><m:Regions '
        'rdf:parseType="Resource">'
        f"<m:AppliedToDimensions d:w='{size[0]}' d:h='{size[1]}' d:unit='pixel'/>"
        f"<m:RegionList><rdf:Bag>{faces}</rdf:Bag></m:RegionList></m:Regions>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def _captioned(path: Path, copy: Path) -> Path:
    """The same picture with another caption."""
    note = crafted.segment(0xFE, b"Summer party")
    copy.write_bytes(crafted.with_segments(path.read_bytes(), note))
    return copy


def _turned(path: Path, copy: Path, before: int, after: int) -> Path:
    """The same image data, said to be held another way."""
    old, new = (crafted.segment(0xE1, _exif(o).tobytes()) for o in (before, after))
    data = path.read_bytes()
    assert data.count(old) == 1
    copy.write_bytes(data.replace(old, new))
    return copy


def _exif(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def _reddish(path: Path) -> int:
    """How many pixels are nearer to red than to any colour of the scene."""
    with Image.open(path) as image:
        red, green, blue = (np.asarray(c).astype(int) for c in image.convert("RGB").split())
    return int(((red - green > 60) & (red - blue > 60)).sum())


def _roll(dice: np.random.Generator, start: int, stop: int) -> int:
    return int(dice.integers(start, stop))


def _place_of(face: tuple[int, int, int, int], size: tuple[int, int]) -> Region:
    left, top, width, height = face
    return Region(left / size[0], top / size[1], width / size[0], height / size[1])


def _random_face(dice: np.random.Generator, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """A face from the smallest that may be marked up to a third, often at an edge."""
    least = max(7, -(-max(size) // 100))
    width, height = (int(dice.integers(least, side // 3)) for side in size)
    across, down = size[0] - width, size[1] - height
    x = dice.choice((0, across, int(dice.integers(across))))
    y = dice.choice((0, down, int(dice.integers(down))))
    return int(x), int(y), width, height


@pytest.mark.parametrize("seed", range(4))
def test_no_pixel_of_a_covered_face_is_left_in_any_copy(two: Class, seed: int) -> None:
    """Random pictures and places in every orientation; half of them leave with another caption."""
    dice = np.random.default_rng(seed)
    leaving, faces = [], {}
    for number, orientation in enumerate(STORED):
        size = (_roll(dice, 200, 700), _roll(dice, 200, 700))
        face = _random_face(dice, size)
        kind = KINDS[_roll(dice, 0, len(KINDS))]
        path = two.office.folder / f"{number}.{kind.lower()}"
        _written(path, _scene(size, face, seed * 10 + number), orientation, kind=kind)
        assert _reddish(path)
        faces[path] = _place_of(face, size)
        captioned = kind == "JPEG" and dice.random() < 0.6
        leaving.append(_captioned(path, path.with_suffix(".copy.jpg")) if captioned else path)
    two.add(*faces)
    for path, region in faces.items():
        two.place(path, region)
    for max_edge in (None, _roll(dice, 30, 600)):
        left = two.red_left(*leaving, max_edge=max_edge)
        assert left == {path.name: 0 for path in leaving}


@pytest.mark.parametrize("orientation", STORED)
def test_a_copy_with_another_caption_is_covered_and_a_turned_one_is_not(
    two: Class, orientation: int
) -> None:
    path = two.office.folder / "a.jpg"
    _written(path, _scene((400, 300), (40, 60, 60, 60)), orientation)
    two.add(path)
    two.place(path, Region(0.1, 0.2, 0.15, 0.2))
    copy = _captioned(path, two.office.folder / "captioned.jpg")
    assert two.red_left(copy) == {copy.name: 0}
    for other in STORED:
        turned = _turned(path, two.office.folder / f"{other}.jpg", orientation, other)
        report = checking.check_files(
            two.office.register, [turned], at=two.office.at, destinations=[WEBSITE]
        )
        assert report.findings[0].match in (Match.PICTURE, Match.EXACT)
        if other == orientation:
            assert two.plan(turned).clear
        else:
            with refused(two.office, Problem.COVER_NEEDS_ORIGINAL, BadInput):
                two.plan(turned)


def test_a_photo_from_an_older_register_is_only_covered_on_its_very_file(two: Class) -> None:
    """Which way up it was when it was registered is not on record there."""
    path = _written(two.office.folder / "a.jpg", _scene((400, 300), (40, 60, 60, 60)))
    data = path.read_bytes()
    with two.office.register.write("Anna Holm", two.office.at) as writer:
        bare = Photo(id=PhotoId(0), name=path.name, width=400, height=300)
        writer.register_photo(bare, replace(fingerprint(data), orientation=None))
    two.add(path)
    two.place(path, Region(0.1, 0.2, 0.15, 0.2))
    assert two.plan(path).clear
    copy = _captioned(path, two.office.folder / "captioned.jpg")
    with refused(two.office, Problem.COVER_NEEDS_ORIGINAL, BadInput):
        two.plan(copy)
    with refused(two.office, Problem.REGION_NEEDS_ORIGINAL, BadInput):
        two.place(copy, Region(0.5, 0.2, 0.15, 0.2))


@pytest.mark.parametrize("turn", [t for t in STORED.values() if t is not None])
@pytest.mark.parametrize("size", [(400, 300), (300, 300)])
def test_a_place_in_the_metadata_is_never_taken_for_granted(
    two: Class, turn: Transpose, size: tuple[int, int]
) -> None:
    """A program turned the pixels and left the places as they were."""
    seen = _scene(size, (30, 40, 50, 50))
    regions = _mwg(size, "Ella Holm", [_place_of((30, 40, 50, 50), size)])
    path = _written(two.office.folder / "a.jpg", seen.transpose(turn), regions=regions)
    two.add(path)
    assert two.placed(path) is None
    with refused(two.office, Problem.COVER_NEEDS_REGION, BadInput):
        two.plan(path)


def test_of_two_places_for_one_name_both_are_shown_and_none_is_taken(two: Class) -> None:
    places = (Region(0.7, 0.1, 0.1, 0.1), Region(0.1, 0.2, 0.15, 0.2))
    scene = _scene((400, 300), (40, 60, 60, 60))
    regions = _mwg((400, 300), "Ella Holm", places)
    path = _written(two.office.folder / "a.jpg", scene, regions=regions)
    two.add(path)
    assert two.placed(path) is None
    found = suggesting.suggestions(two.office.register, path)
    assert [s.subjects for s in found] == [(two.ella,)] * 2
    xs = [s.region.x for s in found if s.region is not None]
    assert xs == pytest.approx([0.7, 0.1])


def test_a_place_on_another_version_is_refused(two: Class) -> None:
    path = two.office.draw(size=(400, 300))
    two.add(path)
    smaller = two.office.shrunk(path)
    photographs.same_picture(*two.office.desk, path=smaller, photo=two.photo(path))
    plain = crafted.with_segments(path.read_bytes(), crafted.segment(0xFE, b"x"))
    exif = crafted.segment(0xE1, _exif(6).tobytes())
    turned = two.office.folder / "turned.jpg"
    turned.write_bytes(crafted.with_segments(path.read_bytes(), exif))
    captioned = two.office.folder / "captioned.jpg"
    captioned.write_bytes(plain)
    for other in (smaller, turned):
        with refused(two.office, Problem.REGION_NEEDS_ORIGINAL, BadInput):
            two.place(other, FACE)
        with refused(two.office, Problem.REGION_NEEDS_ORIGINAL, BadInput):
            photographs.add_photos(
                *two.office.desk, [other], shows=(two.ella,), places={two.ella: FACE}
            )
    with refused(two.office, Problem.REGION_NEEDS_ORIGINAL, BadInput):
        photographs.name(*two.office.desk, photo=two.photo(path), shows={two.ella: FACE})
    two.place(captioned, FACE)
    assert two.placed(path) == FACE


def test_a_version_is_not_registered_where_its_places_are_refused(two: Class) -> None:
    path = two.office.draw(size=(400, 300))
    two.add(path)
    smaller = two.office.shrunk(path)
    with refused(two.office, Problem.REGION_NEEDS_ORIGINAL, BadInput):
        photographs.add_photos(
            *two.office.desk,
            [smaller],
            shows=(two.ella,),
            places={two.ella: FACE},
            same_as=two.photo(path),
        )
    with two.office.register.read() as reader:
        known = reader.recognise([fingerprint(smaller.read_bytes())])[0]
    assert known.match is Match.NONE


@pytest.mark.parametrize(
    "region",
    [
        Region(0.17, 0.23, 1e-9, 1e-9),
        Region(0.17, 0.23, 0.001, 0.001),
        Region(0.17, 0.23, 0.004, 0.1),
        Region(0.17, 0.23, 0.1, 0.01),
        Region(-0.09, 0.2, 0.1 + 0.09, 0.001),
    ],
)
def test_a_place_too_small_for_a_face_is_refused(two: Class, region: Region) -> None:
    """Most of the face would stay to be seen."""
    path = two.office.draw(size=(800, 600))
    two.add(path)
    with refused(two.office, Problem.REGION_TOO_SMALL, BadInput):
        two.place(path, region)


def test_a_place_too_small_that_is_on_record_is_not_covered(two: Class) -> None:
    path = two.office.draw(size=(800, 600))
    two.add(path)
    two.place(path, FACE)
    with two.office.register.write("Anna Holm", two.office.at) as writer:
        photo = two.photo(path)
        tiny = Region(0.17, 0.23, 0.001, 0.001)
        shown = [replace(d, region=d.region and tiny) for d in writer.depicted([photo])[photo]]
        writer.set_depictions(photo, shown)
    photographs.attest(*two.office.desk, photo=photo)
    with refused(two.office, Problem.REGION_TOO_SMALL, BadInput):
        two.plan(path)


def test_a_small_face_in_a_large_group_can_be_marked() -> None:
    """A row of thirty on a picture of 4000 pixels: a face of 60."""
    group = Photo(id=PhotoId(1), name="a.jpg", width=4000, height=2000)
    assert is_a_face(Region(0.5, 0.4, 60 / 4000, 70 / 2000), group)
    assert not is_a_face(Region(0.5, 0.4, 30 / 4000, 40 / 2000), group)
    thumbnail = replace(group, width=300, height=200)
    assert not is_a_face(Region(0.5, 0.4, 6 / 300, 9 / 200), thumbnail)
    assert is_a_face(Region(0.5, 0.4, 7 / 300, 9 / 200), thumbnail)


def test_a_cover_has_a_margin_however_small_the_place() -> None:
    photo = Photo(id=PhotoId(1), name="a.jpg", width=4000, height=2000)
    small = cover(Region(0.5, 0.4, 0.01, 0.02), photo)
    assert small.w * 4000 == pytest.approx(40 + 2 * 80)
    assert small.h * 2000 == pytest.approx(40 + 3.75 * 80)
    flat = cover(Region(0.4, 0.2, 0.2, 0.02), photo)
    assert flat.h * 2000 == pytest.approx(40 + 3.75 * 400), "as for a face half as high as wide"


def test_what_is_not_known_of_a_file_counts_as_different() -> None:
    here = Fingerprint(b"a" * 32, b"p" * 32, orientation=1)
    assert here.is_laid_out_like(replace(here, sha256=b"b" * 32))
    assert here.is_laid_out_like(Fingerprint(b"a" * 32))
    for other in (
        Fingerprint(b"b" * 32),
        Fingerprint(b"b" * 32, b"p" * 32),
        Fingerprint(b"b" * 32, orientation=1),
        Fingerprint(b"b" * 32, b"q" * 32, orientation=1),
        Fingerprint(b"b" * 32, b"p" * 32, orientation=2),
    ):
        assert not here.is_laid_out_like(other)
        assert not other.is_laid_out_like(here)
