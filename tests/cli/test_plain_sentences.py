"""What somebody reads who typed something that can't be: of the thing meant, and what to do."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tests.cli.terminal import Terminal
from tests.cli.test_check import class_
from tests.cli.test_raw_files import raw_beside

__all__ = ["class_"]
WEBSITE = ("--destination", "website")
PORTRAIT = ("--kind", "portrait", "--shows", "Noah Lund")


def _says(terminal: Terminal, *words: object, status: int = 2) -> str:
    terminal.refuses(status, *words)
    return terminal(*words).err


def test_a_folder_that_names_somebody_is_spoken_of_as_one(class_: Terminal) -> None:
    said = _says(class_, "presets", "website", "--folder", "Noah Lund", status=1)
    assert "A folder called" in said
    assert "Nothing was changed" in said


def test_a_link_in_place_of_a_presets_folder_is_told_of_as_one(class_: Terminal) -> None:
    picture, out = class_.portrait("Noah Lund"), class_.folder / "out"
    (class_.folder / "elsewhere").mkdir()
    out.mkdir()
    (out / "web").symlink_to(class_.folder / "elsewhere")
    class_.does("presets", "website", "--folder", "web")
    said = _says(class_, "export", picture, *WEBSITE, "--to", out, "--preset")
    assert "leads elsewhere" in said
    assert "Nothing was exported" in said


def test_both_a_link_and_none_are_told_of_as_two(class_: Terminal) -> None:
    class_.does("export", class_.portrait("Noah Lund"), *WEBSITE, "--to", class_.folder / "out")
    said = _says(class_, "posted", 1, "--link", "https://x.dk", "--nowhere")
    assert "Give one of the two" in said
    assert "Where was it posted" in _says(class_, "posted", 1)


@pytest.mark.parametrize(
    "words",
    [
        ("add-photo", *PORTRAIT),
        ("check", *WEBSITE),
        ("export", *WEBSITE, "--to", "out"),
    ],
)
def test_raw_files_alone_are_told_of_as_raw_files(class_: Terminal, words: tuple[str, ...]) -> None:
    folder = class_.folder / "raws"
    folder.mkdir()
    raw_beside(folder / "IMG_1.jpg")
    said = _says(class_, words[0], folder, *words[1:])
    assert "There is 1 raw file here" in said
    assert "IMG_1.NEF" in said
    (folder / "IMG_1.NEF").unlink()
    assert "There is no picture here" in _says(class_, words[0], folder, *words[1:])


def test_more_named_than_seen_is_said_of_one_as_of_many(class_: Terminal) -> None:
    said = _says(class_, "add-photo", class_.draw(), *PORTRAIT, "--visible", 0)
    assert "More people are named" in said
    assert "(1) than" in said


def test_a_line_break_is_told_of_as_one(class_: Terminal) -> None:
    said = _says(class_, "presets", "website", "--terms", "a\nb")
    assert "line break" in said
    assert "terms of use" in said
    hidden = _says(class_, "presets", "website", "--terms", "a\u202eb")
    assert "nobody sees" in hidden


def test_a_folder_without_a_name_is_asked_for_as_a_folder(class_: Terminal) -> None:
    said = _says(class_, "export", class_.portrait("Noah Lund"), *WEBSITE, "--to", "")
    assert "Name a folder" in said


def test_who_is_covered_stands_below_the_copy(class_: Terminal) -> None:
    place = class_.draw()
    class_.does("add-photo", place, *PORTRAIT, "--region", "Noah Lund=0.4,0.3,0.2,0.3")
    words = ("export", place, *WEBSITE, "--to", class_.folder / "out")
    assert "Covered" not in class_(*words).out
    assert "    Covered: Noah Lund" in class_(*words, "--cover", "Noah Lund").out.splitlines()


@contextmanager
def _files_no_larger_than(size: int) -> Iterator[None]:
    """Every write beyond that fails in the kernel, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_half_way_lists_what_has_not_left_and_keeps_what_else_is_told(
    class_: Terminal,
) -> None:
    first, huge = class_.portrait("Noah Lund"), class_.draw()
    noise = np.random.default_rng(1).integers(0, 256, (1500, 2000, 3), dtype=np.uint8)
    written = BytesIO()
    Image.fromarray(noise).save(written, "JPEG", quality=95)
    huge.write_bytes(written.getvalue())
    class_.does("add-photo", huge, *PORTRAIT)
    raw_beside(first)
    (first.parent / "film.mp4").write_bytes(b"film")
    with _files_no_larger_than(len(written.getvalue()) * 3 // 4):
        ran = class_("export", first.parent, *WEBSITE, "--to", class_.folder / "out")
    assert ran.status == 5, ran
    assert "--resume goes on" in ran.out
    assert ran.out.splitlines()[-1] == f"    {huge}"
    assert ran.out.splitlines()[0].startswith(f"{first} → ")
    for told in ("no more room", "raw file", "film.mp4"):
        assert told in ran.err


def test_all_files_that_can_not_be_read_are_named_at_once(class_: Terminal) -> None:
    class_.draw()
    folder = class_.folder / "pictures"
    (folder / "A_broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 no picture")
    (folder / "Z_empty.jpg").write_bytes(b"")
    said = _says(class_, "add-photo", folder, *PORTRAIT)
    assert "2 files can't be read" in said
    assert "A_broken.jpg" in said
    assert "Z_empty.jpg" in said
    (folder / "A_broken.jpg").unlink()
    assert class_.refuses(2, "add-photo", folder, *PORTRAIT) == "UNREADABLE_EMPTY"
    for number in range(12):
        (folder / f"B_{number:02}.jpg").write_bytes(b"")
    many = _says(class_, "add-photo", folder, *PORTRAIT)
    assert "13 files" in many
    assert "B_09.jpg. Nothing" in many


def test_words_that_can_not_be_meant_together_are_refused_before_a_file_is_read(
    class_: Terminal,
) -> None:
    empty = class_.draw()
    empty.write_bytes(b"")
    nobody = ("--kind", "nobody", "--shows", "Noah Lund")
    assert class_.refuses(2, "add-photo", empty, *nobody) == "NOBODY_BUT_NAMED"
    counted = ("--kind", "nobody", "--visible", 2)
    assert class_.refuses(2, "add-photo", empty, *counted) == "NOBODY_BUT_NAMED"
    few = (*PORTRAIT, "--visible", 0)
    assert class_.refuses(2, "add-photo", empty, *few) == "VISIBLE_TOO_FEW"
