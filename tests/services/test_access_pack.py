"""R27: everything about one person in one pack, and nobody else's name or face in it."""

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from consentdesk.domain.access import Omission
from consentdesk.domain.acts import AccessGiven, ActKind, Channel
from consentdesk.domain.covers import Drawn, rectangle
from consentdesk.domain.people import SubjectId
from consentdesk.domain.photos import PhotoId, PhotoKind, Region
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import BadInput, Problem, RuleRefusal
from consentdesk.services import (
    assessing,
    erasing,
    hiding,
    originals,
    photographs,
    withdrawing,
)
from consentdesk.services.access_pack import making, requests, showing
from consentdesk.services.pictures.fingerprint import fingerprint
from consentdesk.services.pictures.pdf import count_pages
from consentdesk.services.pictures.residue import residue
from consentdesk.services.seeing import Seen
from consentdesk.services.upkeep import verify
from tests.services.office import CLERK, WEBSITE, Office
from tests.services.pictures import crafted

SIZE = (800, 600)
IDA_FACE, KARL_FACE = Region(0.1, 0.2, 0.1, 0.15), Region(0.7, 0.2, 0.1, 0.15)
RED, GREEN = (230, 20, 20), (20, 200, 20)
OVER_KARL = rectangle(Region(0.6, 0.1, 0.3, 0.8))


class StopError(Exception):
    """Somebody pressed Cancel."""


def with_faces(path: Path, seed: int = 4) -> Path:
    """Ida's face is red, Karl's green, nothing else is either."""
    dice = np.random.default_rng(seed)
    grey = dice.integers(60, 200, (SIZE[1], SIZE[0], 1)).astype(np.uint8)
    pixels = np.repeat(grey, 3, axis=2)
    for face, colour in ((IDA_FACE, RED), (KARL_FACE, GREEN)):
        top, left = round(face.y * SIZE[1]), round(face.x * SIZE[0])
        pixels[top : top + 90, left : left + 80] = colour
    path.write_bytes(crafted.written(Image.fromarray(pixels, "RGB"), "PNG"))
    return path


def amount(jpeg: bytes) -> tuple[bool, bool]:
    """Whether Ida and Karl can be seen."""
    with Image.open(io.BytesIO(jpeg)) as image:
        red, green, blue = (np.asarray(c).astype(int) for c in image.convert("RGB").split())
    ida = ((red - green > 60) & (red - blue > 60)).sum()
    karl = ((green - red > 60) & (green - blue > 60)).sum()
    return bool(ida > 500), bool(karl > 0)


@dataclass
class Class:
    """Ida, who asks, and Karl, who is on a photo with her."""

    office: Office
    ida: SubjectId
    karl: SubjectId

    def together(self, *, marked: bool = True, seed: int = 4) -> PhotoId:
        path = with_faces(self.office.folder / f"IMG_9{seed:03}.png", seed)
        photo = self.add(path, self.ida, self.karl)
        places = {self.ida: IDA_FACE, self.karl: KARL_FACE if marked else None}
        seen = fingerprint(path.read_bytes())
        photographs.name(*self.office.desk, photo=photo, shows=places, seen=seen)
        photographs.attest(*self.office.desk, photo=photo)
        return photo

    def add(self, path: Path, *shows: SubjectId, kind: PhotoKind = PhotoKind.PORTRAIT) -> PhotoId:
        office = self.office
        photographs.add_photos(
            *office.desk, [path], kind=kind, shows=shows, photographer="Line Holm", rights="ours"
        )
        photo = office.photo(path)
        with office.register.read() as reader:
            originals.note(reader.institution.uuid, {photo: path}, as_registered=[photo])
        return photo

    def gallery(self) -> showing.Gallery:
        return showing.gallery(self.office.register, self.office.at, self.ida)

    def shown(self, photo: PhotoId) -> showing.Shown:
        return next(one for one in self.gallery().photos if one.photo == photo)

    def make(self, name: str = "access.zip", asked_on: date | None = None) -> making.Made:
        path = self.office.folder.parent / name
        return making.make_access_pack(*self.office.desk, path, self.gallery(), asked_on=asked_on)


@pytest.fixture
def both(office: Office) -> Class:
    ida, karl = office.family("Ida Dal"), office.family("Karl Vester")
    office.permit(ida)
    return Class(office, ida, karl)


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as pack:
        assert pack.testzip() is None
        return {name: pack.read(name) for name in pack.namelist()}


def told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(contents(path)["access.json"])
    return found


def test_r27_others_are_covered_and_the_person_is_not(both: Class) -> None:
    photo = both.together()
    jpeg = both.shown(photo).jpeg
    assert jpeg is not None
    assert amount(jpeg) == (True, False)
    assert not residue(jpeg)


def test_r27_ones_own_cover_is_for_the_eyes_of_others(both: Class) -> None:
    photo = both.together()
    seen = fingerprint((both.office.folder / "IMG_9004.png").read_bytes())
    own = rectangle(Region(0.05, 0.1, 0.2, 0.5))
    drawn = Drawn(covers=((both.ida, own), (both.karl, OVER_KARL)))
    hiding.hide_all(*both.office.desk, {photo: drawn}, {photo: seen}, before={photo: Drawn()})
    jpeg = both.shown(photo).jpeg
    assert jpeg is not None
    assert amount(jpeg) == (True, False)


def test_r27_what_was_said_of_copies_says_nothing_of_what_their_covers_hide(both: Class) -> None:
    photo = both.together(marked=False)
    seen = fingerprint((both.office.folder / "IMG_9004.png").read_bytes())
    drawn = Drawn(covers=((both.karl, OVER_KARL),))
    hiding.hide_all(*both.office.desk, {photo: drawn}, {photo: seen}, before={photo: Drawn()})
    assert both.shown(photo).omission is Omission.NOT_ALL_NAMED
    looked_at = Seen(PhotoKind.PORTRAIT, frozenset({both.ida, both.karl}))
    hiding.vouch_covered(*both.office.desk, photo, drawn, looked_at)
    jpeg = both.shown(photo).jpeg
    assert jpeg is not None
    assert amount(jpeg) == (True, False)
    own = rectangle(Region(0.05, 0.1, 0.2, 0.5))
    more = Drawn(covers=((both.ida, own), (both.karl, OVER_KARL)))
    hiding.hide_all(*both.office.desk, {photo: more}, {photo: seen}, before={photo: drawn})
    hiding.vouch_covered(*both.office.desk, photo, more, looked_at)
    assert both.shown(photo).omission is Omission.NOT_ALL_NAMED


def test_r27_whom_nobody_can_cover_keeps_the_photo_out(both: Class) -> None:
    one = both.shown(both.together(marked=False))
    assert (one.jpeg, one.omission) == (None, Omission.NOT_COVERED)


def test_r27_without_a_word_that_all_are_named_it_stays_out(both: Class) -> None:
    photo = both.together()
    photographs.attest(*both.office.desk, photo=photo, visible=3)
    one = both.shown(photo)
    assert (one.jpeg, one.omission) == (None, Omission.NOT_ALL_NAMED)


def test_r27_a_situation_nobody_vouched_for_stays_out(both: Class) -> None:
    path = with_faces(both.office.folder / "IMG_7000.png", 7)
    photo = both.add(path, both.ida, kind=PhotoKind.SITUATION)
    photographs.attest(*both.office.desk, photo=photo, visible=2)
    assert both.shown(photo).omission is Omission.NOT_ALL_NAMED


def test_r27_somebody_erased_from_it_keeps_the_photo_out(both: Class) -> None:
    photo = both.together()
    erasing.erase(*both.office.desk, subject=both.karl, confirm="Karl Vester")
    photographs.attest(*both.office.desk, photo=photo)
    assert both.shown(photo).omission is Omission.NOT_ALL_NAMED


def test_r27_a_file_that_is_gone_or_another_by_now_is_told_of(both: Class) -> None:
    photo = both.together()
    path = both.office.folder / "IMG_9004.png"
    with_faces(path, 8)
    assert both.shown(photo).omission is Omission.FILE_MISSING
    path.unlink()
    assert both.shown(photo).omission is Omission.FILE_MISSING


def test_a_picture_out_of_a_pack_is_never_clear(both: Class) -> None:
    """Alone on it, permitted everywhere and small: the one that would be copied byte by byte."""
    path = both.office.portrait(both.ida)
    photo = both.office.photo(path)
    with both.office.register.read() as reader:
        originals.note(reader.institution.uuid, {photo: path}, as_registered=[photo])
    assert both.office.check(path) == [Outcome.CLEAR]
    jpeg = both.shown(photo).jpeg
    assert jpeg is not None
    out = both.office.folder / "out_of_the_pack.jpg"
    out.write_bytes(jpeg)
    assert both.office.check(out) != [Outcome.CLEAR]
    assert both.office.plan(out).clear == ()
    # Nor with the band cut away.
    with Image.open(out) as image, Image.open(path) as original:
        assert image.size[0] == original.size[0]
        assert image.size[1] > original.size[1]
        image.crop((0, 0, *original.size)).save(out, quality=95)
    assert both.office.check(out) != [Outcome.CLEAR]


def test_the_pack_is_told_of_without_a_name_and_answers_the_request(both: Class) -> None:
    office = both.office
    photo = both.together()
    requests.note_request(*office.desk, subject=both.ida, on=date(2026, 9, 1))
    with office.register.read() as reader:
        (waits,) = requests.requests(reader)
    assert (waits.subject, waits.due) == (both.ida, date(2026, 10, 1))
    made = both.make()
    with office.register.read() as reader:
        act = reader.act(made.act)
        assert requests.requests(reader) == ()
    assert act.body == AccessGiven(subject=both.ida, photos=(photo,), pack=made.sha256)
    assert sha256(made.path.read_bytes()).hexdigest() == made.sha256
    assert verify(office.register).ok


def test_a_request_is_noted_once_and_an_earlier_one_counts(both: Class) -> None:
    desk = both.office.desk
    requests.note_request(*desk, subject=both.ida, on=date(2026, 9, 10))
    requests.note_request(*desk, subject=both.ida, on=date(2026, 9, 12))
    with both.office.register.read() as reader:
        assert len(reader.ledger(kinds=frozenset({ActKind.ACCESS_ASKED}))) == 1
    one = requests.note_request(*desk, subject=both.ida, on=date(2026, 8, 31))
    assert one.due == date(2026, 9, 30)
    with pytest.raises(BadInput) as error:
        requests.note_request(*desk, subject=both.ida, on=date(2026, 9, 15))
    assert error.value.problem is Problem.ASKED_IN_FUTURE


def test_nobody_elses_name_is_anywhere_in_it(both: Class) -> None:
    office = both.office
    both.together()
    path = office.situation(both.ida, both.karl)
    photo = office.photo(path)
    assessing.assess(
        *office.desk,
        photo=photo,
        destination=WEBSITE,
        publish=False,
        reason="Ida og Karl ser triste ud",
    )
    withdrawing.object_to(
        *office.desk, subject=both.ida, channel=Channel.PHONE, by="naboen Karl Vester"
    )
    office.portrait(both.ida, both.karl, album="Karls fest")
    made = both.make()
    files = contents(made.path)
    text = files["access.json"].decode()
    assert "Ida Dal" in text
    assert "Mette Dal" in text
    for name in ("Karl", "Vester", "karl"):
        assert name not in text
        for one, data in files.items():
            assert name not in one
            assert name.encode() not in data
    assert "left out" in text
    assert count_pages(files["access.pdf"]) >= 2


def test_what_is_kept_stands_in_it(both: Class) -> None:
    office = both.office
    photo = both.together()
    found = told(both.make().path)
    assert found["person"]["name"] == "Ida Dal"
    assert {p["state"] for p in found["permissions"]} == {"JOURNALED"}
    (wording,) = found["wordings"]
    assert any("portrætbilleder" in line for line in wording["texts"])
    (entry,) = found["journal_entries"]
    assert entry["paper_at"] == "Folder 3"
    (shown,) = found["photos"]
    assert (shown["photo"], shown["file"]) == (photo, f"photos/photo-{photo:05d}.jpg")
    with office.register.read() as reader:
        acts = reader.acts([both.ida])[both.ida]
    assert [one["line"] for one in found["acts"]][: len(acts) - 1] == [
        act.number for act in acts[:-1]
    ]


def test_a_file_that_is_there_is_never_written_over(both: Class) -> None:
    path = both.office.folder.parent / "access.zip"
    path.write_bytes(b"mine")
    with pytest.raises(BadInput) as error:
        both.make()
    assert error.value.problem is Problem.PACK_EXISTS
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["Ida.zip", "indsigt-ida-dal.zip", "karl-vester.zip"])
def test_r25_the_file_name_names_nobody(both: Class, name: str) -> None:
    with pytest.raises(RuleRefusal) as error:
        both.make(name)
    assert error.value.problem is Problem.NAME_IN_FILE
    assert list(both.office.folder.parent.glob("*.zip")) == []


def test_nothing_is_left_where_it_is_cancelled_or_there_is_no_folder(both: Class) -> None:
    both.together()
    office, gallery = both.office, both.gallery()
    place = office.folder.parent / "packs"
    with pytest.raises(BadInput) as error:
        making.make_access_pack(*office.desk, place / "a.zip", gallery)
    assert error.value.problem is Problem.ACCESS_UNWRITABLE
    place.mkdir()

    def cancel(_done: int, _total: int) -> None:
        raise StopError

    with pytest.raises(StopError):
        making.make_access_pack(*office.desk, place / "a.zip", gallery, progress=cancel)
    assert list(place.iterdir()) == []
    with office.register.read() as reader:
        assert reader.ledger(kinds=frozenset({ActKind.ACCESS_GIVEN})) == ()


def test_whoever_is_named_after_the_look_keeps_the_pack_from_being_made(both: Class) -> None:
    photo = both.together()
    gallery = both.gallery()
    third = both.office.family("Bo Lind")
    shows = {both.ida: IDA_FACE, both.karl: KARL_FACE, third: Region(0.4, 0.2, 0.1, 0.15)}
    seen = fingerprint((both.office.folder / "IMG_9004.png").read_bytes())
    photographs.name(*both.office.desk, photo=photo, shows=shows, seen=seen)
    photographs.attest(*both.office.desk, photo=photo)
    with pytest.raises(RuleRefusal) as error:
        making.make_access_pack(*both.office.desk, both.office.folder / "a.zip", gallery)
    assert error.value.problem is Problem.PHOTO_CHANGED_MEANWHILE


def test_what_somebody_left_out_is_told_of_without_its_picture(both: Class) -> None:
    photo = both.together()
    path = both.office.folder.parent / "access.zip"
    made = making.make_access_pack(*both.office.desk, path, both.gallery(), left_out=[photo])
    assert [one.omission for one in made.photos] == [Omission.LEFT_OUT]
    assert not [name for name in contents(path) if name.startswith("photos/")]


def test_a_scan_with_somebody_elses_form_in_it_stays_out(both: Class) -> None:
    office = both.office
    own, stack = b"%PDF-1.4\nown\n%%EOF", b"%PDF-1.4\nboth\n%%EOF"
    serials = [office.answer(both.ida), office.answer(both.ida), office.answer(both.karl)]
    with office.register.write(CLERK, office.at) as writer:
        for serial, scan in zip(serials, (own, stack, stack), strict=True):
            writer.attach_scan(serial, writer.store_document(scan, "application/pdf"))
    found = contents(both.make().path)
    assert [data for name, data in found.items() if name.startswith("forms/")] == [own]
    scans = {one["form"]: one["in_pack"] for one in json.loads(found["access.json"])["scans"]}
    assert scans == {serials[0]: True, serials[1]: False}
