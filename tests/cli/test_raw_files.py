"""A camera's raw file, beside its JPEG and alone: never clear, never out, in one sentence."""

import os
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.terminal import Terminal
from tests.cli.test_check import class_

__all__ = ["class_"]
WEBSITE = ("--destination", "website")
PORTRAIT = ("--kind", "portrait", "--shows", "Noah Lund")


def raw_beside(picture: Path, ending: str = ".NEF") -> Path:
    """A raw file as some cameras write them: a TIFF that any program opens."""
    raw = picture.with_suffix(ending)
    Image.new("RGB", (160, 120), (90, 120, 60)).save(raw, "TIFF")
    return raw


@pytest.fixture
def pair(class_: Terminal) -> tuple[Path, Path]:
    """A registered picture of Noah that may be shown, and the raw file that lay beside it."""
    picture = class_.draw()
    raw = raw_beside(picture)
    class_.does("add-photo", picture, *PORTRAIT)
    return picture, raw


def test_a_raw_file_is_noted_with_its_picture_and_is_none_of_its_own(
    class_: Terminal, pair: tuple[Path, Path]
) -> None:
    picture, raw = pair
    with class_.reading() as reader:
        (photo,) = reader.photos([p for p in [reader.photo_with(_digest(picture))] if p]).values()
        assert reader.photo_with(_digest(raw)) is None
    assert photo.raw == raw.name
    assert class_.does("check", picture, *WEBSITE)["skipped"] == []


def _digest(path: Path) -> bytes:
    from consentdesk.services.pictures.files import digest_file

    return digest_file(path)


@pytest.mark.parametrize("by_folder", [True, False])
def test_the_check_tells_of_it_as_its_pictures_and_judges_it_never(
    class_: Terminal, pair: tuple[Path, Path], *, by_folder: bool
) -> None:
    picture, raw = pair
    paths = [picture.parent] if by_folder else [raw, picture]
    checked = class_.does("check", *paths, *WEBSITE)
    assert [one["path"] for one in checked["files"]] == [str(picture)]
    assert checked["summary"]["clear"] == 1
    assert checked["skipped"] == [{"path": str(raw), "code": "RAW", "picture": str(picture)}]
    assert "belongs to its picture" in class_("check", *paths, *WEBSITE).err


def test_a_raw_file_that_came_later_may_show_something_else(
    class_: Terminal, pair: tuple[Path, Path]
) -> None:
    picture, raw = pair
    later = raw_beside(class_.portrait("Noah Lund"), ".cr2")
    ran = class_("check", picture.parent, *WEBSITE)
    assert ran.status == 3
    assert f"was not noted, and may show something else: {later}" in ran.err
    assert f"never leaves: {raw}" in ran.err
    class_.does("add-photo", later.with_suffix(".jpg"), *PORTRAIT)
    class_.does("check", picture.parent, *WEBSITE)


@pytest.mark.parametrize("at", ["beginning", "middle", "end", "length"])
def test_another_raw_file_under_a_noted_name_may_show_something_else(
    class_: Terminal, pair: tuple[Path, Path], at: str
) -> None:
    """Cameras count to 9999 and begin again: by its name alone it would be the one noted."""
    picture, raw = pair
    raw.write_bytes(raw.read_bytes() + bytes(1_000_000))
    class_.does("add-photo", picture, *PORTRAIT)
    class_.does("check", picture.parent, *WEBSITE)
    before = raw.read_bytes()
    other = bytearray(before)
    if at == "length":
        other += b"."
    else:
        other[{"beginning": 3000, "middle": len(other) // 2, "end": -1}[at]] ^= 1
    raw.write_bytes(other)
    ran = class_("check", picture.parent, *WEBSITE)
    assert ran.status == 3
    assert f"was not noted, and may show something else: {raw}" in ran.err
    raw.write_bytes(before)
    class_.does("check", picture.parent, *WEBSITE)


def test_a_raw_file_that_could_not_be_read_was_not_noted(class_: Terminal) -> None:
    picture = class_.draw()
    os.mkfifo(picture.with_suffix(".NEF"))
    class_.does("add-photo", picture, *PORTRAIT)
    assert class_("check", picture.parent, *WEBSITE).status == 3


def test_a_raw_file_named_without_its_picture_is_told_whose_it_is(
    class_: Terminal, pair: tuple[Path, Path]
) -> None:
    picture, raw = pair
    checked = class_.does("check", raw, *WEBSITE, status=3)
    (found,) = checked["files"]
    assert found["problem"] == "RAW_OF_PICTURE"
    assert (found["sha256"], found["verdicts"][0]["outcome"]) == (None, "undecided")
    assert checked["summary"]["unreadable"] == 1
    told = class_("check", raw, *WEBSITE).out
    assert f"is the camera's raw file of {picture.name}" in told
    assert class_.refuses(2, "add-photo", raw, *PORTRAIT) == "RAW_OF_PICTURE"


def test_a_raw_file_alone_stays_unreadable_whatever_it_holds(class_: Terminal) -> None:
    raw = raw_beside(class_.folder / "pictures.jpg", ".dng")
    (found,) = class_.does("check", raw, *WEBSITE, status=3)["files"]
    assert found["problem"] == "UNREADABLE_RAW"
    assert found["verdicts"][0]["outcome"] == "undecided"
    assert class_.refuses(2, "add-photo", raw, *PORTRAIT) == "UNREADABLE_RAW"
    folder = class_.portrait("Noah Lund").parent
    alone = raw.rename(folder / "IMG_9999.dng")
    checked = class_.does("check", folder, *WEBSITE, status=3)
    assert checked["skipped"] == [{"path": str(alone), "code": "NOT_A_PICTURE"}]
    added = class_.does("add-photo", folder, *PORTRAIT, status=3)
    assert added["skipped"] == [{"path": str(alone), "code": "NOT_A_PICTURE"}]


def test_a_raw_file_of_a_list_that_is_gone_is_told_as_any_other(class_: Terminal) -> None:
    listed = class_.folder / "list.txt"
    listed.write_text("gone.nef\n")
    (found,) = class_.does("check", "--files-from", listed, *WEBSITE, status=3)["files"]
    assert found["problem"] == "UNREADABLE_MISSING"


@pytest.mark.parametrize("command", ["assess", "releases", "trash"])
def test_whoever_asks_about_a_raw_file_is_told_that_it_is_one(
    class_: Terminal, pair: tuple[Path, Path], command: str
) -> None:
    _picture, raw = pair
    words: tuple[object, ...] = ("--photo", raw)
    if command == "assess":
        words = (raw, *WEBSITE, "--outcome", "publish", "--reason", "Play")
    assert class_.refuses(2, command, *words) == "RAW_OF_PICTURE"


def test_no_raw_file_leaves_even_if_an_older_program_registered_it(class_: Terminal) -> None:
    """As long as it was called a TIFF it was a picture; by its name it is none."""
    tiff = class_.folder / "pictures" / "IMG_7.tif"
    tiff.parent.mkdir(exist_ok=True)
    Image.new("RGB", (160, 120), (90, 120, 60)).save(tiff, "TIFF")
    class_.does("add-photo", tiff, *PORTRAIT)
    class_.does("check", tiff, *WEBSITE)
    raw = tiff.rename(tiff.with_suffix(".NEF"))
    assert class_.does("check", raw, *WEBSITE, status=3)["summary"]["clear"] == 0
    out = class_.folder / "out"
    left = class_.does("export", raw, *WEBSITE, "--to", out, status=3)
    assert (left["released"], left["withheld"][0]["problem"]) == ([], "UNREADABLE_RAW")


def test_an_export_takes_the_picture_and_says_that_it_left_the_raw_file(
    class_: Terminal, pair: tuple[Path, Path]
) -> None:
    picture, raw = pair
    out = class_.folder / "out"
    left = class_.does("export", picture.parent, *WEBSITE, "--to", out)
    assert [one["path"] for one in left["released"]] == [str(picture)]
    assert left["skipped"] == [{"path": str(raw), "code": "RAW", "picture": str(picture)}]
    assert [path.suffix for path in out.iterdir()] == [".jpg"]
    again = class_("export", raw, picture, *WEBSITE, "--to", out)
    assert (again.status, again.err.count("never leaves")) == (0, 1)
    assert class_.does("export", raw, *WEBSITE, "--to", out, status=3)["released"] == []


def test_a_folder_is_added_with_its_pairs_and_again_without_news(class_: Terminal) -> None:
    picture = class_.draw()
    inner = picture.parent / "inner"
    inner.mkdir()
    raw, deep = raw_beside(picture, ".CR3"), inner / "IMG_9.jpg"
    deep.write_bytes(class_.draw("x.jpg").rename(class_.folder / "x.jpg").read_bytes())
    add = ("add-photo", picture.parent, *PORTRAIT)
    assert [p["path"] for p in class_.does(*add, status=3)["photos"]] == [str(picture)]
    added = class_.does(*add, "--recursive")
    assert [one["path"] for one in added["photos"]] == [str(picture), str(deep)]
    assert added["skipped"] == [{"path": str(raw), "code": "RAW", "picture": str(picture)}]


def test_a_pack_knows_of_no_raw_file_and_leaves_it_open(
    class_: Terminal, pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, raw = pair
    pack, phrase = class_.folder / "week.cdpack", class_.folder / "phrase"
    phrase.write_text("a long enough phrase\n")
    monkeypatch.setenv("CONSENTDESK_PASSPHRASE_FILE", str(phrase))
    class_.does("check-pack", "make", "-o", pack)
    class_.does("check", picture, "--pack", pack, *WEBSITE)
    checked = class_.does("check", picture, raw, "--pack", pack, *WEBSITE, status=3)
    assert checked["summary"] == {"clear": 1, "withheld": 0, "undecided": 0, "unreadable": 0}
    (found,) = class_.does("check", raw, "--pack", pack, *WEBSITE, status=3)["files"]
    assert found["verdicts"][0]["outcome"] == "undecided"
