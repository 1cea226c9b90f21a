"""Who has never read the manual: wrong places, odd names and links, each with one sentence."""

import os
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, assert_sentence
from tests.cli.test_check import class_

__all__ = ["class_"]
WEBSITE = ("--destination", "website")
NFD = "A\u030arets fest"
NFC = "\u00c5rets fest"


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("none/deep/out", "TARGET_MISSING"),
        ("pictures/IMG_0001.jpg", "TARGET_NOT_A_FOLDER"),
        ("pictures/IMG_0001.jpg/out", "TARGET_NOT_A_FOLDER"),
        ("round", "TARGET_NOT_A_FOLDER"),
        ("round/out", "TARGET_UNUSABLE"),
    ],
)
def test_a_wrong_folder_is_told_before_the_pictures_are_looked_at(
    class_: Terminal, place: str, code: str
) -> None:
    """Also where all would be withheld, so that nobody waits for the check of a whole card."""
    class_.portrait("Ida Dal")
    (class_.folder / "round").symlink_to("round")
    to = class_.folder / place
    words = ("export", class_.folder / "pictures", *WEBSITE, "--to", to)
    assert class_.refuses(2, *words) == code
    assert class_.refuses(2, *words, "--preset") == code


def test_a_folder_of_a_preset_that_leads_elsewhere_lets_nothing_out(class_: Terminal) -> None:
    picture, out = class_.portrait("Noah Lund"), class_.folder / "out"
    elsewhere = class_.folder / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    class_.does("presets", "website", "--folder", "web")
    export = ("export", picture, *WEBSITE, "--to", out, "--preset")
    (out / "web").symlink_to(elsewhere)
    assert class_.refuses(2, *export) == "FOLDER_LEADS_AWAY"
    (out / "web").unlink()
    (out / "web").symlink_to("web")
    assert class_.refuses(2, *export) in {"FOLDER_LEADS_AWAY", "TARGET_NOT_A_FOLDER"}
    (out / "web").unlink()
    (out / "web").write_text("a file")
    assert class_.refuses(2, *export) == "TARGET_NOT_A_FOLDER"
    assert list(elsewhere.iterdir()) == []


def test_a_name_with_its_accents_apart_is_the_same_name(class_: Terminal) -> None:
    """As macOS hands over what was completed from a file's name."""
    picture = class_.draw(f"{NFD}.jpg")
    add = ("add-photo", picture, "--kind", "situation", "--event", NFD, "--group", "2.A")
    class_.does(*add)
    for event in (NFD, NFC):
        class_.does("shoot-sheet", "--event", event, "-o", class_.folder / "sheet.pdf")
        pack = class_.folder / f"{len(event)}.cdpack"
        made = class_.does("check-pack", "make", "-o", pack, "--event", event, "--generate")
        assert made["photos"] == 1
    (found,) = class_.does("check", picture, *WEBSITE, status=3)["files"]
    assert found["path"] == str(picture), "scripts look for their own spelling"


def test_links_that_lead_round_are_told_and_stop_nothing(class_: Terminal) -> None:
    picture = class_.portrait("Noah Lund")
    (picture.parent / "deep").mkdir()
    (picture.parent / "deep" / "back").symlink_to(picture.parent)
    (picture.parent / "self.jpg").symlink_to("self.jpg")
    checked = class_.does("check", picture.parent, "--recursive", *WEBSITE, status=3)
    assert checked["summary"] == {"clear": 1, "withheld": 0, "undecided": 0, "unreadable": 1}
    assert [Path(one["path"]).name for one in checked["skipped"]] == ["back"]
    told = class_("check", picture.parent / "self.jpg", "--lang", "da").out
    assert "links fører rundt i ring" in told


@pytest.mark.parametrize("lang", ["da", "sv"])
def test_why_a_list_can_not_be_read_is_said_in_the_language_spoken(
    class_: Terminal, lang: str
) -> None:
    ran = class_("check", "--files-from", class_.folder / "none.txt", "--lang", lang)
    assert ran.status == 2
    assert_sentence(ran.err)
    assert os.strerror(2) not in ran.err


def test_control_signs_in_names_never_reach_the_terminal(class_: Terminal) -> None:
    picture = class_.draw("red\x1b[31m\nline.jpg")
    for words in (
        ("check", picture),
        ("check", picture.parent),
        ("add-photo", picture.parent, "--kind", "nobody"),
        ("add-photo", picture, "--kind", "nobody"),
        ("add-photo", picture.with_suffix(".nef"), "--kind", "nobody"),
        ("releases", "--photo", picture),
        ("posted", "1", "--link", "https://x.dk/\x1b"),
        ("presets", "website", "--folder", "a\x1bb"),
        ("presets", "website", "--credit", "a\x1bb"),
        ("shoot-sheet", "--event", "a\x1bb", "-o", class_.folder / "s.pdf"),
        ("check-pack", "make", "--event", "a\x1bb", "-o", class_.folder / "p", "--generate"),
        ("export-list", "1", "-o", class_.folder / "a\x1bb.csv"),
    ):
        ran = class_(*words)
        assert "\x1b" not in ran.out + ran.err, words
        assert "Traceback" not in ran.err
