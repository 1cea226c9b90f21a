"""What a script does around an export: presets before it, its link and its list afterwards."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal
from tests.cli.test_check import class_

__all__ = ["class_"]
WEBSITE = ("--destination", "website")


@pytest.fixture
def released(class_: Terminal) -> Terminal:
    """One picture of Noah left for the website."""
    out = class_.folder / "out"
    class_.does("export", class_.portrait("Noah Lund"), *WEBSITE, "--to", out)
    return class_


def test_where_an_export_was_posted_is_told_later(released: Terminal) -> None:
    (bare,) = released.does("releases", "--without-link")["releases"]
    link = "https://school.example/party"
    assert released.does("posted", bare["id"], "--link", link)["link"] == link
    assert released.does("releases")["releases"][0]["link"] == link
    assert released.does("releases", "--without-link")["releases"] == []
    assert "No export waits" in released("releases", "--without-link").out
    assert released.does("posted", 1, "--link", link + "2")["link"] == link + "2"
    released.does("verify")


def test_that_nothing_was_posted_is_told_too_and_a_link_undoes_it(released: Terminal) -> None:
    assert released.does("posted", 1, "--nowhere")["link"] == ""
    assert released.does("releases", "--without-link")["releases"] == []
    assert "was not posted" in released("posted", 1, "--nowhere").out
    released.does("posted", 1, "--link", "https://school.example/")
    assert released.does("releases")["releases"][0]["link"] == "https://school.example/"


def test_a_link_that_is_none_and_an_export_that_is_not_are_refused(released: Terminal) -> None:
    assert released.refuses(2, "posted", 1) == "USAGE"
    assert released.refuses(2, "posted", 1, "--nowhere", "--link", "https://x.dk") == "USAGE"
    assert released.refuses(2, "posted", 1, "--link", "javascript:alert(1)") == "NOT_A_LINK"
    assert released.refuses(2, "posted", 9, "--link", "https://x.dk") == "UNKNOWN_RELEASE"
    assert released.refuses(2, "posted", 9, "--nowhere") == "UNKNOWN_RELEASE"


def test_the_list_of_an_export_is_saved_for_people_and_for_programs(released: Terminal) -> None:
    table, plain = released.folder / "list.csv", released.folder / "list.json"
    saved = released.does("export-list", 1, "-o", table)
    del saved["schema"]
    assert saved == {"file": str(table), "release": 1, "copies": 1}
    (row,) = csv.DictReader(StringIO(table.read_text("utf-8-sig")))
    released.does("export-list", 1, "-o", plain)
    told = json.loads(plain.read_text("utf-8"))
    (copy,) = told["copies"]
    assert row["file"] == copy["file"] == next((released.folder / "out").iterdir()).name
    assert row["sha256_out"] == copy["sha256_out"]
    for path in (table, plain):
        assert "Noah" not in path.read_text("utf-8-sig")


def test_a_list_never_takes_the_place_of_a_file_nor_lies_among_the_copies(
    released: Terminal,
) -> None:
    kept = released.folder / "kept.jpg"
    kept.write_bytes(b"mine")
    assert released.refuses(2, "export-list", 1, "-o", kept) == "USAGE"
    assert kept.read_bytes() == b"mine"
    assert released.refuses(2, "export-list", 1, "-o", released.register) == "USAGE"
    among = released.folder / "out" / "list.csv"
    assert released.refuses(2, "export-list", 1, "-o", among) == "LIST_AMONG_COPIES"
    nowhere = released.folder / "none" / "list.csv"
    assert released.refuses(2, "export-list", 1, "-o", nowhere) == "LIST_UNWRITABLE"
    assert released.refuses(2, "export-list", 9, "-o", nowhere) == "UNKNOWN_RELEASE"


def test_presets_are_listed_shown_changed_and_forgotten(terminal: Terminal) -> None:
    every = terminal.does("presets")["presets"]
    assert [one["destination"] for one in every] == [
        *("website", "facebook", "instagram", "newsletter", "brochure", "press", "intranet")
    ]
    assert not any(one["kept"] for one in every)
    (usual,) = terminal.does("presets", "website")["presets"]
    assert (usual["max_edge"], usual["quality"], usual["status"]) == (1600, 90, False)

    words = ("--quality", "80", "--credit", "Photo: the school", "--folder", "web", "--plus", "ids")
    (kept,) = terminal.does("presets", "website", *words, "--without", "max-edge")["presets"]
    wanted = {"quality": 80, "credit": "Photo: the school", "folder": "web", "max_edge": None}
    assert kept == usual | wanted | {"status": True, "ids": True, "kept": True}
    assert "Photo: the school" in terminal("presets").out
    without = ("--without", "credit", "--plus", "none")
    (less,) = terminal.does("presets", "website", *without)["presets"]
    assert less == kept | {"credit": "", "status": False, "ids": False}
    terms = ("--terms", "For the school's own pages")
    (told,) = terminal.does("presets", "website", *terms)["presets"]
    assert told["terms"] == terms[1]
    assert terminal.does("presets", "website", "--usual")["presets"] == [usual]
    terminal.does("verify")


def test_copies_are_made_by_the_preset_that_a_script_has_set(class_: Terminal) -> None:
    class_.does("presets", "website", "--folder", "web", "--figures", "5")
    out = class_.folder / "out"
    picture = class_.portrait("Noah Lund")
    left = class_.does("export", picture, *WEBSITE, "--to", out, "--preset", status=2)
    assert left["error"]["code"] == "TARGET_MISSING"
    out.mkdir()
    left = class_.does("export", picture, *WEBSITE, "--to", out, "--preset")
    output = Path(left["released"][0]["output"])
    assert output.parent == out / "web"
    assert output.stem.endswith("-00001")


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("nowhere",), 2, "UNKNOWN_DESTINATION"),
        (("nowhere", "--quality", "80"), 2, "UNKNOWN_DESTINATION"),
        (("nowhere", "--usual"), 2, "UNKNOWN_DESTINATION"),
        (("--quality", "80"), 2, "USAGE"),
        (("--usual",), 2, "USAGE"),
        (("website", "--usual", "--quality", "80"), 2, "USAGE"),
        (("website", "--quality", "59"), 2, "USAGE"),
        (("website", "--max-edge", "15"), 2, "USAGE"),
        (("website", "--credit", "A", "--without", "credit"), 2, "USAGE"),
        (("website", "--folder", "../out"), 2, "PRESET_FOLDER"),
        (("website", "--folder", "/out"), 2, "PRESET_FOLDER"),
        (("website", "--folder", "con"), 2, "PRESET_FOLDER"),
        (("website", "--folder", "Noah Lund"), 1, "NAME_IN_FOLDER"),
        (("website", "--credit", "010119-1234"), 2, "CPR_IN_TEXT"),
        (("website", "--terms", "a\nb"), 2, "LINE_BREAK"),
    ],
)
def test_a_preset_that_can_not_be_is_refused(
    class_: Terminal, words: tuple[str, ...], status: int, code: str
) -> None:
    assert class_.refuses(status, "presets", *words) == code
