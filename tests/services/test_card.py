"""A card comes in: listed in the order taken, registered in slices, taken back in one step."""

import gc
import os
import shutil
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from consentdesk.domain.events import Event
from consentdesk.domain.photos import PhotoId, PhotoKind
from consentdesk.domain.verdict import Outcome
from consentdesk.errors import BadInput, Cancelled, Problem, RuleRefusal
from consentdesk.services import checking, originals, photographs
from consentdesk.services.abreast import AHEAD, THREADS
from consentdesk.services.arriving import Arrival
from consentdesk.services.card.bringing import FIRST, SLICE, Slice, bring_in, slice_ends
from consentdesk.services.card.listing import Card, CardFile, list_card
from consentdesk.services.card.taking_back import bring_back, take_back
from consentdesk.services.card.told import Told
from consentdesk.services.pictures import files
from consentdesk.storage.values import PhotoFilter
from tests.services.cards import BEGINS, fill, state_of, taken
from tests.services.office import CLERK, WEBSITE, Office
from tests.services.refusing import refused


def nothing(_done: int, _total: int) -> None:
    """Nobody waits."""


def come_in(
    office: Office,
    card: Card,
    told: Told | None = None,
    progress: Callable[[int, int], None] = nothing,
    slices: list[Slice] | None = None,
) -> tuple[list[Slice], Path | None]:
    found: list[Slice] = [] if slices is None else slices
    gone = bring_in(
        office.register,
        CLERK,
        lambda: office.at,
        card,
        told or Told(),
        came_in=found.append,
        progress=progress,
    )
    return found, gone


def new_in(slices: list[Slice]) -> tuple[PhotoId, ...]:
    return tuple(photo for one in slices for photo in one.new)


def photos_of(office: Office) -> tuple[PhotoId, ...]:
    with office.register.read() as reader:
        return reader.find_photos(PhotoFilter())


def test_a_card_is_listed_in_the_order_its_pictures_were_taken(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(taken(1, BEGINS + timedelta(hours=2)))
    (tmp_path / "b.jpg").write_bytes(taken(2, BEGINS))
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.jpg").write_bytes(taken(3, BEGINS + timedelta(hours=1)))
    card = list_card([tmp_path])
    assert [file.path.name for file in card.files] == ["b.jpg", "c.jpg", "a.jpg"]
    assert card.day == date(2026, 6, 12)


@pytest.mark.parametrize(
    "raw", ["img_0001.CR3", "IMG_0001.nef", "IMG_0001.ARW", "Img_0001.dng", "IMG_0001.raf"]
)
def test_a_raw_file_is_noted_beside_the_picture_of_its_name(
    office: Office, tmp_path: Path, raw: str
) -> None:
    path, other = fill(tmp_path, [2])
    # As many raw files begin: a TIFF, which is no picture to be registered here.
    path.with_name(raw).write_bytes(b"II*\x00\x08\x00\x00\x00 raw")
    card = list_card([tmp_path])
    assert [(f.path, f.raw) for f in card.files] == [(path, raw), (other, "")]
    assert card.raw_alone == ()
    slices, _gone = come_in(office, card)
    with office.register.read() as reader:
        raws = [reader.photo(photo).raw for photo in new_in(slices)]
        assert raws == [raw, ""]
    (found,) = checking.check_files(office.register, [path.with_name(raw)], at=office.at).findings
    assert found.verdicts[0].outcome is Outcome.UNDECIDED, "the raw file itself stays unknown"


def test_a_raw_file_is_found_beside_a_picture_that_was_chosen_alone(tmp_path: Path) -> None:
    path, other = fill(tmp_path, [2])
    path.with_suffix(".cr2").write_bytes(b"raw")
    other.with_suffix(".cr2").write_bytes(b"raw")
    card = list_card([path])
    assert [file.raw for file in card.files] == ["IMG_0001.cr2"]
    assert card.raw_alone == ()


def test_raw_files_without_a_picture_are_told_of(tmp_path: Path) -> None:
    (path,) = fill(tmp_path, [1])
    alone = path.with_name("IMG_0009.NEF")
    alone.write_bytes(b"MM\x00*\x00\x00\x00\x08 raw")
    card = list_card([tmp_path])
    assert [file.path for file in card.files] == [path]
    assert card.raw_alone == (alone,)


def test_every_slice_stands_before_the_next_and_none_cuts_a_burst(
    office: Office, tmp_path: Path
) -> None:
    fill(tmp_path, [3, 3, 20, 8, 2])
    seen: list[int] = []
    slices: list[Slice] = []

    def look(_done: int, _total: int) -> None:
        seen.append(len(photos_of(office)))
        assert len(photos_of(office)) == sum(len(s.photos) for s in slices)

    come_in(office, list_card([tmp_path]), progress=look, slices=slices)
    assert [len(s.photos) for s in slices] == [6, 28, 2]
    assert seen[5:7] == [6, 6]


def test_a_burst_without_an_end_is_cut_all_the_same() -> None:
    files = [
        CardFile(Path(f"{n}.jpg"), taken=BEGINS + timedelta(seconds=n)) for n in range(FIRST * 4)
    ]
    assert next(iter(slice_ends(files))) == FIRST * 3
    assert list(slice_ends(files))[-1] == len(files)


def test_the_event_has_its_groups_and_the_day_of_its_photos(office: Office, tmp_path: Path) -> None:
    fill(tmp_path, [2])
    card = list_card([tmp_path])
    come_in(office, card, Told(album=" Sommerfest ", groups=("2.A", "2.B")))
    with office.register.read() as reader:
        known = reader.event("Sommerfest")
    assert known == Event(name="Sommerfest", groups=("2.A", "2.B"), held_on=date(2026, 6, 12))
    come_in(office, replace(card, day=date(2026, 6, 14)), Told(album="Sommerfest"))
    with office.register.read() as reader:
        assert reader.event("Sommerfest") == known, "nobody was asked and somebody had said"


def test_whoever_stops_keeps_what_is_in_and_going_on_doubles_nothing(
    office: Office, tmp_path: Path
) -> None:
    fill(tmp_path, [4, 20, 6])
    card = list_card([tmp_path])
    slices: list[Slice] = []

    def stop(done: int, _total: int) -> None:
        if done == 10:
            raise Cancelled

    with pytest.raises(Cancelled):
        come_in(office, card, progress=stop, slices=slices)
    assert len(new_in(slices)) == len(photos_of(office)) == 4
    slices, _gone = come_in(office, card)
    assert sum(a.known.is_sure for s in slices for a in s.photos) == 4
    assert len(new_in(slices)) == 26
    assert len(photos_of(office)) == 30


def test_a_card_pulled_out_leaves_what_is_in(office: Office, tmp_path: Path) -> None:
    card_at = tmp_path / "card"
    fill(card_at, [4, 4, 60, 60])
    card = list_card([card_at])

    def pull(done: int, _total: int) -> None:
        if done == 4:
            shutil.rmtree(card_at)

    slices, gone = come_in(office, card, progress=pull)
    assert gone == card_at / "DCIM" / "100CAMRA"
    assert 4 <= len(new_in(slices)) == len(photos_of(office)) < 30
    assert all(not s.unread for s in slices), "not one line for every file of the card"


def test_one_file_that_vanishes_is_named_and_nothing_stops(office: Office, tmp_path: Path) -> None:
    paths = fill(tmp_path, [3, 3])
    card = list_card([tmp_path])
    paths[1].unlink()
    slices, gone = come_in(office, card)
    assert gone is None
    ((path, error),) = [one for s in slices for one in s.unread]
    assert (path, error.problem) == (paths[1], Problem.UNREADABLE_MISSING)
    assert len(new_in(slices)) == 5


def test_a_text_that_cannot_be_kept_is_refused_before_anything_is_written(
    office: Office, tmp_path: Path
) -> None:
    fill(tmp_path, [2])
    with refused(office, Problem.CPR_IN_TEXT, BadInput):
        come_in(office, list_card([tmp_path]), Told(album="Fest 010114-1234"))
    assert photos_of(office) == ()


def test_nothing_is_written_beside_the_photographers_files(office: Office, tmp_path: Path) -> None:
    card_at = tmp_path / "card"
    paths = fill(card_at, [3, 3])
    paths[0].with_suffix(".CR3").write_bytes(b"raw")
    for path in (*card_at.rglob("*"), card_at):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = state_of(card_at)
    come_in(office, list_card([card_at]), Told(album="Fest", groups=("2.A",)))
    assert state_of(card_at) == before
    for path in (card_at, *card_at.rglob("*")):
        path.chmod(0o755)


def test_photos_named_while_the_rest_comes_in_make_no_question_of_the_rest(
    office: Office, tmp_path: Path
) -> None:
    """As if the card had come in at once; whoever vouches for the rest is asked then (R21)."""
    ida = office.child("Ida Holm")
    place = tmp_path / "card"
    place.mkdir()
    for number in range(FIRST * 3 + 2):
        # One burst of look-alikes, too long for the first slice.
        data = taken(1, BEGINS + timedelta(seconds=number))
        (place / f"{number:02}.jpg").write_bytes(varied(data, number))
    slices: list[Slice] = []

    def name_first(done: int, _total: int) -> None:
        if done == FIRST * 3:
            first = slices[0].new[0]
            photographs.set_kind(*office.desk, photo=first, kind=PhotoKind.PORTRAIT)
            photographs.name(*office.desk, photo=first, shows={ida: None})
            photographs.attest(*office.desk, photo=first)

    come_in(office, list_card([place]), progress=name_first, slices=slices)
    assert len(slices) == 2
    assert [s.left_open for s in slices] == [(), ()]
    late = slices[1].new[0]
    photographs.set_kind(*office.desk, photo=late, kind=PhotoKind.NOBODY)
    with refused(office, Problem.FEWER_THAN_ITS_LIKE, RuleRefusal):
        photographs.attest(*office.desk, photo=late, visible=0)


def test_nobody_vouches_for_a_card_as_it_comes_in(office: Office, tmp_path: Path) -> None:
    """Not that nobody is on it either: that is said of what somebody looks at (R16)."""
    place = tmp_path / "card"
    place.mkdir()
    for number in range(FIRST * 3):
        data = taken(1, BEGINS + timedelta(seconds=number))
        (place / f"{number:02}.jpg").write_bytes(varied(data, number))
    slices: list[Slice] = []
    come_in(office, list_card([place]), Told(kind=PhotoKind.NOBODY), slices=slices)
    new = [photo for one in slices for photo in one.new]
    assert len(new) == FIRST * 3
    with office.register.read() as reader:
        assert set(reader.find_photos(PhotoFilter(unattested=True))) == set(new)


def varied(data: bytes, number: int) -> bytes:
    """The same picture saved anew, its head kept: what two frames of a burst may look like."""
    out = BytesIO()
    with Image.open(BytesIO(data)) as image:
        exif = image.getexif()
        image.convert("RGB").save(out, "JPEG", quality=70 + number, exif=exif)
    return out.getvalue()


def test_a_whole_card_is_taken_back_and_brought_back_in_one_step(
    office: Office, tmp_path: Path
) -> None:
    ida = office.child("Ida Holm")
    fill(tmp_path, [4, 4])
    slices, _gone = come_in(office, list_card([tmp_path]), Told(album="Fest", groups=("2.A",)))
    photos, event = new_in(slices), slices[0].event
    photographs.name(*office.desk, photo=photos[0], shows={ida: None})
    thrown = take_back(*office.desk, photos, event)
    assert thrown.photos == photos
    assert photos_of(office) == ()
    with office.register.read() as reader:
        assert reader.event("Fest") == Event(name="Fest")
    bring_back(*office.desk, thrown.photos, event)
    with office.register.read() as reader:
        assert set(reader.find_photos(PhotoFilter())) == set(photos)
        assert reader.event("Fest").groups == ("2.A",)
        assert [d.subject for d in reader.depicted([photos[0]])[photos[0]]] == [ida]


def test_what_was_vouched_for_stays_when_the_rest_is_taken_back(
    office: Office, tmp_path: Path
) -> None:
    ida = office.child("Ida Holm")
    fill(tmp_path, [4, 4])
    slices, _gone = come_in(office, list_card([tmp_path]), Told(album="Fest", groups=("2.A",)))
    photos = new_in(slices)
    photographs.name(*office.desk, photo=photos[0], shows={ida: None})
    photographs.attest(*office.desk, photo=photos[0])
    take_back(*office.desk, photos, slices[0].event)
    assert photos_of(office) == (photos[0],)
    with office.register.read() as reader:
        assert reader.event("Fest").groups == ("2.A",), "it still has a photo"


def test_a_small_picture_is_kept_of_each_and_is_the_photo_itself(
    office: Office, tmp_path: Path
) -> None:
    fill(tmp_path, [2])
    slices, _gone = come_in(office, list_card([tmp_path]))
    with office.register.read() as reader:
        house = reader.institution.uuid
        for photo in new_in(slices):
            small = originals.preview_file(house, photo, reader.registered(photo).sha256)
            assert small.read_bytes().startswith(b"\xff\xd8")
            assert b"Exif" not in small.read_bytes()


def test_links_that_lead_round_in_a_circle_are_not_followed(tmp_path: Path) -> None:
    paths = fill(tmp_path, [2])
    (tmp_path / "DCIM" / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "DCIM" / "self.jpg").symlink_to("self.jpg")
    card = list_card([tmp_path])
    assert {f.path for f in card.files} == {*paths, tmp_path / "DCIM" / "self.jpg"}


def test_a_folder_without_end_is_left_at_once_when_somebody_stops(tmp_path: Path) -> None:
    fill(tmp_path, [3])
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if len(told) == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        list_card([tmp_path], stop)
    assert told[0] == (0, 0), "nobody knows yet how many there are"


def _names(folder: Path, number: int) -> None:
    folder.mkdir(exist_ok=True)
    for one in range(number):
        os.close(os.open(folder / f"IMG_{one:06}.JPG", os.O_CREAT | os.O_WRONLY))


def test_a_folder_of_a_hundred_thousand_files_is_listed_by_names_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for a hundred thousand heads, and whoever does not want to may stop at each."""
    _names(tmp_path / "DCIM", 100_000)
    opened: list[Path] = []

    def read(path: Path, _size: int) -> bytes:
        opened.append(path)
        return b""

    monkeypatch.setattr(files, "read_head", read)
    told: list[int] = []
    card = list_card([tmp_path], lambda done, total: told.append(done) if total else None)
    assert len(card.files) == len(told) == 100_000
    assert opened == []


def test_of_each_listed_file_only_name_and_moment_are_held(tmp_path: Path) -> None:
    held = []
    for place, number in (("few", 6_000), ("more", 12_000)):
        _names(tmp_path / place, number)
        tracemalloc.start()
        try:
            card = list_card([tmp_path / place])
            kept, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert len(card.files) == number
        held.append((kept / number, most / number))
    # Bytes a file: some 700, and twice that while they are put in order.
    assert max(kept for kept, _most in held) < 1_500
    assert max(most for _kept, most in held) < 4_000
    assert held[1][1] < 1.2 * held[0][1]


def test_however_long_a_card_is_only_a_slice_of_it_is_held(office: Office, tmp_path: Path) -> None:
    """A small picture is kept on disk as soon as its slice stands, and forgotten here."""
    long = 5 * SLICE
    fill(tmp_path, [4] * (long // 4))
    held: list[int] = []

    def count(done: int, _total: int) -> None:
        if done % 10 == 0:
            held.append(sum(isinstance(one, Arrival) for one in gc.get_objects()))

    slices, _gone = come_in(office, list_card([tmp_path]), progress=count)
    assert len(new_in(slices)) == long
    # A slice ends with its burst; a few more are begun while it is written.
    assert max(held) <= SLICE + 4 + AHEAD + THREADS
    assert max(held) < long // 2


def test_names_written_apart_or_with_signs_in_them_come_in_readable(
    office: Office, tmp_path: Path
) -> None:
    first, second = fill(tmp_path, [2])
    apart = first.with_name("A\u030angstro\u0308m.JPG")
    first.rename(apart)
    apart.with_name("\u00c5ngstr\u00f6m.cr2").write_bytes(b"raw")
    odd = second.with_name("IMG\n\u202e\x07.JPG")
    second.rename(odd)
    slices, _gone = come_in(office, list_card([tmp_path]))
    with office.register.read() as reader:
        photos = [reader.photo(photo) for photo in new_in(slices)]
    assert [(p.name, p.raw) for p in photos] == [
        ("\u00c5ngstr\u00f6m.JPG", "\u00c5ngstr\u00f6m.cr2"),
        ("IMG???.JPG", ""),
    ]


def test_a_file_that_grows_while_it_is_read_is_named(office: Office, tmp_path: Path) -> None:
    card_at = tmp_path / "card"
    fill(card_at, [2])
    growing = card_at / "DCIM" / "growing.jpg"
    growing.write_bytes(taken(9, BEGINS)[:-600])
    slices, _gone = come_in(office, list_card([card_at]))
    ((path, _error),) = [one for s in slices for one in s.unread]
    assert path == growing
    assert len(new_in(slices)) == 2
    growing.write_bytes(taken(9, BEGINS))
    slices, _gone = come_in(office, list_card([card_at]))
    assert len(new_in(slices)) == 1


def test_a_known_photo_learns_of_the_raw_file_beside_it(office: Office, tmp_path: Path) -> None:
    (path,) = fill(tmp_path, [1])
    slices, _gone = come_in(office, list_card([tmp_path]))
    path.with_suffix(".ORF").write_bytes(b"raw")
    come_in(office, list_card([tmp_path]))
    with office.register.read() as reader:
        assert reader.photo(new_in(slices)[0]).raw == "IMG_0001.ORF"


def test_the_check_says_the_same_of_photos_from_a_card(office: Office, tmp_path: Path) -> None:
    (path,) = fill(tmp_path, [1])
    come_in(office, list_card([tmp_path]))
    (found,) = checking.check_files(office.register, [path], at=office.at).findings
    (verdict,) = [v for v in found.verdicts if v.destination == WEBSITE]
    assert verdict.outcome is not Outcome.CLEAR
