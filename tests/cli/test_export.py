"""The export as scripts read it: what left, what didn't, and what happens on the way."""

import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from consentdesk.cli import gate
from consentdesk.cli.answers import Answer
from consentdesk.cli.desk import Desk
from tests.cli.terminal import Terminal, assert_sentence

WEBSITE = ("--destination", "website")


@pytest.fixture
def class_(terminal: Terminal) -> Terminal:
    """Noah may be shown on the website, Ida has never been asked."""
    terminal.child("Noah Lund")
    terminal.child("Ida Dal")
    terminal.permitted("Noah Lund")
    return terminal


def test_nothing_clear_means_nothing_left_and_no_folder(class_: Terminal) -> None:
    out = class_.folder / "out"
    withheld = class_.does("export", class_.portrait("Ida Dal"), *WEBSITE, "--to", out, status=1)
    unknown = class_.does("export", class_.draw(), *WEBSITE, "--to", out, status=3)
    assert withheld["released"] == unknown["released"] == []
    assert withheld["release"] is unknown["release"] is None
    assert not out.exists()
    assert class_.does("releases")["releases"] == []


def test_r21_two_files_of_a_photo_leave_as_one_copy(class_: Terminal) -> None:
    path = class_.portrait("Noah Lund")
    other = path.with_name("captioned.jpg")
    other.write_bytes(b"\xff\xd8\xff\xfe\0\4Hi" + path.read_bytes()[2:])
    out = class_.folder / "out"
    done = class_.does("export", path, other, *WEBSITE, "--to", out)
    assert [one["path"] for one in done["released"]] == [str(path)]
    assert done["same_photo"] == [{"path": str(other), "of": str(path)}]
    assert done["withheld"] == []
    assert len(list(out.iterdir())) == 1


def _checked(desk: Desk, names: Path) -> Answer:
    """A check of the files on a list."""
    return gate.check(
        desk,
        (),
        recursive=False,
        files_from=names,
        nul=False,
        destinations=("website",),
        on=None,
        who=False,
        jsonl=False,
    )


def _exported(desk: Desk, names: Path, target: Path) -> Answer:
    """An export of them."""
    return gate.export(
        desk,
        (),
        recursive=False,
        files_from=names,
        nul=False,
        destination="website",
        target=target,
        max_edge=None,
        covered=(),
        preset=False,
        resume=False,
        link=None,
        event=None,
        who=False,
    )


def test_a_command_that_waits_for_its_list_judges_by_the_day_it_has_become(
    class_: Terminal,
) -> None:
    """R4: the list of an export may come after midnight, on somebody's birthday."""
    zone = ZoneInfo("Europe/Copenhagen")
    today = datetime.now(zone).date()
    birthday = today + timedelta(days=1)
    class_.child("Tea Holm", birthday.replace(year=birthday.year - 15).isoformat())
    class_.permitted("Tea Holm")
    names = class_.folder / "names.txt"
    names.write_text(f"{class_.portrait('Tea Holm')}\n")
    began = datetime.now(UTC)
    waited = datetime.combine(birthday, datetime.min.time(), zone).astimezone(UTC)
    for clock, status in ((lambda: began, 0), (lambda: waited, 1)):
        desk = Desk(at=began, clock=clock, register_given=str(class_.register))
        assert _checked(desk, names).status == status
    out = class_.folder / "out"
    done = _exported(desk, names, out)
    assert (done.status, done.data["released"]) == (1, [])
    assert not out.exists()


def test_who_is_withheld_is_only_named_to_those_who_ask(class_: Terminal) -> None:
    export = ("export", class_.portrait("Ida Dal"), *WEBSITE, "--to", class_.folder / "out")
    assert "Dal" not in class_(*export).out + class_(*export, "--json").out
    assert "Ida Dal" in class_(*export, "--who").out
    (found,) = class_.does(*export, "--who", status=1)["withheld"]
    assert found["verdicts"][0]["reasons"][0]["name"] == "Ida Dal"


def test_copies_are_named_after_the_event_and_never_replace_one(class_: Terminal) -> None:
    path, out = class_.portrait("Noah Lund"), class_.folder / "out"
    export = ("export", path, *WEBSITE, "--to", out, "--event", "Sommerfest på Ærø")
    first, second = (class_.does(*export)["released"][0]["output"] for _time in (1, 2))
    assert Path(first).name == "sommerfest-paa-aeroe-001.jpg"
    assert Path(second).name == "sommerfest-paa-aeroe-002.jpg"
    assert sorted(path.name for path in out.iterdir()) == [Path(first).name, Path(second).name]


def test_a_withdrawal_says_how_many_pictures_may_stay_out(class_: Terminal) -> None:
    path = class_.portrait("Noah Lund")
    class_.does("export", path, *WEBSITE, "--to", class_.folder / "out")
    said = class_("withdraw", "Noah Lund", "--purpose", "print").out
    assert "1 picture of Noah Lund is still out there, and may stay." in said
    assert "To be taken down:" in class_("withdraw", "Noah Lund").out


def test_a_release_comes_down_copy_by_copy(class_: Terminal) -> None:
    class_.permitted("Ida Dal")
    his, hers = class_.portrait("Noah Lund"), class_.portrait("Ida Dal")
    other = class_.portrait("Noah Lund")
    released = class_.does("export", his, hers, *WEBSITE, "--to", class_.folder / "out")
    number = released["release"]
    files = {one["path"]: Path(one["output"]).name for one in released["released"]}
    (his_file, hers_file) = (files[str(his)], files[str(hers)])

    assert class_.refuses(2, "taken-down", number, "--photo", other) == "COPY_NOT_IN_RELEASE"
    class_.child("Bo Krag")
    nobody = class_.refuses(2, "taken-down", number, "--subject", "Bo Krag")
    assert nobody == "SUBJECT_NOT_IN_RELEASE"
    first = class_.does("taken-down", number, "--subject", "Noah Lund")
    assert first.pop("printed_head").startswith(f"{class_.does('verify')['acts']}:")
    assert first == {"schema": 1, "release": number, "taken_down_at": None, "out": [hers_file]}
    assert class_.refuses(2, "taken-down", number, "--photo", his) == "ALREADY_TAKEN_DOWN"
    (listed,) = class_.does("releases")["releases"]
    assert [one["output"] for one in listed["copies"] if one["taken_down_at"]] == [his_file]
    assert listed["taken_down_at"] is None
    assert class_.does("withdraw", "Noah Lund")["releases"] == []
    assert "1 of 2" in class_("withdraw", "Ida Dal").out, "not all of it is hers"
    assert [r["id"] for r in class_.does("withdraw", "Ida Dal")["releases"]] == [number]
    assert "1 of 2" in class_("releases").out
    last = class_.does("taken-down", number, "--photo", hers, "--note", "Deleted")
    assert last["out"] == []
    assert last["taken_down_at"] is not None
    assert class_.does("verify")["ok"]


def test_files_come_from_folders_and_lists_too(class_: Terminal) -> None:
    path, out = class_.portrait("Noah Lund"), class_.folder / "out"
    inner = path.parent / "inner"
    inner.mkdir()
    shutil.copyfile(path, inner / "copy.jpg")
    flat = class_.does("export", path.parent, *WEBSITE, "--to", out, status=3)
    deep = class_.does("export", path.parent, "--recursive", *WEBSITE, "--to", out)
    assert [one["path"] for one in flat["released"]] == [str(path)]
    assert [one["path"] for one in deep["released"]] == [str(path)]
    assert [one["path"] for one in deep["same_photo"]] == [str(inner / "copy.jpg")]
    listed = ("export", "--files-from", "-", "-0", *WEBSITE, "--to", out)
    from_list = class_.does(*listed, stdin=os.fsencode(path) + b"\0")
    assert [one["path"] for one in from_list["released"]] == [str(path)]


def test_a_file_changed_since_it_was_registered_stays(class_: Terminal) -> None:
    path = class_.portrait("Noah Lund")
    path.write_bytes(class_.draw().read_bytes())
    export = ("export", path, *WEBSITE, "--to", class_.folder / "out")
    (found,) = class_.does(*export, status=3)["withheld"]
    assert [r["code"] for r in found["verdicts"][0]["reasons"]] == ["UNKNOWN_PHOTO"]


def test_what_was_done_is_listed_when_not_all_could_be(
    class_: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second copy can't be put in its place any more: the disk has gone."""
    first, second = class_.portrait("Noah Lund"), class_.portrait("Noah Lund")
    out = class_.folder / "out"
    replace, gone = os.replace, []

    def failing(source: Path, target: Path) -> None:
        if Path(target).parent == out:
            gone.append(target)
            if len(gone) == 2:
                raise OSError(5, "Input/output error")
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    ran = class_("export", first, second, *WEBSITE, "--to", out, "--json")
    monkeypatch.undo()

    assert ran.status == 5
    assert_sentence(ran.err)
    assert [one["path"] for one in ran.json["released"]] == [str(first)]
    assert ran.json["release"] == 1
    assert len(list(out.iterdir())) == 1


def test_people_read_sentences(class_: Terminal) -> None:
    clear, out = class_.portrait("Noah Lund", credited=True), "out"
    withheld = class_.portrait("Ida Dal", credited=True)
    ran = class_("export", clear, withheld, *WEBSITE, "--to", class_.folder / out)
    released, held, why, counted = ran.out.splitlines()
    assert released.startswith(f"{clear} → {class_.folder / out}")
    assert held == f"{withheld}: May not be shown"
    assert why == "    Someone in the picture has never been asked about the website."
    assert counted == "1 exported, 1 withheld."


def test_what_should_be_seen_of_a_picture_that_left_is_noted(class_: Terminal) -> None:
    """R4 `notify` and R23."""
    class_.rules({"lapse_mode": "notify"})
    class_.grown("Tea Holm")
    path, out = class_.portrait("Tea Holm"), class_.folder / "out"
    withheld = class_.portrait("Ida Dal")
    export = ("export", path, withheld, *WEBSITE, "--to", out)
    grown = "is now old enough to sign, and only a guardian has signed for the website."
    missing = "    Note: Photographer or right to use is missing."
    for who, name in (((), "Someone in the picture"), (("--who",), "Tea Holm")):
        released, first, second, held, _why, third, _counts = class_(*export, *who).out.splitlines()
        assert released.startswith(f"{path} → ")
        assert (first, second) == (f"    Note: {name} {grown}", missing)
        assert (held, third) == (f"{withheld}: May not be shown", missing)
    (left,) = class_.does(*export, status=1)["released"]
    assert [(one["code"], one["rule"]) for one in left["warnings"]] == [
        ("CAME_OF_AGE", "R4"),
        ("NO_RIGHTS", "R23"),
    ]
    assert "name" not in left["warnings"][0]
    (left,) = class_.does(*export, "--who", status=1)["released"]
    assert left["warnings"][0]["name"] == "Tea Holm"


def test_the_files_that_show_somebody_are_listed_for_taking_down(class_: Terminal) -> None:
    class_.permitted("Ida Dal")
    noah, ida = class_.portrait("Noah Lund"), class_.portrait("Ida Dal")
    export = ("export", noah, ida, *WEBSITE, "--to", class_.folder / "out", "--event", "Fest")
    released = {one["path"]: one["output"] for one in class_.does(*export)["released"]}
    for words in (("releases", "--subject", "Ida Dal"), ("withdraw", "Ida Dal")):
        said = class_(*words).out
        assert released[str(ida)] in said
        assert released[str(noah)] not in said


def test_times_are_the_institutions_whatever_the_computer_thinks(
    class_: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = ("export", class_.portrait("Noah Lund"), *WEBSITE, "--to", class_.folder / "out")
    class_.does(*export)
    at = datetime.fromisoformat(class_.does("releases")["releases"][0]["at"])
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.tzset()
    try:
        said = class_("releases").out
    finally:
        monkeypatch.undo()
        time.tzset()
    assert f"{at.astimezone(ZoneInfo('Europe/Copenhagen')):%H:%M}" in said
