"""The check as scripts read it: findings, summary, lists of files, names only where asked for."""

import json
import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.terminal import Terminal

WEBSITE = ("--destination", "website")


@pytest.fixture
def class_(terminal: Terminal) -> Terminal:
    """Noah may be shown on the website, Ida has never been asked."""
    terminal.child("Noah Lund")
    terminal.child("Ida Dal")
    terminal.permitted("Noah Lund")
    return terminal


def test_a_finding_has_the_keys_promised(class_: Terminal) -> None:
    path = class_.portrait("Ida Dal")
    checked = class_.does("check", path, status=1)
    (found,) = checked["files"]
    assert found["path"] == str(path)
    assert len(found["sha256"]) == 64
    assert (found["match"], found["kind"]) == ("exact", "portrait")
    assert isinstance(found["photo"], int)
    assert [v["destination"] for v in found["verdicts"]] == [
        *("website", "facebook", "instagram", "newsletter", "brochure", "press", "intranet")
    ]
    assert {v["outcome"] for v in found["verdicts"]} == {"withheld"}
    assert found["verdicts"][0]["reasons"] == [{"code": "NEVER_ASKED", "rule": "R1", "subject": 2}]


def test_each_file_counts_once_by_its_worst_outcome(class_: Terminal) -> None:
    clear, withheld = class_.portrait("Noah Lund"), class_.portrait("Ida Dal")
    unknown, broken = class_.draw(), class_.folder / "pictures" / "broken.jpg"
    broken.write_bytes(clear.read_bytes()[:300])
    both = class_.portrait("Noah Lund", "Ida Dal")

    def summary(*paths: Path, status: int) -> dict[str, int]:
        found: dict[str, int] = class_.does("check", *WEBSITE, *paths, status=status)["summary"]
        return found

    assert summary(clear, status=0) == counts(clear=1)
    assert summary(clear, unknown, status=3) == counts(clear=1, undecided=1)
    assert summary(clear, broken, status=3) == counts(clear=1, unreadable=1)
    everything = (clear, withheld, unknown, broken, both)
    expected = counts(clear=1, withheld=2, undecided=1, unreadable=1)
    assert summary(*everything, status=1) == expected
    assert class_.does("check", clear, status=1)["summary"] == counts(withheld=1)


def counts(
    *, clear: int = 0, withheld: int = 0, undecided: int = 0, unreadable: int = 0
) -> dict[str, int]:
    return {
        "clear": clear,
        "withheld": withheld,
        "undecided": undecided,
        "unreadable": unreadable,
    }


def test_a_file_that_can_not_be_read_says_so_and_is_never_clear(class_: Terminal) -> None:
    text = class_.folder / "text.jpg"
    text.write_text("no picture")
    (found,) = class_.does("check", text, *WEBSITE, status=3)["files"]
    assert found["verdicts"][0]["outcome"] == "undecided"
    assert [r["code"] for r in found["verdicts"][0]["reasons"]] == ["UNREADABLE"]
    assert found["problem"].startswith("UNREADABLE_")
    assert found["photo"] is None


def test_the_same_picture_is_known_by_its_pixels_and_a_smaller_one_only_looks_alike(
    class_: Terminal,
) -> None:
    path = class_.portrait("Noah Lund")
    other, small = class_.folder / "caption.jpg", class_.folder / "small.jpg"
    data = path.read_bytes()
    other.write_bytes(data[:2] + b"\xff\xfe\x00\x07hello" + data[2:])
    with Image.open(path) as image:
        image.resize((200, 150)).save(small, quality=80)
    found = class_.does("check", path, other, small, *WEBSITE, status=3)["files"]
    assert [one["match"] for one in found] == ["exact", "picture", "near"]
    assert [r["code"] for r in found[2]["verdicts"][0]["reasons"]] == ["NEAR_MATCH"]

    class_.does("add-photo", small, "--kind", "portrait", "--same-as", found[2]["photo"])
    assert class_.does("check", small, *WEBSITE)["files"][0]["match"] == "exact"


def test_a_copy_of_a_portrait_waits_until_somebody_has_looked_at_both(class_: Terminal) -> None:
    """R16, R21."""
    path, view = class_.portrait("Ida Dal"), class_.draw()
    small = class_.folder / "small.jpg"
    with Image.open(path) as image:
        image.resize((200, 150)).save(small, quality=80)
    nobody = ("add-photo", small, "--kind", "nobody")
    added = class_.does(*nobody, view, status=3)
    assert [one["path"] for one in added["photos"]] == [str(view)]
    assert added["left_out"] == [{"path": str(small), "looks_like": 1, "look_alikes": [1]}]
    told = class_(*nobody)
    assert f"{small} looks like photo 1, {path.name}." in told.out
    assert "--same-as" in told.err
    assert class_.does("check", small, *WEBSITE, status=3)["files"][0]["match"] == "near"
    assert class_.refuses(2, *nobody, "--different", "1", "--same-as", "1") == "USAGE"
    assert class_.does(*nobody, "--different", "1")["left_out"] == []
    class_.does("check", small, *WEBSITE)


def test_who_names_people_on_one_file_has_looked_at_it(class_: Terminal) -> None:
    """Portraits of two children before one backdrop look alike, and must not ask for each."""
    path, view = class_.portrait("Ida Dal"), class_.draw()
    small = class_.folder / "small.jpg"
    with Image.open(path) as image:
        image.resize((200, 150)).save(small, quality=80)
    portrait = ("--kind", "portrait", "--shows", "Noah Lund")
    assert len(class_.does("add-photo", small, view, *portrait, status=3)["left_out"]) == 1
    assert class_.does("add-photo", small, *portrait)["left_out"] == []


def test_names_are_only_said_to_those_who_ask(class_: Terminal) -> None:
    path = class_.portrait("Ida Dal", "Noah Lund")
    for words in ((), ("--json",), ("--jsonl",)):
        ran = class_("check", path, *words)
        assert "Dal" not in ran.out
        assert "Noah" not in ran.out
    (found,) = class_.does("check", path, *WEBSITE, "--who", status=1)["files"]
    assert [r["name"] for r in found["verdicts"][0]["reasons"]] == ["Ida Dal"]
    assert "Ida Dal" in class_("check", path, "--who").out
    assert "Noah" not in class_("check", path, "--who", *WEBSITE).out


def test_a_folder_stands_for_the_pictures_directly_in_it(class_: Terminal) -> None:
    path = class_.portrait("Noah Lund")
    inner = path.parent / "inner"
    inner.mkdir()
    shutil.copyfile(path, inner / "copy.jpg")
    (path.parent / "notes.txt").write_text("not a picture")

    flat = class_.does("check", path.parent, *WEBSITE, status=3)
    deep = class_.does("check", path.parent, *WEBSITE, "--recursive")
    assert [one["path"] for one in flat["files"]] == [str(path)]
    assert [one["path"] for one in deep["files"]] == [str(path), str(inner / "copy.jpg")]
    assert flat["skipped"] == [
        {"path": str(inner), "code": "FOLDER"},
        {"path": str(path.parent / "notes.txt"), "code": "NOT_A_PICTURE"},
    ]
    assert [one["code"] for one in deep["skipped"]] == ["NOT_A_PICTURE"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (".hidden.jpg", "HIDDEN"),
        ("film.mp4", "NOT_A_PICTURE"),
        ("drawing.SVG", "NOT_A_PICTURE"),
        ("inner/deep/film.mov", "FOLDER"),
        (".thumbnails/a.jpg", "HIDDEN"),
    ],
)
def test_a_folder_is_not_clear_while_something_in_it_was_not_looked_at(
    class_: Terminal, name: str, code: str
) -> None:
    """R15: a script posts the whole folder."""
    folder = class_.portrait("Noah Lund").parent
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("x")
    seen = folder / name.split("/")[0]
    skipped = [{"path": str(seen), "code": code}]
    assert class_.does("check", folder, *WEBSITE, status=3)["skipped"] == skipped
    told = class_("check", folder, *WEBSITE, "--jsonl")
    assert json.loads(told.out.splitlines()[-1])["skipped"] == skipped
    assert str(seen) in told.err
    out = class_.folder / "out"
    sent = class_.does("export", folder, *WEBSITE, "--to", out, status=3)
    assert len(sent["released"]) == 1
    assert sent["skipped"] == skipped


def test_what_lies_beside_pictures_and_shows_nobody_changes_nothing(class_: Terminal) -> None:
    folder = class_.portrait("Noah Lund").parent
    (folder / "notes").mkdir()
    for name in ("notes/a.txt", "b.xmp", "Thumbs.db", ".DS_Store", "._IMG_0001.jpg", "c.txt"):
        (folder / name).write_bytes(b"\0\x05\x16\x07\0\2\0\0" if name.startswith("._") else b"x")
    (folder / "here").symlink_to(folder / "notes")
    assert len(class_.does("check", folder, *WEBSITE)["skipped"]) == 7
    class_.does("export", folder, *WEBSITE, "--to", class_.folder / "out")


@pytest.mark.parametrize("within", ["out", "2.A/out", ".", "2.A"])
def test_no_copy_is_made_among_the_pictures_of_a_folder(class_: Terminal, within: str) -> None:
    """Nothing is ever written beside a photographer's files."""
    folder = class_.portrait("Noah Lund").parent
    (folder / "2.A").mkdir()
    before = sorted(folder.rglob("*"))
    export = ("export", folder, *WEBSITE, "--recursive", "--to", folder / within)
    code = class_.refuses(2, *export)
    assert code == ("TARGET_IS_SOURCE" if within == "." else "TARGET_AMONG_PICTURES")
    assert sorted(folder.rglob("*")) == before
    class_.does("export", folder, *WEBSITE, "--to", class_.folder / "out")
    (class_.folder / "detour").symlink_to(folder / "2.A")
    assert class_.refuses(2, *export[:-1], class_.folder / "detour") == "TARGET_AMONG_PICTURES"


def test_a_folder_that_is_not_looked_into_may_lie_below_the_pictures(class_: Terminal) -> None:
    folder = class_.portrait("Noah Lund").parent
    done = class_.does("export", folder, *WEBSITE, "--to", folder / "out")
    assert len(done["released"]) == 1


def test_copies_of_pictures_named_one_by_one_may_lie_in_a_folder_beside_them(
    class_: Terminal,
) -> None:
    picture = class_.portrait("Noah Lund")
    class_.does("export", picture, *WEBSITE, "--to", picture.parent / "out")
    assert len([*(picture.parent / "out").iterdir()]) == 1


def test_a_picture_called_like_a_note_of_a_mac_is_told_of(class_: Terminal) -> None:
    path = class_.portrait("Noah Lund")
    shutil.copyfile(class_.draw(), path.parent / "._IMG_0001.jpg")
    (skipped,) = class_.does("check", path.parent, *WEBSITE, status=3)["skipped"]
    assert skipped["code"] == "HIDDEN"


def test_names_come_from_a_list_and_one_that_has_gone_is_unreadable(class_: Terminal) -> None:
    path = class_.portrait("Noah Lund", credited=True)
    odd = path.parent / "two\nlines æ.jpg"
    shutil.copyfile(path, odd)
    gone = path.parent / "gone.jpg"
    lines = f"{path}\r\n{gone}\n".encode()
    nul = b"\0".join(os.fsencode(one) for one in (path, odd)) + b"\0"
    listed = class_.folder / "list.txt"
    listed.write_bytes(lines)

    from_stdin = class_.does("check", *WEBSITE, "--files-from", "-", status=3, stdin=lines)
    from_file = class_.does("check", *WEBSITE, "--files-from", listed, status=3)
    with_nul = class_.does("check", *WEBSITE, "--files-from", "-", "-0", stdin=nul)

    assert from_stdin == from_file
    assert from_stdin["summary"] == counts(clear=1, unreadable=1)
    assert [one["path"] for one in with_nul["files"]] == [str(path), str(odd)]
    assert class_("check", odd, *WEBSITE).out.count("\n") == 2


def test_json_lines_are_one_file_each_and_the_summary_last(class_: Terminal) -> None:
    clear, withheld = class_.portrait("Noah Lund"), class_.portrait("Ida Dal")
    ran = class_("check", clear, withheld, *WEBSITE, "--jsonl")
    *files, last = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 1
    assert [one["path"] for one in files] == [str(clear), str(withheld)]
    assert last == {"schema": 1, "summary": counts(clear=1, withheld=1)}


def test_a_check_looks_at_any_day(class_: Terminal) -> None:
    path = class_.portrait("Noah Lund")
    check = ("check", path, *WEBSITE)
    later = class_.does(*check, "--on", "2999-01-01", status=1)
    before = class_.does(*check, "--on", class_.day(back=1), status=1)
    assert later["on"] == "2999-01-01"
    codes = {r["code"] for v in later["files"][0]["verdicts"] for r in v["reasons"]}
    assert codes <= {"LAPSED", "CAME_OF_AGE"}
    reasons = before["files"][0]["verdicts"][0]["reasons"]
    assert "NEVER_ASKED" in {reason["code"] for reason in reasons}


def test_a_portrait_with_more_people_than_names_is_withheld(class_: Terminal) -> None:
    crowded = class_.portrait("Noah Lund", visible=3)
    unnamed = class_.portrait()
    (found,) = class_.does("check", crowded, *WEBSITE, status=1)["files"]
    (open_,) = class_.does("check", unnamed, *WEBSITE, status=3)["files"]
    assert [r["code"] for r in found["verdicts"][0]["reasons"]] == ["MORE_VISIBLE_THAN_NAMED"]
    assert [r["code"] for r in open_["verdicts"][0]["reasons"]] == ["NOT_ATTESTED"]


def test_people_read_sentences(class_: Terminal) -> None:
    clear = class_.portrait("Noah Lund", credited=True)
    withheld = class_.portrait("Ida Dal", credited=True)
    out = class_("check", clear, withheld, *WEBSITE).out.splitlines()
    assert out == [
        f"{clear}: May be shown",
        f"{withheld}: May not be shown",
        "    Someone in the picture has never been asked about the website.",
        "1 may be shown, 1 may not, 0 not decided, 0 unreadable",
    ]


def test_what_speaks_against_nothing_and_should_be_seen_is_noted(class_: Terminal) -> None:
    """R23: the picture may go; R4 `notify`: on somebody's fifteenth birthday too."""
    clear, withheld = class_.portrait("Noah Lund"), class_.portrait("Ida Dal")
    missing = "    Note: Photographer or right to use is missing."
    two = (*WEBSITE, "--destination", "press")
    out = class_("check", clear, withheld, *two).out.splitlines()
    assert out[:2] == [f"{clear}: May be shown", missing]
    assert out[-2] == missing
    assert out.count(missing) == 2, "once for each picture, not for each place"

    class_.rules({"lapse_mode": "notify"})
    class_.grown("Tea Holm")
    path = class_.portrait("Tea Holm", credited=True)
    for who, name in (((), "Someone in the picture"), (("--who",), "Tea Holm")):
        assert class_("check", path, *WEBSITE, *who).out.splitlines()[:2] == [
            f"{path}: May be shown",
            f"    Note: {name} is now old enough to sign, and only a guardian has signed for "
            "the website.",
        ]
    class_.rules({"lapse_mode": None})
    assert "Note:" not in class_("check", path, *WEBSITE).out


def test_a_check_writes_nothing(class_: Terminal) -> None:
    class_.portrait("Noah Lund")
    class_.draw()
    before = class_.fingerprint()
    class_("check", class_.folder / "pictures", "--who")
    assert class_.fingerprint() == before


def test_a_name_comes_back_as_it_was_given(
    class_: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scripts look for their own spelling; `find` writes `./` before every name."""
    path = class_.portrait("Noah Lund")
    path.rename(path.with_name("-dash.jpg"))
    monkeypatch.chdir(path.parent)
    for found in (
        class_.does("check", "./-dash.jpg", *WEBSITE),
        class_.does("check", "--files-from", "-", *WEBSITE, stdin=b"./-dash.jpg\n"),
    ):
        assert found["files"][0]["path"] == "./-dash.jpg"
    out = class_.folder / "out"
    done = class_.does("export", "./-dash.jpg", *WEBSITE, "--to", out)
    assert done["released"][0]["path"] == "./-dash.jpg"


def test_the_heading_of_a_file_is_true_of_it(class_: Terminal) -> None:
    class_.permitted("Ida Dal", "website=yes")
    partly, broken = class_.portrait("Ida Dal"), class_.folder / "text.jpg"
    broken.write_text("no picture")
    assert f"{partly}: May not be shown everywhere\n" in class_("check", partly).out
    assert f"{broken}: Can't be read\n" in class_("check", broken).out
    never = class_.portrait("Ida Dal")
    assert f"{never}: May not be shown\n" in class_("check", never, "--destination", "press").out
